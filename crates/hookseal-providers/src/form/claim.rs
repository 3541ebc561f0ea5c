//! The claim of a request and its check: the signed text, put together once the body is there.

use std::mem::replace;

use bytes::Bytes;
use hookseal_core::Rejection;
use hookseal_core::keys::Keys;
use hookseal_core::scheme::{Authentic, Check, Claim};
use sha2::{Digest as _, Sha256};

use super::Fields;
use super::body::{TWICE, fields};
use super::target::{targets, with_other_port};

/// How a body is signed.
pub(super) enum Mode {
    /// By its fields.
    Form,
    /// By a digest in the URL.
    Digest(Sha256, Vec<u8>),
    /// Not at all, so it must be empty.
    Nothing,
}

/// The claim of a head.
pub(super) struct UrlClaim {
    pub(super) key_id: Option<String>,
    pub(super) base: String,
    pub(super) target: String,
    pub(super) signature: Vec<u8>,
    pub(super) mode: Mode,
    pub(super) fields: Fields,
    pub(super) any_port: bool,
    pub(super) other_escapes: bool,
}

impl Claim for UrlClaim {
    fn key_ids(&self) -> Vec<&str> {
        self.key_id.as_deref().into_iter().collect()
    }

    fn check(self: Box<Self>, keys: &Keys) -> Result<Box<dyn Check>, Rejection> {
        keys.macs_named(self.key_id.as_deref())?; // or the key is unknown
        let keys = keys.clone();
        Ok(Box::new(UrlAndFormCheck { said: *self, keys }))
    }
}

/// The check of a [`UrlAndForm`] under way.
struct UrlAndFormCheck {
    said: UrlClaim,
    keys: Keys,
}

impl Check for UrlAndFormCheck {
    fn update(&mut self, chunk: &[u8]) {
        if let Mode::Digest(hash, _) = &mut self.said.mode {
            hash.update(chunk);
        }
    }

    fn finish(mut self: Box<Self>, body: &Bytes) -> Result<Authentic, Rejection> {
        let mode = replace(&mut self.said.mode, Mode::Nothing);
        let said = &self.said;
        let fields = match mode {
            Mode::Form => signed_fields(body, said.fields)?,
            Mode::Digest(hash, wanted) => {
                if hash.finalize().as_slice() != wanted {
                    return Err(Rejection::SignatureMismatch);
                }
                String::new()
            }
            Mode::Nothing if body.is_empty() => String::new(),
            Mode::Nothing => {
                return Err(Rejection::MalformedBody {
                    reason: "it is not a form, and the signature covers no digest of it",
                });
            }
        };
        let other_port = with_other_port(&said.base).filter(|_| said.any_port);
        let mut targets: Vec<_> = targets(&said.target, said.other_escapes).collect();
        targets.dedup();
        for target in &targets {
            for base in std::iter::once(&said.base).chain(&other_port) {
                if let Some(verdict) = self.judge([base, target, &fields])? {
                    return Ok(verdict);
                }
            }
        }
        Err(Rejection::SignatureMismatch)
    }
}

impl UrlAndFormCheck {
    fn judge(&self, pieces: [&str; 3]) -> Result<Option<Authentic>, Rejection> {
        let mut macs = self.keys.macs_named(self.said.key_id.as_deref())?;
        for piece in pieces {
            macs.update(piece.as_bytes());
        }
        Ok(macs.matching(&self.said.signature).map(Authentic::by))
    }
}

/// The names and values as they are signed.
pub(super) fn signed_fields(body: &[u8], rules: Fields) -> Result<String, Rejection> {
    let mut fields = fields(body)?;
    fields.sort_unstable();
    let again = fields
        .windows(2)
        .any(|pair| matches!(pair, [(one, _), (other, _)] if one == other));
    match rules {
        Fields::Distinct | Fields::Only(_) if again => return Err(TWICE),
        Fields::Distinct => {}
        Fields::EachOnce => fields.dedup(),
        Fields::Only(name) => {
            if !matches!(fields.as_slice(), [(own, _)] if own == name) {
                return Err(Rejection::MalformedBody {
                    reason: "the form must have exactly the one field that the sender posts",
                });
            }
        }
    }
    Ok(fields
        .iter()
        .flat_map(|(name, value)| [&**name, &**value])
        .collect())
}
