//! B: bodies and their payloads.

use hookseal::scheme::HeaderName;
use hookseal::signing::Delivery;

use crate::case::{Case, Needs, Stage};
use crate::leaks::logged;
use crate::senders::{self, ENCODES, GITHUB, GZIPPED, SENDMESH};
use crate::site::App;

pub(super) const CASES: &[Case] = &[
    Case::new(
        "b1_an_announced_length_over_the_limit_is_refused",
        announced,
    ),
    Case::new("b2_chunks_over_the_limit_are_refused", chunked),
    Case::new(
        "b10_a_compressed_body_is_verified_as_it_was_signed",
        compressed,
    ),
    Case::new(
        "b10_what_is_no_content_coding_does_not_refuse_json",
        no_coding,
    ),
    Case::new(
        "b10_a_handler_reads_what_was_verified_whatever_its_coding",
        as_verified,
    )
    .needing(Needs::Layer),
    Case::new(
        "b10_a_signed_coding_counts_behind_another_layer_too",
        signed_coding,
    ),
    Case::new(
        "b12_what_has_read_the_body_before_is_blamed_and_not_the_secret",
        eaten,
    ),
    Case::new("b14_other_json_for_the_same_value_is_refused", reserialised),
    Case::new("b17_deep_nesting_is_a_malformed_payload", nested),
    Case::new(
        "b18_of_duplicate_keys_the_last_wins_in_a_value",
        duplicate_keys,
    ),
    Case::new(
        "b19_numbers_out_of_range_are_refused_payloads",
        huge_numbers,
    ),
    Case::new(
        "b20_a_byte_order_mark_is_verified_but_not_json",
        byte_order_mark,
    ),
    Case::new("b21_the_media_type_does_not_matter", media_types),
    Case::new("b26_a_large_body_passes_under_a_raised_limit", large),
    Case::new("b30_only_our_own_limit_applies", own_limit),
    Case::new(
        "b30_only_our_own_limit_applies_behind_the_layer",
        own_limit_behind,
    )
    .needing(Needs::Layer),
    Case::new(
        "b37_what_the_layer_has_verified_no_extractor_refuses_as_too_long",
        room_behind,
    )
    .needing(Needs::Layer),
    Case::new("says_where_a_payload_is_wrong", where_wrong),
];

fn announced(stage: &Stage<'_>) {
    let verifier = GITHUB.builder().body_limit(100).build().unwrap();
    let site = stage.serve(verifier);
    site.accepts(&GITHUB.sign("x".repeat(100)));
    site.answers(
        &GITHUB.sign("x".repeat(101)),
        413,
        "too-large",
        "body_too_large",
    );
}

fn chunked(stage: &Stage<'_>) {
    let verifier = GITHUB.builder().body_limit(100).build().unwrap();
    let site = stage.serve(verifier);
    site.accepts(&GITHUB.sign("x".repeat(100)).chunked(30));
    site.answers(
        &GITHUB.sign("x".repeat(101)).chunked(30),
        413,
        "too-large",
        "body_too_large",
    );
    site.answers(
        &GITHUB.sign("x".repeat(40_000)).chunked(10_000),
        413,
        "too-large",
        "body_too_large",
    );
}

fn compressed(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let request = GITHUB.sign(GZIPPED).adding("Content-Encoding", "gzip");
    site.accepts(&request);
    site.answers(
        &request.to("/hooks/json"),
        415,
        "unsupported-encoding",
        "payload_encoded",
    );
    // The signature of what it decompresses to is not the signature of the body.
    let plain = GITHUB.sign("{}").text(GITHUB.header);
    let request = GITHUB
        .sign(GZIPPED)
        .adding("Content-Encoding", "gzip")
        .with(GITHUB.header, plain);
    site.refuses(&request, "signature_mismatch");
}

fn no_coding(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let json = GITHUB.deliver().to("/hooks/json");
    let order = GITHUB.deliver().to("/hooks/order");
    for said in [
        "utf-8", "UTF-8", "none", "binary", "identity", "", "gzip", "deflate", "br", "nonsense",
    ] {
        for request in [&json, &order] {
            site.accepts(&request.clone().adding("Content-Encoding", said));
        }
        site.accepts(&json.clone().adding("Content-Encoding", said).chunked(7));
    }
    let twice = json.adding("Content-Encoding", "gzip");
    site.accepts(&twice.adding("Content-Encoding", "gzip"));
    // What is no JSON either is answered by where it is wrong.
    let broken = GITHUB.sign("{").to("/hooks/json");
    let broken = broken.adding("Content-Encoding", "utf-8");
    site.answers(&broken, 400, "malformed-payload", "payload_syntax");
}

fn as_verified(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let gzipped = GITHUB.sign(GZIPPED).to("/hooks/bytes");
    site.accepts(&gzipped);
    for said in [
        "gzip", "x-gzip", "deflate", "br", "zstd", "identity", "utf-8", "",
    ] {
        let handled = site.accepts(&gzipped.clone().adding("Content-Encoding", said));
        assert_eq!(handled.by, "bytes");
        let plain = GITHUB.deliver().to("/hooks/bytes");
        site.accepts(&plain.adding("Content-Encoding", said).chunked(7));
    }
    let twice = gzipped.adding("Content-Encoding", "gzip");
    site.accepts(&twice.adding("Content-Encoding", "gzip"));
}

fn eaten(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let request = GITHUB.deliver().to("/hooks/eaten");
    site.refuses(&request, "body_not_as_announced");
    let announced = format!(
        "the head announces {} bytes but 0 arrived",
        request.body.len()
    );
    assert!(logged(&["WARN", &announced, "put the verifier outside it"]));
    // Of a body without one nothing can be eaten.
    site.accepts(&GITHUB.sign("").to("/hooks/eaten"));
}

fn signed_coding(stage: &Stage<'_>) {
    let delivery = Delivery::new(&GZIPPED)
        .target("/hooks/raw")
        .header(HeaderName::from_static("Content-Encoding"), "gzip");
    let own = ENCODES.sign_delivery(&delivery);
    let outer = GITHUB.sign(GZIPPED);
    let both = own.adding(GITHUB.header, outer.header(GITHUB.header));
    let site = stage.serve_app(App::new(ENCODES.verifier()).inside(GITHUB.verifier()));
    let handled = site.accepts(&both);
    assert_eq!(handled.content_encoding, Some(("gzip".to_owned(), true)));
    let other = both.clone().with("Content-Encoding", "br");
    site.refuses(&other, "signature_mismatch");
    site.refuses(&both.without("Content-Encoding"), "missing_header");
}

fn reserialised(stage: &Stage<'_>) {
    let body = r#"{"b":1.0,"a":"é"}"#;
    for sender in senders::ALL {
        let site = stage.serve(sender.verifier());
        for other in [
            r#"{"b": 1.0, "a": "é"}"#,
            r#"{"a":"é","b":1.0}"#,
            r#"{"b":1,"a":"é"}"#,
            r#"{"b":1.0,"a":"\u00e9"}"#,
            "{\"b\":1.0,\"a\":\"e\u{301}\"}",
            "{\"b\":1.0,\"a\":\"é\"}\n",
            "{\"b\":1.0,\"a\":\"é\"}\r\n",
            "\u{feff}{\"b\":1.0,\"a\":\"é\"}",
        ] {
            site.refuses(&sender.sign(body).body(other), "signature_mismatch");
        }
    }
}

fn nested(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let request = GITHUB.sign("[".repeat(100_000)).to("/hooks/json");
    site.answers(&request, 400, "malformed-payload", "payload_syntax");
}

fn duplicate_keys(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let body = r#"{"order":1,"order":2}"#;
    site.accepts(&GITHUB.sign(body).to("/hooks/json"));
    let request = GITHUB.sign(body).to("/hooks/order");
    site.answers(&request, 422, "unexpected-payload", "payload_data");
}

fn huge_numbers(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    for number in ["1e400", &"9".repeat(100_000)] {
        let body = format!(r#"{{"order":{number}}}"#);
        let answer = site.send(&GITHUB.sign(body).to("/hooks/order"));
        assert!(matches!(answer.status, 400 | 422), "{}", answer.status);
        assert_eq!(site.handled(), []);
    }
}

fn byte_order_mark(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let request = GITHUB.sign("\u{feff}{}");
    site.accepts(&request);
    site.answers(
        &request.to("/hooks/json"),
        400,
        "malformed-payload",
        "payload_syntax",
    );
}

fn media_types(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let json = GITHUB.deliver().to("/hooks/json");
    site.accepts(&json);
    for kind in [
        "text/plain",
        "application/json; charset=utf-16",
        "not a media type",
    ] {
        site.accepts(&json.clone().adding("Content-Type", kind));
    }
}

fn large(stage: &Stage<'_>) {
    let verifier = GITHUB.builder().body_limit(8 << 20).build().unwrap();
    let site = stage.serve(verifier);
    let body = vec![b'x'; 8 << 20];
    site.accepts(&GITHUB.sign(&body));
    site.accepts(&GITHUB.sign(&body).chunked(100_000));
}

fn own_limit(stage: &Stage<'_>) {
    // axum stops at 2 MiB, actix at 256 KiB, where the app has not said otherwise.
    let verifier = GITHUB.builder().body_limit(3 << 20).build().unwrap();
    let site = stage.serve(verifier);
    let body = vec![b'x'; 3 << 20];
    site.accepts(&GITHUB.sign(&body));
    site.answers(
        &GITHUB.sign([&body[..], b"x"].concat()).chunked(65_536),
        413,
        "too-large",
        "body_too_large",
    );
}

fn own_limit_behind(stage: &Stage<'_>) {
    let site = stage.serve(SENDMESH.verifier());
    site.accepts(&SENDMESH.sign(vec![b'x'; 1 << 20]));
    let request = SENDMESH.sign(vec![b'x'; (1 << 20) + 1]).chunked(65_536);
    site.answers(&request, 413, "too-large", "body_too_large");
}

fn room_behind(stage: &Stage<'_>) {
    let limit = 5 << 20;
    let verifier = GITHUB.builder().body_limit(limit).build().unwrap();
    let site = stage.serve(verifier);
    for length in [100, 300_000, 3 << 20, limit] {
        let request = GITHUB.sign(vec![b'x'; length]).to("/hooks/bytes");
        site.accepts(&request);
        site.accepts(&request.chunked(100_000));
    }
}

fn where_wrong(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let request = GITHUB.sign("{\n  \"order\": tru }").to("/hooks/json");
    let answer = site.answers(&request, 400, "malformed-payload", "payload_syntax");
    let said = String::from_utf8(answer.body).unwrap();
    assert!(said.contains("line 2"), "{said}");

    let request = GITHUB.sign("{\"order\":\"a secret of the customer\"}");
    let answer = site.answers(
        &request.to("/hooks/order"),
        422,
        "unexpected-payload",
        "payload_data",
    );
    let said = String::from_utf8(answer.body).unwrap();
    assert!(said.contains("order") && said.contains("line 1"), "{said}");
    assert!(!said.contains("secret of the customer"), "o9: {said}");
}
