//! O: what answers give away.

use crate::answer::Answer;
use crate::case::{Case, Needs, Stage};
use crate::senders::{GITHUB, NOW, SENDX, STANDARD, STRIPE};

pub(super) const CASES: &[Case] = &[
    Case::new("o1_every_401_is_the_same_to_the_byte", same_answer),
    Case::new("b24_o1_a_refusal_has_these_headers_and_no_others", headers).needing(Needs::Http1),
    Case::new("o10_no_answer_shows_what_went_wrong_inside", nothing_inside),
];

fn same_answer(stage: &Stage<'_>) {
    let hour = std::time::Duration::from_secs(3_600);
    let mut answers: Vec<Answer> = Vec::new();
    let site = stage.serve(STRIPE.verifier());
    let wrong = STRIPE.clone().with_key(2);
    for (request, code) in [
        (STRIPE.deliver().without(STRIPE.header), "missing_signature"),
        (
            STRIPE.deliver().with(STRIPE.header, "zzz"),
            "malformed_signature",
        ),
        (wrong.deliver(), "signature_mismatch"),
        (STRIPE.deliver().body("{}"), "signature_mismatch"),
        (STRIPE.sign_at("{}", NOW.saturating_sub(hour)), "stale"),
        (STRIPE.sign_at("{}", NOW.saturating_add(hour)), "future"),
        (
            STRIPE
                .deliver()
                .editing(STRIPE.header, |v| v.replace("t=", "t=x")),
            "malformed_timestamp",
        ),
        (
            STRIPE
                .deliver()
                .editing(STRIPE.header, |v| v.replace("t=", "u=")),
            "missing_timestamp",
        ),
        (
            STRIPE.deliver().adding(STRIPE.header, "t=1,v1=2"),
            "ambiguous",
        ),
        (
            STRIPE
                .deliver()
                .editing(STRIPE.header, |v| v + &",v1=0".repeat(99)),
            "too_many_signatures",
        ),
    ] {
        answers.push(site.refuses(&request, code));
    }
    let site = stage.serve(STANDARD.verifier());
    answers.push(site.refuses(
        &STANDARD.deliver().with("webhook-id", "a.b"),
        "malformed_id",
    ));
    let site = stage.serve(SENDX.verifier());
    let none = SENDX.deliver().with("X-SendX-Signature-Alg", "none");
    answers.push(site.refuses(&none, "unsupported_algorithm"));
    let late = GITHUB.key().not_before(NOW.saturating_add(hour));
    let site = stage.serve(GITHUB.keyless().key(late).build().unwrap());
    answers.push(site.refuses(&GITHUB.deliver(), "unknown_key"));

    let first = answers[0].clone().comparable();
    for answer in answers {
        assert_eq!(answer.comparable(), first);
    }
    assert_eq!(first.header("www-authenticate"), None);
}

fn headers(stage: &Stage<'_>) {
    const PROBLEM: [(&str, &str); 2] = [
        ("cache-control", "no-store"),
        ("content-type", "application/problem+json"),
    ];
    let small = GITHUB.builder().body_limit(4).build().unwrap();
    for (verifier, request, status, own) in [
        (
            GITHUB.verifier(),
            GITHUB.deliver().without(GITHUB.header),
            401,
            None,
        ),
        (GITHUB.verifier(), GITHUB.deliver().body("{}"), 401, None),
        (small, GITHUB.deliver(), 413, None),
        (
            GITHUB.verifier(),
            GITHUB.deliver().method("DELETE"),
            405,
            Some(("allow", "POST")),
        ),
    ] {
        let site = stage.serve(verifier);
        let mut connection = site.connect();
        connection.write_request(&request);
        let answer = connection.read_answer().comparable();
        assert_eq!(answer.status, status);
        let length = answer.body.len().to_string();
        let mut expected = PROBLEM.to_vec();
        expected.extend(own);
        expected.push(("content-length", &length));
        expected.sort_unstable();
        let headers = answer.headers.iter();
        let headers: Vec<_> = headers.map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(headers, expected);
    }
}

fn nothing_inside(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    for request in [
        GITHUB.sign("{\"order\":[[[").to("/hooks/order"),
        GITHUB.deliver().to("/hooks/open"),
        GITHUB.deliver().without(GITHUB.header),
    ] {
        let said = String::from_utf8(site.send(&request).body).unwrap();
        for word in ["panic", ".rs:", "src/", "hmac", "WebhookLayer", "secret"] {
            assert!(!said.contains(word), "{word:?} in {said}");
        }
    }
}
