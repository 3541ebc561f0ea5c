//! How each webhook sender signs, as data.
//!
//! Every sender is one small file with one constant and its documentation, in the folder
//! of its field. The crate is built on the public API of `hookseal-core` alone: what stands here could stand
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

mod chat;
mod commerce;
#[cfg(feature = "form")]
mod form;
mod group;
mod handshakes;
mod identity;
mod infrastructure;
mod mail;
mod payments;
mod productivity;
mod provider;
mod source_hosting;
mod standards;

pub use self::chat::*;
pub use self::commerce::*;
#[cfg(feature = "form")]
pub use self::form::{UrlAndForm, UrlAndFormCheck};
pub use self::handshakes::CLOUDEVENTS_OPTIONS;
pub use self::identity::*;
pub use self::infrastructure::*;
pub use self::mail::*;
pub use self::payments::*;
pub use self::productivity::*;
pub use self::provider::{CodeScheme, Group, Provider, ProviderScheme, Replay};
pub use self::source_hosting::*;
pub use self::standards::*;

const GROUPS: &[&[Provider]] = &[
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
    fn the_catalogue_is_in_order_and_its_ids_agree() {
        assert!(ALL.is_sorted_by(|a, b| a.id < b.id));
        for provider in ALL {
            assert_eq!(provider.id, provider.scheme.verifier().provider());
            assert!(
                provider.documentation.starts_with("https://"),
                "{}",
                provider.id
            );
            let [year, month, day] = provider.checked.split('-').collect::<Vec<_>>()[..] else {
                panic!("{}: {}", provider.id, provider.checked);
            };
            assert!(year.len() == 4 && month.len() == 2 && day.len() == 2);
        }
    }
}
