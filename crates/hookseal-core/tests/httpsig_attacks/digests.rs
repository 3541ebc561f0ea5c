//! The body: digests that cover it (R1 to R6).

use super::*;

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
