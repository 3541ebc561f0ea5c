//! Certificates at addresses that the body names: fetched from where they may be, and from
//! nowhere else.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures_util::future::join_all;
use futures_util::stream;
use hookseal_core::Verifier;
use hookseal_core::adapter::OwnedHead;
use hookseal_core::keys::Wildcard;
use hookseal_providers::{AWS_SNS_NAMES, aws_sns};
use hookseal_remote_keys::{Certificates, RemoteKeys};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::server::{KeyServer, redirect, status, streamed, text};

const KEY: &str = include_str!("certificates/private_key.pem");
const SNS: &str = include_str!("certificates/sns.pem");
const SNS_OTHER_KEY: &str = include_str!("certificates/sns_other_key.pem");
const SNS_EXPIRED: &str = include_str!("certificates/sns_expired.pem");
const EVIL_NAME: &str = include_str!("certificates/evil_name.pem");
const ELLIPTIC: &str = include_str!("certificates/elliptic.pem");

const TOPIC: &str = "arn:aws:sns:eu-west-1:123456789012:orders";

/// Signs as AWS SNS does, and names a certificate.
struct Message {
    url: String,
    topic: &'static str,
    age: Duration,
}

impl Message {
    fn naming(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            topic: TOPIC,
            age: Duration::ZERO,
        }
    }

    fn sign(&self) -> String {
        let at = OffsetDateTime::from(SystemTime::now() - self.age);
        let at = at.format(&Rfc3339).unwrap();
        let topic = self.topic;
        let signed = format!(
            "Message\nhello\nMessageId\n1\nTimestamp\n{at}\nTopicArn\n{topic}\nType\nNotification\n"
        );
        let der: String = KEY.lines().filter(|line| !line.starts_with('-')).collect();
        let pair = RsaKeyPair::from_pkcs8(&STANDARD.decode(der).unwrap()).unwrap();
        let mut signature = vec![0; pair.public_modulus_len()];
        let random = SystemRandom::new();
        pair.sign(
            &RSA_PKCS1_SHA256,
            &random,
            signed.as_bytes(),
            &mut signature,
        )
        .unwrap();
        serde_json::json!({
            "Type": "Notification",
            "MessageId": "1",
            "TopicArn": topic,
            "Message": "hello",
            "Timestamp": at,
            "SignatureVersion": "2",
            "Signature": STANDARD.encode(signature),
            "SigningCertURL": self.url,
        })
        .to_string()
    }
}

fn addresses(server: &KeyServer) -> Vec<Wildcard> {
    let pattern = format!("http://{}/SimpleNotificationService-*.pem", server.address);
    vec![Wildcard::from(pattern)]
}

fn certificate(server: &KeyServer) -> String {
    format!("http://{}/SimpleNotificationService-1f.pem", server.address)
}

fn verifier(server: &KeyServer) -> Arc<Verifier> {
    let certificates = Certificates::new(addresses(server)).unwrap();
    let keys = RemoteKeys::certificates(certificates.names(AWS_SNS_NAMES)).unwrap();
    let scheme = aws_sns([TOPIC]).with_certificates_at(addresses(server));
    Arc::new(Verifier::builder(scheme).resolver(keys).build().unwrap())
}

async fn deliver(verifier: &Verifier, body: String) -> &'static str {
    let chunks = stream::iter([Ok::<_, Infallible>(Bytes::from(body))]);
    let receiving = verifier.receive(chunks, tokio::time::sleep);
    match receiving.with_head(OwnedHead::new("POST", "/")).await {
        Ok(body) => {
            assert_eq!(body.event().unwrap().id().unwrap().signed(), Some("1"));
            "accepted"
        }
        Err(why) => why.code(),
    }
}

#[tokio::test]
async fn a_certificate_is_fetched_once_and_kept() {
    let server = KeyServer::start(|_| text(SNS));
    let verifier = verifier(&server);
    let url = certificate(&server);
    for _ in 0..5 {
        let verdict = deliver(&verifier, Message::naming(&url).sign()).await;
        assert_eq!(verdict, "accepted");
    }
    assert_eq!(server.asked(), 1);
    let changed = Message::naming(&url).sign().replace("hello", "hullo");
    assert_eq!(deliver(&verifier, changed).await, "signature_mismatch");
    assert_eq!(server.asked(), 1);
}

#[tokio::test]
async fn j5_nothing_is_fetched_from_any_other_address() {
    let server = KeyServer::start(|_| text(SNS));
    let trap = KeyServer::start(|_| text(SNS));
    let verifier = verifier(&server);
    let (host, other) = (server.address.to_string(), trap.address.to_string());
    let url = certificate(&server);
    for forged in [
        certificate(&trap),
        url.replace(&host, &format!("{host}.evil.test")),
        url.replace(&host, &format!("{host}@{other}")),
        url.replace(&host, &format!("user@{host}")),
        url.replace(&host, &format!("{other}#{host}")),
        url.replace(&host, &format!("{other}\\@{host}")),
        url.replace("127.0.0.1", "localhost"),
        url.replace("127.0.0.1", "127.0.0.2"),
        url.replace("127.0.0.1", "0x7f.1"),
        url.replace("http:", "https:"),
        url.replace("http:", "HTTP:"),
        url.replace("http:", "file:"),
        url.replace("/Simple", "/../Simple"),
        url.replace("/Simple", "/other/Simple"),
        url.replace("-1f", "-1f/../2"),
        url.replace("-1f", "-%31f"),
        format!("{url}?"),
        format!("{url}#"),
        format!(" {url}"),
        format!("{url}\n"),
        url.replace(".pem", ".txt"),
        "http://169.254.169.254/SimpleNotificationService-1f.pem".to_owned(),
        "https://sns.eu-west-1.amazonaws.com.evil.test/SimpleNotificationService-1f.pem".to_owned(),
        String::new(),
        "x".repeat(10_000),
    ] {
        let verdict = deliver(&verifier, Message::naming(&forged).sign()).await;
        assert_eq!(verdict, "unknown_key", "{forged}");
    }
    assert_eq!((server.asked(), trap.asked()), (0, 0));
}

/// What the body alone can tell costs no fetch.
#[tokio::test]
async fn j10_k19_nothing_is_fetched_for_what_the_body_refuses() {
    let server = KeyServer::start(|_| text(SNS));
    let verifier = verifier(&server);
    let url = certificate(&server);
    let good = Message::naming(&url);
    let other = Message {
        topic: "arn:aws:sns:eu-west-1:999999999999:orders",
        ..Message::naming(&url)
    };
    let old = Message {
        age: Duration::from_secs(2 * 3_600 + 60),
        ..Message::naming(&url)
    };
    for (body, refused) in [
        (other.sign(), "not_addressed"),
        (old.sign(), "stale"),
        (good.sign().replace("\"2\"", "\"3\""), "malformed_body"),
        (
            good.sign().replace("\"Signature\"", "\"S\""),
            "missing_signature",
        ),
        (
            good.sign().replace("\"Notification\"", "\"Other\""),
            "malformed_body",
        ),
        ("{}".to_owned(), "malformed_body"),
    ] {
        assert_eq!(deliver(&verifier, body).await, refused);
    }
    assert_eq!(server.asked(), 0);
}

#[tokio::test]
async fn j6_a_certificate_must_be_valid_and_the_sender_s() {
    type Answer = fn() -> Response;
    let answers: [(Answer, &str); 12] = [
        (|| text(SNS), "accepted"),
        (|| text(&format!("\n{SNS}\n{EVIL_NAME}")), "accepted"),
        (|| text(SNS_OTHER_KEY), "signature_mismatch"),
        (|| text(SNS_EXPIRED), "unknown_key"),
        (|| text(EVIL_NAME), "key_unavailable"),
        (|| text(&format!("{EVIL_NAME}{SNS}")), "key_unavailable"),
        (|| text(ELLIPTIC), "key_unavailable"),
        (|| text(&SNS[..SNS.len() / 2]), "key_unavailable"),
        (|| text("<!doctype html>"), "key_unavailable"),
        (|| text(""), "key_unavailable"),
        (|| status(404), "unknown_key"),
        (|| status(500), "key_unavailable"),
    ];
    for (at, (answer, verdict)) in answers.into_iter().enumerate() {
        let server = KeyServer::start(move |_| answer());
        let body = Message::naming(&certificate(&server)).sign();
        assert_eq!(deliver(&verifier(&server), body).await, verdict, "{at}");
    }
}

#[tokio::test]
async fn k21_redirects_to_certificates_are_not_followed() {
    let trap = KeyServer::start(|_| text(SNS));
    let target = certificate(&trap);
    for code in [301, 302, 303, 307, 308] {
        let target = target.clone();
        let server = KeyServer::start(move |_| redirect(code, &target));
        let body = Message::naming(&certificate(&server)).sign();
        assert_eq!(deliver(&verifier(&server), body).await, "key_unavailable");
    }
    assert_eq!(trap.asked(), 0);
}

#[tokio::test]
async fn k22_a_certificate_of_ten_megabytes_is_not_read() {
    for answer in [text, streamed] {
        let long = format!("{SNS}{}", "\n".repeat(10_000_000));
        let server = KeyServer::start(move |_| answer(&long));
        let body = Message::naming(&certificate(&server)).sign();
        assert_eq!(deliver(&verifier(&server), body).await, "key_unavailable");
    }
}

/// Anybody who knows a topic's name can name as many addresses as he likes.
#[tokio::test]
async fn k19_a_flood_of_certificates_that_are_not_there_is_bounded() {
    let server = KeyServer::start(|path| match path {
        "/SimpleNotificationService-1f.pem" => text(SNS),
        _ => status(404),
    });
    let verifier = verifier(&server);
    let good = || Message::naming(&certificate(&server)).sign();
    assert_eq!(deliver(&verifier, good()).await, "accepted");
    let flood = (0..500).map(|at| {
        let url = certificate(&server).replace("1f", &format!("{at}-0"));
        let verifier = Arc::clone(&verifier);
        async move { deliver(&verifier, Message::naming(&url).sign()).await }
    });
    for verdict in join_all(flood).await {
        assert!(
            ["unknown_key", "key_unavailable"].contains(&verdict),
            "{verdict}"
        );
    }
    assert!(server.asked() < 60, "{}", server.asked());
    assert_eq!(deliver(&verifier, good()).await, "accepted");
}
