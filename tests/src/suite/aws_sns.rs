//! J: keys that only the body names, by the example of AWS SNS and a message that it has sent.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use hookseal::keys::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Unresolved};
use hookseal::providers::aws_sns;
use hookseal::time::ManualClock;
use hookseal::{Key, PublicKey, UnixTime, Verifier, VerifierBuilder};
use serde_json::Value;

use crate::case::{Case, Needs, Stage};
use crate::request::{Request, Transfer};

pub(super) const CASES: &[Case] = &[
    Case::new("keys_that_the_body_names_are_looked_up_after_it", looked_up),
    Case::new("a_ring_of_certificates_needs_no_lookup", ring),
    Case::new(
        "j5_j10_k19_what_the_body_refuses_is_not_looked_up",
        not_looked_up,
    ),
    Case::new("k18_a_lookup_after_the_body_has_a_deadline", slow),
    Case::new("b2_the_limit_holds_before_the_keys_are_known", too_large),
    Case::new(
        "nothing_is_looked_up_for_a_body_that_is_cut_off",
        half_a_body,
    )
    .needing(Needs::Http1),
    Case::new("the_handler_decides_about_a_subscription", confirmation),
    Case::new("a_message_that_is_written_as_a_list_is_refused", list),
];

/// The messages and the certificate that stand among the vectors.
const SENT: &str = include_str!("../../vectors/scripts/data/aws_sns.json");
const TOPIC: &str = "arn:aws:sns:us-west-2:131990247566:dongie-standard-topic";
const URL: &str = "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-7506a1e35b36ef5a444dd1a8e7cc3ed8.pem";
/// 2026-03-06, when they were sent.
const SENT_AT: UnixTime = UnixTime::from_secs(1_772_827_500);

fn text(path: &str) -> String {
    let sent: Value = serde_json::from_str(SENT).unwrap();
    sent.pointer(path).unwrap().as_str().unwrap().to_owned()
}

fn message(name: &str) -> Request {
    Request {
        method: "POST".to_owned(),
        target: "/hooks/raw".to_owned(),
        headers: vec![("x-amz-sns-topic-arn".to_owned(), TOPIC.into())],
        body: text(&format!("/messages/{name}")).into_bytes(),
        transfer: Transfer::Length,
    }
}

fn genuine() -> Request {
    message("notification-version-2")
}

fn edited(from: &str, to: &str) -> Request {
    let body = String::from_utf8(genuine().body).unwrap();
    assert!(body.contains(from));
    genuine().body(body.replace(from, to))
}

fn certificate() -> PublicKey {
    PublicKey::new(text("/certificate")).unwrap()
}

fn builder() -> VerifierBuilder {
    Verifier::builder(aws_sns([TOPIC])).clock(ManualClock::new(SENT_AT))
}

/// The certificate at its address, and what was looked up.
#[derive(Clone, Debug, Default)]
struct Certificates(Arc<Mutex<Vec<String>>>);

impl Certificates {
    fn builder(&self) -> VerifierBuilder {
        builder()
            .resolver(self.clone())
            .lookup_timeout(Duration::from_millis(200))
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl KeyResolver for Certificates {
    type Query = Vec<String>;

    fn query(&self, request: &KeyQuery<'_>) -> Result<Vec<String>, Unresolved> {
        Ok(request.key_ids().to_vec())
    }

    async fn resolve(&self, ids: Vec<String>, rules: KeyRules) -> Result<ReadyKeys, Unresolved> {
        self.0.lock().unwrap().extend(ids.iter().cloned());
        tokio::time::sleep(Duration::from_millis(1)).await;
        match ids.first().map(String::as_str) {
            Some(URL) => Ok(rules.prepare(Key::from(certificate()).id(URL))?),
            Some(id) if id.contains("-51.pem") => std::future::pending().await,
            _ => Err(Unresolved::Unknown),
        }
    }
}

fn looked_up(stage: &Stage<'_>) {
    let certificates = Certificates::default();
    let site = stage.serve(certificates.builder().build().unwrap());
    for request in [genuine(), genuine().chunked(7), genuine().chunked(400)] {
        let handled = site.accepts(&request);
        let id = "9d2c5580-b61d-550c-8583-37a582870907".to_owned();
        assert_eq!(handled.id, Some((id, true)));
        assert_eq!(handled.event_type, Some(("Notification".to_owned(), true)));
        assert_eq!(certificates.asked(), [URL]);
    }
    assert_eq!(site.accepts(&genuine().to("/hooks/json")).by, "json");
    let changed = site.refuses(&edited("version 2.", "version 3."), "signature_mismatch");
    let unknown = site.refuses(&edited("7506a1e3", "0506a1e3"), "unknown_key");
    assert_eq!(changed.comparable(), unknown.comparable());
    site.accepts(&genuine());
}

fn ring(stage: &Stage<'_>) {
    let site = stage.serve(builder().key(certificate()).build().unwrap());
    site.accepts(&genuine());
    site.accepts(&genuine().chunked(9));
    site.refuses(&edited("version 2.", "version 3."), "signature_mismatch");
    let named = Key::from(certificate()).id("https://sns.us-west-2.amazonaws.com/other.pem");
    let site = stage.serve(builder().key(named).build().unwrap());
    site.refuses(&genuine(), "unknown_key");
}

fn not_looked_up(stage: &Stage<'_>) {
    let certificates = Certificates::default();
    let site = stage.serve(certificates.builder().build().unwrap());
    let headless = |request: Request| request.without("x-amz-sns-topic-arn");
    for (request, code) in [
        (
            edited(".com/Simple", ".com.evil.test/Simple"),
            "unknown_key",
        ),
        (edited("https://sns.us", "http://sns.us"), "unknown_key"),
        (
            edited(
                "sns.us-west-2.amazonaws.com/Simple",
                "sns.us-west-2.amazonaws.com@evil.test/Simple",
            ),
            "unknown_key",
        ),
        (headless(edited("dongie", "other")), "not_addressed"),
        (edited("2026-03-06", "2026-03-05"), "stale"),
        (edited("\"2\"", "\"3\""), "malformed_body"),
        (edited("\"Signature\" ", "\"Other\" "), "missing_signature"),
        (genuine().body(""), "malformed_body"),
        (
            genuine().with("x-amz-sns-topic-arn", "arn:other"),
            "not_addressed",
        ),
        (
            genuine().adding("x-amz-sns-rawdelivery", "true"),
            "malformed_body",
        ),
    ] {
        site.refuses(&request, code);
        site.refuses(&request.chunked(100), code);
    }
    assert_eq!(certificates.asked(), [""; 0]);
    site.accepts(&genuine());
}

fn slow(stage: &Stage<'_>) {
    let certificates = Certificates::default();
    let site = stage.serve(certificates.builder().build().unwrap());
    let start = std::time::Instant::now();
    let request = edited("7506a1e35b36ef5a444dd1a8e7cc3ed8.pem", "51.pem");
    let answer = site.answers(&request, 503, "unavailable", "key_unavailable");
    assert_eq!(answer.header("retry-after"), Some("10"));
    let elapsed = start.elapsed();
    assert!(elapsed >= Duration::from_millis(200), "{elapsed:?}");
    assert!(elapsed < Duration::from_secs(5), "{elapsed:?}");
    site.accepts(&genuine());
}

fn too_large(stage: &Stage<'_>) {
    let certificates = Certificates::default();
    let limit = genuine().body.len();
    let builder = certificates.builder().body_limit(limit);
    let site = stage.serve(builder.build().unwrap());
    site.accepts(&genuine());
    assert_eq!(certificates.asked(), [URL]);
    let longer = edited("version 2.", "version 2!!");
    for request in [longer.clone(), longer.chunked(50)] {
        site.answers(&request, 413, "too-large", "body_too_large");
    }
    assert_eq!(certificates.asked(), [""; 0]);
}

fn half_a_body(stage: &Stage<'_>) {
    let certificates = Certificates::default();
    let builder = certificates
        .builder()
        .read_timeout(Duration::from_millis(300));
    let site = stage.serve(builder.build().unwrap());
    let request = genuine();
    let mut connection = site.connect();
    let length = format!("content-length: {}", request.body.len());
    connection.write_head(&request, &[&length]);
    connection.write(&request.body[..100]);
    assert_eq!(connection.read_answer().status, 408);
    assert_eq!(site.handled(), []);
    assert_eq!(certificates.asked(), [""; 0]);
}

fn confirmation(stage: &Stage<'_>) {
    let certificates = Certificates::default();
    let site = stage.serve(certificates.builder().build().unwrap());
    let handled = site.accepts(&message("unsubscribe-confirmation-version-2"));
    let kind = "UnsubscribeConfirmation".to_owned();
    assert_eq!(handled.event_type, Some((kind, true)));
    // Topics sign with SHA-1 until their attribute is set.
    let old = message("subscription-confirmation-version-1");
    let handled = site.accepts(&old);
    let kind = "SubscriptionConfirmation".to_owned();
    assert_eq!(handled.event_type, Some((kind, true)));
    let newer = Verifier::builder(aws_sns([TOPIC]).version_2_only())
        .clock(ManualClock::new(SENT_AT))
        .resolver(certificates);
    let site = stage.serve(newer.build().unwrap());
    site.refuses(&old, "malformed_body");
    site.accepts(&genuine());
}

/// The values of a message in a row, as which serde would read them, are another body that says
/// the same; it is refused with the certificate at hand and without.
fn list(stage: &Stage<'_>) {
    let body: Value = serde_json::from_slice(&genuine().body).unwrap();
    let values = [
        "Type",
        "Message",
        "MessageId",
        "TopicArn",
        "Timestamp",
        "Signature",
        "SignatureVersion",
        "SigningCertURL",
        "Subject",
        "Token",
        "SubscribeURL",
    ]
    .map(|name| body.get(name).cloned().unwrap_or_default());
    let list = serde_json::to_vec(&values).unwrap();
    let certificates = Certificates::default();
    let site = stage.serve(certificates.builder().build().unwrap());
    site.refuses(&genuine().body(list.clone()), "malformed_body");
    assert_eq!(certificates.asked(), [""; 0]);
    let site = stage.serve(builder().key(certificate()).build().unwrap());
    site.refuses(&genuine().body(list), "malformed_body");
    site.accepts(&genuine());
}
