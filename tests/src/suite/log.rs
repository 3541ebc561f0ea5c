//! O8: what is logged of refusals, and how often.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use hookseal::Verifier;
use hookseal::keys::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Unresolved};
use hookseal::time::ManualClock;

use crate::case::{Case, Stage};
use crate::leaks::logged_times;
use crate::request::Request;
use crate::senders::{GITHUB, NOW, STRIPE, Sender};

pub(super) const CASES: &[Case] = &[
    Case::new(
        "o8_a_run_of_mismatches_is_warned_of_once_a_minute_with_their_number",
        mismatches,
    ),
    Case::new("o8_other_kinds_are_not_hidden_by_it", kinds),
    Case::new("o8_junk_that_nobody_has_signed_is_not_warned_of", junk),
    Case::new(
        "o8_a_body_that_is_too_long_is_warned_of_where_it_is_signed",
        too_long,
    ),
    Case::new("o8_a_payload_that_does_not_fit_is_warned_of", payload),
    Case::new(
        "e5_a_flood_of_keys_that_cannot_be_looked_up_is_one_line",
        flood,
    ),
];

/// A sender under a name that no other run has, by which its lines are found: several runs of
/// a case may log at the same time.
fn named(sender: &Sender, stage: &Stage<'_>, case: &str) -> (Sender, String) {
    static RUNS: AtomicU32 = AtomicU32::new(0);
    let runner = stage.runner().name().replace('_', "-");
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    let name = format!("log-{case}-{runner}-{run:04}");
    let mut named = sender.clone();
    named.scheme = named.scheme.with_id_owned(name.clone());
    (named, name)
}

fn mismatches(stage: &Stage<'_>) {
    let (sender, name) = named(&GITHUB, stage, "mismatches");
    let (verifier, clock) = sender.builder_with_clock();
    let site = stage.serve(verifier.build().unwrap());
    let warned = |more: &str| logged_times(&["WARN", &name, "signature_mismatch", more]);
    for _ in 0..5 {
        site.refuses(&sender.deliver().body("{}"), "signature_mismatch");
    }
    assert_eq!((warned("more=0"), warned("")), (1, 1));
    assert_eq!(logged_times(&["DEBUG", &name, "signature_mismatch"]), 4);
    clock.set(NOW.saturating_add(Duration::from_secs(60)));
    for _ in 0..2 {
        site.refuses(&sender.deliver().body("{}"), "signature_mismatch");
    }
    assert_eq!((warned("more=4"), warned("")), (1, 2));
}

fn kinds(stage: &Stage<'_>) {
    let (sender, name) = named(&STRIPE, stage, "kinds");
    let site = stage.serve(sender.verifier());
    let hour = Duration::from_secs(3_600);
    site.refuses(&sender.deliver().body("{}"), "signature_mismatch");
    for _ in 0..2 {
        site.refuses(&sender.sign_at("{}", NOW.saturating_sub(hour)), "stale");
    }
    assert_eq!(logged_times(&["WARN", &name, "signature_mismatch"]), 1);
    assert_eq!(logged_times(&["WARN", &name, "stale"]), 1);
    // Another verifier's lines are its own.
    let again = stage.serve(sender.verifier());
    again.refuses(&sender.deliver().body("{}"), "signature_mismatch");
    assert_eq!(logged_times(&["WARN", &name, "signature_mismatch"]), 2);
}

fn junk(stage: &Stage<'_>) {
    let (sender, name) = named(&GITHUB, stage, "junk");
    let site = stage.serve(sender.verifier());
    let unsigned = sender.deliver().without(sender.header);
    site.refuses(&unsigned, "missing_signature");
    let malformed = sender.deliver().with(sender.header, "zz");
    site.refuses(&malformed, "malformed_signature");
    site.send(&sender.deliver().method("DELETE"));
    site.refusals();
    assert_eq!(logged_times(&["WARN", &name]), 0);
    assert_eq!(logged_times(&["DEBUG", &name, "refused: "]), 3);
    site.accepts(&sender.deliver());
}

fn too_long(stage: &Stage<'_>) {
    let (sender, name) = named(&GITHUB, stage, "too-long");
    let verifier = sender.builder().body_limit(100).build().unwrap();
    let site = stage.serve(verifier);
    let long = sender.sign("x".repeat(101));
    let refused = |request: &Request| {
        site.answers(request, 413, "too-large", "body_too_large");
    };
    // Junk does not even learn that it is too long.
    site.refuses(&long.clone().without(sender.header), "missing_signature");
    assert_eq!(logged_times(&["WARN", &name]), 0);
    refused(&long);
    refused(&long.chunked(7));
    assert_eq!(logged_times(&["WARN", &name, "body_too_large"]), 1);
}

fn payload(stage: &Stage<'_>) {
    let (sender, name) = named(&GITHUB, stage, "payload");
    let site = stage.serve(sender.verifier());
    let other = sender.sign("{\"order\":\"x\"}").to("/hooks/order");
    for _ in 0..3 {
        site.answers(&other, 422, "unexpected-payload", "payload_data");
    }
    assert_eq!(logged_times(&["WARN", &name, "payload_data"]), 1);
}

/// Knows that there are keys, and has none.
#[derive(Debug)]
struct Down;

impl KeyResolver for Down {
    type Query = ();

    fn query(&self, _: &KeyQuery<'_>) -> Result<(), Unresolved> {
        Ok(())
    }

    async fn resolve(&self, (): (), _: KeyRules) -> Result<ReadyKeys, Unresolved> {
        Err(Unresolved::unavailable("the database is down"))
    }
}

fn flood(stage: &Stage<'_>) {
    let (sender, name) = named(&GITHUB, stage, "flood");
    let clock = Arc::new(ManualClock::new(NOW));
    let verifier = Verifier::builder(sender.scheme.clone()).clock(Arc::clone(&clock));
    let site = stage.serve(verifier.resolver(Down).build().unwrap());
    let warned = || logged_times(&["WARN", &name, "key_unavailable"]);
    for _ in 0..50 {
        assert_eq!(site.send(&sender.deliver()).status, 503);
    }
    assert_eq!(warned(), 1);
    clock.set(NOW.saturating_add(Duration::from_secs(61)));
    assert_eq!(site.send(&sender.deliver()).status, 503);
    assert_eq!(warned(), 2);
    assert_eq!(logged_times(&["WARN", &name, "more=49"]), 1);
}
