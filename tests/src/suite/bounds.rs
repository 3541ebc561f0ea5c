//! What a request can cost at most, and what is done with the bodies of those that are refused.

use std::time::{Duration, Instant};

use hookseal::handshake::{Given, Handshake, Reply};
use hookseal::limits;
use hookseal::replay::{MemoryStore, ReplayGuard};
use hookseal::scheme::RetryStatus;

use crate::case::{Case, Needs, Stage};
use crate::senders::{GITHUB, SENDMESH};
use crate::site::{Act, App, wait_until};

pub(super) const CASES: &[Case] = &[
    Case::new(
        "b1_a_refusal_from_the_head_is_answered_after_the_body",
        head_only,
    )
    .needing(Needs::Http1),
    Case::new(
        "b1_a_client_that_owes_too_much_is_answered_at_once",
        owes_too_much,
    )
    .needing(Needs::Http1),
    Case::new(
        "b33_the_body_of_a_refused_request_is_not_waited_for_without_end",
        never_comes,
    )
    .needing(Needs::Http1),
    Case::new("b33_a_handshake_is_answered_after_its_body", handshake).needing(Needs::Http1),
    Case::new(
        "b33_where_nothing_verifies_the_body_is_read_or_the_connection_ends",
        open,
    )
    .needing(Needs::Http1),
    Case::new(
        "b33_a_guard_that_nothing_verifies_for_reads_the_body",
        open_guard,
    )
    .needing(Needs::LayerAndHttp1),
    Case::new(
        "b33_what_comes_after_verification_keeps_the_connection",
        afterwards,
    )
    .needing(Needs::LayerAndHttp1),
    Case::new(
        "b29_an_announced_length_alone_costs_nothing",
        announced_alone,
    )
    .needing(Needs::Http1),
    Case::new(
        "b34_slow_forged_bodies_keep_out_no_genuine_small_one",
        slow_forged,
    )
    .needing(Needs::Http1),
];

fn head_only(stage: &Stage<'_>) {
    let site = stage.serve(SENDMESH.verifier());
    let big = "x".repeat((1 << 20) + 1);
    for (request, status) in [
        (SENDMESH.deliver().without(SENDMESH.header), 401),
        (SENDMESH.deliver().with(SENDMESH.header, "v1="), 401),
        (SENDMESH.deliver().method("DELETE"), 405),
        (SENDMESH.sign(&big), 413),
    ] {
        let mut connection = site.connect();
        let length = format!("content-length: {}", request.body.len());
        connection.write_head(&request, &[&length]);
        assert!(connection.is_silent_for(Duration::from_millis(50)));
        connection.write(&request.body);
        let answer = connection.read_answer();
        assert_eq!((answer.status, answer.header("connection")), (status, None));
        assert_eq!(site.handled(), []);
        // The connection is as good as before.
        connection.write_request(&SENDMESH.deliver());
        assert_eq!(connection.read_answer().status, 200);
        assert_eq!(site.handled().len(), 1);
    }
}

fn owes_too_much(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let limit = GITHUB.verifier().body_limit();
    for (request, length, status) in [
        (GITHUB.deliver(), "99999999".to_owned(), 413),
        (GITHUB.deliver(), "9999999999999999".to_owned(), 413),
        (
            GITHUB.deliver().without(GITHUB.header),
            (limit + 1).to_string(),
            401,
        ),
        (
            GITHUB.deliver().method("DELETE"),
            (limit + 1).to_string(),
            405,
        ),
    ] {
        let mut connection = site.connect();
        connection.write_head(&request, &[&format!("content-length: {length}")]);
        let answer = connection.read_answer();
        assert_eq!(answer.status, status, "before a byte of the body was sent");
        assert_eq!(answer.header("connection"), Some("close"));
        assert!(connection.is_closed());
        assert_eq!(site.handled(), []);
    }
}

fn never_comes(stage: &Stage<'_>) {
    let patience = Duration::from_millis(300);
    let verifier = GITHUB.builder().read_timeout(patience).build().unwrap();
    let site = stage.serve(verifier);
    let mut connection = site.connect();
    let unsigned = GITHUB.deliver().without(GITHUB.header);
    let start = Instant::now();
    connection.write_head(&unsigned, &["content-length: 1000"]);
    connection.write("a little of it");
    let answer = connection.read_answer();
    assert_eq!(
        (answer.status, answer.header("connection")),
        (401, Some("close"))
    );
    assert!(start.elapsed() >= patience);
    assert!(connection.is_closed());
    assert_eq!(site.handled(), []);
}

fn handshake(stage: &Stage<'_>) {
    const CHALLENGE: Handshake = Handshake::unsigned(
        "challenge",
        "POST",
        &[],
        Reply::Text(Given::Query("challenge")),
    );
    let builder = SENDMESH.builder().handshake(CHALLENGE);
    let site = stage.serve(builder.build().unwrap());
    let unsigned = SENDMESH.sign("x".repeat(100_000)).without(SENDMESH.header);
    let asked = unsigned.to("/hooks/raw?challenge=abc");
    let mut connection = site.connect();
    for asked in [asked.clone(), asked.chunked(10_000)] {
        connection.write_request(&asked);
        let answer = connection.read_answer();
        assert_eq!((answer.status, &*answer.body), (200, &b"abc"[..]));
        assert_eq!(answer.header("connection"), None);
        // Nothing of its body is taken for a request.
        connection.write_request(&SENDMESH.deliver());
        assert_eq!(connection.read_answer().status, 200);
        assert_eq!(site.handled().len(), 1);
    }
}

fn open(stage: &Stage<'_>) {
    let site = stage.serve(SENDMESH.verifier());
    let mut connection = site.connect();
    connection.write_request(&SENDMESH.deliver().to("/hooks/open"));
    let answer = connection.read_answer();
    assert_eq!(answer.status, 500);
    assert_eq!(site.handled(), []);
    // The others' extractors have no body at hand.
    let reads_it = ["actix", "ntex", "poem", "rocket", "salvo"];
    if reads_it
        .iter()
        .any(|name| stage.runner().name().starts_with(name))
    {
        assert_eq!(answer.header("connection"), None);
        connection.write_request(&SENDMESH.deliver());
        assert_eq!(connection.read_answer().status, 200);
    } else {
        assert_eq!(answer.header("connection"), Some("close"));
        assert!(connection.is_closed());
    }
}

fn open_guard(stage: &Stage<'_>) {
    let guard = ReplayGuard::new("orders", MemoryStore::new()).unwrap();
    let site = stage.serve_app(App::new(SENDMESH.verifier()).guarded(guard));
    let large = SENDMESH.sign("x".repeat(300_000)).to("/hooks/open");
    let mut connection = site.connect();
    for _ in 0..2 {
        connection.write_head(&large, &["content-length: 300000"]);
        connection.write(&large.body[..150_000]);
        // An answer in the meantime would leave the rest of it to the next request.
        std::thread::sleep(Duration::from_millis(50));
        assert_eq!(site.refusals().len(), 0, "it waits for the rest");
        connection.write(&large.body[150_000..]);
        let answer = connection.read_answer();
        assert_eq!(
            (answer.status, answer.problem(), answer.header("connection")),
            (500, "misconfigured".to_owned(), None)
        );
        assert_eq!(site.refusals().len(), 1);
    }
    connection.write_request(&SENDMESH.deliver());
    assert_eq!(connection.read_answer().status, 200);
    // Beyond the bounds it is answered at once.
    let owed = format!("content-length: {}", limits::DRAIN_BYTES + 1);
    connection.write_head(&large, &[&owed]);
    let answer = connection.read_answer();
    assert_eq!(
        (answer.status, answer.header("connection")),
        (500, Some("close"))
    );
    assert!(connection.is_closed());
}

fn afterwards(stage: &Stage<'_>) {
    let guard = ReplayGuard::new("orders", MemoryStore::new()).unwrap();
    let app = App::new(SENDMESH.verifier()).guarded(guard);
    let site = stage.serve_app(app.then([Act::Answer(500), Act::Answer(500)]));
    let large = SENDMESH.sign("x".repeat(100_000));
    let mut connection = site.connect();
    // The handler's failures, its success, a duplicate, and what no decoder takes.
    for (request, status) in [
        (&large, 500),
        (&large, 500),
        (&large, 200),
        (&large, 200),
        (&SENDMESH.sign("no JSON").to("/hooks/json"), 400),
        (&SENDMESH.deliver(), 200),
    ] {
        connection.write_request(request);
        let answer = connection.read_answer();
        assert_eq!((answer.status, answer.header("connection")), (status, None));
    }
}

fn announced_alone(stage: &Stage<'_>) {
    let greatest = limits::GREATEST_BODY_LIMIT;
    let verifier = SENDMESH.builder().body_limit(greatest).build().unwrap();
    let site = stage.serve(verifier);
    for announced in [greatest, greatest + 1, 9_223_372_036_854_775_807] {
        let mut connection = site.connect();
        let length = format!("content-length: {announced}");
        connection.write_head(&SENDMESH.deliver(), &[&length]);
        connection.write(vec![b'x'; 64 * 1024]);
        connection.finish_writing();
        let status = connection.try_read_answer().map(|answer| answer.status);
        assert!(matches!(status, None | Some(400 | 413)), "{status:?}");
    }
    // It is still there.
    site.refusals();
    site.accepts(&SENDMESH.deliver());
}

fn slow_forged(stage: &Stage<'_>) {
    let budget = 300_000;
    // It says on which status it tries again.
    let mut sender = SENDMESH;
    sender.scheme = sender
        .scheme
        .with_retry_status(RetryStatus::TooManyRequests);
    let builder = sender.builder().body_limit(200_000);
    let verifier = builder.unverified_budget(budget).build().unwrap();
    let site = stage.serve(verifier.clone());
    let forged = SENDMESH.sign("x".repeat(200_000)).body("y".repeat(200_000));
    let length = format!("content-length: {}", forged.body.len());
    let begin = || {
        let mut connection = site.connect();
        connection.write_head(&forged, &[&length]);
        connection.write(&forged.body[..150_000]);
        connection
    };
    let mut slow = vec![begin(), begin()];
    let counted = 2 * (150_000 - limits::UNCOUNTED);
    wait_until(|| verifier.unverified_bytes() == counted);
    // There is no room for a third one, whoever signed it.
    let genuine = SENDMESH.sign("z".repeat(200_000));
    let answer = [100, 1_000, 10_000].into_iter().find_map(|millis| {
        let mut third = site.connect();
        third.write_head(&genuine, &[&length]);
        third.write(&genuine.body[..150_000]);
        // Refused once the server has seen as much; what follows is only thrown away.
        std::thread::sleep(Duration::from_millis(millis));
        third.write(&genuine.body[150_000..]);
        Some(third.read_answer()).filter(|answer| answer.status != 200)
    });
    let answer = answer.unwrap();
    site.handled();
    assert_eq!(
        (answer.status, answer.problem()),
        (429, "overloaded".to_owned())
    );
    assert!(answer.header("retry-after").is_some());
    assert_eq!(verifier.unverified_bytes(), counted);
    site.refusals();
    // Most deliveries are small, or there at once; when the others have gone, so is the bound.
    site.accepts(&SENDMESH.deliver());
    slow.remove(0);
    wait_until(|| verifier.unverified_bytes() == counted / 2);
    let mut fourth = site.connect();
    fourth.write_head(&genuine, &[&length]);
    fourth.write(&genuine.body[..150_000]);
    wait_until(|| verifier.unverified_bytes() == counted);
    // All of it is more than the rest of the budget, if a server hands it on in pieces.
    slow.clear();
    wait_until(|| verifier.unverified_bytes() == counted / 2);
    fourth.write(&genuine.body[150_000..]);
    assert_eq!(fourth.read_answer().status, 200);
    assert_eq!(site.handled()[0].bytes, genuine.body);
    drop(slow);
    wait_until(|| verifier.unverified_bytes() == 0);
}
