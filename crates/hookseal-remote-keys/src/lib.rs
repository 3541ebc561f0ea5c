//! Public keys of webhook senders, fetched over HTTPS by the id that a request names, and
//! kept.
//!
//! ```
//! use hookseal_core::httpsig::MessageSignatures;
//! use hookseal_core::{Algorithm, Verifier};
//! use hookseal_remote_keys::RemoteKeys;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let rules = MessageSignatures::new("acme", Algorithm::Ed25519).require_key_id();
//! let keys = RemoteKeys::by_id("https://api.example.com/webhooks/public-key")?;
//! let verifier = Verifier::builder(rules).resolver(keys).build()?;
//! # Ok(())
//! # }
//! ```
//!
//! Four kinds of documents are known: one key for each address ([`KeyById`]), one key for
//! each question ([`PostedKeys`]), a JSON Web Key Set ([`Jwks`]), and, with the feature
//! `x509`, certificates at addresses that the sender names (`Certificates`). A fifth is an
//! implementation of [`KeySource`]. The scheme decides the algorithm and reads the keys; its
//! key format must be `KeyFormat::Spki`, as it is by default for HTTP Message Signatures and
//! tokens, or `KeyFormat::Certificate`.
//!
//! # What anybody can cause
//!
//! Whoever sends a request names a key id, so ids are the attacker's. Therefore:
//!
//! | what | bound | set by |
//! |---|---|---|
//! | a key id | visible ASCII, 256 bytes; all else is unknown without a fetch | [`only_ids`](RemoteKeysBuilder::only_ids) |
//! | fetches for one address at once | 1 | |
//! | fetches for keys not kept, over time | 32 at once, then 1 a second | [`unknown_budget`](RemoteKeysBuilder::unknown_budget) |
//! | fetches under way | 4 for keys not kept, 4 for keys kept | [`concurrent_fetches`](RemoteKeysBuilder::concurrent_fetches) |
//! | a fetch | 2 s, 256 KiB, no redirects, no retries | [`timeout`](RemoteKeysBuilder::timeout), [`max_answer_bytes`](RemoteKeysBuilder::max_answer_bytes) |
//! | keys in a key set | 64 | |
//! | keys kept | 1,000 | [`max_keys`](RemoteKeysBuilder::max_keys) |
//! | ids remembered as unknown | 10,000, for 60 s | [`unknown_ttl`](RemoteKeysBuilder::unknown_ttl) |
//! | addresses remembered as failing | 1,000, for 5 s | [`failure_ttl`](RemoteKeysBuilder::failure_ttl) |
//!
//! So 1,000 deliveries with 1,000 unknown ids within a second cause at most 33 fetches
//! (one, for a key set, if they come together); the others are answered with 503 at once.
//! Deliveries with a cached key wait for none of this, and none of it evicts a cached key.
//! During such a flood, a sender's *new* key may have to wait for its turn,
//! unless [`only_ids`](RemoteKeysBuilder::only_ids) keeps the flood out; with a key set,
//! any fetch brings all keys.
//!
//! # When a key is asked for again
//!
//! | age of the key | what happens |
//! |---|---|
//! | up to 4/5 of the time to live (1 h) | it is used |
//! | up to the time to live | it is used, and fetched again in the background |
//! | above, up to [`max_stale`](RemoteKeysBuilder::max_stale) (24 h) more | it is fetched again; if that fails or takes longer than a quarter of the timeout, the stale key is used |
//! | above | treated as never fetched |
//!
//! So a key that its sender withdraws (404, or no longer in the key set) is accepted for an
//! hour at most while the endpoint can be reached, and for 25 hours while it cannot.
//!
//! # What the endpoint's answer means
//!
//! | answer | means |
//! |---|---|
//! | 200 with a key that fits the scheme | the key |
//! | 400, 404, 410 for an id; 200 with a key set without it | unknown: the delivery gets 401 |
//! | another status, a redirect, no answer in time, too long an answer, no such document, another key's id, no key that fits | unavailable: 503, unless a stale key is there |
//!
//! # Network
//!
//! `https` only, but for literal loopback addresses. The certificate is checked against the
//! operating system's roots; where there are none, as in an empty container, building
//! fails. `HTTPS_PROXY` and its like are not heeded. The host is the one configured, and
//! nothing that a request or an answer says leads to another. Where the sender names the
//! address itself, it must match one of the patterns that are configured, as a whole; of
//! their hosts, the last two labels cannot vary.
//!
//! Lookups need tokio: a fetch runs as a task of its own, so it goes on when the request
//! that caused it has gone.

mod builder;
mod error;
mod fetch;
mod keys;
mod limits;
mod source;
mod store;

pub use self::builder::RemoteKeysBuilder;
pub use self::error::RemoteKeysError;
pub use self::keys::RemoteKeys;
#[cfg(feature = "x509")]
pub use self::source::Certificates;
pub use self::source::{BadAnswer, Jwks, KeyById, KeySource, PostedKeys, RemoteKey};
