//! Genuine deliveries get through, byte for byte.

use hookseal::signing::Delivery;

use crate::case::{Case, Needs, Stage};
use crate::senders::{self, BODY, DISCORD, GITHUB, MESHES, NOW, SENDX, SLACK, STANDARD, STRIPE};

pub(super) const CASES: &[Case] = &[
    Case::new("accepts_every_sender", every_sender),
    Case::new("accepts_a_body_in_chunks_of_any_size", chunks),
    Case::new("b8_accepts_ten_thousand_chunks_of_one_byte", tiny_chunks),
    Case::new("b15_accepts_an_empty_body", empty),
    Case::new("b16_accepts_a_body_that_is_not_utf8", binary),
    Case::new("accepts_every_method_that_the_sender_uses", methods),
    Case::new("says_what_is_known_of_the_event", facts),
    Case::new("hands_the_same_bytes_to_other_extractors", same_bytes).needing(Needs::Layer),
    Case::new("decodes_json_and_types", decodes),
];

fn every_sender(stage: &Stage<'_>) {
    for sender in senders::ALL {
        let site = stage.serve(sender.verifier());
        let handled = site.accepts(&sender.deliver());
        assert_eq!(handled.provider, sender.scheme.id());
        assert_eq!(handled.key_index, 0);
    }
}

fn chunks(stage: &Stage<'_>) {
    let body = "Grüße 🦀\r\n".repeat(5_000);
    for sender in [GITHUB, DISCORD, senders::MESHES_SHA512] {
        let site = stage.serve(sender.verifier());
        for size in [7, 1_000, 16_384, body.len() - 1, body.len()] {
            site.accepts(&sender.sign(&body).chunked(size));
        }
    }
}

fn tiny_chunks(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    site.accepts(&GITHUB.sign("x".repeat(10_000)).chunked(1));
}

fn empty(stage: &Stage<'_>) {
    for sender in senders::ALL {
        let site = stage.serve(sender.verifier());
        site.accepts(&sender.sign(""));
        site.accepts(&sender.sign("").chunked(1));
        site.answers(
            &sender.sign("").to("/hooks/json"),
            400,
            "malformed-payload",
            "payload_syntax",
        );
    }
}

fn binary(stage: &Stage<'_>) {
    let body: Vec<u8> = (0..=255).collect();
    for sender in senders::ALL {
        let site = stage.serve(sender.verifier());
        site.accepts(&sender.sign(&body));
    }
}

fn methods(stage: &Stage<'_>) {
    let site = stage.serve(MESHES.verifier());
    for method in ["POST", "PUT", "PATCH"] {
        site.accepts(&MESHES.deliver().method(method));
    }
}

fn facts(stage: &Stage<'_>) {
    let said = |text: &str, signed| Some((text.to_owned(), signed));

    // In headers that nobody signs.
    let handled = stage.serve(GITHUB.verifier()).accepts(&GITHUB.deliver());
    assert_eq!(handled.id, said("msg_1", false));
    assert_eq!(handled.event_type, said("order.placed", false));
    assert_eq!(handled.timestamp, None);

    // In the signed body, beside a signed timestamp.
    let handled = stage.serve(STRIPE.verifier()).accepts(&STRIPE.deliver());
    assert_eq!(handled.id, said("evt_1", true));
    assert_eq!(handled.event_type, said("order.placed", true));
    assert_eq!(handled.timestamp, Some(NOW.as_millis()));

    // In a header that is signed.
    let handled = stage
        .serve(STANDARD.verifier())
        .accepts(&STANDARD.deliver());
    assert_eq!(handled.id, said("msg_1", true));

    // Attempts.
    let delivery = || Delivery::new(BODY).target("/hooks/raw").timestamp(NOW);
    let again = SENDX.sign_delivery(&delivery().attempt(3));
    let handled = stage.serve(SENDX.verifier()).accepts(&again);
    assert_eq!(handled.attempt, Some(3));
    let again = SLACK.sign_delivery(&delivery().attempt(1));
    let handled = stage.serve(SLACK.verifier()).accepts(&again);
    assert_eq!(handled.attempt, Some(1));
    assert_eq!(handled.id, None);
}

fn same_bytes(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let body = "{ \"order\" : 7.0 }\r\n".repeat(4_000);
    assert_eq!(
        site.accepts(&GITHUB.sign(&body).to("/hooks/bytes")).by,
        "bytes"
    );
    site.accepts(&GITHUB.sign(&body).to("/hooks/bytes").chunked(1_000));
    site.accepts(&GITHUB.sign("").to("/hooks/bytes"));
}

fn decodes(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    assert_eq!(site.accepts(&GITHUB.deliver().to("/hooks/json")).by, "json");
    assert_eq!(
        site.accepts(&GITHUB.deliver().to("/hooks/order")).by,
        "order"
    );
}
