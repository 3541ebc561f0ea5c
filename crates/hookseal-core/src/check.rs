//! The trait behind every way of signing, and its implementation for [`Scheme`].
//!
//! [`Verifier`](crate::Verifier) drives any [`SignatureScheme`] alike: `begin` on
//! the head, `update` for each piece of the body, `finish` after the last.

mod coverage;
mod data;
mod erased;
mod groups;
mod incoming;
mod one_of;
mod per_key;
mod primitive;
mod transcript;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

pub use self::coverage::BodyCoverage;
pub use self::data::SchemeCheck;
pub(crate) use self::erased::{AnyCheck, AnyScheme, DynScheme};
pub use self::groups::SignatureGroups;
pub use self::incoming::{Incoming, KeptIncoming};
pub use self::one_of::OneOfCheck;
pub use self::per_key::HeaderPerKey;
pub use self::primitive::{KeyedMacs, Mac, SignatureStream};
pub(crate) use self::transcript::Transcript;

use crate::key::KeySlot;
use crate::{
    Algorithm, ConfigError, Draft, EventFacts, Freshness, Handshake, KeyFormat, Rejection,
    RequestHead, RetryStatus, Scheme, SignError, UnixTime,
};

/// A way of signing requests.
///
/// [`Scheme`] implements it for everything that can be said as data. Implement it
/// by hand for what cannot; it may live in any crate:
///
/// ```
/// use bytes::Bytes;
/// use hookseal_core::{
///     Algorithm, Authentic, Check, HeaderName, Incoming, KeySlot, Mac, Rejection,
///     SignatureScheme,
/// };
///
/// const SIGNATURE: HeaderName = HeaderName::from_static("X-Signature");
///
/// /// Signs the *reversed* body, which no template can say.
/// #[derive(Debug)]
/// struct Reversed;
///
/// impl SignatureScheme for Reversed {
///     type Check = ReversedCheck;
///
///     fn id(&self) -> &str {
///         "reversed"
///     }
///
///     fn algorithm(&self) -> Algorithm {
///         Algorithm::HmacSha256
///     }
///
///     fn begin(&self, incoming: &Incoming<'_>) -> Result<ReversedCheck, Rejection> {
///         let signature = incoming
///             .only_header(&SIGNATURE)?
///             .ok_or(Rejection::MissingSignature { header: SIGNATURE })?;
///         Ok(ReversedCheck {
///             signature: signature.to_vec(),
///             macs: incoming
///                 .keys()
///                 .filter_map(|key| Some((key.slot(), key.mac()?)))
///                 .collect(),
///         })
///     }
/// }
///
/// struct ReversedCheck {
///     signature: Vec<u8>,
///     macs: Vec<(KeySlot, Mac)>,
/// }
///
/// impl Check for ReversedCheck {
///     fn update(&mut self, _chunk: &[u8]) {} // all at once, at the end
///
///     fn finish(self, body: &Bytes) -> Result<Authentic, Rejection> {
///         let reversed: Vec<u8> = body.iter().rev().copied().collect();
///         for (slot, mut mac) in self.macs {
///             mac.update(&reversed);
///             if mac.matches(&self.signature) {
///                 return Ok(Authentic::by(slot));
///             }
///         }
///         Err(Rejection::SignatureMismatch)
///     }
/// }
/// ```
pub trait SignatureScheme: fmt::Debug + Send + Sync + 'static {
    /// What runs while the body arrives.
    type Check: Check;

    /// The sender's name, such as `github`.
    fn id(&self) -> &str;

    /// The algorithm its keys are for.
    fn algorithm(&self) -> Algorithm;

    /// How the text of its keys becomes bytes. The text itself, by default.
    fn key_format(&self) -> KeyFormat {
        KeyFormat::Utf8
    }

    /// The least number of bytes its secrets may have. 16 by default.
    fn min_key_bytes(&self) -> usize {
        16
    }

    /// Whether the sender signs with keys of its API, such as `sk_live_…`, which are
    /// otherwise refused as pasted in the wrong place. No, by default.
    fn signs_with_api_keys(&self) -> bool {
        false
    }

    /// The methods its deliveries come with, in capitals. `POST` by default.
    fn methods(&self) -> &[Cow<'static, str>] {
        &[Cow::Borrowed("POST")]
    }

    /// Where the event id, type and attempt stand. Nowhere, by default.
    fn facts(&self) -> &EventFacts {
        const NONE: &EventFacts = &EventFacts::new();
        NONE
    }

    /// What the sender sends beside events and wants a certain answer to. Nothing, by
    /// default.
    fn handshakes(&self) -> &[Handshake] {
        &[]
    }

    /// The headers that it reads of every request, beside those of its
    /// [`facts`](Self::facts). They are then found in one pass over the head; others it can
    /// ask for all the same, one by one. None, by default.
    fn headers(&self) -> Vec<crate::HeaderName> {
        Vec::new()
    }

    /// Other names of headers: of each pair, the second is read where the scheme asks for the
    /// first, if a request has none of the first ones. None, by default; 3 at most.
    fn other_names(&self) -> &[(crate::HeaderName, crate::HeaderName)] {
        &[]
    }

    /// Whether the signature covers the header `name`; such a header's fact counts
    /// as signed. No, by default.
    fn signs_header(&self, name: &crate::HeaderName) -> bool {
        let _ = name;
        false
    }

    /// How much of the body the signature covers. All of it, by default.
    ///
    /// Where it is not all, whoever can read one delivery can send another body with the
    /// same signature: events say so, and so must the scheme's documentation.
    fn body_coverage(&self) -> BodyCoverage {
        BodyCoverage::Whole
    }

    /// Whether the signature covers the member of the JSON body at this pointer; such a
    /// fact counts as signed. By default, if it covers the whole body.
    fn signs_member(&self, pointer: &str) -> bool {
        let _ = pointer;
        self.body_coverage() == BodyCoverage::Whole
    }

    /// Tells `part`, piece by piece, what makes two deliveries without a signed event id one:
    /// all that the signature covers but for the timestamp. It must be equal for every
    /// attempt to deliver one event, and must differ for two events. By default the whole
    /// body, less what [`facts`](Self::facts) say is new for each attempt.
    ///
    /// Only what the signature covers, in one form: signed headers as well as the body; the
    /// fields of a form in their signed order, the members that are signed. What can be
    /// written in two ways under one signature must be told in one, or whoever replays a
    /// delivery makes a new one of it.
    ///
    /// # Errors
    ///
    /// What the request lacks. It was verified before, so that is a mistake of the app's.
    fn tell_apart(
        &self,
        head: &dyn RequestHead,
        body: &Bytes,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        let _ = head;
        self.facts().lasting(body, part);
        Ok(())
    }

    /// How far a signed timestamp may lie in the past and in the future, where the scheme
    /// judges it and the app says nothing else. Not judged, by default.
    fn freshness(&self) -> Option<Freshness> {
        None
    }

    /// How long the sender goes on trying to deliver an event, where it says so. A
    /// [`ReplayGuard`](crate::replay::ReplayGuard) knows deliveries for longer than that.
    /// Unknown, by default.
    fn retry_window(&self) -> Option<Duration> {
        None
    }

    /// The status on which the sender tries again: with it refusals ask it to come again, since
    /// an event for which it does not is lost. 503, by default.
    fn retry_status(&self) -> RetryStatus {
        RetryStatus::ServiceUnavailable
    }

    /// The text that the sender wants in the answer to an event, or it delivers it again. A
    /// [`ReplayGuard`](crate::replay::ReplayGuard) answers duplicates with it. None, by default.
    fn receipt(&self) -> Option<&'static str> {
        None
    }

    /// The longest body that the sender sends, in bytes, where it documents that. It is what
    /// verifiers take by default. Unknown, by default: verifiers then take
    /// [`DEFAULT_BODY_LIMIT`](crate::limits::DEFAULT_BODY_LIMIT).
    fn greatest_body(&self) -> Option<usize> {
        None
    }

    /// Tells `found` the ids of the keys that a request names, each once, so that who has
    /// the keys elsewhere can look them up. Nothing is verified yet: anyone can name
    /// any key. None, by default.
    fn key_ids(&self, head: &dyn RequestHead, found: &mut dyn FnMut(&str)) {
        let _ = (head, found);
    }

    /// Whether only the body names its keys. No, by default: they are looked up before a
    /// byte of the body is read.
    ///
    /// If so, the body is read first, up to the verifier's limit and within its deadline,
    /// and [`body_key_ids`](Self::body_key_ids) takes the place of
    /// [`key_ids`](Self::key_ids). Verifiers that have their keys take no notice.
    fn names_keys_in_body(&self) -> bool {
        false
    }

    /// Tells `found` the ids of the keys that a body names, and refuses what can be refused
    /// now that it has come: what is refused here costs no lookup. `incoming` has no keys.
    /// Only called if [`names_keys_in_body`](Self::names_keys_in_body).
    ///
    /// # Errors
    ///
    /// Why the request cannot be authentic, whatever the keys.
    fn body_key_ids(
        &self,
        incoming: &Incoming<'_>,
        body: &Bytes,
        found: &mut dyn FnMut(&str),
    ) -> Result<(), Rejection> {
        let _ = (incoming, body, found);
        Ok(())
    }

    /// Refuses a configuration that the scheme cannot work with.
    ///
    /// # Errors
    ///
    /// What is missing or wrong.
    fn validate(&self, public_url: Option<&str>) -> Result<(), ConfigError> {
        let _ = public_url;
        Ok(())
    }

    /// Refuses what can be refused before the keys are known. Called with no keys, and
    /// only where a [`KeyResolver`](crate::KeyResolver) has to find them: what is
    /// refused here costs no lookup. Nothing, by default.
    ///
    /// # Errors
    ///
    /// Why the request cannot be authentic, whatever the keys.
    fn screen(&self, incoming: &Incoming<'_>) -> Result<(), Rejection> {
        let _ = incoming;
        Ok(())
    }

    /// Reads the head and refuses all that can be refused before the body.
    ///
    /// # Errors
    ///
    /// Why the request cannot be authentic.
    fn begin(&self, incoming: &Incoming<'_>) -> Result<Self::Check, Rejection>;

    /// Writes a delivery as the sender does, for a [`Signer`](crate::Signer): its headers, and
    /// its body where the signature stands in it.
    ///
    /// It only writes down. What is signed is what [`begin`](Self::begin) and the check then
    /// hash of it, so the two cannot disagree: [`Draft::signature`] is blank at first, and the
    /// delivery is written again once the message is known.
    ///
    /// # Errors
    ///
    /// What the delivery lacks; [`SignError::VerifiesOnly`], by default.
    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        let _ = draft;
        Err(SignError::VerifiesOnly)
    }
}

/// A check under way: it sees the body once, as it arrives.
pub trait Check: Send + 'static {
    /// The next piece of the body.
    fn update(&mut self, chunk: &[u8]);

    /// The verdict, after the last piece. `body` is the whole body again, for
    /// schemes that cannot work piece by piece.
    ///
    /// # Errors
    ///
    /// [`Rejection::SignatureMismatch`], or what else is wrong.
    fn finish(self, body: &Bytes) -> Result<Authentic, Rejection>;
}

/// The verdict of a check that held: by which key, and signed when.
#[derive(Clone, Debug)]
pub struct Authentic {
    pub(crate) slot: KeySlot,
    pub(crate) timestamp: Option<UnixTime>,
    pub(crate) label: Option<Arc<str>>,
    /// What of the body was judged, where it is a part: signed handshakes are known by it.
    pub(crate) part: Option<Bytes>,
}

impl Authentic {
    /// The signature held under this key.
    #[must_use]
    pub const fn by(slot: KeySlot) -> Self {
        Self {
            slot,
            timestamp: None,
            label: None,
            part: None,
        }
    }

    /// It is this part of the body that was judged, where the body is a form of several:
    /// signed handshakes are known by what stands in it.
    #[must_use]
    pub fn of_part(mut self, part: Bytes) -> Self {
        self.part = Some(part);
        self
    }

    /// With this signed timestamp.
    #[must_use]
    pub const fn at(mut self, timestamp: Option<UnixTime>) -> Self {
        self.timestamp = timestamp;
        self
    }

    /// With the label of the signature that held, where a request can have several.
    #[must_use]
    pub fn labelled(mut self, label: impl Into<Arc<str>>) -> Self {
        self.label = Some(label.into());
        self
    }
}

impl SignatureScheme for Scheme {
    type Check = SchemeCheck;

    fn id(&self) -> &str {
        &self.id
    }

    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn key_format(&self) -> KeyFormat {
        self.key_format.clone()
    }

    fn min_key_bytes(&self) -> usize {
        self.min_key_bytes
    }

    fn signs_with_api_keys(&self) -> bool {
        self.api_keys
    }

    fn methods(&self) -> &[Cow<'static, str>] {
        &self.methods
    }

    fn facts(&self) -> &EventFacts {
        &self.facts
    }

    fn handshakes(&self) -> &[Handshake] {
        self.handshakes
    }

    fn headers(&self) -> Vec<crate::HeaderName> {
        Self::headers(self).cloned().collect()
    }

    fn other_names(&self) -> &[(crate::HeaderName, crate::HeaderName)] {
        self.other_names
    }

    fn signs_header(&self, name: &crate::HeaderName) -> bool {
        Self::signs_header(self, name)
    }

    fn body_coverage(&self) -> BodyCoverage {
        if self.is_ambiguous() {
            BodyCoverage::Parts
        } else {
            BodyCoverage::Whole
        }
    }

    fn tell_apart(
        &self,
        head: &dyn RequestHead,
        body: &Bytes,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        Self::tell_apart(self, head, body, part)
    }

    fn freshness(&self) -> Option<Freshness> {
        self.timestamp.as_ref()?.freshness
    }

    fn retry_window(&self) -> Option<Duration> {
        self.retry_window
    }

    fn retry_status(&self) -> RetryStatus {
        self.retry_status
    }

    fn receipt(&self) -> Option<&'static str> {
        self.receipt
    }

    fn greatest_body(&self) -> Option<usize> {
        self.greatest_body
    }

    fn validate(&self, public_url: Option<&str>) -> Result<(), ConfigError> {
        Self::validate(self)?;
        if public_url.is_none() && self.message.iter().any(crate::Part::is_url) {
            return Err(ConfigError::PublicUrlNeeded {
                scheme: self.id.clone().into_owned(),
            });
        }
        Ok(())
    }

    fn screen(&self, incoming: &Incoming<'_>) -> Result<(), Rejection> {
        SchemeCheck::screen(self, incoming)
    }

    fn begin(&self, incoming: &Incoming<'_>) -> Result<SchemeCheck, Rejection> {
        SchemeCheck::begin(self, incoming)
    }

    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        draft.write_by(self)
    }
}
