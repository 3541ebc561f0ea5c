//! Covered components, and how they become lines of the base (R15 to R20, R24).

use super::*;

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
