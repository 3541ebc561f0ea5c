//! How each webhook sender signs, as data.
//!
//! Every sender is one small file with one constant and its documentation, in the folder
//! of its field. The crate is built on the public API of `hookseal-core` alone: what is here could be
//! in any crate, and apps write their own senders the same way.
//!
//! ```
//! use hookseal_core::{Secret, Verifier};
//!
//! let verifier = Verifier::builder(hookseal_providers::GITHUB)
//!     .key(Secret::new("6f1d9a52c3e84b70a1f5")?)
//!     .build()?;
//! # Ok::<(), hookseal_core::ConfigError>(())
//! ```

mod before_body;
mod chat;
mod commerce;
#[cfg(feature = "form")]
mod form;
#[cfg(feature = "form")]
mod form_field;
#[cfg(feature = "form")]
mod form_payload;
mod group;
mod handshakes;
mod identity;
mod infrastructure;
mod mail;
#[cfg(feature = "multipart")]
mod multipart;
#[cfg(any(feature = "form", feature = "multipart"))]
mod part;
mod payments;
#[cfg(any(feature = "jwt", feature = "x509"))]
mod prehashed;
mod productivity;
mod provider;
mod source_hosting;
mod standards;
mod within;

pub use self::chat::*;
pub use self::commerce::*;
#[cfg(feature = "form")]
pub use self::form::UrlAndForm;
#[cfg(feature = "form")]
pub use self::form_field::FormField;
#[cfg(feature = "form")]
pub use self::form_payload::{Form, FormPayload};
pub use self::handshakes::CLOUDEVENTS_OPTIONS;
pub use self::identity::*;
pub use self::infrastructure::*;
pub use self::mail::*;
#[cfg(feature = "multipart")]
pub use self::multipart::MultipartField;
pub use self::payments::*;
pub use self::productivity::*;
pub use self::provider::{
    CodeScheme, Group, Provider, ProviderScheme, Replay, SchemeKind, Variant,
};
pub use self::source_hosting::*;
pub use self::standards::*;

const GROUPS: &[&[&Provider]] = &[
    CHAT,
    COMMERCE,
    IDENTITY,
    INFRASTRUCTURE,
    MAIL,
    PAYMENTS,
    PRODUCTIVITY,
    SOURCE_HOSTING,
    STANDARDS,
];

/// All senders, in the order of their ids.
pub const ALL: &[&Provider] = &group::sorted::<{ group::count(GROUPS) }>(GROUPS);

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn schemes_are_found_by_their_names() {
        let provider = |id: &str| ALL.iter().find(|provider| provider.id == id).unwrap();
        let header = |id: &str, name: &str| {
            let scheme = provider(id).scheme_named(name)?.data()?;
            Some(scheme.signature().header().as_str().to_owned())
        };
        for (id, name, expected) in [
            ("shopify", "shopify", Some("X-Shopify-Hmac-Sha256")),
            ("shopify", "webhooks", Some("X-Shopify-Hmac-Sha256")),
            ("shopify", "events", Some("shopify-hmac-sha256")),
            ("shopify", "shopify-events", Some("shopify-hmac-sha256")),
            ("shopify", "event", None),
            ("shopify", "", None),
            ("shopify", "stripe", None),
            (
                "standard_webhooks",
                "standard-webhooks",
                Some("webhook-signature"),
            ),
            #[cfg(feature = "ed25519")]
            (
                "standard_webhooks",
                "standard-webhooks-ed25519",
                Some("webhook-signature"),
            ),
            ("gitlab", "token", None),
        ] {
            assert_eq!(header(id, name).as_deref(), expected, "{id} {name}");
        }
    }

    #[test]
    fn the_catalogue_is_in_order_and_its_ids_agree() {
        assert!(ALL.is_sorted_by(|a, b| a.id < b.id));
        for provider in ALL {
            assert_eq!(provider.id, provider.scheme.verifier().provider());
            assert!(
                provider.documentation.starts_with("https://"),
                "{}",
                provider.id
            );
            let mut names: Vec<&str> = provider.names.to_vec();
            names.extend(provider.variants.iter().map(|variant| variant.name));
            for (position, name) in names.iter().enumerate() {
                assert!(!names[..position].contains(name), "{}: {name}", provider.id);
                assert!(provider.scheme_named(name).is_some());
            }
            for variant in provider.variants {
                assert_eq!(provider.id, variant.scheme.verifier().provider());
            }
            let [year, month, day] = provider.checked.split('-').collect::<Vec<_>>()[..] else {
                panic!("{}: {}", provider.id, provider.checked);
            };
            assert!(year.len() == 4 && month.len() == 2 && day.len() == 2);
        }
    }

    /// Replay protection by the id of a batch's first event would lose the others.
    #[test]
    fn an_id_among_several_is_said_to_be_shared() {
        let mut seen = 0;
        for provider in ALL {
            let variants = provider.variants.iter().map(|variant| &variant.scheme);
            for scheme in std::iter::once(&provider.scheme).chain(variants) {
                let words = scheme.words();
                let place = words.event_id.unwrap_or_default();
                if !place.split('/').any(|name| name.parse::<u32>().is_ok()) {
                    continue;
                }
                seen += 1;
                // The history that an event has is its own.
                let is_own = provider.id == "clickup";
                assert!(words.id_is_shared || is_own, "{}", provider.id);
            }
        }
        assert!(seen > 3, "{seen} of them have such an id");
    }
}
