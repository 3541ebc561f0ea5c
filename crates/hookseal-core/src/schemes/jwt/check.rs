//! Judging a token: all of it from the head, and at the end the digest of the body.

use std::borrow::Cow;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use jsonwebtoken::dangerous::insecure_decode;
use jsonwebtoken::{Algorithm as TokenAlgorithm, TokenData};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::JsonWebToken;
use crate::crypto::Algorithm;
use crate::crypto::algorithm::Computed;
use crate::header_name::HeaderName;
use crate::key::{Keys, PreparedKey};
use crate::request::RequestHead;
use crate::schemes::header::read::{check_fresh, once};
use crate::schemes::incoming::{note_header, time_step};
use crate::schemes::{Authentic, Check, Claim, Incoming};
use crate::time::{TimestampFormat, UnixTime};
use crate::trace::{Recorder, Step};
use crate::verdict::Rejection;

/// The claims of a request's token, read once and not yet verified.
pub(super) struct TokenClaim {
    /// The signed text: header and claims, as they were written.
    signed: Vec<u8>,
    signature: Vec<u8>,
    kid: Option<String>,
    issued: Option<UnixTime>,
    digest: Option<[u8; 32]>,
    header: HeaderName,
    recorder: Option<Recorder>,
}

/// A token as it is written in the header.
struct Token<'a> {
    signed: &'a [u8],
    signature: Vec<u8>,
    kid: Option<String>,
    claims: Map<String, Value>,
}

impl TokenClaim {
    pub(super) fn read(rules: &JsonWebToken, incoming: &Incoming<'_>) -> Result<Self, Rejection> {
        let head = incoming.head();
        let recorder = incoming.own_recorder();
        let text = rules.text(head);
        if let Some(recorder) = recorder {
            note_header(recorder, "signature header", head, &rules.header, &text);
        }
        let token = rules.token(text?);
        incoming.note(|| Step::ended("signature form", &token));
        let token = token?;
        let issued = rules.judge_times(&token, incoming);
        incoming.note(|| rules.times_step(&token, &issued, incoming));
        let issued = issued?;
        let digest = rules.judge_claims(&token);
        incoming.note(|| claims_step(&digest));
        Ok(Self {
            digest: digest?,
            signed: token.signed.to_vec(),
            signature: token.signature,
            kid: token.kid,
            issued,
            header: rules.header.clone(),
            recorder: incoming.recorder(),
        })
    }

    fn is_signed_by(&self, key: &PreparedKey) -> bool {
        if let Some(mut mac) = key.mac() {
            mac.update(&self.signed);
            return mac.matches(&self.signature);
        }
        // ECDSA as r || s (RFC 7518, section 3.4); others have one form.
        let stream = key.verify_fixed_stream(&self.signature);
        stream.is_some_and(|mut stream| {
            stream.update(&self.signed);
            stream.holds()
        })
    }
}

impl Claim for TokenClaim {
    fn key_ids(&self) -> Vec<&str> {
        self.kid.as_deref().into_iter().collect()
    }

    fn check(self: Box<Self>, keys: &Keys) -> Result<Box<dyn Check>, Rejection> {
        let mut named = keys.named(self.kid.as_deref()).peekable();
        if named.peek().is_none() {
            return Err(Rejection::UnknownKey);
        }
        let slot = named
            .find(|key| self.is_signed_by(key))
            .map(PreparedKey::slot)
            .ok_or(Rejection::SignatureMismatch)?;
        if let Some(recorder) = &self.recorder {
            recorder.note(Step::held("signature"));
        }
        Ok(Box::new(TokenCheck {
            held: Authentic::by(slot).at(self.issued),
            digest: self.digest.map(|wanted| BodyDigest {
                wanted,
                running: Sha256::new(),
            }),
            header: self.header,
        }))
    }
}

/// A token that has been found good, and the body that is still arriving.
struct TokenCheck {
    held: Authentic,
    digest: Option<BodyDigest>,
    header: HeaderName,
}

/// The digest that the body must have.
struct BodyDigest {
    wanted: [u8; 32],
    running: Sha256,
}

impl Check for TokenCheck {
    fn update(&mut self, chunk: &[u8]) {
        if let Some(digest) = &mut self.digest {
            digest.running.update(chunk);
        }
    }

    fn finish(self: Box<Self>, _body: &Bytes) -> Result<Authentic, Rejection> {
        if let Some(BodyDigest { wanted, running }) = self.digest
            && !bool::from(Computed::new(running.finalize()).equals(&wanted))
        {
            return Err(Rejection::DigestMismatch {
                header: self.header,
            });
        }
        Ok(self.held)
    }
}

impl JsonWebToken {
    /// The token's text.
    fn text<'a>(&self, head: &'a dyn RequestHead) -> Result<&'a [u8], Rejection> {
        let missing = || Rejection::MissingSignature {
            header: self.header.clone(),
        };
        let value = once(head, &self.header)?.ok_or_else(missing)?;
        let text = if self.bearer {
            match value.split_at_checked(BEARER.len()) {
                Some((scheme, text)) if scheme.eq_ignore_ascii_case(BEARER) => text,
                _ => return Err(missing()),
            }
        } else {
            value
        };
        match text {
            b"" => Err(missing()),
            text if text.len() > MAX_TOKEN_BYTES => Err(self.malformed()),
            text => Ok(text),
        }
    }

    fn token<'a>(&self, text: &'a [u8]) -> Result<Token<'a>, Rejection> {
        // None of it is trusted before the signature has been checked.
        let Ok(TokenData { header, claims }) = insecure_decode::<Map<String, Value>>(text) else {
            return Err(self.malformed());
        };
        if Some(header.alg) != algorithm_of(self.algorithm) {
            return Err(Rejection::UnsupportedAlgorithm {
                header: self.header.clone(),
            });
        }
        // Extensions that must be understood (RFC 7515, section 4.1.11): none is.
        if header.crit.is_some() {
            return Err(self.malformed());
        }
        let mut parts = text.rsplitn(2, |byte| *byte == b'.');
        let (Some(signature), Some(signed)) = (parts.next(), parts.next()) else {
            return Err(self.malformed());
        };
        let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else {
            return Err(self.malformed());
        };
        Ok(Token {
            signed,
            signature,
            kid: header.kid,
            claims,
        })
    }

    /// Whether the claims are what they must be; the digest that the body must have.
    fn judge_claims(&self, token: &Token<'_>) -> Result<Option<[u8; 32]>, Rejection> {
        let claims = &token.claims;
        if !self.issuers.is_empty() {
            let from = claims.get("iss").and_then(Value::as_str);
            if !from.is_some_and(|from| self.issuers.iter().any(|issuer| issuer == from)) {
                return Err(not_addressed("iss".into()));
            }
        }
        if let Some(audience) = &self.audience {
            let meant = match claims.get("aud") {
                Some(Value::String(found)) => found == audience,
                Some(Value::Array(all)) => all.iter().any(|found| found == audience.as_ref()),
                _ => false,
            };
            if !meant {
                return Err(not_addressed("aud".into()));
            }
        }
        for (name, wanted) in &self.claims {
            if claims.get(name.as_ref()) != Some(wanted) {
                return Err(not_addressed(name.clone()));
            }
        }
        let name = self.body_sha256.as_ref();
        name.map(|name| self.digest(claims.get(name.as_ref())))
            .transpose()
    }

    fn digest(&self, claim: Option<&Value>) -> Result<[u8; 32], Rejection> {
        let Some(claim) = claim else {
            return Err(Rejection::MissingDigest {
                header: self.header.clone(),
            });
        };
        let mut digest = [0; 32];
        let text = claim.as_str().filter(|text| text.len() == 2 * digest.len());
        let decoded = text.and_then(|text| base16ct::mixed::decode(text, &mut digest).ok());
        match decoded.map(<[u8]>::len) {
            Some(32) => Ok(digest),
            _ => Err(self.malformed()),
        }
    }

    fn judge_times(
        &self,
        token: &Token<'_>,
        incoming: &Incoming<'_>,
    ) -> Result<Option<UnixTime>, Rejection> {
        let now = incoming.now();
        let issued = time(&token.claims, "iat")?;
        if self.issued.is_some() {
            let issued = issued.ok_or(Rejection::MissingTimestamp)?;
            if let Some(freshness) = incoming.freshness(self.issued) {
                check_fresh(issued, now, TimestampFormat::Seconds, freshness)?;
            }
        }
        match time(&token.claims, "exp")? {
            Some(end) if now >= end.saturating_add(LEEWAY) => {
                return Err(Rejection::Expired {
                    ago_secs: now.as_secs().saturating_sub(end.as_secs()),
                });
            }
            None if self.expires => return Err(Rejection::MissingTimestamp),
            _ => {}
        }
        match time(&token.claims, "nbf")? {
            Some(start) if start > now.saturating_add(LEEWAY) => Err(Rejection::Future {
                ahead_secs: start.as_secs().saturating_sub(now.as_secs()),
                allowed_secs: LEEWAY.as_secs(),
            }),
            _ => Ok(issued),
        }
    }

    /// The step of its times, as a trace shows it.
    #[cold]
    fn times_step(
        &self,
        token: &Token<'_>,
        read: &Result<Option<UnixTime>, Rejection>,
        incoming: &Incoming<'_>,
    ) -> Step {
        match time(&token.claims, "iat") {
            Ok(Some(at)) => {
                let text = at.as_secs().to_string();
                let limits = match self.issued {
                    Some(own) => incoming.freshness(Some(own)),
                    None => None,
                };
                let format = TimestampFormat::Seconds;
                let now = incoming.now();
                time_step(
                    read,
                    "iat of the token",
                    Some(text.as_bytes()),
                    format,
                    limits,
                    now,
                )
            }
            _ => Step::ended("timestamp", read).showing("the token has no iat"),
        }
    }

    fn malformed(&self) -> Rejection {
        Rejection::MalformedSignature {
            header: self.header.clone(),
        }
    }
}

/// The step of the claims that must have certain values.
#[cold]
fn claims_step<T>(read: &Result<T, Rejection>) -> Step {
    let step = Step::ended("addressee", read);
    match read {
        Ok(_) => step.showing("the required claims are there"),
        Err(refused) => step.showing(refused.to_string()),
    }
}

/// A `NumericDate` (RFC 7519, section 2), in whole seconds.
fn time(claims: &Map<String, Value>, name: &str) -> Result<Option<UnixTime>, Rejection> {
    match claims.get(name) {
        None => Ok(None),
        Some(value) => match value.as_u64() {
            Some(seconds) => Ok(Some(UnixTime::from_secs(seconds))),
            None => Err(Rejection::MalformedTimestamp),
        },
    }
}

/// The name of an algorithm in tokens (RFC 7518, section 3.1; RFC 8037, section 3.1).
#[allow(clippy::unnecessary_wraps)] // where all there are have a name
pub(super) const fn algorithm_of(algorithm: Algorithm) -> Option<TokenAlgorithm> {
    Some(match algorithm {
        #[cfg(feature = "ed25519")]
        Algorithm::Ed25519 => TokenAlgorithm::EdDSA,
        Algorithm::HmacSha256 => TokenAlgorithm::HS256,
        Algorithm::HmacSha384 => TokenAlgorithm::HS384,
        Algorithm::HmacSha512 => TokenAlgorithm::HS512,
        #[cfg(feature = "aws-lc")]
        Algorithm::EcdsaP256Sha256 => TokenAlgorithm::ES256,
        #[cfg(feature = "aws-lc")]
        Algorithm::EcdsaP384Sha384 => TokenAlgorithm::ES384,
        #[cfg(feature = "aws-lc")]
        Algorithm::RsaPssSha512 => TokenAlgorithm::PS512,
        #[cfg(feature = "aws-lc")]
        Algorithm::RsaV15Sha256 => TokenAlgorithm::RS256,
        #[cfg(feature = "sha1")]
        Algorithm::HmacSha1 => return None,
    })
}

const fn not_addressed(field: Cow<'static, str>) -> Rejection {
    Rejection::NotAddressed { field }
}

const BEARER: &[u8] = b"Bearer ";
/// For clocks that differ (RFC 7519, section 4.1.4).
const LEEWAY: Duration = Duration::from_secs(60);
const MAX_TOKEN_BYTES: usize = 8 * 1024;
