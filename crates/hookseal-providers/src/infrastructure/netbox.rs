//! NetBox.

use std::borrow::Cow;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// NetBox: `X-Hook-Signature: <hex HMAC-SHA512 of the body>`.
///
/// No timestamp is signed in the head, so a captured delivery stays valid: `timestamp`
/// in the body says when the change was. The id is that of the request that made the
/// change, and of all others that it made. The method is the one that the webhook is set
/// to. The key is the text of the webhook's secret.
///
/// Source: <https://netboxlabs.com/docs/netbox/models/extras/webhook/>
pub const NETBOX: Scheme = Scheme::new(
    "netbox",
    Algorithm::HmacSha512,
    SignatureField::plain(HeaderName::from_static("X-Hook-Signature")).hex(),
)
.with_methods(
    const {
        &[
            Cow::Borrowed("POST"),
            Cow::Borrowed("GET"),
            Cow::Borrowed("PUT"),
            Cow::Borrowed("PATCH"),
            Cow::Borrowed("DELETE"),
        ]
    },
)
.with_event_id(Source::json("/request_id"))
.shared_event_id()
.with_event_type(Source::json("/event"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "netbox",
    name: "NetBox",
    constant: "NETBOX",
    group: Group::Infrastructure,
    documentation: "https://netboxlabs.com/docs/netbox/models/extras/webhook/",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(NETBOX),
    names: &[],
    variants: &[],
};
