//! Senders that are not in the catalogue.
//!
//! Most need no code: what their documentation says becomes one `const` of data, as for
//! Acme below. A few do something that data cannot say; for them, as for Globex, the
//! trait `SignatureScheme` is implemented by hand, in any crate. Both then work alike in
//! every layer and extractor, since each makes a `Verifier`.
//!
//! Run it: `cargo run --example custom_scheme`. It signs and verifies deliveries of both
//! senders, prints the verdicts, and exits with an error if one is wrong.

use std::time::Duration;

use base16ct::lower;
use bytes::Bytes;
use hookseal::adapter::RequestHead;
use hookseal::keys::{KeyedMacs, Keys};
use hookseal::scheme::{
    Authentic, Check, Claim, Description, Encoding, HeaderName, Incoming, Part, Scheme,
    SignatureField, SignatureScheme, Source, Timestamp, TimestampFormat,
};
use hookseal::signing::{Delivery, Draft, SignError, SignedDelivery, Signer};
use hookseal::time::{Clock as _, SystemClock};
use hookseal::{
    Algorithm, BodyCoverage, Freshness, Outcome, Raw, Rejection, Secret, UnixTime, Verifier,
};
use hookseal_examples::BoxError;
use sha2::{Digest as _, Sha256};

/// Acme says: "`Acme-Signature: t=<ms>,s=<base64url HMAC-SHA512>` of method, path with
/// query, `t` and body, joined by newlines; at most two minutes old."
const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha512,
    SignatureField::pairs(HeaderName::from_static("Acme-Signature"), "s").base64url(),
)
.with_timestamp(
    Timestamp::pair("t", TimestampFormat::Milliseconds)
        .with_tolerance(Duration::from_secs(120), Duration::from_secs(10)),
)
.with_message(
    const {
        &[
            Part::Method,
            Part::literal("\n"),
            Part::Target,
            Part::literal("\n"),
            Part::Timestamp,
            Part::literal("\n"),
            Part::Body,
        ]
    },
)
.with_event_id(Source::json("/id"))
.with_event_type(Source::header("Acme-Event"));

/// Globex says: "`Globex-Signature` is the hex HMAC-SHA256 of `{time}.{digest}`, where
/// `time` is `Globex-Time` in seconds and `digest` the hex SHA-256 of the body." A
/// message of data has the body itself, never its digest.
#[derive(Debug)]
struct Globex;

const GLOBEX_SIGNATURE: HeaderName = HeaderName::from_static("Globex-Signature");
const GLOBEX_TIME: HeaderName = HeaderName::from_static("Globex-Time");

impl SignatureScheme for Globex {
    /// What is the same for all its requests. How much of the body is signed must be said.
    fn description(&self) -> Description {
        Description::new("globex", Algorithm::HmacSha256, BodyCoverage::Whole)
            .with_headers([GLOBEX_SIGNATURE, GLOBEX_TIME])
            .with_freshness(FRESHNESS)
    }

    /// Reads the head once, and refuses what can be refused without a key.
    fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
        // Never the first or the last of two headers: `only_header` refuses both.
        let signature =
            incoming
                .only_header(&GLOBEX_SIGNATURE)?
                .ok_or(Rejection::MissingSignature {
                    header: GLOBEX_SIGNATURE,
                })?;
        let signature = Encoding::Hex.signature(signature, Algorithm::HmacSha256);
        let signature = signature.ok_or(Rejection::MalformedSignature {
            header: GLOBEX_SIGNATURE,
        })?;
        let time = incoming
            .only_header(&GLOBEX_TIME)?
            .ok_or(Rejection::MissingTimestamp)?;
        // As the app has configured it, or else five minutes back and one ahead.
        let seconds = TimestampFormat::Seconds;
        Ok(Box::new(GlobexClaim {
            timestamp: incoming.fresh_timestamp(time, seconds, Some(FRESHNESS))?,
            time: time.to_vec(), // the bytes as received, not the number printed again
            signature,
        }))
    }

    /// The sender's side, for tests. What is signed is what the check above hashes of it.
    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        let time = draft.timestamp(TimestampFormat::Seconds)?;
        draft.push(&GLOBEX_TIME, time);
        let signature = draft.signature(Encoding::Hex);
        draft.push(&GLOBEX_SIGNATURE, signature);
        Ok(())
    }
}

/// What the head of a delivery says, believed by nobody yet.
struct GlobexClaim {
    time: Vec<u8>,
    timestamp: UnixTime,
    signature: Vec<u8>,
}

impl Claim for GlobexClaim {
    fn check(self: Box<Self>, keys: &Keys) -> Result<Box<dyn Check>, Rejection> {
        let mut macs = keys.macs()?;
        macs.update(&self.time);
        macs.update(b".");
        Ok(Box::new(GlobexCheck {
            digest: Sha256::new(),
            macs,
            signature: self.signature,
            timestamp: self.timestamp,
        }))
    }
}

/// A delivery of Globex whose body is arriving.
struct GlobexCheck {
    digest: Sha256,
    macs: KeyedMacs,
    signature: Vec<u8>,
    timestamp: UnixTime,
}

impl Check for GlobexCheck {
    fn update(&mut self, chunk: &[u8]) {
        self.digest.update(chunk);
    }

    fn finish(mut self: Box<Self>, _body: &Bytes) -> Result<Authentic, Rejection> {
        let digest = lower::encode_string(&self.digest.finalize());
        self.macs.update(digest.as_bytes());
        let slot = self.macs.matching(&self.signature);
        let slot = slot.ok_or(Rejection::SignatureMismatch)?;
        Ok(Authentic::by(slot).at(Some(self.timestamp)))
    }
}

/// Five minutes back and one ahead.
const FRESHNESS: Freshness = Freshness {
    max_age: Duration::from_secs(300),
    max_future: Duration::from_secs(60),
};

const SECRET: &str = "demo-secret-of-both-senders-9c27";
const BODY: &[u8] = br#"{"id":"parcel-7","state":"delivered"}"#;

fn main() -> Result<(), BoxError> {
    let long_ago = SystemClock.now().saturating_sub(Duration::from_secs(3600));

    let acme = Verifier::builder(ACME).key(Secret::new(SECRET)?).build()?;
    let sender = Signer::new(ACME, Secret::new(SECRET)?)?;
    let delivery = Delivery::new(BODY)
        .target("/hooks/acme?team=7")
        .event_type("parcel.delivered");
    let signed = sender.sign(&delivery)?;
    let stale = sender.sign(&delivery.clone().timestamp(long_ago))?;
    // Signed for one team, sent to another: the path is signed too.
    let elsewhere = Moved(&signed, "/hooks/acme?team=8");
    judge("acme, signed", "accepted", &acme, &signed, BODY)?;
    judge("acme, an hour old", "stale", &acme, &stale, BODY)?;
    judge(
        "acme, other body",
        "signature_mismatch",
        &acme,
        &signed,
        b"{}",
    )?;
    judge(
        "acme, other path",
        "signature_mismatch",
        &acme,
        &elsewhere,
        BODY,
    )?;

    let globex = Verifier::builder(Globex)
        .key(Secret::new(SECRET)?)
        .build()?;
    let sender = Signer::new(Globex, Secret::new(SECRET)?)?;
    let signed = sender.sign(&Delivery::new(BODY))?;
    let stale = sender.sign(&Delivery::new(BODY).timestamp(long_ago))?;
    judge("globex, signed", "accepted", &globex, &signed, BODY)?;
    judge("globex, an hour old", "stale", &globex, &stale, BODY)?;
    judge(
        "globex, other body",
        "signature_mismatch",
        &globex,
        &signed,
        b"{}",
    )?;
    Ok(())
}

/// Verifies, prints the verdict, and fails if it is another than expected.
fn judge(
    what: &str,
    verdict: &str,
    verifier: &Verifier,
    head: &dyn RequestHead,
    body: &'static [u8],
) -> Result<(), BoxError> {
    let code = match verifier.verify(head, body) {
        Ok(Outcome::Handshake(answered)) => {
            println!("{what:<20} answered: {}", answered.name());
            "handshake"
        }
        Ok(Outcome::Event(body)) => {
            let event = body.decode::<Raw>()?;
            let kind = event.event_type().map(|kind| kind.to_string());
            println!("{what:<20} accepted: {}", kind.unwrap_or_default());
            "accepted"
        }
        Err(rejection) => {
            println!("{what:<20} refused: {rejection}");
            rejection.code()
        }
    };
    if code == verdict {
        Ok(())
    } else {
        Err(format!("{what}: `{code}` instead of `{verdict}`").into())
    }
}

/// A head that says it was sent to another path.
struct Moved<'a>(&'a SignedDelivery, &'a str);

impl RequestHead for Moved<'_> {
    fn method(&self) -> &str {
        self.0.method()
    }

    fn target(&self) -> &str {
        self.1
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        self.0.header(name, nth)
    }
}
