//! A scheme's rules, to be read: by tools that show them, or try a variant of them.

use std::borrow::Cow;

use super::signature::Grammar;
use super::timestamp::TimestampSource;
use super::{Freshness, Part, Scheme, SignatureField, Timestamp};
use crate::crypto::Algorithm;
use crate::encoding::Encoding;
use crate::event::Source;
use crate::handshake::Handshake;
use crate::header_name::HeaderName;
use crate::key::KeyFormat;
use crate::time::TimestampFormat;

/// The rules of a [`Scheme`], one by one: see [`Scheme::outline`].
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Outline<'a> {
    /// The algorithm that signs.
    pub algorithm: Algorithm,
    /// Where and how the signature is written.
    pub signature: &'a SignatureField,
    /// The parts of the message that is signed, in their order.
    pub message: &'a [Part],
    /// Whether bodies must begin as JSON objects or arrays do, or be empty.
    pub json_bodies: bool,
    /// The signed timestamp.
    pub timestamp: Option<&'a Timestamp>,
    /// A header that must be there, and what it must say.
    pub algorithm_header: Option<(&'a HeaderName, &'a str)>,
    /// Another, which names the version.
    pub version_header: Option<(&'a HeaderName, &'a str)>,
    /// The place of the event id.
    pub event_id: Option<&'a Source>,
    /// Whether several events can have that id.
    pub event_id_is_shared: bool,
    /// The place of the event type.
    pub event_type: Option<&'a Source>,
    /// The place of the attempt's number.
    pub attempt: Option<&'a Source>,
    /// How the text of a key becomes its bytes.
    pub key_format: &'a KeyFormat,
    /// Minimum secret length in bytes.
    pub min_key_bytes: usize,
    /// The methods that deliveries come with.
    pub methods: &'a [Cow<'static, str>],
    /// Other names of headers, each paired with the scheme's name.
    pub other_names: &'static [(HeaderName, HeaderName)],
    /// Requests that are not events.
    pub handshakes: &'a [Handshake],
}

/// How the value of a signature header is built: see [`SignatureField::layout`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layout<'a> {
    /// This text, which may be empty, and then one signature.
    Prefixed(&'a str),
    /// Pairs `k=v` with a separator between them; those named `key` are signatures.
    Pairs {
        /// The name of the pairs that are signatures.
        key: &'a str,
        /// The separator between pairs, most often a comma.
        separator: char,
    },
    /// Signatures with commas between them.
    List,
    /// Entries `version,signature` between blanks; those of this version count.
    Versions(&'a str),
}

/// The place of a timestamp: see [`Timestamp::place`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimestampPlace<'a> {
    /// The first entry of the list in the signature header.
    First,
    /// In a header of its own.
    Header(&'a HeaderName),
    /// In the JSON body, at this pointer.
    Json(&'a str),
    /// In the pair of this name, in the signature header.
    Pair(&'a str),
}

impl Scheme {
    /// The scheme's rules, to be shown or to build a variant from.
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
    /// let signature = ACME.outline().signature.clone();
    /// assert_eq!(signature.layout(), Layout::Prefixed("sha256="));
    /// assert_eq!(signature.encoding(), Encoding::Hex);
    /// let in_base64 = ACME.with_signature(signature.base64());
    /// # let _ = in_base64;
    /// ```
    #[must_use]
    pub fn outline(&self) -> Outline<'_> {
        Outline {
            algorithm: self.algorithm,
            signature: &self.signature,
            message: &self.message,
            json_bodies: self.json_bodies,
            timestamp: self.timestamp.as_ref(),
            algorithm_header: self
                .algorithm_header
                .as_ref()
                .map(|header| (&header.name, &*header.value)),
            version_header: self
                .version_header
                .as_ref()
                .map(|header| (&header.name, &*header.value)),
            event_id: self.facts.id.as_ref(),
            event_id_is_shared: self.facts.id_is_shared,
            event_type: self.facts.event_type.as_ref(),
            attempt: self.facts.attempt.as_ref(),
            key_format: &self.key_format,
            min_key_bytes: self.min_key_bytes,
            methods: &self.methods,
            other_names: self.other_names,
            handshakes: &self.handshakes,
        }
    }
}

impl SignatureField {
    /// How the header's value is built.
    #[must_use]
    pub fn layout(&self) -> Layout<'_> {
        match &self.grammar {
            Grammar::Prefixed(prefix) => Layout::Prefixed(prefix),
            Grammar::Pairs { key, separator } => Layout::Pairs {
                key,
                separator: *separator,
            },
            Grammar::List => Layout::List,
            Grammar::Versions { version } => Layout::Versions(version),
        }
    }

    /// How the bytes of a signature are written.
    #[must_use]
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The same value in another header.
    #[must_use]
    pub fn with_header(mut self, header: HeaderName) -> Self {
        self.header = header;
        self
    }
}

impl Timestamp {
    /// Its place.
    #[must_use]
    pub fn place(&self) -> TimestampPlace<'_> {
        match &self.source {
            TimestampSource::First => TimestampPlace::First,
            TimestampSource::Header(name) => TimestampPlace::Header(name),
            TimestampSource::Json(pointer) => TimestampPlace::Json(pointer),
            TimestampSource::Pair(key) => TimestampPlace::Pair(key),
        }
    }

    /// How it is written.
    #[must_use]
    pub const fn format(&self) -> TimestampFormat {
        self.format
    }

    /// How far it may be in the past and in the future; `None` if it is not checked.
    #[must_use]
    pub const fn freshness(&self) -> Option<Freshness> {
        self.freshness
    }

    /// The same timestamp, written in another format.
    #[must_use]
    pub const fn with_format(mut self, format: TimestampFormat) -> Self {
        self.format = format;
        self
    }
}
