//! Verified webhooks for Rust web frameworks.

pub use hookseal_core::*;

/// How each sender signs.
pub mod providers {
    pub use hookseal_providers::*;
}
