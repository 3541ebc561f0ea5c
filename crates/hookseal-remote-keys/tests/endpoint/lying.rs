//! An endpoint that does not answer as it should.

use std::process::Command;
use std::time::{Duration, Instant};

use axum::response::Response;
use hookseal_remote_keys::{BadAnswer, Jwks, KeySource, RemoteKey, RemoteKeys, RemoteKeysError};
use tokio::time::sleep;
use url::Url;

use crate::sender::{Sender, by_id, deliver, verifier};
use crate::server::{KeyServer, keys_of, redirect, set_of, status, streamed, text};

type Lie = (&'static str, Box<dyn Fn() -> Response + Send + Sync>);

fn lies() -> Vec<Lie> {
    let other = Sender::new("other", 2);
    let document = other.document();
    let spki = Sender::new("mc", 1).spki();
    let mut lies: Vec<Lie> = Vec::new();
    let mut lie = |name, answer: String| lies.push((name, Box::new(move || text(&answer)) as _));
    lie("another key's document", document);
    lie("HTML", "<!doctype html><title>Sign in</title>".to_owned());
    lie("nothing", String::new());
    lie("null", "null".to_owned());
    lie("no key", r#"{"id":"mc"}"#.to_owned());
    lie("an empty key", r#"{"id":"mc","key":""}"#.to_owned());
    lie(
        "a key that is none",
        r#"{"id":"mc","key":"key"}"#.to_owned(),
    );
    lie(
        "half a key",
        format!(r#"{{"id":"mc","key":"{}"}}"#, &spki[..40]),
    );
    lie(
        "31 bytes",
        r#"{"id":"mc","key":"JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0Q=="}"#.to_owned(),
    );
    lie(
        "a key of small order",
        r#"{"id":"mc","key":"MCowBQYDK2VwAyEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}"#
            .to_owned(),
    );
    lie(
        "a key of another kind",
        concat!(
            r#"{"id":"mc","key":"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/"#,
            r#"+D9Lfw0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ=="}"#
        )
        .to_owned(),
    );
    lie("a key set", set_text(&[Sender::new("mc", 1)]));
    for code in [201, 204, 206, 401, 403, 429, 500, 502, 503] {
        lies.push(("a status", Box::new(move || status(code))));
    }
    lies.push(("10 MB", Box::new(|| text(&" ".repeat(10_000_000)))));
    lies.push((
        "10 MB unannounced",
        Box::new(|| streamed(&" ".repeat(10_000_000))),
    ));
    lies
}

fn set_text(senders: &[Sender]) -> String {
    let keys: Vec<_> = senders.iter().map(Sender::jwk).collect();
    format!(r#"{{"keys":[{}]}}"#, keys.join(","))
}

#[tokio::test]
async fn k22_a_lie_is_no_answer_and_takes_no_key_away() {
    let sender = Sender::new("mc", 1);
    for (name, lie) in lies() {
        let server = KeyServer::of([&sender]);
        let keys = by_id(&server)
            .ttl(Duration::from_millis(50))
            .failure_ttl(Duration::ZERO)
            .build()
            .unwrap();
        let verifier = verifier(&keys);
        assert_eq!(deliver(&verifier, &sender.sign()).await, "mc", "{name}");
        server.answer(move |_| lie());
        sleep(Duration::from_millis(60)).await;
        assert_eq!(deliver(&verifier, &sender.sign()).await, "mc", "{name}");
        assert!(server.asked() >= 2, "{name}");
        keys.clear();
        let verdict = deliver(&verifier, &sender.sign()).await;
        assert_eq!(verdict, "key_unavailable", "{name}");
        server.answer(keys_of([&sender]));
        assert_eq!(deliver(&verifier, &sender.sign()).await, "mc", "{name}");
    }
}

#[tokio::test]
async fn k22_a_long_answer_is_taken_up_to_the_limit() {
    let sender = Sender::new("mc", 1);
    let document = sender.document();
    let limit = 4096;
    for (length, verdict) in [(limit, "mc"), (limit + 1, "key_unavailable")] {
        let body = format!("{document:<length$}");
        for answer in [text, streamed] {
            let body = body.clone();
            let server = KeyServer::start(move |_| answer(&body));
            let keys = by_id(&server).max_answer_bytes(limit).build().unwrap();
            assert_eq!(deliver(&verifier(&keys), &sender.sign()).await, verdict);
        }
    }
}

#[tokio::test]
async fn k22_of_a_key_set_what_can_be_used_is_and_none_left_is_a_failure() {
    let sender = Sender::new("mc", 1);
    let p256 = concat!(
        r#"{"kty":"EC","crv":"P-256","kid":"ec","x":"qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA","#,
        r#""y":"Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0"}"#
    );
    let strange = r#"{"kty":"AKP","kid":"pq"},{"kty":"oct","kid":"mc2","k":"c2VjcmV0"},7"#;
    let set = |keys: &[&str]| format!(r#"{{"keys":[{}]}}"#, keys.join(","));

    let good = set(&[p256, strange, &sender.jwk()]);
    let server = KeyServer::start(move |_| text(&good));
    let verifier = verifier(&RemoteKeys::jwks(&server.url()).unwrap());
    assert_eq!(deliver(&verifier, &sender.sign()).await, "mc");
    // A key of another kind is none of this scheme.
    for id in ["ec", "pq", "mc2"] {
        let forged = Sender::new(id, 1);
        assert_eq!(deliver(&verifier, &forged.sign()).await, "unknown_key");
    }

    let hundred_thousand = set(&vec!["0"; 100_000]);
    for set in [set(&[]), set(&[p256]), set(&[strange]), hundred_thousand] {
        let server = KeyServer::start(move |_| text(&set));
        let keys = RemoteKeys::jwks(&server.url()).unwrap();
        let verdict = deliver(&crate::sender::verifier(&keys), &sender.sign()).await;
        assert_eq!(verdict, "key_unavailable");
    }
}

#[tokio::test]
async fn k22_a_key_set_takes_64_keys_and_no_more() {
    let senders: Vec<_> = (0..65)
        .map(|at| Sender::new(&format!("k{at}"), at))
        .collect();
    for (count, verdict) in [(64, "k1"), (65, "key_unavailable")] {
        let server = KeyServer::start(set_of(&senders[..count]));
        let verifier = verifier(&RemoteKeys::jwks(&server.url()).unwrap());
        assert_eq!(deliver(&verifier, &senders[1].sign()).await, verdict);
    }
}

/// A missing document is not a missing key.
#[tokio::test]
async fn k22_a_key_set_that_is_missing_is_a_failure() {
    for code in [400, 404, 410] {
        let server = KeyServer::start(move |_| status(code));
        let verifier = verifier(&RemoteKeys::jwks(&server.url()).unwrap());
        let verdict = deliver(&verifier, &Sender::new("mc", 1).sign()).await;
        assert_eq!(verdict, "key_unavailable");
    }
}

#[tokio::test]
async fn k21_redirects_are_not_followed() {
    let sender = Sender::new("mc", 1);
    let trap = KeyServer::of([&sender]);
    let targets = [
        format!("{}?id=mc", trap.url()),
        format!("//{}/keys?id=mc", trap.address),
        "/elsewhere?id=mc".to_owned(),
        "http://169.254.169.254/latest/meta-data".to_owned(),
    ];
    for code in [301, 302, 303, 307, 308] {
        for target in targets.clone() {
            let server = KeyServer::start(move |_| redirect(code, &target));
            let verifier = verifier(&by_id(&server).build().unwrap());
            let verdict = deliver(&verifier, &sender.sign()).await;
            assert_eq!(verdict, "key_unavailable");
            assert_eq!((server.asked(), trap.asked()), (1, 0));
        }
    }
}

/// A source that lets the id choose where to go.
#[derive(Debug)]
struct Led(Url);

impl KeySource for Led {
    fn url(&self, id: &str) -> Url {
        Url::parse(id).unwrap_or_else(|_| self.0.clone())
    }

    fn read(&self, _: &str, _: &[u8]) -> Result<Vec<RemoteKey>, BadAnswer> {
        panic!("nothing is to be read");
    }
}

#[tokio::test]
async fn k21_no_key_id_leads_to_another_host() {
    let home = Url::parse("http://127.0.0.1:9/keys").unwrap();
    let trap = KeyServer::start(|_| status(200));
    let keys = RemoteKeys::builder(Led(home)).build().unwrap();
    let verifier = verifier(&keys);
    for id in [
        trap.url(),
        trap.url().replace("127.0.0.1", "user@127.0.0.1"),
        trap.url().replace("127.0.0.1", "localhost"),
    ] {
        let delivery = Sender::new(&id, 1).sign();
        assert_eq!(deliver(&verifier, &delivery).await, "key_unavailable");
    }
    assert_eq!(trap.asked(), 0);
}

#[test]
fn k21_addresses_of_a_source_are_checked_when_built() {
    for bad in ["http://keys.example.com/", "https://a:b@keys.example.com/"] {
        let keys = RemoteKeys::builder(Led(Url::parse(bad).unwrap())).build();
        assert!(matches!(keys, Err(RemoteKeysError::InvalidUrl { .. })));
        assert!(Jwks::new(bad).is_err());
    }
}

/// A server that speaks no TLS is not asked without it.
#[tokio::test]
async fn k21_https_stays_https() {
    let server = KeyServer::of([&Sender::new("mc", 1)]);
    let url = server.url().replace("http:", "https:");
    let verifier = verifier(&RemoteKeys::by_id(&url).unwrap());
    let verdict = deliver(&verifier, &Sender::new("mc", 1).sign()).await;
    assert_eq!(verdict, "key_unavailable");
    assert_eq!(server.asked(), 0);
}

/// In a process of its own, since a process's environment is everybody's.
#[test]
fn k21_no_proxy_of_the_environment_is_used() {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "rotating::a_key_is_fetched_once_and_kept"]);
    for name in [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "all_proxy",
    ] {
        command.env(name, "http://127.0.0.1:9");
    }
    let output = command
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .output();
    let output = output.unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}"
    );
}

#[tokio::test]
async fn k22_an_answer_that_never_ends_is_given_up() {
    let server = KeyServer::start(|_| status(200));
    server.answer_after(Duration::from_secs(3600), |_| status(200));
    let keys = by_id(&server).timeout(Duration::from_millis(100)).build();
    let before = Instant::now();
    let verdict = deliver(&verifier(&keys.unwrap()), &Sender::new("mc", 1).sign()).await;
    assert_eq!(verdict, "key_unavailable");
    assert!(before.elapsed() < Duration::from_secs(1));
}
