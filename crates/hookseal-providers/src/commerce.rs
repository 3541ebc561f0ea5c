//! Senders of shops and what ships their goods.

use crate::group::senders;

senders! {
    COMMERCE, Commerce:
    aftership => AFTERSHIP;
    bigcommerce => BIGCOMMERCE;
    easypost => EASYPOST;
    loop_returns => LOOP_RETURNS;
    shippo => SHIPPO;
    shopify => SHOPIFY, SHOPIFY_EVENTS;
    shopware => SHOPWARE;
    woocommerce => WOOCOMMERCE;
}
