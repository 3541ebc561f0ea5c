//! Grafana Alerting.

use std::borrow::Cow;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme, Variant};

/// Grafana Alerting's webhook contact point: `X-Grafana-Alerting-Signature: <hex
/// HMAC-SHA256 of the body>`.
///
/// No timestamp is signed unless one is configured: then the scheme is
/// [`grafana_with_timestamp`]. There is no event id, and a reminder can have the body of the
/// notification before, so a replay guard lets each delivery through. The contact point says
/// whether it comes by `POST` or `PUT`. The name of the signature's header can be changed; give another with `Scheme::with_signature`. The key is the text of the
/// contact point's secret.
///
/// Source: <https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/>
pub const GRAFANA: Scheme = Scheme::new(
    "grafana",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Grafana-Alerting-Signature")).hex(),
)
.with_methods(const { &[Cow::Borrowed("POST"), Cow::Borrowed("PUT")] })
.with_event_type(Source::json("/status"))
.look_alike();

/// As [`GRAFANA`], where the contact point names a header for the timestamp:
/// HMAC-SHA256 of `{timestamp}:{body}`.
///
/// The timestamp is in seconds. Grafana states no age limit; this one is 5 minutes, and
/// one ahead.
///
/// ```
/// use hookseal_core::scheme::HeaderName;
/// use hookseal_providers::grafana_with_timestamp;
///
/// let scheme = grafana_with_timestamp(HeaderName::new("X-Grafana-Alerting-Timestamp")?);
/// # Ok::<(), hookseal_core::ConfigError>(())
/// ```
#[must_use]
pub const fn grafana_with_timestamp(header: HeaderName) -> Scheme {
    GRAFANA
        .with_timestamp(Timestamp::header(header, TimestampFormat::Seconds))
        .with_message(const { &[Part::Timestamp, Part::literal(":"), Part::Body] })
}

pub(crate) const PROVIDER: Provider = Provider {
    id: "grafana",
    name: "Grafana Alerting",
    constant: "GRAFANA",
    group: Group::Infrastructure,
    documentation: "https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(GRAFANA),
    names: &[],
    variants: &[Variant {
        name: "timestamp",
        constant: r#"grafana_with_timestamp(HeaderName::from_static("X-Grafana-Timestamp"))"#,
        scheme: ProviderScheme::Data(grafana_with_timestamp(HeaderName::from_static(
            "X-Grafana-Timestamp",
        ))),
    }],
};
