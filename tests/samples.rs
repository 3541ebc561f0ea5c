//! The founding senders' own sample verifiers accept what our `Signer` makes.
//!
//! What the samples do is written down in `vectors/README.md`; they are written here
//! anew, on the hash functions alone, so that nothing of the library judges itself.
//! Meshes publishes no sample.

#![allow(clippy::unwrap_used)]

use hmac::{Hmac, KeyInit, Mac};
use hookseal::signing::{Delivery, SignedDelivery, Signer};
use hookseal::{Secret, UnixTime, providers};
use sha2::Sha256;

const SECRET: &str = "whsec_b3d1e07fa2c94f6880d5";
const NOW: u64 = 1_700_000_000;

const BODIES: &[&str] = &[
    r#"{"event":"message.delivered","data":{"id":7}}"#,
    "{\"name\":\"Zoë 🦀\"}\r\n",
    "",
];

fn signed(scheme: hookseal::scheme::Scheme, body: &str) -> SignedDelivery {
    let signer = Signer::new(scheme, Secret::new(SECRET).unwrap()).unwrap();
    let delivery = Delivery::new(body)
        .event_id("msg_1")
        .timestamp(UnixTime::from_secs(NOW));
    signer.sign(&delivery).unwrap()
}

fn header(delivery: &SignedDelivery, name: &str) -> String {
    let mut found = delivery
        .headers()
        .filter(|(other, _)| other.eq_ignore_ascii_case(name));
    let (_, value) = found.next().unwrap();
    assert!(found.next().is_none(), "{name} stands once");
    value.to_owned()
}

fn hmac_hex(message: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(message);
    base16ct::lower::encode_string(&mac.finalize().into_bytes())
}

/// SendMesh's samples: the age in whole seconds, then `{timestamp}.{body}`, compared as
/// small hex digits.
fn sendmesh_sample(delivery: &SignedDelivery, now: u64) -> bool {
    let timestamp = header(delivery, "X-SendMesh-Timestamp");
    let Ok(sent) = timestamp.parse::<u64>() else {
        return false;
    };
    let Ok(body) = std::str::from_utf8(delivery.body()) else {
        return false;
    };
    now.abs_diff(sent) <= 300
        && hmac_hex(format!("{timestamp}.{body}").as_bytes())
            == header(delivery, "X-SendMesh-Signature")
}

/// SendX's sample: the algorithm header, then the body.
fn sendx_sample(delivery: &SignedDelivery) -> bool {
    header(delivery, "X-SendX-Signature-Alg").to_lowercase() == "hmac-sha256"
        && hmac_hex(delivery.body()) == header(delivery, "X-SendX-Signature")
}

/// Sendsar's samples: `sha256=` and the body.
fn sendsar_sample(delivery: &SignedDelivery) -> bool {
    format!("sha256={}", hmac_hex(delivery.body())) == header(delivery, "X-Webhook-Signature")
}

#[test]
fn the_sample_of_sendmesh_accepts_our_deliveries() {
    for body in BODIES {
        let delivery = signed(providers::SENDMESH, body);
        assert!(sendmesh_sample(&delivery, NOW), "{body:?}");
        assert!(sendmesh_sample(&delivery, NOW + 300), "{body:?}");
        assert!(!sendmesh_sample(&delivery, NOW + 301), "{body:?}");
    }
}

#[test]
fn the_sample_of_sendx_accepts_our_deliveries() {
    for body in BODIES {
        assert!(sendx_sample(&signed(providers::SENDX, body)), "{body:?}");
    }
}

#[test]
fn the_samples_of_sendsar_accept_our_deliveries() {
    for body in BODIES {
        assert!(
            sendsar_sample(&signed(providers::SENDSAR, body)),
            "{body:?}"
        );
    }
}
