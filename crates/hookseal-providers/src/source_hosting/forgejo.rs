//! Forgejo.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

#[cfg(feature = "form")]
use crate::{CodeScheme, FormField};
use crate::{Group, Provider, ProviderScheme, Variant};

/// Forgejo: `X-Forgejo-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. Id
/// (`X-Forgejo-Delivery`) and type (`X-Forgejo-Event`) are in headers that are not
/// signed. The same signature is in headers of Gitea, Gogs and GitHub as well; a wrong
/// one here is not rescued by them. Deliveries as a form are signed over the JSON in their
/// field, not over the body: they are refused here, and taken by `FORGEJO_FORM` (feature
/// `form`). Webhooks whose method is `GET` put it into the query and have no body, so no event:
/// choose `POST`. Without a secret, the header is sent empty, which counts as missing.
///
/// Source: <https://forgejo.org/docs/latest/user/webhooks/>
pub const FORGEJO: Scheme = Scheme::new(
    "forgejo",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Forgejo-Signature")).hex(),
)
.with_event_id(Source::header("X-Forgejo-Delivery"))
.with_event_type(Source::header("X-Forgejo-Event"));

/// The same signature in `X-Hub-Signature-256: sha256=…`, as GitHub writes it, which Forgejo
/// sends in addition to its own: for receivers that are made for GitHub. Otherwise as [`FORGEJO`].
pub const FORGEJO_HUB: Scheme = FORGEJO.with_signature(
    SignatureField::prefixed(HeaderName::from_static("X-Hub-Signature-256"), "sha256=").hex(),
);

/// Deliveries of webhooks whose content type is `application/x-www-form-urlencoded`: the
/// signature is of the JSON in the form's field `payload`, which
/// [`FormPayload`](crate::FormPayload) reads. Otherwise as [`FORGEJO`].
#[cfg(feature = "form")]
pub const FORGEJO_FORM: FormField = FormField::new(FORGEJO, "payload");

pub(crate) const PROVIDER: Provider = Provider {
    id: "forgejo",
    name: "Forgejo",
    constant: "FORGEJO",
    group: Group::SourceHosting,
    documentation: "https://forgejo.org/docs/latest/user/webhooks/",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(FORGEJO),
    names: &["hex-sha256"],
    variants: &[
        Variant {
            name: "hub-sha256-compat",
            constant: "FORGEJO_HUB",
            scheme: ProviderScheme::Data(FORGEJO_HUB),
        },
        #[cfg(feature = "form")]
        Variant {
            name: "form",
            constant: "FORGEJO_FORM",
            scheme: ProviderScheme::Code(CodeScheme::new(&|| FORGEJO_FORM)),
        },
    ],
};
