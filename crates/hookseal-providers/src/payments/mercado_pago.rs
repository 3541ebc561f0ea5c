//! Mercado Pago.

use bytes::Bytes;
use hookseal_core::{
    Algorithm, Authentic, BodyCoverage, Check, Draft, Encoding, EventFacts, HeaderName, Incoming,
    KeyedMacs, Rejection, RequestHead, SchemeWords, SignError, SignatureScheme, Source,
    TimestampFormat, UnixTime, Verifier,
};

use crate::form::{parameter, with_parameter};
use crate::{CodeScheme, Provider, ProviderScheme};

/// Mercado Pago: see [`MercadoPago`].
pub const MERCADO_PAGO: MercadoPago = MercadoPago;

/// Mercado Pago: `x-signature: ts=<time>,v1=<hex HMAC-SHA256 of
/// id:{data.id};request-id:{x-request-id};ts:{time};>`, where `data.id` is the query's, as it is or,
/// as Mercado Pago's documentation says, in small letters.
///
/// **Nothing of the body is signed**: fetch what the id in the query names. Mercado Pago
/// drops from the message what a request does not have; here all three must be there.
/// Documentation and library differ on whether the time is in milliseconds or seconds, so its
/// digits tell, and none is judged by default; set an age with `VerifierBuilder::tolerance`.
/// The key is the text of the application's secret signature. QR codes' notifications and the
/// older IPN are not signed.
///
/// Source: <https://www.mercadopago.com/developers/en/docs/your-integrations/notifications/webhooks>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MercadoPago;

impl SignatureScheme for MercadoPago {
    type Check = MercadoPagoCheck;

    fn id(&self) -> &'static str {
        "mercado_pago"
    }

    fn algorithm(&self) -> Algorithm {
        Algorithm::HmacSha256
    }

    fn headers(&self) -> Vec<HeaderName> {
        vec![SIGNATURE, REQUEST_ID]
    }

    fn facts(&self) -> &EventFacts {
        const FACTS: &EventFacts = &EventFacts::new()
            .id(Source::json("/id"))
            .event_type(Source::json("/action"));
        FACTS
    }

    fn signs_header(&self, name: &HeaderName) -> bool {
        *name == REQUEST_ID
    }

    fn body_coverage(&self) -> BodyCoverage {
        BodyCoverage::Nothing
    }

    /// By what the query names and the request's id: both are signed, nothing of the body is.
    fn tell_apart(
        &self,
        head: &dyn RequestHead,
        _body: &Bytes,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        let data_id = parameter(head.target(), "data.id")?.unwrap_or_default();
        part(data_id.to_ascii_lowercase().as_bytes());
        part(head.header(REQUEST_ID.as_str(), 0).unwrap_or_default());
        Ok(())
    }

    fn screen(&self, incoming: &Incoming<'_>) -> Result<(), Rejection> {
        Asserted::read(incoming).map(drop)
    }

    fn begin(&self, incoming: &Incoming<'_>) -> Result<MercadoPagoCheck, Rejection> {
        let asserted = Asserted::read(incoming)?;
        let signed = |data_id: &str| {
            let mut macs = incoming.macs()?;
            for piece in [
                "id:",
                data_id,
                ";request-id:",
                asserted.request_id,
                ";ts:",
                asserted.time,
                ";",
            ] {
                macs.update(piece.as_bytes());
            }
            Ok::<KeyedMacs, Rejection>(macs)
        };
        // The documentation and, since June 2026, the libraries differ.
        let small = asserted.data_id.to_ascii_lowercase();
        let in_small_letters = if small == asserted.data_id {
            None
        } else {
            Some(signed(&small)?)
        };
        Ok(MercadoPagoCheck {
            macs: signed(&asserted.data_id)?,
            in_small_letters,
            signature: asserted.signature,
            at: asserted.at,
        })
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

/// What a request says about itself, believed by nobody yet.
struct Asserted<'a> {
    data_id: String,
    request_id: &'a str,
    time: &'a str,
    at: UnixTime,
    signature: Vec<u8>,
}

impl<'a> Asserted<'a> {
    fn read(incoming: &Incoming<'a>) -> Result<Self, Rejection> {
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
            request_id,
            time,
            at,
            signature,
        })
    }
}

/// The check of a [`MercadoPago`] notification under way.
#[derive(Debug)]
pub struct MercadoPagoCheck {
    macs: KeyedMacs,
    /// Of the id in small letters, where that is another.
    in_small_letters: Option<KeyedMacs>,
    signature: Vec<u8>,
    at: UnixTime,
}

impl Check for MercadoPagoCheck {
    fn update(&mut self, _chunk: &[u8]) {} // nothing of it is signed

    fn finish(self, _body: &Bytes) -> Result<Authentic, Rejection> {
        let other = self.in_small_letters;
        let slot = self
            .macs
            .matching(&self.signature)
            .or_else(|| other?.matching(&self.signature));
        match slot {
            Some(slot) => Ok(Authentic::by(slot).at(Some(self.at))),
            None => Err(Rejection::SignatureMismatch),
        }
    }
}

const SIGNATURE: HeaderName = HeaderName::from_static("x-signature");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

fn words() -> SchemeWords {
    SchemeWords::of(&MERCADO_PAGO)
        .signature("x-signature: ts=<time>,v1=<hex>")
        .message("id:{data.id};request-id:{x-request-id};ts:{timestamp};")
        .timestamp("ts= (milliseconds or seconds)", None)
}

pub(crate) const PROVIDER: Provider = Provider::with(
    "mercado_pago",
    "Mercado Pago",
    "https://www.mercadopago.com/developers/en/docs/your-integrations/notifications/webhooks",
    "2026-11-21",
    ProviderScheme::Code(CodeScheme::new(|| Verifier::builder(MERCADO_PAGO), words)),
)
.behind_feature("form");

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
        MERCADO_PAGO
            .tell_apart(&Head(target, request), &body, &mut |part| {
                parts.push(part.to_vec());
            })
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
