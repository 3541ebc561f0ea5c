//! Verifying a request and keeping the steps, for tools: see [`trace`](crate::trace).

use std::sync::Arc;

use bytes::Bytes;

use super::{KeySource, Verification, Verifier, closed};
use crate::crypto::Transcript;
use crate::engine::{Outcome, VerifiedBody};
use crate::event::Attribute;
use crate::request::{Found, RequestHead};
use crate::resolver::ReadyKeys;
use crate::schemes::BodyCoverage;
use crate::trace::{Detail, Recorder, Step, Trace};
use crate::verdict::Rejection;

impl Verifier {
    /// Verifies a request like [`verify`](Self::verify), and returns its steps instead of a body:
    /// see [`trace`](crate::trace). For tools and tests, since everything is written down.
    ///
    /// It does all that `verify` does, so a nonce counts as used.
    ///
    /// ```
    /// use hookseal_core::{Algorithm, Secret, Verifier};
    /// use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
    /// use hookseal_core::signing::{Delivery, Signer};
    ///
    /// const ACME: Scheme = Scheme::new(
    ///     "acme",
    ///     Algorithm::HmacSha256,
    ///     SignatureField::plain(HeaderName::from_static("Acme-Signature")),
    /// );
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let secret = || Secret::new("3b1c1f9a0d5e47a2b6f0");
    /// let signed = Signer::new(ACME, secret()?)?.sign(&Delivery::new("{}"))?;
    /// let verifier = Verifier::new(ACME, secret()?)?;
    ///
    /// let trace = verifier.trace(&signed, "{}");
    /// assert!(trace.verdict().is_ok());
    /// let trace = verifier.trace(&signed, "{ }");
    /// assert_eq!(trace.failed().map(|step| step.name()), Some("signature"));
    /// assert_eq!(trace.messages(), [b"{ }"]);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn trace(&self, head: &dyn RequestHead, body: impl Into<Bytes>) -> Trace {
        let verifier = match self.chosen(head) {
            Ok(verifier) => verifier,
            Err(refused) => return Trace::ended("sender", refused),
        };
        match verifier.ring() {
            Ok(keys) => verifier.trace_by(head, &body.into(), keys),
            Err(refused) => Trace::ended("keys", refused),
        }
    }

    /// Like [`trace`](Self::trace), with keys that were looked up for this request.
    #[must_use]
    pub fn trace_with(
        &self,
        head: &dyn RequestHead,
        body: impl Into<Bytes>,
        keys: &ReadyKeys,
    ) -> Trace {
        if let KeySource::Closed { reason } = &self.0.keys {
            return Trace::ended("keys", closed(reason));
        }
        match self.chosen(head) {
            Ok(verifier) => verifier.trace_by(head, &body.into(), keys.clone()),
            Err(refused) => Trace::ended("sender", refused),
        }
    }

    fn trace_by(&self, head: &dyn RequestHead, body: &Bytes, mut keys: ReadyKeys) -> Trace {
        let transcript = Transcript::default();
        let scheme = self.effective_scheme(&keys);
        // A token may be in any header then.
        let hides_values = scheme.description().coverage() == BodyCoverage::Nothing;
        // Data shows the pieces of its message by itself.
        if scheme.as_data().is_none() {
            keys.keys = Arc::new(keys.keys.recording(&transcript));
        }
        let recorder = Recorder::new(transcript, hides_values);
        let mut verification = Verification::new(self.clone(), keys);
        let watch = Some(&recorder);
        let verdict = match verification.enter(self, head, watch) {
            Ok(None) => verification.finish_with(body.clone(), watch),
            Ok(Some(answered)) => Ok(Outcome::Handshake(Box::new(answered))),
            Err(refused) => Err(refused),
        };
        if let Ok(Outcome::Event(verified)) = &verdict {
            recorder.note(facts(verified));
        }
        recorder.finish(body, verdict.err())
    }

    #[cold]
    pub(super) fn note_method(
        &self,
        recorder: &Recorder,
        head: &Found<'_>,
        ended: &Result<(), Rejection>,
    ) {
        let detail = Detail::Method {
            method: head.method().to_owned(),
            target: head.target().to_owned(),
            allowed: self.0.scheme.description().methods().to_vec(),
        };
        recorder.note(Step::ended("method", ended).with(detail));
        recorder.settle("method", ended); // what follows is the scheme's
    }

    #[cold]
    pub(super) fn note_length<T>(
        &self,
        recorder: &Recorder,
        head: &Found<'_>,
        ended: &Result<T, Rejection>,
    ) {
        let detail = Detail::Length {
            announced: head.content_length().into(),
            limit: self.0.body_limit,
        };
        recorder.note(Step::ended("length", ended).with(detail));
        recorder.settle("length", ended);
    }
}

/// The facts of an event, and which of them are signed.
fn facts(verified: &VerifiedBody) -> Step {
    let signed = |is_signed: bool| if is_signed { "signed" } else { "not signed" };
    let said = |name: &str, fact: Option<Attribute<'_>>| {
        fact.map(|fact| format!("{name} {} ({})", fact.claimed(), signed(fact.is_signed())))
    };
    let facts = [
        said("id", verified.id()),
        said("type", verified.event_type()),
    ];
    let facts: Vec<_> = facts.into_iter().flatten().collect();
    Step::held("facts").showing(if facts.is_empty() {
        "none".to_owned()
    } else {
        facts.join(", ")
    })
}
