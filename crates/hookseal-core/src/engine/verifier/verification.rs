//! The path of a request: in by the one door, and out only by a signature that holds.
//!
//! ```text
//! enter: greet ─► open ─► admit        the head: handshakes, method, claim, length; then the keys
//! update*                              the body, each chunk hashed and kept once
//! finish ─► seal ─► Outcome            the comparison; the only place that makes a `VerifiedBody`
//! ```
//!
//! `Verification::enter` is the door. Where keys are looked up, that comes between `open` and
//! `admit`: see `lookup.rs`.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use super::{KeySource, OwnScheme, Verifier, closed};
use crate::engine::body::Gathered;
use crate::engine::verified::Provenance;
use crate::engine::{Outcome, VerifiedBody};
use crate::event::HeadFacts;
use crate::handshake::{AnsweredHandshake, Candidates};
use crate::key::PreparedKeys;
use crate::request::{Found, RequestHead, Single};
use crate::resolver::ReadyKeys;
use crate::schemes::{AnyCheck, Authentic, Incoming};
use crate::time::UnixTime;
use crate::time::format::digits;
use crate::trace::{Recorder, Untraced, Watch, Watched};
use crate::verdict::Rejection;

/// A request whose head has been accepted and whose body is arriving.
///
/// Made by [`Verifier::begin`]. Each chunk is hashed and kept once, as it comes; a body that
/// comes in one chunk is not copied. After the last chunk only the comparison is left, and
/// the hash of a body that has come in one small chunk, or in one that was all that the
/// head had announced.
#[must_use = "nothing is verified until `finish` has been called"]
pub struct Verification {
    pub(crate) provenance: Provenance,
    /// The refusal, whatever the check says: its keys are nobody's.
    refused: Option<Box<Rejection>>,
    check: AnyCheck,
    /// The handshakes that it may be, once it is authentic.
    handshakes: Candidates,
    body: Gathered,
    /// When it was received, if that is not now.
    received_at: Option<UnixTime>,
    /// Whether the check has been given what came of the body. A body that may be whole
    /// waits for its end, as most are: hashed in one go, nothing of it has to be kept.
    is_streaming: bool,
}

/// Shows that a check has held. Nothing outside this module can make one: its field is private.
pub(crate) struct Proof(Authentic);

impl Proof {
    pub(crate) fn into_verdict(self) -> Authentic {
        self.0
    }
}

impl Verification {
    /// One that no request has entered yet. All is then written in place: the state is large,
    /// and should be moved seldom.
    #[inline]
    pub(crate) fn new(verifier: Verifier, keys: ReadyKeys) -> Self {
        Self {
            check: verifier.effective_scheme(&keys).idle(),
            handshakes: Candidates::default(),
            body: Gathered::new(verifier.body_limit()).retry_status(verifier.retry_status()),
            refused: None,
            received_at: None,
            is_streaming: false,
            provenance: Provenance {
                verifier,
                keys,
                facts: HeadFacts::default(),
            },
        }
    }

    /// As if it were received at this time.
    pub(super) const fn received_at(mut self, time: UnixTime) -> Self {
        self.received_at = Some(time);
        self
    }

    /// The one door: every request whose keys are known enters here, by the verifier that this
    /// was [made](Self::new) for. Only a trace watches it.
    #[inline]
    pub(crate) fn enter(
        &mut self,
        verifier: &Verifier,
        head: &dyn RequestHead,
        watch: impl Watch,
    ) -> Result<Option<AnsweredHandshake>, Rejection> {
        let keys = &self.provenance.keys;
        let own = keys.scheme.clone();
        let head = &verifier.find(own.as_deref(), head);
        let greeted = verifier.greet(head, || Arc::clone(&keys.keys));
        if let Some(recorder) = watch.recorder() {
            note_greeting(recorder, &greeted);
        }
        if let Some(answered) = greeted? {
            return Ok(Some(answered));
        }
        self.open(head, watch)?;
        self.admit(watch)?;
        Ok(None)
    }

    /// Reads the head, once, and refuses all that can be refused without a key.
    #[inline]
    pub(crate) fn open(&mut self, head: &Found<'_>, watch: impl Watch) -> Result<(), Rejection> {
        let Provenance {
            verifier,
            keys,
            facts,
        } = &mut self.provenance;
        verifier.check_method(head, watch)?;
        let scheme = verifier.effective_scheme(keys);
        let watched = match (watch.recorder(), scheme.as_data()) {
            (Some(recorder), None) => Some(Watched::new(head, recorder)),
            _ => None,
        };
        let shown = watched
            .as_ref()
            .map_or(head as &dyn RequestHead, |head| head);
        let incoming = verifier.incoming(shown).recorded(watch.recorder());
        let incoming = incoming.received_at(self.received_at);
        let claimed = self.check.read(scheme, &incoming, watch);
        if let Some(recorder) = watch.recorder() {
            recorder.settle("claim", &claimed);
        }
        claimed?;
        self.body.expect(verifier.check_length(head, watch)?);
        facts.read(scheme.description().facts(), head);
        self.handshakes = verifier.0.greeter.candidates(head);
        Ok(())
    }

    /// Sets the keys that were found for it.
    pub(crate) fn admit_by(&mut self, keys: ReadyKeys) -> Result<(), Rejection> {
        self.provenance.keys = keys;
        self.admit(Untraced)
    }

    /// Goes on by its keys, as far as they are valid.
    #[inline]
    pub(crate) fn admit(&mut self, watch: impl Watch) -> Result<(), Rejection> {
        let Provenance { verifier, keys, .. } = &self.provenance;
        if let Some(recorder) = watch.recorder() {
            let valid = keys.keys.valid(|| verifier.now()).len();
            recorder.keys(valid, keys.keys.as_slice().len());
        }
        let received_at = self.received_at;
        let now = || received_at.unwrap_or_else(|| verifier.now());
        let admitted = self.check.admit(&keys.keys, now);
        if let Some(recorder) = watch.recorder() {
            recorder.settle("keys", &admitted);
        }
        admitted
    }

    /// The ids of the keys that its head names.
    pub(crate) fn key_ids(&self) -> Vec<&str> {
        self.check.key_ids()
    }

    /// The ids of the keys that its body names.
    pub(crate) fn key_ids_in(&mut self, body: &Bytes) -> Result<Vec<String>, Rejection> {
        let ids = self.check.key_ids_in(body);
        ids.map_err(|refused| self.body.blame(refused, body.len()))
    }

    /// Keeps a chunk of the body that has to be whole before the keys can be looked up.
    pub(crate) fn keep(&mut self, chunk: Bytes) -> Result<(), Rejection> {
        self.body.make_way(chunk.len())?;
        self.body.push(chunk)
    }

    /// The bytes of the body that it holds.
    pub(crate) fn held(&self) -> usize {
        self.body.len()
    }

    /// Goes on as if the keys were somebody's, and refuses at the end.
    pub(crate) fn refuse_in_any_case(&mut self, refused: Rejection) {
        self.refused = Some(Box::new(refused));
    }

    /// Its body is received, and not checked.
    pub(crate) fn stop_checking(&mut self) {
        self.check = AnyCheck::Idle;
    }

    /// The next chunk of the body, in the order of arrival.
    ///
    /// # Errors
    ///
    /// [`Rejection::BodyTooLarge`] as soon as the limit is exceeded, and
    /// [`Rejection::Overloaded`] if there is no memory; from then on every further call returns
    /// the same, and so does [`finish`](Self::finish).
    pub fn update(&mut self, chunk: Bytes) -> Result<(), Rejection> {
        self.body.make_way(chunk.len())?;
        if self.is_streaming {
            self.check.update(&chunk);
        } else if !self.body.may_be_whole_with(chunk.len()) {
            self.stream(&chunk);
        }
        self.body.push(chunk)
    }

    /// From here on the check is given all that comes, and what has come.
    fn stream(&mut self, chunk: &[u8]) {
        self.check.start(self.provenance.keys.keys.as_slice());
        self.check.update(self.body.as_slice());
        self.check.update(chunk);
        self.is_streaming = true;
    }

    /// The verdict, after the last chunk.
    ///
    /// # Errors
    ///
    /// [`Rejection::SignatureMismatch`], or any other problem that the scheme finds with the
    /// body.
    #[inline]
    pub fn finish(mut self) -> Result<Outcome, Rejection> {
        let body = self.body.take_all()?;
        self.seal(body, Untraced)
    }

    /// The verdict on a body that is there.
    #[inline]
    pub(crate) fn finish_with(
        mut self,
        body: Bytes,
        watch: impl Watch,
    ) -> Result<Outcome, Rejection> {
        let fits = self.body.make_way(body.len());
        if let (Some(recorder), Err(_)) = (watch.recorder(), &fits) {
            recorder.judged(body.len(), &fits);
        }
        fits?;
        self.seal(body, watch)
    }

    /// Takes the body out, to find the keys that it names.
    pub(crate) fn take_body(&mut self) -> Result<Bytes, Rejection> {
        self.body.take_all()
    }

    #[inline]
    fn seal(mut self, body: Bytes, watch: impl Watch) -> Result<Outcome, Rejection> {
        Ok(match self.compare(&body, watch)? {
            Compared::Event(proof) => {
                Outcome::Event(VerifiedBody::attested(proof, body, self.provenance))
            }
            Compared::Handshake(answered) => Outcome::Handshake(answered),
        })
    }

    /// The proof that the signature of the whole body has held, unless the request is a
    /// handshake.
    fn compare(&mut self, body: &Bytes, watch: impl Watch) -> Result<Compared, Rejection> {
        let keys = self.provenance.keys.keys.as_slice();
        let verdict = if self.is_streaming {
            self.check.finish(body)
        } else {
            self.check.finish_whole(keys, body)
        };
        let greeter = &self.provenance.verifier.0.greeter;
        // For all tenants alike, so that the answer reveals nothing.
        if matches!(verdict, Err(Rejection::SignatureMismatch))
            && let Some(answered) = greeter.answer_unproven(self.handshakes, body)
        {
            if let Some(recorder) = watch.recorder() {
                recorder.judged(body.len(), &verdict);
                recorder.answer(answered.name());
            }
            return Ok(Compared::Handshake(Box::new(answered)));
        }
        if let Some(refused) = self.refused.take() {
            return Err(*refused);
        }
        let verdict = verdict.map_err(|refused| self.body.blame(refused, body.len()));
        if let Some(recorder) = watch.recorder() {
            recorder.judged(body.len(), &verdict);
        }
        let mut authentic = verdict?;
        let part = authentic.part.take();
        let key = keys.get(authentic.slot.index());
        if greeter.may_have_signed(body) {
            let refused = Err(Rejection::MalformedBody {
                reason: "it is a single word, which the answer to a handshake may have signed",
            });
            if let Some(recorder) = watch.recorder() {
                recorder.settle("body rules", &refused);
            }
            return refused;
        }
        let answered = greeter.answer_signed(self.handshakes, part.as_ref().unwrap_or(body), key);
        if let (Some(recorder), Some(answered)) = (watch.recorder(), &answered) {
            recorder.answer(answered.name());
        }
        Ok(match answered {
            Some(answered) => Compared::Handshake(Box::new(answered)),
            None => Compared::Event(Proof(authentic)),
        })
    }
}

/// Notes that an unsigned handshake is answered, or why it is not.
#[cold]
fn note_greeting(recorder: &Recorder, greeted: &Result<Option<AnsweredHandshake>, Rejection>) {
    match greeted {
        Ok(Some(answered)) => recorder.answer(answered.name()),
        Ok(None) => {}
        Err(_) => recorder.settle("handshake", greeted),
    }
}

/// A request whose signature has been compared.
#[allow(clippy::large_enum_variant)] // it is taken apart at once
enum Compared {
    Event(Proof),
    Handshake(Box<AnsweredHandshake>),
}

impl Verifier {
    /// The keys that are valid now, where the app has given them.
    #[inline]
    pub(crate) fn ring(&self) -> Result<ReadyKeys, Rejection> {
        match &self.0.keys {
            KeySource::Ring(ring) => Ok(ReadyKeys::new(ring.load_full())),
            KeySource::Closed { reason } => Err(closed(reason)),
            // Each request is verified by one of its members.
            KeySource::AnyOf(_) => Err(Rejection::UnclearSender { several: false }),
            KeySource::Resolver { .. } => Err(Rejection::Misconfigured {
                reason: "this verifier looks up its keys; use `receive` or `begin_with`",
            }),
        }
    }

    /// The head, together with the headers that are read of every request, under the names of
    /// the tenant's `own` scheme if it renames them.
    #[inline]
    pub(crate) fn find<'a>(
        &'a self,
        own: Option<&'a OwnScheme>,
        head: &'a dyn RequestHead,
    ) -> Found<'a> {
        let wanted = own.and_then(|own| own.wanted.as_ref());
        wanted.unwrap_or(&self.0.wanted).find(head)
    }

    /// Answers an unsigned handshake; with the first of `keys`, if the answer needs one.
    #[inline]
    pub(super) fn greet(
        &self,
        head: &Found<'_>,
        keys: impl FnOnce() -> Arc<PreparedKeys>,
    ) -> Result<Option<AnsweredHandshake>, Rejection> {
        let Some(handshake) = self.0.greeter.unsigned(head) else {
            return Ok(None);
        };
        let keys = keys();
        let first = keys.valid(|| self.now()).iter().next();
        let key = first.and_then(|slot| keys.as_slice().get(slot.index()));
        self.0.greeter.answer_unsigned(handshake, head, key)
    }

    #[inline]
    pub(super) fn check_method(
        &self,
        head: &Found<'_>,
        watch: impl Watch,
    ) -> Result<(), Rejection> {
        let (own, methods) = (head.method(), self.0.scheme.description().methods());
        let takes_post = self.0.takes_post && own == "POST";
        let checked = if takes_post || methods.iter().any(|method| method == own) {
            Ok(())
        } else {
            Err(Rejection::MethodNotAllowed {
                allow: methods.join(", "),
            })
        };
        if let Some(recorder) = watch.recorder() {
            self.note_method(recorder, head, &checked);
        }
        checked
    }

    #[inline]
    fn incoming<'a>(&'a self, head: &'a dyn RequestHead) -> Incoming<'a> {
        let inner = &*self.0;
        let public_url = inner.public_url.as_deref();
        Incoming::new(head, &*inner.clock, inner.freshness, public_url)
    }

    /// The announced length of the body, if it is announced.
    #[inline]
    pub(super) fn check_length(
        &self,
        head: &Found<'_>,
        watch: impl Watch,
    ) -> Result<Option<usize>, Rejection> {
        let length = self.announced_length(head);
        if let Some(recorder) = watch.recorder() {
            self.note_length(recorder, head, &length);
        }
        length
    }

    fn announced_length(&self, head: &Found<'_>) -> Result<Option<usize>, Rejection> {
        let limit = self.0.body_limit;
        let Single::Once(text) = head.content_length() else {
            return Ok(None); // the server has refused contradicting lengths
        };
        let Some(length) = digits(text) else {
            return Ok(None);
        };
        match usize::try_from(length) {
            Ok(length) if length <= limit => Ok(Some(length)),
            _ => Err(Rejection::BodyTooLarge { limit }),
        }
    }
}

impl fmt::Debug for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verification")
            .field("provider", &self.provenance.verifier.provider())
            .field("received", &self.body.len())
            .finish_non_exhaustive()
    }
}
