//! What becomes of a delivery, by what becomes of its handler.

use std::time::Duration;

use hookseal::Rejection;
use hookseal::replay::{ReplayGuard, RetryStatus, Settled};

use super::store::{Fault, Operations, Unreliable};
use super::{answers, guard, is_duplicate, ran, site};
use crate::case::Stage;
use crate::leaks::logged;
use crate::request::Request;
use crate::senders::{GITHUB, STRIPE, Sender};
use crate::site::{Act, App, Gate, Site, wait_until};
use crate::wire::Connection;

pub(super) fn done(stage: &Stage<'_>) {
    for sender in [GITHUB, STRIPE] {
        let site = site(stage, &sender, []);
        let request = sender.deliver();
        site.accepts(&request);
        for _ in 0..3 {
            is_duplicate(&site, &request);
        }
        is_duplicate(&site, &request.clone().chunked(7));
        ran(&site, &[1]);
    }
    // Where the sender takes another status for success.
    let guard = guard(&Unreliable::default()).duplicate_status(204);
    let site = stage.serve_app(App::new(GITHUB.verifier()).guarded(guard.build().unwrap()));
    site.accepts(&GITHUB.deliver());
    answers(&site, &GITHUB.deliver(), 204, 1);
}

pub(super) fn expected_answer(stage: &Stage<'_>) {
    let mut sender = GITHUB;
    sender.scheme = sender.scheme.with_receipt("Hello API Event Received");
    let plain = || guard(&Unreliable::default());
    let text = ("text/plain; charset=utf-8", "Hello API Event Received");
    let xml = ("text/xml", "<Response/>");
    for (sender, guard, (kind, body)) in [
        (&sender, plain(), text),
        (&GITHUB, plain().duplicate_body(xml.0, xml.1), xml),
        (&sender, plain().duplicate_body(xml.0, xml.1), xml),
    ] {
        let app = App::new(sender.verifier()).guarded(guard.build().unwrap());
        let site = stage.serve_app(app);
        let request = sender.deliver();
        site.accepts(&request);
        let answer = site.send(&request);
        let told = std::str::from_utf8(&answer.body).unwrap();
        assert_eq!((answer.status, told), (200, body));
        assert_eq!(answer.header("content-type"), Some(kind));
        assert_eq!(answer.header("connection"), None);
        ran(&site, &[1]);
    }
}

pub(super) fn in_flight(stage: &Stage<'_>) {
    use RetryStatus::{Conflict, ServiceUnavailable, TooEarly, TooManyRequests};
    for (senders, guards, code) in [
        (None, None, 503),
        (Some(TooManyRequests), None, 429),
        (Some(Conflict), None, 409),
        // What the guard is told counts.
        (None, Some(TooEarly), 425),
        (Some(TooManyRequests), Some(ServiceUnavailable), 503),
    ] {
        let mut sender = GITHUB;
        if let Some(status) = senders {
            sender.scheme = sender.scheme.with_retry_status(status);
        }
        let mut guard = guard(&Unreliable::default());
        if let Some(status) = guards {
            guard = guard.in_flight_status(status);
        }
        let (site, gate) = holding_by(stage, &sender, guard.build().unwrap());
        let request = GITHUB.deliver();
        let mut first = begin(&site, &request);
        for _ in 0..3 {
            let answer = site.send(&request);
            assert_eq!(
                (answer.status, answer.problem()),
                (code, "in-flight".into())
            );
            let seconds: u64 = answer.header("retry-after").unwrap().parse().unwrap();
            assert!((1..=72).contains(&seconds), "{seconds}");
        }
        gate.open();
        assert_eq!(first.read_answer().status, 200);
        is_duplicate(&site, &request);
        ran(&site, &[1]);
        let codes: Vec<_> = site.refusals().iter().map(Rejection::code).collect();
        assert_eq!(codes, ["in_flight"; 3]);
    }
}

pub(super) fn errors(stage: &Stage<'_>) {
    let failures = [500, 503, 400, 404, 410, 302];
    let site = site(stage, &GITHUB, failures.map(Act::Answer));
    let request = GITHUB.deliver();
    for (run, status) in (1..).zip(failures) {
        answers(&site, &request, status, run);
    }
    site.accepts_again(&request);
    is_duplicate(&site, &request);
    ran(&site, &[1, 2, 3, 4, 5, 6, 7]);
}

pub(super) fn final_status(stage: &Stage<'_>) {
    let guard = guard(&Unreliable::default()).final_status(406);
    let acts = [Act::Answer(406)];
    let app = App::new(GITHUB.verifier()).guarded(guard.build().unwrap());
    let site = stage.serve_app(app.then(acts));
    answers(&site, &GITHUB.deliver(), 406, 1);
    is_duplicate(&site, &GITHUB.deliver());
}

pub(super) fn panics(stage: &Stage<'_>) {
    let site = site(stage, &GITHUB, [Act::Panic]);
    let request = GITHUB.deliver();
    fails(&site, &request);
    site.accepts_again(&request);
    is_duplicate(&site, &request);
    let attempts: Vec<_> = site.runs().iter().map(|run| run.attempt).collect();
    assert_eq!(attempts, [Some(1), Some(2)]);
}

pub(super) fn hangs(stage: &Stage<'_>) {
    let guard = guard(&Unreliable::default()).handler_timeout(Duration::from_millis(150));
    let app = App::new(GITHUB.verifier()).guarded(guard.build().unwrap());
    let site = stage.serve_app(app.then([Act::Hang]));
    let request = GITHUB.deliver();
    fails(&site, &request);
    site.accepts_again(&request);
    is_duplicate(&site, &request);
}

pub(super) fn client_gone(stage: &Stage<'_>) {
    let guard = guard(&Unreliable::default()).build().unwrap();
    let (site, gate) = holding(stage, guard);
    let request = GITHUB.deliver();
    drop(begin(&site, &request));
    // The server has noticed by now, and the handler still holds its delivery.
    std::thread::sleep(Duration::from_millis(300));
    answers(&site, &request, 503, 1);
    gate.open();
    wait_until(|| site.runs()[0].ended);
    wait_until(|| site.send(&request).status == 200);
    ran(&site, &[1]);
}

pub(super) fn long_handler(stage: &Stage<'_>) {
    let store = Unreliable::with_time_of_its_own();
    let (site, gate) = holding(stage, short_lease(&store));
    let request = GITHUB.deliver();
    let mut first = begin(&site, &request);
    for _ in 0..4 {
        let before = store.extended();
        wait_until(|| store.extended() > before);
        store.passes(LEASE * 3 / 4);
        answers(&site, &request, 503, 1);
    }
    gate.open();
    assert_eq!(first.read_answer().status, 200);
    is_duplicate(&site, &request);
    ran(&site, &[1]);
}

pub(super) fn late_commit(stage: &Stage<'_>) {
    let store = Unreliable::with_time_of_its_own();
    let (site, gate) = holding(stage, short_lease(&store));
    let request = GITHUB.deliver();
    let mut first = begin(&site, &request);
    store.fails(Fault::Down, Operations::Extend);
    store.passes(LEASE + LEASE / 2);
    // Its lease has ended, so another takes over, knows it, and is done.
    site.accepts_again(&request);
    assert_eq!(store.commits(), [Settled::Applied]);
    gate.open();
    assert_eq!(first.read_answer().status, 200, "what was done, was done");
    wait_until(|| store.commits() == [Settled::Applied, Settled::Fenced]);
    wait_until(|| logged(&["ERROR", "handled by two runs", "token="]));
    is_duplicate(&site, &request);
    ran(&site, &[1, 2]);
}

pub(super) fn unverified(stage: &Stage<'_>) {
    let store = Unreliable::default();
    let app = App::new(GITHUB.verifier()).guarded(guard(&store).build().unwrap());
    let site = stage.serve_app(app);
    let request = GITHUB.deliver().to("/hooks/open");
    site.answers(&request, 500, "misconfigured", "misconfigured");
    assert_eq!(store.asked(), 0);
}

/// Its handler fails without an answer, which is a response to middleware further out.
fn fails(site: &Site, request: &Request) {
    let answer = site.send(request);
    assert_eq!(
        (answer.status, answer.problem()),
        (500, "handler-failed".into())
    );
    let refusals = site.refusals();
    let codes: Vec<_> = refusals.iter().map(Rejection::code).collect();
    assert_eq!(codes, ["handler_failed"]);
}

/// A site whose first handler waits at a gate.
fn holding(stage: &Stage<'_>, guard: ReplayGuard) -> (Site, Gate) {
    holding_by(stage, &GITHUB, guard)
}

/// The same for another sender.
fn holding_by(stage: &Stage<'_>, sender: &Sender, guard: ReplayGuard) -> (Site, Gate) {
    let gate = Gate::new();
    let acts = [Act::Hold(gate.clone())];
    let app = App::new(sender.verifier()).guarded(guard).then(acts);
    (stage.serve_app(app), gate)
}

/// Sends a request, and comes back when its handler has begun.
fn begin(site: &Site, request: &Request) -> Connection {
    let mut connection = site.connect();
    connection.write_request(request);
    site.wait_for_runs(1);
    connection
}

const LEASE: Duration = Duration::from_millis(600);

fn short_lease(store: &Unreliable) -> ReplayGuard {
    guard(store)
        .lease(LEASE)
        .store_timeout(LEASE / 4)
        .build()
        .unwrap()
}
