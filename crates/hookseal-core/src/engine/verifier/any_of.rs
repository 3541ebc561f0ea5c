//! One verifier in front of several, for a URL that several senders call.

use super::{KeySource, Verifier, VerifierBuilder};
use crate::crypto::Algorithm;
use crate::error::ConfigError;
use crate::header_name::HeaderName;
use crate::request::{RequestHead, Single};
use crate::schemes::{BodyCoverage, Claim, Description, Incoming, SignatureScheme};
use crate::verdict::Rejection;

/// A verifier, and the headers by which its sender is known among the others.
pub(super) struct Member {
    verifier: Verifier,
    own: Vec<HeaderName>,
}

impl Member {
    pub(super) const fn verifier(&self) -> &Verifier {
        &self.verifier
    }
}

impl Verifier {
    /// A verifier for a URL that several senders call, made of one for each.
    ///
    /// The sender is known by its headers: each of these verifiers reads some that none of the
    /// others reads, such as `X-Hub-Signature-256` and `Stripe-Signature`. A request is verified
    /// by the one whose headers it has, and by no other: nothing is tried until it fits. One that
    /// has the headers of several, or of none, is refused as unauthenticated. The event's
    /// [`provider`](crate::VerifiedBody::provider) says whose it is.
    ///
    /// ```
    /// use hookseal_core::{Algorithm, Secret, Verifier};
    /// use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
    /// # use hookseal_core::signing::{Delivery, Signer};
    ///
    /// const ACME: Scheme = Scheme::new(
    ///     "acme",
    ///     Algorithm::HmacSha256,
    ///     SignatureField::plain(HeaderName::from_static("Acme-Signature")),
    /// );
    /// const GLOBEX: Scheme = Scheme::new(
    ///     "globex",
    ///     Algorithm::HmacSha512,
    ///     SignatureField::plain(HeaderName::from_static("Globex-Signature")),
    /// );
    /// # let (acme, globex) = ("6f1d9a52c3e84b70a1f5", "b70a1f56f1d9a52c3e84");
    ///
    /// let verifier = Verifier::any_of([
    ///     Verifier::new(ACME, Secret::new(acme)?)?,
    ///     Verifier::new(GLOBEX, Secret::new(globex)?)?,
    /// ])?;
    /// # let signed = Signer::new(GLOBEX, Secret::new(globex)?)?.sign(&Delivery::new("{}"))?;
    /// # let outcome = verifier.verify(&signed, "{}")?;
    /// # assert_eq!(outcome.event().ok_or("a handshake")?.provider(), "globex");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// Each keeps its own keys, limits, tolerances and handshakes. To replace keys, keep a clone
    /// of the one they belong to. A handshake that comes without any of its sender's headers, as
    /// many by GET do, is refused: give its sender a URL of its own.
    ///
    /// # Errors
    ///
    /// [`ConfigError::SendersLookAlike`] if one of them reads no header that the others do not
    /// read, as two senders that follow Standard Webhooks; [`ConfigError::NoSenders`] if there is
    /// none.
    pub fn any_of(members: impl IntoIterator<Item = Self>) -> Result<Self, ConfigError> {
        let members: Vec<Self> = members.into_iter().flat_map(Self::into_members).collect();
        let all: Vec<_> = members.iter().map(Self::headers).collect();
        let known = members
            .iter()
            .zip(&all)
            .enumerate()
            .map(|(place, (one, headers))| {
                let mut others = all.iter().enumerate().filter(|(other, _)| *other != place);
                let is_own =
                    |name: &&HeaderName| !others.clone().any(|(_, other)| has(other, name));
                let own: Vec<_> = headers.iter().filter(is_own).cloned().collect();
                if own.is_empty() {
                    let twin =
                        others.find(|(_, other)| headers.iter().any(|name| has(other, name)));
                    let twin = twin.and_then(|(twin, _)| members.get(twin));
                    return Err(ConfigError::SendersLookAlike {
                        sender: one.provider().to_owned(),
                        other: twin.map(|twin| twin.provider().to_owned()),
                    });
                }
                Ok(Member {
                    verifier: one.clone(),
                    own,
                })
            });
        let known = known.collect::<Result<Vec<_>, _>>()?;
        if known.is_empty() {
            return Err(ConfigError::NoSenders);
        }
        Ok(VerifierBuilder::new(Several).in_front_of(known.into()))
    }

    /// The members of a group; a verifier alone is its own.
    fn into_members(self) -> Vec<Self> {
        match &self.0.keys {
            KeySource::AnyOf(members) => members
                .iter()
                .map(|member| member.verifier.clone())
                .collect(),
            _ => vec![self],
        }
    }

    /// The headers that it reads, under all of their names, without those that any request has.
    fn headers(&self) -> Vec<HeaderName> {
        let description = self.0.scheme.description();
        let others = description.other_names().iter().map(|(_, other)| other);
        let names = description.headers().iter().chain(others).cloned();
        names.filter(|name| !has(&OF_ANYONE, name)).collect()
    }

    /// The member that verifies this request, if this is a verifier for several senders.
    #[inline]
    pub(crate) fn member(&self, head: &dyn RequestHead) -> Result<Option<&Self>, Rejection> {
        match &self.0.keys {
            KeySource::AnyOf(members) => the_one(members, head).map(Some),
            _ => Ok(None),
        }
    }

    /// The verifier of this request: itself, or one of its members.
    #[inline]
    pub(super) fn chosen(&self, head: &dyn RequestHead) -> Result<&Self, Rejection> {
        Ok(self.member(head)?.unwrap_or(self))
    }

    /// Whether the other is a clone of this one, or of one of its members.
    pub(crate) fn includes(&self, other: &Self) -> bool {
        match &self.0.keys {
            KeySource::AnyOf(members) => members.iter().any(|member| member.verifier.is(other)),
            _ => self.is(other),
        }
    }
}

/// The one member whose headers the request has.
fn the_one<'a>(members: &'a [Member], head: &dyn RequestHead) -> Result<&'a Verifier, Rejection> {
    let has_any = |member: &&Member| {
        let mut own = member.own.iter();
        own.any(|name| !matches!(head.single(name.as_str()), Single::Missing))
    };
    let mut claimed = members.iter().filter(has_any);
    match (claimed.next(), claimed.next()) {
        (Some(member), None) => Ok(&member.verifier),
        (first, _) => Err(Rejection::UnclearSender {
            several: first.is_some(),
        }),
    }
}

/// Headers that clients and proxies add by themselves.
const OF_ANYONE: [HeaderName; 8] = [
    HeaderName::from_static("accept"),
    HeaderName::from_static("content-encoding"),
    HeaderName::from_static("content-length"),
    HeaderName::from_static("content-type"),
    HeaderName::from_static("date"),
    HeaderName::from_static("host"),
    HeaderName::from_static("user-agent"),
    HeaderName::from_static("x-request-id"),
];

fn has(headers: &[HeaderName], name: &HeaderName) -> bool {
    headers
        .iter()
        .any(|other| other.as_str().eq_ignore_ascii_case(name.as_str()))
}

/// The scheme of a verifier for several senders. It lets nothing through: each request is
/// verified by one of the members.
#[derive(Debug)]
struct Several;

impl SignatureScheme for Several {
    fn description(&self) -> Description {
        Description::new("any_of", Algorithm::HmacSha256, BodyCoverage::Nothing)
    }

    fn claim(&self, _: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
        Err(Rejection::UnclearSender { several: false })
    }
}
