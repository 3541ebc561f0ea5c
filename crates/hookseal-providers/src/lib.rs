//! How each webhook sender signs, as data.
//!
//! Every sender is one small file with one constant and its documentation. The crate
//! is built on the public API of `hookseal-core` alone: what stands here could stand
//! in any crate, and apps write their own senders the same way.
//!
//! ```
//! use hookseal_core::{Secret, Verifier};
//!
//! let verifier = Verifier::builder(hookseal_providers::GITHUB)
//!     .key(Secret::new("It's a Secret to Everybody")?)
//!     .build()?;
//! # Ok::<(), hookseal_core::ConfigError>(())
//! ```

mod discord;
mod github;
mod meshes;
mod sendmesh;
mod sendsar;
mod sendx;
mod shopify;
mod slack;
mod standard_webhooks;
mod stripe;

use hookseal_core::Scheme;

pub use self::discord::DISCORD;
pub use self::github::GITHUB;
pub use self::meshes::{MESHES, MESHES_SHA512, meshes_with_header};
pub use self::sendmesh::SENDMESH;
pub use self::sendsar::SENDSAR;
pub use self::sendx::SENDX;
pub use self::shopify::{SHOPIFY, SHOPIFY_EVENTS};
pub use self::slack::SLACK;
pub use self::standard_webhooks::{STANDARD_WEBHOOKS, STANDARD_WEBHOOKS_ED25519, SVIX};
pub use self::stripe::STRIPE;

/// A sender in the catalogue.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Provider {
    /// The id in events and logs, such as `github`.
    pub id: &'static str,
    /// The name as the sender spells it.
    pub name: &'static str,
    /// The page on which the sender says how it signs.
    pub documentation: &'static str,
    /// Its usual scheme; some senders have others beside it.
    pub scheme: Scheme,
}

/// All senders, in the order of their ids.
pub const ALL: &[Provider] = &[
    discord::PROVIDER,
    github::PROVIDER,
    meshes::PROVIDER,
    sendmesh::PROVIDER,
    sendsar::PROVIDER,
    sendx::PROVIDER,
    shopify::PROVIDER,
    slack::PROVIDER,
    standard_webhooks::PROVIDER,
    stripe::PROVIDER,
    standard_webhooks::PROVIDER_SVIX,
];

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn the_catalogue_is_in_order_and_its_ids_agree() {
        assert!(ALL.is_sorted_by(|a, b| a.id < b.id));
        for provider in ALL {
            assert_eq!(provider.id, provider.scheme.id());
            assert!(
                provider.documentation.starts_with("https://"),
                "{}",
                provider.id
            );
        }
    }
}
