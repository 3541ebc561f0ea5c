//! Gogs.

use hookseal_core::Algorithm;
#[cfg(feature = "form")]
use hookseal_core::Verifier;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::Provider;
#[cfg(feature = "form")]
use crate::{CodeScheme, FormField, Variant};

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
.event_id(Source::header("X-Gogs-Delivery"))
.event_type(Source::header("X-Gogs-Event"));

/// Deliveries of webhooks whose content type is `application/x-www-form-urlencoded`: the
/// signature is of the JSON in the form's field `payload`, which
/// [`FormPayload`](crate::FormPayload) reads. Otherwise as [`GOGS`].
#[cfg(feature = "form")]
pub const GOGS_FORM: FormField = FormField::new(GOGS, "payload");

pub(crate) const PROVIDER: Provider = Provider::new(
    "gogs",
    "Gogs",
    "https://gogs.io/advancing/webhooks",
    "2026-11-30",
    GOGS,
)
.variants(
    const {
        &[
            #[cfg(feature = "form")]
            Variant::code(
                "form",
                "GOGS_FORM",
                CodeScheme::new(|| Verifier::builder(GOGS_FORM), || GOGS_FORM.words()),
            ),
        ]
    },
);
