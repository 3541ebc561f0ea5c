//! Mercado Pago.

use bytes::Bytes;
use hookseal_core::adapter::RequestHead;
use hookseal_core::keys::Keys;
use hookseal_core::scheme::{
    Authentic, Check, Claim, Delivered, Description, Encoding, EventFacts, HeaderName, Incoming,
    SchemeWords, SignatureScheme, Source, TimestampFormat,
};
use hookseal_core::signing::{Draft, SignError};
use hookseal_core::{Algorithm, BodyCoverage, Rejection, UnixTime};

use crate::form::{parameter, with_parameter};
use crate::provider::Family;
use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// Mercado Pago: see [`MercadoPago`].
pub const MERCADO_PAGO: MercadoPago = MercadoPago;

/// Mercado Pago: `x-signature: ts=<time>,v1=<hex HMAC-SHA256 of
/// id:{data.id};request-id:{x-request-id};ts:{time};>`, where `data.id` is the query's, as it is or,
/// as Mercado Pago's documentation says, in small letters.
///
/// **Nothing of the body is signed**: fetch what the id in the query names. Mercado Pago
/// drops from the message what a request does not have; here all three must be there.
/// Documentation and library differ on whether the time is in milliseconds or seconds, so its
/// digits tell, and none is checked by default; set an age with `VerifierBuilder::tolerance`.
/// The key is the text of the application's secret signature. QR codes' notifications and the
/// older IPN are not signed.
///
/// Source: <https://www.mercadopago.com/developers/en/docs/your-integrations/notifications/webhooks>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MercadoPago;

impl SignatureScheme for MercadoPago {
    fn description(&self) -> Description {
        Description::new("mercado_pago", Algorithm::HmacSha256, BodyCoverage::Nothing)
            .with_headers([SIGNATURE, REQUEST_ID])
            .with_signed_headers([REQUEST_ID])
            .with_facts(
                EventFacts::new()
                    .with_id(Source::json("/id"))
                    .with_event_type(Source::json("/action")),
            )
    }

    /// By what the query names and the request's id: both are signed, nothing of the body is.
    fn event_identity(
        &self,
        delivered: &Delivered<'_>,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        let head = delivered.head();
        let data_id = parameter(head.target(), "data.id")?.unwrap_or_default();
        part(data_id.to_ascii_lowercase().as_bytes());
        part(head.header(REQUEST_ID.as_str(), 0).unwrap_or_default());
        Ok(())
    }

    fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
        Ok(Box::new(Notification::read(incoming)?))
    }

    /// Where the delivery has neither, the event's id is that of its data and of the request.
    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        if parameter(draft.target(), "data.id")?.is_none() {
            let target = with_parameter(draft.target(), "data.id", draft.event_id()?);
            draft.set_target(target);
        }
        if draft.header(REQUEST_ID.as_str(), 0).is_none() {
            let id = draft.event_id()?;
            draft.push(&REQUEST_ID, id);
        }
        let time = draft.timestamp(TimestampFormat::Milliseconds)?;
        let signature = draft.signature(Encoding::Hex);
        draft.push(&SIGNATURE, format!("ts={time},v1={signature}"));
        Ok(())
    }
}

/// The claim of a head.
struct Notification {
    data_id: String,
    request_id: String,
    time: String,
    at: UnixTime,
    signature: Vec<u8>,
}

impl Notification {
    fn read(incoming: &Incoming<'_>) -> Result<Self, Rejection> {
        let malformed = || Rejection::MalformedSignature { header: SIGNATURE };
        let value = match incoming.only_header(&SIGNATURE)? {
            None | Some(b"") => return Err(Rejection::MissingSignature { header: SIGNATURE }),
            Some(value) => std::str::from_utf8(value).map_err(|_| malformed())?,
        };
        let (mut time, mut signature) = (None, None);
        for pair in value.split(',') {
            let slot = match pair.split_once('=') {
                Some((name, text)) if name.trim() == "ts" => time.replace(text.trim()),
                Some((name, text)) if name.trim() == "v1" => signature.replace(text.trim()),
                _ => None,
            };
            if slot.is_some() {
                return Err(Rejection::Ambiguous { field: SIGNATURE });
            }
        }
        let signature = Encoding::Hex
            .signature(
                signature.unwrap_or_default().as_bytes(),
                Algorithm::HmacSha256,
            )
            .ok_or_else(malformed)?;
        let time = time.ok_or(Rejection::MissingTimestamp)?;
        let format = match time.len() {
            13 => TimestampFormat::Milliseconds,
            _ => TimestampFormat::Seconds,
        };
        let at = incoming.fresh_timestamp(time.as_bytes(), format, None)?;
        let request_id = match incoming.only_header(&REQUEST_ID)? {
            None | Some(b"") => return Err(Rejection::MissingHeader { header: REQUEST_ID }),
            Some(value) => std::str::from_utf8(value)
                .ok()
                .filter(|id| !id.contains(';'))
                .ok_or(Rejection::Ambiguous { field: REQUEST_ID })?,
        };
        let target = incoming.head().target();
        let data_id = parameter(target, "data.id")?
            .filter(|id| !id.is_empty())
            .ok_or(Rejection::MissingComponent {
                component: "data.id",
            })?;
        // Beyond ASCII, different letters have the same small one.
        if data_id.contains(';') || !data_id.is_ascii() {
            return Err(Rejection::AmbiguousTarget);
        }
        Ok(Self {
            data_id,
            request_id: request_id.to_owned(),
            time: time.to_owned(),
            at,
            signature,
        })
    }
}

impl Claim for Notification {
    fn check(self: Box<Self>, keys: &Keys) -> Result<Box<dyn Check>, Rejection> {
        // The documentation and, since June 2026, the libraries differ.
        let small = self.data_id.to_ascii_lowercase();
        let slot = [&self.data_id, &small].into_iter().find_map(|data_id| {
            let mut macs = keys.macs().ok()?;
            let (request_id, time) = (&self.request_id, &self.time);
            let message = format!("id:{data_id};request-id:{request_id};ts:{time};");
            macs.update(message.as_bytes());
            macs.matching(&self.signature)
        });
        if keys.is_empty() {
            return Err(Rejection::UnknownKey);
        }
        let held = slot.map(|slot| Authentic::by(slot).at(Some(self.at)));
        Ok(Box::new(Decided(held.ok_or(Rejection::SignatureMismatch))))
    }
}

/// The verdict is known before the body, of which nothing is signed.
struct Decided(Result<Authentic, Rejection>);

impl Check for Decided {
    fn update(&mut self, _chunk: &[u8]) {}

    fn finish(self: Box<Self>, _body: &Bytes) -> Result<Authentic, Rejection> {
        self.0
    }
}

const SIGNATURE: HeaderName = HeaderName::from_static("x-signature");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

impl Family for MercadoPago {
    fn words(&self) -> SchemeWords {
        SchemeWords::of(self)
            .with_signature("x-signature: ts=<time>,v1=<hex>")
            .with_message("id:{data.id};request-id:{x-request-id};ts:{timestamp};")
            .with_timestamp("ts= (milliseconds or seconds)", None)
    }
}

pub(crate) const PROVIDER: Provider = Provider {
    id: "mercado_pago",
    name: "Mercado Pago",
    constant: "MERCADO_PAGO",
    group: Group::Payments,
    documentation: "https://www.mercadopago.com/developers/en/docs/your-integrations/notifications/webhooks",
    checked: "2026-11-21",
    feature: Some("form"),
    scheme: ProviderScheme::Code(CodeScheme::new(&|| MERCADO_PAGO)),
    names: &[],
    variants: &[],
};

#[cfg(test)]
mod tests {
    use super::*;

    struct Head(&'static str, &'static str);

    impl RequestHead for Head {
        fn method(&self) -> &'static str {
            "POST"
        }

        fn target(&self) -> &'static str {
            self.0
        }

        fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
            (nth == 0 && name.eq_ignore_ascii_case("x-request-id")).then_some(self.1.as_bytes())
        }
    }

    fn parts(target: &'static str, request: &'static str, body: &'static [u8]) -> Vec<Vec<u8>> {
        let mut parts = Vec::new();
        let body = Bytes::from_static(body);
        let (head, facts) = (Head(target, request), EventFacts::new());
        let delivered = Delivered::new(&head, &body, &facts);
        MERCADO_PAGO
            .event_identity(&delivered, &mut |part| parts.push(part.to_vec()))
            .unwrap();
        parts
    }

    #[test]
    fn another_body_makes_no_other_delivery_but_another_request_does() {
        let one = parts("/?data.id=ABC1", "r-1", b"{}");
        assert_eq!(one, parts("/?data.id=abc1", "r-1", br#"{"id":"forged"}"#));
        assert_ne!(one, parts("/?data.id=ABC1", "r-2", b"{}"));
        assert_ne!(one, parts("/?data.id=ABC2", "r-1", b"{}"));
    }
}
