//! Telling messages apart.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::OnceLock;

use siphasher::sip128::{Hasher128 as _, SipHasher13};

use super::DeliveryKey;
use super::key::{KeyHasher, Namespace};

/// The key of a delivery that is known by its message, in the making. Each part goes in with
/// its length, so none can reach into the next.
pub(super) enum Message<'a> {
    /// The same in every process.
    Shared(KeyHasher),
    /// SipHash-1-3 with a secret key, drawn at random when the process first needs it, so
    /// nobody can construct two messages with the same hash.
    Own(SipHasher13, Namespace<'a>),
}

impl<'a> Message<'a> {
    pub(super) fn new(namespace: Namespace<'a>, is_in_process: bool) -> Self {
        if is_in_process {
            let (first, second) = own_key();
            Self::Own(SipHasher13::new_with_keys(first, second), namespace)
        } else {
            Self::Shared(namespace.key_of_message())
        }
    }

    pub(super) fn add(&mut self, part: &[u8]) {
        match self {
            Self::Shared(hasher) => hasher.add(part),
            Self::Own(hasher, _) => {
                hasher.write_usize(part.len());
                hasher.write(part);
            }
        }
    }

    pub(super) fn finish(self) -> DeliveryKey {
        match self {
            Self::Shared(hasher) => hasher.finish(),
            Self::Own(hasher, namespace) => {
                namespace.key_of_own_digest(hasher.finish128().as_bytes())
            }
        }
    }
}

fn own_key() -> (u64, u64) {
    static KEY: OnceLock<(u64, u64)> = OnceLock::new();
    let chance = || RandomState::new().build_hasher().finish();
    *KEY.get_or_init(|| (chance(), chance()))
}
