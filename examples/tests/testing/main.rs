//! One complete test for each framework. docs/testing.md shows them.

// Helpers of tests are tests, which clippy cannot know of whole files.
#![allow(clippy::panic, clippy::unwrap_used)]
#![allow(clippy::needless_pass_by_value)] // Rocket's guards

mod actix;
mod axum;
mod lambda;
mod ntex;
mod page;
mod poem;
mod rocket;
mod salvo;
mod shared;
mod tower;
mod warp;

use self::shared::{push, verifier};
