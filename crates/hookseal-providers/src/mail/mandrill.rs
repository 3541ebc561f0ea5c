//! Mandrill (Mailchimp Transactional).

use hookseal_core::Algorithm;
use hookseal_core::handshake::{Condition, Handshake, Reply};
use hookseal_core::scheme::HeaderName;

use crate::form::UrlAndForm;
use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// Mandrill, Mailchimp Transactional: `X-Mandrill-Signature: <base64 HMAC-SHA1 of the URL, the
/// name of the form's field and its value, without anything between them>`.
///
/// The URL is that of the webhook as it was set, user and password included. The events are
/// JSON in the field `mandrill_events`, the only one, up to 1,000 of them; a form with any other
/// field is refused, and so is a URL with that name in it. Verifiers take 8 MiB. Mails that come
/// in can be longer, with what is attached: give the verifier a `body_limit` for those. No
/// timestamp is signed. The key is the text of the webhook's key.
///
/// The `HEAD` by which Mandrill tries an endpoint gets 200, as does the empty list that it posts
/// where there was none: that is signed with a key that everybody knows, `test-webhook`, so
/// anyone who posts an empty list is answered alike, and no handler sees it.
///
/// Source: <https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/>
pub const MANDRILL: UrlAndForm = UrlAndForm::new(
    "mandrill",
    Algorithm::HmacSha1,
    HeaderName::from_static("X-Mandrill-Signature"),
)
.with_only_field("mandrill_events")
.with_greatest_body(8 * 1024 * 1024)
.with_handshakes(
    const {
        &[
            Handshake::unsigned("HEAD", "HEAD", &[], Reply::Empty(200)),
            // https://mandrill.zendesk.com/hc/en-us/articles/360038740014
            Handshake::unproven(
                "test-webhook",
                &[Condition::Form("mandrill_events", "[]")],
                Reply::Empty(200),
            ),
        ]
    },
);

pub(crate) const PROVIDER: Provider = Provider {
    id: "mandrill",
    name: "Mandrill (Mailchimp Transactional)",
    constant: "MANDRILL",
    group: Group::Mail,
    documentation: "https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/",
    checked: "2026-11-30",
    feature: Some("form"),
    scheme: ProviderScheme::Code(CodeScheme::new(&|| MANDRILL)),
    names: &[],
    variants: &[],
};
