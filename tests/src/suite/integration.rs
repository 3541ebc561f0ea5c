//! X: what happens around the verifier.

use crate::case::{Case, Needs, Stage};
use crate::senders::{GITHUB, SENDSAR};
use crate::site::App;

pub(super) const CASES: &[Case] = &[
    Case::new(
        "x1_without_layer_or_verifier_nothing_gets_through",
        nothing_installed,
    ),
    Case::new("x4_the_event_keeps_the_verified_bytes", replaced_body).needing(Needs::Layer),
    Case::new("x7_stacked_verifiers_must_all_accept", stacked),
    Case::new(
        "x7_another_verifier_s_verdict_is_not_taken",
        another_s_verdict,
    ),
    Case::new("x8_probes_do_not_reach_the_handler", probes),
    Case::new(
        "x14_a_thousand_odd_requests_leave_the_server_standing",
        standing,
    ),
];

fn nothing_installed(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    for request in [GITHUB.deliver(), GITHUB.deliver().without(GITHUB.header)] {
        site.answers(
            &request.to("/hooks/open"),
            500,
            "misconfigured",
            "misconfigured",
        );
    }
}

fn replaced_body(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    assert_eq!(
        site.accepts(&GITHUB.deliver().to("/hooks/replaced")).by,
        "raw"
    );
}

fn stacked(stage: &Stage<'_>) {
    let app = App::new(GITHUB.verifier()).inside(SENDSAR.verifier());
    let site = stage.serve_app(app);
    let github = GITHUB.deliver();
    let sendsar = SENDSAR.deliver();
    let both = github
        .clone()
        .adding(SENDSAR.header, sendsar.header(SENDSAR.header));
    assert_eq!(site.accepts(&both).provider, "github");
    site.refuses(&github, "missing_signature");
    site.refuses(&sendsar, "missing_signature");
}

fn another_s_verdict(stage: &Stage<'_>) {
    // One scheme and one header, so nothing but the verifier tells the two apart.
    let (weak, strong) = (GITHUB.with_key(1), GITHUB.with_key(2));
    let app = App::new(strong.verifier()).inside(weak.verifier());
    let site = stage.serve_app(app);
    for endpoint in ["/hooks/raw", "/hooks/json", "/hooks/order"] {
        site.refuses(&weak.deliver().to(endpoint), "signature_mismatch");
        site.refuses(&strong.deliver().to(endpoint), "signature_mismatch");
    }
}

fn probes(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let preflight = GITHUB
        .deliver()
        .without(GITHUB.header)
        .body("")
        .method("OPTIONS")
        .adding("Origin", "https://example.com")
        .adding("Access-Control-Request-Method", "POST");
    site.answers(&preflight, 405, "method-not-allowed", "method_not_allowed");
    let probe = GITHUB
        .deliver()
        .without(GITHUB.header)
        .body("")
        .method("GET");
    site.answers(&probe, 405, "method-not-allowed", "method_not_allowed");
}

fn standing(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    // Deterministic noise: a linear congruential generator.
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    let mut noise = |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    for _ in 0..300 {
        let length = noise(200);
        let value: Vec<u8> = (0..length)
            .map(|_| u8::try_from(0x21 + noise(0xDE)).unwrap())
            .filter(|byte| *byte != 0x7F)
            .collect();
        let answer = site.send(&GITHUB.deliver().with(GITHUB.header, value));
        assert_eq!(answer.status, 401);
    }
    assert_eq!(site.handled(), []);
    site.refusals();
    site.accepts(&GITHUB.deliver());
}
