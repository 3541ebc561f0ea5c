//! Senders of payments, banking and accounting.

use crate::group::senders;

senders! {
    PAYMENTS, Payments:
    adyen_platform => ADYEN_PLATFORM;
    btcpay_server => BTCPAY_SERVER;
    cashfree => CASHFREE;
    checkout_com => CHECKOUT_COM;
    coinbase_commerce => COINBASE_COMMERCE;
    dodopayments => DODOPAYMENTS;
    finch => FINCH;
    fintoc => FINTOC;
    gocardless => GOCARDLESS;
    increase => INCREASE;
    lemonsqueezy => LEMONSQUEEZY;
    lithic => LITHIC;
    metronome => METRONOME;
    modern_treasury => MODERN_TREASURY;
    mollie => MOLLIE;
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
    whop => WHOP;
    worldline => WORLDLINE;
    xero => XERO;
}
