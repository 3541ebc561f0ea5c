//! Senders of shops and what ships their goods.

use crate::group::senders;

senders! {
    COMMERCE, Commerce:
    bigcommerce => BIGCOMMERCE;
    easypost => EASYPOST;
    shippo => SHIPPO;
    shopify => SHOPIFY, SHOPIFY_EVENTS;
    woocommerce => WOOCOMMERCE;
}
