//! What a request without a right signature can cause is bounded: what is read of its head, and
//! what is hashed of its body. Counted, not timed.

#![cfg(all(feature = "ed25519", feature = "httpsig"))]
#![allow(clippy::unwrap_used, dead_code)]

#[path = "support/httpsig.rs"]
mod support;

use std::cell::RefCell;
use std::collections::BTreeMap;

use bytes::Bytes;
use hookseal_core::adapter::RequestHead;
use hookseal_core::limits::{
    ALWAYS_TRIED, HASHED_FOR_SIGNATURES, MAX_COMPONENTS_IN_ALL, MAX_QUERY_PARAMETERS,
    MAX_SIGNATURES,
};
use hookseal_core::scheme::{Encoding, HeaderName, Scheme, SignatureField};
use hookseal_core::signing::PrivateKey;
use hookseal_core::time::ManualClock;
use hookseal_core::{Algorithm, Key, Secret, UnixTime, Verifier};
use support::{BODY, CREATED, Request, content_digest, rules, secret, sign, verifier};

/// A head that counts what is read of it, in bytes, by name.
struct Counting<'r> {
    request: &'r Request,
    read: RefCell<BTreeMap<String, usize>>,
}

impl<'r> Counting<'r> {
    fn of(request: &'r Request) -> Self {
        Self {
            request,
            read: RefCell::default(),
        }
    }

    /// How often all of this header was read.
    fn times(&self, name: &str) -> usize {
        let length: usize = (0..)
            .map_while(|nth| self.request.header(name, nth))
            .map(<[u8]>::len)
            .sum();
        let read = self.read.borrow().get(name).copied().unwrap_or_default();
        read.div_ceil(length.max(1))
    }
}

impl RequestHead for Counting<'_> {
    fn method(&self) -> &str {
        self.request.method()
    }

    fn target(&self) -> &str {
        self.request.target()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let value = self.request.header(name, nth)?;
        let name = name.to_ascii_lowercase();
        *self.read.borrow_mut().entry(name).or_default() += value.len();
        Some(value)
    }
}

/// So many labels, each over so many members of one dictionary, by the key of this id.
fn members(labels: usize, components: usize, keyid: &str) -> Request {
    let all: Vec<_> = (0..60).map(|n| format!("k{n}={n}")).collect();
    let list: Vec<_> = (0..components)
        .map(|n| format!(r#""d";key="k{n}""#))
        .collect();
    let inputs: Vec<_> = (0..labels)
        .map(|n| {
            let list = list.join(" ");
            format!(r#"l{n}=("content-digest" {list});created={CREATED};keyid="{keyid}""#)
        })
        .collect();
    let signature = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let signatures: Vec<_> = (0..labels).map(|n| format!("l{n}=:{signature}:")).collect();
    Request::post()
        .with("D", all.join(", "))
        .with("Signature-Input", inputs.join(", "))
        .with("Signature", signatures.join(", "))
}

fn code(verifier: &Verifier, head: &dyn RequestHead, body: impl Into<Bytes>) -> &'static str {
    match verifier.verify(head, body) {
        Ok(_) => "ok",
        Err(rejection) => rejection.code(),
    }
}

#[test]
fn r14_a_dictionary_is_read_once_for_all_labels_and_components() {
    let read = |labels, components| {
        let request = members(labels, components, "a");
        let head = Counting::of(&request);
        let verdict = code(&verifier(rules()), &head, BODY);
        assert_eq!(verdict, "signature_mismatch");
        ["d", "signature-input", "signature"].map(|name| head.times(name))
    };
    let least = read(1, 1);
    assert!(least[0] > 0);
    assert_eq!(read(8, 15), least);
    assert_eq!(read(2, 59), least);
}

#[test]
fn r14_labels_that_no_key_fits_cost_no_more_than_one_that_a_key_fits() {
    let verifier = Verifier::builder(rules())
        .key(Key::from(secret()).id("b"))
        .clock(ManualClock::new(UnixTime::from_secs(CREATED)))
        .build()
        .unwrap();
    let read = |labels, keyid, verdict| {
        let request = members(labels, 15, keyid);
        let head = Counting::of(&request);
        assert_eq!(code(&verifier, &head, BODY), verdict);
        head.times("d")
    };
    let least = read(1, "b", "signature_mismatch");
    assert_eq!(read(8, "a", "unknown_key"), least);
}

#[test]
fn r14_signatures_beyond_those_that_are_tried_cost_no_verification() {
    let mut builder =
        Verifier::builder(rules()).clock(ManualClock::new(UnixTime::from_secs(CREATED)));
    for n in 0..8 {
        let other = format!("another secret of some length, {n}");
        builder = builder.key(Secret::new(other).unwrap());
    }
    let verifier = builder.build().unwrap();
    let read = |labels, verdict| {
        let request = members(labels, 15, "a");
        let head = Counting::of(&request);
        assert_eq!(code(&verifier, &head, BODY), verdict);
        (head.times("d"), head.times("content-digest"))
    };
    // Two labels take all 16. What a label covers is copied before the keys are known, and no
    // dictionary is read twice for that.
    let (dictionary, digest) = read(2, "signature_mismatch");
    let (all, digests) = read(8, "too_many_signatures");
    assert_eq!(all, dictionary);
    assert!(digests <= 4 * digest, "{digests}");
}

#[test]
fn r14_components_of_all_labels_together_are_bounded() {
    let verdict =
        |labels, components| code(&verifier(rules()), &members(labels, components, "a"), BODY);
    // One more in each is the digest.
    assert_eq!(MAX_COMPONENTS_IN_ALL, 8 * 16);
    assert_eq!(verdict(8, 15), "signature_mismatch");
    assert_eq!(verdict(8, 16), "malformed_signature");
    assert_eq!(verdict(2, 59), "signature_mismatch");
    assert_eq!(verdict(3, 59), "malformed_signature");
}

#[test]
fn r14_parameters_of_a_covered_query_are_bounded() {
    let request = |parameters: usize| {
        let query: Vec<_> = (0..parameters).map(|n| format!("q{n}={n}")).collect();
        let digest = content_digest(BODY);
        let lines = [
            (r#""content-digest""#, digest.as_str()),
            (r#""@query-param";name="q7""#, "7"),
        ];
        let mut request = Request::post().signed("sig1", &lines, &format!(";created={CREATED}"));
        request.target = format!("/?{}", query.join("&"));
        request
    };
    let verdict = |request: &Request| code(&verifier(rules()), request, BODY);
    assert_eq!(verdict(&request(MAX_QUERY_PARAMETERS)), "ok");
    assert_eq!(
        verdict(&request(MAX_QUERY_PARAMETERS + 1)),
        "malformed_signature"
    );
    let mut long = request(8);
    long.target.push_str(&"a".repeat(16 * 1024));
    assert_eq!(verdict(&long), "malformed_signature");
}

/// RFC 9421, section 2.3: these are Strings, whether somebody looks at them or not.
#[test]
fn r15_parameters_of_the_wrong_type_are_refused() {
    for parameter in ["tag", "nonce", "alg", "keyid"] {
        for value in ["=1", "=token", "=:AAAA:", "", "=?0", "=1.5", "=@1"] {
            let request =
                Request::post().signed_digest(&format!(";created={CREATED};{parameter}{value}"));
            let verdict = code(&verifier(rules()), &request, BODY);
            assert_eq!(verdict, "malformed_signature", "{parameter}{value}");
        }
    }
    // Another label can still be right.
    let digest = content_digest(BODY);
    let (good, signature) = sign(
        &[(r#""content-digest""#, &digest)],
        &format!(";created={CREATED}"),
    );
    let request = Request::post()
        .with(
            "Signature-Input",
            format!(r#"odd=("content-digest");created={CREATED};tag=1, good={good}"#),
        )
        .with(
            "Signature",
            format!("odd=:{signature}:, good=:{signature}:"),
        );
    assert_eq!(code(&verifier(rules()), &request, BODY), "ok");
}

/// A parser of structured fields takes base64 without padding (RFC 9651, section 4.2.7). The
/// bytes are what counts, and the field's text is signed.
#[test]
fn r5_a_digest_may_be_written_without_padding() {
    let padded = content_digest(BODY);
    let bare = padded.replace("=:", ":").replace("sha-256:", "sha-256=:");
    assert!(!bare.ends_with("=:"));
    let request = Request::post()
        .without("content-digest")
        .with("Content-Digest", &bare)
        .signed_digest(&format!(";created={CREATED}"));
    assert_eq!(code(&verifier(rules()), &request, BODY), "ok");
    assert_eq!(
        code(&verifier(rules()), &request, "other"),
        "digest_mismatch"
    );
    // Written otherwise than it was signed, it is another field.
    let rewritten = request
        .without("content-digest")
        .with("Content-Digest", padded);
    let verdict = code(&verifier(rules()), &rewritten, BODY);
    assert_eq!(verdict, "signature_mismatch");
}

const LISTED: HeaderName = HeaderName::from_static("X-Signatures");
const SCHEME: Scheme = Scheme::new(
    "listed",
    Algorithm::Ed25519,
    SignatureField::versions(LISTED, "v1a").base64(),
);

fn private() -> PrivateKey {
    PrivateKey::from_seed(&[7; 32]).unwrap()
}

/// A delivery with so many signatures, of which the last is right.
fn listed(signatures: usize, body: &[u8]) -> Request {
    let signed = hookseal_core::signing::Signer::new(SCHEME, private())
        .unwrap()
        .sign(&hookseal_core::signing::Delivery::new(body))
        .unwrap();
    let right = signed.header(LISTED.as_str(), 0).unwrap();
    let wrong = format!("v1a,{}", Encoding::Base64.encode(&[1; 64]));
    let mut all = vec![wrong.as_bytes(); signatures - 1];
    all.push(right);
    Request::new("POST", "/")
        .body(body)
        .with(LISTED.as_str(), all.join(&b' '))
}

/// Each verification by a public key hashes the whole body.
#[test]
fn s15_what_is_hashed_for_many_signatures_is_bounded() {
    let verifier = Verifier::new(SCHEME, private().public_key().unwrap()).unwrap();
    let verdicts = |signatures: usize, length: usize| {
        let request = listed(signatures, &vec![b'x'; length]);
        let whole = code(&verifier, &request, request.body.clone());
        let mut verification = verifier.begin(&request).unwrap().reading().unwrap();
        for chunk in request.body.chunks(10_000) {
            verification.update(Bytes::copy_from_slice(chunk)).unwrap();
        }
        let chunked = verification.finish().map_or_else(|no| no.code(), |_| "ok");
        assert_eq!(whole, chunked, "{signatures} {length}");
        whole
    };
    let budget = HASHED_FOR_SIGNATURES;
    assert_eq!(verdicts(ALWAYS_TRIED, budget), "ok");
    assert_eq!(verdicts(MAX_SIGNATURES, budget / MAX_SIGNATURES), "ok");
    assert_eq!(
        verdicts(MAX_SIGNATURES, budget / MAX_SIGNATURES + 1),
        "too_many_signatures"
    );
    assert_eq!(verdicts(ALWAYS_TRIED + 1, budget), "too_many_signatures");
    assert_eq!(verdicts(ALWAYS_TRIED + 1, budget / 5), "ok");
}
