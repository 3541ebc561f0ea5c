//! Verified webhooks for Rust web frameworks.

pub use hookseal_core::*;

/// For actix-web: the middleware and the extractor.
#[cfg(feature = "actix")]
pub mod actix {
    pub use hookseal_actix::*;
}

/// For axum: the layer and the extractors.
#[cfg(feature = "axum")]
pub mod axum {
    pub use hookseal_axum::*;
}

/// For any tower service over `http` 1.x: the layer.
#[cfg(feature = "tower")]
pub mod tower {
    pub use hookseal_tower::*;
}

/// How each sender signs.
pub mod providers {
    pub use hookseal_providers::*;
}
