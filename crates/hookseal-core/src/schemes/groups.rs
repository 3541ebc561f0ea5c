//! Senders that write a complete signature value for each of their keys, one after another.

use super::header::claim::SchemeClaim;
use super::one_of::OneOf;
use super::{Claim, Delivered, Description, Incoming, SignatureScheme};
use crate::error::ConfigError;
use crate::header_name::HeaderName;
use crate::limits::MAX_GROUPS;
use crate::request::RequestHead;
use crate::schemes::header::Layout;
use crate::schemes::{Scheme, SchemeWords};
use crate::verdict::Rejection;
use crate::writing::{Draft, SignError};

/// A sender whose signature header holds several groups during a key rotation, separated by
/// spaces, each with its own timestamp and signature: `t=1,v1=… t=1,v1=…`.
///
/// A signature counts with the timestamp of its own group alone. One right group is enough.
///
/// ```
/// use hookseal_core::{Algorithm, Secret, Verifier};
/// use hookseal_core::scheme::{
///     HeaderName, Part, Scheme, SignatureField, SignatureGroups, Timestamp, TimestampFormat,
/// };
///
/// const ACME: SignatureGroups = SignatureGroups::new(
///     Scheme::new(
///         "acme",
///         Algorithm::HmacSha256,
///         SignatureField::pairs(HeaderName::from_static("Acme-Signature"), "v1"),
///     )
///     .with_timestamp(Timestamp::pair("t", TimestampFormat::Seconds))
///     .with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] }),
/// );
/// let verifier = Verifier::new(ACME, Secret::new("Jp0_pZ3kXgA7rmVu5RcW")?)?;
/// # Ok::<(), hookseal_core::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureGroups {
    scheme: Scheme,
}

impl SignatureGroups {
    /// Each group is a value as `scheme` has it.
    #[must_use]
    pub const fn new(scheme: Scheme) -> Self {
        Self { scheme }
    }

    /// How one group is written, such as for a [`Signer`](crate::signing::Signer) in tests.
    #[must_use]
    pub const fn group(&self) -> &Scheme {
        &self.scheme
    }

    /// Its rules in words.
    #[must_use]
    pub fn words(&self) -> SchemeWords {
        let mut words = self.scheme.words();
        words.signature.push_str(" …");
        words
    }
}

impl SignatureScheme for SignatureGroups {
    fn description(&self) -> Description {
        self.scheme.description()
    }

    fn validate(&self, public_url: Option<&str>) -> Result<(), ConfigError> {
        let layout = self.scheme.signature.layout();
        if !matches!(layout, Layout::Pairs { separator, .. } if *separator != ' ') {
            return Err(ConfigError::InvalidScheme {
                scheme: self.scheme.id().to_owned(),
                reason: "only lists of pairs can be grouped",
            });
        }
        SignatureScheme::validate(&self.scheme, public_url)
    }

    /// Each group makes a claim of its own, as if it were alone.
    fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
        incoming.note_own_headers();
        let value = self.scheme.signature_value(incoming.head())?;
        let groups: Vec<_> = value
            .split(|byte| *byte == b' ')
            .filter(|group| !group.is_empty())
            .take(MAX_GROUPS + 1)
            .collect();
        if groups.len() > MAX_GROUPS {
            return Err(Rejection::TooManySignatures {
                maximum: MAX_GROUPS,
            });
        }
        let claims = OneOf::read(groups.into_iter().map(|group| {
            let head = OneGroup {
                head: incoming.head(),
                header: self.scheme.signature.header(),
                group,
            };
            let mut claim = SchemeClaim::new(&self.scheme);
            let incoming = incoming.with_head(&head);
            claim.read(&self.scheme, &incoming, incoming.own_recorder())?;
            Ok((None, claim))
        }))?;
        Ok(Box::new(claims))
    }

    fn event_identity(
        &self,
        delivered: &Delivered<'_>,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        self.scheme.event_identity(delivered, part)
    }

    /// A group by each key.
    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        let timestamp = draft.write_beside(&self.scheme)?;
        let mut groups = Vec::new();
        for place in 0..MAX_GROUPS {
            groups.extend(draft.value_by_one(&self.scheme, timestamp.as_deref(), place)?);
        }
        draft.push(self.scheme.signature.header(), groups.join(" "));
        Ok(())
    }
}

/// A head with one group in the place of all.
struct OneGroup<'a> {
    head: &'a dyn RequestHead,
    header: &'a HeaderName,
    group: &'a [u8],
}

impl RequestHead for OneGroup<'_> {
    fn method(&self) -> &str {
        self.head.method()
    }

    fn target(&self) -> &str {
        self.head.target()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        if name.eq_ignore_ascii_case(self.header.as_str()) {
            return (nth == 0).then_some(self.group);
        }
        self.head.header(name, nth)
    }
}

#[cfg(test)]
mod tests;
