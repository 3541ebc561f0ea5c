//! Recurly.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Recurly: `recurly-signature: <milliseconds>,<hex HMAC-SHA256 of {time}.{body}>`, with one more
/// signature for each further secret.
///
/// Fresh for 5 minutes either way, as in Recurly's library for Ruby. The key is the text of the
/// endpoint's secret. Only webhooks in JSON are signed; those in XML are not. `id` of the body
/// is that of the object, of which there are several events. Each is retried up to 10 times,
/// within 73 hours.
///
/// Source: <https://docs.recurly.com/recurly-subscriptions/docs/signature-verification>
pub const RECURLY: Scheme = Scheme::new(
    "recurly",
    Algorithm::HmacSha256,
    SignatureField::list(HeaderName::from_static("recurly-signature")).hex(),
)
.with_timestamp(
    Timestamp::first(TimestampFormat::Milliseconds)
        .with_tolerance(Duration::from_secs(300), Duration::from_secs(300)),
)
.with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] })
.with_event_id(Source::json("/id"))
.shared_event_id()
.with_event_type(Source::json("/event_type"))
.with_retry_window(Duration::from_secs(73 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "recurly",
    name: "Recurly",
    constant: "RECURLY",
    group: Group::Payments,
    documentation: "https://docs.recurly.com/recurly-subscriptions/docs/signature-verification",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(RECURLY),
    names: &[],
    variants: &[],
};
