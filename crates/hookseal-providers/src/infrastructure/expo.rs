//! Expo Application Services.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Expo Application Services (EAS Build and EAS Submit): `expo-signature: sha1=<hex
/// HMAC-SHA1 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid. The
/// id is that of the build or submission, the type its status. SHA-1 is Expo's choice;
/// as an HMAC it still holds. The key is the text of the webhook's secret.
///
/// Source: <https://docs.expo.dev/eas/webhooks/>
pub const EXPO: Scheme = Scheme::new(
    "expo",
    Algorithm::HmacSha1,
    SignatureField::prefixed(HeaderName::from_static("expo-signature"), "sha1=").hex(),
)
.with_event_id(Source::json("/id"))
.shared_event_id()
.with_event_type(Source::json("/status"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "expo",
    name: "Expo Application Services",
    constant: "EXPO",
    group: Group::Infrastructure,
    documentation: "https://docs.expo.dev/eas/webhooks/",
    checked: "2026-11-21",
    feature: Some("sha1"),
    scheme: ProviderScheme::Data(EXPO),
    names: &[],
    variants: &[],
};
