//! What becomes of deliveries while the store cannot be asked.

use std::time::{Duration, Instant};

use hookseal::replay::{RetryStatus, Settled};

use super::store::{Fault, Operations, Unreliable};
use super::{answers, guard, is_duplicate, ran};
use crate::case::Stage;
use crate::senders::GITHUB;
use crate::site::{Act, App, Site, wait_until};

pub(super) fn down(stage: &Stage<'_>) {
    let (site, store) = guarded(stage);
    store.fails(Fault::Down, Operations::All);
    let request = GITHUB.deliver();
    for _ in 0..3 {
        let answer = site.answers(&request, 503, "unavailable", "store_unavailable");
        let seconds: u64 = answer.header("retry-after").unwrap().parse().unwrap();
        assert!((8..=12).contains(&seconds), "{seconds}");
    }
    store.recovers();
    site.accepts(&request);
    is_duplicate(&site, &request);
    // A sender that tries again on another status is told that one.
    let mut sender = GITHUB;
    sender.scheme = sender
        .scheme
        .with_retry_status(RetryStatus::TooManyRequests);
    let guard = guard(&store).build().unwrap();
    let site = stage.serve_app(App::new(sender.verifier()).guarded(guard));
    store.fails(Fault::Down, Operations::All);
    site.answers(&request, 429, "unavailable", "store_unavailable");
}

pub(super) fn fail_open(stage: &Stage<'_>) {
    let store = Unreliable::default();
    let guard = guard(&store).fail_open().build().unwrap();
    let site = stage.serve_app(App::new(GITHUB.verifier()).guarded(guard));
    store.fails(Fault::Down, Operations::All);
    let request = GITHUB.deliver();
    for runs in 1..3 {
        answers(&site, &request, 200, runs);
    }
    assert_eq!(site.runs()[0].attempt, None);
    store.recovers();
    answers(&site, &request, 200, 3);
    is_duplicate(&site, &request);
}

pub(super) fn hangs(stage: &Stage<'_>) {
    let (site, store) = guarded(stage);
    store.fails(Fault::Hangs, Operations::All);
    let start = Instant::now();
    let request = GITHUB.deliver();
    site.answers(&request, 503, "unavailable", "store_unavailable");
    let elapsed = start.elapsed();
    assert!(elapsed >= Duration::from_millis(250), "{elapsed:?}");
    assert!(elapsed < Duration::from_secs(3), "{elapsed:?}");
    store.recovers();
    site.accepts(&request);
}

pub(super) fn panics(stage: &Stage<'_>) {
    let (site, store) = guarded(stage);
    store.fails(Fault::Panics, Operations::All);
    let request = GITHUB.deliver();
    site.answers(&request, 503, "unavailable", "store_unavailable");
    store.fails(Fault::Panics, Operations::Settling);
    site.accepts(&request);
    store.recovers();
    wait_until(|| store.commits() == [Settled::Applied]);
    is_duplicate(&site, &request);
}

pub(super) fn at_commit(stage: &Stage<'_>) {
    for fault in [Fault::Down, Fault::Hangs] {
        let (site, store) = guarded(stage);
        store.fails(fault, Operations::Settling);
        let request = GITHUB.deliver();
        // The handler has done its work, so the sender must not be told to come again.
        site.accepts(&request);
        answers(&site, &request, 503, 1);
        store.recovers();
        wait_until(|| store.commits() == [Settled::Applied]);
        is_duplicate(&site, &request);
        ran(&site, &[1]);
    }
}

pub(super) fn at_release(stage: &Stage<'_>) {
    let store = Unreliable::default();
    let guard = guard(&store)
        .lease(Duration::from_millis(800))
        .store_timeout(Duration::from_millis(200));
    let app = App::new(GITHUB.verifier()).guarded(guard.build().unwrap());
    let site = stage.serve_app(app.then([Act::Answer(500)]));
    store.fails(Fault::Down, Operations::Settling);
    let request = GITHUB.deliver();
    answers(&site, &request, 500, 1);
    answers(&site, &request, 503, 1);
    store.recovers();
    wait_until(|| site.send(&request).status == 200);
    ran(&site, &[1, 2]);
}

fn guarded(stage: &Stage<'_>) -> (Site, Unreliable) {
    let store = Unreliable::default();
    let guard = guard(&store).build().unwrap();
    let site = stage.serve_app(App::new(GITHUB.verifier()).guarded(guard));
    (site, store)
}
