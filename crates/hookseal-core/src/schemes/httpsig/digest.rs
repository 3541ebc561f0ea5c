//! Digests of the body (RFC 9530), hashed while it arrives.

use sfv::visitor::{DictionaryVisitor, EntryVisitor};
use sfv::{KeyRef, Parser};
use sha2::{Digest as _, Sha256, Sha512};

use super::component::{Form, Part};
use super::fields::{OneValue, Refused, header_name, joined, malformed};
use crate::crypto::algorithm::Computed;
use crate::limits::MAX_DIGESTS;
use crate::request::RequestHead;
use crate::verdict::Rejection;

/// A digest algorithm that is safe to rely on (RFC 9530, section 5: "Active").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DigestAlgorithm {
    /// `sha-256`.
    Sha256,
    /// `sha-512`.
    Sha512,
}

impl DigestAlgorithm {
    /// Its key in a digest field, such as `sha-256`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sha256 => "sha-256",
            Self::Sha512 => "sha-512",
        }
    }

    /// The digest of `body`.
    pub(super) fn of(self, body: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => Sha256::digest(body).to_vec(),
            Self::Sha512 => Sha512::digest(body).to_vec(),
        }
    }
}

/// The header with the digests that represent the body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DigestHeader {
    /// `Content-Digest` (RFC 9530, section 2).
    #[default]
    ContentDigest,
    /// `Repr-Digest` (section 3). In a request that carries a whole representation it is
    /// the digest of the same bytes.
    ReprDigest,
}

impl DigestHeader {
    /// The header's name in lower case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ContentDigest => "content-digest",
            Self::ReprDigest => "repr-digest",
        }
    }
}

/// Whether one digest in the head is that of the body: see
/// [`MessageSignatures::digest_verdicts`](super::MessageSignatures::digest_verdicts).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DigestVerdict {
    /// The digest's algorithm.
    pub algorithm: DigestAlgorithm,
    /// Whether it is the body's.
    pub holds: bool,
}

/// The algorithms that a policy relies on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowed {
    pub(super) sha256: bool,
    pub(super) sha512: bool,
}

/// Digests that the body has to have. All are computed, and all have to match: the one
/// that a receiver elsewhere looks at must not be another.
pub(super) struct Digests {
    header: DigestHeader,
    sha256: Option<(Sha256, [u8; 32])>,
    sha512: Option<(Sha512, [u8; 64])>,
}

/// The content of a digest field.
#[derive(Clone, Copy)]
pub(super) struct Said {
    header: DigestHeader,
    sha256: Option<[u8; 32]>,
    sha512: Option<[u8; 64]>,
}

impl Said {
    pub(super) fn parse(head: &dyn RequestHead, header: DigestHeader) -> Result<Self, Rejection> {
        let name = header.as_str();
        let value = match joined(head, name)? {
            Some(value) if !value.is_empty() => value,
            _ => {
                return Err(Rejection::MissingDigest {
                    header: header_name(name),
                });
            }
        };
        let mut members = Members::default();
        Parser::new(&value)
            .parse_dictionary_with_visitor(&mut members)
            .map_err(|_| malformed(name))?;
        let mut said = Self {
            header,
            sha256: None,
            sha512: None,
        };
        for (key, bytes) in members.0 {
            match key.as_str() {
                "sha-256" => {
                    let digest = bytes.try_into().map_err(|_| malformed(name))?;
                    said.sha256 = Some(digest);
                }
                "sha-512" => {
                    let digest = bytes.try_into().map_err(|_| malformed(name))?;
                    said.sha512 = Some(digest);
                }
                _ => {} // section 2: unknown algorithms are ignored; the known have to do
            }
        }
        Ok(said)
    }
}

impl Digests {
    /// The digests that a signature over `parts` vouches for; `None` when it covers none.
    /// `said` reads the field, where it is needed.
    pub(super) fn covered(
        parts: &[Part<'_>],
        said: impl FnOnce() -> Result<Said, Rejection>,
        header: DigestHeader,
        allowed: Allowed,
    ) -> Result<Option<Self>, Rejection> {
        let name = header.as_str();
        let forms = || {
            parts.iter().filter_map(move |part| match part {
                Part::Header { name: other, form } if other == name => Some(form),
                _ => None,
            })
        };
        if forms().next().is_none() {
            return Ok(None);
        }
        let said = said()?;
        // Where single members are signed, one of those must be relied on.
        let signed = |algorithm: DigestAlgorithm| {
            forms().any(|form| match form {
                Form::Member(key) => key == algorithm.as_str(),
                _ => true,
            })
        };
        let relied_on =
            (allowed.sha256 && said.sha256.is_some() && signed(DigestAlgorithm::Sha256))
                || (allowed.sha512 && said.sha512.is_some() && signed(DigestAlgorithm::Sha512));
        if !relied_on {
            return Err(Rejection::UnsupportedAlgorithm {
                header: header_name(name),
            });
        }
        Ok(Some(Self::expecting(said)))
    }

    /// Begins to hash what has to be as it says.
    pub(super) fn expecting(said: Said) -> Self {
        Self {
            header: said.header,
            sha256: said.sha256.map(|digest| (Sha256::new(), digest)),
            sha512: said.sha512.map(|digest| (Sha512::new(), digest)),
        }
    }

    pub(super) fn update(&mut self, chunk: &[u8]) {
        if let Some((hash, _)) = &mut self.sha256 {
            hash.update(chunk);
        }
        if let Some((hash, _)) = &mut self.sha512 {
            hash.update(chunk);
        }
    }

    pub(super) fn finish(self) -> Result<(), Rejection> {
        let header = self.header;
        let mut equal = subtle::Choice::from(1);
        for (_, same) in self.compared().into_iter().flatten() {
            equal &= same;
        }
        if bool::from(equal) {
            Ok(())
        } else {
            Err(Rejection::DigestMismatch {
                header: header_name(header.as_str()),
            })
        }
    }

    /// The verdict on each digest that is there.
    pub(super) fn verdicts(self) -> Vec<DigestVerdict> {
        let each = self.compared().into_iter().flatten();
        each.map(|(algorithm, same)| DigestVerdict {
            algorithm,
            holds: bool::from(same),
        })
        .collect()
    }

    fn compared(self) -> [Option<(DigestAlgorithm, subtle::Choice)>; 2] {
        let sha256 = self.sha256.map(|(hash, expected)| {
            let same = Computed::new(hash.finalize()).equals(&expected);
            (DigestAlgorithm::Sha256, same)
        });
        let sha512 = self.sha512.map(|(hash, expected)| {
            let same = Computed::new(hash.finalize()).equals(&expected);
            (DigestAlgorithm::Sha512, same)
        });
        [sha256, sha512]
    }
}

#[derive(Default)]
struct Members<'a>(Vec<(&'a KeyRef, Vec<u8>)>);

impl<'a> DictionaryVisitor<'a> for &mut Members<'a> {
    type Out = ();
    type Error = Refused;

    fn entry(&mut self, key: &'a KeyRef) -> Result<impl EntryVisitor<'a>, Refused> {
        if self.0.len() >= MAX_DIGESTS || self.0.iter().any(|(other, _)| *other == key) {
            return Err(Refused);
        }
        Ok(OneValue {
            label: key,
            signatures: &mut self.0,
        })
    }

    fn finish(self) -> Result<(), Refused> {
        Ok(())
    }
}
