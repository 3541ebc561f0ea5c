//! The key of a delivery: 32 bytes that reveal nothing about it.

use std::fmt;

use hookseal_core::guard::Owner;
use sha2::{Digest as _, Sha256};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// A delivery's key in a store: SHA-256 over its sender, tenant, endpoint and event id, each
/// with its length. If keys are looked up without a tenant, a digest of the key that matched
/// takes the tenant's place.
///
/// If the signature covers no event id, the digest of the signed message takes its place; in
/// a store [in this process](super::ReplayStore::is_in_process) that is a digest which no
/// other process can compute. The text of a signature or of an unsigned header is never part
/// of the key, because anyone replaying a delivery can change it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeliveryKey([u8; 32]);

impl DeliveryKey {
    /// A key of these bytes, such as from a log line.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// In hexadecimal.
impl fmt::Display for DeliveryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(&self.0, f)
    }
}

impl fmt::Debug for DeliveryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeliveryKey({self})")
    }
}

/// Detects a different body under the same event id: XXH3 (128 bits) of the body.
///
/// It distinguishes bodies that were not made to collide, and ignores members that are new for
/// each attempt. It does not identify a delivery; its [key](DeliveryKey) does, and if a delivery
/// is identified by its message, a part of its key is used here.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// The fingerprint of a body.
    #[must_use]
    pub fn of(body: &[u8]) -> Self {
        Self(xxh3_128(body).to_be_bytes())
    }

    /// The fingerprint of a body of several pieces.
    pub(crate) fn of_pieces(tell: impl FnOnce(&mut dyn FnMut(&[u8]))) -> Self {
        let mut hasher = Xxh3::new();
        tell(&mut |piece| {
            // With its length, so that no piece can reach into the next.
            hasher.update(&piece.len().to_le_bytes());
            hasher.update(piece);
        });
        Self(hasher.digest128().to_be_bytes())
    }

    /// For keys that no two bodies share.
    pub(super) fn of_key(key: &DeliveryKey) -> Self {
        let (half, _) = key.0.split_at(16);
        half.try_into().map_or(Self([0; 16]), Self)
    }

    /// A fingerprint of these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fingerprint(")?;
        hex(&self.0, f)?;
        f.write_str(")")
    }
}

/// The owner of a delivery, and its endpoint.
#[derive(Clone, Copy)]
pub(super) struct Namespace<'a> {
    pub(super) provider: &'a str,
    pub(super) owner: Owner<'a>,
    pub(super) endpoint: &'a str,
}

impl Namespace<'_> {
    pub(super) fn key_of_event(self, id: &str) -> DeliveryKey {
        self.begin().kind(Kind::Event).field(id.as_bytes()).finish()
    }

    /// A key for a message whose parts are still to be added.
    pub(super) fn key_of_message(self) -> KeyHasher {
        self.begin().kind(Kind::Message)
    }

    /// A key for a message by what this process alone makes of it.
    pub(super) fn key_of_own_digest(self, digest: [u8; 16]) -> DeliveryKey {
        self.begin().kind(Kind::OwnDigest).field(&digest).finish()
    }

    fn begin(self) -> KeyHasher {
        let hasher = KeyHasher(Sha256::new_with_prefix(b"hookseal delivery 1\0"))
            .field(self.provider.as_bytes())
            .field(self.endpoint.as_bytes());
        match self.owner {
            Owner::Sender => hasher.kind(Kind::NoTenant),
            Owner::Tenant(tenant) => hasher.kind(Kind::Tenant).field(tenant.as_bytes()),
            Owner::Key(fingerprint) => hasher.kind(Kind::Key).field(&fingerprint),
        }
    }
}

/// A key in the making. Each field goes in with its length, so none can reach into the next.
#[derive(Clone)]
pub(super) struct KeyHasher(Sha256);

#[derive(Clone, Copy)]
enum Kind {
    NoTenant = 0,
    Tenant = 1,
    Event = 2,
    Message = 3,
    OwnDigest = 4,
    Key = 5,
}

impl KeyHasher {
    pub(super) fn field(mut self, field: &[u8]) -> Self {
        self.add(field);
        self
    }

    pub(super) fn add(&mut self, field: &[u8]) {
        let length = u64::try_from(field.len()).unwrap_or(u64::MAX);
        self.0.update(length.to_be_bytes());
        self.0.update(field);
    }

    fn kind(mut self, kind: Kind) -> Self {
        self.0.update([kind as u8]);
        self
    }

    pub(super) fn finish(self) -> DeliveryKey {
        DeliveryKey(self.0.finalize().into())
    }
}

fn hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}
