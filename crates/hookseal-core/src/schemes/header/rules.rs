//! A scheme's rules, to be read: by tools that show them, or try a variant of them.

use std::borrow::Cow;

use super::{Part, Scheme, SignatureField, Timestamp};
use crate::crypto::Algorithm;
use crate::event::Source;
use crate::handshake::Handshake;
use crate::header_name::HeaderName;
use crate::key::KeyFormat;

/// Its rules. Everything else about the sender is in its
/// [`description`](crate::scheme::SignatureScheme::description).
///
/// ```
/// use hookseal_core::Algorithm;
/// use hookseal_core::scheme::{Encoding, HeaderName, Layout, Scheme, SignatureField};
///
/// const ACME: Scheme = Scheme::new(
///     "acme",
///     Algorithm::HmacSha256,
///     SignatureField::prefixed(HeaderName::from_static("Acme-Signature"), "sha256="),
/// );
/// let signature = ACME.signature().clone();
/// assert_eq!(*signature.layout(), Layout::Prefixed("sha256=".into()));
/// assert_eq!(signature.encoding(), Encoding::Hex);
/// let in_base64 = ACME.with_signature(signature.base64());
/// # let _ = in_base64;
/// ```
impl Scheme {
    /// The sender's name, such as `github`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The algorithm that signs.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Where and how the signature is written.
    #[must_use]
    pub const fn signature(&self) -> &SignatureField {
        &self.signature
    }

    /// The parts of the message that is signed, in their order.
    #[must_use]
    pub fn message(&self) -> &[Part] {
        &self.message
    }

    /// Whether bodies must be JSON objects or arrays, or empty.
    #[must_use]
    pub const fn requires_json(&self) -> bool {
        self.json_bodies
    }

    /// The signed timestamp.
    #[must_use]
    pub const fn timestamp(&self) -> Option<&Timestamp> {
        self.timestamp.as_ref()
    }

    /// A header that must be there, and its value.
    #[must_use]
    pub fn algorithm_header(&self) -> Option<(&HeaderName, &str)> {
        let header = self.algorithm_header.as_ref()?;
        Some((&header.name, &header.value))
    }

    /// Another one, which names the version of the sender's scheme.
    #[must_use]
    pub fn version_header(&self) -> Option<(&HeaderName, &str)> {
        let header = self.version_header.as_ref()?;
        Some((&header.name, &header.value))
    }

    /// The place of the event id.
    #[must_use]
    pub const fn event_id(&self) -> Option<&Source> {
        self.facts.id.as_ref()
    }

    /// Whether several events can have that id.
    #[must_use]
    pub const fn has_shared_event_id(&self) -> bool {
        self.facts.id_is_shared
    }

    /// The place of the event type.
    #[must_use]
    pub const fn event_type(&self) -> Option<&Source> {
        self.facts.event_type.as_ref()
    }

    /// The place of the attempt's number.
    #[must_use]
    pub const fn attempt(&self) -> Option<&Source> {
        self.facts.attempt.as_ref()
    }

    /// How the text of a key becomes its bytes.
    #[must_use]
    pub const fn key_format(&self) -> &KeyFormat {
        &self.key_format
    }

    /// Minimum secret length in bytes.
    #[must_use]
    pub const fn min_key_bytes(&self) -> usize {
        self.min_key_bytes
    }

    /// The methods that deliveries come with.
    #[must_use]
    pub fn methods(&self) -> &[Cow<'static, str>] {
        &self.methods
    }

    /// Pairs of headers in which the second can replace the first.
    #[must_use]
    pub const fn other_names(&self) -> &'static [(HeaderName, HeaderName)] {
        self.other_names
    }

    /// Requests that are not events.
    #[must_use]
    pub fn handshakes(&self) -> &[Handshake] {
        &self.handshakes
    }
}
