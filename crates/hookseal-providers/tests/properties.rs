//! For every scheme of the catalogue: what is signed is accepted however it is cut, and
//! anything near it is refused.

#![cfg(feature = "ed25519")]
#![allow(clippy::similar_names, clippy::unwrap_in_result, clippy::unwrap_used)] // a verifier and what it verified

use bytes::Bytes;
use hookseal_core::adapter::RequestHead;
use hookseal_core::scheme::{HeaderName, Part, Scheme, Timestamp, TimestampPlace};
use hookseal_core::signing::{Delivery, PrivateKey, SignedDelivery, Signer, SigningMaterial};
use hookseal_core::time::ManualClock;
use hookseal_core::{Algorithm, Key, Rejection, Secret, UnixTime, Verifier};
use hookseal_providers as providers;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

const NOW: UnixTime = UnixTime::from_secs(1_800_000_000);
const URL: &str = "https://hooks.example.com";

fn scheme() -> impl Strategy<Value = Scheme> {
    let mut all: Vec<_> = providers::ALL
        .iter()
        .filter_map(|p| p.scheme.data().cloned())
        // The signer signs by no others.
        .filter(|scheme| {
            let algorithm = scheme.algorithm();
            algorithm.is_symmetric() || algorithm == Algorithm::Ed25519
        })
        .collect();
    all.extend([
        providers::MESHES_SHA512,
        providers::SENTRY_APP,
        providers::grafana_with_timestamp(HeaderName::from_static("X-Time")),
        providers::SHOPIFY_EVENTS,
        providers::STANDARD_WEBHOOKS_ED25519,
    ]);
    proptest::sample::select(all)
}

fn keys(scheme: &Scheme) -> (SigningMaterial, Key) {
    if scheme.algorithm() == Algorithm::Ed25519 {
        let private = PrivateKey::from_seed(&[7; 32]).unwrap();
        let public = private.public_key().unwrap();
        return (private.into(), public.into());
    }
    let secret = || Secret::from_bytes(b"for tests only, of 36 bytes in all..".to_vec()).unwrap();
    (secret().into(), secret().into())
}

fn sign(scheme: &Scheme, body: &[u8], at: UnixTime) -> SignedDelivery {
    let mut delivery = Delivery::new(body)
        .timestamp(at)
        .event_id("msg_2Z5f0a9d6c1b4e7f")
        .event_type("invoice.paid")
        .attempt(1);
    for part in scheme.message() {
        if let Part::Header(name) = part {
            delivery = delivery.header(name.clone(), "01FJA8B4A7BM43YGWSG9GBV067");
        }
    }
    let (signs, _) = keys(scheme);
    Signer::new(scheme.clone(), signs)
        .unwrap()
        .public_url(URL)
        .unwrap()
        .sign(&delivery)
        .unwrap()
}

/// A body as the sender could send it: it has the timestamp, where it is the body's to have, and
/// begins as JSON does, where that tells where it begins.
fn sent(scheme: &Scheme, at: UnixTime, body: Vec<u8>) -> Vec<u8> {
    if scheme.requires_json() {
        return [b"{", body.as_slice()].concat();
    }
    timed(scheme, at).unwrap_or(body)
}

fn timed(scheme: &Scheme, at: UnixTime) -> Option<Vec<u8>> {
    let TimestampPlace::Json(pointer) = scheme.timestamp()?.place() else {
        return None;
    };
    let name = pointer.trim_start_matches('/');
    Some(format!(r#"{{"{name}":{}}}"#, at.as_millis()).into_bytes())
}

fn verify(
    scheme: &Scheme,
    head: &dyn RequestHead,
    body: &[u8],
    cut: Index,
) -> Result<(), Rejection> {
    let verifier = Verifier::builder(scheme.clone())
        .key(keys(scheme).1)
        .public_url(URL)
        .clock(ManualClock::new(NOW))
        .build()
        .unwrap();
    let (front, back) = body.split_at(cut.index(body.len() + 1));
    let mut verification = verifier.begin(head)?.reading().unwrap();
    verification.update(Bytes::copy_from_slice(front))?;
    verification.update(Bytes::copy_from_slice(back))?;
    let verified = verification.finish()?.event().unwrap();
    assert_eq!(verified.bytes(), body);
    assert_eq!(verified.provider(), scheme.id());
    Ok(())
}

/// A delivery whose signature header has another value.
struct Resigned<'a>(&'a SignedDelivery, &'a [u8]);

impl RequestHead for Resigned<'_> {
    fn method(&self) -> &str {
        self.0.method()
    }

    fn target(&self) -> &str {
        self.0.target()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        // The signer writes the signature last.
        let (signature, _) = self.0.headers().last()?;
        if name.eq_ignore_ascii_case(signature) {
            return (nth == 0).then_some(self.1);
        }
        self.0.header(name, nth)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn p_b8_b16_what_a_sender_signs_is_accepted(
        scheme in scheme(),
        body in vec(any::<u8>(), 0..2_000),
        age in 0_u64..=300,
        cut in any::<Index>(),
    ) {
        let freshness = scheme.timestamp().and_then(Timestamp::freshness);
        let age = age % freshness.map_or(301, |limits| limits.max_age.as_secs() + 1);
        let at = UnixTime::from_secs(NOW.as_secs() - age);
        let body = sent(&scheme, at, body);
        let signed = sign(&scheme, &body, at);
        prop_assert_eq!(verify(&scheme, &signed, &body, cut), Ok(()));
    }

    #[test]
    fn p_b14_a_changed_body_is_refused(
        scheme in scheme(),
        body in vec(any::<u8>(), 0..200),
        forged in vec(any::<u8>(), 0..200),
        cut in any::<Index>(),
    ) {
        prop_assume!(body != forged);
        let signed = sign(&scheme, &body, NOW);
        prop_assert_eq!(
            verify(&scheme, &signed, &forged, cut),
            Err(Rejection::SignatureMismatch)
        );
    }

    #[test]
    fn p_s5_s6_s15_any_other_signature_is_refused(
        scheme in scheme(),
        keep in any::<Index>(),
        more in vec(any::<u8>(), 0..40),
        cut in any::<Index>(),
    ) {
        let signed = sign(&scheme, b"{}", NOW);
        let (_, good) = signed.headers().last().unwrap();
        // A beginning of the right one, and something else behind it; never all of it.
        let (start, _) = good.as_bytes().split_at(keep.index(good.len()));
        let value = [start, &more].concat();
        prop_assume!(!value.to_ascii_lowercase().starts_with(good.to_ascii_lowercase().as_bytes()));
        let verdict = verify(&scheme, &Resigned(&signed, &value), b"{}", cut);
        prop_assert!(verdict.is_err());
    }
}
