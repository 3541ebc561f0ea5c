//! Braintree.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use form_urlencoded::Serializer;
use hookseal_core::handshake::{Condition, Given, Handshake, Reply, Said};
use hookseal_core::keys::Keys;
use hookseal_core::scheme::{
    Authentic, Check, Claim, Delivered, Description, Encoding, Incoming, KeyFormat, SchemeWords,
    SignatureScheme,
};
use hookseal_core::signing::{Draft, SignError};
use hookseal_core::{Algorithm, BodyCoverage, Rejection};

use crate::form::{FORM, TWICE, demand_form, fields, is_form};
use crate::provider::Family;
use crate::within::CONTENT_TYPE;
use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// Braintree: see [`Braintree`].
pub const BRAINTREE: Braintree = Braintree;

/// Braintree: a form whose field `bt_signature` holds `<public key>|<hex>`, the HMAC-SHA1 of the
/// field `bt_payload` under the SHA-1 of the private key.
///
/// There may be several, joined by `&`. `bt_payload` is base64 of XML, and stays in the body
/// for the app to read; no other field may be there. No timestamp is signed in the head, but
/// one is in the XML. The secret is the API's private key, and its
/// [`id`](hookseal_core::Key::id) the public key; without an id it is tried for all.
///
/// The `GET` with `bt_challenge`, by which Braintree tries an endpoint, is answered with the
/// public key and the HMAC of that challenge, where the key has its id. Whoever asks is
/// answered: so a payload that could be such a challenge, 20 to 32 hexadecimal digits, is
/// refused as none.
///
/// Source: <https://developer.paypal.com/braintree/docs/guides/webhooks/parse/node>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Braintree;

/// Source: <https://developer.paypal.com/braintree/docs/guides/webhooks/create/node>
const CHALLENGE: &[Handshake] = &[Handshake::unsigned(
    "bt_challenge",
    "GET",
    &[Condition::QueryHex("bt_challenge", 20, 32)],
    Reply::Texts(&[
        Said::KeyId,
        Said::Text("|"),
        Said::Hmac {
            of: Given::Query("bt_challenge"),
            prefix: "",
            encoding: Encoding::Hex,
        },
    ]),
)];

impl SignatureScheme for Braintree {
    /// It tries each hour for a day; in the sandbox for 3 hours only.
    fn description(&self) -> Description {
        Description::new("braintree", Algorithm::HmacSha1, BodyCoverage::Whole)
            .with_key_format(KeyFormat::Sha1)
            .with_headers([CONTENT_TYPE])
            .with_handshakes(CHALLENGE)
            .with_retry_window(Duration::from_secs(24 * 60 * 60))
    }

    /// By the payload alone: the rest of the form can be written in many ways.
    fn event_identity(
        &self,
        delivered: &Delivered<'_>,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        part(Fields::of(delivered.body())?.payload.as_bytes());
        Ok(())
    }

    fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
        demand_form(incoming.head())?;
        Ok(Box::new(SomeForm))
    }

    /// A body that is not a form is the notification itself, and becomes `bt_payload`.
    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        let payload = if is_form(draft)? {
            let mut fields = fields(draft.body())?.into_iter();
            let (_, payload) = fields
                .find(|(name, _)| name == "bt_payload")
                .ok_or(MISSING)?;
            payload.into_owned()
        } else {
            Encoding::Base64.encode(draft.body())
        };
        let public_key = draft.key_id().unwrap_or("public_key");
        let signature = draft.signature(Encoding::Hex);
        let body = Serializer::new(String::new())
            .append_pair("bt_signature", &format!("{public_key}|{signature}"))
            .append_pair("bt_payload", &payload)
            .finish();
        draft.set_body(body);
        draft.set(&CONTENT_TYPE, FORM);
        Ok(())
    }
}

/// All that a head says: it is a form.
struct SomeForm;

impl Claim for SomeForm {
    fn check(self: Box<Self>, keys: &Keys) -> Result<Box<dyn Check>, Rejection> {
        if keys.is_empty() {
            return Err(Rejection::UnknownKey);
        }
        Ok(Box::new(BraintreeCheck(keys.clone())))
    }
}

struct BraintreeCheck(Keys);

impl Check for BraintreeCheck {
    fn update(&mut self, _chunk: &[u8]) {} // the fields are known when all is there

    fn finish(self: Box<Self>, body: &Bytes) -> Result<Authentic, Rejection> {
        let Fields {
            signatures,
            payload,
        } = Fields::of(body)?;
        self.judge(&signatures, &payload)
    }
}

/// The fields of the form.
struct Fields<'b> {
    signatures: Cow<'b, str>,
    payload: Cow<'b, str>,
}

impl<'b> Fields<'b> {
    fn of(body: &'b [u8]) -> Result<Self, Rejection> {
        let (mut signatures, mut payload) = (None, None);
        for (name, value) in fields(body)? {
            let slot = match &*name {
                "bt_signature" => &mut signatures,
                "bt_payload" => &mut payload,
                _ => return Err(OTHER),
            };
            if slot.replace(value).is_some() {
                return Err(TWICE);
            }
        }
        let (Some(signatures), Some(payload)) = (signatures, payload) else {
            return Err(MISSING);
        };
        let is_challenge = (20..=32).contains(&payload.len())
            && payload.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_challenge || !payload.bytes().all(is_payload) {
            return Err(OTHER);
        }
        Ok(Self {
            signatures,
            payload,
        })
    }
}

impl BraintreeCheck {
    /// Each key signs the payload once, however many signatures there are.
    fn judge(&self, signatures: &str, payload: &str) -> Result<Authentic, Rejection> {
        let pairs = pairs(signatures)?;
        if pairs.is_empty() {
            return Err(MISSING);
        }
        let mut refusal = Rejection::UnknownKey;
        for key in self.0.iter() {
            let own = pairs
                .iter()
                .filter(|(public_key, _)| key.id().is_none_or(|id| id == *public_key))
                .map(|(_, signature)| signature.as_slice());
            let (Some(_), Some(mut mac)) = (own.clone().next(), key.mac()) else {
                continue;
            };
            mac.update(payload.as_bytes());
            if mac.matches_any(&own) {
                return Ok(Authentic::by(key.slot()));
            }
            refusal = Rejection::SignatureMismatch;
        }
        Err(refusal)
    }
}

/// Public keys and the signatures by them.
fn pairs(signatures: &str) -> Result<Vec<(&str, Vec<u8>)>, Rejection> {
    if signatures.split('&').nth(MAX_PAIRS).is_some() {
        return Err(Rejection::TooManySignatures { maximum: MAX_PAIRS });
    }
    let pairs = signatures.split('&').filter_map(|pair| {
        let (public_key, text) = pair.split_once('|')?;
        let signature = Encoding::Hex.signature(text.as_bytes(), Algorithm::HmacSha1)?;
        Some((public_key, signature))
    });
    Ok(pairs.collect())
}

/// Base64, broken into lines.
const fn is_payload(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\n')
}

const MISSING: Rejection = Rejection::MissingInBody {
    what: "`bt_signature` with a signature, or no `bt_payload`",
};
const OTHER: Rejection = Rejection::MalformedBody {
    reason: "a field is not one of Braintree's, or is not base64",
};
const MAX_PAIRS: usize = 16;

impl Family for Braintree {
    fn words(&self) -> SchemeWords {
        SchemeWords::of(self)
            .with_signature("field bt_signature: <public key>|<hex>")
            .with_message("{bt_payload}")
    }
}

pub(crate) const PROVIDER: Provider = Provider {
    id: "braintree",
    name: "Braintree",
    constant: "BRAINTREE",
    group: Group::Payments,
    documentation: "https://developer.paypal.com/braintree/docs/guides/webhooks/parse/node",
    checked: "2026-11-30",
    feature: Some("form"),
    scheme: ProviderScheme::Code(CodeScheme::new(&|| BRAINTREE)),
    names: &[],
    variants: &[],
};
