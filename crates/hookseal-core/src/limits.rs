//! The bounds of what one request can cost.

/// The longest body that a verifier takes by default, in bytes, where neither the app
/// ([`VerifierBuilder::body_limit`](crate::VerifierBuilder::body_limit)) nor the sender's
/// documentation ([`Scheme::greatest_body`](crate::Scheme::greatest_body)) says another: 1 MiB.
pub const DEFAULT_BODY_LIMIT: usize = 1024 * 1024;
