//! The bounds of what one request can cost, in one place.
//!
//! | what | bound | where |
//! |---|---|---|
//! | a body | the app's setting, else the sender's documented limit, else [`DEFAULT_BODY_LIMIT`] | [`VerifierBuilder::body_limit`](crate::VerifierBuilder::body_limit) |
//! | all bodies of a verifier that are not verified yet | [`UNVERIFIED_BUDGET`], or 4 bodies; the first [`UNCOUNTED`] bytes of each are free | [`VerifierBuilder::unverified_budget`](crate::VerifierBuilder::unverified_budget) |
//! | memory for what is only announced | none up to [`BELIEVE_AFTER`], then [`BELIEVE_UP_TO`], then as much again as has come | the body's buffer |
//! | the time in which it arrives | 30 s | [`VerifierBuilder::read_timeout`](crate::VerifierBuilder::read_timeout) |
//! | the time for a lookup of keys | 2 s | [`VerifierBuilder::lookup_timeout`](crate::VerifierBuilder::lookup_timeout) |
//! | chunks read in one poll | [`CHUNKS_AT_ONCE`] | [`Receiving`](crate::adapter::Receiving) |
//! | the part of a refused body that is read and discarded | [`DRAIN_BYTES`] | [`Receiving`](crate::adapter::Receiving) |
//! | the time for that | [`DRAIN_TIME`] | [`Receiving`](crate::adapter::Receiving) |
//! | the same after a body that was too slow | [`DRAIN_TIME_OF_THE_SLOW`] | [`Receiving`](crate::adapter::Receiving) |
//! | signatures that are tried | [`MAX_SIGNATURES`], all keys together where keys are public; of entries in their header [`MAX_ENTRIES`] are read | [`Scheme`](crate::scheme::Scheme) |
//! | groups of signatures, each with a message of its own | [`MAX_GROUPS`], with all keys [`MAX_SIGNATURES`] | [`SignatureGroups`](crate::scheme::SignatureGroups) |
//! | what is hashed for signatures of public keys | [`HASHED_FOR_SIGNATURES`], and the body for [`ALWAYS_TRIED`] of them | [`Scheme`](crate::scheme::Scheme) |
//! | RFC 9421: labels; components of one, and of all; parameters of each | [`MAX_LABELS`]; [`MAX_COMPONENTS`], [`MAX_COMPONENTS_IN_ALL`]; [`MAX_PARAMETERS`] | `MessageSignatures` |
//! | RFC 9421: a structured field; its lines; members of a dictionary; digests | [`MAX_FIELD_BYTES`]; [`MAX_FIELD_LINES`]; [`MAX_MEMBERS`]; [`MAX_DIGESTS`] | `MessageSignatures` |
//! | RFC 9421: parameters of a query of which one is covered | [`MAX_QUERY_PARAMETERS`] in [`MAX_FIELD_BYTES`] | `MessageSignatures` |
//! | an id of a key | [`MAX_KEY_ID_BYTES`] | `MessageSignatures` |
//!
//! Bounds in bytes hold whatever the head announces.

use std::time::Duration;

/// The longest body that a verifier accepts by default, in bytes, if neither the app
/// ([`VerifierBuilder::body_limit`](crate::VerifierBuilder::body_limit)) nor the sender's
/// documentation ([`Scheme::with_greatest_body`](crate::scheme::Scheme::with_greatest_body)) sets another limit: 1 MiB.
pub const DEFAULT_BODY_LIMIT: usize = 1024 * 1024;

/// The greatest limit for bodies that a verifier can have, in bytes: 64 GiB, or half of what
/// can be addressed where that is less. More is a mistake.
pub const GREATEST_BODY_LIMIT: usize = {
    const WANTED: u64 = 64 << 30;
    // `as` cannot cut anything off: the smaller of the two fits.
    #[allow(clippy::cast_possible_truncation)]
    if WANTED < isize::MAX as u64 {
        WANTED as usize
    } else {
        isize::MAX as usize
    }
};

/// The bytes that all bodies of one verifier that have not been verified yet may hold together
/// by default, while more of them is waited for: 64 MiB. See
/// [`VerifierBuilder::unverified_budget`](crate::VerifierBuilder::unverified_budget).
pub const UNVERIFIED_BUDGET: usize = 64 * 1024 * 1024;

/// The bytes of each body that are not counted against [`UNVERIFIED_BUDGET`]: 16 KiB, about
/// as much as the server buffers for the connection anyway. Most deliveries are shorter.
pub const UNCOUNTED: usize = 16 * 1024;

/// When a sender may retry after it was refused because the budget was used up, in seconds.
pub(crate) const RETRY_AFTER_SECS: u64 = 5;

/// The bytes that must arrive before the announced length of a longer body is trusted.
pub const BELIEVE_AFTER: usize = 16 * 1024;

/// The most that is allocated for an announced length, in bytes, before half of it has arrived.
/// After that, the buffer grows to twice the bytes received.
pub const BELIEVE_UP_TO: usize = 1024 * 1024;

/// How long a whole body may take to arrive by default: see
/// [`VerifierBuilder::read_timeout`](crate::VerifierBuilder::read_timeout).
pub const DEFAULT_READ_TIMEOUT: Duration = Duration::from_secs(30);

/// How long a lookup of keys may take by default: see
/// [`VerifierBuilder::lookup_timeout`](crate::VerifierBuilder::lookup_timeout).
pub const DEFAULT_LOOKUP_TIMEOUT: Duration = Duration::from_secs(2);

/// The chunks of a body that are read in one poll, empty ones included; then other tasks have
/// their turn. A body of [`DEFAULT_BODY_LIMIT`] has fewer in most servers.
pub const CHUNKS_AT_ONCE: u32 = 256;

/// The bytes of a body that are read and thrown away after a refusal, before it is answered:
/// 16 MiB, or the verifier's limit where that is more. Nothing is kept or hashed of them.
///
/// A server that answers and closes while its client still sends resets the connection: the
/// client may lose the answer, and a proxy may mark the server as down. A client whose head
/// announces more than this is answered at once, and its connection ends.
pub const DRAIN_BYTES: usize = 16 * 1024 * 1024;

/// How long the rest of a refused body is waited for, or the verifier's
/// [`read_timeout`](crate::VerifierBuilder::read_timeout) where that is less: 5 s. Then the
/// connection ends.
pub const DRAIN_TIME: Duration = Duration::from_secs(5);

/// Like [`DRAIN_TIME`], for a body that was refused because it was too slow: 1 s.
pub const DRAIN_TIME_OF_THE_SLOW: Duration = Duration::from_secs(1);

/// Signatures of public keys that are tried whatever the length of the body: 4, as two keys and
/// two signatures make while a key is changed.
pub const ALWAYS_TRIED: usize = 4;

/// The bytes that are hashed at most for one request's signatures of public keys, beyond those
/// of [`ALWAYS_TRIED`] of them: 1 MiB. Each signature has a hash of its own.
pub const HASHED_FOR_SIGNATURES: usize = 1024 * 1024;

/// The components of one signature at most (RFC 9421).
pub const MAX_COMPONENTS: usize = 64;

/// The components of all signatures of one request at most (RFC 9421).
pub const MAX_COMPONENTS_IN_ALL: usize = 128;

/// The digests in one field at most (RFC 9530).
pub const MAX_DIGESTS: usize = 16;

/// The entries that are read of a list of signatures at most, whatever their names.
pub const MAX_ENTRIES: usize = 64;

/// The bytes that are read of a structured field at most, all its lines together (RFC 9651);
/// and of a query of which a parameter is covered.
pub const MAX_FIELD_BYTES: usize = 16 * 1024;

/// The lines that are read of a header that a signature covers at most (RFC 9421).
pub const MAX_FIELD_LINES: usize = 64;

/// The groups of a signature header at most, each with a message of its own; and no more than
/// make [`MAX_SIGNATURES`] with all keys.
pub const MAX_GROUPS: usize = 4;

/// The bytes of the id by which a signature names its key at most (RFC 9421).
pub const MAX_KEY_ID_BYTES: usize = 256;

/// The signatures of one request at most that have a label (RFC 9421).
pub const MAX_LABELS: usize = 8;

/// The members of a dictionary at most of which a signature covers some (RFC 9421).
pub const MAX_MEMBERS: usize = 64;

/// The parameters of a signature or of a component at most (RFC 9421).
pub const MAX_PARAMETERS: usize = 16;

/// The parameters of a query at most of which a signature covers some (RFC 9421).
pub const MAX_QUERY_PARAMETERS: usize = 256;

/// The most signatures that are tried for one request. More are not a rotation but an attack.
pub const MAX_SIGNATURES: usize = 16;

/// The minimum length of a secret, in bytes, unless a scheme sets another. HMAC keys should be
/// as long as the hash's output (RFC 2104, section 3); many senders issue shorter ones.
pub const DEFAULT_MIN_KEY_BYTES: usize = 16;
