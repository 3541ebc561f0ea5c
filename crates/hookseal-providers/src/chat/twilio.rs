//! Twilio.

use std::borrow::Cow;
use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{EventFacts, HeaderName, Source};

use crate::form::{Settings, UrlAndForm};
use crate::{CodeScheme, Group, Provider, ProviderScheme, Variant};

/// Twilio: `X-Twilio-Signature: <base64 HMAC-SHA1 of the URL and the form's fields, sorted by
/// name, names and values without anything between them>`.
///
/// **Nothing separates the fields**, see [`UrlAndForm`]: anyone who has seen a delivery can cut its
/// text into other fields. Of a name that occurs again, each value is signed once. JSON is signed by its SHA-256 in
/// the query's `bodySHA256`; a body that is neither is refused. Twilio does not always sign
/// the port, so the URL is also tried without it, or with the one that goes without saying.
/// Nor does it always sign a query as it sends it: it is also tried with the characters escaped
/// that URLs have escaped (such as `'`), and with its parameters written again, as Twilio's
/// library does. Their names and values are signed in any case, not how they are written.
/// No timestamp is signed: remember `I-Twilio-Idempotency-Token`, which is not signed either.
/// Two requests within a call can be equal, and each expects an answer: a
/// replay guard lets it through.
///
/// The key is the account's primary auth token. A shared key can sign by SHA-1 as well; give
/// it with its [`id`](hookseal_core::Key::id), which `X-Twilio-Webhooks-Signature-Settings`
/// names; where that names no algorithm, it is SHA-1. For SHA-256 see [`TWILIO_SHA256`].
///
/// Source: <https://www.twilio.com/docs/usage/webhooks/webhooks-security>
pub const TWILIO: UrlAndForm = twilio(Algorithm::HmacSha1, "HMAC_SHA1", false);

/// As [`TWILIO`], signed by HMAC-SHA256 with a shared key (public beta).
///
/// `X-Twilio-Webhooks-Signature-Settings` must be there and name `HMAC_SHA256`, so nobody can
/// go back to SHA-1.
///
/// Source: <https://www.twilio.com/docs/usage/webhooks/webhooks-security>
pub const TWILIO_SHA256: UrlAndForm = twilio(Algorithm::HmacSha256, "HMAC_SHA256", true);

const fn twilio(algorithm: Algorithm, name: &'static str, demanded: bool) -> UrlAndForm {
    UrlAndForm::new(
        "twilio",
        algorithm,
        HeaderName::from_static("X-Twilio-Signature"),
    )
    .with_settings(Settings {
        header: HeaderName::from_static("X-Twilio-Webhooks-Signature-Settings"),
        algorithm: name,
        demanded,
    })
    .with_repeated_names()
    .with_any_port()
    .with_other_escapes()
    .with_digest_parameter("bodySHA256")
    .with_methods(const { &[Cow::Borrowed("POST"), Cow::Borrowed("GET")] })
    .with_questions("CallSid", &["MessageSid", "SequenceNumber", "Timestamp"])
    .with_retry_window(Duration::from_secs(15))
    .with_facts(EventFacts::new().with_id(Source::header("I-Twilio-Idempotency-Token")))
}

pub(crate) const PROVIDER: Provider = Provider {
    id: "twilio",
    name: "Twilio",
    constant: "TWILIO",
    group: Group::Chat,
    documentation: "https://www.twilio.com/docs/usage/webhooks/webhooks-security",
    checked: "2026-11-21",
    feature: Some("form"),
    scheme: ProviderScheme::Code(CodeScheme::new(&|| TWILIO)),
    names: &["form-sha1", "json-bodySHA256", "form-sharedkey"],
    variants: &[Variant {
        name: "sha256",
        constant: "TWILIO_SHA256",
        scheme: ProviderScheme::Code(CodeScheme::new(&|| TWILIO_SHA256)),
    }],
};
