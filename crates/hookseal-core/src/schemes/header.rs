//! A sender's way of signing, as one value.
//!
//! Most senders differ only in the hash, the names of their headers, the grammar
//! of the signature, the parts of the signed message and the place of the
//! timestamp. A [`Scheme`] says these as data: a provider is a `const`, and an
//! app can build one from its configuration. What data cannot say implements
//! [`SignatureScheme`](crate::scheme::SignatureScheme) instead.

pub(crate) mod claim;
mod message;
pub(crate) mod read;
pub(crate) mod render;
mod rules;
mod signature;
mod steps;
mod template;
mod timestamp;
mod validate;
mod words;
mod write;

use std::borrow::Cow;
use std::time::Duration;

pub use self::message::Part;
pub use self::render::SignedMessage;
pub use self::signature::{Layout, SignatureField};
pub(crate) use self::timestamp::FreshnessPolicy;
pub use self::timestamp::{Freshness, Timestamp, TimestampPlace};
pub use self::words::SchemeWords;

use crate::crypto::Algorithm;
use crate::crypto::algorithm::SignatureForm;
use crate::event::{EventFacts, Source};
use crate::handshake::Handshake;
use crate::header_name::HeaderName;
use crate::inline::replace;
use crate::key::KeyFormat;
use crate::limits::DEFAULT_MIN_KEY_BYTES;
use crate::verdict::RetryStatus;

/// A sender's rules for signing a delivery.
///
/// ```
/// use std::time::Duration;
/// use hookseal_core::Algorithm;
/// use hookseal_core::scheme::{
///     HeaderName, Part, Scheme, SignatureField, Timestamp, TimestampFormat,
/// };
///
/// // Hex HMAC-SHA256 of `{timestamp}.{body}`, five minutes either way.
/// const ACME: Scheme = Scheme::new(
///     "acme",
///     Algorithm::HmacSha256,
///     SignatureField::plain(HeaderName::from_static("Acme-Signature")).hex(),
/// )
/// .with_timestamp(
///     Timestamp::header(HeaderName::from_static("Acme-Timestamp"), TimestampFormat::Seconds)
///         .with_tolerance(Duration::from_secs(300), Duration::from_secs(300)),
/// )
/// .with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] });
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheme {
    pub(crate) id: Cow<'static, str>,
    pub(crate) algorithm: Algorithm,
    pub(crate) signature: SignatureField,
    pub(crate) signature_form: SignatureForm,
    pub(crate) message: Cow<'static, [Part]>,
    pub(crate) timestamp: Option<Timestamp>,
    pub(crate) facts: EventFacts,
    pub(crate) algorithm_header: Option<AlgorithmHeader>,
    pub(crate) version_header: Option<AlgorithmHeader>,
    pub(crate) key_format: KeyFormat,
    pub(crate) min_key_bytes: usize,
    pub(crate) api_keys: bool,
    pub(crate) methods: Cow<'static, [Cow<'static, str>]>,
    pub(crate) ambiguous: bool,
    pub(crate) json_bodies: bool,
    pub(crate) handshakes: Cow<'static, [Handshake]>,
    pub(crate) retry_window: Option<Duration>,
    pub(crate) retry_status: RetryStatus,
    pub(crate) receipt: Option<&'static str>,
    pub(crate) other_names: &'static [(HeaderName, HeaderName)],
    pub(crate) greatest_body: Option<usize>,
}

/// A header that must name the scheme's algorithm, or its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AlgorithmHeader {
    pub(crate) name: HeaderName,
    pub(crate) value: Cow<'static, str>,
}

impl Scheme {
    /// A scheme that signs the body alone, without a timestamp, for `POST`.
    ///
    /// `id` names the sender in events, logs and metrics, such as `github`. The key
    /// is the secret's text itself, of at least 16 bytes.
    #[must_use]
    pub const fn new(id: &'static str, algorithm: Algorithm, signature: SignatureField) -> Self {
        Self {
            id: Cow::Borrowed(id),
            algorithm,
            signature,
            signature_form: SignatureForm::Der,
            message: Cow::Borrowed(&[Part::Body]),
            timestamp: None,
            facts: EventFacts::new(),
            algorithm_header: None,
            version_header: None,
            key_format: KeyFormat::Utf8,
            min_key_bytes: DEFAULT_MIN_KEY_BYTES,
            api_keys: false,
            methods: Cow::Borrowed(&[Cow::Borrowed("POST")]),
            ambiguous: false,
            json_bodies: false,
            handshakes: Cow::Borrowed(&[]),
            retry_window: None,
            retry_status: RetryStatus::ServiceUnavailable,
            receipt: None,
            other_names: &[],
            greatest_body: None,
        }
    }

    /// The message that is signed: these parts in this order.
    #[must_use]
    pub const fn with_message(mut self, parts: &'static [Part]) -> Self {
        replace(&mut self.message, Cow::Borrowed(parts));
        self
    }

    /// Like [`with_message`](Self::with_message), for parts built at run time.
    #[must_use]
    pub fn with_message_owned(mut self, parts: Vec<Part>) -> Self {
        self.message = Cow::Owned(parts);
        self
    }

    /// The same rules for another sender.
    #[must_use]
    pub const fn with_id(mut self, id: &'static str) -> Self {
        replace(&mut self.id, Cow::Borrowed(id));
        self
    }

    /// Like [`with_id`](Self::with_id), for a name built at run time.
    #[must_use]
    pub fn with_id_owned(mut self, id: impl Into<String>) -> Self {
        self.id = Cow::Owned(id.into());
        self
    }

    /// The algorithm that signs.
    #[must_use]
    pub const fn with_algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// Where and how the signature is written.
    #[must_use]
    pub const fn with_signature(mut self, field: SignatureField) -> Self {
        replace(&mut self.signature, field);
        self
    }

    /// ECDSA signatures are r || s, each as long as the curve's order (IEEE P1363),
    /// instead of DER.
    #[cfg(feature = "aws-lc")]
    #[must_use]
    pub const fn fixed_ecdsa(mut self) -> Self {
        self.signature_form = SignatureForm::Fixed;
        self
    }

    /// The place of the timestamp. Unless the message contains [`Part::Timestamp`], building
    /// a verifier fails: an unsigned timestamp proves nothing.
    #[must_use]
    pub const fn with_timestamp(mut self, timestamp: Timestamp) -> Self {
        replace(&mut self.timestamp, Some(timestamp));
        self
    }

    /// The place of the event id, which must be the same for every attempt to deliver one
    /// event and different for every other event; otherwise see
    /// [`shared_event_id`](Self::shared_event_id).
    #[must_use]
    pub const fn with_event_id(mut self, at: Source) -> Self {
        replace(&mut self.facts.id, Some(at));
        self
    }

    /// Several events can have the id, which is that of what they happened to, or of the
    /// first one in a batch. Replay protection then goes by the whole message.
    #[must_use]
    pub const fn shared_event_id(mut self) -> Self {
        self.facts.id_is_shared = true;
        self
    }

    /// How long the sender goes on trying to deliver an event. Replay protection knows its
    /// deliveries for longer than that.
    #[must_use]
    pub const fn with_retry_window(mut self, window: Duration) -> Self {
        self.retry_window = Some(window);
        self
    }

    /// The status on which the sender tries again (default 503): with it refusals ask it to come
    /// again.
    #[must_use]
    pub const fn with_retry_status(mut self, status: RetryStatus) -> Self {
        self.retry_status = status;
        self
    }

    /// The text that the sender wants in the answer to an event, or it delivers it again. The
    /// replay guard answers duplicates with it.
    #[must_use]
    pub const fn with_receipt(mut self, text: &'static str) -> Self {
        self.receipt = Some(text);
        self
    }

    /// The sender may give its headers other names: those of a second family, or of another
    /// edition. Of each pair, the second name is read where the scheme says the first.
    ///
    /// It is all or nothing: where a request has any header of the first names, the others
    /// count for nothing, so none can be made of pieces of both. At most 3 pairs.
    #[must_use]
    pub const fn with_other_names(mut self, pairs: &'static [(HeaderName, HeaderName)]) -> Self {
        self.other_names = pairs;
        self
    }

    /// The longest body that the sender sends, in bytes, if it documents that. It is the
    /// default limit of verifiers, unless the app sets its own
    /// [`body_limit`](crate::VerifierBuilder::body_limit).
    #[must_use]
    pub const fn with_greatest_body(mut self, bytes: usize) -> Self {
        self.greatest_body = Some(bytes);
        self
    }

    /// The place of the event type.
    #[must_use]
    pub const fn with_event_type(mut self, at: Source) -> Self {
        replace(&mut self.facts.event_type, Some(at));
        self
    }

    /// The place of the attempt's number. Replay protection ignores it when it compares
    /// deliveries.
    #[must_use]
    pub const fn with_attempt(mut self, at: Source) -> Self {
        replace(&mut self.facts.attempt, Some(at));
        self
    }

    /// Values that are new for each attempt to deliver one event: see
    /// [`EventFacts::with_per_attempt`].
    #[must_use]
    pub const fn with_per_attempt(mut self, at: &'static [Source]) -> Self {
        self.facts.per_attempt = at;
        self
    }

    /// Two events can have the same message, and no id that is signed: see
    /// [`EventFacts::look_alike`].
    #[must_use]
    pub const fn look_alike(mut self) -> Self {
        self.facts.look_alike = true;
        self
    }

    /// Events of several kinds can have the same message, and the kind is not signed: see
    /// [`EventFacts::type_tells_apart`].
    #[must_use]
    pub const fn type_tells_apart(mut self) -> Self {
        self.facts.type_tells_apart = true;
        self
    }

    /// A header that must be present and equal `value` without regard to case.
    ///
    /// It never chooses the algorithm; it may only agree.
    #[must_use]
    pub const fn with_algorithm_header(mut self, name: HeaderName, value: &'static str) -> Self {
        let header = AlgorithmHeader {
            name,
            value: Cow::Borrowed(value),
        };
        replace(&mut self.algorithm_header, Some(header));
        self
    }

    /// Like [`with_algorithm_header`](Self::with_algorithm_header), for a value known at run time.
    #[must_use]
    pub fn with_algorithm_header_owned(
        mut self,
        name: HeaderName,
        value: impl Into<String>,
    ) -> Self {
        self.algorithm_header = Some(AlgorithmHeader {
            name,
            value: Cow::Owned(value.into()),
        });
        self
    }

    /// Like [`with_algorithm_header`](Self::with_algorithm_header), for a header with the version of the
    /// sender's scheme.
    #[must_use]
    pub const fn with_version_header(mut self, name: HeaderName, value: &'static str) -> Self {
        let header = AlgorithmHeader {
            name,
            value: Cow::Borrowed(value),
        };
        replace(&mut self.version_header, Some(header));
        self
    }

    /// Like [`with_version_header`](Self::with_version_header), for a value known at run time.
    #[must_use]
    pub fn with_version_header_owned(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.version_header = Some(AlgorithmHeader {
            name,
            value: Cow::Owned(value.into()),
        });
        self
    }

    /// How the text of a key becomes its bytes.
    #[must_use]
    pub const fn with_key_format(mut self, format: KeyFormat) -> Self {
        replace(&mut self.key_format, format);
        self
    }

    /// Minimum secret length in bytes (default 16).
    #[must_use]
    pub const fn with_min_key_bytes(mut self, bytes: usize) -> Self {
        self.min_key_bytes = bytes;
        self
    }

    /// The sender signs with keys of its API: what begins as one (`sk_live_…`) is then
    /// no mistake.
    #[must_use]
    pub const fn signs_with_api_keys(mut self) -> Self {
        self.api_keys = true;
        self
    }

    /// The methods that deliveries come with, in capitals (default `POST`).
    #[must_use]
    pub const fn with_methods(mut self, methods: &'static [Cow<'static, str>]) -> Self {
        replace(&mut self.methods, Cow::Borrowed(methods));
        self
    }

    /// Like [`with_methods`](Self::with_methods), for methods known at run time.
    #[must_use]
    pub fn with_methods_owned<M: Into<String>>(
        mut self,
        methods: impl IntoIterator<Item = M>,
    ) -> Self {
        let methods = methods.into_iter().map(|method| Cow::Owned(method.into()));
        self.methods = methods.collect();
        self
    }

    /// Requests that are not events and expect a certain answer.
    #[must_use]
    pub const fn with_handshakes(mut self, handshakes: &'static [Handshake]) -> Self {
        replace(&mut self.handshakes, Cow::Borrowed(handshakes));
        self
    }

    /// Like [`with_handshakes`](Self::with_handshakes), for a list made at run time.
    #[must_use]
    pub fn with_handshakes_owned(mut self, handshakes: impl Into<Vec<Handshake>>) -> Self {
        self.handshakes = Cow::Owned(handshakes.into());
        self
    }

    /// Bodies are JSON objects or arrays, or empty; others are refused.
    ///
    /// A part of the message that touches the body, such as a URL, then ends where the
    /// first bracket is, and must have none of its own. So a body cannot be cut such that
    /// its beginning becomes the end of another URL.
    ///
    /// ```
    /// use hookseal_core::Algorithm;
    /// use hookseal_core::scheme::{HeaderName, Part, Scheme, SignatureField};
    ///
    /// // HMAC of `{url}{body}`.
    /// const ACME: Scheme = Scheme::new(
    ///     "acme",
    ///     Algorithm::HmacSha256,
    ///     SignatureField::plain(HeaderName::from_static("Acme-Signature")),
    /// )
    /// .with_message(const { &[Part::Url, Part::Body] })
    /// .json_bodies();
    /// ```
    #[must_use]
    pub const fn json_bodies(mut self) -> Self {
        self.json_bodies = true;
        self
    }

    /// Accepts a message with adjacent parts of variable length and no separator between them.
    ///
    /// Some senders sign that way. Bytes can then move from one part to the next
    /// without changing the signature, so building a verifier refuses such a
    /// message unless this confirms that the sender signs that way. Events then report
    /// [`BodyCoverage::Parts`](crate::BodyCoverage::Parts), and no fact from their body counts
    /// as signed, because it is unclear where the body begins or ends.
    ///
    /// Try [`json_bodies`](Self::json_bodies) first.
    #[must_use]
    pub const fn ambiguous_by_design(mut self) -> Self {
        self.ambiguous = true;
        self
    }

    /// The headers that are read to verify a request.
    pub(crate) fn headers(&self) -> impl Iterator<Item = &HeaderName> {
        let timestamp = self.timestamp.as_ref().map(|timestamp| &timestamp.place);
        let timestamp = timestamp.and_then(|place| match place {
            TimestampPlace::Header(name) => Some(name),
            TimestampPlace::First | TimestampPlace::Json(_) | TimestampPlace::Pair(_) => None,
        });
        let named = self.algorithm_header.iter().chain(&self.version_header);
        let named = named.map(|header| &header.name);
        let signed = self.message.iter().filter_map(|part| match part {
            Part::Header(name) => Some(name),
            _ => None,
        });
        std::iter::once(&self.signature.header)
            .chain(timestamp)
            .chain(named)
            .chain(signed)
            .chain(self.signature.others.iter())
    }
}
