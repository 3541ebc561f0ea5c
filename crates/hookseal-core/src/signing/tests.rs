#![allow(clippy::similar_names)] // a signer and what it signed

use super::*;
use crate::crypto::Algorithm;
use crate::event::Source;
use crate::header_name::HeaderName;
use crate::key::Secret;
use crate::request::RequestHead as _;
use crate::schemes::{Part, Scheme, SignatureField};

const SIGNATURE: HeaderName = HeaderName::from_static("X-Signature");
const SECRET: &str = "marker-9f31c07be2a45d68";

fn scheme() -> Scheme {
    Scheme::new(
        "acme",
        Algorithm::HmacSha256,
        SignatureField::plain(SIGNATURE),
    )
}

fn signer(scheme: Scheme) -> Signer {
    Signer::new(scheme, Secret::new(SECRET).unwrap()).unwrap()
}

#[test]
fn o3_o4_k24_debug_shows_no_secret_signature_or_body() {
    let signer = signer(scheme());
    let delivery = Delivery::new("marker-body").header(SIGNATURE, "marker-value");
    let signed = signer.sign(&delivery).unwrap();
    let signature = signed.header("x-signature", 1).unwrap().to_vec();
    let signature = String::from_utf8(signature).unwrap();
    #[cfg(feature = "ed25519")]
    let private = PrivateKey::from_seed(&[0x6d; 32]).unwrap();
    for text in [
        format!("{signer:?}"),
        format!("{delivery:?}"),
        format!("{signed:?}"),
        #[cfg(feature = "ed25519")]
        format!("{private:?}"),
        #[cfg(feature = "ed25519")]
        format!("{:?}", SigningMaterial::from(private)),
        format!("{:?}", SigningMaterial::from(Secret::new(SECRET).unwrap())),
    ] {
        assert!(
            !text.contains("marker") && !text.contains("109, 97"),
            "{text}"
        );
        assert!(
            !text.contains(&signature) && !text.contains("109, 109"),
            "{text}"
        );
    }
}

#[test]
fn m10_a_url_is_never_signed_without_its_base() {
    let scheme = scheme().with_message(const { &[Part::Url, Part::literal("\n"), Part::Body] });
    let without = signer(scheme.clone());
    let delivery = Delivery::new("{}").target("/hook");
    assert_eq!(without.sign(&delivery).unwrap_err(), SignError::NoPublicUrl);
    let with = signer(scheme).public_url("https://example.com").unwrap();
    assert!(with.sign(&delivery).is_ok());
}

#[test]
fn a_signed_event_id_must_be_given_and_well_formed() {
    let scheme = scheme()
        .with_message(const { &[Part::EventId, Part::literal("."), Part::Body] })
        .with_event_id(Source::header("X-Id"));
    let signer = signer(scheme);
    let delivery = Delivery::new("{}");
    assert_eq!(signer.sign(&delivery).unwrap_err(), SignError::NoEventId);
    for id in ["", "a.b", "a b", "a\r\nX-Other: 1"] {
        let delivery = Delivery::new("{}").event_id(id);
        assert!(matches!(
            signer.sign(&delivery),
            Err(SignError::Unsignable(_))
        ));
    }
}

#[cfg(feature = "ed25519")]
#[test]
fn a_signer_needs_the_kind_of_key_that_its_scheme_has() {
    let seed = || PrivateKey::from_seed(&[7; 32]).unwrap();
    let wrong = |needed| ConfigError::WrongKeyKind {
        scheme: "acme".to_owned(),
        needed,
    };
    assert_eq!(Signer::new(scheme(), seed()).unwrap_err(), wrong("secret"));
    let ed25519 = scheme().with_algorithm(Algorithm::Ed25519);
    assert_eq!(
        Signer::new(ed25519, Secret::new(SECRET).unwrap()).unwrap_err(),
        wrong("private key")
    );
    for length in [0, 31, 33, 64] {
        assert!(PrivateKey::from_seed(&vec![7; length]).is_err());
    }
}

#[test]
fn a_header_with_room_for_one_signature_takes_one_key() {
    let refused = signer(scheme()).and_key(Secret::new("another").unwrap());
    assert!(matches!(refused, Err(ConfigError::InvalidScheme { .. })));
}
