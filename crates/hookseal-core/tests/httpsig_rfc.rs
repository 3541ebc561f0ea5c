//! The examples of RFC 9421, appendix B (row R23), and of RFC 9530, appendix B.
//!
//! B.2.1, B.2.5, B.2.6 and B.3 do not cover the digest of their body. We refuse such a
//! body, so they are verified without it; B.2.6 covers a `content-length` besides, so it is
//! verified as bytes and made anew.

#![cfg(feature = "httpsig")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    dead_code
)]

#[path = "support/rfc9421.rs"]
mod rfc;
#[path = "support/httpsig.rs"]
mod support;

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hookseal_core::adapter::RequestHead as _;
use hookseal_core::httpsig::{Component, DigestAlgorithm, MessageSignatures, MessageSigner};
use hookseal_core::scheme::{HeaderName, KeyFormat, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, PrivateKey};
use hookseal_core::time::ManualClock;
use hookseal_core::{Algorithm, Key, PublicKey, Secret, UnixTime, Verifier};
use support::{BODY, CREATED, Request, content_digest, head_verdict, verdict};

/// B.2, `test-request`.
fn test_request() -> Request {
    Request::new("POST", "/foo?param=Value&Pet=dog")
        .body(BODY)
        .with("Host", "example.com")
        .with("Date", "Tue, 20 Apr 2021 02:07:55 GMT")
        .with("Content-Type", "application/json")
        .with(
            "Content-Digest",
            "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:",
        )
        .with("Content-Length", "18")
}

/// The same without a body.
fn empty_request() -> Request {
    test_request().without("content-length").body(b"")
}

fn signed(request: Request, input: &str, signature: &str) -> Request {
    request
        .with("Signature-Input", input)
        .with("Signature", signature)
}

fn build(rules: MessageSignatures, key: impl Into<Key>, url: &str) -> Verifier {
    Verifier::builder(rules)
        .key(key)
        .public_url(url)
        .clock(ManualClock::new(UnixTime::from_secs(CREATED)))
        .build()
        .unwrap()
}

fn public(algorithm: Algorithm, key: &str, id: &str, url: &str) -> Verifier {
    build(
        MessageSignatures::new("rfc9421", algorithm).with_methods(
            const {
                &[
                    Cow::Borrowed("POST"),
                    Cow::Borrowed("GET"),
                    Cow::Borrowed("PUT"),
                ]
            },
        ),
        Key::from(PublicKey::new(key).unwrap()).id(id),
        url,
    )
}

fn hmac() -> Verifier {
    build(
        MessageSignatures::new("rfc9421", Algorithm::HmacSha256)
            .with_key_format(KeyFormat::base64()),
        Key::from(Secret::new(rfc::SHARED_SECRET).unwrap()).id("test-shared-secret"),
        "https://example.com",
    )
}

fn ed25519() -> Verifier {
    public(
        Algorithm::Ed25519,
        rfc::ED25519,
        "test-key-ed25519",
        "https://example.org",
    )
}

/// The example is accepted, and no longer with any byte of a covered header, the method,
/// the path or the signature changed.
fn accepted_and_no_byte_may_change(verifier: &Verifier, request: &Request, covered: &[&str]) {
    assert_eq!(verdict(verifier, request), "ok");
    let refused =
        |changed: &Request, what: &str| match verifier.verify(changed, changed.body.clone()) {
            Ok(_) => panic!("{what} was changed"),
            Err(rejection) => assert_eq!(rejection.status(), 401, "{what}"),
        };
    for (at, (name, value)) in request.headers.iter().enumerate() {
        let lower = name.to_ascii_lowercase();
        let positions: Vec<usize> = if lower == "signature" {
            let start = value.iter().position(|byte| *byte == b':').unwrap();
            (start..value.len()).collect()
        } else if covered.contains(&lower.as_str()) || lower == "signature-input" {
            (0..value.len()).collect()
        } else {
            continue;
        };
        for position in positions {
            let mut changed = request.clone();
            changed.headers[at].1[position] ^= 1;
            refused(&changed, &format!("{name}, byte {position}"));
        }
    }
    for position in 0..request.body.len() {
        let mut changed = request.clone();
        changed.body[position] ^= 1;
        refused(&changed, "the body");
    }
}

#[test]
#[cfg(feature = "aws-lc")]
fn r23_b_2_1_minimal_signature_using_rsa_pss_sha512() {
    let verifier = || {
        public(
            Algorithm::RsaPssSha512,
            rfc::RSA_PSS,
            "test-key-rsa-pss",
            "https://example.com",
        )
    };
    let request = signed(empty_request(), rfc::B21_INPUT, rfc::B21_SIGNATURE);
    accepted_and_no_byte_may_change(&verifier(), &request, &[]);
    // It covers nothing, so a body is refused: from the head or at its end.
    let whole = signed(test_request(), rfc::B21_INPUT, rfc::B21_SIGNATURE);
    assert_eq!(head_verdict(&verifier(), &whole), "not_covered");
    let unannounced = whole.without("content-length");
    assert_eq!(verdict(&verifier(), &unannounced), "not_covered");
}

#[test]
#[cfg(feature = "aws-lc")]
fn r23_b_2_2_selective_covered_components_using_rsa_pss_sha512() {
    let verifier = build(
        MessageSignatures::new("rfc9421", Algorithm::RsaPssSha512)
            .require([
                Component::AUTHORITY,
                Component::CONTENT_DIGEST,
                Component::query_param("Pet"),
            ])
            .with_tag("header-example")
            .require_key_id(),
        PublicKey::new(rfc::RSA_PSS).unwrap(),
        "https://example.com",
    );
    let request = signed(test_request(), rfc::B22_INPUT, rfc::B22_SIGNATURE);
    accepted_and_no_byte_may_change(&verifier, &request, &["content-digest"]);
    let mut cat = request.clone();
    cat.target = cat.target.replace("dog", "cat");
    assert_eq!(verdict(&verifier, &cat), "signature_mismatch");
    // What is not covered may change.
    let mut other = request;
    other.target = other.target.replace("Value", "Other");
    other.headers[1].1[0] ^= 1;
    assert_eq!(verdict(&verifier, &other), "ok");
}

#[test]
#[cfg(feature = "aws-lc")]
fn r23_b_2_3_full_coverage_using_rsa_pss_sha512() {
    let verifier = || {
        public(
            Algorithm::RsaPssSha512,
            rfc::RSA_PSS,
            "test-key-rsa-pss",
            "https://example.com",
        )
    };
    let request = signed(test_request(), rfc::B23_INPUT, rfc::B23_SIGNATURE);
    accepted_and_no_byte_may_change(
        &verifier(),
        &request,
        &["date", "content-type", "content-digest", "content-length"],
    );
    for (from, to) in [("/foo", "/bar"), ("Value", "value"), ("?", "?a&")] {
        let mut changed = request.clone();
        changed.target = changed.target.replace(from, to);
        assert_eq!(verdict(&verifier(), &changed), "signature_mismatch");
    }
    let mut put = request;
    "PUT".clone_into(&mut put.method);
    assert_eq!(verdict(&verifier(), &put), "signature_mismatch");
}

#[test]
#[cfg(feature = "aws-lc")]
fn r23_b_2_4_signing_a_response_using_ecdsa_p256_sha256() {
    // Requests have no status, so the components are refused; the signature itself holds.
    let verifier = public(
        Algorithm::EcdsaP256Sha256,
        rfc::ECC_P256,
        "test-key-ecc-p256",
        "https://example.com",
    );
    let request = signed(test_request(), rfc::B24_INPUT, rfc::B24_SIGNATURE);
    assert_eq!(head_verdict(&verifier, &request), "malformed_signature");
    let base = concat!(
        "\"@status\": 200\n",
        "\"content-type\": application/json\n",
        "\"content-digest\": sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:\n",
        "\"content-length\": 23\n",
        "\"@signature-params\": (\"@status\" \"content-type\" \"content-digest\" \"content-length\");created=1618884473;keyid=\"test-key-ecc-p256\"",
    );
    holds_as_bytes(
        Algorithm::EcdsaP256Sha256,
        rfc::ECC_P256,
        rfc::B24_SIGNATURE,
        base,
    );
}

#[test]
fn r23_b_2_5_signing_a_request_using_hmac_sha256() {
    let request = signed(empty_request(), rfc::B25_INPUT, rfc::B25_SIGNATURE);
    accepted_and_no_byte_may_change(&hmac(), &request, &["date", "content-type"]);
    let whole = signed(test_request(), rfc::B25_INPUT, rfc::B25_SIGNATURE);
    assert_eq!(head_verdict(&hmac(), &whole), "not_covered");
    let key = STANDARD.decode(rfc::SHARED_SECRET).unwrap();
    let delivery = Delivery::new("")
        .target("/foo?param=Value&Pet=dog")
        .timestamp(UnixTime::from_secs(CREATED))
        .header(
            HeaderName::from_static("Date"),
            "Tue, 20 Apr 2021 02:07:55 GMT",
        )
        .header(HeaderName::from_static("Content-Type"), "application/json");
    let signer = MessageSigner::new("rfc9421", Secret::from_bytes(key).unwrap())
        .unwrap()
        .components([
            Component::header(&HeaderName::from_static("Date")),
            Component::AUTHORITY,
            Component::header(&HeaderName::from_static("Content-Type")),
        ])
        .label("sig-b25")
        .without_alg()
        .key_id("test-shared-secret")
        .public_url("https://example.com")
        .unwrap();
    let ours = signer.sign(&delivery).unwrap();
    assert_eq!(
        ours.header("signature-input", 0),
        Some(rfc::B25_INPUT.as_bytes())
    );
    assert_eq!(
        ours.header("signature", 0),
        Some(rfc::B25_SIGNATURE.as_bytes())
    );
}

#[test]
fn r23_b_2_6_signing_a_request_using_ed25519() {
    let base = concat!(
        "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n",
        "\"@method\": POST\n",
        "\"@path\": /foo\n",
        "\"@authority\": example.com\n",
        "\"content-type\": application/json\n",
        "\"content-length\": 18\n",
        "\"@signature-params\": (\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\");created=1618884473;keyid=\"test-key-ed25519\"",
    );
    holds_as_bytes(Algorithm::Ed25519, rfc::ED25519, rfc::B26_SIGNATURE, base);
    // Made anew, byte for byte: Ed25519 is deterministic.
    let header = |name: &'static str| HeaderName::from_static(name);
    let seed = STANDARD.decode(rfc::ED25519_SEED).unwrap();
    let signer = MessageSigner::new("rfc9421", PrivateKey::from_seed(&seed).unwrap())
        .unwrap()
        .components([
            Component::header(&header("Date")),
            Component::METHOD,
            Component::PATH,
            Component::AUTHORITY,
            Component::header(&header("Content-Type")),
            Component::header(&header("Content-Length")),
        ])
        .label("sig-b26")
        .without_alg()
        .key_id("test-key-ed25519")
        .public_url("https://example.com")
        .unwrap();
    let delivery = Delivery::new(BODY)
        .target("/foo?param=Value&Pet=dog")
        .timestamp(UnixTime::from_secs(CREATED))
        .header(header("Date"), "Tue, 20 Apr 2021 02:07:55 GMT")
        .header(header("Content-Type"), "application/json")
        .header(header("Content-Length"), "18");
    let ours = signer.sign(&delivery).unwrap();
    assert_eq!(
        ours.header("signature-input", 0),
        Some(rfc::B26_INPUT.as_bytes())
    );
    assert_eq!(
        ours.header("signature", 0),
        Some(rfc::B26_SIGNATURE.as_bytes())
    );
    // As a request, its body is vouched for by a length alone.
    let request = signed(test_request(), rfc::B26_INPUT, rfc::B26_SIGNATURE);
    assert_eq!(head_verdict(&ed25519(), &request), "not_covered");
}

/// What RFC 9421 prints as the signature base of B.2.1 to B.2.6, B.3 and B.4.
#[test]
fn the_bases_are_those_of_the_rfc() {
    const DATE: &str = "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n";
    const DIGEST: &str = "\"content-digest\": sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:\n";
    let cert = format!("\"client-cert\": {}\n", rfc::B3_CLIENT_CERT);
    let tls =
        Request::new("POST", "/foo?param=Value&Pet=dog").with("Client-Cert", rfc::B3_CLIENT_CERT);
    let demo = Request::new("GET", "/demo?name1=Value1&Name2=value2")
        .with("Accept", "application/json")
        .with("Accept", "*/*");
    let (com, org) = ("https://example.com", "https://example.org");
    let service = "https://service.internal.example";
    for (request, input, url, lines) in [
        (test_request(), rfc::B21_INPUT, com, vec![]),
        (
            test_request(),
            rfc::B22_INPUT,
            com,
            vec![
                "\"@authority\": example.com\n",
                DIGEST,
                "\"@query-param\";name=\"Pet\": dog\n",
            ],
        ),
        (
            test_request(),
            rfc::B23_INPUT,
            com,
            vec![
                DATE,
                "\"@method\": POST\n",
                "\"@path\": /foo\n",
                "\"@query\": ?param=Value&Pet=dog\n",
                "\"@authority\": example.com\n",
                "\"content-type\": application/json\n",
                DIGEST,
                "\"content-length\": 18\n",
            ],
        ),
        (
            test_request(),
            rfc::B25_INPUT,
            com,
            vec![
                DATE,
                "\"@authority\": example.com\n",
                "\"content-type\": application/json\n",
            ],
        ),
        (
            test_request(),
            rfc::B26_INPUT,
            com,
            vec![
                DATE,
                "\"@method\": POST\n",
                "\"@path\": /foo\n",
                "\"@authority\": example.com\n",
                "\"content-type\": application/json\n",
                "\"content-length\": 18\n",
            ],
        ),
        (
            tls,
            rfc::B3_INPUT,
            service,
            vec![
                "\"@path\": /foo\n",
                "\"@query\": ?param=Value&Pet=dog\n",
                "\"@method\": POST\n",
                "\"@authority\": service.internal.example\n",
                &cert,
            ],
        ),
        (
            demo,
            rfc::B4_INPUT,
            org,
            vec![
                "\"@method\": GET\n",
                "\"@path\": /demo\n",
                "\"@authority\": example.org\n",
                "\"accept\": application/json, */*\n",
            ],
        ),
    ] {
        let (label, params) = input.split_once('=').unwrap();
        let request = signed(request, input, &format!("{label}=:AAAA:"));
        // Of which algorithm the key is, no base says.
        let rules = MessageSignatures::new("rfc9421", Algorithm::Ed25519);
        let bases = rules.signature_bases(&request, Some(url)).unwrap();
        let [base] = bases.as_slice() else {
            panic!("{label}: {bases:?}");
        };
        let expected = format!("{}\"@signature-params\": {params}", lines.concat());
        let bytes = base.bytes.as_deref().unwrap();
        assert_eq!(String::from_utf8_lossy(bytes), expected, "{label}");
        assert_eq!(base.label, label);
        assert_eq!(base.components.len(), lines.len(), "{label}");
        assert_eq!(base.created, Some(UnixTime::from_secs(CREATED)), "{label}");
        let named = format!("keyid=\"{}\"", base.key_id.as_deref().unwrap());
        assert!(params.contains(&named), "{label}");
    }
}

#[test]
fn a_base_that_cannot_be_says_why() {
    let rules = || MessageSignatures::new("rfc9421", Algorithm::Ed25519);
    let bases = |rules: MessageSignatures, input: &str, url| {
        let request = signed(test_request(), input, "a=:AAAA:, b=:AAAA:");
        let bases = rules.signature_bases(&request, url);
        bases.map(|bases| {
            let code = |base: hookseal_core::httpsig::SignatureBase| match base.bytes {
                Ok(_) => format!("{} ok", base.label),
                Err(why) => format!("{} {}", base.label, why.code()),
            };
            bases.into_iter().map(code).collect::<Vec<_>>().join(", ")
        })
    };
    for (input, expected) in [
        (r#"a=("@authority");created=1"#, "a missing_component"),
        (r#"a=("x-none"), b=("date")"#, "a missing_header, b ok"),
        (r#"a=("@status")"#, "a malformed_signature"),
        // A label without a signature, and times that are none.
        (r#"c=("date"), a=("date");created="x""#, "a ok"),
    ] {
        assert_eq!(bases(rules(), input, None).unwrap(), expected, "{input}");
    }
    let both = r#"a=("date"), b=("@method")"#;
    assert_eq!(bases(rules().with_label("b"), both, None).unwrap(), "b ok");
    assert_eq!(
        rules()
            .signature_bases(&test_request(), None)
            .unwrap_err()
            .code(),
        "missing_signature"
    );
    assert_eq!(
        bases(rules(), "a=(", None).unwrap_err().code(),
        "malformed_signature"
    );
}

#[test]
fn each_digest_is_judged() {
    let rules = MessageSignatures::new("rfc9421", Algorithm::Ed25519);
    let both = format!(
        "{}, {}",
        content_digest(BODY),
        support::content_digest_512(b"other")
    );
    let request = Request::new("POST", "/").with("Content-Digest", both);
    let verdicts = rules.digest_verdicts(&request, BODY).unwrap();
    let verdicts: Vec<_> = verdicts
        .iter()
        .map(|one| (one.algorithm, one.holds))
        .collect();
    assert_eq!(
        verdicts,
        [
            (DigestAlgorithm::Sha256, true),
            (DigestAlgorithm::Sha512, false)
        ]
    );
    let without = Request::new("POST", "/");
    let refused = rules.digest_verdicts(&without, BODY).unwrap_err();
    assert_eq!(refused.code(), "missing_digest");
}

/// The signature holds for `base` as a message of its own, and for no other.
fn holds_as_bytes(algorithm: Algorithm, key: &str, signature: &str, base: &str) {
    let field = SignatureField::plain(HeaderName::from_static("X-Signature")).base64();
    let scheme = Scheme::new("base", algorithm, field).with_key_format(KeyFormat::Spki);
    #[cfg(feature = "aws-lc")]
    let scheme = scheme.fixed_ecdsa();
    let verifier = Verifier::builder(scheme)
        .key(PublicKey::new(key).unwrap())
        .build()
        .unwrap();
    let text = signature.split(':').nth(1).unwrap();
    let head = Request::new("POST", "/").with("X-Signature", text);
    assert!(verifier.verify(&head, base.as_bytes().to_vec()).is_ok());
    for position in 0..base.len() {
        let mut changed = base.as_bytes().to_vec();
        changed[position] ^= 1;
        assert!(verifier.verify(&head, changed).is_err());
    }
}

#[test]
#[cfg(feature = "aws-lc")]
fn r23_b_3_tls_terminating_proxies() {
    let verifier = public(
        Algorithm::EcdsaP256Sha256,
        rfc::ECC_P256,
        "test-key-ecc-p256",
        "https://service.internal.example",
    );
    let request = Request::new("POST", "/foo?param=Value&Pet=dog")
        .with("Host", "service.internal.example")
        .with("Date", "Tue, 20 Apr 2021 02:07:55 GMT")
        .with("Content-Type", "application/json")
        .with("Client-Cert", rfc::B3_CLIENT_CERT);
    let request = signed(request, rfc::B3_INPUT, rfc::B3_SIGNATURE);
    accepted_and_no_byte_may_change(&verifier, &request, &["client-cert"]);
    // Section B.3: without the proxy's header, or with another name, it does not hold.
    let missing = request.clone().without("client-cert");
    assert_eq!(verdict(&verifier, &missing), "missing_header");
    let outside = public(
        Algorithm::EcdsaP256Sha256,
        rfc::ECC_P256,
        "test-key-ecc-p256",
        "https://www.example.com",
    );
    assert_eq!(verdict(&outside, &request), "signature_mismatch");
}

#[test]
fn r23_b_4_http_message_transformations() {
    let target = "/demo?name1=Value1&Name2=value2";
    let demo = |method: &str, target: &str| Request::new(method, target);
    let finish = |request| signed(request, rfc::B4_INPUT, rfc::B4_SIGNATURE);
    let two_lines = |request: Request| {
        request
            .with("Accept", "application/json")
            .with("Accept", "*/*")
    };
    let original =
        finish(two_lines(demo("GET", target)).with("Date", "Fri, 15 Jul 2022 14:24:55 GMT"));
    accepted_and_no_byte_may_change(&ed25519(), &original, &["accept"]);
    let accepted = [
        // Another header and another query parameter.
        finish(
            two_lines(demo("GET", &format!("{target}&param=added")))
                .with("Accept-Language", "en-US,en;q=0.5"),
        ),
        // No date, another header, and the lines joined.
        finish(
            demo("GET", target)
                .with("Referer", "https://developer.example.org/demo")
                .with("Accept", "application/json, */*"),
        ),
        // In another order.
        finish(demo("GET", target))
            .with("Accept", "application/json")
            .with("Date", "Fri, 15 Jul 2022 14:24:55 GMT")
            .with("Accept", "*/*"),
    ];
    for request in &accepted {
        assert_eq!(verdict(&ed25519(), request), "ok");
    }
    // Another method, other order of the values, another authority.
    let post = finish(two_lines(demo("POST", target)));
    assert_eq!(verdict(&ed25519(), &post), "signature_mismatch");
    let swapped = finish(
        demo("GET", target)
            .with("Accept", "*/*")
            .with("Accept", "application/json"),
    );
    assert_eq!(verdict(&ed25519(), &swapped), "signature_mismatch");
    let elsewhere = public(
        Algorithm::Ed25519,
        rfc::ED25519,
        "test-key-ed25519",
        "https://example.com",
    );
    assert_eq!(verdict(&elsewhere, &original), "signature_mismatch");
}

/// `sha-256` and `sha-512` digests of RFC 9530, section 2 and appendix B, by content.
fn digests() -> Vec<(&'static [u8], &'static str)> {
    vec![
        (
            b"{\"hello\": \"world\"}\n",
            "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:",
        ),
        (
            b"{\"hello\": \"world\"}\n",
            "sha-512=:YMAam51Jz/jOATT6/zvHrLVgOYTGFy1d6GJiOHTohq4yP+pgk4vf2aCsyRZOtw8MjkM7iw7yZ/WkppmM44T3qg==:",
        ),
        // B.2.
        (b"", "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"),
        // B.3.
        (
            b"\"world\"}\n",
            "sha-256=:jjcgBDWNAtbYUXI37CVG3gRuGOAjaaDRGpIUFsdyepQ=:",
        ),
        // B.4 and B.6, brotli, with the bytes as erratum 8890 corrects them.
        (
            b"\x0b\x09\x80{\"hello\": \"world\"}\n\x03",
            "sha-256=:d435Qo+nKZ+gLcUHn7GQtQ72hiBVAgqoLsZnZPiTGPk=:",
        ),
        (
            b"\x0b\x09\x80{\"hello\": \"world\"}\n\x03",
            "sha-256=:d435Qo+nKZ+gLcUHn7GQtQ72hiBVAgqoLsZnZPiTGPk=:, sha-512=:db7fdBbgZMgX1Wb2MjA8zZj+rSNgfmDCEEXM8qLWfpfoNY0sCpHAzZbj09X1/7HAb7Od5Qfto4QpuBsFbUO3dQ==:",
        ),
        // B.7 to B.9.
        (
            b"{\"title\": \"New Title\"}\n",
            "sha-256=:mEkdbO7Srd9LIOegftO0aBX+VPTVz7/CSHes2Z27gc4=:",
        ),
        (
            b"{\n  \"id\": \"123\",\n  \"title\": \"New Title\"\n}\n",
            "sha-256=:uVSlinTTdQUwm2On4k8TJUikGN1bf/Ds8WPX4oe0h9I=:",
        ),
        (
            b"{\n  \"status\": \"created\",\n  \"id\": \"123\",\n  \"ts\": 1569327729,\n  \"instance\": \"/books/123\"\n}\n",
            "sha-256=:yXIGDTN5VrfoyisKlXgRKUHHMs35SNtyC3szSz1dbO8=:",
        ),
        // B.10.
        (
            b"{\n  \"title\": \"Not Found\",\n  \"detail\": \"Cannot PATCH a non-existent resource\",\n  \"status\": 404\n}\n",
            "sha-256=:EXB0S2VF2H7ijkAVJkH1Sm0pBho0iDZcvVUHHXTTZSA=:",
        ),
    ]
}

#[test]
fn rfc_9530_appendix_b() {
    let verifier = support::verifier(support::rules());
    for (body, digest) in digests() {
        let request = Request::new("POST", "/")
            .body(body)
            .with("Content-Digest", digest)
            .signed_digest(";created=1618884473");
        assert_eq!(verdict(&verifier, &request), "ok", "{digest}");
        for position in 0..body.len() {
            let mut changed = request.clone();
            changed.body[position] ^= 1;
            assert_eq!(verdict(&verifier, &changed), "digest_mismatch");
        }
        let mut longer = request;
        longer.body.push(b'\n');
        assert_eq!(verdict(&verifier, &longer), "digest_mismatch");
    }
    // B.5, B.6 and B.11 print one `=` too many.
    let request = Request::new("POST", "/")
        .body(b"{\"hello\": \"world\"}\n")
        .with(
            "Content-Digest",
            "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg==:",
        )
        .signed_digest(";created=1618884473");
    assert_eq!(head_verdict(&verifier, &request), "malformed_signature");
}

#[test]
fn the_signer_makes_the_digests_of_rfc_9530() {
    let sender = |algorithms: Vec<DigestAlgorithm>| {
        MessageSigner::new("test", support::secret())
            .unwrap()
            .digests(algorithms)
    };
    for (body, digest) in digests() {
        let mut algorithms = Vec::new();
        if digest.contains("sha-256") {
            algorithms.push(DigestAlgorithm::Sha256);
        }
        if digest.contains("sha-512") {
            algorithms.push(DigestAlgorithm::Sha512);
        }
        let signed = sender(algorithms).sign(&Delivery::new(body)).unwrap();
        assert_eq!(signed.header("content-digest", 0), Some(digest.as_bytes()));
    }
    let _ = content_digest(b"");
}
