//! What only shows on a socket: slow, cut off, and interleaved requests.

use std::time::{Duration, Instant};

use crate::case::{Case, Needs, Stage};
use crate::senders::{BODY, GITHUB, SENDMESH};

pub(super) const CASES: &[Case] = &[
    Case::new(
        "b3_contradicting_lengths_are_refused_by_the_server",
        lengths,
    )
    .needing(Needs::Http1),
    Case::new(
        "b4_bytes_beyond_the_announced_length_are_another_request",
        short_length,
    )
    .needing(Needs::Http1),
    Case::new("b5_a_body_that_is_cut_off_reaches_no_handler", cut_off).needing(Needs::Http1),
    Case::new("b6_a_slow_body_is_refused_at_the_deadline", slow).needing(Needs::Http1),
    Case::new("b23_expect_100_continue_works", expect_continue).needing(Needs::Http1),
    Case::new(
        "b24_an_early_refusal_can_be_read_while_uploading",
        early_refusal,
    )
    .needing(Needs::Http1),
    Case::new("b25_a_connection_is_reused_rightly_after_a_refusal", reuse).needing(Needs::Http1),
    Case::new(
        "b31_pipelined_requests_are_verified_each_on_its_own",
        pipelined,
    )
    .needing(Needs::Http1),
    Case::new(
        "b32_other_transfer_codings_are_refused_by_the_server",
        coding,
    )
    .needing(Needs::Http1),
];

fn lengths(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    for lines in [
        &["content-length: 5", "content-length: 6"][..],
        &["content-length: +5"],
        &["content-length: 5, 6"],
        &["content-length: 0x10"],
        &["content-length: -1"],
    ] {
        let mut connection = site.connect();
        connection.write_head(&GITHUB.deliver(), lines);
        connection.write("hello");
        let status = connection.try_read_answer().map(|answer| answer.status);
        assert!(matches!(status, None | Some(400)), "{lines:?}: {status:?}");
        assert_eq!(site.handled(), []);
    }
}

fn short_length(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let request = GITHUB.sign("{}");
    let mut connection = site.connect();
    connection.write_head(&request, &["content-length: 2"]);
    connection.write("{}GARBAGE");
    assert_eq!(connection.read_answer().status, 200);
    assert_eq!(site.handled()[0].bytes, b"{}");
    connection.finish_writing();
    let status = connection.try_read_answer().map(|answer| answer.status);
    assert!(matches!(status, None | Some(400)), "{status:?}");
    assert_eq!(site.handled(), []);
}

fn cut_off(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    // Genuine but for what is missing, and genuine in what has come.
    for (signed, announced) in [(BODY, BODY.len()), ("{}", 1_000)] {
        let request = GITHUB.sign(signed);
        let mut connection = site.connect();
        connection.write_head(&request, &[&format!("content-length: {announced}")]);
        connection.write(&request.body[..request.body.len().min(announced - 1)]);
        connection.finish_writing();
        let answer = connection.try_read_answer();
        let status = answer.map(|answer| answer.status);
        assert!(matches!(status, None | Some(400)), "{status:?}");
        assert_eq!(site.handled(), []);
    }
    // Cut off in the middle of a chunk.
    let request = GITHUB.sign("{}");
    let mut connection = site.connect();
    connection.write_head(&request, &["transfer-encoding: chunked"]);
    connection.write("2\r\n{}\r\n5\r\nab");
    connection.finish_writing();
    let status = connection.try_read_answer().map(|answer| answer.status);
    assert!(matches!(status, None | Some(400)), "{status:?}");
    assert_eq!(site.handled(), []);
    site.refusals();
    site.accepts(&GITHUB.deliver());
}

fn slow(stage: &Stage<'_>) {
    let deadline = Duration::from_millis(600);
    let verifier = SENDMESH.builder().read_timeout(deadline).build().unwrap();
    let site = stage.serve(verifier);
    let request = SENDMESH.deliver();
    let mut connection = site.connect();
    let length = format!("content-length: {}", request.body.len());
    connection.write_head(&request, &[&length]);
    let start = Instant::now();
    // Never idle for long, and never done.
    for byte in &request.body[..20] {
        connection.write([*byte]);
        if !connection.is_silent_for(Duration::from_millis(100)) {
            break;
        }
    }
    let answer = connection.read_answer();
    assert_eq!(
        (answer.status, answer.problem()),
        (408, "timeout".to_owned())
    );
    assert!(start.elapsed() >= deadline);
    assert!(start.elapsed() < deadline * 4, "{:?}", start.elapsed());
    assert!(
        connection.is_closed(),
        "the rest of the body is not waited for long"
    );
    assert_eq!(site.handled(), []);
}

fn expect_continue(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let request = GITHUB.deliver().adding("Expect", "100-continue");
    let length = format!("content-length: {}", request.body.len());
    let mut connection = site.connect();
    connection.write_head(&request, &[&length]);
    assert_eq!(connection.read_answer().status, 100);
    connection.write(&request.body);
    assert_eq!(connection.read_answer().status, 200);
    assert_eq!(site.handled().len(), 1);
    // Refused from its head: hyper asks for no body then, and ends the connection, on which a
    // body may still come. actix, ntex and Rocket have already asked.
    let mut connection = site.connect();
    connection.write_head(&request.without(GITHUB.header), &[&length]);
    let mut answer = connection.read_answer();
    if answer.status == 100 {
        let name = stage.runner().name();
        let asks = ["actix", "ntex", "rocket"];
        assert!(asks.iter().any(|one| name.starts_with(one)));
        connection.write(BODY);
        answer = connection.read_answer();
        assert_eq!(answer.header("connection"), None);
    } else {
        assert_eq!(answer.header("connection"), Some("close"));
        assert!(connection.is_closed());
    }
    assert_eq!(answer.status, 401);
}

fn early_refusal(stage: &Stage<'_>) {
    let site = stage.serve(SENDMESH.verifier());
    for (request, length, status) in [
        (SENDMESH.deliver(), 10 << 20, 413),
        (SENDMESH.deliver().without(SENDMESH.header), 1 << 20, 401),
        (SENDMESH.deliver().method("PUT"), 10 << 20, 405),
    ] {
        let mut connection = site.connect();
        connection.write_head(&request, &[&format!("content-length: {length}")]);
        // A client that sends all before it reads, and gives up where it cannot.
        let piece = vec![b'x'; 64 * 1024];
        for _ in 0..length / piece.len() {
            assert!(connection.write(&piece), "the server listens no more");
        }
        assert_eq!(connection.read_answer().status, status);
        assert_eq!(site.handled(), []);
    }
}

fn reuse(stage: &Stage<'_>) {
    let site = stage.serve(SENDMESH.verifier());
    let forged = SENDMESH.deliver().body("{}");
    for (refused, status) in [
        (SENDMESH.deliver().without(SENDMESH.header), 401),
        (forged, 401),
        (SENDMESH.deliver().method("PATCH"), 405),
        (SENDMESH.sign(vec![b'x'; (1 << 20) + 1]), 413),
    ] {
        let mut connection = site.connect();
        for refused in [refused.clone(), refused.chunked(4000)] {
            connection.write_request(&refused);
            assert_eq!(connection.read_answer().status, status);
            // Nothing of the refused body is taken for a request.
            connection.write_request(&SENDMESH.deliver());
            assert_eq!(connection.read_answer().status, 200);
            assert_eq!(site.handled().len(), 1);
        }
    }
}

fn pipelined(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let mut connection = site.connect();
    let first = GITHUB.sign("{\"n\":1}");
    let second = GITHUB.sign("{\"n\":2}");
    let mut bytes = Vec::new();
    for request in [&first, &second] {
        bytes.extend_from_slice(
            format!(
                "POST /hooks/raw HTTP/1.1\r\nhost: hooks.test\r\n{}: {}\r\ncontent-length: {}\r\n\r\n",
                GITHUB.header,
                request.text(GITHUB.header),
                request.body.len()
            )
            .as_bytes(),
        );
        bytes.extend_from_slice(&request.body);
    }
    connection.write(bytes);
    assert_eq!(connection.read_answer().status, 200);
    assert_eq!(connection.read_answer().status, 200);
    let bodies: Vec<_> = site.handled().into_iter().map(|h| h.bytes).collect();
    assert_eq!(bodies, [first.body, second.body]);
}

fn coding(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let request = GITHUB.sign("{}");
    for line in [
        "transfer-encoding: gzip",
        "transfer-encoding: gzip, chunked",
    ] {
        let mut connection = site.connect();
        connection.write_head(&request, &[line]);
        connection.write("2\r\n{}\r\n0\r\n\r\n");
        connection.finish_writing();
        let status = connection.try_read_answer().map(|answer| answer.status);
        assert_ne!(status, Some(500), "{line}");
        for handled in site.handled() {
            assert_eq!(handled.bytes, b"{}", "{line}: only what was signed");
        }
    }
}
