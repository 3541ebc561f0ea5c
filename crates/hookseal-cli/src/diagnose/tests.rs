//! Each mistake is made, and has to be found; a wrong secret must not look like any of them.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod messages;

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use hookseal::adapter::RequestHead as _;
use hookseal::providers::{
    GITHUB, LINEAR, MESHES, SENDMESH, SENDX, SHOPIFY, SLACK, STANDARD_WEBHOOKS, STRIPE, SVIX,
    TELNYX,
};
use hookseal::scheme::{
    Encoding, HeaderName, KeyFormat, Part, Scheme, SignatureField, Source, Timestamp,
};
use hookseal::signing::{Delivery, PrivateKey, SignedDelivery, Signer, SigningMaterial};
use hookseal::{Algorithm, Secret, UnixTime};
use zeroize::Zeroizing;

use super::{Hint, diagnose};
use crate::case::{Case, Refusal};
use crate::catalogue::{self, Rules};
use crate::input::Head;
use crate::keys::{GivenKey, Material};
use crate::samples;

const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);
const SECRET: &str = "5f1c9e7ab2d84036";
const WHSEC: &str = "whsec_Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJw";
const BODY: &str =
    r#"{"id":"evt_1","type":"order.placed","name":"Grüße","url":"a/b","n":[1,2.50]}"#;

/// A delivery as it was signed, checked by the same scheme and key.
fn case(scheme: &Scheme, secret: &str, body: &[u8]) -> Case {
    signed(
        scheme,
        Secret::new(secret).unwrap(),
        text(secret),
        body,
        NOW,
    )
}

/// As [`case`], of a sender whose scheme is code.
fn coded(sender: &str, secret: &str, body: &[u8]) -> Case {
    let entry = catalogue::find(sender, None).unwrap();
    let public_url = "https://hooks.example.com";
    let builder = entry.rules.builder().public_url(public_url);
    let signer = builder.signer(Secret::new(secret).unwrap()).unwrap();
    let delivery = Delivery::new(body)
        .target("/hooks/in?team=7")
        .event_id("msg_1")
        .event_type("order.item.placed")
        .timestamp(NOW);
    received(&signer.sign(&delivery).unwrap(), entry.rules, text(secret))
}

fn signed(
    scheme: &Scheme,
    by: impl Into<SigningMaterial>,
    key: Material,
    body: &[u8],
    at: UnixTime,
) -> Case {
    let public_url = "https://hooks.example.com";
    let signer = Signer::new(scheme.clone(), by)
        .unwrap()
        .public_url(public_url)
        .unwrap();
    let mut delivery = Delivery::new(body)
        .target("/hooks/in?team=7")
        .event_id("msg_1")
        .event_type("order.placed")
        .timestamp(at);
    for part in scheme.message() {
        let facts = [scheme.event_id(), scheme.event_type()];
        match part {
            Part::Header(name) if !facts.contains(&Some(&Source::Header(name.clone()))) => {
                delivery = delivery.header(name.clone(), "1700000000");
            }
            _ => {}
        }
    }
    received(&signer.sign(&delivery).unwrap(), scheme.clone().into(), key)
}

/// A delivery as it arrived, checked by these rules and this key.
fn received(delivery: &SignedDelivery, rules: Rules, key: Material) -> Case {
    Case {
        constant: "ACME".to_owned(),
        rules,
        keys: vec![GivenKey::new("ACME_SECRET", key)],
        others: Vec::new(),
        head: Head {
            method: delivery.method().to_owned(),
            target: delivery.target().to_owned(),
            headers: delivery
                .headers()
                .map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec()))
                .collect(),
        },
        body: delivery.body().to_vec().into(),
        now: NOW,
        tolerance: None,
        public_url: Some("https://hooks.example.com".to_owned()),
        allow_weak: false,
        body_limit: 1 << 20,
        answers_handshakes: false,
    }
}

fn text(secret: &str) -> Material {
    Material::Text(Zeroizing::new(secret.to_owned()))
}

fn hints(case: &Case) -> Vec<Hint> {
    match case.judge() {
        Ok(_) => Vec::new(),
        Err(refusal) => diagnose(case, &refusal),
    }
}

fn codes(case: &Case) -> Vec<&'static str> {
    hints(case).iter().map(|hint| hint.code).collect()
}

/// Demands that this mistake is found, proven and alone, with a fix.
fn finds(what: &str, case: &Case, code: &str) {
    let hints = hints(case);
    assert_eq!(
        hints.iter().map(|hint| hint.code).collect::<Vec<_>>(),
        [code],
        "{what}: {hints:#?}"
    );
    assert!(hints[0].proven, "{what}");
    assert!(!hints[0].fix.is_empty(), "{what}");
}

fn with_key(mut case: Case, key: &str) -> Case {
    case.keys[0].material = text(key);
    case
}

fn with_body(mut case: Case, body: &[u8]) -> Case {
    case.body = body.to_vec().into();
    case
}

fn with_rules(mut case: Case, rules: impl Into<Rules>) -> Case {
    case.rules = rules.into();
    case
}

/// The request as it was, but for one header.
fn with_header(mut case: Case, name: &str, change: impl Fn(&str) -> String) -> Case {
    let value = change(case.head.text(name).unwrap());
    case.head.set(name, value);
    case
}

#[test]
fn what_is_right_needs_no_hint() {
    for scheme in [GITHUB, STRIPE, SLACK, SHOPIFY, SENDX, MESHES, SENDMESH] {
        assert!(codes(&case(&scheme, SECRET, BODY.as_bytes())).is_empty());
    }
    assert!(codes(&case(&SVIX, WHSEC, BODY.as_bytes())).is_empty());
}

#[test]
fn mistakes_with_secrets() {
    let body = BODY.as_bytes();
    let hex = base16ct::lower::encode_string(SECRET.as_bytes());
    let github = || case(&GITHUB, SECRET, body);
    for end in ["\n", "\r\n", " ", "\t"] {
        finds(
            "end",
            &with_key(github(), &format!("{SECRET}{end}")),
            "secret_whitespace",
        );
    }
    finds(
        "begin",
        &with_key(github(), &format!(" {SECRET}")),
        "secret_whitespace",
    );
    finds(
        "quoted",
        &with_key(github(), &format!("\"{SECRET}\"")),
        "secret_quoted",
    );
    finds(
        "kept",
        &with_key(github(), &format!("whsec_{SECRET}")),
        "whsec_prefix_kept",
    );
    let stripe = case(&STRIPE, "whsec_5WTr3Fh8Zx1QnYd0", body);
    finds(
        "missing",
        &with_key(stripe, "5WTr3Fh8Zx1QnYd0"),
        "whsec_prefix_missing",
    );
    finds("hex", &with_key(github(), &hex), "secret_is_hex");
    finds(
        "base64",
        &with_key(github(), "NWYxYzllN2FiMmQ4NDAzNg=="),
        "secret_is_base64",
    );
    finds(
        "decoded hex",
        &with_key(case(&GITHUB, &hex, body), SECRET),
        "secret_decoded",
    );
    let bytes = key_bytes();
    let key = base16ct::lower::encode_string(&bytes);
    let bytes = Secret::from_bytes(bytes).unwrap();
    let standard = signed(&STANDARD_WEBHOOKS, bytes, text(&key), body, NOW);
    finds("hex for base64", &standard, "secret_is_hex");
    let as_text = Secret::from_bytes(WHSEC.as_bytes().to_vec()).unwrap();
    let standard = signed(&STANDARD_WEBHOOKS, as_text, text(WHSEC), body, NOW);
    finds("text for base64", &standard, "secret_is_text");
}

#[test]
fn what_files_and_editors_put_around_a_secret() {
    let github = || case(&GITHUB, SECRET, BODY.as_bytes());
    let (left, right) = SECRET.split_at(4);
    for (given, code, says) in [
        (format!("\u{feff}{SECRET}"), "secret_bom", "byte order mark"),
        (
            format!("\u{feff}{SECRET}\r\n"),
            "secret_whitespace",
            "byte order mark",
        ),
        (
            format!("{SECRET}\0"),
            "secret_invisible",
            "U+0000, at position 17",
        ),
        (
            format!("{left}\u{200b}{right}"),
            "secret_invisible",
            "U+200B, at position 5",
        ),
        (
            format!("{left}\u{ad}{right}\n"),
            "secret_invisible",
            "U+00AD",
        ),
        (format!("GITHUB_SECRET={SECRET}"), "secret_line", "name"),
        (
            format!("export GITHUB_SECRET=\"{SECRET}\"\n"),
            "secret_quoted",
            "name",
        ),
        (format!("secret: {SECRET}\n"), "secret_line", "name"),
        (
            format!("# of the shop\n{SECRET}\n"),
            "secret_line",
            "other lines",
        ),
        (format!("A=1\nB={SECRET}\n"), "secret_line", "name"),
        (format!("{SECRET},"), "secret_punctuation", "`,`"),
        (format!("\"{SECRET}\","), "secret_quoted", "`,`"),
        (
            format!("{SECRET} # of the shop"),
            "secret_comment",
            "comment",
        ),
        (
            format!("\u{201c}{SECRET}\u{201d}"),
            "secret_quoted",
            "quotation",
        ),
    ] {
        let case = with_key(github(), &given);
        finds(&format!("{given:?}"), &case, code);
        let hint = &hints(&case)[0];
        assert!(hint.message.contains(says), "{given:?}: {}", hint.message);
        assert!(
            hint.message.ends_with("it works without."),
            "{}",
            hint.message
        );
        assert!(!format!("{hint:?}").contains(SECRET), "{given:?}");
        // Where the secret is another one, what is certainly wrong is named all the same.
        let wrong = with_key(github(), &given.replace(left, "zzzz"));
        let hints = hints(&wrong);
        assert!(hints.iter().all(|hint| !hint.proven), "{given:?}");
        let certain = says.contains("mark") || says.contains("U+");
        if certain && matches!(wrong.judge(), Err(Refusal::Rejection(_))) {
            assert!(hints[0].message.contains(says), "{given:?}: {hints:#?}");
        }
    }
    // As PowerShell writes files.
    let mut utf16 = vec![0xff, 0xfe];
    utf16.extend(
        format!("{SECRET}\r\n")
            .encode_utf16()
            .flat_map(u16::to_le_bytes),
    );
    let mut case = github();
    case.keys[0].material = Material::Bytes(Zeroizing::new(utf16));
    finds("UTF-16", &case, "secret_utf16");
}

#[test]
fn mistakes_with_which_key_it_is() {
    let mut other = with_key(
        case(&GITHUB, SECRET, BODY.as_bytes()),
        "the-key-of-the-sandbox",
    );
    other
        .others
        .push(GivenKey::new("LIVE_SECRET", text(SECRET)));
    finds("other key", &other, "other_key");
    assert!(hints(&other)[0].message.contains("LIVE_SECRET"));

    let api_key = with_key(other, "sk_live_4f8e2a6c1b9d");
    assert_eq!(codes(&api_key), ["other_key"]);
    let api_key = Case {
        others: Vec::new(),
        ..api_key
    };
    assert_eq!(codes(&api_key), ["api_key"]);
    let short = with_key(case(&GITHUB, "short", BODY.as_bytes()), "short");
    assert_eq!(codes(&short), ["secret_too_short"]);
}

#[test]
fn public_keys_in_another_encoding() {
    let private = || PrivateKey::from_seed(&[7; 32]).unwrap();
    // The public key of that seed (RFC 8032), in hex.
    let key = "ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c";
    let key = Material::Public(key.to_owned());
    let hex = signed(&TELNYX, private(), key, BODY.as_bytes(), NOW);
    finds("hex", &hex, "public_key_encoding");
}

#[test]
fn mistakes_with_the_signatures_header() {
    let body = BODY.as_bytes();
    let github = || case(&GITHUB, SECRET, body);
    let header = "X-Hub-Signature-256";
    let shopify = SHOPIFY.signature().clone();
    let in_hex = SHOPIFY.with_signature(shopify.hex());
    let confused = with_rules(case(&in_hex, SECRET, body), SHOPIFY);
    finds("hex for base64", &confused, "signature_encoding");
    let field = GITHUB.signature().clone();
    for encoding in [Encoding::Base64, Encoding::Base64Url] {
        let other = GITHUB.with_signature(field.clone().with_encoding(encoding));
        let confused = with_rules(case(&other, SECRET, body), GITHUB);
        finds("base64 for hex", &confused, "signature_encoding");
    }
    let bare = with_header(github(), header, |value| value.replace("sha256=", ""));
    finds("prefix lost", &bare, "signature_prefix");
    let quoted = with_header(github(), header, |value| format!("\"{value}\""));
    finds("quoted", &quoted, "signature_value");
    let v0 = with_header(case(&STRIPE, SECRET, body), "Stripe-Signature", |value| {
        value.replace("v1=", "v0=")
    });
    finds("version", &v0, "signature_version");
    let renamed = GITHUB.with_signature(
        field
            .clone()
            .with_header(HeaderName::from_static("X-Signature")),
    );
    finds(
        "renamed",
        &with_rules(case(&renamed, SECRET, body), GITHUB),
        "wrong_header",
    );
    let legacy = Scheme::new(
        "github",
        Algorithm::HmacSha1,
        SignatureField::prefixed(HeaderName::from_static("X-Hub-Signature"), "sha1="),
    );
    finds(
        "legacy",
        &with_rules(case(&legacy, SECRET, body), GITHUB),
        "wrong_header",
    );
    let sha512 = MESHES.with_algorithm(Algorithm::HmacSha384);
    finds(
        "algorithm",
        &with_rules(case(&sha512, SECRET, body), MESHES),
        "wrong_algorithm",
    );
    let mut twice = github();
    twice
        .head
        .headers
        .push((header.to_owned(), b"sha256=00".to_vec()));
    finds("twice", &twice, "repeated_header");
    let mut unnamed = case(&SENDX, SECRET, body);
    unnamed.head.remove("X-SendX-Signature-Alg");
    finds("algorithm header", &unnamed, "algorithm_header");
}

#[test]
fn another_senders_scheme() {
    for (signs, judges, secret) in [
        (GITHUB, STRIPE, SECRET),
        (STRIPE, GITHUB, SECRET),
        (SVIX, STANDARD_WEBHOOKS, WHSEC),
        (SENDX, MESHES, SECRET),
        (SLACK, STRIPE, SECRET),
    ] {
        let confused = with_rules(case(&signs, secret, BODY.as_bytes()), judges);
        finds("other provider", &confused, "other_provider");
        let named = hints(&confused)[0]
            .message
            .contains(&format!("`{}`", signs.id()));
        assert!(named, "{}: {:?}", signs.id(), hints(&confused));
    }
    // Of many that sign alike, the standard's own constant is the one to write.
    let standard = case(&STANDARD_WEBHOOKS, WHSEC, BODY.as_bytes());
    let hint = &hints(&with_rules(standard, STRIPE))[0];
    assert_eq!(hint.fix, "Use `STANDARD_WEBHOOKS` on this route.");
}

#[test]
fn mistakes_with_schemes_that_are_code() {
    // Contentful's secrets have 64 characters.
    let secret = "5f1c9e7ab2d84036c07d1be8f4a29365738ea0d1c5b2f94e60718d3ac2f5b9e4";
    let body = BODY.as_bytes();
    for sender in ["contentful", "coinbase_cdp", "hook0", "netlify", "persona"] {
        let right = || coded(sender, secret, body);
        assert!(codes(&right()).is_empty(), "{sender}");
        let ended = with_key(right(), &format!("{secret}\n"));
        finds(sender, &ended, "secret_whitespace");
        let longer = [body, b"\n"].concat();
        finds(sender, &with_body(right(), &longer), "body_newline_added");
        let github = with_rules(case(&GITHUB, secret, body), right().rules);
        finds(sender, &github, "other_provider");
        let theirs = with_rules(right(), GITHUB);
        finds(sender, &theirs, "other_provider");
    }
    for sender in ["telegram", "vapi", "postmark"] {
        let right = || coded(sender, secret, body);
        assert!(codes(&right()).is_empty(), "{sender}");
        let ended = with_key(right(), &format!("{secret}\n"));
        finds(sender, &ended, "secret_whitespace");
    }
}

#[test]
fn mistakes_with_bodies() {
    let plain = BODY.as_bytes();
    let lines: &[u8] = b"{\n \"a\": 1\n}";
    let dos: &[u8] = b"{\r\n \"a\": 1\r\n}";
    let marked = [b"\xef\xbb\xbf", plain].concat();
    let ended = [plain, b"\n"].concat();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(plain).unwrap();
    let gzip = gzip.finish().unwrap();
    for (sent, received, code) in [
        (dos, lines, "body_line_ends"),
        (lines, dos, "body_line_ends"),
        (plain, &ended, "body_newline_added"),
        (&ended, plain, "body_newline_lost"),
        (plain, &[plain, b"\r\n"].concat(), "body_newline_added"),
        (&[plain, b"\r\n"].concat(), plain, "body_newline_lost"),
        (plain, &marked, "body_bom"),
        (&marked, plain, "body_bom"),
        (plain, &gzip, "body_compressed"),
    ] {
        let changed = with_body(case(&GITHUB, SECRET, sent), received);
        finds("body", &changed, code);
        assert!(hints(&changed)[0].fix.len() > 20);
    }
    let mut unpacked = with_body(case(&GITHUB, SECRET, &gzip), plain);
    unpacked.head.set("Content-Encoding", "gzip");
    finds("decompressed", &unpacked, "body_decompressed");
}

#[test]
fn json_that_was_printed_again() {
    let compact = r#"{"b":"Grüße","a":[1,2.50,{"c":null}],"u":"a/b","e":{},"f":[]}"#;
    let sorted = r#"{"a":[1,2.50,{"c":null}],"b":"Grüße","e":{},"f":[],"u":"a/b"}"#;
    let python =
        r#"{"b": "Gr\u00fc\u00dfe", "a": [1, 2.50, {"c": null}], "u": "a/b", "e": {}, "f": []}"#;
    let php = r#"{"b":"Gr\u00fc\u00dfe","a":[1,2.50,{"c":null}],"u":"a\/b","e":{},"f":[]}"#;
    let pretty = "{\n  \"b\": \"Grüße\",\n  \"a\": [\n    1,\n    2.50,\n    {\n      \"c\": null\n    }\n  ],\n  \"u\": \"a/b\",\n  \"e\": {},\n  \"f\": []\n}";
    let ascii_sorted = r#"{"a":[1,2.50,{"c":null}],"b":"Gr\u00fc\u00dfe","e":{},"f":[],"u":"a/b"}"#;
    let all = [compact, python, php, pretty];
    for sent in all {
        for received in all {
            if sent != received {
                let changed =
                    with_body(case(&GITHUB, SECRET, sent.as_bytes()), received.as_bytes());
                finds(sent, &changed, "json_reserialised");
            }
        }
    }
    for sent in [sorted, ascii_sorted] {
        let changed = with_body(case(&GITHUB, SECRET, sent.as_bytes()), compact.as_bytes());
        finds(sent, &changed, "json_reserialised");
        assert!(hints(&changed)[0].message.contains("sorted"));
    }
}

#[test]
fn mistakes_with_time() {
    let body = BODY.as_bytes();
    let later = |scheme: &Scheme, seconds: u64| Case {
        now: UnixTime::from_secs(NOW.as_secs() + seconds),
        ..case(scheme, SECRET, body)
    };
    finds("late", &later(&STRIPE, 301), "clock_skew");
    assert!(hints(&later(&STRIPE, 301))[0].message.contains("301 s"));
    let zone = &hints(&later(&SLACK, 7203))[0];
    assert!(zone.message.contains("whole hours"), "{}", zone.message);
    let early = Case {
        now: UnixTime::from_secs(NOW.as_secs() - 400),
        ..case(&SLACK, SECRET, body)
    };
    finds("early", &early, "clock_skew");
    assert!(hints(&early)[0].message.contains("ahead"));

    let millis = UnixTime::from_secs(NOW.as_millis());
    let by = || Secret::new(SECRET).unwrap();
    for scheme in [STRIPE, SLACK, SENDMESH] {
        let in_millis = signed(&scheme, by(), text(SECRET), body, millis);
        finds("milliseconds", &in_millis, "timestamp_unit");
    }
    let name = "X-Slack-Request-Timestamp";
    let rewritten = with_header(case(&SLACK, SECRET, body), name, |text| {
        format!("{text}000")
    });
    finds("rewritten", &rewritten, "timestamp_unit");
}

#[test]
fn mistakes_with_the_url() {
    const URLSIGN: Scheme = Scheme::new(
        "urlsign",
        Algorithm::HmacSha256,
        SignatureField::plain(HeaderName::from_static("Urlsign-Signature")),
    )
    .with_message(const { &[Part::Url, Part::literal("\n"), Part::Body] });
    let right = || case(&URLSIGN, SECRET, BODY.as_bytes());
    let target = |target: &str| {
        let mut case = right();
        target.clone_into(&mut case.head.target);
        case
    };
    let base = |url: &str| Case {
        public_url: Some(url.to_owned()),
        ..right()
    };
    assert!(codes(&right()).is_empty());
    finds("slash", &target("/hooks/in/?team=7"), "url_trailing_slash");
    finds("scheme", &base("http://hooks.example.com"), "url_scheme");
    finds("port", &base("https://hooks.example.com:8443"), "url_port");
    let mut host = base("https://internal:3000");
    host.head.set("Host", "hooks.example.com");
    finds("host", &host, "url_host");
    let mut rewritten = target("/in");
    rewritten.head.set("X-Forwarded-Uri", "/hooks/in?team=7");
    finds("rewritten", &rewritten, "url_rewritten");
    let mut prefix = target("/in?team=7");
    prefix.head.set("X-Forwarded-Prefix", "/hooks");
    finds("prefix", &prefix, "url_prefix");
    // The sender signs without the query that was added.
    let mut query = right();
    let signer = Signer::new(URLSIGN, Secret::new(SECRET).unwrap()).unwrap();
    let signer = signer.public_url("https://hooks.example.com").unwrap();
    let plain = signer
        .sign(&Delivery::new(BODY).target("/hooks/in"))
        .unwrap();
    let value = plain.header("Urlsign-Signature", 0).unwrap();
    query.head.set("Urlsign-Signature", value);
    finds("query", &query, "url_query");
}

/// Signed for one target, received with another.
fn moved(rules: &Rules, key: &str, called: &str, received_as: &str) -> Case {
    let builder = rules.builder().public_url("https://hooks.example.com");
    let signer = builder.signer(Secret::new(key).unwrap()).unwrap();
    // Some sign forms alone, and one of them a certain field.
    let bodies = [
        ("application/json", BODY),
        ("application/x-www-form-urlencoded", "a=1&b=2"),
        (
            "application/x-www-form-urlencoded",
            "mandrill_events=%5B%7B%7D%5D",
        ),
    ];
    let delivery = bodies.iter().find_map(|(kind, body)| {
        let delivery = Delivery::new(body.as_bytes())
            .target(called)
            .event_id("msg_1")
            .event_type("order.placed")
            .timestamp(NOW)
            .header(HeaderName::from_static("Content-Type"), *kind);
        signer.sign(&delivery).ok()
    });
    let mut case = received(&delivery.unwrap(), rules.clone(), text(key));
    let own = case.head.target.clone();
    // A sender may add to the query.
    case.head.target = own.replace(called, received_as);
    case
}

/// The changes to targets between sender and app.
const TARGETS: &[(&str, &str, &str)] = &[
    ("/hooks/in%7Ea?team=7", "/hooks/in~a?team=7", "url_escapes"),
    ("/hooks/in~a?team=7", "/hooks/in%7Ea?team=7", "url_escapes"),
    ("/in?m=a%40b.example", "/in?m=a@b.example", "url_escapes"),
    ("/in?m=a@b.example", "/in?m=a%40b.example", "url_escapes"),
    ("/in?u=http%3A%2F%2Fa", "/in?u=http://a", "url_escapes"),
    ("/in?u=a%3ab", "/in?u=a%3Ab", "url_escapes"),
    ("/in?u=a+b", "/in?u=a%20b", "url_escapes"),
    ("/hooks/in?a=1", "/prod/hooks/in?a=1", "url_prefix"),
    ("/hooks/in", "/a/b/hooks/in", "url_prefix"),
    ("/prod/hooks/in?a=1", "/hooks/in?a=1", "url_prefix"),
    ("/in?b=2&a=1&c=3", "/in?a=1&b=2&c=3", "url_query_order"),
    (
        "/in?b=2&d=4&a=1&c=3",
        "/in?c=3&a=1&d=4&b=2",
        "url_query_order",
    ),
    ("/in?b=2&a=1", "/in?b=2&stage=x&a=1", "url_query_order"),
    ("//hooks/in", "/hooks/in", "url_rewritten"),
    ("/hooks/in/", "/hooks/in", "url_trailing_slash"),
];

#[test]
fn what_gateways_do_to_a_url_is_found_for_every_sender_that_signs_it() {
    const PATHSIGN: Scheme = Scheme::new(
        "pathsign",
        Algorithm::HmacSha256,
        SignatureField::plain(HeaderName::from_static("Pathsign-Signature")),
    )
    .with_message(const { &[Part::Target, Part::literal("\n"), Part::Body] });
    let mut senders = vec![("pathsign".to_owned(), Rules::from(PATHSIGN))];
    for entry in catalogue::all() {
        if entry.rules.algorithm().is_symmetric() && entry.rules.needs_public_url() {
            senders.push((entry.title, entry.rules));
        }
    }
    assert!(senders.len() >= 6, "{senders:?}");
    let key = "8f3a61c2d97be40512c8f60b7e9d3a54b1077fe2c94d68a35e0fc1b28d7390e6";
    for (name, rules) in &senders {
        for (signed, received_as, code) in TARGETS {
            let case = moved(rules, key, signed, received_as);
            let what = format!("{name}: {signed} as {received_as}");
            if case.judge().is_ok() {
                continue; // the sender's own rules allow for it
            }
            finds(&what, &case, code);
            let hint = &hints(&case)[0];
            if *code == "url_prefix" {
                let axum = hint.axum.as_deref().unwrap();
                let says = |word| axum.contains(word);
                assert!(says("target_of") || says("public_url"), "{what}: {axum}");
            }
            // And where the secret is wrong, nothing of it is said.
            if !signed.contains("b=2&a=1&c") {
                continue;
            }
            let wrong = with_key(case, &key.replace("3a", "b7"));
            assert_eq!(codes(&wrong), ["wrong_secret"], "{what}");
            let message = &hints(&wrong)[0].message;
            assert!(message.contains("another URL than"), "{message}");
        }
    }
    // A prefix that is in the public URL and in the path.
    let mut twice = moved(&senders[1].1, key, "/prod/in", "/prod/in");
    twice.public_url = Some("https://hooks.example.com/prod".to_owned());
    finds("twice", &twice, "url_prefix");
    assert!(
        hints(&twice)[0]
            .axum
            .as_deref()
            .unwrap()
            .contains("public_url")
    );
}

#[test]
fn a_body_that_is_gone_is_not_blamed_on_the_secret() {
    let eaten = |body: &[u8], announced: &str| {
        let mut case = with_body(case(&GITHUB, SECRET, b"{\"a\":1}"), body);
        case.head.set("Content-Length", announced);
        codes(&case)
    };
    assert_eq!(eaten(b"", "7"), ["body_empty"]);
    assert_eq!(eaten(b"{\"a\"", "7"), ["body_length"]);
    assert_eq!(eaten(b"[object Object]", "15"), ["body_replaced"]);
    let mut chunked = with_body(case(&GITHUB, SECRET, b"{}"), b"");
    chunked.head.remove("Content-Length");
    chunked.head.set("Transfer-Encoding", "chunked");
    assert_eq!(codes(&chunked), ["body_empty"]);
}

#[test]
fn two_mistakes_at_once() {
    let body = BODY.as_bytes();
    let ended = [body, b"\n"].concat();
    let both = with_body(
        with_key(case(&GITHUB, SECRET, body), &format!("{SECRET}\n")),
        &ended,
    );
    assert_eq!(codes(&both), ["secret_whitespace", "body_newline_added"]);
    let stale = Case {
        now: UnixTime::from_secs(NOW.as_secs() + 4000),
        ..with_key(case(&STRIPE, SECRET, body), &format!("{SECRET}\n"))
    };
    assert_eq!(codes(&stale), ["secret_whitespace", "clock_skew"]);
    let confused = with_rules(
        with_key(case(&STRIPE, SECRET, body), &format!("{SECRET}\n")),
        GITHUB,
    );
    assert_eq!(codes(&confused), ["secret_whitespace", "other_provider"]);
}

/// 32 bytes in no order.
fn key_bytes() -> Vec<u8> {
    (0..32_u8).map(|n| n.wrapping_mul(89) ^ (n << 3)).collect()
}

/// A secret as the sender would show it.
fn secret_of(format: &KeyFormat) -> Option<String> {
    let bytes = key_bytes();
    Some(match format {
        KeyFormat::Utf8 => "q8Wz!a-secret-of-more-than-32-bytes".to_owned(),
        KeyFormat::Hex => base16ct::lower::encode_string(&bytes),
        KeyFormat::Base64 { prefix } => format!("{prefix}{}", STANDARD.encode(bytes)),
        _ => return None,
    })
}

#[test]
fn the_usual_mistakes_are_found_for_every_sender() {
    let mut senders = 0;
    for entry in catalogue::all() {
        let Some(scheme) = entry.rules.data() else {
            continue;
        };
        let Some(secret) =
            secret_of(scheme.key_format()).filter(|_| scheme.algorithm().is_symmetric())
        else {
            continue;
        };
        senders += 1;
        let stamped = samples::stamped(scheme, BODY.as_bytes(), NOW);
        let body = stamped.as_deref().unwrap_or(BODY.as_bytes());
        let ended = [body, b"\n"].concat();
        let right = || case(scheme, &secret, body);
        assert!(codes(&right()).is_empty(), "{}", entry.title);
        for end in ["\n", "\r\n", " "] {
            let ended = with_key(right(), &format!("{secret}{end}"));
            finds(&entry.title, &ended, "secret_whitespace");
        }
        if scheme.message().contains(&Part::Body) {
            let longer = with_body(right(), &ended);
            finds(&entry.title, &longer, "body_newline_added");
            let shorter = with_body(case(scheme, &secret, &ended), body);
            finds(&entry.title, &shorter, "body_newline_lost");
            let compact = r#"{"a":1,"b":[true,null]}"#;
            let compact = samples::stamped(scheme, compact.as_bytes(), NOW).map_or_else(
                || compact.to_owned(),
                |body| String::from_utf8(body).unwrap(),
            );
            let spaced = compact.replace(':', ": ").replace(',', ", ");
            let printed = with_body(case(scheme, &secret, spaced.as_bytes()), compact.as_bytes());
            finds(&entry.title, &printed, "json_reserialised");
        }
        let encoding = match scheme.signature().encoding() {
            Encoding::Hex => Encoding::Base64,
            _ => Encoding::Hex,
        };
        let field = scheme.signature().clone().with_encoding(encoding);
        // Where another sender signs just so, it is no mistake but that sender.
        let signs_so = |other: &Scheme| *other.signature() == field;
        let mut others = catalogue::all().into_iter();
        if !others.any(|other| other.rules.data().is_some_and(signs_so)) {
            let other = case(&scheme.clone().with_signature(field), &secret, body);
            let confused = with_rules(other, scheme.clone());
            finds(&entry.title, &confused, "signature_encoding");
        }
        if let Some(fresh) = scheme.timestamp().and_then(Timestamp::freshness) {
            let age = fresh.max_age.as_secs() + 86_400;
            let late = Case {
                now: UnixTime::from_secs(NOW.as_secs() + age),
                ..right()
            };
            finds(&entry.title, &late, "clock_skew");
            let message = &hints(&late)[0].message;
            assert!(message.contains(&format!("({age} s)")), "{message}");
        }
    }
    assert!(senders > 70, "{senders}");
}

#[test]
fn a_wrong_secret_looks_like_nothing_else() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for entry in catalogue::all().into_iter().step_by(5) {
        let Some(scheme) = entry.rules.data() else {
            continue;
        };
        if !entry.rules.algorithm().is_symmetric() {
            continue;
        }
        for _ in 0..2 {
            let mut secret = || {
                let bytes: Vec<u8> = (0..4).flat_map(|_| random().to_be_bytes()).collect();
                Material::Bytes(Zeroizing::new(bytes))
            };
            let (right, wrong) = (secret(), secret());
            let by = match &right {
                Material::Bytes(bytes) => Secret::from_bytes(bytes.to_vec()).unwrap(),
                _ => continue,
            };
            let mut case = signed(scheme, by, wrong, BODY.as_bytes(), NOW);
            case.others.push(GivenKey::new("ANOTHER", secret()));
            let hints = hints(&case);
            let found: Vec<_> = hints.iter().map(|hint| hint.code).collect();
            assert_eq!(found, ["wrong_secret"], "{}", entry.title);
            assert!(!hints[0].proven, "{}", entry.title);
        }
    }
}

#[test]
fn hints_never_show_a_secret() {
    let wrong = "another-secret-that-is-not-shown";
    for key in [
        wrong.to_owned(),
        format!("{SECRET}\n"),
        format!("\"{SECRET}\""),
    ] {
        let shown = format!("{:?}", hints(&with_key(case(&GITHUB, SECRET, b"{}"), &key)));
        assert!(!shown.contains(SECRET) && !shown.contains(wrong), "{shown}");
    }
}

#[test]
fn a_body_without_the_time_that_is_signed_in_it_is_no_matter_of_headers() {
    let hints = hints(&case(&LINEAR, SECRET, BODY.as_bytes()));
    let [hint] = hints.as_slice() else {
        panic!("{hints:#?}");
    };
    assert_eq!(hint.code, "missing_timestamp");
    assert!(hint.fix.contains("into the body"), "{hint:#?}");
}
