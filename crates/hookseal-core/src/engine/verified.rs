//! The verified bytes and payload that a handler receives.

#[cfg(doctest)]
mod unforgeable;

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::engine::verifier::Proof;
use crate::engine::{Payload, Verifier};
use crate::event::{Attribute, EventFacts, HeadFacts, Source, pointer};
use crate::header_name::HeaderName;
use crate::json::from_json;
use crate::key::KeySlot;
use crate::request::{Found, RequestHead};
use crate::resolver::ReadyKeys;
use crate::schemes::{AnyScheme, Authentic, BodyCoverage, Description};
use crate::time::UnixTime;
use crate::verdict::{PayloadError, Rejection};

/// A body whose signature is valid, with the known facts about the event.
///
/// Only [`Verification::finish`](crate::adapter::Verification::finish) makes one. It has no public
/// constructor, no `Default`, no `From` and no `Deserialize`:
///
/// ```compile_fail,E0451
/// use hookseal_core::VerifiedBody;
/// fn forge(genuine: VerifiedBody, bytes: bytes::Bytes) -> VerifiedBody {
///     VerifiedBody { bytes, ..genuine }
/// }
/// ```
#[derive(Clone)]
pub struct VerifiedBody {
    bytes: Bytes,
    authentic: Authentic,
    pub(crate) provenance: Provenance,
    /// The kind of event, once it has been looked for in the body.
    kind_in_body: OnceLock<Option<String>>,
}

/// Where a request comes from: the rules and keys it is verified with, and what its head says
/// about the event.
#[derive(Clone)]
pub(crate) struct Provenance {
    pub(crate) verifier: Verifier,
    /// The keys it began with, whatever the verifier's are by now.
    pub(crate) keys: ReadyKeys,
    pub(crate) facts: HeadFacts,
}

impl Provenance {
    /// The scheme in force for the request: the tenant's own, else the verifier's.
    pub(crate) fn scheme(&self) -> &AnyScheme {
        self.verifier.effective_scheme(&self.keys)
    }

    /// A head with its headers under the names that the scheme knows.
    pub(crate) fn find<'a>(&'a self, head: &'a dyn RequestHead) -> Found<'a> {
        self.verifier.find(self.keys.scheme.as_deref(), head)
    }

    /// Where the event's facts are.
    pub(crate) fn rules(&self) -> &EventFacts {
        self.scheme().description().facts()
    }
}

impl VerifiedBody {
    /// Only code that has run the check can construct a `Proof`: see `verification.rs`.
    pub(crate) fn attested(proof: Proof, bytes: Bytes, provenance: Provenance) -> Self {
        Self {
            bytes,
            authentic: proof.into_verdict(),
            provenance,
            kind_in_body: OnceLock::new(),
        }
    }

    /// The body, byte for byte as it was signed and received.
    #[must_use]
    pub const fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// How much of the body the signature covers. Unless it is [`BodyCoverage::Whole`],
    /// trust the rest no more than the network that it came through.
    #[must_use]
    pub fn coverage(&self) -> BodyCoverage {
        self.description().coverage()
    }

    /// The sender's name, such as `github`: that of the verifier, never one guessed
    /// from the request.
    #[must_use]
    pub fn provider(&self) -> &str {
        self.provenance.verifier.provider()
    }

    /// The key that fitted.
    pub(crate) const fn key_slot(&self) -> KeySlot {
        self.authentic.slot
    }

    /// Whether `verifier` or a clone of it has verified this body. Two verifiers that were
    /// built apart are two, even with one scheme and one key. Of a verifier for
    /// [several senders](Verifier::any_of): whether one of these has.
    #[must_use]
    pub fn is_verified_by(&self, verifier: &Verifier) -> bool {
        verifier.includes(&self.provenance.verifier)
    }

    /// The event's id, equal for every attempt to deliver it, where the sender has one.
    #[must_use]
    pub fn id(&self) -> Option<Attribute<'_>> {
        let source = self.provenance.rules().id.as_ref()?;
        self.attribute(source, self.provenance.facts.id())
    }

    /// The kind of event, such as `push` or `invoice.paid`, where the sender says it, and
    /// whether the signature covers it. To match on the text, see [`kind`](Self::kind).
    #[must_use]
    pub fn event_type(&self) -> Option<Attribute<'_>> {
        let source = self.provenance.rules().event_type.as_ref()?;
        Some(Attribute::new(
            Cow::Borrowed(self.kind()?),
            self.signs(source),
        ))
    }

    /// The text of [`event_type`](Self::event_type) **as claimed, signed or not**, to match on.
    ///
    /// GitHub, Shopify and others send it in a header that is not signed: anyone who has captured
    /// a delivery can send it again as one of another kind. That is fit for choosing a type
    /// which the signed body then has to be of. For more than that ask
    /// [`Attribute::signed`].
    #[must_use]
    pub fn kind(&self) -> Option<&str> {
        match self.provenance.rules().event_type.as_ref()? {
            Source::Header(_) => self.provenance.facts.event_type(),
            Source::JsonPointer(pointer) => self
                .kind_in_body
                .get_or_init(|| pointer::at_pointer(&self.bytes, pointer))
                .as_deref(),
        }
    }

    /// The string or number at this place of a JSON body, and whether the signature covers it.
    ///
    /// The place is a JSON Pointer (RFC 6901), such as `/action` or `/data/object/status`. The
    /// body is read as far as the place; if a member occurs twice, the first one counts.
    #[must_use]
    pub fn member(&self, pointer: &str) -> Option<Attribute<'_>> {
        let text = pointer::at_pointer(&self.bytes, pointer)?;
        let signed = self.description().signs_member(pointer);
        Some(Attribute::new(Cow::Owned(text), signed))
    }

    /// Demands that the verifier is one of this sender's, for a [`Payload`] that only its events
    /// can be read as.
    ///
    /// # Errors
    ///
    /// [`PayloadError::Misconfigured`], which is answered 500, if it is another sender's.
    pub fn require_provider(&self, provider: &str) -> Result<(), PayloadError> {
        if self.provider() == provider {
            return Ok(());
        }
        Err(PayloadError::Misconfigured {
            problem: format!(
                "the handler takes events of `{provider}`, but the route's verifier is of `{}`: protect the route with the other verifier, or take another type",
                self.provider()
            ),
        })
    }

    /// Demands that the signature covers the type of the event, for a [`Payload`] that is chosen
    /// by it.
    ///
    /// # Errors
    ///
    /// [`PayloadError::Misconfigured`], which is answered 500, if the sender does not sign it,
    /// or says none.
    pub fn require_signed_type(&self) -> Result<(), PayloadError> {
        let source = self.provenance.rules().event_type.as_ref();
        if source.is_some_and(|source| self.signs(source)) {
            return Ok(());
        }
        Err(PayloadError::Misconfigured {
            problem: format!(
                "the handler demands a signed event type, but `{}` signs none",
                self.provider()
            ),
        })
    }

    /// The number of this attempt to deliver, as the sender counts (some from 0,
    /// some from 1). Rarely signed: good for logs, not for decisions.
    #[must_use]
    pub fn attempt(&self) -> Option<u32> {
        let source = self.provenance.rules().attempt.as_ref()?;
        self.attribute(source, self.provenance.facts.attempt())?
            .claimed()
            .parse()
            .ok()
    }

    /// The content coding that the head says [`bytes`](Self::bytes) are in, such as `gzip`.
    ///
    /// Layers remove `Content-Encoding` from a verified request, so that handlers read the
    /// bytes that were verified. If you decode the body, limit the decoded size.
    #[must_use]
    pub fn content_encoding(&self) -> Option<Attribute<'_>> {
        let coding = self.provenance.facts.coding()?;
        let signed = self.description().signs_header(&CONTENT_ENCODING);
        Some(Attribute::new(Cow::Borrowed(coding), signed))
    }

    /// Whether the head has a `Content-Encoding`, whatever its value: for adapters, which
    /// remove it.
    #[must_use]
    pub const fn has_content_encoding(&self) -> bool {
        self.provenance.facts.says_coding()
    }

    /// The signed timestamp, where the sender signs one.
    #[must_use]
    pub const fn timestamp(&self) -> Option<UnixTime> {
        self.authentic.timestamp
    }

    /// The label of the key that fitted, if it has one.
    #[must_use]
    pub fn key_label(&self) -> Option<&str> {
        self.provenance.keys.keys.label(self.authentic.slot)
    }

    /// The tenant, if keys are looked up by tenant: the owner of the key that matched.
    #[must_use]
    pub fn tenant(&self) -> Option<&str> {
        self.provenance.keys.tenant.as_deref()
    }

    /// The position in the ring of the key that matched, from 0. Once the old key of a
    /// rotation has not been seen for a while, remove it.
    #[must_use]
    pub fn key_index(&self) -> usize {
        self.authentic.slot.index()
    }

    /// The label of the signature that held, where a request can have several: those of
    /// RFC 9421.
    #[must_use]
    pub fn signature_label(&self) -> Option<&str> {
        self.authentic.label.as_deref()
    }

    /// Reads the body as JSON, for a [`Payload`] that chooses by what is known of the event.
    ///
    /// # Errors
    ///
    /// Where and why the body is not a `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, PayloadError> {
        from_json(&self.bytes)
    }

    /// Reads the payload: JSON for types that serde knows, [`Raw`](crate::Raw) for the bytes.
    ///
    /// # Errors
    ///
    /// Where and why the body is not a `T`.
    pub fn decode<T: Payload>(self) -> Result<VerifiedEvent<T>, PayloadError> {
        Ok(VerifiedEvent {
            payload: self.payload()?,
            body: self,
        })
    }

    /// Like [`decode`](Self::decode), but logs a refusal: for extractors.
    ///
    /// # Errors
    ///
    /// [`Rejection::Payload`].
    pub fn decode_or_reject<T: Payload>(self) -> Result<VerifiedEvent<T>, Rejection> {
        match self.payload() {
            Ok(payload) => Ok(VerifiedEvent {
                payload,
                body: self,
            }),
            Err(error) => {
                let rejection = Rejection::Payload(error);
                self.provenance.verifier.log(&rejection);
                Err(rejection)
            }
        }
    }

    fn payload<T: Payload>(&self) -> Result<T, PayloadError> {
        // Many say of plain JSON that it is encoded, so the body itself is asked first.
        T::decode(self).map_err(|error| {
            if self.provenance.facts.is_encoded() && !T::TAKES_ENCODED {
                PayloadError::Encoded
            } else {
                error
            }
        })
    }

    pub(crate) fn description(&self) -> &Description {
        self.provenance.scheme().description()
    }

    /// Whether the signature covers the place.
    fn signs(&self, source: &Source) -> bool {
        match source {
            Source::Header(name) => self.description().signs_header(name),
            Source::JsonPointer(pointer) => self.description().signs_member(pointer),
        }
    }

    fn attribute<'a>(
        &'a self,
        source: &Source,
        from_head: Option<&'a str>,
    ) -> Option<Attribute<'a>> {
        match source {
            Source::Header(_) => {
                let text = Cow::Borrowed(from_head?);
                Some(Attribute::new(text, self.signs(source)))
            }
            Source::JsonPointer(pointer) => self.member(pointer),
        }
    }
}

/// Shows neither the body nor what is in it.
impl fmt::Debug for VerifiedBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedBody")
            .field("provider", &self.provider())
            .field("bytes", &self.bytes.len())
            .field("timestamp", &self.authentic.timestamp)
            .finish_non_exhaustive()
    }
}

/// An event whose signature is valid, with its payload as a `T`.
///
/// A value of this type is the proof: only [`VerifiedBody::decode`] makes one, from a
/// body that only a finished verification makes. There is no `map`, no `DerefMut` and
/// no way to put another payload in.
///
/// ```compile_fail,E0451
/// use hookseal_core::{VerifiedBody, VerifiedEvent};
/// fn forge<T>(payload: T, body: VerifiedBody) -> VerifiedEvent<T> {
///     VerifiedEvent { payload, body }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct VerifiedEvent<T> {
    payload: T,
    body: VerifiedBody,
}

impl<T> VerifiedEvent<T> {
    /// The payload.
    #[must_use]
    pub const fn payload(&self) -> &T {
        &self.payload
    }

    /// The payload alone; what was proved about it is then in your hands.
    #[must_use]
    pub fn into_payload(self) -> T {
        self.payload
    }

    /// The verified body: the exact bytes, and what is known of the event.
    #[must_use]
    pub const fn body(&self) -> &VerifiedBody {
        &self.body
    }

    /// The body, byte for byte as it was signed and received.
    #[must_use]
    pub const fn bytes(&self) -> &Bytes {
        self.body.bytes()
    }

    /// Same as [`VerifiedBody::coverage`].
    #[must_use]
    pub fn coverage(&self) -> BodyCoverage {
        self.body.coverage()
    }

    /// Same as [`VerifiedBody::provider`].
    #[must_use]
    pub fn provider(&self) -> &str {
        self.body.provider()
    }

    /// Same as [`VerifiedBody::id`].
    #[must_use]
    pub fn id(&self) -> Option<Attribute<'_>> {
        self.body.id()
    }

    /// Same as [`VerifiedBody::event_type`].
    #[must_use]
    pub fn event_type(&self) -> Option<Attribute<'_>> {
        self.body.event_type()
    }

    /// Same as [`VerifiedBody::kind`]: **as claimed, signed or not**.
    ///
    /// ```
    /// # use hookseal_core::{Raw, VerifiedEvent};
    /// fn on_event(event: &VerifiedEvent<Raw>) {
    ///     match event.kind() {
    ///         Some("push") => println!("a push"),
    ///         Some(other) => println!("not of interest: {other}"),
    ///         None => println!("of no kind"),
    ///     }
    /// }
    /// ```
    #[must_use]
    pub fn kind(&self) -> Option<&str> {
        self.body.kind()
    }

    /// Same as [`VerifiedBody::attempt`].
    #[must_use]
    pub fn attempt(&self) -> Option<u32> {
        self.body.attempt()
    }

    /// Same as [`VerifiedBody::content_encoding`].
    #[must_use]
    pub fn content_encoding(&self) -> Option<Attribute<'_>> {
        self.body.content_encoding()
    }

    /// Same as [`VerifiedBody::timestamp`].
    #[must_use]
    pub const fn timestamp(&self) -> Option<UnixTime> {
        self.body.timestamp()
    }

    /// Same as [`VerifiedBody::tenant`].
    #[must_use]
    pub fn tenant(&self) -> Option<&str> {
        self.body.tenant()
    }

    /// Same as [`VerifiedBody::key_index`].
    #[must_use]
    pub fn key_index(&self) -> usize {
        self.body.key_index()
    }

    /// Same as [`VerifiedBody::key_label`].
    #[must_use]
    pub fn key_label(&self) -> Option<&str> {
        self.body.key_label()
    }
}

const CONTENT_ENCODING: HeaderName = HeaderName::from_static("content-encoding");

#[cfg(test)]
mod tests;
