//! Deliveries of senders whose events are easily miscounted, and what must become of each.

use std::time::Duration;

use hookseal::scheme::HeaderName;
use hookseal::signing::{Delivery, PrivateKey, Signer};
use hookseal::{PublicKey, Secret, UnixTime, Verifier, VerifierBuilder, providers};
use hookseal_vectors::Entry;

use crate::request::Request;
use crate::senders::NOW;
use crate::{leaks, vectors};

/// Deliveries to one guarded endpoint, in their order.
pub struct Instance {
    /// Whose they are, and what is peculiar.
    pub name: &'static str,
    /// What judges them.
    pub verifier: Verifier,
    /// The deliveries, and what becomes of each.
    pub deliveries: Vec<(Request, Fate)>,
}

/// What becomes of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Its handler runs.
    Handled,
    /// It was handled before.
    Duplicate,
    /// It cannot be authenticated.
    Refused,
}
use Fate::{Duplicate, Handled, Refused};

/// All of them.
pub fn all() -> Vec<Instance> {
    vec![
        netbox(),
        contentful(),
        shopify(),
        braintree(),
        braintree_challenge(),
        twilio(),
        mandrill(),
        adyen(),
        paypal(),
        mailgun(),
        linear(),
        pubsub(),
        line(),
        hubspot(),
        dropbox(),
        x(),
    ]
}

fn netbox() -> Instance {
    let desk = Desk::new(&providers::NETBOX);
    let changed = |device: u32| {
        desk.sign(&event(&format!(
            r#"{{"event":"updated","request_id":"7","data":{{"id":{device}}}}}"#
        )))
    };
    desk.instance(
        "NetBox: three devices in one bulk edit",
        [
            (changed(1), Handled),
            (changed(2), Handled),
            (changed(3), Handled),
            (changed(1), Duplicate),
            (changed(3), Duplicate),
        ],
    )
}

fn contentful() -> Instance {
    const TOPIC: HeaderName = HeaderName::from_static("X-Contentful-Topic");
    let desk = Desk::new(&providers::CONTENTFUL);
    let told = |topic: &str, later: u64| {
        let body = event(r#"{"sys":{"id":"1"}}"#).header(TOPIC, topic);
        desk.sign(&body.timestamp(after(later)))
    };
    desk.instance(
        "Contentful: two topics of one body",
        [
            (told("ContentManagement.Entry.publish", 0), Handled),
            (told("ContentManagement.Entry.unpublish", 0), Handled),
            (told("ContentManagement.Entry.publish", 9), Duplicate),
        ],
    )
}

fn shopify() -> Instance {
    let desk = Desk::new(&providers::SHOPIFY);
    let told = |topic: &str| desk.sign(&event(r#"{"id":1}"#).event_type(topic));
    let resent = told("orders/paid").with("X-Shopify-Topic", "orders/paid");
    desk.instance(
        "Shopify: two topics of one body",
        [
            (told("orders/create"), Handled),
            (told("orders/paid"), Handled),
            (resent.adding("X-Shopify-Webhook-Id", "another"), Duplicate),
        ],
    )
}

fn braintree() -> Instance {
    let desk = Desk::new(&providers::BRAINTREE);
    let first = desk.sign(&event("<notification/>"));
    let text = String::from_utf8(first.body.clone()).unwrap();
    let (signature, payload) = text.split_once('&').unwrap();
    let pair = format!("other%7C{}%26", "0".repeat(40));
    let skins = [
        format!("{payload}&{signature}"),
        text.replace("bt_payload", "bt_payloa%64"),
        text.replace("%7C", "%7c"),
        text.replace("bt_signature=", &format!("bt_signature={pair}")),
    ];
    let other = desk.sign(&event("<notification>2</notification>"));
    let skins = skins.map(|skin| (first.clone().body(skin), Duplicate));
    let mut deliveries = vec![(first.clone(), Handled)];
    deliveries.extend(skins);
    deliveries.push((other, Handled));
    desk.instance("Braintree: the form written otherwise", deliveries)
}

/// `GET ?bt_challenge=…` has a challenge of 20 to 32 hex digits signed for anybody.
fn braintree_challenge() -> Instance {
    of_vectors(
        "braintree",
        "Braintree: what its challenge had signed",
        [
            ("made-challenge-as-payload", Refused),
            ("made-notification", Handled),
            ("made-notification", Duplicate),
        ],
    )
}

fn form<'a>(target: &'a str, body: &'a str) -> Delivery<'a> {
    const CONTENT_TYPE: HeaderName = HeaderName::from_static("Content-Type");
    let form = "application/x-www-form-urlencoded";
    event(body).target(target).header(CONTENT_TYPE, form)
}

fn twilio() -> Instance {
    let desk = Desk::new(&providers::TWILIO);
    let first = desk.sign(&form(
        "/hooks/raw?a=1",
        "From=%2B1555&Body=hello&MessageSid=SM1",
    ));
    let moved = first.clone().to("/hooks/raw?a=1BodyhelloFrom+1555");
    let all_moved = first
        .clone()
        .to("/hooks/raw?a=1BodyhelloFrom+1555MessageSidSM1");
    let other = desk.sign(&form(
        "/hooks/raw?a=1",
        "From=%2B1555&Body=hello&MessageSid=SM2",
    ));
    let asked = desk.sign(&form("/hooks/raw?a=1", "CallSid=CA1&Digits=1"));
    let told = desk.sign(&form("/hooks/raw?a=1", "CallSid=CA1&SequenceNumber=1"));
    let told_in_one = told.clone().body("CallSid=CA1SequenceNumber1");
    desk.instance(
        "Twilio: fields moved into the URL, and a question asked twice",
        [
            (first.clone(), Handled),
            (moved.body("MessageSid=SM1"), Duplicate),
            (all_moved.body(""), Duplicate),
            (
                first.body("MessageSid=SM1&Body=hell%6F&From=%2b1555"),
                Duplicate,
            ),
            (other, Handled),
            (asked.clone(), Handled),
            (asked, Handled),
            (told, Handled),
            (told_in_one, Duplicate),
        ],
    )
}

fn mandrill() -> Instance {
    let desk = Desk::new(&providers::MANDRILL);
    let first = desk.sign(&form("/hooks/raw?a=1", "mandrill_events=abc"));
    let moved = first
        .clone()
        .to("/hooks/raw?a=1mandrill_eventsabc")
        .body("");
    let other = desk.sign(&form("/hooks/raw?a=1", "mandrill_events=abd"));
    desk.instance(
        "Mandrill: fields moved into the URL",
        [
            (first.clone(), Handled),
            (moved, Refused),
            (first.body("mandrill%5fevents=ab%63"), Duplicate),
            (other, Handled),
        ],
    )
}

fn adyen() -> Instance {
    let desk = Desk::with(
        || Verifier::builder(providers::ADYEN),
        "8e1f60a2b7c94d35e0917fa64c2bd8531a9e07f3c6d254b8e10f937a5c82d6b4",
    );
    let sent = |kind: &str| {
        desk.sign(&event(&format!(
            r#"{{"notificationItems":[{{"NotificationRequestItem":{{"pspReference":"7914","merchantAccountCode":"Acme","merchantReference":"1","amount":{{"value":1130,"currency":"EUR"}},"eventCode":"{kind}","success":"true","reason":"-"}}}}]}}"#
        )))
    };
    let first = sent("AUTHORISATION");
    let text = String::from_utf8(first.body.clone()).unwrap();
    let item = text
        .strip_prefix(r#"{"notificationItems":["#)
        .and_then(|rest| rest.strip_suffix("]}"))
        .unwrap();
    let twice = format!(r#"{{"notificationItems":[{item},{item}]}}"#);
    let reason = text.replace(r#""reason":"-""#, r#""reason":"?""#);
    desk.instance(
        "Adyen: items sent twice, and two events of one payment",
        [
            (first.clone(), Handled),
            (first.clone().body(reason), Duplicate),
            (first.body(twice), Refused),
            (sent("CAPTURE"), Handled),
            (sent("CAPTURE"), Duplicate),
        ],
    )
}

/// Its signature holds for other bodies of the same CRC-32, which anybody can make.
fn paypal() -> Instance {
    of_vectors(
        "paypal",
        "PayPal: another body of the same checksum",
        [
            ("valid", Handled),
            ("another-body-of-the-same-checksum", Duplicate),
        ],
    )
}

/// Deliveries of one endpoint's from a sender's vectors.
fn of_vectors<const N: usize>(
    file: &str,
    name: &'static str,
    deliveries: [(&str, Fate); N],
) -> Instance {
    let files = vectors::files();
    let file = files.iter().find(|one| one.name == file).unwrap();
    let vector = |name: &str| {
        let is_it = |entry: &&Entry| entry.name == name;
        let entry = file.vectors.iter().find(is_it).unwrap();
        entry.vector.as_ref().unwrap()
    };
    let [(first, _), ..] = deliveries.as_slice() else {
        panic!("no deliveries");
    };
    Instance {
        name,
        verifier: vector(first).verifier().unwrap().build().unwrap(),
        deliveries: deliveries
            .map(|(name, fate)| {
                let request = vector(name).request();
                let mut sent = Request::plain("POST", "/hooks/raw");
                sent.headers.clone_from(&request.headers);
                (sent.body(&request.body), fate)
            })
            .into(),
    }
}

fn mailgun() -> Instance {
    let desk = Desk::new(&providers::MAILGUN);
    let sent = |token: &str, later: u64| {
        let body = format!(r#"{{"signature":{{"token":"{token}"}},"event-data":{{"id":"1"}}}}"#);
        desk.sign(&event(&body).timestamp(after(later)))
    };
    let first = sent("a", 0);
    let text = String::from_utf8(first.body.clone()).unwrap();
    let forged = first
        .clone()
        .body(text.replace(r#""id":"1""#, r#""id":"2""#));
    desk.instance(
        "Mailgun: a token again, with another event and at another time",
        [
            (first, Handled),
            (forged, Duplicate),
            (sent("a", 9), Duplicate),
            (sent("b", 0), Handled),
        ],
    )
}

fn linear() -> Instance {
    let desk = Desk::new(&providers::LINEAR);
    let sent = |id: u32, at: u64| {
        desk.sign(&event(&format!(
            r#"{{"data":{{"id":{id}}},"webhookTimestamp":{at}}}"#
        )))
    };
    desk.instance(
        "Linear: the time of sending in the body",
        [
            (sent(1, 1_700_000_000_000), Handled),
            (sent(1, 1_700_000_009_000), Duplicate),
            (sent(2, 1_700_000_000_000), Handled),
        ],
    )
}

fn pubsub() -> Instance {
    const KEY: &str = include_str!("../../crates/hookseal-core/tests/keys/rsa.pem");
    let builder = || {
        Verifier::builder(providers::google_pubsub_push(
            "https://example.com/push",
            "push@project.iam.gserviceaccount.com",
        ))
        .clock(hookseal::time::ManualClock::new(NOW))
    };
    let private = || PrivateKey::from_pem(KEY).unwrap();
    let key: PublicKey = private().public_key().unwrap();
    let verifier = builder().key(key).build().unwrap();
    let signer = builder().signer(private()).unwrap();
    let sent = |id: u32, attempt: u32| {
        let body = format!(r#"{{"deliveryAttempt":{attempt},"message":{{"messageId":"{id}"}}}}"#);
        let delivery = event(&body);
        Request::of(&signer.sign(&delivery).unwrap())
    };
    Instance {
        name: "Pub/Sub: the number of the attempt in the body",
        verifier,
        deliveries: vec![
            (sent(1, 1), Handled),
            (sent(1, 2), Duplicate),
            (sent(2, 1), Handled),
        ],
    }
}

fn line() -> Instance {
    let desk = Desk::new(&providers::LINE);
    let sent = |id: u32, again: bool| {
        desk.sign(&event(&format!(
            r#"{{"events":[{{"webhookEventId":"{id}","deliveryContext":{{"isRedelivery":{again}}}}}]}}"#
        )))
    };
    desk.instance(
        "LINE: a redelivery says so",
        [
            (sent(1, false), Handled),
            (sent(1, true), Duplicate),
            (sent(2, true), Handled),
        ],
    )
}

fn hubspot() -> Instance {
    let desk = Desk::new(&providers::HUBSPOT);
    let sent = |second: u32, attempt: u32, later: u64| {
        let body = format!(
            r#"[{{"eventId":1,"attemptNumber":{attempt}}},{{"eventId":{second},"attemptNumber":{attempt}}}]"#
        );
        desk.sign(&event(&body).timestamp(after(later)))
    };
    desk.instance(
        "HubSpot: the number of the attempt in each event",
        [
            (sent(2, 0, 0), Handled),
            (sent(2, 1, 9), Duplicate),
            (sent(3, 0, 0), Handled),
        ],
    )
}

fn dropbox() -> Instance {
    let desk = Desk::new(&providers::DROPBOX);
    let sent = || desk.sign(&event(r#"{"list_folder":{"accounts":["dbid:1"]}}"#));
    desk.instance(
        "Dropbox: two changes of one account",
        [(sent(), Handled), (sent(), Handled)],
    )
}

fn x() -> Instance {
    let builder = || Verifier::builder(providers::X).handshake(providers::X_CRC);
    let desk = Desk::with(builder, "x-s-secret-never-to-be-shown");
    let word = desk.sign(&event("eyJpZCI6MX0"));
    let event = desk.sign(&event(r#"{"data":{"event_uuid":"1"}}"#));
    desk.instance(
        "X: what its challenge had signed",
        [(word.clone(), Refused), (event, Handled), (word, Refused)],
    )
}

/// A delivery to the endpoint, now.
fn event(body: &(impl AsRef<[u8]> + ?Sized)) -> Delivery<'_> {
    Delivery::new(body).target("/hooks/raw").timestamp(NOW)
}

/// Where deliveries are signed and checked.
struct Desk {
    signer: Signer,
    verifier: Verifier,
}

impl Desk {
    fn new(scheme: &(impl hookseal::scheme::SignatureScheme + Clone)) -> Self {
        let secret = "0123456789-of-whatever-length-so-that-each-of-the-senders-takes-it";
        Self::with(|| Verifier::builder(scheme.clone()), secret)
    }

    fn with(builder: impl Fn() -> VerifierBuilder, secret: &'static str) -> Self {
        leaks::never_show(secret);
        let builder = || {
            builder()
                .public_url("https://hooks.example.com")
                .clock(hookseal::time::ManualClock::new(NOW))
        };
        let secret = || Secret::new(secret).unwrap();
        Self {
            signer: builder().signer(secret()).unwrap(),
            verifier: builder().key(secret()).build().unwrap(),
        }
    }

    fn sign(&self, delivery: &Delivery<'_>) -> Request {
        Request::of(&self.signer.sign(delivery).unwrap())
    }

    fn instance(
        &self,
        name: &'static str,
        deliveries: impl IntoIterator<Item = (Request, Fate)>,
    ) -> Instance {
        Instance {
            name,
            verifier: self.verifier.clone(),
            deliveries: deliveries.into_iter().collect(),
        }
    }
}

/// So many seconds from now on.
fn after(seconds: u64) -> UnixTime {
    NOW.saturating_add(Duration::from_secs(seconds))
}
