//! Bitbucket.

use hookseal_core::Algorithm;
use hookseal_core::handshake::{Condition, Handshake, Reply};
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Bitbucket Cloud and Data Center: `X-Hub-Signature: sha256=<hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. Id
/// (`X-Request-UUID`, of Data Center `X-Request-Id`), type (`X-Event-Key`) and attempt
/// (`X-Attempt-Number`, of Cloud alone) are in headers that are not signed. Other senders
/// put SHA-1 into a header of the same name: here it counts only with `sha256=`. The secret
/// is the text entered in the webhook's settings.
///
/// Data Center's `diagnostics:ping`, by which its "Test connection" tries an endpoint without
/// a signature, gets 200; nothing reads it.
///
/// Source: <https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/> and
/// <https://confluence.atlassian.com/bitbucketserver/manage-webhooks-938025878.html>
pub const BITBUCKET: Scheme = Scheme::new(
    "bitbucket",
    Algorithm::HmacSha256,
    SignatureField::prefixed(HeaderName::from_static("X-Hub-Signature"), "sha256=").hex(),
)
.with_event_id(Source::header("X-Request-UUID"))
.with_event_type(Source::header("X-Event-Key"))
.with_attempt(Source::header("X-Attempt-Number"))
.with_other_names(
    const {
        &[(
            HeaderName::from_static("X-Request-UUID"),
            HeaderName::from_static("X-Request-Id"),
        )]
    },
)
.with_handshakes(
    const {
        &[
            Handshake::unsigned(
                "diagnostics:ping",
                "POST",
                &[PING, Condition::NoHeader("X-Hub-Signature")],
                Reply::Empty(200),
            ),
            Handshake::signed("diagnostics:ping", &[PING], Reply::Empty(200)),
        ]
    },
);

const PING: Condition = Condition::Header("X-Event-Key", "diagnostics:ping");

pub(crate) const PROVIDER: Provider = Provider {
    id: "bitbucket",
    name: "Bitbucket",
    constant: "BITBUCKET",
    group: Group::SourceHosting,
    documentation: "https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(BITBUCKET),
    names: &["sha256-x-hub-signature"],
    variants: &[],
};
