//! fal.

use std::time::Duration;

use bytes::Bytes;
use hookseal_core::{
    Algorithm, Authentic, Check, ConfigError, Draft, Encoding, EventFacts, Freshness, HeaderName,
    Incoming, KeyFormat, KeySlot, Rejection, RequestHead, SchemeWords, SignError, SignatureScheme,
    SignatureStream, Source, TimestampFormat, UnixTime, Verifier,
};
use sha2::{Digest as _, Sha256};

use crate::{CodeScheme, Provider, ProviderScheme};

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
/// fal signs everybody's deliveries by the same keys, and the user's id stands in what is
/// signed: name yours with [`Fal::user`]. Without it no verifier is built, since anybody with an
/// account at fal could have deliveries signed.
///
/// ```ignore
/// use hookseal::providers::{FAL, FAL_KEYS};
/// use hookseal::remote_keys::{Jwks, RemoteKeys};
///
/// let keys = RemoteKeys::builder(Jwks::new(FAL_KEYS)?.whole()).build()?;
/// let verifier = Verifier::builder(FAL.user("user_1")).resolver(keys).build()?;
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
    pub fn user(mut self, id: impl Into<String>) -> Self {
        self.user = Some(id.into());
        self
    }

    fn read<'a>(&self, incoming: &Incoming<'a>) -> Result<Asserted<'a>, Rejection> {
        let text = incoming
            .only_header(&SIGNATURE)?
            .filter(|value| !value.is_empty())
            .ok_or(Rejection::MissingSignature { header: SIGNATURE })?;
        let mut signature = [0; 64];
        match base16ct::mixed::decode(text, &mut signature) {
            Ok(bytes) if bytes.len() == 64 => {}
            _ => return Err(Rejection::MalformedSignature { header: SIGNATURE }),
        }
        let time = incoming
            .only_header(&TIMESTAMP)?
            .ok_or(Rejection::MissingTimestamp)?;
        let seconds = TimestampFormat::Seconds;
        let at = incoming.fresh_timestamp(time, seconds, Some(FRESHNESS))?;
        let part = |header: &HeaderName| {
            incoming
                .only_header(header)?
                .ok_or_else(|| Rejection::MissingHeader {
                    header: header.clone(),
                })
        };
        let (request, user) = (part(&REQUEST)?, part(&USER)?);
        if self.user.as_ref().is_some_and(|own| own.as_bytes() != user) {
            return Err(Rejection::NotAddressed {
                field: USER.as_str().to_owned().into(),
            });
        }
        Ok(Asserted {
            signature,
            pieces: [request, user, time],
            at,
        })
    }
}

/// What the head of a delivery says. Believed by nobody yet.
struct Asserted<'a> {
    signature: [u8; 64],
    /// What is signed before the digest. No header's value has a line feed.
    pieces: [&'a [u8]; 3],
    at: UnixTime,
}

impl SignatureScheme for Fal {
    type Check = FalCheck;

    fn id(&self) -> &'static str {
        "fal"
    }

    fn algorithm(&self) -> Algorithm {
        Algorithm::Ed25519
    }

    fn key_format(&self) -> KeyFormat {
        KeyFormat::Spki
    }

    fn headers(&self) -> Vec<HeaderName> {
        vec![REQUEST, USER, TIMESTAMP, SIGNATURE]
    }

    fn facts(&self) -> &EventFacts {
        const FACTS: &EventFacts = &EventFacts::new()
            .id(Source::header("X-Fal-Webhook-Request-Id"))
            .event_type(Source::json("/status"));
        FACTS
    }

    fn validate(&self, _public_url: Option<&str>) -> Result<(), ConfigError> {
        if self.user.as_ref().is_some_and(|user| !user.is_empty()) {
            return Ok(());
        }
        Err(ConfigError::InvalidScheme {
            scheme: self.id().to_owned(),
            reason: "no user is given; name the account by its id, which deliveries have in X-Fal-Webhook-User-Id, since every user's deliveries are signed by the same keys",
        })
    }

    fn signs_header(&self, name: &HeaderName) -> bool {
        [REQUEST, USER, TIMESTAMP].contains(name)
    }

    fn tell_apart(
        &self,
        head: &dyn RequestHead,
        body: &Bytes,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        for header in [REQUEST, USER] {
            let value = head.header(header.as_str(), 0);
            part(value.ok_or(Rejection::MissingHeader { header })?);
        }
        part(body);
        Ok(())
    }

    fn freshness(&self) -> Option<Freshness> {
        Some(FRESHNESS)
    }

    /// Ten attempts.
    fn retry_window(&self) -> Option<Duration> {
        Some(Duration::from_secs(2 * 3_600))
    }

    fn screen(&self, incoming: &Incoming<'_>) -> Result<(), Rejection> {
        self.read(incoming).map(|_| ())
    }

    fn begin(&self, incoming: &Incoming<'_>) -> Result<FalCheck, Rejection> {
        let asserted = self.read(incoming)?;
        if incoming.keys().next().is_none() {
            return Err(Rejection::UnknownKey);
        }
        let streams = incoming.keys().filter_map(|key| {
            let mut stream = key.verify_stream(&asserted.signature)?;
            for piece in asserted.pieces {
                stream.update(piece);
                stream.update(b"\n");
            }
            Some((key.slot(), stream))
        });
        Ok(FalCheck {
            streams: streams.collect(),
            digest: Sha256::new(),
            at: asserted.at,
        })
    }

    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        draft.event_id()?;
        draft.push_facts(self.facts());
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

/// A check of fal under way.
pub struct FalCheck {
    streams: Vec<(KeySlot, SignatureStream)>,
    digest: Sha256,
    at: UnixTime,
}

impl Check for FalCheck {
    fn update(&mut self, chunk: &[u8]) {
        self.digest.update(chunk);
    }

    fn finish(self, _body: &Bytes) -> Result<Authentic, Rejection> {
        let digest = base16ct::lower::encode_string(&self.digest.finalize());
        self.streams
            .into_iter()
            .find_map(|(slot, mut stream)| {
                stream.update(digest.as_bytes());
                stream.holds().then_some(slot)
            })
            .map(|slot| Authentic::by(slot).at(Some(self.at)))
            .ok_or(Rejection::SignatureMismatch)
    }
}

impl std::fmt::Debug for FalCheck {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FalCheck").finish_non_exhaustive()
    }
}

const REQUEST: HeaderName = HeaderName::from_static("X-Fal-Webhook-Request-Id");
const USER: HeaderName = HeaderName::from_static("X-Fal-Webhook-User-Id");
const TIMESTAMP: HeaderName = HeaderName::from_static("X-Fal-Webhook-Timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("X-Fal-Webhook-Signature");
const FRESHNESS: Freshness = Freshness {
    max_age: Duration::from_secs(300),
    max_future: Duration::from_secs(300),
};

pub(crate) const PROVIDER: Provider = Provider::with(
    "fal",
    "fal",
    "https://docs.fal.ai/model-apis/model-endpoints/webhooks",
    "2026-11-21",
    ProviderScheme::Code(CodeScheme::new(
        || Verifier::builder(FAL),
        || {
            SchemeWords::of(&FAL)
                .signature("X-Fal-Webhook-Signature: <hex>")
                .message("{X-Fal-Webhook-Request-Id}\\n{X-Fal-Webhook-User-Id}\\n{X-Fal-Webhook-Timestamp}\\n{SHA-256 of the body}")
                .key("JSON Web Key Set, any of it; and the user's id")
                .timestamp("X-Fal-Webhook-Timestamp (seconds)", Some(FRESHNESS))
        },
    )
    .with_settings(&["user"], |values| {
        Verifier::builder(values("user").into_iter().fold(FAL, Fal::user))
    })),
)
.behind_feature("jwt");
