//! Postmark.

use std::time::Duration;

use hookseal_core::scheme::{SharedToken, Source};

use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// Postmark: HTTP Basic, with the user and password in the webhook's URL.
///
/// Mails that come in have up to 35 MB, and so have bounces with their content: give the verifier
/// a `body_limit` for those.
///
/// **It authenticates no body**, see [`SharedToken`]. The secret is `user:password`. A message can
/// have several events, so its id is none of theirs.
///
/// Source: <https://postmarkapp.com/developer/webhooks/webhooks-overview>
pub const POSTMARK: SharedToken = SharedToken::basic("postmark")
    .with_event_type(Source::json("/RecordType"))
    .with_retry_window(Duration::from_secs(621 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "postmark",
    name: "Postmark",
    constant: "POSTMARK",
    group: Group::Mail,
    documentation: "https://postmarkapp.com/developer/webhooks/webhooks-overview",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Code(CodeScheme::new(&|| POSTMARK)),
    names: &[],
    variants: &[],
};
