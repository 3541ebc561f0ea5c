//! Keys fetched from a real HTTP server on loopback that is good, slow, down, rotating, or
//! lying, by a verifier of really signed deliveries.

// Helpers of tests are tests, which clippy cannot know of whole files.
#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing)]

#[cfg(feature = "x509")]
mod certificates;
mod down;
mod durations;
mod flood;
mod lying;
mod rotating;
mod sender;
mod server;
mod tokens;
