//! What only shows on a socket.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::channel;
use std::time::Duration;

use hookseal_core::Raw;
use hookseal_rocket::{Webhook, WebhookLayer};
use rocket::fairing::AdHoc;
use rocket::{Config, Shutdown, post, routes};

use crate::support::{SECRET, rocket, signature, verifier};

#[post("/", data = "<event>")]
fn length(event: Webhook<Raw>) -> String {
    event.bytes().len().to_string()
}

/// A request's bytes, and whether the client ends its stream after them.
struct Sent(Vec<u8>, bool);

/// Runs a server, sends it these requests, each on a connection of its own, and reads its answers.
fn exchange(requests: &[Sent]) -> Vec<String> {
    let config = Config {
        port: 0,
        ..rocket().figment().extract().unwrap()
    };
    let (announce, announced) = channel();
    let liftoff = AdHoc::on_liftoff("announce", move |rocket| {
        let address = SocketAddr::new(rocket.config().address, rocket.config().port);
        announce.send((address, rocket.shutdown())).unwrap();
        Box::pin(async {})
    });
    let hooks = WebhookLayer::new(verifier()).around(routes![length]);
    let rocket = rocket::custom(config).mount("/", hooks).attach(liftoff);
    let server = std::thread::spawn(|| rocket::execute(rocket.launch()).is_ok());
    let (address, shutdown): (_, Shutdown) = announced.recv().unwrap();
    let answers = requests.iter().map(|Sent(request, is_cut_off)| {
        let mut stream = TcpStream::connect(address).unwrap();
        let patience = Some(Duration::from_secs(10));
        stream.set_read_timeout(patience).unwrap();
        stream.write_all(request).unwrap();
        if *is_cut_off {
            stream.shutdown(std::net::Shutdown::Write).unwrap();
        }
        let mut answer = Vec::new();
        // A server may end such a connection without an answer.
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    });
    let answers = answers.collect();
    shutdown.notify();
    let _ = server.join();
    answers
}

fn request(line: &[u8], body: &[u8]) -> Vec<u8> {
    let (name, value) = signature(SECRET, "{}");
    let head = format!("POST / HTTP/1.1\r\nhost: a.test\r\n{name}: {value}\r\n");
    let end = b"\r\nconnection: close\r\n\r\n";
    [head.as_bytes(), line, end, body].concat()
}

/// Rocket forgets the error that it meets while it looks at the first bytes.
#[test]
fn b5_a_body_that_is_cut_off_in_its_first_bytes_is_not_taken_for_whole() {
    let announced = |line: &str, body: &[u8], is_cut_off| {
        let line = format!("content-length: {line}");
        Sent(request(line.as_bytes(), body), is_cut_off)
    };
    let chunked =
        |body: &[u8], is_cut_off| Sent(request(b"transfer-encoding: chunked", body), is_cut_off);
    let answers = exchange(&[
        announced("2", b"{}", false),
        chunked(b"2\r\n{}\r\n0\r\n\r\n", false),
        announced("20", b"{}", true),
        chunked(b"2\r\n{}\r\n5\r\n", true),
        chunked(b"2\r\n{}\r\n", true),
    ]);
    let is_accepted = |answer: &String| answer.starts_with("HTTP/1.1 200 ");
    let accepted: Vec<_> = answers.iter().map(is_accepted).collect();
    assert_eq!(accepted, [true, true, false, false, false], "{answers:?}");
}

/// As documented.
#[test]
fn header_lines_that_are_not_utf_8_are_dropped() {
    let (name, _) = signature(SECRET, "{}");
    let line = [name.as_bytes(), b": \xe9\r\ncontent-length: 2"].concat();
    let answers = exchange(&[Sent(request(&line, b"{}"), false)]);
    assert!(answers[0].starts_with("HTTP/1.1 200 "), "{answers:?}");
}
