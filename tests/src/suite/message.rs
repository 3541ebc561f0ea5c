//! M: what is signed, and that bytes cannot move between its parts.

use hookseal::signing::Delivery;

use crate::case::{Case, Stage};
use crate::request::Request;
use crate::senders::{self, ACME, DISCORD, GITHUB, NOW, SENDMESH, STANDARD, STRIPE, URLSIGN};

pub(super) const CASES: &[Case] = &[
    Case::new("m1_bytes_cannot_move_from_body_to_timestamp", move_dot),
    Case::new("m2_bytes_cannot_move_from_body_to_id", move_id),
    Case::new(
        "m3_digits_cannot_move_where_no_separator_stands",
        move_digits,
    ),
    Case::new(
        "m5_one_secret_for_two_schemes_is_told_apart_by_the_scheme",
        shared_secret,
    ),
    Case::new(
        "m7_two_senders_with_one_header_are_told_apart_by_the_verifier",
        shared_header,
    ),
    Case::new("m9_forwarded_headers_do_not_change_the_url", forwarded),
    Case::new("m10_the_url_is_signed_as_it_was_called", url_forms),
    Case::new("m16_the_target_is_signed_as_it_was_received", targets),
    Case::new(
        "m16_a_target_that_is_rewritten_on_its_way_is_signed_as_it_was_received",
        rewritten,
    ),
    Case::new("a_signed_method_counts", signed_method),
];

fn move_dot(stage: &Stage<'_>) {
    // `1700000000.2.x` is signed; it is read as the timestamp 1700000000 and `2.x` only.
    let site = stage.serve(SENDMESH.verifier());
    let request = SENDMESH.sign("2.x");
    site.accepts(&request);
    let moved = request
        .with("X-SendMesh-Timestamp", "1700000000.2")
        .body("x");
    site.refuses(&moved, "malformed_timestamp");
    let site = stage.serve(STRIPE.verifier());
    let moved = STRIPE
        .sign("2.x")
        .editing(STRIPE.header, |value| {
            value.replace("t=1700000000", "t=1700000000.2")
        })
        .body("x");
    site.refuses(&moved, "malformed_timestamp");
}

fn move_id(stage: &Stage<'_>) {
    let site = stage.serve(STANDARD.verifier());
    let body = "1700000000.{}";
    let request = STANDARD.sign(body);
    site.accepts(&request);
    let moved = request.with("webhook-id", "msg_1.1700000000").body("{}");
    site.refuses(&moved, "malformed_id");
}

fn move_digits(stage: &Stage<'_>) {
    let site = stage.serve(DISCORD.verifier());
    let request = DISCORD.sign("12{}");
    site.accepts(&request);
    let moved = request
        .clone()
        .with("X-Signature-Timestamp", "170000000012")
        .body("{}");
    site.refuses(&moved, "malformed_timestamp");
    let moved = request
        .with("X-Signature-Timestamp", "170000000")
        .body("012{}");
    site.refuses(&moved, "malformed_timestamp");
}

fn shared_secret(stage: &Stage<'_>) {
    // What one scheme calls a body is another's timestamp and body. Nothing in the
    // bytes can tell, so the secrets must differ, as the catalogue's do.
    let github = GITHUB.sign("1700000000.{}");
    let signature = github.text(GITHUB.header);
    let as_sendmesh = SENDMESH
        .sign("{}")
        .with(SENDMESH.header, signature.trim_start_matches("sha256="));
    stage
        .serve(SENDMESH.verifier())
        .refuses(&as_sendmesh, "signature_mismatch");
}

fn shared_header(stage: &Stage<'_>) {
    let named = |name: &str| {
        let scheme = GITHUB.scheme.clone().with_id_owned(name);
        hookseal::Verifier::builder(scheme).key(GITHUB.key())
    };
    let site = stage.serve(named("meta").build().unwrap());
    let handled = site.accepts(&GITHUB.deliver().adding("X-GitHub-Event", "push"));
    assert_eq!(handled.provider, "meta");
}

fn forwarded(stage: &Stage<'_>) {
    let site = stage.serve(
        URLSIGN
            .builder()
            .public_url("https://hooks.example.com")
            .build()
            .unwrap(),
    );
    let request = url_signed("https://hooks.example.com", "/hooks/raw");
    site.accepts(
        &request
            .adding("X-Forwarded-Host", "evil.example")
            .adding("X-Forwarded-Proto", "http")
            .adding("X-Forwarded-Port", "8443")
            .adding("X-Forwarded-Prefix", "/other")
            .adding("Forwarded", "host=evil.example;proto=http"),
    );
    let elsewhere = url_signed("https://evil.example", "/hooks/raw");
    site.refuses(
        &elsewhere.adding("X-Forwarded-Host", "evil.example"),
        "signature_mismatch",
    );
}

fn url_forms(stage: &Stage<'_>) {
    let base = "https://hooks.example.com:8443/prefix";
    let site = stage.serve(URLSIGN.builder().public_url(base).build().unwrap());
    for target in [
        "/hooks/raw",
        "/hooks/raw?",
        "/hooks/raw?b=2&a=1",
        "/hooks/raw?a=%2f&b=+%20",
    ] {
        site.accepts(&url_signed(base, target));
    }
    for (signed, called) in [
        ("/hooks/raw", "/hooks/raw?"),
        ("/hooks/raw?a=1&b=2", "/hooks/raw?b=2&a=1"),
        ("/hooks/raw?a=%2f", "/hooks/raw?a=%2F"),
    ] {
        let request = url_signed(base, signed).to(called);
        site.refuses(&request, "signature_mismatch");
    }
}

fn url_signed(base: &str, target: &str) -> Request {
    let signer = URLSIGN.signer().public_url(base).unwrap();
    let delivery = Delivery::new(senders::BODY).target(target).timestamp(NOW);
    Request::of(&signer.sign(&delivery).unwrap())
}

fn targets(stage: &Stage<'_>) {
    let site = stage.serve(ACME.verifier());
    for target in ["/hooks/raw", "/hooks/raw?x=%2F..%2f&y", "/hooks/raw?"] {
        let delivery = Delivery::new("{}").target(target).timestamp(NOW);
        let request = ACME.sign_delivery(&delivery);
        site.accepts(&request);
        site.refuses(&request.to("/hooks/raw?z"), "signature_mismatch");
    }
}

fn rewritten(stage: &Stage<'_>) {
    let site = stage.serve(ACME.verifier());
    let signed = |target: &str| {
        let delivery = Delivery::new("{}").target(target).timestamp(NOW);
        ACME.sign_delivery(&delivery)
    };
    for target in ["/stage/hooks/raw", "/stage/hooks/raw?b=%2f&a=1"] {
        site.accepts(&signed(target));
        let stripped = target.trim_start_matches("/stage");
        site.refuses(&signed(stripped).to(target), "signature_mismatch");
        site.refuses(&signed(target).to(stripped), "signature_mismatch");
    }
}

fn signed_method(stage: &Stage<'_>) {
    // Signed for another method than it came with: a proxy or a person changed it.
    let site = stage.serve(ACME.verifier());
    let delivery = Delivery::new("{}")
        .method("PUT")
        .target("/hooks/raw")
        .timestamp(NOW);
    let request = ACME.sign_delivery(&delivery).method("POST");
    site.refuses(&request, "signature_mismatch");
}
