//! Code that must not compile, as documentation tests.

/// A verified body comes from a finished verification only.
///
/// ```compile_fail,E0277
/// let forged: hookseal_core::VerifiedBody = Default::default();
/// ```
/// ```compile_fail,E0277
/// let forged: hookseal_core::VerifiedBody = serde_json::from_str("{}").unwrap();
/// ```
/// ```compile_fail,E0308
/// let forged = hookseal_core::VerifiedBody::from(bytes::Bytes::new());
/// ```
/// ```compile_fail,E0624
/// let forge = hookseal_core::VerifiedBody::attested;
/// ```
/// ```compile_fail,E0616
/// fn forge(mut genuine: hookseal_core::VerifiedBody) {
///     genuine.bytes = bytes::Bytes::new();
/// }
/// ```
struct Body;

/// A verified event comes from a verified body only, and keeps its payload.
///
/// ```compile_fail,E0277
/// let forged: hookseal_core::VerifiedEvent<u8> = Default::default();
/// ```
/// ```compile_fail,E0277
/// let forged: hookseal_core::VerifiedEvent<u8> = serde_json::from_str("{}").unwrap();
/// ```
/// ```compile_fail,E0594
/// fn forge(mut genuine: hookseal_core::VerifiedEvent<u8>) {
///     *genuine.payload() = 7;
/// }
/// ```
struct Event;

/// Only a scheme that was given keys can name one of them.
///
/// ```compile_fail,E0451
/// fn forge(slot: hookseal_core::keys::KeySlot) -> hookseal_core::scheme::Authentic {
///     hookseal_core::scheme::Authentic { slot, timestamp: None }
/// }
/// ```
/// ```compile_fail,E0423
/// let forged = hookseal_core::scheme::Authentic::by(hookseal_core::keys::KeySlot(0));
/// ```
struct Verdict;

/// A verification ends once.
///
/// ```compile_fail,E0382
/// fn twice(verification: hookseal_core::adapter::Verification) {
///     let first = verification.finish();
///     let second = verification.finish();
/// }
/// ```
struct Once;

/// A public key is not a secret.
///
/// ```compile_fail,E0277
/// fn confuse(key: hookseal_core::PublicKey) -> hookseal_core::Secret {
///     key.into()
/// }
/// ```
struct Kinds;
