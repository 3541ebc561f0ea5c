//! The middleware and the extractors in apps of salvo.

// Helpers of tests are tests, which clippy cannot know of whole files; salvo's handlers are
// mostly `async`.
#![allow(clippy::panic, clippy::unused_async, clippy::unwrap_used)]

#[cfg(feature = "replay")]
mod guard;
mod routes;
mod support;
mod targets;
