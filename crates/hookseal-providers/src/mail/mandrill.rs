//! Mandrill (Mailchimp Transactional).

use hookseal_core::{Algorithm, HeaderName, Verifier};

use crate::form::UrlAndForm;
use crate::{CodeScheme, Provider, ProviderScheme};

/// Mandrill, Mailchimp Transactional: `X-Mandrill-Signature: <base64 HMAC-SHA1 of the URL, the
/// name of the form's field and its value, without anything between them>`.
///
/// The URL is that of the webhook as it was set, user and password included. The events are
/// JSON in the field `mandrill_events`, the only one; a form with any other is refused, and so
/// is a URL with that name in it. No timestamp is signed. The key is the text of the
/// webhook's key; the empty list with which Mandrill tries an endpoint is signed with another,
/// `test-webhook`, and gets 401.
///
/// Source: <https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/>
pub const MANDRILL: UrlAndForm = UrlAndForm::new(
    "mandrill",
    Algorithm::HmacSha1,
    HeaderName::from_static("X-Mandrill-Signature"),
)
.with_only_field("mandrill_events");

pub(crate) const PROVIDER: Provider = Provider::with(
    "mandrill",
    "Mandrill (Mailchimp Transactional)",
    "https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/",
    "2026-11-21",
    ProviderScheme::Code(CodeScheme::new(
        || Verifier::builder(MANDRILL),
        || MANDRILL.words(),
    )),
)
.behind_feature("form");
