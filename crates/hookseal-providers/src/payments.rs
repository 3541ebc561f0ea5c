//! Senders of payments, banking and accounting.

use crate::group::senders;

senders! {
    PAYMENTS, Payments:
    adyen => ADYEN;
    adyen_platform => ADYEN_PLATFORM;
    #[cfg(feature = "form")]
    braintree => BRAINTREE, Braintree;
    btcpay_server => BTCPAY_SERVER;
    cashfree => CASHFREE;
    chargebee => CHARGEBEE;
    checkout_com => CHECKOUT_COM;
    coinbase_cdp => COINBASE_CDP;
    coinbase_commerce => COINBASE_COMMERCE;
    dodopayments => DODOPAYMENTS;
    finch => FINCH;
    fintoc => FINTOC;
    flutterwave => FLUTTERWAVE, FLUTTERWAVE_V4;
    gocardless => GOCARDLESS;
    increase => INCREASE;
    lemonsqueezy => LEMONSQUEEZY;
    lithic => LITHIC;
    #[cfg(feature = "form")]
    mercado_pago => MERCADO_PAGO, MercadoPago;
    metronome => METRONOME;
    modern_treasury => MODERN_TREASURY;
    mollie => MOLLIE;
    paddle => PADDLE;
    #[cfg(feature = "x509")]
    paypal => PAYPAL_CERTIFICATES, PAYPAL_NAMES, PAYPAL_SANDBOX_CERTIFICATES, PayPal, paypal;
    paystack => PAYSTACK;
    #[cfg(feature = "jwt")]
    plaid => PLAID_KEYS, plaid;
    polar => POLAR;
    quickbooks => QUICKBOOKS;
    razorpay => RAZORPAY;
    recurly => RECURLY;
    revolut => REVOLUT;
    square => SQUARE;
    stripe => STRIPE;
    whop => WHOP;
    #[cfg(feature = "aws-lc")]
    wise => WISE;
    worldline => WORLDLINE;
    xendit => XENDIT;
    xero => XERO;
}
