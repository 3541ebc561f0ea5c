//! Senders of shops and what ships their goods.

mod aftership;
mod bigcommerce;
mod easypost;
mod loop_returns;
mod shippo;
mod shopify;
mod shopware;
mod woocommerce;

use crate::Provider;

pub use self::aftership::AFTERSHIP;
pub use self::bigcommerce::BIGCOMMERCE;
pub use self::easypost::EASYPOST;
pub use self::loop_returns::LOOP_RETURNS;
pub use self::shippo::SHIPPO;
pub use self::shopify::{SHOPIFY, SHOPIFY_EVENTS};
pub use self::shopware::SHOPWARE;
pub use self::woocommerce::WOOCOMMERCE;

/// The group's senders.
pub(crate) const COMMERCE: &[&Provider] = &[
    &aftership::PROVIDER,
    &bigcommerce::PROVIDER,
    &easypost::PROVIDER,
    &loop_returns::PROVIDER,
    &shippo::PROVIDER,
    &shopify::PROVIDER,
    &shopware::PROVIDER,
    &woocommerce::PROVIDER,
];
