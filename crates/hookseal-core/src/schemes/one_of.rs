//! Checking a request in several ways by [`Scheme`](crate::scheme::Scheme)s, of which one is enough.

use bytes::Bytes;

use super::header::claim::SchemeClaim;
use super::{Authentic, Check, Claim};
use crate::key::{KeySlot, Keys};
use crate::limits::MAX_SIGNATURES;
use crate::verdict::Rejection;

/// All that went well; if none did, what was wrong with one that was there at all.
fn any<T>(results: impl Iterator<Item = Result<T, Rejection>>) -> Result<Vec<T>, Rejection> {
    let (mut good, mut refusal) = (Vec::new(), None);
    for result in results {
        match result {
            Ok(one) => good.push(one),
            Err(missing @ Rejection::MissingSignature { .. }) => {
                refusal.get_or_insert(missing);
            }
            Err(other) => {
                refusal = Some(match refusal {
                    Some(first) if !matches!(first, Rejection::MissingSignature { .. }) => first,
                    _ => other,
                });
            }
        }
    }
    match refusal {
        Some(refusal) if good.is_empty() => Err(refusal),
        _ => Ok(good),
    }
}

/// A request's claims in several forms, each for all keys or for one of them.
pub(super) struct OneOf(Vec<(Option<KeySlot>, SchemeClaim)>);

impl OneOf {
    /// Of those that are there at all; at least one.
    pub(super) fn read(
        claims: impl Iterator<Item = Result<(Option<KeySlot>, SchemeClaim), Rejection>>,
    ) -> Result<Self, Rejection> {
        any(claims).map(Self)
    }
}

impl Claim for OneOf {
    fn check(self: Box<Self>, keys: &Keys) -> Result<Box<dyn Check>, Rejection> {
        // Each has a message of its own, and costs an HMAC for each key that it is for.
        let maximum = MAX_SIGNATURES / keys.len().max(1);
        if self.0.iter().filter(|(only, _)| only.is_none()).count() > maximum {
            return Err(Rejection::TooManySignatures { maximum });
        }
        let claims = self.0.into_iter();
        let checks = claims.map(|(only, claim)| {
            let own = only.map(|slot| keys.only(slot));
            Box::new(claim).check(own.as_ref().unwrap_or(keys))
        });
        Ok(Box::new(Checks(any(checks)?)))
    }
}

/// Checks of which one has to hold.
struct Checks(Vec<Box<dyn Check>>);

impl Check for Checks {
    fn update(&mut self, chunk: &[u8]) {
        self.0.iter_mut().for_each(|check| check.update(chunk));
    }

    fn finish(self: Box<Self>, body: &Bytes) -> Result<Authentic, Rejection> {
        let verdicts: Vec<_> = self.0.into_iter().map(|check| check.finish(body)).collect();
        let mut refusal = Rejection::SignatureMismatch;
        for verdict in verdicts {
            match verdict {
                Ok(held) => return Ok(held),
                Err(Rejection::SignatureMismatch) => {}
                Err(other) => refusal = other, // its signature held
            }
        }
        Err(refusal)
    }
}
