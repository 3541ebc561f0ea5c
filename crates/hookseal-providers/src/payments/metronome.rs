//! Metronome.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Part, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Metronome: `Metronome-Webhook-Signature: <hex HMAC-SHA256 of {X-Metronome-Date}, a
/// newline and {body}>`.
///
/// The date is an HTTP date, signed as text; hookseal does not judge its age, so
/// remember event ids. Metronome's library allows 5 minutes either way. The key is the
/// text of the webhook's secret.
///
/// Source: <https://github.com/Metronome-Industries/metronome-node>
pub const METRONOME: Scheme = Scheme::new(
    "metronome",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Metronome-Webhook-Signature")).hex(),
)
.with_message(
    const {
        &[
            Part::Header(HeaderName::from_static("X-Metronome-Date")),
            Part::literal("\n"),
            Part::Body,
        ]
    },
)
.with_event_id(Source::json("/id"))
.with_event_type(Source::json("/type"))
.with_per_attempt(const { &[Source::header("X-Metronome-Date")] })
.with_retry_window(Duration::from_secs(2 * 24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "metronome",
    name: "Metronome",
    constant: "METRONOME",
    group: Group::Payments,
    documentation: "https://github.com/Metronome-Industries/metronome-node",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(METRONOME),
    names: &[],
    variants: &[],
};
