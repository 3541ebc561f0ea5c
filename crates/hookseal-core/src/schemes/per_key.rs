//! Senders that sign once with each of their keys, each time in another header.

use super::header::claim::SchemeClaim;
use super::one_of::OneOf;
use super::{Claim, Delivered, Description, Incoming, SignatureScheme};
use crate::error::ConfigError;
use crate::key::KeySlot;
use crate::schemes::header::TimestampPlace;
use crate::schemes::{Scheme, SchemeWords, Timestamp};
use crate::verdict::Rejection;
use crate::writing::{Draft, SignError};

/// A sender that signs with several keys at once, so that one can be changed while the other
/// holds: by the first in one header, by the second in another.
///
/// The keys of the ring are in the order of the headers, and each is tried for its own
/// alone. One right signature is enough.
///
/// ```
/// use hookseal_core::{Algorithm, Secret, Verifier};
/// use hookseal_core::scheme::{HeaderName, HeaderPerKey, Scheme, SignatureField};
///
/// const fn by(header: HeaderName) -> Scheme {
///     Scheme::new("acme", Algorithm::HmacSha256, SignatureField::plain(header))
/// }
/// const ACME: HeaderPerKey = HeaderPerKey::new(
///     by(HeaderName::from_static("Acme-Signature-1")),
///     const { &[by(HeaderName::from_static("Acme-Signature-2"))] },
/// );
/// let verifier = Verifier::builder(ACME)
///     .key(Secret::new("Jp0_pZ3kXgA7rmVu5RcW")?)
///     .key(Secret::new("9sX2bLq8w_TnYc4HdKe1")?)
///     .build()?;
/// # Ok::<(), hookseal_core::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderPerKey {
    first: Scheme,
    others: &'static [Scheme],
}

impl HeaderPerKey {
    /// `first` says how the first key signs; `others`, which must be the same but for their
    /// headers, how the second does, the third, and so on.
    #[must_use]
    pub const fn new(first: Scheme, others: &'static [Scheme]) -> Self {
        Self { first, others }
    }

    /// How the first key signs, such as for a [`Signer`](crate::signing::Signer) in tests.
    #[must_use]
    pub const fn first(&self) -> &Scheme {
        &self.first
    }

    /// Its rules in words.
    #[must_use]
    pub fn words(&self) -> SchemeWords {
        let mut words = self.first.words();
        for scheme in self.others {
            words.signature.push_str(", ");
            words.signature.push_str(&scheme.words().signature);
        }
        words.key.push_str(", one for each header in their order");
        words
    }

    fn each(&self) -> impl Iterator<Item = (KeySlot, &Scheme)> {
        let all = std::iter::once(&self.first).chain(self.others);
        KeySlot::all().zip(all)
    }
}

impl SignatureScheme for HeaderPerKey {
    fn description(&self) -> Description {
        let others = self.others.iter().flat_map(Scheme::headers);
        self.first.description().with_headers(others.cloned())
    }

    fn validate(&self, public_url: Option<&str>) -> Result<(), ConfigError> {
        let id = || self.first.id.clone().into_owned();
        let same = |other: &Scheme| {
            let field = other
                .signature
                .clone()
                .with_header(self.first.signature.header.clone());
            other.clone().with_signature(field) == self.first
        };
        if !self.others.iter().all(same) {
            return Err(ConfigError::InvalidScheme {
                scheme: id(),
                reason: "its signatures differ in more than their headers",
            });
        }
        let timestamp = self.first.timestamp().map(Timestamp::place);
        if matches!(
            timestamp,
            Some(TimestampPlace::First | TimestampPlace::Pair(_))
        ) {
            return Err(ConfigError::InvalidScheme {
                scheme: id(),
                reason: "each of its signatures would have a timestamp of its own",
            });
        }
        SignatureScheme::validate(&self.first, public_url)
    }

    /// Each header makes a claim of its own, for its key alone.
    fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
        let claims = OneOf::read(self.each().map(|(slot, scheme)| {
            let mut claim = SchemeClaim::new(scheme);
            claim.read(scheme, incoming, incoming.own_recorder())?;
            Ok((Some(slot), claim))
        }))?;
        Ok(Box::new(claims))
    }

    fn event_identity(
        &self,
        delivered: &Delivered<'_>,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        self.first.event_identity(delivered, part)
    }

    /// Each key in its header.
    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        let timestamp = draft.write_beside(&self.first)?;
        for (slot, scheme) in self.each() {
            let value = draft.value_by_one(scheme, timestamp.as_deref(), slot.index())?;
            if let Some(value) = value {
                draft.push(scheme.signature.header(), value);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
