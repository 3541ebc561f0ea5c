//! Section R of the attack catalogue: RFC 9421 and RFC 9530, row by row.
//!
//! R10, R16 and R18 have several tests; R24 (scopes by string prefix) has no API that
//! could do it wrong: components are compared whole.

#![cfg(feature = "httpsig")]
#![allow(clippy::unwrap_used, dead_code)]

#[path = "support/httpsig.rs"]
mod support;

use std::collections::HashSet;
use std::sync::Mutex;
use std::time::Duration;

use hookseal_core::httpsig::{
    Component, DigestAlgorithm, DigestHeader, MessageSignatures, StructuredType,
};
use hookseal_core::scheme::HeaderName;
use hookseal_core::time::ManualClock;
use hookseal_core::{Algorithm, ConfigError, Key, PublicKey, UnixTime, Verifier};
use support::{
    BODY, CREATED, Request, SECRET, content_digest, content_digest_512, head_verdict, key_ids,
    rules, secret, sign, verdict, verifier, verifier_at, verify,
};

const NOW: &str = ";created=1618884473";

/// Of the right length, so that it is not for its length that it is refused.
const FORGED: &str = "sig1=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:";

/// With `alg` and `keyid` as MailChannels writes them.
fn plain() -> Request {
    Request::post().signed_digest(NOW)
}

#[test]
fn a_signed_digest_is_accepted() {
    let body = verify(&verifier(rules()), &plain()).unwrap();
    assert_eq!(body.signature_label(), Some("sig1"));
    assert_eq!(body.timestamp(), Some(UnixTime::from_secs(CREATED)));
}

#[test]
fn r1_a_body_that_no_covered_digest_stands_for_is_refused() {
    let request = Request::post().signed("sig1", &[(r#""@method""#, "POST")], NOW);
    assert_eq!(verdict(&verifier(rules()), &request), "not_covered");
    // From the head, where it announces a body.
    let announced = request.clone().with("Content-Length", "18");
    assert_eq!(head_verdict(&verifier(rules()), &announced), "not_covered");
    // Nothing to cover: no body.
    let empty = request.clone().without("content-digest").body(b"");
    assert_eq!(verdict(&verifier(rules()), &empty), "ok");
    let said = empty.with("Content-Length", "0");
    assert_eq!(verdict(&verifier(rules()), &said), "ok");
    // Unless it is required.
    let strict = verifier(rules().require([Component::CONTENT_DIGEST]));
    assert_eq!(verdict(&strict, &said), "not_covered");
}

#[test]
fn r1_required_components_are_demanded_one_by_one() {
    let strict = || verifier(rules().require([Component::METHOD, Component::PATH]));
    let digest = content_digest(BODY);
    let all = [
        (r#""@method""#, "POST"),
        (r#""@path""#, "/foo"),
        (r#""content-digest""#, digest.as_str()),
    ];
    for missing in 0..all.len() {
        let mut some = all.to_vec();
        some.remove(missing);
        let request = Request::post().signed("sig1", &some, NOW);
        assert_eq!(verdict(&strict(), &request), "not_covered");
    }
    assert_eq!(
        verdict(&strict(), &Request::post().signed("sig1", &all, NOW)),
        "ok"
    );
}

#[test]
fn r2_a_changed_body_is_refused() {
    for position in 0..BODY.len() {
        let mut request = plain();
        request.body[position] ^= 1;
        assert_eq!(verdict(&verifier(rules()), &request), "digest_mismatch");
    }
    let longer = plain().body(&[BODY, b" "].concat());
    assert_eq!(verdict(&verifier(rules()), &longer), "digest_mismatch");
    let shorter = plain().body(b"");
    assert_eq!(verdict(&verifier(rules()), &shorter), "digest_mismatch");
}

#[test]
fn r3_a_right_digest_that_is_not_covered_is_refused() {
    let request = Request::post().signed("sig1", &[], NOW);
    assert_eq!(verdict(&verifier(rules()), &request), "not_covered");
}

#[test]
fn r4_only_weak_or_unknown_digests_are_refused() {
    for digest in [
        "md5=:WhAtSDEDfQ3n+Wt4iM3a6g==:",
        "sha=:07CavjDP4u3/TungoUHJO/Wzr4c=:",
        "unixsum=:AAA=:",
        "sha-1024=:AAAA:",
    ] {
        let request = Request::post()
            .without("content-digest")
            .with("Content-Digest", digest)
            .signed_digest(NOW);
        assert_eq!(
            head_verdict(&verifier(rules()), &request),
            "unsupported_algorithm"
        );
        // Beside a strong one they are of no account.
        let both = format!("{digest}, {}", content_digest(BODY));
        let request = Request::post()
            .without("content-digest")
            .with("Content-Digest", both)
            .signed_digest(NOW);
        assert_eq!(verdict(&verifier(rules()), &request), "ok");
    }
}

#[test]
fn r4_a_policy_can_rely_on_one_digest_algorithm() {
    let only_512 = || verifier(rules().with_digest_algorithms([DigestAlgorithm::Sha512]));
    assert_eq!(head_verdict(&only_512(), &plain()), "unsupported_algorithm");
    let request = Request::post()
        .without("content-digest")
        .with("Content-Digest", content_digest_512(BODY))
        .signed_digest(NOW);
    assert_eq!(verdict(&only_512(), &request), "ok");
}

#[test]
fn r5_of_two_digests_both_must_be_right() {
    let digests = |a: &[u8], b: &[u8]| {
        Request::post()
            .without("content-digest")
            .with(
                "Content-Digest",
                format!("{}, {}", content_digest(a), content_digest_512(b)),
            )
            .signed_digest(NOW)
    };
    let check = |a, b| verdict(&verifier(rules()), &digests(a, b));
    assert_eq!(check(BODY, BODY), "ok");
    assert_eq!(check(BODY, b"other"), "digest_mismatch");
    assert_eq!(check(b"other", BODY), "digest_mismatch");
    // Also where the policy relies on the right one only.
    let only_256 = verifier(rules().with_digest_algorithms([DigestAlgorithm::Sha256]));
    assert_eq!(
        verdict(&only_256, &digests(BODY, b"other")),
        "digest_mismatch"
    );
}

#[test]
fn r5_a_malformed_or_repeated_digest_is_refused() {
    let right = content_digest(BODY);
    for digest in [
        "sha-256".to_owned(),
        "sha-256=abc".to_owned(),
        "sha-256=:AAAA:".to_owned(),
        format!("sha-256=({right})"),
        format!("{right}, {right}"),
        "sha-512=::".to_owned(),
    ] {
        let request = Request::post()
            .without("content-digest")
            .with("Content-Digest", digest)
            .signed_digest(NOW);
        assert_eq!(
            head_verdict(&verifier(rules()), &request),
            "malformed_signature"
        );
    }
}

/// The signature covers its text, and what is compared are its bytes.
#[test]
fn r5_a_digest_may_be_written_in_each_base64_that_is_its_bytes() {
    let right = content_digest(BODY);
    let text = right.strip_suffix("=:").unwrap();
    // 32 bytes: 43 characters, of which the last has two bits that say nothing.
    let (head, last) = text.split_at(text.len() - 1);
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let at = alphabet.find(last).unwrap();
    let other = &alphabet[at + 1..at + 2];
    let check = |digest: &str| {
        let request = Request::post()
            .without("content-digest")
            .with("Content-Digest", digest)
            .signed_digest(NOW);
        verdict(&verifier(rules()), &request)
    };
    assert_eq!(check(&format!("{text}:")), "ok");
    assert_eq!(check(&format!("{head}{other}=:")), "ok");
    let wrong = if head.ends_with('A') { "B" } else { "A" };
    let wrong = format!("{}{wrong}{last}=:", &head[..head.len() - 1]);
    assert_eq!(check(&wrong), "digest_mismatch");
    // Sixteen of them at most.
    let many = |unknown: usize| {
        let others = (0..unknown).map(|n| format!(", x{n}=:AAAA:"));
        check(&others.fold(right.clone(), |all, one| all + &one))
    };
    assert_eq!(many(15), "ok");
    assert_eq!(many(16), "malformed_signature");
}

#[test]
fn r5_a_digest_covered_by_member_counts_for_that_member() {
    let both = format!("{}, {}", content_digest(BODY), content_digest_512(BODY));
    let request = |member: &str, value: &str| {
        Request::post()
            .without("content-digest")
            .with("Content-Digest", both.as_str())
            .signed(
                "sig1",
                &[(&format!(r#""content-digest";key="{member}""#), value)],
                NOW,
            )
    };
    let value = content_digest(BODY).replace("sha-256=", "");
    assert_eq!(
        verdict(&verifier(rules()), &request("sha-256", &value)),
        "ok"
    );
    let only_512 = verifier(rules().with_digest_algorithms([DigestAlgorithm::Sha512]));
    assert_eq!(
        verdict(&only_512, &request("sha-256", &value)),
        "unsupported_algorithm"
    );
}

#[test]
fn r6_another_digest_header_is_no_substitute() {
    for (name, lower) in [("Repr-Digest", "repr-digest"), ("Digest", "digest")] {
        let digest = content_digest(BODY);
        let request = Request::new("POST", "/")
            .body(BODY)
            .with(name, &digest)
            .signed("sig1", &[(&format!("\"{lower}\""), &digest)], NOW);
        assert_eq!(verdict(&verifier(rules()), &request), "not_covered");
        let repr = verifier(rules().with_digest_header(DigestHeader::ReprDigest));
        let expected = if lower == "repr-digest" {
            "ok"
        } else {
            "not_covered"
        };
        assert_eq!(verdict(&repr, &request), expected);
    }
    let repr = verifier(rules().with_digest_header(DigestHeader::ReprDigest));
    assert_eq!(verdict(&repr, &plain()), "not_covered");
}

#[test]
fn r6_a_covered_digest_that_is_missing_is_refused() {
    for digest in [None, Some("")] {
        let mut request = Request::new("POST", "/").body(BODY);
        if let Some(digest) = digest {
            request = request.with("Content-Digest", digest);
        }
        let request = request.signed("sig1", &[(r#""content-digest""#, "")], NOW);
        assert_eq!(head_verdict(&verifier(rules()), &request), "missing_digest");
    }
}

#[test]
fn r7_alg_may_only_agree() {
    for alg in [
        "ed25519",
        "rsa-pss-sha512",
        "none",
        "HMAC-SHA256",
        "",
        "hmac-sha512",
    ] {
        let request = Request::post().signed_digest(&format!("{NOW};alg=\"{alg}\""));
        assert_eq!(
            head_verdict(&verifier(rules()), &request),
            "unsupported_algorithm"
        );
    }
    let request = Request::post().signed_digest(&format!("{NOW};alg=\"hmac-sha256\""));
    assert_eq!(verdict(&verifier(rules()), &request), "ok");
    let token = Request::post().signed_digest(&format!("{NOW};alg=hmac-sha256"));
    assert_eq!(
        head_verdict(&verifier(rules()), &token),
        "malformed_signature"
    );
}

#[test]
fn r7_a_public_key_never_becomes_a_secret() {
    // Signed by HMAC with the public key's text, for a verifier of Ed25519.
    let request = Request::post().signed_digest(&format!("{NOW};alg=\"hmac-sha256\""));
    let key = PublicKey::new("MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=");
    let verifier = Verifier::builder(MessageSignatures::new("test", Algorithm::Ed25519))
        .key(key.unwrap())
        .clock(ManualClock::new(UnixTime::from_secs(CREATED)))
        .build()
        .unwrap();
    assert_eq!(head_verdict(&verifier, &request), "unsupported_algorithm");
    let silent = Request::post().signed_digest(NOW);
    assert_eq!(head_verdict(&verifier, &silent), "malformed_signature");
}

#[test]
fn r7_algorithms_that_the_rfc_does_not_have_cannot_be_built() {
    for algorithm in [
        #[cfg(feature = "sha1")]
        Algorithm::HmacSha1,
        Algorithm::HmacSha384,
        Algorithm::HmacSha512,
    ] {
        let built = Verifier::builder(MessageSignatures::new("test", algorithm))
            .key(secret())
            .build();
        assert!(matches!(built, Err(ConfigError::InvalidScheme { .. })));
    }
}

#[test]
fn r8_without_alg_the_key_decides() {
    assert_eq!(verdict(&verifier(rules()), &plain()), "ok");
}

#[test]
fn r9_created_must_be_there_and_recent() {
    let check = |params: &str, now: u64| {
        verdict(
            &verifier_at(rules(), now),
            &Request::post().signed_digest(params),
        )
    };
    assert_eq!(check("", CREATED), "missing_timestamp");
    assert_eq!(check(NOW, CREATED + 300), "ok");
    assert_eq!(check(NOW, CREATED + 301), "stale");
    assert_eq!(check(NOW, CREATED - 60), "ok");
    assert_eq!(check(NOW, CREATED - 61), "future");
    for params in [
        ";created=-1",
        ";created=1618884473.0",
        ";created=\"1618884473\"",
        ";created=@1618884473",
        ";created",
        ";created=:AAAA:",
        ";created=-999999999999999",
    ] {
        assert_eq!(check(params, CREATED), "malformed_timestamp", "{params}");
    }
    for params in [
        ";created=+1618884473",
        ";created=1618884473e0",
        ";created=1234567890123456",
        ";created=",
        ";created=1618884473;created=1618884473",
    ] {
        assert_eq!(check(params, CREATED), "malformed_signature", "{params}");
    }
    assert_eq!(check(";created=999999999999999", CREATED), "future");
    assert_eq!(check(";created=0", CREATED), "stale");
}

#[test]
fn r9_expires_is_heeded_even_without_freshness() {
    let request =
        |expires: &str| Request::post().signed_digest(&format!("{NOW};expires={expires}"));
    let unchecked = |now| {
        Verifier::builder(rules())
            .key(secret())
            .without_freshness()
            .clock(ManualClock::new(UnixTime::from_secs(now)))
            .build()
            .unwrap()
    };
    let soon = (CREATED + 10).to_string();
    for build in [|now| verifier_at(rules(), now), unchecked] as [fn(u64) -> Verifier; 2] {
        assert_eq!(verdict(&build(CREATED + 10), &request(&soon)), "ok");
        assert_eq!(verdict(&build(CREATED + 11), &request(&soon)), "expired");
        for expires in ["-1", "1618884500.0", "\"1618884500\"", "?1"] {
            assert_eq!(
                verdict(&build(CREATED), &request(expires)),
                "malformed_timestamp"
            );
        }
    }
    assert_eq!(verdict(&unchecked(CREATED * 2), &plain()), "ok");
}

#[test]
fn r9_the_apps_tolerance_is_the_one_that_counts() {
    let build = |now| {
        Verifier::builder(
            rules()
                .with_max_age(Duration::from_secs(10))
                .with_max_future(Duration::from_secs(5)),
        )
        .key(secret())
        .clock(ManualClock::new(UnixTime::from_secs(now)))
    };
    let check = |verifier: Verifier| verdict(&verifier, &plain());
    assert_eq!(check(build(CREATED + 10).build().unwrap()), "ok");
    assert_eq!(check(build(CREATED + 11).build().unwrap()), "stale");
    assert_eq!(check(build(CREATED - 6).build().unwrap()), "future");
    let wide = |now| {
        build(now)
            .tolerance(Duration::from_secs(20), Duration::from_secs(20))
            .build()
            .unwrap()
    };
    assert_eq!(check(wide(CREATED + 20)), "ok");
    assert_eq!(check(wide(CREATED - 20)), "ok");
}

#[test]
fn r10_a_repeated_nonce_is_refused_by_the_hook() {
    let seen = Mutex::new(HashSet::new());
    let verifier = verifier(
        rules().with_nonce_check(move |nonce| seen.lock().unwrap().insert(nonce.to_owned())),
    );
    let request = |nonce: &str| Request::post().signed_digest(&format!("{NOW};nonce=\"{nonce}\""));
    let verdict = |request: &Request| match verifier.verify(request, request.body.clone()) {
        Ok(_) => "ok",
        Err(rejection) => rejection.code(),
    };
    // A forged body does not use the nonce up.
    assert_eq!(verdict(&request("a").body(b"forged")), "digest_mismatch");
    assert_eq!(verdict(&request("a")), "ok");
    assert_eq!(verdict(&request("a")), "nonce_refused");
    assert_eq!(verdict(&request("b")), "ok");
    assert_eq!(verdict(&plain()), "nonce_refused");
    assert_eq!(verdict(&request("")), "nonce_refused");
}

#[test]
fn r11_a_tag_of_another_application_is_refused() {
    let tagged = verifier(rules().with_tag("ours"));
    let request = |tag: &str| Request::post().signed_digest(&format!("{NOW};tag=\"{tag}\""));
    assert_eq!(verdict(&tagged, &request("ours")), "ok");
    assert_eq!(verdict(&tagged, &request("theirs")), "missing_signature");
    assert_eq!(verdict(&tagged, &plain()), "missing_signature");
    assert_eq!(verdict(&verifier(rules()), &request("theirs")), "ok");
}

/// Several labels over the digest: each with its parameters, right or not.
fn labelled(labels: &[(&str, &str, bool)]) -> Request {
    let digest = content_digest(BODY);
    let (mut inputs, mut signatures) = (Vec::new(), Vec::new());
    for (label, params, right) in labels {
        let (input, mut signature) = sign(&[(r#""content-digest""#, &digest)], params);
        if !right {
            let other = if signature.starts_with('A') { "B" } else { "A" };
            signature.replace_range(..1, other);
        }
        inputs.push(format!("{label}={input}"));
        signatures.push(format!("{label}=:{signature}:"));
    }
    Request::post()
        .with("Signature-Input", inputs.join(", "))
        .with("Signature", signatures.join(", "))
}

#[test]
fn r12_a_second_label_that_holds_is_accepted_and_named() {
    for (labels, expected) in [
        ([("bad", NOW, false), ("good", NOW, true)], "good"),
        ([("good", NOW, true), ("bad", NOW, false)], "good"),
        ([("old", ";created=1", true), ("good", NOW, true)], "good"),
        ([("none", "", true), ("good", NOW, true)], "good"),
    ] {
        let body = verify(&verifier(rules()), &labelled(&labels)).unwrap();
        assert_eq!(body.signature_label(), Some(expected));
    }
    let bad = labelled(&[("a", NOW, false), ("b", NOW, false)]);
    assert_eq!(verdict(&verifier(rules()), &bad), "signature_mismatch");
    // The one that came furthest tells why.
    let mixed = labelled(&[("a", NOW, false), ("b", ";created=1", true)]);
    assert_eq!(verdict(&verifier(rules()), &mixed), "signature_mismatch");
}

#[test]
fn r12_a_fixed_label_is_the_only_one_that_counts() {
    let fixed = verifier(rules().with_label("sig2"));
    assert_eq!(verdict(&fixed, &plain()), "missing_signature");
    let both = labelled(&[("sig1", NOW, true), ("sig2", NOW, true)]);
    let body = verify(&fixed, &both).unwrap();
    assert_eq!(body.signature_label(), Some("sig2"));
    let wrong = labelled(&[("sig1", NOW, true), ("sig2", NOW, false)]);
    assert_eq!(verdict(&fixed, &wrong), "signature_mismatch");
    let built = Verifier::builder(rules().with_label("Not A Key"))
        .key(secret())
        .build();
    assert!(matches!(built, Err(ConfigError::InvalidScheme { .. })));
}

#[test]
fn r13_a_label_in_one_field_only_is_ignored() {
    let (input, signature) = sign(&[(r#""content-digest""#, &content_digest(BODY))], NOW);
    let request = |inputs: &str, signatures: &str| {
        Request::post()
            .with("Signature-Input", inputs)
            .with("Signature", signatures)
    };
    let check = |request: &Request| verdict(&verifier(rules()), request);
    let alone = request(&format!("a={input}"), &format!("b=:{signature}:"));
    assert_eq!(check(&alone), "missing_signature");
    let beside = request(
        &format!("lonely=();created=1, a={input}"),
        &format!("other=:AAAA:, a=:{signature}:"),
    );
    assert_eq!(check(&beside), "ok");
    // Fields over several lines are one (RFC 9651, section 4.2).
    let lines = Request::post()
        .with("Signature-Input", "lonely=()")
        .with("Signature-Input", format!("a={input}"))
        .with("Signature", format!("a=:{signature}:"))
        .with("Signature", "z=:AAAA:");
    assert_eq!(check(&lines), "ok");
    for missing in ["Signature", "Signature-Input"] {
        assert_eq!(check(&plain().without(missing)), "missing_signature");
        assert_eq!(
            check(&plain().without(missing).with(missing, "")),
            "missing_signature"
        );
    }
    // The same label twice, in either field.
    let twice = request(
        &format!("a={input}, a={input}"),
        &format!("a=:{signature}:"),
    );
    assert_eq!(check(&twice), "malformed_signature");
    let twice = request(
        &format!("a={input}"),
        &format!("a=:{signature}:, a=:{signature}:"),
    );
    assert_eq!(check(&twice), "malformed_signature");
}

#[test]
fn r14_labels_components_and_parameters_are_bounded() {
    let check = |request: &Request| verdict(&verifier(rules()), request);
    let labels = |count: usize| {
        let names: Vec<String> = (0..count - 1).map(|n| format!("l{n}")).collect();
        let mut all: Vec<(&str, &str, bool)> = names
            .iter()
            .map(|name| (name.as_str(), NOW, false))
            .collect();
        all.push(("last", NOW, true));
        labelled(&all)
    };
    assert_eq!(check(&labels(8)), "ok");
    assert_eq!(check(&labels(9)), "too_many_signatures");
    let many: Vec<String> = (0..1000).map(|n| format!("l{n}=()")).collect();
    let request = Request::post()
        .with("Signature-Input", many.join(","))
        .with("Signature", "l0=:AAAA:");
    assert_eq!(check(&request), "too_many_signatures");

    let components = |count: usize| {
        let mut request = Request::post();
        let names: Vec<String> = (0..count - 1).map(|n| format!("x-{n}")).collect();
        for name in &names {
            request = request.with(name, "v");
        }
        let ids: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
        let mut lines: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), "v")).collect();
        let digest = content_digest(BODY);
        lines.push((r#""content-digest""#, &digest));
        request.signed("sig1", &lines, NOW)
    };
    assert_eq!(check(&components(64)), "ok");
    assert_eq!(check(&components(65)), "malformed_signature");
    assert_eq!(check(&components(10_000)), "malformed_signature");

    let params = (0..1000)
        .map(|n| format!(";p{n}"))
        .collect::<Vec<_>>()
        .concat();
    let request = Request::post().signed_digest(&format!("{NOW}{params}"));
    assert_eq!(check(&request), "malformed_signature");
    let request = Request::post()
        .with(
            "Signature-Input",
            format!("sig1=(\"content-digest\"{params})"),
        )
        .with("Signature", FORGED);
    assert_eq!(check(&request), "malformed_signature");

    let long = "a".repeat(64 * 1024);
    for name in ["Signature", "Signature-Input", "Content-Digest"] {
        let request = plain().without(name).with(name, &long);
        assert_eq!(check(&request), "malformed_signature");
    }
    let mut lines = plain();
    for _ in 0..1000 {
        lines = lines.with("Signature", "");
    }
    assert_eq!(check(&lines), "malformed_signature");
}

#[test]
fn r14_keys_times_labels_are_bounded() {
    let mut builder = Verifier::builder(rules())
        .key(secret())
        .clock(ManualClock::new(UnixTime::from_secs(CREATED)));
    for n in 0..7 {
        let other = format!("another secret of some length, {n}");
        builder = builder.key(hookseal_core::Secret::new(other).unwrap());
    }
    let verifier = builder.build().unwrap();
    let third = labelled(&[("a", NOW, false), ("b", NOW, false), ("c", NOW, true)]);
    assert_eq!(verdict(&verifier, &third), "too_many_signatures");
    let second = labelled(&[("a", NOW, false), ("c", NOW, true)]);
    assert_eq!(verdict(&verifier, &second), "ok");
}

#[test]
fn r15_what_is_unknown_or_twice_is_refused() {
    for component in [
        r#""content-digest" "content-digest""#,
        r#""@method" "@method""#,
        r#""content-digest";sf "content-digest";sf"#,
        r#""@status""#,
        r#""@body""#,
        r#""@""#,
        r#""@signature-params""#,
        r#""@METHOD""#,
        r#""Content-Digest""#,
        r#""content-digest";req"#,
        r#""@method";req"#,
        r#""@query-param""#,
        r#""@query-param";name"#,
        r#""@query-param";name=Pet"#,
        r#""@query-param";name="Pet";req"#,
        r#""@method";name="x""#,
        r#""content-digest";tr"#,
        r#""content-digest";unknown"#,
        r#""content-digest";unknown=1"#,
        r#""content-digest";sf=?0"#,
        r#""content-digest";sf=1"#,
        r#""content-digest";key"#,
        r#""content-digest";key=1"#,
        r#""content-digest";bs;sf"#,
        r#""content-digest";bs;key="a""#,
        r#""""#,
        r#""a b""#,
        "content-digest",
        "1",
        ":AAAA:",
        "?1",
    ] {
        let request = Request::post()
            .with("Signature-Input", format!("sig1=({component}){NOW}"))
            .with("Signature", FORGED);
        assert_eq!(
            head_verdict(&verifier(rules()), &request),
            "malformed_signature",
            "{component}"
        );
    }
    for input in [
        "sig1",
        "sig1=1",
        "sig1=?1",
        "sig1=\"a\"",
        "sig1=(",
        "()",
        "sig1=((\"a\"))",
    ] {
        let request = Request::post()
            .with("Signature-Input", input)
            .with("Signature", FORGED);
        assert_eq!(
            head_verdict(&verifier(rules()), &request),
            "malformed_signature",
            "{input}"
        );
    }
}

/// `lines` besides the digest, over a request with these headers.
fn covering(request: Request, lines: &[(&str, &str)]) -> Request {
    let digest = content_digest(BODY);
    let mut all = lines.to_vec();
    all.push((r#""content-digest""#, &digest));
    request.signed("sig1", &all, NOW)
}

#[test]
fn r16_header_parameters_are_as_the_rfc_says() {
    // Values of RFC 9421, sections 2.1.1 to 2.1.3.
    let dict = "  a=1,    b=2;x=1;y=2,   c=(a   b   c)  ";
    let typed = || {
        verifier(rules().with_structured_header(
            HeaderName::from_static("Example-Dict"),
            StructuredType::Dictionary,
        ))
    };
    let check = |verifier: &Verifier, id: &str, value: &str| {
        let request = Request::post()
            .with("Example-Dict", dict)
            .with("Example-Header", "value, with, lots")
            .with("Example-Header", "of, commas");
        verdict(verifier, &covering(request, &[(id, value)]))
    };
    for (id, value) in [
        (r#""example-dict""#, "a=1,    b=2;x=1;y=2,   c=(a   b   c)"),
        (r#""example-dict";sf"#, "a=1, b=2;x=1;y=2, c=(a b c)"),
        (r#""example-dict";key="a""#, "1"),
        (r#""example-dict";key="b""#, "2;x=1;y=2"),
        (r#""example-dict";key="c""#, "(a b c)"),
        (r#""example-dict";sf;key="c""#, "(a b c)"),
        (r#""example-header""#, "value, with, lots, of, commas"),
        (
            r#""example-header";bs"#,
            ":dmFsdWUsIHdpdGgsIGxvdHM=:, :b2YsIGNvbW1hcw==:",
        ),
    ] {
        assert_eq!(check(&typed(), id, value), "ok", "{id}");
        assert_eq!(
            check(&typed(), id, &format!("{value} ")),
            "signature_mismatch"
        );
    }
    // A type that nobody has told cannot be serialized.
    let untyped = verifier(rules());
    assert_eq!(
        check(
            &untyped,
            r#""example-dict";sf"#,
            "a=1, b=2;x=1;y=2, c=(a b c)"
        ),
        "malformed_signature"
    );
    assert_eq!(
        check(&typed(), r#""example-dict";key="d""#, ""),
        "missing_header"
    );
    // A member without a value is a true Boolean.
    assert_eq!(
        check(&typed(), r#""example-header";key="value""#, "?1"),
        "ok"
    );
    assert_eq!(check(&typed(), r#""nothing";bs"#, "::"), "missing_header");
}

#[test]
fn r16_a_dictionary_with_a_key_twice_is_refused() {
    // Its serialization has only the last, so the first could be anything.
    let verifier = verifier(rules().with_structured_header(
        HeaderName::from_static("Example-Dict"),
        StructuredType::Dictionary,
    ));
    for (id, value) in [
        (r#""example-dict";sf"#, "a=1"),
        (r#""example-dict";key="a""#, "1"),
    ] {
        for (dict, verdict_of) in [("a=1", "ok"), ("a=2, a=1", "malformed_signature")] {
            let request = Request::post().with("Example-Dict", dict);
            let request = covering(request, &[(id, value)]);
            assert_eq!(verdict(&verifier, &request), verdict_of, "{id} {dict}");
        }
    }
}

#[test]
fn r16_bytes_of_two_lines_are_not_those_of_one() {
    let one = Request::post().with("Example-Header", "value, with, lots, of, commas");
    let value = ":dmFsdWUsIHdpdGgsIGxvdHMsIG9mLCBjb21tYXM=:";
    let request = covering(one, &[(r#""example-header";bs"#, value)]);
    assert_eq!(verdict(&verifier(rules()), &request), "ok");
}

#[test]
fn r16_query_parameters_are_as_the_rfc_says() {
    // RFC 9421, section 2.2.8.
    let target = "/parameters?var=this%20is%20a%20big%0Amultiline%20value&bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something&qux=";
    let check = |target: &str, lines: &[(&str, &str)]| {
        let mut request = Request::post();
        target.clone_into(&mut request.target);
        verdict(&verifier(rules()), &covering(request, lines))
    };
    let lines = [
        (
            r#""@query-param";name="var""#,
            "this%20is%20a%20big%0Amultiline%20value",
        ),
        (r#""@query-param";name="bar""#, "with%20plus%20whitespace"),
        (r#""@query-param";name="fa%C3%A7ade%22%3A%20""#, "something"),
        (r#""@query-param";name="qux""#, ""),
    ];
    assert_eq!(check(target, &lines), "ok");
    for line in &lines {
        assert_eq!(check(target, &[*line]), "ok");
    }
    let pet = [(r#""@query-param";name="Pet""#, "dog")];
    assert_eq!(check("/?Pet=dog", &pet), "ok");
    assert_eq!(check("/?Pet=dog&Pet=dog", &pet), "ambiguous");
    assert_eq!(check("/?Pet=dog&P%65t=cat", &pet), "ambiguous");
    assert_eq!(check("/?pet=dog", &pet), "missing_component");
    assert_eq!(check("/", &pet), "missing_component");
    let lossy = [(r#""@query-param";name="Pet""#, "%EF%BF%BD")];
    assert_eq!(check("/?Pet=%FF", &lossy), "ambiguous");
    // Two parameters are two components.
    let twice = [pet[0], pet[0]];
    assert_eq!(check("/?Pet=dog", &twice), "malformed_signature");
}

#[test]
fn r17_covered_headers_are_joined_by_the_rfcs_rule() {
    // RFC 9421, section 2.1.
    let request = || {
        Request::post()
            .with("Date", "Tue, 20 Apr 2021 02:07:56 GMT")
            .with("X-OWS-Header", "   Leading and trailing whitespace.\t  ")
            .with(
                "X-Obs-Fold-Header",
                "Obsolete\r\n    line folding.".as_bytes(),
            )
            .with("Cache-Control", "max-age=60")
            .with("Cache-Control", "    must-revalidate")
            .with("Example-Dict", "  a=1,    b=2;x=1;y=2,   c=(a   b   c)")
            .with("X-Empty-Header", "")
            .with("X-High", [0xE9_u8, b'a'])
    };
    for (id, value) in [
        (r#""date""#, "Tue, 20 Apr 2021 02:07:56 GMT"),
        (r#""x-ows-header""#, "Leading and trailing whitespace."),
        (r#""x-obs-fold-header""#, "Obsolete line folding."),
        (r#""cache-control""#, "max-age=60, must-revalidate"),
        (r#""example-dict""#, "a=1,    b=2;x=1;y=2,   c=(a   b   c)"),
        (r#""x-empty-header""#, ""),
    ] {
        let signed = covering(request(), &[(id, value)]);
        assert_eq!(verdict(&verifier(rules()), &signed), "ok", "{id}");
        let name = id.trim_matches('"');
        let missing = signed.clone().without(name);
        assert_eq!(verdict(&verifier(rules()), &missing), "missing_header");
        let added = signed.with(name, "more");
        assert_eq!(verdict(&verifier(rules()), &added), "signature_mismatch");
    }
    let swapped = covering(
        Request::post()
            .with("Cache-Control", "must-revalidate")
            .with("Cache-Control", "max-age=60"),
        &[(r#""cache-control""#, "max-age=60, must-revalidate")],
    );
    assert_eq!(verdict(&verifier(rules()), &swapped), "signature_mismatch");
}

/// A verifier that knows its address.
fn at(url: &str, rules: MessageSignatures) -> Verifier {
    Verifier::builder(rules)
        .key(secret())
        .public_url(url)
        .clock(ManualClock::new(UnixTime::from_secs(CREATED)))
        .build()
        .unwrap()
}

#[test]
fn r18_the_public_url_comes_from_the_configuration() {
    let lines = |scheme: &'static str, authority: &'static str, uri: &'static str| {
        [
            (r#""@scheme""#, scheme),
            (r#""@authority""#, authority),
            (r#""@target-uri""#, uri),
        ]
    };
    let check = |url: &str, lines: &[(&str, &str)]| {
        let request = Request::post()
            .with("Host", "evil.example")
            .with("X-Forwarded-Host", "evil.example")
            .with("X-Forwarded-Proto", "http");
        verdict(&at(url, rules()), &covering(request, lines))
    };
    let usual = lines(
        "https",
        "example.com",
        "https://example.com/foo?param=Value&Pet=dog",
    );
    for url in [
        "https://example.com",
        "https://EXAMPLE.com",
        "https://example.com:443",
    ] {
        assert_eq!(check(url, &usual), "ok", "{url}");
    }
    for url in [
        "http://example.com",
        "https://example.com:8443",
        "https://evil.example",
    ] {
        assert_eq!(check(url, &usual), "signature_mismatch", "{url}");
    }
    let port = lines(
        "http",
        "[::1]:8080",
        "http://[::1]:8080/foo?param=Value&Pet=dog",
    );
    assert_eq!(check("http://[::1]:8080", &port), "ok");
    let evil = lines(
        "http",
        "evil.example",
        "http://evil.example/foo?param=Value&Pet=dog",
    );
    assert_eq!(check("https://example.com", &evil), "signature_mismatch");
}

#[test]
fn r18_without_a_public_url_such_components_are_refused() {
    for (id, value) in [
        (r#""@scheme""#, "https"),
        (r#""@authority""#, "example.com"),
        (r#""@target-uri""#, "https://example.com/"),
    ] {
        let request = covering(Request::post().with("Host", "example.com"), &[(id, value)]);
        assert_eq!(
            head_verdict(&verifier(rules()), &request),
            "missing_component"
        );
    }
    for component in [
        Component::SCHEME,
        Component::AUTHORITY,
        Component::TARGET_URI,
    ] {
        let built = Verifier::builder(rules().require([component]))
            .key(secret())
            .build();
        assert!(matches!(built, Err(ConfigError::PublicUrlNeeded { .. })));
    }
    let built = Verifier::builder(rules())
        .key(secret())
        .public_url("https://user@example.com")
        .build();
    assert!(matches!(built, Err(ConfigError::InvalidPublicUrl)));
}

#[test]
fn r18_a_path_that_the_proxy_takes_off_is_signed() {
    let verifier = || at("https://example.com/in/acme", rules());
    let lines = [
        (r#""@path""#, "/in/acme/foo"),
        (r#""@request-target""#, "/in/acme/foo?param=Value&Pet=dog"),
        (
            r#""@target-uri""#,
            "https://example.com/in/acme/foo?param=Value&Pet=dog",
        ),
        (r#""@query""#, "?param=Value&Pet=dog"),
    ];
    assert_eq!(
        verdict(&verifier(), &covering(Request::post(), &lines)),
        "ok"
    );
}

#[test]
fn r19_the_method_and_target_are_those_of_the_wire() {
    let signed = covering(
        Request::post(),
        &[
            (r#""@method""#, "POST"),
            (r#""@path""#, "/foo"),
            (r#""@query""#, "?param=Value&Pet=dog"),
            (r#""@request-target""#, "/foo?param=Value&Pet=dog"),
        ],
    );
    let verifier = verifier(rules().with_methods(
        const {
            &[
                std::borrow::Cow::Borrowed("POST"),
                std::borrow::Cow::Borrowed("PUT"),
            ]
        },
    ));
    assert_eq!(verdict(&verifier, &signed), "ok");
    for target in [
        "/bar?param=Value&Pet=dog",
        "/foo?Pet=dog&param=Value",
        "/foo",
        "/foo?",
        "//foo?param=Value&Pet=dog",
        "/foo/?param=Value&Pet=dog",
        "/%66oo?param=Value&Pet=dog",
        "/foo?param=Value&Pet=dog#",
    ] {
        let mut changed = signed.clone();
        target.clone_into(&mut changed.target);
        assert_eq!(
            verdict(&verifier, &changed),
            "signature_mismatch",
            "{target}"
        );
    }
    let mut put = signed;
    "PUT".clone_into(&mut put.method);
    assert_eq!(verdict(&verifier, &put), "signature_mismatch");
    // Section 2.2.6 and 2.2.7: an empty path is a slash, an absent query a question mark.
    let mut bare = Request::post();
    bare.target.clear();
    let bare = covering(bare, &[(r#""@path""#, "/"), (r#""@query""#, "?")]);
    assert_eq!(verdict(&verifier, &bare), "ok");
}

#[test]
fn r20_no_line_can_be_smuggled_into_the_base() {
    let forged = "x\n\"@method\": GET";
    for value in [
        forged.as_bytes(),
        b"x\r\n\"@method\": GET",
        b"x\r\"@method\": GET",
        b"x\0",
        b"x\r\n",
    ] {
        let text = String::from_utf8_lossy(value).into_owned();
        let request = covering(
            Request::post().with("X-Value", value),
            &[(r#""x-value""#, &text)],
        );
        assert_eq!(
            head_verdict(&verifier(rules()), &request),
            "malformed_signature"
        );
    }
    for component in [
        "\"x\n\"",
        "\"x\\\"\"",
        "\"x\\n\"",
        "\"x\": y\"",
        "\"x\u{e9}\"",
        "\"@query-param\";name=\"a\nb\"",
    ] {
        let request = Request::post()
            .with("Signature-Input", format!("sig1=({component}){NOW}"))
            .with("Signature", FORGED);
        assert_eq!(
            head_verdict(&verifier(rules()), &request),
            "malformed_signature",
            "{component:?}"
        );
    }
}

/// A key under `id`, and one for [`SECRET`] under `k1`.
fn with_ids(rules: MessageSignatures) -> Verifier {
    let other = hookseal_core::Secret::new("the secret of somebody else").unwrap();
    Verifier::builder(rules)
        .key(Key::from(secret()).id("k1"))
        .key(Key::from(other).id("k2"))
        .clock(ManualClock::new(UnixTime::from_secs(CREATED)))
        .build()
        .unwrap()
}

#[test]
fn r21_a_key_id_finds_its_key_and_no_other() {
    let request = |id: &str| Request::post().signed_digest(&format!("{NOW};keyid=\"{id}\""));
    let check = |request: &Request| verdict(&with_ids(rules()), request);
    assert_eq!(check(&request("k1")), "ok");
    assert_eq!(check(&request("k2")), "signature_mismatch");
    for id in [
        "",
        "k3",
        "K1",
        "k1 ",
        "../k1",
        "k1\\\"",
        "k",
        "k11",
        &"k".repeat(10 * 1024),
    ] {
        assert_eq!(check(&request(id)), "unknown_key", "{id}");
    }
    assert_eq!(check(&plain()), "unknown_key");
    for params in [";keyid=k1", ";keyid=1", ";keyid", ";keyid=:azE=:"] {
        let request = Request::post().signed_digest(&format!("{NOW}{params}"));
        assert_eq!(check(&request), "malformed_signature");
    }
    // A key without an id is tried for any.
    assert_eq!(verdict(&verifier(rules()), &request("k3")), "ok");
    let long = "k".repeat(256);
    assert_eq!(verdict(&verifier(rules()), &request(&long)), "ok");
    assert_eq!(
        verdict(&verifier(rules()), &request(&format!("{long}k"))),
        "unknown_key"
    );
    assert_eq!(
        verdict(&verifier(rules().require_key_id()), &plain()),
        "unknown_key"
    );
    assert_eq!(
        verdict(&verifier(rules().require_key_id()), &request("x")),
        "ok"
    );
}

#[test]
fn r21_keys_are_looked_up_by_the_ids_that_a_request_names() {
    let keyed = labelled(&[
        ("a", ";created=1618884473;keyid=\"one\"", false),
        ("b", ";created=1618884473;keyid=\"two\";tag=\"t\"", false),
        ("c", ";created=1618884473;keyid=\"one\"", false),
        ("d", ";created=1618884473;keyid=\"\"", false),
        ("e", ";created=1618884473;keyid=token", false),
        (
            "f",
            ";created=1618884473;keyid=\"three\";alg=\"ed25519\"",
            false,
        ),
        ("g", NOW, false),
        ("h", ";created=1;keyid=\"stale\"", false),
    ]);
    assert_eq!(key_ids(rules(), &keyed), ["one", "two"]);
    assert_eq!(key_ids(rules().with_tag("t"), &keyed), ["two"]);
    assert_eq!(key_ids(rules().with_label("c"), &keyed), ["one"]);
    assert!(key_ids(rules(), &keyed.clone().without("signature")).is_empty());
    assert!(key_ids(rules(), &plain().without("signature-input")).is_empty());
    let long = Request::post().signed_digest(&format!("{NOW};keyid=\"{}\"", "k".repeat(257)));
    assert!(key_ids(rules(), &long).is_empty());
}

#[test]
fn r22_a_signature_of_the_old_draft_is_refused() {
    let draft = Request::post().with(
        "Signature",
        "keyId=\"k1\",algorithm=\"hmac-sha256\",headers=\"(request-target) digest\",signature=\"AAAA\"",
    );
    assert_eq!(
        head_verdict(&verifier(rules()), &draft),
        "missing_signature"
    );
    let both = draft.with("Signature-Input", format!("sig1=(\"content-digest\"){NOW}"));
    assert_eq!(
        head_verdict(&verifier(rules()), &both),
        "malformed_signature"
    );
}

#[test]
fn r24_components_are_compared_whole() {
    let digest = content_digest(BODY);
    for name in ["content-digest-x", "x-content-digest", "content-diges"] {
        let request = Request::post().with(name, &digest).signed(
            "sig1",
            &[(&format!("\"{name}\""), &digest)],
            NOW,
        );
        assert_eq!(verdict(&verifier(rules()), &request), "not_covered");
    }
}

#[test]
fn s12_a_signature_has_one_text() {
    let (input, signature) = sign(&[(r#""content-digest""#, &content_digest(BODY))], NOW);
    let check = |text: &str| {
        let request = Request::post()
            .with("Signature-Input", format!("sig1={input}"))
            .with("Signature", format!("sig1=:{text}:"));
        verdict(&verifier(rules()), &request)
    };
    assert_eq!(check(&signature), "ok");
    // 32 bytes: 43 characters, of which the last has two bits that say nothing.
    let unpadded = signature.trim_end_matches('=');
    assert_eq!(check(unpadded), "malformed_signature");
    let last = unpadded.chars().next_back().unwrap();
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let at = alphabet.find(last).unwrap();
    for bits in 1..4 {
        let other = alphabet.as_bytes()[at + bits] as char;
        let text = format!("{}{other}=", &unpadded[..42]);
        assert_eq!(check(&text), "malformed_signature");
    }
    for text in [
        &signature[..40],
        "",
        "AAAA",
        &format!("{signature}{signature}"),
    ] {
        assert_eq!(check(text), "malformed_signature");
    }
}

#[test]
fn the_secret_is_in_no_debug_text() {
    let verifier = verifier(rules().with_nonce_check(|_| true));
    let verification =
        verifier.begin(&Request::post().signed_digest(&format!("{NOW};nonce=\"n\"")));
    for text in [
        format!("{verifier:?}"),
        format!("{verification:?}"),
        format!("{:?}", rules()),
    ] {
        assert!(!text.contains(SECRET));
    }
}
