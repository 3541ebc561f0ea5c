//! Senders of payments, banking and accounting.

use crate::group::senders;

senders! {
    PAYMENTS, Payments:
    adyen => ADYEN;
    adyen_platform => ADYEN_PLATFORM;
    #[cfg(feature = "form")]
    braintree => Braintree, BraintreeCheck;
    chargebee => CHARGEBEE;
    checkout_com => CHECKOUT_COM;
    coinbase_commerce => COINBASE_COMMERCE;
    dodopayments => DODOPAYMENTS;
    flutterwave => FLUTTERWAVE;
    gocardless => GOCARDLESS;
    lemonsqueezy => LEMONSQUEEZY;
    lithic => LITHIC;
    #[cfg(feature = "form")]
    mercado_pago => MercadoPago, MercadoPagoCheck;
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
