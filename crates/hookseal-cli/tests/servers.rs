//! `send` against real servers on axum and actix-web, and `listen` as a server itself.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;

use actix_web::{App, HttpResponse, HttpServer, web};
use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use hookseal::providers::{self, ProviderScheme, Variant};
use hookseal::{Key, PrivateKey, Secret, Verifier};
use tempfile::NamedTempFile;

const TEXT: &str = "a-secret-for-these-tests";
/// The forms in which senders show secrets.
const SECRETS: &[&str] = &[
    TEXT,
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "v1,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
];
const SEED: [u8; 32] = [9; 32];

/// A sender's name on the command line, its key, and its verifier.
struct Sender {
    name: String,
    key: &'static str,
    signs_time: bool,
    verifier: Verifier,
}

/// Where senders believe that they send to.
const PUBLIC_URL: &str = "https://hooks.example.com";

/// All that can be signed for: by a secret in the form that the sender has, or by Ed25519.
fn senders() -> Vec<Sender> {
    let usual = providers::ALL
        .iter()
        .map(|provider| (provider.id.to_owned(), provider.scheme.clone()));
    let further = providers::ALL.iter().flat_map(|provider| {
        let name = |variant: &Variant| (variant.full_name(provider), variant.scheme.clone());
        provider.variants.iter().map(name)
    });
    usual
        .chain(further)
        // The command does not sign as they do.
        .filter(|(_, scheme)| !matches!(scheme, ProviderScheme::Code(_)))
        .filter_map(|(name, scheme)| {
            let build = |key: Key| {
                scheme
                    .verifier()
                    .public_url(PUBLIC_URL)
                    .key(key)
                    .build()
                    .ok()
            };
            let pair = PrivateKey::from_seed(&SEED).unwrap().public_key().unwrap();
            let by_secret = SECRETS.iter().find_map(|secret| {
                Some((*secret, build(Key::from(Secret::new(*secret).unwrap()))?))
            });
            let (key, verifier) = by_secret.or_else(|| Some(("", build(Key::from(pair))?)))?;
            Some(Sender {
                name,
                key,
                // RFC 9421 demands `created`.
                signs_time: scheme
                    .data()
                    .is_none_or(|data| data.outline().timestamp.is_some()),
                verifier,
            })
        })
        .collect()
}

fn axum_server(senders: &[Sender]) -> SocketAddr {
    let mut app = Router::new();
    for sender in senders {
        let layer = hookseal::axum::WebhookLayer::new(sender.verifier.clone());
        let handler = post(async || StatusCode::NO_CONTENT).route_layer(layer);
        app = app.route(&format!("/{}", sender.name), handler);
    }
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            tell.send(listener.local_addr().unwrap()).unwrap();
            axum::serve(listener, app).await.unwrap();
        });
    });
    told.recv().unwrap()
}

fn actix_server(senders: &[Sender]) -> SocketAddr {
    let verifiers: Vec<_> = senders
        .iter()
        .map(|sender| (format!("/{}", sender.name), sender.verifier.clone()))
        .collect();
    let server = move || {
        let mut app = App::new();
        for (path, verifier) in &verifiers {
            let layer = hookseal::actix::WebhookLayer::new(verifier.clone());
            let handler = web::post().to(async || HttpResponse::NoContent());
            app = app.service(web::resource(path).wrap(layer).route(handler));
        }
        app
    };
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        actix_web::rt::System::new().block_on(async {
            let server = HttpServer::new(server)
                .workers(1)
                .bind("127.0.0.1:0")
                .unwrap();
            tell.send(server.addrs().first().copied().unwrap()).unwrap();
            server.run().await.unwrap();
        });
    });
    told.recv().unwrap()
}

fn send(sender: &Sender, key: &NamedTempFile, url: &str, more: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hookseal"));
    command
        .args(["send", &sender.name, "--to", url, "--public-url", PUBLIC_URL])
        .args(more)
        // Deliveries for this machine must not go through a proxy.
        .env("http_proxy", "http://127.0.0.1:9")
        .env("SECRET", sender.key);
    match sender.key {
        "" => command.arg("--private-key-file").arg(key.path()),
        _ => command.args(["--secret-env", "SECRET"]),
    };
    let output = command.output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap(), shown)
}

fn private_key() -> NamedTempFile {
    let file = NamedTempFile::new().unwrap();
    std::fs::write(file.path(), base16ct::lower::encode_string(&SEED)).unwrap();
    file
}

#[test]
fn every_sender_is_accepted_by_axum_and_actix() {
    let senders = senders();
    let key = private_key();
    assert!(senders.len() > 80, "{}", senders.len());
    for address in [axum_server(&senders), actix_server(&senders)] {
        for sender in &senders {
            let url = format!("http://{address}/{}", sender.name);
            let (status, shown) = send(sender, &key, &url, &[]);
            assert_eq!(status, 0, "{}: {shown}", sender.name);
            assert!(shown.contains("1 × 204"), "{}: {shown}", sender.name);
            let signs_time = sender.signs_time.then_some("timestamp");
            for what in ["body", "signature", "missing"]
                .into_iter()
                .chain(signs_time)
            {
                let (status, shown) = send(sender, &key, &url, &["--tamper", what]);
                assert_eq!(status, 0, "{} {what}: {shown}", sender.name);
                assert!(shown.contains("1 × 401"), "{} {what}: {shown}", sender.name);
            }
        }
    }
}

#[test]
fn many_twice_and_with_another_time() {
    let senders = senders();
    let address = axum_server(&senders);
    let key = private_key();
    let stripe = senders
        .iter()
        .find(|sender| sender.name == "stripe")
        .unwrap();
    let url = format!("http://localhost:{}/stripe", address.port());
    let (status, shown) = send(
        stripe,
        &key,
        &url,
        &["--repeat", "60", "--concurrency", "7"],
    );
    assert_eq!(status, 0, "{shown}");
    assert!(
        shown.contains("60 × 204") && shown.contains("p99"),
        "{shown}"
    );
    let (status, shown) = send(stripe, &key, &url, &["--duplicate"]);
    assert_eq!(status, 0, "{shown}");
    assert!(shown.contains("2 × 204"), "{shown}");
    let (status, shown) = send(stripe, &key, &url, &["--tamper", "timestamp"]);
    assert_eq!(status, 0, "{shown}");
    // An answer that is not the expected one.
    let (status, shown) = send(stripe, &key, &format!("{url}/not-here"), &[]);
    assert_eq!(status, 1, "{shown}");
    let github = senders
        .iter()
        .find(|sender| sender.name == "github")
        .unwrap();
    let (status, shown) = send(github, &key, &url, &["--tamper", "timestamp"]);
    assert_eq!(status, 2, "{shown}");
}

/// `listen`, and the address that it says.
fn listen(sender: &str, args: &[&str]) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hookseal"))
        .args(["listen", "--port", "0", sender, "--secret-env", "TEXT"])
        .args(args)
        .env("TEXT", TEXT)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    stderr.read_line(&mut line).unwrap();
    let at = line.find("http://").unwrap();
    let url = line.get(at..).unwrap().split_whitespace().next().unwrap();
    assert!(url.starts_with("http://127.0.0.1:"), "{line}");
    (child, url.to_owned())
}

#[test]
fn listen_shows_what_comes() {
    let senders = senders();
    let key = private_key();
    let github = senders
        .iter()
        .find(|sender| sender.name == "github")
        .unwrap();
    let (child, url) = listen("github", &["--count", "2"]);
    assert_eq!(send(github, &key, &url, &[]).0, 0);
    let (status, shown) = send(
        github,
        &key,
        &url,
        &["--tamper", "body", "-H", "X-Evil: a\u{9b}b"],
    );
    assert_eq!(status, 0, "{shown}");
    let output = child.wait_with_output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{shown}");
    assert!(shown.contains("verified github"), "{shown}");
    assert!(shown.contains("[body_newline_added]"), "{shown}");
    assert!(
        !shown.contains(TEXT) && !shown.contains('\u{9b}'),
        "{shown}"
    );

    let (child, url) = listen("github", &["--count", "1", "--json", "--explain"]);
    assert_eq!(send(github, &key, &url, &[]).0, 0);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let line: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(line.get("verified"), Some(&serde_json::json!(true)));
    assert!(line.pointer("/signed_message/sha256").is_some());
}

/// Slack's challenge is answered while listening, and a delivery like others to `verify`.
#[test]
fn handshakes_are_answered_and_judged() {
    let folder = tempfile::TempDir::new().unwrap();
    let body = folder.path().join("challenge.json");
    let challenge = r#"{"type":"url_verification","challenge":"3eZbrw1aB"}"#;
    std::fs::write(&body, challenge).unwrap();
    let body = body.to_str().unwrap();
    let senders = senders();
    let key = private_key();
    let slack = senders.iter().find(|sender| sender.name == "slack");
    let (child, url) = listen("slack", &["--count", "1"]);
    let (status, shown) = send(slack.unwrap(), &key, &url, &["--body", body]);
    assert!(status == 0 && shown.contains("1 × 200"), "{shown}");
    let output = child.wait_with_output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{shown}");
    assert!(shown.contains("handshake slack"), "{shown}");

    let hookseal = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hookseal"));
        command.args(args).env("TEXT", TEXT);
        command.output().unwrap()
    };
    let signed = hookseal(&[
        "sign",
        "slack",
        "--secret-env",
        "TEXT",
        "--body",
        body,
        "--format",
        "json",
    ]);
    let file = folder.path().join("signed.json");
    std::fs::write(&file, signed.stdout).unwrap();
    let file = file.to_str().unwrap();
    let output = hookseal(&["verify", "slack", "--secret-env", "TEXT", "--request", file]);
    let shown = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{shown}");
    assert!(shown.contains("verified slack"), "{shown}");
}
