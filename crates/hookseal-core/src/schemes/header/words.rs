//! A scheme said in words, for tables and pages.

use std::fmt::Write as _;
use std::time::Duration;

use super::{Freshness, Layout, Part, Scheme, TimestampPlace};
use crate::event::Source;
use crate::key::KeyFormat;
use crate::schemes::{BodyCoverage, SignatureScheme};
use crate::verdict::RetryStatus;

/// A scheme's rules in words, for generated documentation. A [`Scheme`] knows its own; for
/// other schemes, the author adds the facts that [`of`](Self::of) cannot know.
///
/// ```
/// use hookseal_core::Algorithm;
/// use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
///
/// let github = Scheme::new(
///     "github",
///     Algorithm::HmacSha256,
///     SignatureField::prefixed(HeaderName::from_static("X-Hub-Signature-256"), "sha256=").hex(),
/// );
/// let words = github.words();
/// assert_eq!(words.signature, "X-Hub-Signature-256: sha256=<hex>");
/// assert_eq!(words.message, "{body}");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(clippy::struct_excessive_bools)] // independent facts, each for a row of a table
pub struct SchemeWords {
    /// The algorithm, such as `hmac-sha256`.
    pub algorithm: String,
    /// The signature's header and how its value is written.
    pub signature: String,
    /// The signed message, part by part.
    pub message: String,
    /// How much of the body is signed.
    pub coverage: BodyCoverage,
    /// `secret` or `public key`.
    pub key_kind: &'static str,
    /// How the key is read from the secret's or public key's text.
    pub key: String,
    /// The place and the format of the signed timestamp, if there is one.
    pub timestamp: Option<String>,
    /// The greatest age and the furthest future of the timestamp, if they are checked.
    pub tolerance: Option<(Duration, Duration)>,
    /// The place of the event id.
    pub event_id: Option<String>,
    /// The place of the event type.
    pub event_type: Option<String>,
    /// The place of the attempt's number.
    pub attempt: Option<String>,
    /// The methods, separated by commas.
    pub methods: String,
    /// The longest body that the sender sends, in bytes, where it documents that.
    pub greatest_body: Option<usize>,
    /// Whether the app must say its public URL, since the URL is signed.
    pub needs_public_url: bool,
    /// Minimum secret length in bytes.
    pub min_key_bytes: usize,
    /// Whether the sender signs with keys of its API, which are otherwise refused as secrets.
    pub signs_with_api_keys: bool,
    /// How long the sender goes on trying to deliver an event, where that is known.
    pub retry_window: Option<Duration>,
    /// The status on which the sender tries again.
    pub retry_status: RetryStatus,
    /// The text that the sender wants in the answer to an event.
    pub receipt: Option<&'static str>,
    /// Whether several events can have the same id, so that it does not identify an event.
    pub id_is_shared: bool,
    /// The headers that are read to verify a delivery.
    pub headers: Vec<String>,
}

impl SchemeWords {
    /// The facts that every scheme has: algorithm, key, facts, methods. The signed message and
    /// the place of the signature are still to be set.
    #[must_use]
    pub fn of(scheme: &impl SignatureScheme) -> Self {
        let said = scheme.description();
        let facts = said.facts();
        let place = |at: &Option<Source>| {
            at.as_ref().map(|at| match at {
                Source::Header(name) => format!("header {name}"),
                Source::JsonPointer(pointer) => format!("body {pointer}"),
            })
        };
        Self {
            algorithm: said.algorithm().to_string(),
            signature: String::new(),
            message: String::new(),
            coverage: said.coverage(),
            key_kind: if said.algorithm().is_symmetric() {
                "secret"
            } else {
                "public key"
            },
            key: key_in_words(said.key_format()),
            timestamp: None,
            tolerance: None,
            event_id: place(&facts.id),
            event_type: place(&facts.event_type),
            attempt: place(&facts.attempt),
            methods: said.methods().join(", "),
            greatest_body: said.greatest_body(),
            needs_public_url: false,
            min_key_bytes: said.min_key_bytes(),
            signs_with_api_keys: said.signs_with_api_keys(),
            retry_window: said.retry_window(),
            retry_status: said.retry_status(),
            receipt: said.receipt(),
            id_is_shared: facts.id_is_shared,
            headers: said.headers().iter().map(ToString::to_string).collect(),
        }
    }

    /// The algorithm, if it is not an [`Algorithm`](crate::Algorithm).
    #[must_use]
    pub fn with_algorithm(mut self, words: impl Into<String>) -> Self {
        self.algorithm = words.into();
        self
    }

    /// The place of the signature and how its value is written.
    #[must_use]
    pub fn with_signature(mut self, words: impl Into<String>) -> Self {
        self.signature = words.into();
        self
    }

    /// The signed message.
    #[must_use]
    pub fn with_message(mut self, words: impl Into<String>) -> Self {
        self.message = words.into();
        self
    }

    /// How the key is read from its text.
    #[must_use]
    pub fn with_key(mut self, words: impl Into<String>) -> Self {
        self.key = words.into();
        self
    }

    /// The place of the signed timestamp, and how far it may be in the past and in the future,
    /// if that is checked.
    #[must_use]
    pub fn with_timestamp(
        mut self,
        words: impl Into<String>,
        freshness: Option<Freshness>,
    ) -> Self {
        self.timestamp = Some(words.into());
        self.tolerance = freshness.map(|freshness| (freshness.max_age, freshness.max_future));
        self
    }

    /// The app must say its public URL.
    #[must_use]
    pub const fn with_public_url(mut self) -> Self {
        self.needs_public_url = true;
        self
    }
}

impl Scheme {
    /// Its rules in words.
    #[must_use]
    pub fn words(&self) -> SchemeWords {
        SchemeWords {
            signature: self.signature_in_words(),
            message: self.message.iter().fold(String::new(), |mut text, part| {
                self.push_part(part, &mut text);
                text
            }),
            timestamp: self.timestamp.as_ref().map(|timestamp| {
                let unit = timestamp.format.as_str();
                match &timestamp.place {
                    TimestampPlace::First => format!("first of the list ({unit})"),
                    TimestampPlace::Header(name) => format!("{name} ({unit})"),
                    TimestampPlace::Json(pointer) => format!("body {pointer} ({unit})"),
                    TimestampPlace::Pair(key) => format!("{key}= ({unit})"),
                }
            }),
            tolerance: self
                .timestamp
                .as_ref()
                .and_then(|timestamp| timestamp.freshness)
                .map(|freshness| (freshness.max_age, freshness.max_future)),
            needs_public_url: self.message.iter().any(Part::is_url),
            ..SchemeWords::of(self)
        }
    }

    fn signature_in_words(&self) -> String {
        let field = &self.signature;
        let text = format!("<{}>", field.encoding.as_str());
        let value = match &field.layout {
            Layout::Prefixed(prefix) => format!("{prefix}{text}"),
            Layout::Pairs { key, separator } => {
                let time = match self.timestamp.as_ref().map(|timestamp| &timestamp.place) {
                    Some(TimestampPlace::Pair(name)) => format!("{name}=<time>{separator}"),
                    _ => String::new(),
                };
                format!("{time}{key}={text}")
            }
            Layout::List => {
                let place = self.timestamp.as_ref().map(|timestamp| &timestamp.place);
                match place {
                    Some(TimestampPlace::First) => format!("<time>,{text}"),
                    _ => text,
                }
            }
            Layout::Versions(version) => format!("{version},{text}"),
        };
        let others = match &*field.others {
            [] => String::new(),
            [one] => format!(" (or {one})"),
            [first, .., last] => format!(" (or {first} … {last})"),
        };
        format!("{}: {value}{others}", field.header)
    }

    fn push_part(&self, part: &Part, text: &mut String) {
        let written = match part {
            Part::Body => write!(text, "{{body}}"),
            Part::EventId => match &self.facts.id {
                Some(Source::Header(name)) => write!(text, "{{{name}}}"),
                _ => write!(text, "{{id}}"),
            },
            Part::Header(name) => write!(text, "{{{name}}}"),
            Part::Literal(bytes) => write!(text, "{}", bytes.escape_ascii()),
            Part::Method => write!(text, "{{method}}"),
            Part::Path => write!(text, "{{path}}"),
            Part::Query => write!(text, "{{query}}"),
            Part::Target => write!(text, "{{path and query}}"),
            Part::Timestamp => write!(text, "{{timestamp}}"),
            Part::Url => write!(text, "{{url}}"),
            Part::UrlDecoding(_) => write!(text, "{{url, in part decoded}}"),
        };
        debug_assert!(written.is_ok(), "strings take everything");
    }
}

fn key_in_words(format: &KeyFormat) -> String {
    match format {
        KeyFormat::Base64 { prefix } if prefix.is_empty() => "base64".to_owned(),
        KeyFormat::Base64 { prefix } => format!("base64 after {prefix}"),
        #[cfg(feature = "x509")]
        KeyFormat::Certificate => "X.509 certificate".to_owned(),
        KeyFormat::Hex => "hex".to_owned(),
        #[cfg(feature = "sha1")]
        KeyFormat::Sha1 => "SHA-1 of the text".to_owned(),
        #[cfg(feature = "spki")]
        KeyFormat::Spki => "SubjectPublicKeyInfo".to_owned(),
        KeyFormat::Utf8 => "the text itself".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Algorithm;
    use crate::header_name::HeaderName;
    use crate::schemes::{SignatureField, Timestamp};
    use crate::time::TimestampFormat;

    #[test]
    fn all_parts_are_said() {
        let words = Scheme::new(
            "acme",
            Algorithm::HmacSha512,
            SignatureField::pairs_separated_by(HeaderName::from_static("Acme"), "h1", ';')
                .base64url(),
        )
        .with_timestamp(Timestamp::pair("ts", TimestampFormat::Milliseconds))
        .with_message(
            const {
                &[
                    Part::Method,
                    Part::literal("\n"),
                    Part::Url,
                    Part::literal(":"),
                    Part::EventId,
                    Part::literal(":"),
                    Part::Timestamp,
                    Part::literal(":"),
                    Part::Body,
                ]
            },
        )
        .with_event_id(Source::header("Acme-Id"))
        .with_event_type(Source::json("/type"))
        .with_key_format(KeyFormat::prefixed_base64("whsec_"))
        .words();
        assert_eq!(words.algorithm, "hmac-sha512");
        assert_eq!(words.signature, "Acme: ts=<time>;h1=<base64url>");
        assert_eq!(
            words.message,
            "{method}\\n{url}:{Acme-Id}:{timestamp}:{body}"
        );
        assert_eq!(words.key, "base64 after whsec_");
        assert_eq!(words.timestamp.as_deref(), Some("ts= (milliseconds)"));
        let (minutes, ahead) = words.tolerance.unwrap();
        assert_eq!((minutes.as_secs(), ahead.as_secs()), (300, 60));
        assert_eq!(words.event_id.as_deref(), Some("header Acme-Id"));
        assert_eq!(words.event_type.as_deref(), Some("body /type"));
        assert_eq!((words.attempt, &*words.methods), (None, "POST"));
        assert!(words.needs_public_url);
    }
}
