//! What every contestant receives: the same event, signed as its scheme asks.

use std::time::Duration;

use anyhow::Result;
use bytes::Bytes;
use hookseal::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};
use hookseal::signing::Signer;
use hookseal::{Algorithm, Secret, Verifier, providers};
use serde::{Deserialize, Serialize};

use crate::frames::Framing;

/// How a delivery is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Signed {
    GitHub,
    StandardWebhooks,
    /// The one scheme of webhooksmith, for hookseal as data.
    Webhooksmith,
}

/// webhooksmith: `x-hooksmith-signature: v1,<hex HMAC-SHA256 of {timestamp}.{body}>`.
const WEBHOOKSMITH: Scheme = Scheme::new(
    "webhooksmith",
    Algorithm::HmacSha256,
    SignatureField::versions(HeaderName::from_static("X-Hooksmith-Signature"), "v1").hex(),
)
.with_timestamp(
    Timestamp::header(
        HeaderName::from_static("X-Hooksmith-Timestamp"),
        TimestampFormat::Seconds,
    )
    .with_tolerance(Duration::from_secs(300), Duration::from_secs(300)),
)
.with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] })
.with_event_id(Source::header("X-Hooksmith-Event-Id"))
.with_event_type(Source::header("X-Hooksmith-Event-Type"));

impl Signed {
    pub const ALL: [Self; 3] = [Self::GitHub, Self::StandardWebhooks, Self::Webhooksmith];

    fn scheme(self) -> Scheme {
        match self {
            Self::GitHub => providers::GITHUB,
            Self::StandardWebhooks => providers::STANDARD_WEBHOOKS,
            Self::Webhooksmith => WEBHOOKSMITH,
        }
    }

    /// The secret, as its owner would configure it.
    #[must_use]
    pub const fn secret(self) -> &'static str {
        match self {
            Self::StandardWebhooks => "whsec_Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJw",
            Self::GitHub | Self::Webhooksmith => "9f2c60d1b7e84a35a1c0",
        }
    }

    /// The header that the signature stands in.
    fn header(self) -> &'static str {
        match self {
            Self::GitHub => "x-hub-signature-256",
            Self::StandardWebhooks => "webhook-signature",
            Self::Webhooksmith => "x-hooksmith-signature",
        }
    }

    /// hookseal's verifier, with everything at its default.
    ///
    /// # Errors
    ///
    /// None.
    pub fn verifier(self) -> Result<Verifier> {
        Ok(Verifier::new(self.scheme(), Secret::new(self.secret())?)?)
    }
}

/// One delivery, made before anything is measured.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
    pub framing: Framing,
    /// What every contestant must answer.
    pub expected: Expected,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Accepted,
    Refused,
}

impl Expected {
    /// Whether a response is what was expected; what differs is no measurement.
    pub fn check(self, status: u16) {
        let accepted = (200..300).contains(&status);
        assert_eq!(accepted, self == Self::Accepted, "answered {status}");
    }
}

impl Delivery {
    /// An event of `size` bytes, signed now.
    ///
    /// # Errors
    ///
    /// None for sizes from 256 bytes.
    pub fn new(signed: Signed, size: usize, framing: Framing) -> Result<Self> {
        let body = Bytes::from(body(size));
        let signer = Signer::new(signed.scheme(), Secret::new(signed.secret())?)?;
        let delivery = hookseal::signing::Delivery::new(&body)
            .event_id("72d3162e-cc78-11e3-81ab-4c9367dc0958")
            .event_type("push");
        let mut headers: Vec<(String, String)> = [
            ("host", "hooks.example.com"),
            ("user-agent", "GitHub-Hookshot/044aadd"),
            ("accept", "*/*"),
            ("content-type", "application/json"),
            ("content-length", &body.len().to_string()),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        let own = signer.sign(&delivery)?;
        headers.extend(
            own.headers()
                .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())),
        );
        Ok(Self {
            headers,
            body,
            framing,
            expected: Expected::Accepted,
        })
    }

    /// The same without its signature, which has to be refused.
    #[must_use]
    pub fn unsigned(mut self, signed: Signed) -> Self {
        self.headers.retain(|(name, _)| name != signed.header());
        self.expected = Expected::Refused;
        self
    }
}

/// What handlers take of an event: a few fields, as handlers do. The rest is read over.
#[derive(Debug, Deserialize)]
pub struct Event {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub repository: Repository,
    pub sender: Sender,
}

#[derive(Debug, Deserialize)]
pub struct Repository {
    pub id: u64,
    pub full_name: String,
}

#[derive(Debug, Deserialize)]
pub struct Sender {
    pub login: String,
}

/// A push of as many commits as fit, of exactly `size` bytes.
fn body(size: usize) -> Vec<u8> {
    const COMMIT: &str = r#"{"id":"7fd1a60b01f91b314f59955a4e4d4e80d8edf11d","message":"Mend the hinge","distinct":true,"added":["src/door.rs"],"author":{"name":"Ada","email":"ada@example.com"}}"#;
    let mut text = concat!(
        r#"{"id":"evt_1","type":"push","repository":{"id":35129377,"full_name":"acme/door"},"#,
        r#""sender":{"login":"ada"},"commits":["#
    )
    .to_owned();
    let end = |padding: usize| format!(r#"],"note":"{}"}}"#, " ".repeat(padding));
    let mut separator = "";
    while text.len() + separator.len() + COMMIT.len() + end(0).len() <= size {
        text.push_str(separator);
        text.push_str(COMMIT);
        separator = ",";
    }
    text.push_str(&end(size.saturating_sub(text.len() + end(0).len())));
    text.into_bytes()
}
