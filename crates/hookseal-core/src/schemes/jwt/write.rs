//! Writing a token as the sender does.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Header;
use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::JsonWebToken;
use super::check::algorithm_of;
use crate::encoding::Encoding;
use crate::writing::{Draft, SignError};

impl JsonWebToken {
    /// A token with all claims that are demanded, issued now and valid for an hour.
    pub(super) fn write_token(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        let mut header = Header::new(algorithm_of(self.algorithm).ok_or(SignError::VerifiesOnly)?);
        header.kid = draft.key_id().map(str::to_owned);
        let claims = self.claims(draft);
        let token = format!(
            "{}.{}.{}",
            encoded(&header)?,
            encoded(&claims)?,
            draft.signature(Encoding::Base64Url)
        );
        draft.push_facts(&self.facts);
        let value = if self.bearer {
            format!("Bearer {token}")
        } else {
            token
        };
        draft.push(&self.header, value);
        Ok(())
    }

    fn claims(&self, draft: &Draft<'_>) -> Map<String, Value> {
        let mut claims = Map::new();
        let issued = draft.signed_at();
        if let Some(issuer) = self.issuers.first() {
            claims.insert("iss".to_owned(), issuer.as_ref().into());
        }
        if let Some(audience) = &self.audience {
            claims.insert("aud".to_owned(), audience.as_ref().into());
        }
        for (name, value) in &self.claims {
            claims.insert(name.clone().into_owned(), value.clone());
        }
        if self.issued.is_some() || self.expires {
            claims.insert("iat".to_owned(), issued.as_secs().into());
        }
        if self.expires {
            let end = issued.saturating_add(LIFE);
            claims.insert("exp".to_owned(), end.as_secs().into());
        }
        if let Some(name) = &self.body_sha256 {
            let digest = base16ct::lower::encode_string(&Sha256::digest(draft.body()));
            claims.insert(name.clone().into_owned(), digest.into());
        }
        claims
    }
}

fn encoded(part: &impl Serialize) -> Result<String, SignError> {
    serde_json::to_vec(part)
        .map(|json| URL_SAFE_NO_PAD.encode(json))
        .map_err(|_| {
            SignError::Unsignable("the token's claims cannot be written as JSON".to_owned())
        })
}

/// As in Google's tokens.
const LIFE: Duration = Duration::from_secs(3_600);
