//! The layers, the data guards and the fairing in apps of Rocket.

// Helpers of tests are tests, which clippy cannot know of whole files; guards are arguments.
#![allow(
    clippy::needless_pass_by_value,
    clippy::panic,
    clippy::unused_async,
    clippy::unwrap_used
)]

mod fairing;
#[cfg(feature = "replay")]
mod guard;
mod layer;
mod support;
mod wire;
