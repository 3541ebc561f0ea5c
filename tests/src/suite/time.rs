//! T: time.

use std::time::Duration;

use hookseal::UnixTime;

use crate::case::{Case, Needs, Stage};
use crate::request::Request;
use crate::senders::{self, ACME, DISCORD, GITHUB, NOW, SENDMESH, STRIPE, Sender};

pub(super) const CASES: &[Case] = &[
    Case::new("t1_the_bounds_of_the_tolerance_are_exact", bounds),
    Case::new("t2_a_far_future_is_refused", far_future),
    Case::new("t3_past_and_future_have_bounds_of_their_own", two_bounds),
    Case::new("t4_what_is_no_number_is_refused", no_number),
    Case::new("t5_other_texts_of_a_number_are_refused", other_texts),
    Case::new("t6_digits_beyond_ascii_are_refused", foreign_digits),
    Case::new("t7_extreme_numbers_are_refused", extremes),
    Case::new("t8_the_wrong_unit_is_refused", wrong_unit),
    Case::new("t9_two_timestamp_headers_are_refused", two_headers),
    Case::new("t10_two_timestamps_in_one_header_are_refused", two_pairs),
    Case::new(
        "t11_a_timestamp_that_is_not_signed_does_not_count",
        unsigned,
    ),
    Case::new("t13_no_tolerance_means_the_same_second", no_tolerance),
    Case::new("t13_endless_tolerance_does_not_overflow", endless_tolerance),
    Case::new("t16_rfc_3339_forms", rfc3339),
    Case::new("t17_freshness_is_judged_when_the_head_arrives", slow_body).needing(Needs::Http1),
    Case::new(
        "t18_parts_of_a_second_are_compared_in_the_sender_s_unit",
        sub_second,
    ),
    Case::new("refuses_a_missing_timestamp", missing),
    Case::new(
        "refuses_another_timestamp_than_the_signed_one",
        other_timestamp,
    ),
];

/// Senders whose signed timestamp is checked.
fn judged() -> impl Iterator<Item = Sender> {
    senders::ALL
        .iter()
        .filter(|sender| sender.header == STRIPE.header || sender.timestamp_header().is_some())
        .filter(|sender| sender.header != DISCORD.header)
        .cloned()
}

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

fn bounds(stage: &Stage<'_>) {
    for sender in judged() {
        let site = stage.serve(sender.verifier());
        site.accepts(&sender.sign_at("{}", NOW.saturating_sub(seconds(300))));
        site.accepts(&sender.sign_at("{}", NOW.saturating_add(seconds(300))));
        site.refuses(
            &sender.sign_at("{}", NOW.saturating_sub(seconds(301))),
            "stale",
        );
        site.refuses(
            &sender.sign_at("{}", NOW.saturating_add(seconds(301))),
            "future",
        );
    }
}

fn far_future(stage: &Stage<'_>) {
    for sender in judged() {
        let site = stage.serve(sender.verifier());
        let year = seconds(365 * 24 * 3600);
        site.refuses(&sender.sign_at("{}", NOW.saturating_add(year)), "future");
    }
}

fn two_bounds(stage: &Stage<'_>) {
    let verifier = SENDMESH.builder().tolerance(seconds(10), seconds(2));
    let site = stage.serve(verifier.build().unwrap());
    site.accepts(&SENDMESH.sign_at("{}", NOW.saturating_sub(seconds(10))));
    site.accepts(&SENDMESH.sign_at("{}", NOW.saturating_add(seconds(2))));
    site.refuses(
        &SENDMESH.sign_at("{}", NOW.saturating_sub(seconds(11))),
        "stale",
    );
    site.refuses(
        &SENDMESH.sign_at("{}", NOW.saturating_add(seconds(3))),
        "future",
    );
}

/// A delivery whose timestamp was replaced by this text.
fn stamped(sender: &Sender, text: impl AsRef<[u8]>) -> Request {
    let request = sender.deliver();
    if let Some(header) = sender.timestamp_header() {
        return request.with(header, text);
    }
    let text = String::from_utf8(text.as_ref().to_vec()).unwrap();
    request.editing(sender.header, |value| {
        value.replace("t=1700000000", &format!("t={text}"))
    })
}

fn refuses_texts(stage: &Stage<'_>, texts: &[&str], code: &str) {
    for sender in judged().chain([DISCORD]) {
        let site = stage.serve(sender.verifier());
        for text in texts {
            site.refuses(&stamped(&sender, text), code);
        }
    }
}

fn no_number(stage: &Stage<'_>) {
    refuses_texts(
        stage,
        &[
            "NaN",
            "abc",
            "1700000000x",
            "1e9",
            "0x6553f100",
            "1_700_000_000",
            "1700000000.0",
        ],
        "malformed_timestamp",
    );
}

fn other_texts(stage: &Stage<'_>) {
    refuses_texts(
        stage,
        &[
            "+1700000000",
            "-1700000000",
            "-0",
            "01700000000",
            "17000 00000",
        ],
        "malformed_timestamp",
    );
}

fn foreign_digits(stage: &Stage<'_>) {
    refuses_texts(
        stage,
        &["١٧٠٠٠٠٠٠٠٠", "１７００００００００"],
        "malformed_timestamp",
    );
}

fn extremes(stage: &Stage<'_>) {
    for sender in judged() {
        let site = stage.serve(sender.verifier());
        for (text, code) in [
            ("-9223372036854775808", "malformed_timestamp"),
            ("9223372036854775807", "future"),
            ("18446744073709551615", "future"),
            ("18446744073709551616", "malformed_timestamp"),
            ("999999999999999999999999999999", "malformed_timestamp"),
            ("0", "stale"),
        ] {
            site.refuses(&stamped(&sender, text), code);
        }
    }
}

fn wrong_unit(stage: &Stage<'_>) {
    for sender in judged() {
        let site = stage.serve(sender.verifier());
        site.refuses(&stamped(&sender, "1700000000000"), "future");
        site.refuses(&stamped(&sender, "1700000"), "stale");
    }
}

fn two_headers(stage: &Stage<'_>) {
    for sender in judged() {
        let Some(header) = sender.timestamp_header() else {
            continue;
        };
        let site = stage.serve(sender.verifier());
        for second in ["1700000000", "1700000001"] {
            site.refuses(&sender.deliver().adding(header, second), "ambiguous");
        }
    }
}

fn two_pairs(stage: &Stage<'_>) {
    let site = stage.serve(STRIPE.verifier());
    for edit in [
        |value: String| format!("t=1700000000,{value}"),
        |value: String| format!("t=1,{value}"),
        |value: String| format!("{value},t=1"),
    ] {
        let request = STRIPE.deliver().editing(STRIPE.header, edit);
        site.refuses(&request, "ambiguous");
    }
}

fn unsigned(stage: &Stage<'_>) {
    // An old delivery under a fresh timestamp header of somebody's making.
    let old = NOW.saturating_sub(seconds(3_600));
    let site = stage.serve(STRIPE.verifier());
    let request = STRIPE
        .sign_at("{}", old)
        .adding("X-Timestamp", "1700000000");
    site.refuses(&request, "stale");
    let handled = stage
        .serve(GITHUB.verifier())
        .accepts(&GITHUB.deliver().adding("X-Timestamp", "1700000000"));
    assert_eq!(handled.timestamp, None);
}

fn no_tolerance(stage: &Stage<'_>) {
    let verifier = SENDMESH.builder().tolerance(Duration::ZERO, Duration::ZERO);
    let site = stage.serve(verifier.build().unwrap());
    site.accepts(&SENDMESH.deliver());
    site.refuses(
        &SENDMESH.sign_at("{}", NOW.saturating_sub(seconds(1))),
        "stale",
    );
    site.refuses(
        &SENDMESH.sign_at("{}", NOW.saturating_add(seconds(1))),
        "future",
    );
}

fn endless_tolerance(stage: &Stage<'_>) {
    let verifier = SENDMESH.builder().tolerance(Duration::MAX, Duration::MAX);
    let site = stage.serve(verifier.build().unwrap());
    site.accepts(&SENDMESH.sign_at("{}", UnixTime::from_secs(0)));
    site.accepts(&SENDMESH.sign_at("{}", UnixTime::from_secs(4_000_000_000)));
    let verifier = SENDMESH.builder().without_freshness();
    let site = stage.serve(verifier.build().unwrap());
    site.accepts(&SENDMESH.sign_at("{}", UnixTime::from_secs(0)));
    site.refuses(&stamped(&SENDMESH, "0"), "signature_mismatch");
}

fn rfc3339(stage: &Stage<'_>) {
    let site = stage.serve(ACME.verifier());
    let signed = |text: &str| ACME.deliver().with("Acme-Time", text);
    site.accepts(&ACME.deliver());
    for text in [
        "2023-11-14T24:00:00Z",
        "2023-11-14 22:13",
        "2023-11-14T22:13:20",
        "yesterday",
        "1700000000",
        "2023-02-30T00:00:00Z",
    ] {
        site.refuses(&signed(text), "malformed_timestamp");
    }
    site.refuses(&signed(&"2".repeat(10_000)), "malformed_timestamp");
    site.refuses(&signed("9999-12-31T23:59:59Z"), "future");
    site.refuses(&signed("1971-01-01T00:00:00+23:59"), "stale");
    // The same instant in another text is not what was signed.
    site.refuses(&signed("2023-11-14T23:13:20+01:00"), "signature_mismatch");
}

fn slow_body(stage: &Stage<'_>) {
    let (builder, clock) = SENDMESH.builder_with_clock();
    let site = stage.serve(builder.build().unwrap());
    let request = SENDMESH.sign_at(senders::BODY, NOW.saturating_sub(seconds(300)));
    let mut connection = site.connect();
    let length = format!("content-length: {}", request.body.len());
    connection.write_head(&request, &[&length]);
    connection.write(&request.body[..10]);
    // The server has read the head once it can do nothing but wait.
    assert!(connection.is_silent_for(Duration::from_millis(300)));
    clock.set(NOW.saturating_add(seconds(3_600)));
    connection.write(&request.body[10..]);
    assert_eq!(connection.read_answer().status, 200);
    assert_eq!(site.handled().len(), 1);
    site.refuses(&request, "stale");
}

fn sub_second(stage: &Stage<'_>) {
    let (builder, clock) = SENDMESH.builder_with_clock();
    let site = stage.serve(builder.build().unwrap());
    let request = SENDMESH.sign_at("{}", NOW.saturating_sub(seconds(300)));
    clock.set(NOW.saturating_add(Duration::from_millis(999)));
    site.accepts(&request);
    clock.set(NOW.saturating_add(seconds(1)));
    site.refuses(&request, "stale");
}

fn missing(stage: &Stage<'_>) {
    for sender in judged().chain([DISCORD]) {
        let site = stage.serve(sender.verifier());
        let request = match sender.timestamp_header() {
            Some(header) => sender.deliver().without(header),
            None => sender
                .deliver()
                .editing(sender.header, |value| value.replace("t=1700000000,", "")),
        };
        site.refuses(&request, "missing_timestamp");
    }
}

fn other_timestamp(stage: &Stage<'_>) {
    for sender in judged().chain([DISCORD]) {
        let site = stage.serve(sender.verifier());
        site.refuses(&stamped(&sender, "1700000001"), "signature_mismatch");
    }
}
