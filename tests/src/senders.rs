//! Senders with their keys: each signs as its provider does.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hookseal::scheme::{HeaderName, Part, Scheme, SignatureField, Timestamp, TimestampFormat};
use hookseal::signing::{Delivery, PrivateKey, Signer, SigningMaterial};
use hookseal::time::ManualClock;
use hookseal::{Algorithm, Key, Secret, UnixTime, Verifier, VerifierBuilder, providers};

use crate::leaks;
use crate::request::Request;

/// When everything is signed and checked, unless a case says otherwise.
pub const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);

/// The body where a case needs none in particular.
pub const BODY: &str = r#"{"id":"evt_1","type":"order.placed","order":7}"#;

/// A sender under a name, with one of its keys.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The scheme.
    pub scheme: Scheme,
    /// The header that holds the signature.
    pub header: &'static str,
    kind: Kind,
    key: u8,
}

/// What kind of key it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A secret that is taken as it is written.
    Text,
    /// `whsec_` and base64.
    Whsec,
    /// An Ed25519 key pair.
    Pair,
}

impl Sender {
    const fn new(scheme: Scheme, header: &'static str, kind: Kind) -> Self {
        Self {
            scheme,
            header,
            kind,
            key: 1,
        }
    }

    /// The same sender with another key.
    #[must_use]
    pub const fn with_key(mut self, key: u8) -> Self {
        self.key = key;
        self
    }

    /// The header that holds the timestamp, where it has one of its own.
    pub fn timestamp_header(&self) -> Option<&'static str> {
        match self.header {
            "X-SendMesh-Signature" => Some("X-SendMesh-Timestamp"),
            "X-Slack-Signature" => Some("X-Slack-Request-Timestamp"),
            "webhook-signature" => Some("webhook-timestamp"),
            "svix-signature" => Some("svix-timestamp"),
            "X-Signature-Ed25519" => Some("X-Signature-Timestamp"),
            _ => None,
        }
    }

    /// The key as the verifier is given it.
    pub fn key(&self) -> Key {
        if self.kind == Kind::Pair {
            self.private_key().public_key().unwrap().into()
        } else {
            Secret::new(self.secret()).unwrap().into()
        }
    }

    /// A verifier of this sender that lives at [`NOW`].
    pub fn verifier(&self) -> Verifier {
        self.builder().build().unwrap()
    }

    /// As [`verifier`](Self::verifier), to be configured further.
    pub fn builder(&self) -> VerifierBuilder {
        self.keyless().key(self.key())
    }

    /// As [`builder`](Self::builder), without a key yet.
    pub fn keyless(&self) -> VerifierBuilder {
        Verifier::builder(self.scheme.clone()).clock(ManualClock::new(NOW))
    }

    /// As [`builder`](Self::builder), with a clock to move.
    pub fn builder_with_clock(&self) -> (VerifierBuilder, Arc<ManualClock>) {
        let clock = Arc::new(ManualClock::new(NOW));
        (self.builder().clock(Arc::clone(&clock)), clock)
    }

    /// A signer of this sender.
    pub fn signer(&self) -> Signer {
        let signer = Signer::new(self.scheme.clone(), self.material()).unwrap();
        leaks::saw_debug(&signer);
        signer
    }

    /// What signs.
    pub fn material(&self) -> SigningMaterial {
        let material = if self.kind == Kind::Pair {
            self.private_key().into()
        } else {
            Secret::new(self.secret()).unwrap().into()
        };
        leaks::saw_debug(&material);
        leaks::saw_debug(&self.key());
        material
    }

    /// A delivery of [`BODY`] signed at [`NOW`].
    pub fn deliver(&self) -> Request {
        self.sign(BODY)
    }

    /// A delivery of `body` signed at [`NOW`].
    pub fn sign(&self, body: impl AsRef<[u8]>) -> Request {
        self.sign_at(body, NOW)
    }

    /// A delivery of `body` signed at an instant.
    pub fn sign_at(&self, body: impl AsRef<[u8]>, at: UnixTime) -> Request {
        self.sign_delivery(
            &Delivery::new(&body)
                .target("/hooks/raw")
                .event_id("msg_1")
                .event_type("order.placed")
                .timestamp(at),
        )
    }

    /// A delivery with all that a case wants in it.
    pub fn sign_delivery(&self, delivery: &Delivery<'_>) -> Request {
        let request = Request::of(&self.signer().sign(delivery).unwrap());
        self.guard(&request);
        request
    }

    /// Registers the request's signatures as what no output may show.
    fn guard(&self, request: &Request) {
        let value = request.text(self.header);
        for part in value.split([' ', ',']) {
            leaks::never_show(part);
            let bare = part
                .strip_prefix("v1=")
                .or_else(|| part.strip_prefix("v0="))
                .or_else(|| part.strip_prefix("sha256="));
            if let Some(bare) = bare {
                leaks::never_show(bare);
            }
        }
    }

    fn private_key(&self) -> PrivateKey {
        PrivateKey::from_seed(&[self.key; 32]).unwrap()
    }

    /// The text of the secret.
    fn secret(&self) -> String {
        let key = self.key;
        let text = if self.kind == Kind::Whsec {
            let bytes: Vec<u8> = (0..32_u8).map(|at| at.wrapping_mul(7) ^ key).collect();
            format!("whsec_{}", BASE64.encode(bytes))
        } else {
            format!("{}-never-to-be-shown-{key}", self.scheme.id())
        };
        leaks::never_show(&text);
        text
    }
}

/// GitHub.
pub const GITHUB: Sender = Sender::new(providers::GITHUB, "X-Hub-Signature-256", Kind::Text);
/// Stripe.
pub const STRIPE: Sender = Sender::new(providers::STRIPE, "Stripe-Signature", Kind::Text);
/// Slack.
pub const SLACK: Sender = Sender::new(providers::SLACK, "X-Slack-Signature", Kind::Text);
/// Shopify.
pub const SHOPIFY: Sender = Sender::new(providers::SHOPIFY, "X-Shopify-Hmac-Sha256", Kind::Text);
/// Standard Webhooks.
pub const STANDARD: Sender = Sender::new(
    providers::STANDARD_WEBHOOKS,
    "webhook-signature",
    Kind::Whsec,
);
/// Standard Webhooks with a key pair.
pub const STANDARD_ED25519: Sender = Sender::new(
    providers::STANDARD_WEBHOOKS_ED25519,
    "webhook-signature",
    Kind::Pair,
);
/// Svix.
pub const SVIX: Sender = Sender::new(providers::SVIX, "svix-signature", Kind::Whsec);
/// Discord.
pub const DISCORD: Sender = Sender::new(providers::DISCORD, "X-Signature-Ed25519", Kind::Pair);
/// SendMesh.
pub const SENDMESH: Sender = Sender::new(providers::SENDMESH, "X-SendMesh-Signature", Kind::Text);
/// SendX.
pub const SENDX: Sender = Sender::new(providers::SENDX, "X-SendX-Signature", Kind::Text);
/// Sendsar.
pub const SENDSAR: Sender = Sender::new(providers::SENDSAR, "X-Webhook-Signature", Kind::Text);
/// Meshes.
pub const MESHES: Sender = Sender::new(providers::MESHES, "X-Meshes-Signature", Kind::Text);
/// Meshes, where the tenant chose SHA-512.
pub const MESHES_SHA512: Sender =
    Sender::new(providers::MESHES_SHA512, "X-Meshes-Signature", Kind::Text);

/// All senders.
pub const ALL: &[Sender] = &[
    GITHUB,
    STRIPE,
    SLACK,
    SHOPIFY,
    STANDARD,
    STANDARD_ED25519,
    SVIX,
    DISCORD,
    SENDMESH,
    SENDX,
    SENDSAR,
    MESHES,
    MESHES_SHA512,
];

/// A sender that signs method and path, and a timestamp in RFC 3339: what none of
/// the providers does.
pub const ACME: Sender = Sender::new(
    Scheme::new(
        "acme",
        Algorithm::HmacSha384,
        SignatureField::plain(HeaderName::from_static("Acme-Signature")).base64url(),
    )
    .with_timestamp(
        Timestamp::header(
            HeaderName::from_static("Acme-Time"),
            TimestampFormat::Rfc3339,
        )
        .with_tolerance(Duration::from_secs(300), Duration::from_secs(60)),
    )
    .with_message(
        const {
            &[
                Part::Method,
                Part::literal("\n"),
                Part::Target,
                Part::literal("\n"),
                Part::Timestamp,
                Part::literal("\n"),
                Part::Body,
            ]
        },
    ),
    "Acme-Signature",
    Kind::Text,
);

/// A sender that signs the whole URL that it was given.
pub const URLSIGN: Sender = Sender::new(
    Scheme::new(
        "urlsign",
        Algorithm::HmacSha1,
        SignatureField::plain(HeaderName::from_static("Urlsign-Signature")).base64(),
    )
    .with_message(const { &[Part::Url, Part::literal("\n"), Part::Body] }),
    "Urlsign-Signature",
    Kind::Text,
);

/// A sender that signs the body's content coding, as RFC 9421 lets senders do.
pub const ENCODES: Sender = Sender::new(
    Scheme::new(
        "encodes",
        Algorithm::HmacSha256,
        SignatureField::plain(HeaderName::from_static("Encodes-Signature")),
    )
    .with_message(
        const {
            &[
                Part::Header(HeaderName::from_static("Content-Encoding")),
                Part::literal("\n"),
                Part::Body,
            ]
        },
    ),
    "Encodes-Signature",
    Kind::Text,
);

/// `gzip -n` of `{}`.
pub const GZIPPED: [u8; 22] = [
    0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xab, 0xae, 5, 0, 0x43, 0xbf, 0xa6, 0xa3, 2, 0, 0, 0,
];
