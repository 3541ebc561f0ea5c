//! A scheme said in words, for the table of senders.

use std::fmt::Write as _;
use std::time::Duration;

use hookseal::providers::ProviderScheme;
use hookseal::{
    BodyCoverage, Encoding, Freshness, KeyFormat, Layout, Outline, Part, Scheme, Source, Timestamp,
    TimestampFormat, TimestampPlace, Verifier, VerifierBuilder,
};

/// What a sender's scheme demands, in words, for documentation that is made from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemeWords {
    /// The algorithm, such as `hmac-sha256`.
    pub algorithm: String,
    /// The signature's header and how its value is written.
    pub signature: String,
    /// What is signed, part by part.
    pub message: String,
    /// How much of the body is signed.
    pub coverage: BodyCoverage,
    /// `secret` or `public key`.
    pub key_kind: &'static str,
    /// What of the secret's or public key's text is the key.
    pub key: String,
    /// Where the signed timestamp stands and how it is written, if there is one.
    pub timestamp: Option<String>,
    /// The greatest age and the furthest future of the timestamp, if they are judged.
    pub tolerance: Option<(Duration, Duration)>,
    /// Where the event id stands.
    pub event_id: Option<String>,
    /// Where the event type stands.
    pub event_type: Option<String>,
    /// Where the number of the attempt stands.
    pub attempt: Option<String>,
    /// Whether the app must say its public URL, since the URL is signed.
    pub needs_public_url: bool,
}

impl SchemeWords {
    /// What `scheme` demands, in words.
    pub fn of(scheme: &ProviderScheme) -> Self {
        match scheme {
            ProviderScheme::Data(data) => Self::of_data(data),
            ProviderScheme::Code(code) => {
                let words = code.words();
                let (timestamp, freshness) = words.timestamp.unzip();
                Self {
                    algorithm: words.algorithm,
                    signature: words.signature,
                    message: words.message,
                    key: words.key,
                    timestamp,
                    tolerance: freshness.flatten().map(limits),
                    needs_public_url: words.needs_public_url,
                    ..Self::of_any(&scheme.verifier())
                }
            }
            _ => Self {
                signature: "Signature-Input, Signature: <label>=:<base64>:".to_owned(),
                message: "{what Signature-Input lists, at least Content-Digest}".to_owned(),
                key: key(&KeyFormat::Spki),
                timestamp: Some("created= (seconds)".to_owned()),
                tolerance: Some(limits(Freshness::default())),
                ..Self::of_any(&scheme.verifier())
            },
        }
    }

    /// What every scheme says.
    fn of_any(scheme: &VerifierBuilder) -> Self {
        let algorithm = scheme.algorithm();
        let facts = scheme.facts();
        Self {
            algorithm: algorithm.to_string(),
            signature: String::new(),
            message: String::new(),
            coverage: scheme.coverage(),
            key_kind: if algorithm.is_symmetric() {
                "secret"
            } else {
                "public key"
            },
            key: String::new(),
            timestamp: None,
            tolerance: None,
            event_id: place(facts.id_source()),
            event_type: place(facts.event_type_source()),
            attempt: place(facts.attempt_source()),
            needs_public_url: false,
        }
    }

    fn of_data(scheme: &Scheme) -> Self {
        let any = Self::of_any(&Verifier::builder(scheme.clone()));
        let scheme = scheme.outline();
        Self {
            signature: signature(&scheme),
            message: scheme.message.iter().fold(String::new(), |mut text, part| {
                push_part(&scheme, part, &mut text);
                text
            }),
            key: key(scheme.key_format),
            timestamp: scheme.timestamp.map(|timestamp| {
                let unit = match timestamp.written_as() {
                    TimestampFormat::Milliseconds => "milliseconds",
                    TimestampFormat::Rfc3339 => "RFC 3339",
                    TimestampFormat::Seconds => "seconds",
                    other => panic!("no words for {other:?}"),
                };
                match timestamp.place() {
                    TimestampPlace::Header(name) => format!("{name} ({unit})"),
                    TimestampPlace::Pair(key) => format!("{key}= ({unit})"),
                    other => panic!("no words for {other:?}"),
                }
            }),
            tolerance: scheme.timestamp.and_then(Timestamp::freshness).map(limits),
            needs_public_url: scheme.message.contains(&Part::Url),
            ..any
        }
    }
}

fn place(at: Option<&Source>) -> Option<String> {
    at.map(|at| match at {
        Source::Header(name) => format!("header {name}"),
        Source::JsonPointer(pointer) => format!("body {pointer}"),
        other => panic!("no words for {other:?}"),
    })
}

const fn limits(freshness: Freshness) -> (Duration, Duration) {
    (freshness.max_age, freshness.max_future)
}

fn signature(scheme: &Outline<'_>) -> String {
    let field = scheme.signature;
    let text = match field.encoded_as() {
        Encoding::Hex => "<hex>",
        Encoding::Base64 => "<base64>",
        Encoding::Base64Url => "<base64url>",
        other => panic!("no words for {other:?}"),
    };
    let value = match field.layout() {
        Layout::Prefixed(prefix) => format!("{prefix}{text}"),
        Layout::Pairs { key, separator } => {
            let time = match scheme.timestamp.map(|timestamp| timestamp.place()) {
                Some(TimestampPlace::Pair(name)) => format!("{name}=<time>{separator}"),
                _ => String::new(),
            };
            format!("{time}{key}={text}")
        }
        Layout::Versions(version) => format!("{version},{text}"),
        other => panic!("no words for {other:?}"),
    };
    format!("{}: {value}", field.header())
}

fn push_part(scheme: &Outline<'_>, part: &Part, text: &mut String) {
    match part {
        Part::Body => write!(text, "{{body}}"),
        Part::EventId => match scheme.event_id {
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
        other => panic!("no words for {other:?}"),
    }
    .unwrap();
}

fn key(format: &KeyFormat) -> String {
    match format {
        KeyFormat::Base64 { prefix } if prefix.is_empty() => "base64".to_owned(),
        KeyFormat::Base64 { prefix } => format!("base64 behind {prefix}"),
        KeyFormat::Hex => "hex".to_owned(),
        KeyFormat::Spki => "SubjectPublicKeyInfo".to_owned(),
        KeyFormat::Utf8 => "the text itself".to_owned(),
        other => panic!("no words for {other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hookseal::{Algorithm, HeaderName, SignatureField, Timestamp};

    #[test]
    fn all_parts_are_said() {
        let scheme = Scheme::new(
            "acme",
            Algorithm::HmacSha512,
            SignatureField::pairs_separated_by(HeaderName::from_static("Acme"), "h1", ';')
                .base64url(),
        )
        .timestamp(Timestamp::pair("ts", TimestampFormat::Milliseconds))
        .message(
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
        .event_id(Source::header("Acme-Id"))
        .event_type(Source::json("/type"))
        .key_format(KeyFormat::prefixed_base64("whsec_"));
        let words = SchemeWords::of_data(&scheme);
        assert_eq!(words.algorithm, "hmac-sha512");
        assert_eq!(words.signature, "Acme: ts=<time>;h1=<base64url>");
        assert_eq!(
            words.message,
            "{method}\\n{url}:{Acme-Id}:{timestamp}:{body}"
        );
        assert_eq!(words.key, "base64 behind whsec_");
        assert_eq!(words.timestamp.as_deref(), Some("ts= (milliseconds)"));
        let (minutes, ahead) = words.tolerance.unwrap();
        assert_eq!((minutes.as_secs(), ahead.as_secs()), (300, 60));
        assert_eq!(words.event_id.as_deref(), Some("header Acme-Id"));
        assert_eq!(words.event_type.as_deref(), Some("body /type"));
        assert_eq!(words.attempt, None);
        assert!(words.needs_public_url);
    }
}
