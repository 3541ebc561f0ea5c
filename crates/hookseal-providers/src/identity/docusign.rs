//! DocuSign Connect.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// DocuSign Connect: `X-DocuSign-Signature-1: <base64 HMAC-SHA256 of the body>`, and so on up to
/// `X-DocuSign-Signature-100`.
///
/// No timestamp is signed in the head. Each active key has a header of its own, in the order
/// of their numbers; each key that is given is tried for all of them, so one is enough. The
/// key is the text of the Connect HMAC key. The body is JSON or, in older configurations, XML;
/// `retryCount` of the JSON counts the attempts after the first. It may hold the documents, of 25
/// MB in all; verifiers take as much.
///
/// Source: <https://developers.docusign.com/platform/webhooks/connect/hmac/>
pub const DOCUSIGN: Scheme = Scheme::new(
    "docusign",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-DocuSign-Signature-1"))
        .base64()
        .with_other_headers(OTHERS),
)
.with_greatest_body(25 * 1024 * 1024)
.with_event_type(Source::json("/event"))
.with_attempt(Source::json("/retryCount"))
.with_retry_window(Duration::from_secs(15 * 24 * 60 * 60));

/// Names that end in these numbers.
macro_rules! numbered {
    ($($number:literal)+) => {
        &[$(HeaderName::from_static(concat!("X-DocuSign-Signature-", $number))),+]
    };
}

/// DocuSign has up to 100 active keys.
#[rustfmt::skip]
const OTHERS: &[HeaderName] = numbered![
    "2" "3" "4" "5" "6" "7" "8" "9" "10" "11" "12" "13" "14" "15" "16" "17" "18" "19" "20"
    "21" "22" "23" "24" "25" "26" "27" "28" "29" "30" "31" "32" "33" "34" "35" "36" "37"
    "38" "39" "40" "41" "42" "43" "44" "45" "46" "47" "48" "49" "50" "51" "52" "53" "54"
    "55" "56" "57" "58" "59" "60" "61" "62" "63" "64" "65" "66" "67" "68" "69" "70" "71"
    "72" "73" "74" "75" "76" "77" "78" "79" "80" "81" "82" "83" "84" "85" "86" "87" "88"
    "89" "90" "91" "92" "93" "94" "95" "96" "97" "98" "99" "100"
];

pub(crate) const PROVIDER: Provider = Provider {
    id: "docusign",
    name: "DocuSign Connect",
    constant: "DOCUSIGN",
    group: Group::Identity,
    documentation: "https://developers.docusign.com/platform/webhooks/connect/hmac/",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(DOCUSIGN),
    names: &[],
    variants: &[],
};
