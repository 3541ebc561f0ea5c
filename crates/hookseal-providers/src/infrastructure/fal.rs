//! fal.

use std::time::Duration;

use bytes::Bytes;
use hookseal_core::adapter::RequestHead;
use hookseal_core::keys::Keys;
use hookseal_core::scheme::{
    Authentic, Check, Claim, Delivered, Description, Encoding, EventFacts, HeaderName, Incoming,
    KeyFormat, SchemeWords, SignatureScheme, Source, TimestampFormat,
};
use hookseal_core::signing::{Draft, SignError};
use hookseal_core::{
    Algorithm, BodyCoverage, ConfigError, Freshness, Rejection, UnixTime, Verifier,
};
use sha2::{Digest as _, Sha256};

use crate::prehashed::Prehashed;
use crate::provider::Family;
use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// fal's public keys, for `hookseal_remote_keys::Jwks`: all of them, since deliveries do not
/// say which has signed.
pub const FAL_KEYS: &str = "https://rest.fal.ai/.well-known/jwks.json";

/// fal: Ed25519 over `{X-Fal-Webhook-Request-Id}\n{X-Fal-Webhook-User-Id}\n
/// {X-Fal-Webhook-Timestamp}\n{SHA-256 of the body in hexadecimal}`, hexadecimal in
/// `X-Fal-Webhook-Signature`.
///
/// The timestamp may be 300 s off either way, as fal says. The event's id is the request's id,
/// which is signed; its type is `status` in the body.
///
/// fal signs everybody's deliveries by the same keys, and the user's id is in what is
/// signed: name yours with [`Fal::with_user`]. Without it no verifier is built, since anybody with an
/// account at fal could have deliveries signed.
///
/// ```ignore
/// use hookseal::providers::{FAL, FAL_KEYS};
/// use hookseal::remote_keys::{Jwks, RemoteKeys};
///
/// let keys = RemoteKeys::builder(Jwks::new(FAL_KEYS)?.whole()).build()?;
/// let verifier = Verifier::builder(FAL.with_user("user_1")).resolver(keys).build()?;
/// ```
///
/// Source: <https://docs.fal.ai/model-apis/model-endpoints/webhooks>
pub const FAL: Fal = Fal { user: None };

/// The scheme of fal: see [`FAL`].
#[derive(Clone, Debug)]
pub struct Fal {
    user: Option<String>,
}

impl Fal {
    /// The account's id, as deliveries have it in `X-Fal-Webhook-User-Id`: deliveries for other
    /// accounts are refused.
    #[must_use]
    pub fn with_user(mut self, id: impl Into<String>) -> Self {
        self.user = Some(id.into());
        self
    }
}

impl SignatureScheme for Fal {
    /// The retry window is that of ten attempts.
    fn description(&self) -> Description {
        Description::new("fal", Algorithm::Ed25519, BodyCoverage::Whole)
            .with_key_format(KeyFormat::Spki)
            .with_headers([REQUEST, USER, TIMESTAMP, SIGNATURE])
            .with_signed_headers([REQUEST, USER, TIMESTAMP])
            .with_facts(FACTS)
            .with_freshness(FRESHNESS)
            .with_retry_window(Duration::from_secs(2 * 3_600))
    }

    fn validate(&self, _public_url: Option<&str>) -> Result<(), ConfigError> {
        if self.user.as_ref().is_some_and(|user| !user.is_empty()) {
            return Ok(());
        }
        Err(ConfigError::InvalidScheme {
            scheme: "fal".to_owned(),
            reason: "no user was given; pass your account's id, as in X-Fal-Webhook-User-Id, because the same keys sign every user's deliveries",
        })
    }

    fn event_identity(
        &self,
        delivered: &Delivered<'_>,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        for header in [REQUEST, USER] {
            let value = delivered.head().header(header.as_str(), 0);
            part(value.ok_or(Rejection::MissingHeader { header })?);
        }
        part(delivered.body());
        Ok(())
    }

    fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
        let text = incoming
            .only_header(&SIGNATURE)?
            .filter(|value| !value.is_empty())
            .ok_or(Rejection::MissingSignature { header: SIGNATURE })?;
        let signature = Encoding::Hex
            .signature(text, Algorithm::Ed25519)
            .ok_or(Rejection::MalformedSignature { header: SIGNATURE })?;
        let time = incoming
            .only_header(&TIMESTAMP)?
            .ok_or(Rejection::MissingTimestamp)?;
        let seconds = TimestampFormat::Seconds;
        let at = incoming.fresh_timestamp(time, seconds, Some(FRESHNESS))?;
        let part = |header: HeaderName| {
            let value = incoming.only_header(&header)?;
            value.ok_or(Rejection::MissingHeader { header })
        };
        let (request, user) = (part(REQUEST)?, part(USER)?);
        if self.user.as_ref().is_some_and(|own| own.as_bytes() != user) {
            return Err(Rejection::NotAddressed {
                field: USER.as_str().to_owned().into(),
            });
        }
        Ok(Box::new(FalClaim {
            signature,
            // No header's value has a line feed.
            before: [request, user, time, b""].join(&b'\n'),
            at,
        }))
    }

    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        draft.event_id()?;
        draft.push_facts(&FACTS);
        if draft.header(USER.as_str(), 0).is_none() {
            draft.push(&USER, self.user.clone().unwrap_or_default());
        }
        let time = draft.timestamp(TimestampFormat::Seconds)?;
        draft.push(&TIMESTAMP, time);
        let signature = draft.signature(Encoding::Hex);
        draft.push(&SIGNATURE, signature);
        Ok(())
    }
}

/// The claim of a delivery's head.
struct FalClaim {
    signature: Vec<u8>,
    /// Everything that is signed before the digest.
    before: Vec<u8>,
    at: UnixTime,
}

impl Claim for FalClaim {
    fn check(self: Box<Self>, keys: &Keys) -> Result<Box<dyn Check>, Rejection> {
        let signature = Prehashed::start(keys, None, &self.signature, &self.before, self.at)?;
        let digest = Sha256::new();
        Ok(Box::new(FalCheck { signature, digest }))
    }
}

struct FalCheck {
    signature: Prehashed,
    digest: Sha256,
}

impl Check for FalCheck {
    fn update(&mut self, chunk: &[u8]) {
        self.digest.update(chunk);
    }

    fn finish(self: Box<Self>, _body: &Bytes) -> Result<Authentic, Rejection> {
        let digest = base16ct::lower::encode_string(&self.digest.finalize());
        self.signature.finish(&digest)
    }
}

const FACTS: EventFacts = EventFacts::new()
    .with_id(Source::header("X-Fal-Webhook-Request-Id"))
    .with_event_type(Source::json("/status"));
const REQUEST: HeaderName = HeaderName::from_static("X-Fal-Webhook-Request-Id");
const USER: HeaderName = HeaderName::from_static("X-Fal-Webhook-User-Id");
const TIMESTAMP: HeaderName = HeaderName::from_static("X-Fal-Webhook-Timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("X-Fal-Webhook-Signature");
const FRESHNESS: Freshness = Freshness {
    max_age: Duration::from_secs(300),
    max_future: Duration::from_secs(300),
};

impl Family for Fal {
    fn words(&self) -> SchemeWords {
        SchemeWords::of(self)
            .with_signature("X-Fal-Webhook-Signature: <hex>")
            .with_message("{X-Fal-Webhook-Request-Id}\\n{X-Fal-Webhook-User-Id}\\n{X-Fal-Webhook-Timestamp}\\n{SHA-256 of the body}")
            .with_key("JSON Web Key Set, any of it; and the user's id")
            .with_timestamp("X-Fal-Webhook-Timestamp (seconds)", Some(FRESHNESS))
    }
}

pub(crate) const PROVIDER: Provider = Provider {
    id: "fal",
    name: "fal",
    constant: "FAL.with_user(user)",
    group: Group::Infrastructure,
    documentation: "https://docs.fal.ai/model-apis/model-endpoints/webhooks",
    checked: "2026-11-21",
    feature: Some("jwt"),
    scheme: ProviderScheme::Code(CodeScheme::new(&|| FAL).with_settings(&["user"], |values| {
        Verifier::builder(values("user").into_iter().fold(FAL, Fal::with_user))
    })),
    names: &[],
    variants: &[],
};
