//! I: replays, duplicates, and nothing lost.

mod catalogue;
mod fate;
mod identity;
mod outage;
mod store;

use hookseal::replay::{ReplayGuard, ReplayGuardBuilder};

use self::store::Unreliable;
use crate::case::{Case, Needs, Stage};
use crate::request::Request;
use crate::senders::Sender;
use crate::site::{Act, App, Run, Site};

pub(super) const CASES: &[Case] = &[
    case(
        "i1_a_duplicate_of_a_done_delivery_is_answered_without_its_handler",
        fate::done,
    ),
    case(
        "i1_a_duplicate_is_answered_what_its_sender_expects",
        fate::expected_answer,
    ),
    case(
        "i3_a_copy_of_a_delivery_in_flight_is_told_to_come_again",
        fate::in_flight,
    )
    .needing(Needs::LayerAndHttp1),
    case(
        "i4_i7_another_unsigned_id_makes_no_new_delivery",
        identity::unsigned_id,
    ),
    case(
        "i5_another_text_of_the_signature_makes_no_new_delivery",
        identity::signature_text,
    ),
    case("i8_an_unsigned_id_cannot_be_burnt", identity::poisoning),
    case(
        "i9_i10_what_is_refused_never_reaches_the_store",
        identity::refused,
    ),
    case("i11_another_body_under_a_signed_id", identity::other_body),
    case(
        "i12_a_delivery_that_is_signed_anew_is_the_same",
        identity::signed_anew,
    ),
    case("i13_equal_ids_of_others_are_not_the_same", identity::apart),
    case(
        "i14_deliveries_without_a_signed_id_may_go_unguarded",
        identity::unguarded,
    ),
    case(
        "i14_events_that_share_an_id_are_each_handled",
        identity::shared_id,
    ),
    case(
        "i6_equal_bodies_under_other_signed_urls_are_each_handled",
        identity::signed_url,
    ),
    case(
        "i5_i6_i12_senders_deliveries_are_counted_as_they_count_them",
        catalogue::instances,
    ),
    case(
        "i13_tenants_are_kept_apart_though_nobody_says_whose_keys_they_are",
        identity::unsaid,
    ),
    case(
        "i6_equal_bodies_in_other_signed_codings_are_each_handled",
        identity::signed_coding,
    ),
    case("i15_what_is_not_2xx_is_handled_again", fate::errors),
    case("i15_a_final_status_is_done", fate::final_status),
    case("i16_a_handler_that_panics_is_run_again", fate::panics),
    case("i16_a_handler_that_hangs_is_run_again", fate::hangs),
    case(
        "i17_when_the_client_goes_the_handler_goes_on",
        fate::client_gone,
    )
    .needing(Needs::LayerAndHttp1),
    case("i18_a_long_handler_keeps_its_lease", fate::long_handler).needing(Needs::LayerAndHttp1),
    case("i19_who_lost_its_lease_does_not_commit", fate::late_commit).needing(Needs::LayerAndHttp1),
    case(
        "i21_while_the_store_is_down_nothing_is_handled",
        outage::down,
    ),
    case("i21_failing_open_is_a_choice", outage::fail_open),
    case(
        "i22_a_store_that_hangs_is_given_up_at_its_deadline",
        outage::hangs,
    ),
    case(
        "i22_a_store_that_panics_brings_nothing_down",
        outage::panics,
    ),
    case(
        "i23_what_is_handled_while_the_store_goes_down_is_committed_later",
        outage::at_commit,
    ),
    case(
        "i24_what_cannot_be_released_is_free_when_its_lease_ends",
        outage::at_release,
    ),
    case(
        "x_without_a_layer_that_verifies_the_guard_lets_nothing_through",
        fate::unverified,
    ),
];

const fn case(name: &'static str, run: fn(&Stage<'_>)) -> Case {
    Case::new(name, run).needing(Needs::Layer)
}

/// A guard over a store of its own, in milliseconds where a minute would be waited for.
fn guard(store: &Unreliable) -> ReplayGuardBuilder {
    ReplayGuard::builder("hooks", store.clone())
}

/// A guarded site of one sender, whose handlers do these acts.
fn site(stage: &Stage<'_>, sender: &Sender, acts: impl IntoIterator<Item = Act>) -> Site {
    let guard = guard(&Unreliable::default()).build().unwrap();
    stage.serve_app(App::new(sender.verifier()).guarded(guard).then(acts))
}

/// Answered with this status; no handler has run beside those that have.
#[track_caller]
fn answers(site: &Site, request: &Request, status: u16, runs: usize) {
    let answer = site.send(request);
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(site.runs().len(), runs);
}

/// An empty success, as for a duplicate.
#[track_caller]
fn is_duplicate(site: &Site, request: &Request) {
    let before = site.runs();
    let answer = site.send(request);
    assert_eq!((answer.status, answer.body.as_slice()), (200, &b""[..]));
    assert_eq!(site.runs(), before, "no handler runs");
}

/// The attempts that handlers have seen, in order, all of them at their end.
#[track_caller]
fn ran(site: &Site, attempts: &[u32]) {
    let expected: Vec<Run> = attempts
        .iter()
        .map(|attempt| Run {
            attempt: Some(*attempt),
            ended: true,
        })
        .collect();
    assert_eq!(site.runs(), expected);
}
