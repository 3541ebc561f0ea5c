//! Gitea.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

#[cfg(feature = "form")]
use crate::{CodeScheme, FormField};
use crate::{Group, Provider, ProviderScheme, Variant};

/// Gitea: `X-Gitea-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. Id
/// (`X-Gitea-Delivery`) and type (`X-Gitea-Event`) are in headers that are not signed.
/// Deliveries as a form are signed over the JSON in their field, not over the body: they are
/// refused here, and taken by `GITEA_FORM` (feature `form`). Webhooks whose method is `GET` put
/// it into the query and have no body, so no event: choose `POST`. Without a secret, the header is
/// sent empty, which counts as missing.
///
/// Source: <https://docs.gitea.com/usage/webhooks>
pub const GITEA: Scheme = Scheme::new(
    "gitea",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Gitea-Signature")).hex(),
)
.with_event_id(Source::header("X-Gitea-Delivery"))
.with_event_type(Source::header("X-Gitea-Event"));

/// The same signature in `X-Hub-Signature-256: sha256=…`, as GitHub writes it, which Gitea
/// sends in addition to its own: for receivers that are made for GitHub. Otherwise as [`GITEA`].
pub const GITEA_HUB: Scheme = GITEA.with_signature(
    SignatureField::prefixed(HeaderName::from_static("X-Hub-Signature-256"), "sha256=").hex(),
);

/// Deliveries of webhooks whose content type is `application/x-www-form-urlencoded`: the
/// signature is of the JSON in the form's field `payload`, which
/// [`FormPayload`](crate::FormPayload) reads. Otherwise as [`GITEA`].
#[cfg(feature = "form")]
pub const GITEA_FORM: FormField = FormField::new(GITEA, "payload");

pub(crate) const PROVIDER: Provider = Provider {
    id: "gitea",
    name: "Gitea",
    constant: "GITEA",
    group: Group::SourceHosting,
    documentation: "https://docs.gitea.com/usage/webhooks",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(GITEA),
    names: &["hex-sha256"],
    variants: &[
        Variant {
            name: "hub-sha256-compat",
            constant: "GITEA_HUB",
            scheme: ProviderScheme::Data(GITEA_HUB),
        },
        #[cfg(feature = "form")]
        Variant {
            name: "form",
            constant: "GITEA_FORM",
            scheme: ProviderScheme::Code(CodeScheme::new(&|| GITEA_FORM)),
        },
    ],
};
