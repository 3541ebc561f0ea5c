//! Senders of payments, banking and accounting.

mod adyen;
mod adyen_platform;
#[cfg(feature = "form")]
mod braintree;
mod btcpay_server;
mod cashfree;
mod chargebee;
mod checkout_com;
mod coinbase_cdp;
mod coinbase_commerce;
mod dodopayments;
mod finch;
mod fintoc;
mod flutterwave;
mod gocardless;
mod increase;
mod lemonsqueezy;
mod lithic;
#[cfg(feature = "form")]
mod mercado_pago;
mod metronome;
mod modern_treasury;
mod mollie;
mod paddle;
#[cfg(feature = "x509")]
mod paypal;
mod paystack;
#[cfg(feature = "jwt")]
mod plaid;
mod polar;
mod quickbooks;
mod razorpay;
mod recurly;
mod revolut;
mod square;
mod stripe;
mod whop;
#[cfg(feature = "aws-lc")]
mod wise;
mod worldline;
mod xendit;
mod xero;

use crate::Provider;

pub use self::adyen::ADYEN;
pub use self::adyen_platform::ADYEN_PLATFORM;
#[cfg(feature = "form")]
pub use self::braintree::{BRAINTREE, Braintree};
pub use self::btcpay_server::BTCPAY_SERVER;
pub use self::cashfree::CASHFREE;
pub use self::chargebee::CHARGEBEE;
pub use self::checkout_com::CHECKOUT_COM;
pub use self::coinbase_cdp::COINBASE_CDP;
pub use self::coinbase_commerce::COINBASE_COMMERCE;
pub use self::dodopayments::DODOPAYMENTS;
pub use self::finch::FINCH;
pub use self::fintoc::FINTOC;
pub use self::flutterwave::{FLUTTERWAVE, FLUTTERWAVE_V4};
pub use self::gocardless::GOCARDLESS;
pub use self::increase::INCREASE;
pub use self::lemonsqueezy::LEMONSQUEEZY;
pub use self::lithic::LITHIC;
#[cfg(feature = "form")]
pub use self::mercado_pago::{MERCADO_PAGO, MercadoPago};
pub use self::metronome::METRONOME;
pub use self::modern_treasury::MODERN_TREASURY;
pub use self::mollie::MOLLIE;
pub use self::paddle::PADDLE;
#[cfg(feature = "x509")]
pub use self::paypal::{
    PAYPAL_CERTIFICATES, PAYPAL_NAMES, PAYPAL_SANDBOX_CERTIFICATES, PayPal, paypal,
};
pub use self::paystack::PAYSTACK;
#[cfg(feature = "jwt")]
pub use self::plaid::{PLAID_KEYS, plaid};
pub use self::polar::POLAR;
pub use self::quickbooks::QUICKBOOKS;
pub use self::razorpay::RAZORPAY;
pub use self::recurly::RECURLY;
pub use self::revolut::REVOLUT;
pub use self::square::SQUARE;
pub use self::stripe::STRIPE;
pub use self::whop::WHOP;
#[cfg(feature = "aws-lc")]
pub use self::wise::WISE;
pub use self::worldline::WORLDLINE;
pub use self::xendit::XENDIT;
pub use self::xero::XERO;

/// The group's senders.
pub(crate) const PAYMENTS: &[&Provider] = &[
    &adyen::PROVIDER,
    &adyen_platform::PROVIDER,
    #[cfg(feature = "form")]
    &braintree::PROVIDER,
    &btcpay_server::PROVIDER,
    &cashfree::PROVIDER,
    &chargebee::PROVIDER,
    &checkout_com::PROVIDER,
    &coinbase_cdp::PROVIDER,
    &coinbase_commerce::PROVIDER,
    &dodopayments::PROVIDER,
    &finch::PROVIDER,
    &fintoc::PROVIDER,
    &flutterwave::PROVIDER,
    &gocardless::PROVIDER,
    &increase::PROVIDER,
    &lemonsqueezy::PROVIDER,
    &lithic::PROVIDER,
    #[cfg(feature = "form")]
    &mercado_pago::PROVIDER,
    &metronome::PROVIDER,
    &modern_treasury::PROVIDER,
    &mollie::PROVIDER,
    &paddle::PROVIDER,
    #[cfg(feature = "x509")]
    &paypal::PROVIDER,
    &paystack::PROVIDER,
    #[cfg(feature = "jwt")]
    &plaid::PROVIDER,
    &polar::PROVIDER,
    &quickbooks::PROVIDER,
    &razorpay::PROVIDER,
    &recurly::PROVIDER,
    &revolut::PROVIDER,
    &square::PROVIDER,
    &stripe::PROVIDER,
    &whop::PROVIDER,
    #[cfg(feature = "aws-lc")]
    &wise::PROVIDER,
    &worldline::PROVIDER,
    &xendit::PROVIDER,
    &xero::PROVIDER,
];
