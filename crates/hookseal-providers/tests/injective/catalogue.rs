//! What each sender signs, as slots; and deliveries whose pieces look like what separates them.

use hookseal_core::scheme::{HeaderName, Part, Scheme, Source, Timestamp, TimestampPlace};
use hookseal_core::signing::Delivery;
use hookseal_providers::{ProviderScheme, SchemeKind};

use crate::slot::Slot;

pub(crate) const BASE: &str = "https://example.com";
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// A form of a sender's message.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) slots: Vec<Slot>,
    /// The body in which the members stand, where they do.
    pub(crate) body: Option<&'static str>,
}

impl Shape {
    fn of(slots: Vec<Slot>) -> Self {
        Self { slots, body: None }
    }
}

/// A delivery to sign.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) target: String,
    pub(crate) method: String,
    pub(crate) headers: Vec<(HeaderName, String)>,
    pub(crate) body: Vec<u8>,
}

impl Given {
    pub(crate) fn delivery(&self) -> Delivery<'_> {
        let mut delivery = Delivery::new(&self.body)
            .method(&self.method)
            .target(&self.target)
            .timestamp(crate::NOW)
            .event_id(self.id.as_str())
            .event_type(self.kind.as_str());
        for (name, value) in &self.headers {
            delivery = delivery.header(name.clone(), value.as_str());
        }
        delivery
    }

    pub(crate) fn usual(body: impl Into<Vec<u8>>) -> Self {
        Self {
            id: "msg_1".to_owned(),
            kind: "order.payment.completed".to_owned(),
            target: "/hook".to_owned(),
            method: "POST".to_owned(),
            headers: Vec::new(),
            body: body.into(),
        }
    }
}

/// The shapes of a scheme of data: its parts.
pub(crate) fn shape_of(scheme: &Scheme) -> Shape {
    let mut slots = Vec::new();
    for part in scheme.message() {
        let slot = match part {
            Part::Body => Slot::Body,
            Part::EventId => match scheme.event_id() {
                Some(Source::Header(name)) => Slot::Header(name.clone()),
                other => panic!("{other:?}"),
            },
            Part::Header(name) => Slot::Header(name.clone()),
            Part::Literal(text) => Slot::literal(text),
            Part::Method => Slot::Method(methods(scheme)),
            Part::Target => Slot::Target,
            Part::Timestamp => match scheme.timestamp().map(Timestamp::place) {
                Some(TimestampPlace::First) => Slot::First(scheme.signature().header().clone()),
                Some(TimestampPlace::Header(name)) => Slot::Time(name.clone()),
                Some(TimestampPlace::Pair(key)) => {
                    let header = scheme.signature().header().clone();
                    let hookseal_core::scheme::Layout::Pairs { separator, .. } =
                        scheme.signature().layout()
                    else {
                        panic!("no pairs");
                    };
                    Slot::Pair(header, key.clone().into_owned(), *separator)
                }
                other => panic!("{other:?}"),
            },
            Part::Url => {
                slots.push(Slot::literal(BASE));
                Slot::Target
            }
            Part::UrlDecoding(characters) => {
                slots.push(Slot::literal(BASE));
                Slot::Decoded(characters)
            }
            other => panic!("no slot for {other:?}"),
        };
        slots.push(slot);
    }
    Shape::of(slots)
}

fn methods(scheme: &Scheme) -> Vec<String> {
    let all = scheme.methods().iter();
    all.map(|method| method.clone().into_owned()).collect()
}

fn header(name: &'static str) -> Slot {
    Slot::Header(HeaderName::from_static(name))
}

fn time(name: &'static str) -> Slot {
    Slot::Time(HeaderName::from_static(name))
}

/// The slots of schemes that are code. `None` where nothing is joined, or `special` knows it.
pub(crate) fn shapes_of_code(name: &str) -> Option<Vec<Shape>> {
    let pair = |header, key: &str| Slot::Pair(HeaderName::from_static(header), key.to_owned(), ',');
    let lit = |text: &str| Slot::literal(text);
    Some(match name {
        "adyen" => {
            let mut slots = Vec::new();
            for pointer in [
                "/notificationItems/0/NotificationRequestItem/pspReference",
                "/notificationItems/0/NotificationRequestItem/originalReference",
                "/notificationItems/0/NotificationRequestItem/merchantAccountCode",
                "/notificationItems/0/NotificationRequestItem/merchantReference",
                "/notificationItems/0/NotificationRequestItem/amount/value",
                "/notificationItems/0/NotificationRequestItem/amount/currency",
                "/notificationItems/0/NotificationRequestItem/eventCode",
                "/notificationItems/0/NotificationRequestItem/success",
            ] {
                if !slots.is_empty() {
                    slots.push(lit(":"));
                }
                slots.push(Slot::Member(pointer));
            }
            vec![Shape::of(slots)]
        }
        "aws_sns" => sns(),
        "box" => vec![Shape::of(vec![Slot::Body, time("BOX-DELIVERY-TIMESTAMP")])],
        "braintree" => vec![Shape::of(vec![Slot::Field("bt_payload")])],
        "fal" => vec![Shape::of(vec![
            header("X-Fal-Webhook-Request-Id"),
            lit("\n"),
            header("X-Fal-Webhook-User-Id"),
            lit("\n"),
            time("X-Fal-Webhook-Timestamp"),
            lit("\n"),
            Slot::Tail,
        ])],
        "forgejo-form" | "gitea-form" | "gogs-form" => {
            vec![Shape::of(vec![Slot::Field("payload")])]
        }
        "mailgun" => vec![Shape::of(vec![
            Slot::Member("/signature/timestamp"),
            Slot::Member("/signature/token"),
        ])],
        "mandrill" => vec![Shape::of(vec![
            lit(BASE),
            Slot::Target,
            lit("mandrill_events"),
            Slot::Field("mandrill_events"),
        ])],
        "mercado_pago" => vec![Shape::of(vec![
            lit("id:"),
            Slot::Query("data.id"),
            lit(";request-id:"),
            header("x-request-id"),
            lit(";ts:"),
            pair("x-signature", "ts"),
            lit(";"),
        ])],
        "paypal" => vec![Shape::of(vec![
            header("PAYPAL-TRANSMISSION-ID"),
            lit("|"),
            time("PAYPAL-TRANSMISSION-TIME"),
            lit("|1JE4291016473214C|"),
            Slot::Tail,
        ])],
        "persona" => vec![Shape::of(vec![
            pair("Persona-Signature", "t"),
            lit("."),
            Slot::Body,
        ])],
        _ => return None,
    })
}

fn sns() -> Vec<Shape> {
    const PLAIN: &str = r#"{"Type":"Notification","MessageId":"","TopicArn":"","Message":"","Timestamp":"","SignatureVersion":"2","Signature":"","SigningCertURL":""}"#;
    const SUBJECT: &str = r#"{"Type":"Notification","MessageId":"","TopicArn":"","Message":"","Subject":"","Timestamp":"","SignatureVersion":"2","Signature":"","SigningCertURL":""}"#;
    const CONFIRMS: &str = r#"{"Type":"SubscriptionConfirmation","MessageId":"","TopicArn":"","Message":"","Token":"","SubscribeURL":"","Timestamp":"","SignatureVersion":"2","Signature":"","SigningCertURL":""}"#;
    let shape = |members: &[&'static str], body| {
        let mut slots = Vec::new();
        for pointer in members {
            slots.push(Slot::literal(format!("{}\n", &pointer[1..])));
            slots.push(Slot::Member(pointer));
            slots.push(Slot::literal("\n"));
        }
        Shape {
            slots,
            body: Some(body),
        }
    };
    vec![
        shape(
            &["/Message", "/MessageId", "/Timestamp", "/TopicArn", "/Type"],
            PLAIN,
        ),
        shape(
            &[
                "/Message",
                "/MessageId",
                "/Subject",
                "/Timestamp",
                "/TopicArn",
                "/Type",
            ],
            SUBJECT,
        ),
        shape(
            &[
                "/Message",
                "/MessageId",
                "/SubscribeURL",
                "/Timestamp",
                "/Token",
                "/TopicArn",
                "/Type",
            ],
            CONFIRMS,
        ),
    ]
}

/// All sequences of at most so many of these.
pub(crate) fn soups(words: &[&str], most: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut last = all.clone();
    for _ in 0..most {
        last = last
            .iter()
            .flat_map(|soup| words.iter().map(move |word| format!("{soup}{word}")))
            .collect();
        all.extend(last.iter().cloned());
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// Words of which everything between the pieces of this scheme can be made.
fn words(shape: &Shape) -> Vec<String> {
    let mut words: Vec<String> = ["1", "a", "{", "[1]", "1700000000", "2023-11-14T22:13:20Z"]
        .map(str::to_owned)
        .to_vec();
    for slot in &shape.slots {
        match slot {
            Slot::Literal(text) => words.push(String::from_utf8(text.clone()).unwrap()),
            Slot::Target | Slot::Decoded(_) => words.extend([BASE.to_owned(), "/hook".to_owned()]),
            Slot::Method(all) => words.extend(all.iter().take(2).cloned()),
            Slot::First(_) | Slot::Time(_) | Slot::Pair(..) => {
                let more = ["1700000000000", "Tue, 14 Nov 2023 22:13:20 GMT"];
                words.extend(more.map(str::to_owned));
            }
            _ => {}
        }
    }
    words.sort_unstable();
    words.dedup();
    words
}

/// Deliveries of one scheme, about.
const ENOUGH: usize = 300;

/// Deliveries of a scheme of data.
pub(crate) fn given_for(shape: &Shape, scheme: &Scheme) -> Vec<Given> {
    let words = words(shape);
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let mut free = Vec::new();
    for slot in &shape.slots {
        match slot {
            Slot::Header(name) => free.push(Some(name.clone())),
            Slot::Target | Slot::Decoded(_) | Slot::Method(_) => free.push(None),
            _ => {}
        }
    }
    let is_plain = shape
        .slots
        .iter()
        .all(|slot| matches!(slot, Slot::Body | Slot::Literal(_)));
    if is_plain {
        return vec![Given::usual(r#"{"webhookTimestamp":1700000000000}"#)];
    }
    let bodies = soups(&words, if free.is_empty() { 3 } else { 2 });
    let others = if free.is_empty() {
        vec![String::new()]
    } else {
        soups(&words, 2)
    };
    let stride = (bodies.len() * others.len() / ENOUGH).max(1);
    let mut all = Vec::new();
    for (number, body) in bodies.iter().enumerate() {
        for (place, other) in others.iter().enumerate() {
            // Of long products a part that meets every word in every place.
            if (number + 3 * place) % stride != 0 {
                continue;
            }
            let mut given = Given::usual(body.as_bytes());
            for name in &free {
                match name {
                    None => {
                        given.target = format!("/hook?{other}");
                        let methods = scheme.methods();
                        given.method = methods[place % methods.len()].clone().into_owned();
                    }
                    Some(name) => match scheme.event_id() {
                        Some(Source::Header(id)) if id == name => given.id = format!("m{other}"),
                        _ => given.headers.push((name.clone(), format!("h{other}"))),
                    },
                }
            }
            all.push(given);
        }
    }
    all
}

/// Deliveries of a scheme that is code.
pub(crate) fn given_for_code(name: &str) -> Vec<Given> {
    match name {
        "adyen" => soups(&["1", ":", "a", "::"], 2)
            .iter()
            .map(|text| {
                Given::usual(format!(
                    r#"{{"notificationItems":[{{"NotificationRequestItem":{{"additionalData":{{}},"pspReference":"7914","originalReference":"","merchantAccountCode":"Acme","merchantReference":"{text}","amount":{{"value":"1130","currency":"EUR"}},"eventCode":"AUTHORISATION","success":"true"}}}}]}}"#
                ))
            })
            .collect(),
        "aws_sns" => soups(
            &[
                "a",
                "\n",
                "MessageId\nm2\n",
                "Subject\n",
                "Timestamp\n2023-11-14T22:13:20Z\n",
                "TopicArn\narn:aws:sns:eu-west-1:123456789012:orders\n",
                "Type\nNotification\n",
                "SubscribeURL\nhttps://example.com\n",
                "Token\nt\n",
            ],
            3,
        )
        .into_iter()
        .map(Given::usual)
        .collect(),
        "mailgun" => soups(&["1", "a", "1700000000"], 3)
            .iter()
            .map(|token| {
                Given::usual(format!(
                    r#"{{"signature":{{"token":"{token}","timestamp":"","signature":""}},"event-data":{{}}}}"#
                ))
            })
            .collect(),
        "braintree" => [Given::usual("<xml/>")].to_vec(),
        "forgejo-form" | "gitea-form" | "gogs-form" => [Given::usual(r#"{"a":1}"#)].to_vec(),
        "mandrill" => {
            let words = ["[1]", "a", "mandrill_events", "/hook", BASE];
            let mut all = Vec::new();
            for text in soups(&words, 2) {
                for query in soups(&words, 2) {
                    let form = form_urlencoded::Serializer::new(String::new())
                        .append_pair("mandrill_events", &text)
                        .finish();
                    let mut given = Given::usual(form);
                    given.target = format!("/hook?{query}");
                    let kind = HeaderName::from_static("Content-Type");
                    given.headers.push((kind, FORM.to_owned()));
                    all.push(given);
                }
            }
            all
        }
        "mercado_pago" => {
            let words = ["1", "a", ";", "request-id:", "ts:", "id:", "1700000000000"];
            let mut all = Vec::new();
            for text in soups(&words, 2) {
                for other in soups(&words, 2) {
                    let mut given = Given::usual("{}");
                    let query = form_urlencoded::Serializer::new(String::new())
                        .append_pair("data.id", &format!("1{text}"))
                        .finish();
                    given.target = format!("/hook?{query}");
                    let id = HeaderName::from_static("x-request-id");
                    given.headers.push((id, format!("r{other}")));
                    all.push(given);
                }
            }
            all
        }
        "paypal" | "fal" => soups(&["1", "|", "a", "2023-11-14T22:13:20Z", "1700000000"], 3)
            .into_iter()
            .map(|id| Given {
                id: format!("m{id}"),
                ..Given::usual("{}")
            })
            .collect(),
        "box" | "persona" => soups(
            &["1", ".", "{", "a", "1700000000", "2023-11-14T22:13:20Z"],
            3,
        )
        .into_iter()
        .map(Given::usual)
        .collect(),
        other => panic!("no deliveries of {other}"),
    }
}

/// Schemes that join nothing, and why; `special.rs` looks at those it names itself.
pub(crate) fn joins_nothing(name: &str, scheme: &ProviderScheme) -> Option<&'static str> {
    if scheme.kind() == SchemeKind::Token {
        return Some("a token is shown, and nothing of the body is signed");
    }
    Some(match name {
        "google_pubsub_push" | "netlify" | "plaid" => {
            "the token is signed as it stands, and claims the body's digest or nothing of it"
        }
        "mailchannels" => "RFC 9421 has a line for each component, see the core's own tests",
        "dropbox_sign" => "as `mailgun`, a time of fixed width and a text, in a part of a form",
        "hook0" | "coinbase_cdp" | "contentful" => "headers are named in it, see `special.rs`",
        "twilio" | "twilio-sha256" => "nothing separates the fields, see `special.rs`",
        _ => return None,
    })
}
