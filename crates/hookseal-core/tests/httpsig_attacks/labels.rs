//! Several labels, and how many of them (R12 to R14).

use super::*;

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
