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
use hookseal::providers::{ProviderScheme, SchemeKind, Variant};
use hookseal::scheme::KeyFormat;
use hookseal::signing::PrivateKey;
use hookseal::{Key, PublicKey, Secret, Verifier, providers};

const TEXT: &str = "a-secret-for-these-tests";
/// The forms in which senders show secrets.
const SECRETS: &[&str] = &[
    TEXT,
    "whsec_Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJw",
    "v1,whsec_Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJw",
    "Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJw",
    "9c41d7a2e05b83f6601c2d4e8fa97b35d0e2f4a6b8c0d1e3f507192b3c4d5e6f",
];
/// Private keys in PEM.
const KEYS: &[&str] = &["ed25519", "p256", "rsa"];
/// A certificate of the RSA key, for senders whose keys come so.
const CERTIFICATE: &str = include_str!("../../hookseal-core/tests/keys/rsa_certificate.pem");

/// What the command cannot sign as, and why.
const NOT_SIGNED: &[(&str, &str)] = &[];

/// Those who sign nothing of the body, so that a changed one is not noticed: all that show a
/// token instead of signing, and these.
const BODY_NOT_SIGNED: &[&str] = &["google_pubsub_push", "mercado_pago"];

/// A sender's name on the command line, its key, and its verifier.
struct Sender {
    name: String,
    key: Given,
    signs_time: bool,
    signs_body: bool,
    scheme: ProviderScheme,
    verifier: Verifier,
}

/// The key, as the command is given it.
#[derive(Clone, Copy)]
enum Given {
    Secret(&'static str),
    Private(&'static str),
}

impl Given {
    fn all() -> impl Iterator<Item = Self> {
        let secrets = SECRETS.iter().copied().map(Self::Secret);
        secrets.chain(KEYS.iter().copied().map(Self::Private))
    }

    /// What verifies, in each form.
    fn verifying(self) -> Vec<Key> {
        match self {
            Self::Secret(text) => vec![Secret::new(text).unwrap().into()],
            Self::Private(name) => {
                let pem = std::fs::read_to_string(path(name)).unwrap();
                let public = PrivateKey::from_pem(&pem).unwrap().public_key().unwrap();
                let certificate = PublicKey::new(CERTIFICATE).unwrap();
                let certificate = (name == "rsa").then_some(certificate.into());
                certificate.into_iter().chain([public.into()]).collect()
            }
        }
    }
}

fn path(key: &str) -> String {
    let folder = env!("CARGO_MANIFEST_DIR");
    format!("{folder}/../hookseal-core/tests/keys/{key}.pem")
}

/// Where senders believe that they send to.
const PUBLIC_URL: &str = "https://hooks.example.com";

/// What senders are told besides keys.
const SETTINGS: &[(&str, &str)] = &[
    ("audience", "https://hooks.example.com/push"),
    ("email", "push@project.iam.gserviceaccount.com"),
    ("topic", "arn:aws:sns:eu-west-1:123456789012:orders"),
    ("user", "user_1"),
    ("webhook_id", "1JE4291016473214C"),
];

/// All senders with all their schemes, each with a key that fits.
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
        .map(|(name, scheme)| {
            let words = scheme.words();
            let shows_token = shows_token(&scheme);
            let (key, verifier) = Given::all()
                .find_map(|key| Some((key, verifier(&scheme, key)?)))
                .unwrap_or_else(|| panic!("no key fits {name}"));
            Sender {
                signs_time: words.timestamp.is_some(),
                signs_body: !shows_token && !BODY_NOT_SIGNED.contains(&name.as_str()),
                scheme,
                name,
                key,
                verifier,
            }
        })
        .collect()
}

fn shows_token(scheme: &ProviderScheme) -> bool {
    scheme.kind() == SchemeKind::Token
}

fn verifier(scheme: &ProviderScheme, key: Given) -> Option<Verifier> {
    let setting = |name: &str| {
        let own = SETTINGS.iter().filter(|(other, _)| *other == name);
        own.map(|(_, value)| (*value).to_owned()).collect()
    };
    key.verifying().into_iter().find_map(|key| {
        let builder = scheme.verifier_with(&setting).public_url(PUBLIC_URL);
        builder.key(key).build().ok()
    })
}

fn sender<'a>(senders: &'a [Sender], name: &str) -> &'a Sender {
    senders.iter().find(|sender| sender.name == name).unwrap()
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

/// The command for a sender, with its settings and its key.
fn command(name: &str, sender: &Sender) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hookseal"));
    command.args([name, &sender.name, "--public-url", PUBLIC_URL]);
    match (sender.key, name) {
        (Given::Secret(text), _) => command.env("SECRET", text).args(["--secret-env", "SECRET"]),
        (Given::Private(key), "explain") => {
            let kind = match sender.scheme.description().key_format() {
                KeyFormat::Certificate => "certificate",
                _ => "public",
            };
            let file = path(&format!("{key}_{kind}"));
            command.args(["--public-key-file", &file])
        }
        (Given::Private(key), _) => command.args(["--private-key-file", &path(key)]),
    };
    for name in sender.scheme.settings() {
        let given = SETTINGS.iter().filter(|(other, _)| other == name);
        for (name, value) in given {
            command.arg("--setting").arg(format!("{name}={value}"));
        }
    }
    command
}

fn send(sender: &Sender, url: &str, more: &[&str]) -> (i32, String) {
    let mut command = command("send", sender);
    command
        .args(["--to", url])
        .args(more)
        // Deliveries for this machine must not go through a proxy.
        .env("http_proxy", "http://127.0.0.1:9");
    let output = command.output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap(), shown)
}

#[test]
fn every_sender_is_accepted_by_axum_and_actix() {
    let senders = senders();
    assert!(senders.len() > 120, "{}", senders.len());
    thread::scope(|scope| {
        for address in [axum_server(&senders), actix_server(&senders)] {
            let senders = &senders;
            scope.spawn(move || every_sender_is_accepted(senders, address));
        }
    });
}

fn every_sender_is_accepted(senders: &[Sender], address: SocketAddr) {
    for sender in senders {
        let url = format!("http://{address}/{}", sender.name);
        let (status, shown) = send(sender, &url, &[]);
        if let Some((name, why)) = NOT_SIGNED.iter().find(|(name, _)| *name == sender.name) {
            assert_ne!(status, 0, "{name} can be signed: {why}");
            continue;
        }
        assert_eq!(status, 0, "{}: {shown}", sender.name);
        assert!(shown.contains("1 × 204"), "{}: {shown}", sender.name);
        for (what, signed) in [
            ("body", sender.signs_body),
            ("signature", true),
            ("missing", true),
            ("timestamp", sender.signs_time),
        ] {
            let (status, shown) = send(sender, &url, &["--tamper", what]);
            if signed {
                assert_eq!(status, 0, "{} {what}: {shown}", sender.name);
                assert!(shown.contains("1 × 401"), "{} {what}: {shown}", sender.name);
            } else {
                assert_eq!(status, 2, "{} {what}: {shown}", sender.name);
                assert!(
                    shown.contains("signs no timestamp") || shown.contains("signs nothing of"),
                    "{} {what}: {shown}",
                    sender.name
                );
            }
        }
    }
}

/// What is signed is shown for each scheme that is code, and no token ever.
#[test]
fn what_is_signed_is_explained() {
    let folder = tempfile::TempDir::new().unwrap();
    let senders = senders();
    let is_code = |sender: &&Sender| matches!(sender.scheme, ProviderScheme::Code(_));
    for sender in senders.iter().filter(is_code) {
        let name = &sender.name;
        let signed = command("sign", sender).args(["--format", "json"]).output();
        let file = folder.path().join("signed.json");
        std::fs::write(&file, signed.unwrap().stdout).unwrap();
        let explain = |more: &[&str]| {
            let mut command = command("explain", sender);
            let output = command.arg("--request").arg(&file).args(more).output();
            let output = output.unwrap();
            (output.status.code().unwrap(), output.stdout)
        };
        let (status, shown) = explain(&["--json"]);
        let shown: serde_json::Value = serde_json::from_slice(&shown).unwrap();
        assert_eq!(status, 0, "{name}: {shown:#}");
        let message = shown.pointer("/signed_message/hex");
        let none = shown.pointer("/nothing_signed") == Some(&serde_json::json!(true));
        assert_eq!(message.is_some(), !none, "{name}: {shown:#}");
        assert_eq!(none, shows_token(&sender.scheme), "{name}: {shown:#}");
        let (_, text) = explain(&[]);
        let text = String::from_utf8(text).unwrap();
        if none {
            assert!(text.contains("signs nothing"), "{name}: {text}");
        }
        if let Given::Secret(secret) = sender.key {
            assert!(!text.contains(secret), "{name}: {text}");
        }
        // Signed by another key, it is still the same message.
        if let (Given::Secret(_), Some(hex)) = (sender.key, message) {
            let mut command = command("explain", sender);
            let other = "b7e1516283aed2a6abf7158809cf4f3c762e7160f38b4da56a784d9045190cfe";
            let output = command
                .env("SECRET", other)
                .args(["--json", "--request"])
                .arg(&file);
            let output = output.output().unwrap();
            let shown: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(output.status.code(), Some(1), "{name}: {shown:#}");
            assert_eq!(shown.pointer("/signed_message/hex"), Some(hex), "{name}");
        }
    }
}

#[test]
fn many_twice_and_with_another_time() {
    let senders = senders();
    let address = axum_server(&senders);
    let stripe = sender(&senders, "stripe");
    let url = format!("http://localhost:{}/stripe", address.port());
    let (status, shown) = send(stripe, &url, &["--repeat", "60", "--concurrency", "7"]);
    assert_eq!(status, 0, "{shown}");
    assert!(
        shown.contains("60 × 204") && shown.contains("p99"),
        "{shown}"
    );
    let (status, shown) = send(stripe, &url, &["--duplicate"]);
    assert_eq!(status, 0, "{shown}");
    assert!(shown.contains("2 × 204"), "{shown}");
    let (status, shown) = send(stripe, &url, &["--tamper", "timestamp"]);
    assert_eq!(status, 0, "{shown}");
    // An answer that is not the expected one.
    let (status, shown) = send(stripe, &format!("{url}/not-here"), &[]);
    assert_eq!(status, 1, "{shown}");
    let github = sender(&senders, "github");
    let (status, shown) = send(github, &url, &["--tamper", "timestamp"]);
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
    let github = sender(&senders, "github");
    let (child, url) = listen("github", &["--count", "2"]);
    assert_eq!(send(github, &url, &[]).0, 0);
    let (status, shown) = send(
        github,
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
    assert_eq!(send(github, &url, &[]).0, 0);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let line: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(line.get("verified"), Some(&serde_json::json!(true)));
    assert!(line.pointer("/signed_message/sha256").is_some());
}

/// What these senders show in a header is the secret itself.
#[test]
fn listen_shows_no_shared_token() {
    for (id, header) in [
        ("telegram", "x-telegram-bot-api-secret-token"),
        ("gitlab-token", "x-gitlab-token"),
        ("xendit", "x-callback-token"),
    ] {
        for token in [TEXT, "the-token-of-another-endpoint"] {
            let (child, url) = listen(id, &["--count", "1", "--explain"]);
            let status = post_token(&url, header, token);
            assert_eq!(status == 204, token == TEXT, "{id}: {status}");
            let output = child.wait_with_output().unwrap();
            let shown = String::from_utf8_lossy(&output.stdout);
            assert!(shown.contains("which are not shown"), "{shown}");
            assert!(!shown.contains(token), "{shown}");
        }
    }
}

/// Posts an empty JSON object with one header more; gives the answer's status.
fn post_token(url: &str, header: &str, token: &str) -> u16 {
    use std::io::{Read as _, Write as _};

    let address = url.trim_start_matches("http://").trim_end_matches('/');
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         {header}: {token}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
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
    let slack = sender(&senders, "slack");
    let (child, url) = listen("slack", &["--count", "1"]);
    let (status, shown) = send(slack, &url, &["--body", body]);
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
