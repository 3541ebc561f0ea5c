//! The policy: algorithms, times, nonces and tags (R7 to R11).

use super::*;

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
