//! Senders of payments, banking and accounting.

use crate::group::senders;

senders! {
    PAYMENTS, Payments:
    adyen => ADYEN;
    adyen_platform => ADYEN_PLATFORM;
    chargebee => CHARGEBEE;
    checkout_com => CHECKOUT_COM;
    coinbase_commerce => COINBASE_COMMERCE;
    dodopayments => DODOPAYMENTS;
    flutterwave => FLUTTERWAVE;
    gocardless => GOCARDLESS;
    lemonsqueezy => LEMONSQUEEZY;
    lithic => LITHIC;
    modern_treasury => MODERN_TREASURY;
    paddle => PADDLE;
    polar => POLAR;
    quickbooks => QUICKBOOKS;
    razorpay => RAZORPAY;
    square => SQUARE;
    stripe => STRIPE;
    #[cfg(feature = "aws-lc")]
    wise => WISE;
    xendit => XENDIT;
    xero => XERO;
}
