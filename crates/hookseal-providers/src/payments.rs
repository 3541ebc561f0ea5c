//! Senders of payments, banking and accounting.

use crate::group::senders;

senders! {
    PAYMENTS, Payments:
    adyen_platform => ADYEN_PLATFORM;
    checkout_com => CHECKOUT_COM;
    coinbase_commerce => COINBASE_COMMERCE;
    dodopayments => DODOPAYMENTS;
    gocardless => GOCARDLESS;
    lemonsqueezy => LEMONSQUEEZY;
    lithic => LITHIC;
    modern_treasury => MODERN_TREASURY;
    paddle => PADDLE;
    #[cfg(feature = "x509")]
    paypal => PAYPAL_CERTIFICATES, PAYPAL_NAMES, PAYPAL_SANDBOX_CERTIFICATES, PayPal, PayPalCheck, paypal;
    #[cfg(feature = "jwt")]
    plaid => PLAID_KEYS, plaid;
    polar => POLAR;
    quickbooks => QUICKBOOKS;
    razorpay => RAZORPAY;
    square => SQUARE;
    stripe => STRIPE;
    xero => XERO;
}
