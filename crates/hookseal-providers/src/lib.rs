//! How each webhook sender signs.
//!
//! Every sender is one small file with one constant of data and its documentation; with the
//! feature `httpsig` there are those who sign by HTTP Message Signatures (RFC 9421), too. The crate
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
#[cfg(feature = "httpsig")]
mod mailchannels;
mod meshes;
mod sendmesh;
mod sendsar;
mod sendx;
mod shopify;
mod slack;
mod standard_webhooks;
mod stripe;

#[cfg(feature = "httpsig")]
use hookseal_core::httpsig::MessageSignatures;
use hookseal_core::{Scheme, Verifier, VerifierBuilder};

pub use self::discord::DISCORD;
pub use self::github::GITHUB;
#[cfg(feature = "httpsig")]
pub use self::mailchannels::{
    MAILCHANNELS_KEYS, MailChannelsBounce, MailChannelsEvent, MailChannelsKind,
    MailChannelsTracking, mailchannels,
};
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
    pub scheme: ProviderScheme,
}

/// How a sender in the catalogue signs.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant)] // they are constants, one for each sender
pub enum ProviderScheme {
    /// In a way of its own, as data.
    Data(Scheme),
    /// By HTTP Message Signatures (RFC 9421); calling it gives what they must have.
    #[cfg(feature = "httpsig")]
    MessageSignatures(fn() -> MessageSignatures),
}

impl ProviderScheme {
    /// The scheme, where it is data.
    #[must_use]
    pub const fn data(&self) -> Option<&Scheme> {
        match self {
            Self::Data(scheme) => Some(scheme),
            #[cfg(feature = "httpsig")]
            Self::MessageSignatures(_) => None,
        }
    }

    /// Begins a verifier of this sender's deliveries.
    ///
    /// ```
    /// use hookseal_core::Secret;
    ///
    /// let github = hookseal_providers::ALL.iter().find(|sender| sender.id == "github");
    /// let verifier = github
    ///     .map(|sender| sender.scheme.verifier())
    ///     .ok_or("no such sender")?
    ///     .key(Secret::new("It's a Secret to Everybody")?)
    ///     .build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verifier(&self) -> VerifierBuilder {
        match self {
            Self::Data(scheme) => Verifier::builder(scheme.clone()),
            #[cfg(feature = "httpsig")]
            Self::MessageSignatures(rules) => Verifier::builder(rules()),
        }
    }
}

/// All senders, in the order of their ids.
pub const ALL: &[Provider] = &[
    discord::PROVIDER,
    github::PROVIDER,
    #[cfg(feature = "httpsig")]
    mailchannels::PROVIDER,
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
    use super::{ALL, ProviderScheme};

    #[test]
    fn the_catalogue_is_in_order_and_its_ids_agree() {
        assert!(ALL.is_sorted_by(|a, b| a.id < b.id));
        for provider in ALL {
            match &provider.scheme {
                ProviderScheme::Data(scheme) => assert_eq!(provider.id, scheme.id()),
                #[cfg(feature = "httpsig")]
                ProviderScheme::MessageSignatures(rules) => {
                    use hookseal_core::SignatureScheme as _;
                    assert_eq!(provider.id, rules().id());
                }
            }
            assert!(
                provider.documentation.starts_with("https://"),
                "{}",
                provider.id
            );
        }
    }
}
