//! PayPal.

use std::borrow::Cow;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use crc32fast::Hasher;
use hookseal_core::adapter::RequestHead;
use hookseal_core::keys::{Keys, Wildcard};
use hookseal_core::scheme::{
    Authentic, Check, Claim, Delivered, Description, Encoding, EventFacts, HeaderName, Incoming,
    KeyFormat, SchemeWords, SignatureScheme, Source, TimestampFormat,
};
use hookseal_core::signing::{Draft, SignError};
use hookseal_core::{Algorithm, BodyCoverage, ConfigError, Rejection, UnixTime, Verifier};

use crate::prehashed::Prehashed;
use crate::provider::Family;
use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// Where PayPal keeps its signing certificates: the addresses for
/// `hookseal_remote_keys::Certificates`.
///
/// Source: the addresses in PayPal's SDKs and samples.
pub const PAYPAL_CERTIFICATES: &[Wildcard] = &[Wildcard::new(
    "https://api.paypal.com/v1/notifications/certs/CERT-*",
)];

/// As [`PAYPAL_CERTIFICATES`], of the sandbox.
pub const PAYPAL_SANDBOX_CERTIFICATES: &[Wildcard] = &[Wildcard::new(
    "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-*",
)];

/// The names that a certificate of PayPal has, one of which must be there.
///
/// Source: what PayPal's SDK for Java requires (`SSLUtil.validateCertificateChain`).
pub const PAYPAL_NAMES: &[Wildcard] = &[
    Wildcard::new("messageverificationcerts.paypal.com"),
    Wildcard::new("messageverificationcerts.sandbox.paypal.com"),
];

/// PayPal: RSA with SHA-256 over `{PAYPAL-TRANSMISSION-ID}|{PAYPAL-TRANSMISSION-TIME}|{webhook
/// id}|{CRC-32 of the body, in decimal}`, base64 in `PAYPAL-TRANSMISSION-SIG`, by a certificate
/// that `PAYPAL-CERT-URL` names.
///
/// **The signature does not protect the body.** A CRC-32 finds accidents, no forgeries:
/// anyone who has one signed delivery finds another body with the same checksum at once, and can
/// send it with that signature. [`BodyCoverage::Nothing`] says so. Before money moves, ask
/// PayPal for the event by its id
/// (`GET /v1/notifications/webhooks-events/{id}`), and remember transmissions' ids.
///
/// `webhook_id` is the id of the webhook, as PayPal's dashboard shows it; it is part of what
/// is signed, so deliveries of other accounts do not fit. Of events from PayPal's simulator it
/// is the text `WEBHOOK_ID`: anyone who has a PayPal account can send those, so take that id in
/// tests alone. The transmission's time is signed;
/// PayPal says no limit for its age, so none is checked unless the app sets one with
/// `VerifierBuilder::tolerance`; failed deliveries are retried for three days.
///
/// `PAYPAL-AUTH-ALGO` must be `SHA256withRSA`.
///
/// # Certificates
///
/// Give the verifier a resolver that fetches them from [`PAYPAL_CERTIFICATES`]:
///
/// ```ignore
/// use hookseal::providers::{PAYPAL_CERTIFICATES, PAYPAL_NAMES, paypal};
/// use hookseal::remote_keys::{Certificates, RemoteKeys};
///
/// let certificates = Certificates::new(PAYPAL_CERTIFICATES)?.names(PAYPAL_NAMES);
/// let verifier = Verifier::builder(paypal("1JE4291016473214C"))
///     .resolver(RemoteKeys::certificates(certificates)?)
///     .build()?;
/// ```
///
/// Source: <https://developer.paypal.com/api/rest/webhooks/rest/>
pub fn paypal(webhook_id: impl Into<String>) -> PayPal {
    PayPal {
        webhook_id: webhook_id.into(),
        certificates: Cow::Borrowed(PAYPAL_CERTIFICATES),
    }
}

/// The scheme of PayPal: see [`paypal`].
#[derive(Clone, Debug)]
pub struct PayPal {
    webhook_id: String,
    certificates: Cow<'static, [Wildcard]>,
}

impl PayPal {
    /// Other addresses of certificates than [`PAYPAL_CERTIFICATES`]: those of the
    /// [sandbox](PAYPAL_SANDBOX_CERTIFICATES), in which anybody can have an account.
    #[must_use]
    pub fn with_certificates_at(mut self, addresses: impl Into<Cow<'static, [Wildcard]>>) -> Self {
        self.certificates = addresses.into();
        self
    }

    fn certificate<'a>(&self, head: &'a dyn RequestHead) -> Option<&'a str> {
        let url = str::from_utf8(head.header(CERTIFICATE.as_str(), 0)?).ok()?;
        let known = self.certificates.iter().any(|place| place.matches(url));
        known.then_some(url)
    }

    fn transmission(&self, incoming: &Incoming<'_>) -> Result<Transmission, Rejection> {
        let signature = incoming
            .only_header(&SIGNATURE)?
            .filter(|value| !value.is_empty())
            .ok_or(Rejection::MissingSignature { header: SIGNATURE })?;
        match incoming.only_header(&ALGORITHM)? {
            Some(b"SHA256withRSA") => {}
            _ => return Err(Rejection::UnsupportedAlgorithm { header: ALGORITHM }),
        }
        let id = required(incoming, &ID)?;
        let is_id = (1..=MAX_ID_BYTES).contains(&id.len())
            && id
                .iter()
                .all(|byte| byte.is_ascii_graphic() && *byte != b'|');
        if !is_id {
            return Err(Rejection::MalformedId);
        }
        let time = incoming
            .only_header(&TIME)?
            .ok_or(Rejection::MissingTimestamp)?;
        let at = incoming.fresh_timestamp(time, TimestampFormat::Rfc3339, None)?;
        required(incoming, &CERTIFICATE)?;
        let certificate = self
            .certificate(incoming.head())
            .ok_or(Rejection::UnknownKey)?;
        let signature = STANDARD
            .decode(signature)
            .map_err(|_| Rejection::MalformedSignature { header: SIGNATURE })?;
        Ok(Transmission {
            before: [id, time, self.webhook_id.as_bytes(), b""].join(&b'|'),
            at,
            certificate: certificate.to_owned(),
            signature,
        })
    }
}

fn required<'a>(incoming: &Incoming<'a>, header: &HeaderName) -> Result<&'a [u8], Rejection> {
    incoming
        .only_header(header)?
        .ok_or_else(|| Rejection::MissingHeader {
            header: header.clone(),
        })
}

impl SignatureScheme for PayPal {
    /// The retry window is that of 25 attempts.
    fn description(&self) -> Description {
        Description::new("paypal", Algorithm::RsaV15Sha256, BodyCoverage::Nothing)
            .with_key_format(KeyFormat::Certificate)
            .with_headers([ID, TIME, SIGNATURE, CERTIFICATE, ALGORITHM])
            .with_signed_headers([ID, TIME])
            .with_facts(
                EventFacts::new()
                    .with_id(Source::json("/id"))
                    .with_event_type(Source::json("/event_type")),
            )
            .with_retry_window(Duration::from_secs(3 * 24 * 3_600))
    }

    /// By the transmission: nothing that tells events apart is signed of the body.
    fn event_identity(
        &self,
        delivered: &Delivered<'_>,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        let id = ID.only_in(delivered.head())?;
        part(id.ok_or(Rejection::MissingHeader { header: ID })?);
        Ok(())
    }

    fn validate(&self, _public_url: Option<&str>) -> Result<(), ConfigError> {
        if self.certificates.is_empty() {
            return Err(ConfigError::InvalidScheme {
                scheme: "paypal".to_owned(),
                reason: "unknown environment for certificates; use `live` or `sandbox`",
            });
        }
        let id = self.webhook_id.as_bytes();
        let of_an_id = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        if !id.is_empty() && id.iter().all(of_an_id) {
            return Ok(());
        }
        Err(ConfigError::InvalidScheme {
            scheme: "paypal".to_owned(),
            reason: "the webhook's id is missing or malformed; PayPal's dashboard shows it next to the webhook's URL",
        })
    }

    fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
        Ok(Box::new(self.transmission(incoming)?))
    }

    /// The event's id is the transmission's, and the key's id the certificate's address.
    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        let id = draft.event_id()?;
        draft.push(&ID, id);
        let time = draft.timestamp(TimestampFormat::Rfc3339)?;
        draft.push(&TIME, time);
        let certificate = draft.key_id().unwrap_or(SOME_CERTIFICATE);
        draft.push(&CERTIFICATE, certificate);
        draft.push(&ALGORITHM, "SHA256withRSA");
        let signature = draft.signature(Encoding::Base64);
        draft.push(&SIGNATURE, signature);
        Ok(())
    }
}

/// The claim of a delivery's head.
struct Transmission {
    /// Everything that is signed before the checksum.
    before: Vec<u8>,
    at: UnixTime,
    /// Its address, which is the key's id.
    certificate: String,
    signature: Vec<u8>,
}

impl Claim for Transmission {
    fn key_ids(&self) -> Vec<&str> {
        vec![&self.certificate]
    }

    fn check(self: Box<Self>, keys: &Keys) -> Result<Box<dyn Check>, Rejection> {
        let id = Some(&*self.certificate);
        let signature = Prehashed::start(keys, id, &self.signature, &self.before, self.at)?;
        let checksum = Hasher::new();
        Ok(Box::new(PayPalCheck {
            signature,
            checksum,
        }))
    }
}

struct PayPalCheck {
    signature: Prehashed,
    checksum: Hasher,
}

impl Check for PayPalCheck {
    fn update(&mut self, chunk: &[u8]) {
        self.checksum.update(chunk);
    }

    fn finish(self: Box<Self>, _body: &Bytes) -> Result<Authentic, Rejection> {
        self.signature.finish(&self.checksum.finalize().to_string())
    }
}

const ID: HeaderName = HeaderName::from_static("PAYPAL-TRANSMISSION-ID");
const TIME: HeaderName = HeaderName::from_static("PAYPAL-TRANSMISSION-TIME");
const SIGNATURE: HeaderName = HeaderName::from_static("PAYPAL-TRANSMISSION-SIG");
const CERTIFICATE: HeaderName = HeaderName::from_static("PAYPAL-CERT-URL");
const ALGORITHM: HeaderName = HeaderName::from_static("PAYPAL-AUTH-ALGO");
/// The address that is named if a signer knows none.
const SOME_CERTIFICATE: &str =
    "https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594";
const MAX_ID_BYTES: usize = 256;

impl Family for PayPal {
    fn words(&self) -> SchemeWords {
        SchemeWords::of(self)
            .with_signature("PAYPAL-TRANSMISSION-SIG: <base64>")
            .with_message("{PAYPAL-TRANSMISSION-ID}|{PAYPAL-TRANSMISSION-TIME}|{webhook id}|{CRC-32 of the body}")
            .with_key("X.509 certificate named by PAYPAL-CERT-URL; and the webhook's id")
            .with_timestamp("PAYPAL-TRANSMISSION-TIME (RFC 3339)", None)
    }
}

pub(crate) const PROVIDER: Provider = Provider {
    id: "paypal",
    name: "PayPal",
    constant: "paypal(webhook_id)",
    group: Group::Payments,
    documentation: "https://developer.paypal.com/api/rest/webhooks/rest/",
    checked: "2026-11-30",
    feature: Some("x509"),
    scheme: ProviderScheme::Code(CodeScheme::new(&|| paypal("")).with_settings(
        &["webhook_id", "certificates"],
        |values| {
            let id = values("webhook_id").into_iter().next();
            let scheme = paypal(id.unwrap_or_default());
            // Of several, any; what is no known place is none.
            let mut addresses = Vec::new();
            for place in values("certificates") {
                addresses.extend_from_slice(match &*place {
                    "live" => PAYPAL_CERTIFICATES,
                    "sandbox" => PAYPAL_SANDBOX_CERTIFICATES,
                    _ => &[],
                });
            }
            Verifier::builder(if values("certificates").is_empty() {
                scheme
            } else {
                scheme.with_certificates_at(addresses)
            })
        },
    )),
    names: &[],
    variants: &[],
};
