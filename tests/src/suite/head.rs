//! H: headers, methods and what can be read from them.

use crate::case::{Case, Needs, Stage};
use crate::senders::{self, GITHUB, MESHES, SENDX, SHOPIFY, STANDARD, STRIPE};

pub(super) const CASES: &[Case] = &[
    Case::new(
        "h1_two_different_signature_headers_are_refused",
        two_different,
    ),
    Case::new("h2_two_equal_signature_headers_are_refused", two_equal),
    Case::new("h3_a_list_split_over_two_lines_is_refused", split_list),
    Case::new("h4_header_names_count_in_any_case", name_case),
    Case::new(
        "h5_an_id_with_the_separator_in_it_is_refused",
        id_with_separator,
    ),
    Case::new(
        "h6_malformed_ids_are_refused_where_they_are_signed",
        malformed_ids,
    ),
    Case::new(
        "h6_malformed_ids_are_left_out_where_they_are_not_signed",
        unsigned_ids,
    ),
    Case::new("h7_malformed_lists_are_refused", malformed_lists),
    Case::new(
        "h8_too_many_headers_are_refused_by_the_server",
        many_headers,
    )
    .needing(Needs::Http1),
    Case::new("h9_underscores_do_not_stand_for_dashes", underscores),
    Case::new("h10_a_signature_in_a_trailer_is_ignored", trailer).needing(Needs::Http1),
    Case::new("h11_an_unsigned_event_type_is_only_claimed", claimed_type),
    Case::new(
        "h12_the_sender_is_the_verifier_s_whatever_headers_say",
        other_sender,
    ),
    Case::new("h13_other_methods_are_not_allowed", other_methods),
];

fn two_different(stage: &Stage<'_>) {
    for sender in senders::ALL {
        let site = stage.serve(sender.verifier());
        let other = sender.sign("{}").text(sender.header);
        let right = sender.deliver().text(sender.header);
        let request = sender.deliver().adding(sender.header, &other);
        site.refuses(&request, "ambiguous");
        let request = sender
            .deliver()
            .with(sender.header, other)
            .adding(sender.header, right);
        site.refuses(&request, "ambiguous");
    }
}

fn two_equal(stage: &Stage<'_>) {
    for sender in senders::ALL {
        let site = stage.serve(sender.verifier());
        let request = sender.deliver();
        let value = request.text(sender.header);
        site.refuses(&request.adding(sender.header, value), "ambiguous");
    }
}

fn split_list(stage: &Stage<'_>) {
    let site = stage.serve(STRIPE.verifier());
    let request = STRIPE.deliver();
    let value = request.text(STRIPE.header);
    let (time, signature) = value.split_once(',').unwrap();
    let request = request
        .with(STRIPE.header, time)
        .adding(STRIPE.header, signature);
    site.refuses(&request, "ambiguous");
    // Joined again by a proxy it is one list.
    let request = STRIPE
        .deliver()
        .with(STRIPE.header, format!("{time}, {signature}"));
    site.accepts(&request);
}

fn name_case(stage: &Stage<'_>) {
    for sender in senders::ALL {
        let site = stage.serve(sender.verifier());
        let mut request = sender.deliver();
        for (name, _) in &mut request.headers {
            *name = name.to_lowercase();
        }
        site.accepts(&request);
        if stage.runner().wire() == crate::runner::Wire::Http1 {
            for (name, _) in &mut request.headers {
                *name = name.to_uppercase();
            }
            site.accepts(&request);
        }
    }
}

fn id_with_separator(stage: &Stage<'_>) {
    let site = stage.serve(STANDARD.verifier());
    for id in ["msg.1", ".", "msg_1.1700000000"] {
        site.refuses(&STANDARD.deliver().with("webhook-id", id), "malformed_id");
    }
}

fn malformed_ids(stage: &Stage<'_>) {
    let site = stage.serve(STANDARD.verifier());
    let long = "x".repeat(10_240);
    for id in ["", "msg 1", "msg\t1", "m\u{e4}", &long, &"x".repeat(257)] {
        let answer = site.send(&STANDARD.deliver().with("webhook-id", id));
        assert_eq!(answer.status, 401, "{id:?}");
        assert_eq!(site.handled(), []);
    }
    site.refusals();
    site.refuses(
        &STANDARD.deliver().adding("webhook-id", "msg_1"),
        "ambiguous",
    );
    let answer = site.send(&STANDARD.deliver().without("webhook-id"));
    assert_eq!(answer.status, 401);
}

fn unsigned_ids(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let long = "x".repeat(257);
    for id in ["", "two words", "\u{e4}", &long] {
        let handled = site.accepts(&GITHUB.deliver().with("X-GitHub-Delivery", id));
        assert_eq!(handled.id, None, "{id:?}");
    }
    let twice = GITHUB.deliver().adding("X-GitHub-Delivery", "another");
    assert_eq!(site.accepts(&twice).id, None);
}

fn malformed_lists(stage: &Stage<'_>) {
    let site = stage.serve(STRIPE.verifier());
    let right = STRIPE.deliver().text(STRIPE.header);
    let signature = right.rsplit("v1=").next().unwrap();
    let commas = ",".repeat(4_000);
    for (wrong, code) in [
        ("t", "malformed_signature"),
        ("=", "malformed_signature"),
        ("t=,v1", "malformed_signature"),
        (&*format!("t,v1={signature}"), "missing_timestamp"),
        (&*format!("t=,v1={signature}"), "missing_timestamp"),
        (&*format!("=1700000000,v1={signature}"), "missing_timestamp"),
        (
            &*format!("T=1700000000,V1={signature}"),
            "malformed_signature",
        ),
        (
            &*format!("t=1700000000;v1={signature}"),
            "malformed_signature",
        ),
        (&*format!("{right}{commas}"), "too_many_signatures"),
    ] {
        site.refuses(&STRIPE.deliver().with(STRIPE.header, wrong), code);
    }
}

fn many_headers(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let mut request = GITHUB.deliver();
    for at in 0..200 {
        request = request.adding(&format!("X-Filler-{at}"), "x");
    }
    let mut connection = site.connect();
    connection.write_request(&request);
    let status = connection.try_read_answer().map(|answer| answer.status);
    assert!(
        matches!(status, None | Some(400 | 431)),
        "the server refuses it: {status:?}"
    );
    assert_eq!(site.handled(), []);
    site.accepts(&GITHUB.deliver());
}

fn underscores(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let request = GITHUB.deliver();
    site.refuses(
        &request.renaming(GITHUB.header, "x_hub_signature_256"),
        "missing_signature",
    );
}

fn trailer(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let request = GITHUB.deliver();
    let signature = request.text(GITHUB.header);
    let mut connection = site.connect();
    connection.write_head(
        &request.clone().without(GITHUB.header),
        &["transfer-encoding: chunked", "trailer: X-Hub-Signature-256"],
    );
    connection.write(format!("{:x}\r\n", request.body.len()));
    connection.write(&request.body);
    connection.write(format!("\r\n0\r\nX-Hub-Signature-256: {signature}\r\n\r\n"));
    assert_eq!(connection.read_answer().status, 401);
    assert_eq!(site.handled(), []);
}

fn claimed_type(stage: &Stage<'_>) {
    for (sender, header) in [(GITHUB, "X-GitHub-Event"), (SHOPIFY, "X-Shopify-Topic")] {
        let site = stage.serve(sender.verifier());
        let handled = site.accepts(&sender.deliver().with(header, "somebody_else"));
        assert_eq!(
            handled.event_type,
            Some(("somebody_else".to_owned(), false)),
            "a replayer can change it, so it is not signed"
        );
    }
}

fn other_sender(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let handled = site.accepts(
        &GITHUB
            .deliver()
            .adding("Stripe-Signature", "t=1,v1=00")
            .adding("X-Provider", "stripe"),
    );
    assert_eq!(handled.provider, "github");
    for other in [STRIPE, SENDX, SHOPIFY] {
        site.refuses(&other.deliver(), "missing_signature");
    }
}

fn other_methods(stage: &Stage<'_>) {
    for (sender, allow) in [(GITHUB, "POST"), (MESHES, "POST, PUT, PATCH")] {
        let site = stage.serve(sender.verifier());
        for method in ["GET", "DELETE", "OPTIONS"] {
            let request = sender.deliver().method(method);
            let answer = site.answers(&request, 405, "method-not-allowed", "method_not_allowed");
            assert_eq!(answer.header("allow"), Some(allow));
        }
    }
}
