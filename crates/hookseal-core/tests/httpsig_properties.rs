//! Properties of RFC 9421: nothing panics, what is signed verifies, no bit may change.

#![cfg(feature = "httpsig")]
#![allow(clippy::indexing_slicing, clippy::unwrap_used, dead_code)]

#[path = "support/httpsig.rs"]
mod support;

use std::borrow::Cow;

use hookseal_core::adapter::RequestHead as _;
use hookseal_core::httpsig::{Component, DigestAlgorithm, MessageSignatures, MessageSigner};
use hookseal_core::scheme::HeaderName;
use hookseal_core::signing::{Delivery, PrivateKey};
use hookseal_core::time::ManualClock;
use hookseal_core::{Algorithm, Key, UnixTime, Verifier};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use support::{CREATED, Request, key_ids, rules, secret, verifier, verify};

/// Text that comes close to a structured field, so that more of the code is reached.
fn fieldish() -> impl Strategy<Value = Vec<u8>> {
    let pieces = select(vec![
        "sig1",
        "=",
        "(",
        ")",
        "\"",
        "\"content-digest\"",
        "\"@method\"",
        "\"@query-param\"",
        ";name=\"Pet\"",
        ";sf",
        ";bs",
        ";key=\"sha-256\"",
        ";req",
        ";tr",
        ";created=1618884473",
        ";expires=9",
        ";keyid=\"k\"",
        ";alg=\"hmac-sha256\"",
        ";nonce=\"n\"",
        ";tag=\"t\"",
        ",",
        " ",
        "\t",
        ":AAAA:",
        "::",
        "sha-256=",
        "sha-512=",
        "?1",
        "-1",
        "1.5",
        "@1",
        "%\"a\"",
        "\\",
        "\r\n ",
        "\u{e9}",
        "*",
        "999999999999999",
    ]);
    vec(pieces, 0..40).prop_map(|pieces| pieces.concat().into_bytes())
}

fn any_field() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![vec(any::<u8>(), 0..200), fieldish()]
}

/// A request of which these fields are whatever someone has sent.
fn sent(input: &[u8], signature: &[u8], digest: &[u8]) -> Request {
    Request::new("POST", "/foo?Pet=dog")
        .body(b"body")
        .with("Signature-Input", input)
        .with("Signature", signature)
        .with("Content-Digest", digest)
}

/// A signed delivery as a request whose parts can be changed.
fn request(sender: &MessageSigner, delivery: &Delivery<'_>) -> Request {
    let signed = sender.sign(delivery).unwrap();
    let mut request = Request::new(signed.method(), signed.target()).body(signed.body());
    for (name, value) in signed.headers() {
        request = request.with(name, value);
    }
    request
}

const COMPONENTS: usize = 13;

/// Everything a delivery of the tests below can cover.
fn components() -> [Component; COMPONENTS] {
    let text = HeaderName::from_static("X-Text");
    let dict = HeaderName::from_static("Priority");
    [
        Component::METHOD,
        Component::TARGET_URI,
        Component::AUTHORITY,
        Component::SCHEME,
        Component::REQUEST_TARGET,
        Component::PATH,
        Component::QUERY,
        Component::query_param("Pet name"),
        Component::header(&text),
        Component::header_bytes(&text),
        Component::header_member(&dict, "u").unwrap(),
        Component::header(&dict),
        Component::CONTENT_DIGEST,
    ]
}

const METHODS: &[Cow<'static, str>] = &[
    Cow::Borrowed("POST"),
    Cow::Borrowed("PUT"),
    Cow::Borrowed("PATCH"),
];

fn verifying(ed25519: bool, required: Vec<Component>) -> Verifier {
    let algorithm = if ed25519 {
        Algorithm::Ed25519
    } else {
        Algorithm::HmacSha256
    };
    let rules = MessageSignatures::new("test", algorithm)
        .require(required)
        .with_methods(METHODS);
    let key = if ed25519 {
        Key::from(private().public_key().unwrap())
    } else {
        Key::from(secret())
    };
    let rules = if ed25519 {
        rules.with_key_format(hookseal_core::scheme::KeyFormat::Hex)
    } else {
        rules
    };
    Verifier::builder(rules)
        .key(key.id("k1"))
        .public_url("https://Hooks.Example.com:443/base")
        .clock(ManualClock::new(UnixTime::from_secs(CREATED)))
        .build()
        .unwrap()
}

fn private() -> PrivateKey {
    PrivateKey::from_seed(&[9; 32]).unwrap()
}

fn signing(ed25519: bool, covered: Vec<Component>, both: bool) -> MessageSigner {
    let signer = if ed25519 {
        MessageSigner::new("test", private())
    } else {
        MessageSigner::new("test", secret())
    };
    let digests = if both {
        vec![DigestAlgorithm::Sha512, DigestAlgorithm::Sha256]
    } else {
        vec![DigestAlgorithm::Sha256]
    };
    signer
        .unwrap()
        .components(covered)
        .digests(digests)
        .key_id("k1")
        .public_url("https://hooks.example.com/base")
        .unwrap()
}

proptest! {
    #[test]
    fn r14_no_field_makes_anything_panic(
        input in any_field(),
        signature in any_field(),
        digest in any_field(),
    ) {
        let verifier = verifier(rules());
        let request = sent(&input, &signature, &digest);
        prop_assert!(verify(&verifier, &request).is_err());
        for id in key_ids(rules(), &request) {
            prop_assert!((1..=256).contains(&id.len()));
        }
    }

    #[test]
    fn r14_no_component_of_a_right_form_makes_anything_panic(
        inner in fieldish(),
        value in any_field(),
        target in ".*",
    ) {
        let input = [b"sig1=(".as_slice(), &inner, b");created=1618884473"].concat();
        // Of the right length, so that the base is made.
        let signature = format!("sig1=:{}=:", "A".repeat(43));
        let mut request = sent(&input, signature.as_bytes(), &value);
        request.target = target;
        prop_assert!(verify(&verifier(rules()), &request).is_err());
        request = request.without("content-digest").body(b"");
        prop_assert!(verify(&verifier(rules()), &request).is_err());
    }

    #[test]
    fn what_is_signed_verifies_and_no_bit_may_change(
        ed25519: bool,
        both: bool,
        chosen in subsequence((0..COMPONENTS - 1).collect::<Vec<_>>(), 0..COMPONENTS),
        method in select(METHODS),
        path in "/[a-zA-Z0-9%/._~-]{0,20}",
        query in "[a-zA-Z0-9%&=+._-]{0,20}",
        text in "[ -~]{0,30}",
        body in vec(any::<u8>(), 0..200),
        flip: Index,
        bit in 0_u8..8,
    ) {
        let mut covered: Vec<Component> = components()
            .into_iter()
            .enumerate()
            .filter_map(|(at, component)| chosen.contains(&at).then_some(component))
            .collect();
        covered.push(Component::CONTENT_DIGEST);
        let target = format!("{path}?Pet+name=dog&{}", query.replace("Pet", "pet"));
        let delivery = Delivery::new(&body)
            .method(&method)
            .target(&target)
            .timestamp(UnixTime::from_secs(CREATED))
            .header(HeaderName::from_static("X-Text"), text)
            .header(HeaderName::from_static("Priority"), "u=2;x=1, i");
        let request = request(&signing(ed25519, covered.clone(), both), &delivery);
        let verifier = verifying(ed25519, covered);
        let verified = verify(&verifier, &request);
        prop_assert!(verified.is_ok(), "{:?}", verified.err());

        // One bit of what is covered: the body, the digest, the fields of the signature.
        let mut places: Vec<(Option<usize>, usize)> =
            (0..request.body.len()).map(|at| (None, at)).collect();
        for (header, (name, value)) in request.headers.iter().enumerate() {
            if matches!(name.as_str(), "Content-Digest" | "Signature" | "Signature-Input") {
                places.extend((0..value.len()).map(|at| (Some(header), at)));
            }
        }
        let (header, at) = places[flip.index(places.len())];
        let mut changed = request.clone();
        match header {
            Some(header) => changed.headers[header].1[at] ^= 1 << bit,
            None => changed.body[at] ^= 1 << bit,
        }
        prop_assert!(verify(&verifier, &changed).is_err(), "{changed:?}");
    }

    #[test]
    fn a_signer_refuses_what_cannot_be_written(label in ".{0,8}", id in ".{0,8}", tag in ".{0,8}") {
        let signer = MessageSigner::new("test", secret())
            .unwrap()
            .label(label)
            .key_id(id)
            .tag(tag);
        let delivery = Delivery::new("body").timestamp(UnixTime::from_secs(CREATED));
        if let Ok(signed) = signer.sign(&delivery) {
            let body = verifier(rules()).verify(&signed, signed.body().to_vec());
            // An empty key id names no key.
            let is_empty = signed
                .header("signature-input", 0)
                .is_some_and(|input| String::from_utf8_lossy(input).contains("keyid=\"\""));
            prop_assert_eq!(body.is_ok(), !is_empty);
        }
    }
}
