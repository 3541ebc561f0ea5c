//! The examples that serve until they are stopped: each is started on a free port, and
//! what it prints to try is tried.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use bytes::Bytes;
use hookseal_examples::client::{self, Answer, Body};
use http::Request;
use http_body_util::BodyExt as _;
use tokio::runtime::{Builder, Runtime};

use crate::support::{example, output_of};

#[test]
fn axum() {
    try_out("axum", &["github"]);
}

#[test]
fn actix() {
    try_out("actix", &["stripe"]);
}

#[test]
fn ntex() {
    try_out("ntex", &["shopify"]);
}

#[test]
fn poem() {
    try_out("poem", &["sendsar"]);
}

#[test]
fn salvo() {
    try_out("salvo", &["sendmesh"]);
}

#[test]
fn rocket() {
    try_out("rocket", &["github", "stripe"]);
}

#[test]
fn lambda() {
    try_out("lambda", &["github"]);
}

#[test]
fn warp() {
    try_out("warp", &["github", "stripe"]);
}

/// The layer covers the webhooks' routes and no other.
#[test]
fn other_routes_need_no_signature() {
    for (name, senders) in [
        ("actix", 1),
        ("axum", 1),
        ("ntex", 1),
        ("poem", 1),
        ("rocket", 2),
        ("salvo", 1),
        ("warp", 2),
    ] {
        let server = Server::start(name);
        let (address, _) = parse(&server.commands(senders)[0]);
        let health = Request::get("/health").body(client::whole("")).unwrap();
        assert_eq!(send(address, health).status, 200, "{name}");
    }
}

#[test]
fn any_of() {
    try_out("any_of", &["github", "stripe"]);
}

#[test]
fn events() {
    try_out("events", &["github", "stripe"]);
}

#[test]
fn extractor_only() {
    try_out("extractor_only", &["github", "slack", "stripe"]);
}

#[test]
fn tower_hyper() {
    try_out("tower-hyper", &["standard_webhooks"]);
}

/// A delivery on its way when the signal comes is still answered; new ones are not taken.
#[test]
fn tower_hyper_stops_in_good_order() {
    let mut server = Server::start("tower-hyper");
    let (address, request) = parse(&server.commands(1)[0]);
    let (head, body) = request.into_parts();
    let body = bytes_of(body);
    let mut text = format!("POST {} HTTP/1.1\r\nhost: {address}\r\n", head.uri);
    for (name, value) in &head.headers {
        write!(text, "{name}: {}\r\n", value.to_str().unwrap()).unwrap();
    }
    write!(
        text,
        "content-length: {}\r\nexpect: 100-continue\r\n\r\n",
        body.len()
    )
    .unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");

    let id = server.child.id().to_string();
    output_of(Command::new("kill").args(["-INT", &id]));
    let deadline = Instant::now() + Duration::from_secs(10);
    while TcpStream::connect(address).is_ok() {
        assert!(Instant::now() < deadline, "the signal changed nothing");
        thread::sleep(Duration::from_millis(5));
    }

    stream.write_all(&body).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
    let last = server.lines.iter().last();
    assert_eq!(last.as_deref(), Some("all deliveries are answered"));
    assert!(server.child.wait().unwrap().success());
}

/// A handler whose client has gone is not cut off by the signal that ends the process.
#[cfg(unix)]
#[test]
fn graceful_shutdown_waits_for_handlers_whose_clients_have_gone() {
    let mut server = Server::start("graceful_shutdown");
    let (address, request) = parse(&server.commands(1)[0]);
    let (head, body) = request.into_parts();
    let body = bytes_of(body);
    let mut text = format!("POST {} HTTP/1.1\r\nhost: {address}\r\n", head.uri);
    for (name, value) in &head.headers {
        write!(text, "{name}: {}\r\n", value.to_str().unwrap()).unwrap();
    }
    write!(text, "content-length: {}\r\n\r\n", body.len()).unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    stream.write_all(&body).unwrap();
    server.wait_for("is being handled");
    drop(stream);
    // The server has noticed by then.
    thread::sleep(Duration::from_millis(300));
    let id = server.child.id().to_string();
    output_of(Command::new("kill").args(["-TERM", &id]));
    let rest: Vec<_> = server.lines.iter().collect();
    assert_eq!(rest, ["it has been handled", "every handler has ended"]);
    assert!(server.child.wait().unwrap().success());
}

#[test]
fn a_port_that_is_none_is_an_error() {
    let output = example("axum").env("PORT", "http").output().unwrap();
    assert!(!output.status.success());
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("PORT is `http`"), "{error}");
}

#[test]
fn the_secret_comes_from_the_environment() {
    let secret = "a-secret-that-is-not-the-demonstrations";
    let server = Server::spawn(example("axum").env("GITHUB_WEBHOOK_SECRET", secret));
    let commands = server.commands(1);
    assert_eq!(run(&commands[0]).status, 204, "signed with the same secret");

    let other = output_of(example("sign").args(["github", &url(&commands[0])]));
    assert_eq!(run(&other).status, 401, "signed with the demonstration's");
}

/// For each sender the printed delivery is accepted, the other body is refused, and one
/// that the example `sign` prints is accepted.
fn try_out(name: &str, senders: &[&str]) {
    let server = Server::start(name);
    let commands = server.commands(senders.len());
    for (sender, commands) in senders.iter().zip(commands.chunks(2)) {
        let [signed, forged] = commands else {
            panic!("{sender}: two commands are printed");
        };
        let answer = run(signed);
        assert_eq!(answer.status, 204, "{sender}: {answer:?}");
        assert_unauthorized(&run(forged));

        let another = output_of(example("sign").args([sender, url(signed).as_str()]));
        assert_eq!(run(&another).status, 204, "{sender}");

        let (address, mut unsigned) = parse(signed);
        unsigned.headers_mut().clear();
        assert_unauthorized(&send(address, unsigned));
    }
}

fn assert_unauthorized(answer: &Answer) {
    assert_eq!(answer.status, 401, "{answer:?}");
    let kind = answer.content_type.as_deref();
    assert_eq!(kind, Some("application/problem+json"));
}

/// A running example; dropped, it is killed.
struct Server {
    child: Child,
    lines: Receiver<String>,
}

impl Server {
    fn start(name: &str) -> Self {
        Self::spawn(&mut example(name))
    }

    fn spawn(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Self { child, lines }
    }

    /// The commands that are printed at the start: two for each sender.
    fn commands(&self, senders: usize) -> Vec<String> {
        let deadline = Instant::now() + Duration::from_secs(20);
        let (mut commands, mut command) = (Vec::new(), String::new());
        while commands.len() < 2 * senders {
            let left = deadline.saturating_duration_since(Instant::now());
            let line = match self.lines.recv_timeout(left) {
                Ok(line) => line,
                Err(RecvTimeoutError::Timeout) => panic!("not printed in time"),
                Err(RecvTimeoutError::Disconnected) => panic!("the example has ended"),
            };
            if !command.is_empty() || line.starts_with("curl ") {
                command.push_str(&line);
                command.push('\n');
            }
            if !command.is_empty() && !line.ends_with('\\') {
                commands.push(std::mem::take(&mut command));
            }
        }
        commands
    }
}

impl Server {
    /// Reads up to the line that has this in it.
    fn wait_for(&self, part: &str) {
        let patience = Duration::from_secs(20);
        while !self.lines.recv_timeout(patience).unwrap().contains(part) {}
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What curl would do.
fn run(command: &str) -> Answer {
    let (address, request) = parse(command);
    send(address, request)
}

fn send(address: SocketAddr, request: Request<Body>) -> Answer {
    runtime().block_on(client::send(address, request)).unwrap()
}

fn bytes_of(body: Body) -> Bytes {
    runtime().block_on(body.collect()).unwrap().to_bytes()
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn url(command: &str) -> String {
    format!("http://{}", parse(command).0)
}

/// The request that the command makes. The shell itself splits it into words.
fn parse(command: &str) -> (SocketAddr, Request<Body>) {
    let script = format!("curl() {{ printf '%s\\0' \"$@\"; }}\n{command}");
    let words = output_of(Command::new("sh").args(["-c", &script]));
    let mut words = words.split_terminator('\0');

    let (mut request, mut body, mut address) = (Request::post("/"), String::new(), None);
    while let Some(word) = words.next() {
        match word {
            "-i" => {}
            "-H" => {
                let (name, value) = words.next().unwrap().split_once(": ").unwrap();
                request = request.header(name, value);
            }
            "--data-binary" => words.next().unwrap().clone_into(&mut body),
            url => {
                let (authority, path) = url
                    .strip_prefix("http://")
                    .and_then(|url| url.split_once('/'))
                    .unwrap();
                address = Some(authority.parse().unwrap());
                request = request.uri(format!("/{path}"));
            }
        }
    }
    let request = request.body(client::whole(body)).unwrap();
    (address.unwrap(), request)
}
