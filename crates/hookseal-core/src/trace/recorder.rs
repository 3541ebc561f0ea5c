//! Where the steps of a verification are written down.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Detail, Ended, Found, Step, Trace};
use crate::crypto::Transcript;
use crate::header_name::HeaderName;
use crate::request::Single;
use crate::verdict::Rejection;

/// Takes down the steps of one traced verification: see
/// [`Incoming::recorder`](crate::scheme::Incoming::recorder). Clones write to the same trace.
#[derive(Clone)]
pub struct Recorder(Arc<Shared>);

struct Shared {
    notes: Mutex<Notes>,
    /// The messages that keys have checked.
    transcript: Transcript,
    /// Whether the head may have the secret itself.
    hides_values: bool,
}

#[derive(Default)]
struct Notes {
    steps: Vec<Step>,
    messages: Vec<Vec<u8>>,
    /// The steps of parts of the verification that are over.
    settled: usize,
    /// Whether the scheme notes by itself which headers it reads.
    has_own_headers: bool,
}

impl Recorder {
    pub(crate) fn new(transcript: Transcript, hides_values: bool) -> Self {
        Self(Arc::new(Shared {
            notes: Mutex::default(),
            transcript,
            hides_values,
        }))
    }

    /// Notes a step. One that is refused and does not lead to a refusal of the request is set
    /// aside: of several signatures, one is enough.
    pub fn note(&self, step: Step) {
        self.notes().steps.push(step);
    }

    /// Notes a header that holds no token.
    pub(crate) fn header(
        &self,
        step: &'static str,
        name: &HeaderName,
        value: Single<'_>,
        ended: Ended,
    ) {
        let detail = Detail::Header {
            name: name.clone(),
            found: value.into(),
            wanted: None,
        };
        self.note(Step::new(step, ended).with(detail));
    }

    /// Notes that a scheme of code has read a header, whose value is not shown if it may be the
    /// secret itself. Some are read twice.
    pub(super) fn read(&self, name: &HeaderName, value: Single<'_>) {
        let found = match value {
            Single::Once(value) if self.0.hides_values => Found::Hidden(value.len()),
            other => other.into(),
        };
        let detail = Detail::Header {
            name: name.clone(),
            found,
            wanted: None,
        };
        let mut notes = self.notes();
        let is_known = |step: &Step| *step.detail() == detail;
        if !notes.has_own_headers && !notes.steps.iter().any(is_known) {
            notes.steps.push(Step::held("header").with(detail));
        }
    }

    /// The scheme notes by itself which headers it reads.
    pub(crate) fn leave_headers(&self) {
        self.notes().has_own_headers = true;
    }

    /// Notes a refusal that may decide, unless a step has noted it already.
    #[cfg(feature = "httpsig")]
    pub(crate) fn note_refusal(&self, step: Step) {
        let mut notes = self.notes();
        let is_known = step.rejection().is_some_and(|refused| notes.has(refused));
        if !is_known {
            notes.steps.push(step);
        }
    }

    /// Notes the keys.
    pub(crate) fn keys(&self, valid: usize, all: usize) {
        self.note(Step::held("keys").with(Detail::Keys { valid, all }));
    }

    /// The end of a part of the verification, such as reading the claim: if it went well, steps
    /// that failed in it did not decide. If not, the step that noted the same refusal failed, and
    /// no other; where none did, one is added.
    pub(crate) fn settle<T>(&self, part: &'static str, ended: &Result<T, Rejection>) {
        let mut notes = self.notes();
        notes.settle(part, ended.as_ref().err());
        notes.settled = notes.steps.len();
    }

    /// The end of the whole: the request is a handshake, which is answered.
    pub(crate) fn answer(&self, name: &'static str) {
        let mut notes = self.notes();
        notes.set_aside_all();
        let step = Step::new("handshake", Ended::Answered);
        notes.steps.push(step.showing(name));
    }

    /// Notes the body, before the steps that were taken with it, and the signature, where the
    /// verdict says how it ended and no step does.
    pub(crate) fn judged<T>(&self, bytes: usize, verdict: &Result<T, Rejection>) {
        let mut notes = self.notes();
        let body = match verdict {
            Err(refused) if subject(refused) == "body" && !notes.has(refused) => {
                Step::refused("body", refused.clone())
            }
            // Only the signature, or the digest, can tell whether it is the right one.
            Err(Rejection::SignatureMismatch | Rejection::DigestMismatch { .. }) => {
                Step::shown("body")
            }
            _ => Step::held("body"),
        };
        let at = notes.settled.min(notes.steps.len());
        notes.steps.insert(at, body.with(Detail::Body { bytes }));
        let is_signature = |step: &Step| step.name() == SIGNATURE;
        if verdict.is_ok() && !notes.steps.iter().any(is_signature) {
            notes.steps.push(Step::held(SIGNATURE));
        }
        notes.settle("body rules", verdict.as_ref().err());
    }

    /// All that was noted.
    pub(crate) fn finish(self, body: &[u8], refusal: Option<Rejection>) -> Trace {
        let mut notes = std::mem::take(&mut *self.notes());
        if notes.messages.is_empty() {
            for step in &notes.steps {
                if let Detail::Message {
                    before_body,
                    after_body,
                } = step.detail()
                {
                    let whole = [before_body, body, after_body].concat();
                    if !notes.messages.contains(&whole) {
                        notes.messages.push(whole);
                    }
                }
            }
        }
        Trace {
            steps: notes.steps,
            messages: notes.messages,
            refusal,
        }
    }

    /// The notes, with the messages that were checked since the last one.
    fn notes(&self) -> MutexGuard<'_, Notes> {
        let notes = self.0.notes.lock();
        let mut notes = notes.unwrap_or_else(PoisonError::into_inner);
        for noted in self.0.transcript.take() {
            notes.add_message(noted.message);
        }
        notes
    }
}

impl Notes {
    fn add_message(&mut self, message: Vec<u8>) {
        if self.messages.contains(&message) {
            return;
        }
        let has_pieces = |step: &Step| matches!(step.detail(), Detail::Message { .. });
        if !self.steps.iter().any(has_pieces) {
            let bytes = message.len();
            let step = Step::held("message").with(Detail::Hashed { bytes });
            self.steps.push(step);
        }
        self.messages.push(message);
    }

    fn settle(&mut self, part: &'static str, refused: Option<&Rejection>) {
        let Some(refused) = refused else {
            self.set_aside_all();
            if self.steps.len() == self.settled {
                self.steps.push(Step::held(part));
            }
            return;
        };
        let failed = self.place(refused);
        self.set_aside_all();
        let outcome = Ended::Refused(refused.clone());
        if let Some(step) = failed.and_then(|at| self.steps.get_mut(at)) {
            step.end(outcome);
            return;
        }
        let name = match subject(refused) {
            "" => part,
            name => name,
        };
        self.steps.push(Step::new(name, outcome));
    }

    /// The step that a refusal is about: the one that noted it, or else shows its subject.
    fn place(&self, refused: &Rejection) -> Option<usize> {
        let noted = self.steps.iter().position(|step| step.failed_by(refused));
        noted.or_else(|| {
            let about = |step: &Step| match (header(refused), step.detail()) {
                (Some(header), Detail::Header { name, .. }) => header == name,
                (None, Detail::Keys { .. }) => *refused == Rejection::UnknownKey,
                _ => false,
            };
            let of_part = self.steps.iter().enumerate().skip(self.settled);
            let mut places = of_part.filter(|(_, step)| about(step));
            places.next_back().map(|(at, _)| at)
        })
    }

    fn has(&self, refused: &Rejection) -> bool {
        self.steps.iter().any(|step| step.failed_by(refused))
    }

    fn set_aside_all(&mut self) {
        for step in &mut self.steps {
            if let Ended::Refused(rejection) = step.outcome() {
                let aside = Ended::SetAside(rejection.clone());
                step.end(aside);
            }
        }
    }
}

impl Step {
    /// The step that a refusal is about.
    #[cfg(feature = "httpsig")]
    pub(crate) fn about(refused: &Rejection) -> Self {
        Self::refused(subject(refused), refused.clone())
    }

    /// Whether it noted this refusal, even if that seemed not to decide.
    fn failed_by(&self, refused: &Rejection) -> bool {
        match self.outcome() {
            Ended::Refused(own) | Ended::SetAside(own) => own == refused,
            _ => false,
        }
    }
}

/// The header whose presence a refusal is about.
const fn header(refused: &Rejection) -> Option<&HeaderName> {
    match refused {
        Rejection::Ambiguous { field: header }
        | Rejection::MissingDigest { header }
        | Rejection::MissingHeader { header }
        | Rejection::MissingSignature { header }
        | Rejection::UnsupportedAlgorithm { header } => Some(header),
        _ => None,
    }
}

/// The name of the step that a refusal is about, for schemes that note none.
const fn subject(refused: &Rejection) -> &'static str {
    match refused {
        Rejection::BodyIncomplete
        | Rejection::BodyNotAsAnnounced { .. }
        | Rejection::BodyTooLarge { .. }
        | Rejection::MalformedBody { .. } => "body",
        Rejection::DigestMismatch { .. } => "digest",
        Rejection::Expired { .. }
        | Rejection::Future { .. }
        | Rejection::MalformedTimestamp
        | Rejection::MissingTimestamp
        | Rejection::Stale { .. } => "timestamp",
        Rejection::MalformedId => "event id",
        Rejection::KeyUnavailable { .. } | Rejection::UnknownKey => "keys",
        Rejection::MalformedSignature { .. }
        | Rejection::MissingInBody { .. }
        | Rejection::TooManySignatures { .. } => "signature form",
        Rejection::MissingSignature { .. } => "signature header",
        Rejection::UnsupportedAlgorithm { .. } => "algorithm header",
        Rejection::Ambiguous { .. }
        | Rejection::AmbiguousTarget
        | Rejection::MissingComponent { .. }
        | Rejection::MissingHeader { .. } => "message",
        Rejection::MissingDigest { .. } => "digest header",
        Rejection::NonceRefused => "nonce",
        Rejection::NotAddressed { .. } => "addressee",
        Rejection::NotCovered { .. } => "coverage",
        Rejection::SignatureMismatch => SIGNATURE,
        _ => "",
    }
}

const SIGNATURE: &str = "signature";

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Recorder(…)")
    }
}
