//! Senders that sign once with each of their keys, each time in another header.

use std::borrow::Cow;

use bytes::Bytes;

use super::{Authentic, Check, Incoming, SchemeCheck, SignatureScheme};
use crate::key::KeySlot;
use crate::scheme::TimestampPlace;
use crate::{
    Algorithm, ConfigError, EventFacts, Handshake, HeaderName, KeyFormat, Rejection, Scheme,
    SchemeWords,
};

/// A sender that signs with several keys at once, so that one can be changed while the other
/// holds: by the first in one header, by the second in another.
///
/// The keys of the ring are in the order of the headers, and each is tried for its own
/// alone. One right signature is enough.
///
/// ```
/// use hookseal_core::{
///     Algorithm, HeaderName, HeaderPerKey, Scheme, Secret, SignatureField, Verifier,
/// };
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

    /// How the first key signs, such as for a [`Signer`](crate::Signer) in tests.
    #[must_use]
    pub const fn first(&self) -> &Scheme {
        &self.first
    }

    /// What it demands, in words.
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
    type Check = HeaderPerKeyCheck;

    fn id(&self) -> &str {
        &self.first.id
    }

    fn algorithm(&self) -> Algorithm {
        self.first.algorithm
    }

    fn key_format(&self) -> KeyFormat {
        self.first.key_format.clone()
    }

    fn min_key_bytes(&self) -> usize {
        self.first.min_key_bytes
    }

    fn signs_with_api_keys(&self) -> bool {
        self.first.api_keys
    }

    fn methods(&self) -> &[Cow<'static, str>] {
        &self.first.methods
    }

    fn facts(&self) -> &EventFacts {
        &self.first.facts
    }

    fn handshakes(&self) -> &[Handshake] {
        SignatureScheme::handshakes(&self.first)
    }

    fn signs_header(&self, name: &HeaderName) -> bool {
        self.first.signs_header(name)
    }

    fn validate(&self, public_url: Option<&str>) -> Result<(), ConfigError> {
        let id = || self.first.id.clone().into_owned();
        let same = |other: &Scheme| {
            let field = other
                .signature
                .clone()
                .in_header(self.first.signature.header.clone());
            other.clone().signature(field) == self.first
        };
        if !self.others.iter().all(same) {
            return Err(ConfigError::InvalidScheme {
                scheme: id(),
                reason: "its signatures differ in more than their headers",
            });
        }
        let timestamp = self.first.outline().timestamp.map(crate::Timestamp::place);
        if matches!(timestamp, Some(TimestampPlace::Pair(_))) {
            return Err(ConfigError::InvalidScheme {
                scheme: id(),
                reason: "each of its signatures would have a timestamp of its own",
            });
        }
        SignatureScheme::validate(&self.first, public_url)
    }

    fn screen(&self, incoming: &Incoming<'_>) -> Result<(), Rejection> {
        any(self
            .each()
            .map(|(_, scheme)| SchemeCheck::screen(scheme, incoming)))
        .map(drop)
    }

    fn begin(&self, incoming: &Incoming<'_>) -> Result<HeaderPerKeyCheck, Rejection> {
        any(self
            .each()
            .map(|(slot, scheme)| SchemeCheck::begin(scheme, &incoming.with_key(slot))))
        .map(HeaderPerKeyCheck)
    }
}

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

/// The check of a [`HeaderPerKey`] under way.
#[derive(Debug)]
pub struct HeaderPerKeyCheck(Vec<SchemeCheck>);

impl Check for HeaderPerKeyCheck {
    fn update(&mut self, chunk: &[u8]) {
        self.0.iter_mut().for_each(|check| check.update(chunk));
    }

    fn finish(self, body: &Bytes) -> Result<Authentic, Rejection> {
        let verdicts: Vec<_> = self.0.into_iter().map(|check| check.finish(body)).collect();
        let held = verdicts.into_iter().find_map(Result::ok);
        held.ok_or(Rejection::SignatureMismatch)
    }
}

#[cfg(test)]
mod tests;
