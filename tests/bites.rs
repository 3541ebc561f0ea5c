//! The suite bites: adapters that are broken on purpose fail the cases that are there
//! for their fault.

// Helpers of tests are tests, which clippy cannot know of whole files.
#![allow(clippy::unwrap_used)]

use std::cell::Cell;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use hookseal_tests::answer::Answer;
use hookseal_tests::case::Stage;
use hookseal_tests::request::Request;
use hookseal_tests::runner::{self, Core, NotCarried, Runner, Wire};
use hookseal_tests::site::{App, Endpoint, HANDLED};
use hookseal_tests::{leaks, suite};

/// A runner, with a fault before or behind it, or in how it serves an app.
#[derive(Clone, Copy)]
struct Broken {
    runner: &'static dyn Runner,
    serving: fn(App) -> App,
    before: fn(&App, Request) -> Request,
    behind: fn(Answer) -> Answer,
}

struct BrokenEndpoint {
    app: App,
    before: fn(&App, Request) -> Request,
    behind: fn(Answer) -> Answer,
    whole: Box<dyn Endpoint>,
}

impl Runner for Broken {
    fn name(&self) -> &'static str {
        "broken"
    }

    fn wire(&self) -> Wire {
        Wire::None
    }

    fn has_layer(&self) -> bool {
        self.runner.has_layer()
    }

    fn not_carried(&self) -> &'static [NotCarried] {
        self.runner.not_carried()
    }

    fn start(&self, app: App) -> Box<dyn Endpoint> {
        Box::new(BrokenEndpoint {
            whole: self.runner.start((self.serving)(app.clone())),
            app,
            before: self.before,
            behind: self.behind,
        })
    }
}

impl Endpoint for BrokenEndpoint {
    fn exchange(&mut self, request: &Request) -> Answer {
        let request = (self.before)(&self.app, request.clone());
        (self.behind)(self.whole.exchange(&request))
    }

    fn address(&self) -> Option<SocketAddr> {
        None
    }
}

const SAME_APP: fn(App) -> App = |app| app;
const SAME_REQUEST: fn(&App, Request) -> Request = |_, request| request;
const SAME_ANSWER: fn(Answer) -> Answer = |answer| answer;

thread_local! {
    /// Whether this thread's panics are expected, and need not be shown.
    static EXPECTED: Cell<bool> = const { Cell::new(false) };
}

fn prepare() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Some cases read the log.
        leaks::capture_logs();
        let show = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !EXPECTED.get() {
                show(panic);
            }
        }));
    });
}

/// The names of the cases that a runner fails.
fn failures(runner: &dyn Runner) -> BTreeSet<&'static str> {
    prepare();
    EXPECTED.set(true);
    let failures = suite::cases()
        .filter(|case| case.fits(runner))
        .filter(|case| catch_unwind(AssertUnwindSafe(|| (case.run)(&Stage::new(runner)))).is_err())
        .map(|case| case.name)
        .collect();
    EXPECTED.set(false);
    failures
}

#[track_caller]
fn fails(broken: Broken, expected: &[&str]) {
    let failures = failures(&broken);
    for name in expected {
        assert!(
            failures.contains(name),
            "{name} does not notice; these do: {failures:?}"
        );
    }
}

/// As [`fails`], for an adapter: only these cases run, without those that it cannot carry.
#[track_caller]
fn fails_in(adapter: &str, mut broken: Broken, expected: &[&str]) {
    prepare();
    let mut runners = runner::ALL.iter();
    broken.runner = *runners.find(|one| one.name() == adapter).unwrap();
    for name in expected {
        let mut not_carried = broken.runner.not_carried().iter();
        if not_carried.any(|not_carried| not_carried.case == *name) {
            continue;
        }
        let case = suite::cases().find(|case| case.name == *name).unwrap();
        assert!(case.fits(&broken), "{name}");
        EXPECTED.set(true);
        let run = catch_unwind(AssertUnwindSafe(|| (case.run)(&Stage::new(&broken))));
        EXPECTED.set(false);
        assert!(run.is_err(), "{name} does not notice");
    }
}

fn before(before: fn(&App, Request) -> Request) -> Broken {
    Broken {
        runner: &Core,
        serving: SAME_APP,
        before,
        behind: SAME_ANSWER,
    }
}

fn serving(serving: fn(App) -> App) -> Broken {
    Broken {
        runner: &Core,
        serving,
        before: SAME_REQUEST,
        behind: SAME_ANSWER,
    }
}

fn behind(behind: fn(Answer) -> Answer) -> Broken {
    Broken {
        runner: &Core,
        serving: SAME_APP,
        before: SAME_REQUEST,
        behind,
    }
}

#[test]
fn without_a_fault_nothing_fails() {
    let whole = Broken {
        runner: &Core,
        serving: SAME_APP,
        before: SAME_REQUEST,
        behind: SAME_ANSWER,
    };
    assert_eq!(failures(&whole), BTreeSet::new());
}

#[test]
fn letting_everything_through_is_noticed() {
    let open = behind(|mut answer| {
        answer.status = 200;
        answer.body = HANDLED.into();
        answer
    });
    fails(
        open,
        &[
            "s1_a_missing_signature_is_refused",
            "s7_every_flipped_bit_is_refused",
            "refuses_the_signature_of_another_body",
            "refuses_the_signature_of_another_key",
            "t1_the_bounds_of_the_tolerance_are_exact",
            "k13_one_tenant_s_delivery_is_refused_at_another_s",
            "x1_without_layer_or_verifier_nothing_gets_through",
        ],
    );
}

#[test]
fn refusing_everything_is_noticed() {
    let shut = before(|_, mut request| {
        request.headers.clear();
        request
    });
    fails(
        shut,
        &[
            "accepts_every_sender",
            "s16_one_right_signature_among_several_is_accepted",
            "k9_a_rotation_loses_no_delivery",
        ],
    );
}

#[test]
fn taking_the_first_of_two_headers_is_noticed() {
    let first = before(|_, mut request| {
        let mut seen = BTreeSet::new();
        request
            .headers
            .retain(|(name, _)| seen.insert(name.to_lowercase()));
        request
    });
    fails(
        first,
        &[
            "h1_two_different_signature_headers_are_refused",
            "h2_two_equal_signature_headers_are_refused",
            "t9_two_timestamp_headers_are_refused",
        ],
    );
}

#[test]
fn taking_the_last_of_two_headers_is_noticed() {
    let last = before(|_, mut request| {
        let mut seen = BTreeSet::new();
        request.headers.reverse();
        request
            .headers
            .retain(|(name, _)| seen.insert(name.to_lowercase()));
        request
    });
    fails(
        last,
        &[
            "h1_two_different_signature_headers_are_refused",
            "t9_two_timestamp_headers_are_refused",
        ],
    );
}

#[test]
fn joining_header_lines_is_noticed() {
    let joined = before(|_, mut request| {
        let mut lines: Vec<(String, Vec<u8>)> = Vec::new();
        for (name, value) in std::mem::take(&mut request.headers) {
            match lines.iter_mut().find(|(other, _)| *other == name) {
                Some((_, all)) => {
                    all.extend_from_slice(b", ");
                    all.extend_from_slice(&value);
                }
                None => lines.push((name, value)),
            }
        }
        request.headers = lines;
        request
    });
    fails(joined, &["h3_a_list_split_over_two_lines_is_refused"]);
}

#[test]
fn trimming_the_body_is_noticed() {
    let trimmed = before(|_, mut request| {
        request.body = request.body.trim_ascii().to_vec();
        request
    });
    fails(trimmed, &["b14_other_json_for_the_same_value_is_refused"]);
}

#[test]
fn reserialising_the_body_is_noticed() {
    let reserialised = before(|_, mut request| {
        if let Ok(value) = serde_json::from_slice::<serde_json::Value>(&request.body) {
            request.body = value.to_string().into_bytes();
        }
        request
    });
    fails(reserialised, &["accepts_every_sender"]);
}

#[test]
fn decoding_the_body_as_text_is_noticed() {
    let text = before(|_, mut request| {
        request.body = String::from_utf8_lossy(&request.body).into_owned().into();
        request
    });
    fails(text, &["b16_accepts_a_body_that_is_not_utf8"]);
}

#[test]
fn cutting_the_body_at_the_limit_is_noticed() {
    let cut = before(|app, mut request| {
        request.body.truncate(app.verifier.body_limit());
        request
    });
    fails(
        cut,
        &[
            "b1_an_announced_length_over_the_limit_is_refused",
            "b2_chunks_over_the_limit_are_refused",
        ],
    );
}

#[test]
fn losing_a_chunk_is_noticed() {
    let lost = before(|_, mut request| {
        let first = request.pieces().first().map_or(0, |piece| piece.len());
        if first < request.body.len() {
            request.body.drain(..first);
        }
        request
    });
    fails(lost, &["accepts_a_body_in_chunks_of_any_size"]);
}

#[test]
fn taking_blanks_out_of_header_values_is_noticed() {
    let lenient = before(|_, mut request| {
        for (_, value) in &mut request.headers {
            value.retain(|byte| !byte.is_ascii_whitespace());
        }
        request
    });
    fails(
        lenient,
        &[
            "s27_blanks_within_a_signature_are_refused",
            "t5_other_texts_of_a_number_are_refused",
        ],
    );
}

#[test]
fn taking_every_method_is_noticed() {
    let any = before(|_, mut request| {
        request.method = "POST".to_owned();
        request
    });
    fails(any, &["h13_other_methods_are_not_allowed"]);
}

#[test]
fn normalising_the_target_is_noticed() {
    let normal = before(|_, mut request| {
        request.target = request.target.trim_end_matches('?').replace("%2f", "%2F");
        request
    });
    fails(normal, &["m10_the_url_is_signed_as_it_was_called"]);
}

#[test]
fn another_status_for_one_cause_is_noticed() {
    let other = behind(|mut answer| {
        if answer.status == 401 {
            answer.status = 403;
        }
        answer
    });
    fails(other, &["s1_a_missing_signature_is_refused"]);
}

#[test]
fn an_answer_that_varies_is_noticed() {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let varying = behind(|mut answer| {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        answer
            .headers
            .push(("x-hint".to_owned(), count.to_string()));
        answer
    });
    fails(varying, &["o1_every_401_is_the_same_to_the_byte"]);
}

#[test]
fn taking_an_outer_verifier_s_verdict_is_noticed() {
    let lazy = serving(|mut app| {
        if let Some(outer) = app.outer.take() {
            app.verifier = outer;
        }
        app
    });
    fails(
        lazy,
        &[
            "x7_stacked_verifiers_must_all_accept",
            "x7_another_verifier_s_verdict_is_not_taken",
        ],
    );
}

#[test]
fn forgetting_the_outer_verifier_is_noticed() {
    let forgetful = serving(|mut app| {
        app.outer = None;
        app
    });
    fails(
        forgetful,
        &[
            "x7_stacked_verifiers_must_all_accept",
            "x7_another_verifier_s_verdict_is_not_taken",
        ],
    );
}

/// The adapters that do not run the vectors of the whole catalogue.
const ADAPTERS: &[&str] = &[
    "lambda_alb",
    "lambda_url",
    "ntex",
    "ntex_extractor",
    "poem",
    "poem_extractor",
    "rocket",
    "rocket_guard",
    "salvo",
    "salvo_extractor",
    "warp",
    "warp_filter",
];

#[test]
fn an_adapter_that_lets_everything_through_is_noticed() {
    let open = behind(|mut answer| {
        answer.status = 200;
        answer.body = HANDLED.into();
        answer
    });
    for adapter in ADAPTERS {
        let cases = &[
            "s1_a_missing_signature_is_refused",
            "refuses_the_signature_of_another_body",
            "x1_without_layer_or_verifier_nothing_gets_through",
        ];
        fails_in(adapter, open, cases);
    }
}

#[test]
fn an_adapter_that_changes_heads_or_bodies_is_noticed() {
    let first = before(|_, mut request| {
        let mut seen = BTreeSet::new();
        request
            .headers
            .retain(|(name, _)| seen.insert(name.to_lowercase()));
        request
    });
    let normal = before(|_, mut request| {
        request.target = request.target.trim_end_matches('?').replace("%2f", "%2F");
        request
    });
    let text = before(|_, mut request| {
        request.body = String::from_utf8_lossy(&request.body).into_owned().into();
        request
    });
    for adapter in ADAPTERS {
        let twice = "h2_two_equal_signature_headers_are_refused";
        fails_in(adapter, first, &[twice]);
        fails_in(adapter, normal, &["m10_the_url_is_signed_as_it_was_called"]);
        fails_in(adapter, text, &["b16_accepts_a_body_that_is_not_utf8"]);
    }
}

#[test]
fn an_adapter_that_forgets_a_verifier_or_the_guard_is_noticed() {
    let forgetful = serving(|mut app| {
        app.outer = None;
        app
    });
    let unguarded = serving(|mut app| {
        app.guard = None;
        app
    });
    for adapter in ADAPTERS {
        fails_in(
            adapter,
            forgetful,
            &["x7_stacked_verifiers_must_all_accept"],
        );
        let unguarded_ones = [
            "ntex_extractor",
            "poem_extractor",
            "rocket_guard",
            "salvo_extractor",
            "warp_filter",
        ];
        if !unguarded_ones.contains(adapter) {
            fails_in(
                adapter,
                unguarded,
                &["i1_a_duplicate_of_a_done_delivery_is_answered_without_its_handler"],
            );
        }
    }
}
