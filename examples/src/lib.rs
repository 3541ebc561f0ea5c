//! What the examples share: the demonstration's senders, a small HTTP client that
//! plays them, and the commands they print for trying things out.
//!
//! Nothing here is needed in an app. An example shows in its own file all that an app
//! would have to write.

pub mod client;
pub mod demo;
pub mod play;
pub mod serve;
pub mod try_it;

/// Whatever can go wrong in an example's `main`.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
