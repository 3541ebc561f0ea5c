//! Keys by their ids, signatures of other kinds, and what is shown of secrets (R21, R22, S12).

use super::*;

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
