//! A signature fits one event alone: no other request shows another one by the same signature.
//!
//! A sender joins what it signs to one message: time, id, headers, URL, body. Where a message
//! can be cut elsewhere, anyone who has seen one delivery can send another that nobody signed. So
//! for every scheme of the catalogue deliveries are signed whose pieces are made of just what
//! separates them, and each message is cut in every way there is. Of all requests that these
//! cuts make, the verifier must take the genuine one alone.
//!
//! A scheme where that cannot be had says so by its `BodyCoverage`.

#![cfg(all(
    feature = "aws-lc",
    feature = "dates",
    feature = "form",
    feature = "httpsig",
    feature = "jwt",
    feature = "multipart",
    feature = "sha1",
    feature = "x509"
))]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::similar_names,
    clippy::single_match_else,
    clippy::unwrap_used
)] // a test; a signer and what it signed

mod catalogue;
mod request;
#[path = "../common/settings.rs"]
mod settings;
mod slot;
mod special;

use bytes::Bytes;
use hookseal_core::signing::{PrivateKey, Signer, SigningMaterial};
use hookseal_core::time::ManualClock;
use hookseal_core::{KeyRing, PublicKey, Secret, UnixTime, Verifier, VerifierBuilder};
use hookseal_providers::{ALL, ProviderScheme};

use crate::catalogue::{BASE, Given, Shape};
use crate::request::Request;
use crate::slot::{Slot, cuts};

pub(crate) const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);

const KEYS: &[&str] = &[
    include_str!("../../../hookseal-core/tests/keys/ed25519.pem"),
    include_str!("../../../hookseal-core/tests/keys/p256.pem"),
    include_str!("../../../hookseal-core/tests/keys/rsa.pem"),
];
const CERTIFICATE: &str = include_str!("../../../hookseal-core/tests/keys/rsa_certificate.pem");
/// The forms in which senders show secrets.
const SECRETS: &[&str] = &[
    "a-user:and-a-password-of-some-length-so-that-all-of-them-take-it",
    "whsec_Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJ0",
    "v1,whsec_Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJ0",
    "Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJ0",
    "9c41d7a2e05b83f6601c2d4e8fa97b35d0e2f4a6b8c0d1e3f507192b3c4d5e6f",
];

fn builder(scheme: &ProviderScheme) -> VerifierBuilder {
    scheme
        .verifier_with(&settings::setting)
        .public_url(BASE)
    .clock(ManualClock::new(NOW))
    // However old: an app may choose so, and the message must be safe all the same.
    .without_freshness()
    .without_handshakes()
}

/// A verifier of the scheme, and a signer that it believes.
pub(crate) fn pair(name: &str, scheme: &ProviderScheme) -> (Verifier, Signer) {
    let secret = |text: &str| Secret::new(text).unwrap();
    let private = |pem: &str| PrivateKey::from_pem(pem).unwrap();
    let secrets = SECRETS.iter().map(|text| {
        (
            SigningMaterial::from(secret(text)),
            KeyRing::from(secret(text)),
        )
    });
    let pairs = KEYS.iter().map(|pem| {
        let public = private(pem).public_key().unwrap();
        (private(pem).into(), public.into())
    });
    let (material, verifier) = secrets
        .chain(pairs)
        .find_map(|(material, key)| Some((material, builder(scheme).keys(key).build().ok()?)))
        .unwrap_or_else(|| panic!("{name}: no key fits"));
    let certified = PublicKey::new(CERTIFICATE).unwrap();
    let verifier = match builder(scheme).key(certified).build() {
        Ok(certified) => certified,
        Err(_) => verifier,
    };
    (verifier, builder(scheme).signer(material).unwrap())
}

/// What was found of a scheme.
#[derive(Default)]
struct Findings {
    genuine: usize,
    forgeries: Vec<String>,
}

fn search(verifier: &Verifier, signer: &Signer, shapes: &[Shape], all: &[Given]) -> Findings {
    let mut findings = Findings::default();
    for given in all {
        let Ok(signed) = signer.sign(&given.delivery()) else {
            continue;
        };
        let genuine = Request::of(&signed);
        let body = Bytes::copy_from_slice(&genuine.body);
        if verifier.verify(&genuine, body.clone()).is_err() {
            continue; // the sender could not mean it
        }
        findings.genuine += 1;
        let trace = verifier.trace(&genuine, body);
        let [message] = trace.messages() else {
            panic!("{} messages", trace.messages().len());
        };
        let (texts, tail) = read(&genuine, shapes, message);
        for shape in shapes {
            cuts(message, &shape.slots, &tail, &mut |cut| {
                let Some(other) = write(&genuine, shape, cut) else {
                    return;
                };
                let same = cut.len() == texts.len()
                    && cut
                        .iter()
                        .zip(&texts)
                        .all(|(one, other)| *one == other.as_slice());
                if same {
                    return;
                }
                let body = Bytes::copy_from_slice(&other.body);
                if verifier.verify(&other, body).is_ok() && findings.forgeries.len() < 3 {
                    findings
                        .forgeries
                        .push(format!("{:?}\n  as {:?}", lossy(&texts), lossy(cut)));
                }
            });
        }
    }
    findings
}

fn lossy(pieces: &[impl AsRef<[u8]>]) -> Vec<String> {
    pieces
        .iter()
        .map(|piece| String::from_utf8_lossy(piece.as_ref()).into_owned())
        .collect()
}

/// The pieces of the genuine message by the shape that it has, and its tail.
fn read(genuine: &Request, shapes: &[Shape], message: &[u8]) -> (Vec<Vec<u8>>, Vec<u8>) {
    for shape in shapes {
        let texts: Option<Vec<_>> = shape
            .slots
            .iter()
            .filter(|slot| !matches!(slot, Slot::Tail))
            .map(|slot| slot.read(genuine))
            .collect();
        let Some(mut texts) = texts else { continue };
        let joined = texts.concat();
        let has_tail = matches!(shape.slots.last(), Some(Slot::Tail));
        match message.strip_prefix(joined.as_slice()) {
            Some(tail) if has_tail || tail.is_empty() => {
                if has_tail {
                    texts.push(tail.to_vec());
                }
                return (texts, tail.to_vec());
            }
            _ => {}
        }
    }
    panic!(
        "no shape says what is signed: {:?}",
        String::from_utf8_lossy(message)
    );
}

/// The genuine request with other pieces.
fn write(genuine: &Request, shape: &Shape, cut: &[&[u8]]) -> Option<Request> {
    let mut other = genuine.clone();
    if let Some(body) = shape.body {
        other.body = special::with_members_of(body, &genuine.body)?;
    }
    for (slot, text) in shape.slots.iter().zip(cut) {
        slot.write(&mut other, text)?;
    }
    Some(other)
}

#[test]
fn no_message_can_be_cut_elsewhere() {
    let mut wrong = Vec::new();
    for provider in ALL {
        let variants = provider
            .variants
            .iter()
            .map(|variant| (variant.full_name(provider), &variant.scheme));
        for (name, scheme) in [(provider.id.to_owned(), &provider.scheme)]
            .into_iter()
            .chain(variants)
        {
            if catalogue::joins_nothing(&name, scheme).is_some() {
                continue;
            }
            let (shapes, all) = match scheme.data() {
                Some(data) => {
                    let shape = catalogue::shape_of(data);
                    let all = catalogue::given_for(&shape, data);
                    (vec![shape], all)
                }
                None => {
                    let shapes = catalogue::shapes_of_code(&name)
                        .unwrap_or_else(|| panic!("{name}: what it signs is not said"));
                    (shapes, catalogue::given_for_code(&name))
                }
            };
            let (verifier, signer) = pair(&name, scheme);
            let findings = search(&verifier, &signer, &shapes, &all);
            assert!(findings.genuine > 0, "{name}: no delivery is genuine");
            for forgery in findings.forgeries {
                wrong.push(format!("{name}: {forgery}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
