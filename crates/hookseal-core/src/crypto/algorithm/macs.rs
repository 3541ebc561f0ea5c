//! HMACs of a message that is still arriving.

use hmac::{Hmac, Mac as _};
#[cfg(feature = "sha1")]
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use smallvec::SmallVec;

use super::recording::RecordingMacs;
use super::{Algorithm, Computed, ReadyKey, Tag};

/// The running HMACs of all keys of one request. Two keys fit without an allocation.
#[derive(Clone)]
pub(crate) enum Macs {
    #[cfg(feature = "sha1")]
    Sha1(SmallVec<[Hmac<Sha1>; 2]>),
    Sha256(SmallVec<[Hmac<Sha256>; 2]>),
    Sha384(SmallVec<[Hmac<Sha384>; 2]>),
    Sha512(SmallVec<[Hmac<Sha512>; 2]>),
    Recording(Box<RecordingMacs>),
}

/// Runs the same code for whichever hash is in use.
macro_rules! each_mac {
    ($macs:expr, $all:ident => $body:expr, $recording:ident => $other:expr) => {
        match $macs {
            #[cfg(feature = "sha1")]
            Macs::Sha1($all) => $body,
            Macs::Sha256($all) => $body,
            Macs::Sha384($all) => $body,
            Macs::Sha512($all) => $body,
            Macs::Recording($recording) => $other,
        }
    };
}

impl Macs {
    /// No running HMAC yet; `None` for algorithms that are none.
    #[inline]
    pub(crate) fn none(algorithm: Algorithm) -> Option<Self> {
        Some(match algorithm {
            #[cfg(feature = "sha1")]
            Algorithm::HmacSha1 => Self::Sha1(SmallVec::new()),
            Algorithm::HmacSha256 => Self::Sha256(SmallVec::new()),
            Algorithm::HmacSha384 => Self::Sha384(SmallVec::new()),
            Algorithm::HmacSha512 => Self::Sha512(SmallVec::new()),
            #[allow(unreachable_patterns)] // where HMAC is all there is
            _ => return None,
        })
    }

    /// Adds a fresh HMAC under `key`; a key of another algorithm is left out, and `false`.
    #[must_use]
    pub(crate) fn start(&mut self, key: &ReadyKey) -> bool {
        match (&mut *self, key) {
            #[cfg(feature = "sha1")]
            (Self::Sha1(all), ReadyKey::Sha1(key)) => all.push(key.clone()),
            (Self::Sha256(all), ReadyKey::Sha256(key)) => all.push(key.clone()),
            (Self::Sha384(all), ReadyKey::Sha384(key)) => all.push(key.clone()),
            (Self::Sha512(all), ReadyKey::Sha512(key)) => all.push(key.clone()),
            (_, ReadyKey::Recording(key)) => return key.start(self),
            _ => return false,
        }
        true
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        each_mac!(
            self,
            all => all.iter_mut().for_each(|mac| mac.update(bytes)),
            recording => recording.update(bytes)
        );
    }

    /// Which of the HMACs equals one of `tags`, by position. None is left.
    ///
    /// Every pair is compared in full: the time reveals neither which key matched
    /// nor how much of a signature was right.
    pub(crate) fn matching<'t>(
        &mut self,
        tags: &(impl Iterator<Item = &'t [u8]> + Clone),
    ) -> Option<usize> {
        each_mac!(self, all => {
            let mut found = None;
            for (position, mac) in all.drain(..).enumerate() {
                let computed = Computed::new(mac.finalize().into_bytes());
                if computed.is_any_of(tags.clone()) && found.is_none() {
                    found = Some(position);
                }
            }
            found
        }, recording => recording.close().matching(tags))
    }

    /// The first HMAC's value, for signing.
    pub(crate) fn first_tag(self) -> Option<Tag> {
        each_mac!(self, all => Tag::new(&all.into_iter().next()?.finalize().into_bytes()), recording => recording.macs.first_tag())
    }

    /// Keeps no message, where one would be kept: this one signs nothing.
    pub(crate) fn forget(&mut self) {
        if let Self::Recording(recording) = self {
            recording.forget();
        }
    }
}
