//! Gogs.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

#[cfg(feature = "form")]
use crate::{CodeScheme, FormField, Variant};
use crate::{Group, Provider, ProviderScheme};

/// Gogs: `X-Gogs-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. Id
/// (`X-Gogs-Delivery`) and type (`X-Gogs-Event`) are in headers that are not signed.
/// Deliveries as a form are signed over the JSON in their field, not over the body: they are
/// refused here, and taken by `GOGS_FORM` (feature `form`). A webhook without a secret sends the header empty, which is refused. The key
/// is the text of the webhook's secret.
///
/// Source: <https://gogs.io/advancing/webhooks>
pub const GOGS: Scheme = Scheme::new(
    "gogs",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Gogs-Signature")).hex(),
)
.with_event_id(Source::header("X-Gogs-Delivery"))
.with_event_type(Source::header("X-Gogs-Event"));

/// Deliveries of webhooks whose content type is `application/x-www-form-urlencoded`: the
/// signature is of the JSON in the form's field `payload`, which
/// [`FormPayload`](crate::FormPayload) reads. Otherwise as [`GOGS`].
#[cfg(feature = "form")]
pub const GOGS_FORM: FormField = FormField::new(GOGS, "payload");

pub(crate) const PROVIDER: Provider = Provider {
    id: "gogs",
    name: "Gogs",
    constant: "GOGS",
    group: Group::SourceHosting,
    documentation: "https://gogs.io/advancing/webhooks",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(GOGS),
    names: &[],
    variants: &[
        #[cfg(feature = "form")]
        Variant {
            name: "form",
            constant: "GOGS_FORM",
            scheme: ProviderScheme::Code(CodeScheme::new(&|| GOGS_FORM)),
        },
    ],
};
