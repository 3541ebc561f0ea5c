//! Mailgun.

use std::time::Duration;

use hookseal_core::{
    Algorithm, Freshness, MemberPart, SignedMembers, Source, TimestampFormat, Verifier,
};

use crate::{CodeScheme, Provider, ProviderScheme};

/// Mailgun: in the JSON body, `/signature/signature` is the hex HMAC-SHA256 of
/// `/signature/timestamp` and `/signature/token`.
///
/// **The event itself is not signed**: whoever has seen one delivery can send another event
/// with its signature. Each token is one event's, so remember them: a retry has that of the
/// first attempt. Mailgun retries for 8 hours. The timestamp may lie 15 minutes off either way, as in Mailgun's library for Python. The key
/// is the text of the account's HTTP webhook signing key.
///
/// Source: <https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks>
pub const MAILGUN: SignedMembers = SignedMembers::new(
    "mailgun",
    Algorithm::HmacSha256,
    "/signature/signature",
    &[
        MemberPart::Member("/signature/timestamp"),
        MemberPart::Member("/signature/token"),
    ],
)
.timestamp(
    "/signature/timestamp",
    TimestampFormat::Seconds,
    Some(FRESHNESS),
)
.event_id(Source::json("/event-data/id"))
.event_type(Source::json("/event-data/event"))
.retry_window(Duration::from_secs(8 * 60 * 60));

const FRESHNESS: Freshness = Freshness {
    max_age: Duration::from_secs(900),
    max_future: Duration::from_secs(900),
};

pub(crate) const PROVIDER: Provider = Provider::with(
    "mailgun",
    "Mailgun",
    "https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks",
    "2026-11-21",
    ProviderScheme::Code(CodeScheme::new(
        || Verifier::builder(MAILGUN),
        || MAILGUN.words(),
    )),
);
