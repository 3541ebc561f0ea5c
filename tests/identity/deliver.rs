//! Deliveries as each sender makes them, signed by the catalogue's own schemes.

use hookseal::httpsig::{Component, MessageSigner};
use hookseal::providers::ProviderScheme;
use hookseal::replay::Identity;
use hookseal::scheme::HeaderName;
use hookseal::signing::{Delivery, PrivateKey, SignedDelivery, SigningMaterial};
use hookseal::time::ManualClock;
use hookseal::{Key, KeyRing, PublicKey, Secret, UnixTime, Verifier, VerifierBuilder};
use serde_json::Value;

use crate::known::{Known, known};
use crate::sent::Sent;
use crate::table::{KnownBy, Row, Time};

const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);
/// Within every sender's tolerance.
const NEXT_ATTEMPT: UnixTime = UnixTime::from_secs(1_700_000_004);

const KEYS: &[&str] = &[
    include_str!("../../crates/hookseal-core/tests/keys/ed25519.pem"),
    include_str!("../../crates/hookseal-core/tests/keys/p256.pem"),
    include_str!("../../crates/hookseal-core/tests/keys/rsa.pem"),
];
const CERTIFICATE: &str = include_str!("../../crates/hookseal-core/tests/keys/rsa_certificate.pem");
/// The forms in which senders show secrets.
const SECRETS: &[&str] = &[
    "a-user:and-a-password-of-some-length-so-that-all-of-them-take-it",
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "v1,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "8e1f60a2b7c94d35e0917fa64c2bd8531a9e07f3c6d254b8e10f937a5c82d6b4",
];

/// Where one sender's deliveries are made, and checked.
pub(crate) struct Desk<'a> {
    name: &'a str,
    scheme: &'a ProviderScheme,
    row: &'a Row,
}

/// What differs from the first attempt at the first event.
#[derive(Clone, Copy)]
enum Turn<'a> {
    First,
    Again,
    Other(&'a str, &'a Value),
    /// The first attempt at an event with this body.
    Body(&'a Value),
}

impl<'a> Desk<'a> {
    pub(crate) const fn new(name: &'a str, scheme: &'a ProviderScheme, row: &'a Row) -> Self {
        Self { name, scheme, row }
    }

    /// The first attempt.
    pub(crate) fn first(&self) -> Sent {
        self.sent(Turn::First)
    }

    /// The next attempt, later.
    pub(crate) fn again(&self) -> Sent {
        self.sent(Turn::Again)
    }

    /// Other events, each with the place in which it is another.
    pub(crate) fn others(&self) -> Vec<(Sent, String)> {
        let others = self.row.other.iter();
        assert!(
            self.row.known_by == KnownBy::Nothing || others.len() > 0,
            "{}: say what another event has",
            self.name
        );
        others
            .map(|(place, value)| (self.sent(Turn::Other(place, value)), place.clone()))
            .collect()
    }

    /// Events that look alike, although the sender's others do not.
    pub(crate) fn alike(&self) -> Vec<Sent> {
        let bodies = self.row.each_handled.iter();
        bodies.map(|body| self.sent(Turn::Body(body))).collect()
    }

    pub(crate) fn verifier(&self) -> Verifier {
        self.pair().1
    }

    pub(crate) fn key(&self, sent: &Sent, identity: Identity, is_in_process: bool) -> Known {
        let verifier = self.verifier();
        known(&verifier, sent, identity, is_in_process).unwrap_or_else(|| {
            let why = verifier.verify(sent, sent.body.clone()).unwrap_err();
            panic!("{}: {why}\n{sent:?}", self.name)
        })
    }

    fn sent(&self, turn: Turn<'_>) -> Sent {
        let changes: Vec<(&str, &Value)> = match turn {
            Turn::First => Vec::new(),
            Turn::Again => {
                let again = self.row.again.iter();
                again.map(|(place, value)| (&**place, value)).collect()
            }
            Turn::Other(place, value) => vec![(place, value)],
            Turn::Body(body) => vec![("body ", body)],
        };
        let (mut event, mut target) = (self.row.event.clone(), self.row.target.clone());
        let mut headers = self.row.headers.clone();
        // Beside the signature the id is new for each attempt: nobody is to believe it.
        let is_signed = self.row.known_by == KnownBy::Header;
        let mut id = match turn {
            Turn::Again if !is_signed => "msg_again",
            Turn::Other(..) if is_signed => "msg_2",
            _ => "msg_1",
        };
        for (place, value) in changes {
            match place.split_once(' ') {
                Some(("body", pointer)) => set(&mut event, pointer, value),
                Some(("header", _)) if value == "id" => id = "msg_2",
                Some(("header", name)) => {
                    headers.insert(name.to_owned(), text(value));
                }
                Some(("target", "")) => target = text(value),
                _ => panic!("{}: there is no {place}", self.name),
            }
        }
        let at = match turn {
            Turn::Again if self.row.time == Time::New => NEXT_ATTEMPT,
            _ => NOW,
        };
        let body = text(&event);
        let mut delivery = Delivery::new(&body)
            .method(&self.row.method)
            .target(&target)
            .timestamp(at)
            .event_id(id);
        for (name, value) in headers {
            delivery = delivery.header(HeaderName::new(name).unwrap(), value);
        }
        Sent::of(&self.sign(&delivery))
    }

    fn sign(&self, delivery: &Delivery<'_>) -> SignedDelivery {
        let (material, _) = self.pair();
        let signed = match self.scheme {
            ProviderScheme::MessageSignatures(_) => MessageSigner::new(self.name, material)
                .unwrap()
                .components([Component::CONTENT_DIGEST])
                .key_id(KEY_ID)
                .sign(delivery),
            _ => self.builder().signer(material).unwrap().sign(delivery),
        };
        signed.unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    fn builder(&self) -> VerifierBuilder {
        self.scheme
            .verifier_with(&setting)
            .public_url("https://hooks.example.com")
            .without_handshakes()
            .clock(ManualClock::new(NEXT_ATTEMPT))
    }

    /// A key that signs, and what verifies it.
    fn pair(&self) -> (SigningMaterial, Verifier) {
        let secret = |text: &str| Secret::new(text).unwrap();
        let private = |pem: &str| PrivateKey::from_pem(pem).unwrap();
        let secrets = SECRETS.iter().map(|text| {
            let ring = KeyRing::from(Key::from(secret(text)));
            (SigningMaterial::from(secret(text)), ring)
        });
        let pairs = KEYS.iter().map(|pem| {
            let mut public = Key::from(private(pem).public_key().unwrap());
            if matches!(self.scheme, ProviderScheme::MessageSignatures(_)) {
                public = public.id(KEY_ID);
            }
            (SigningMaterial::from(private(pem)), KeyRing::from(public))
        });
        let certified = KEYS.last().map(|pem| {
            let ring = KeyRing::from(Key::from(PublicKey::new(CERTIFICATE).unwrap()));
            (SigningMaterial::from(private(pem)), ring)
        });
        secrets
            .chain(certified)
            .chain(pairs)
            .find_map(|(material, ring)| Some((material, self.builder().keys(ring).build().ok()?)))
            .unwrap_or_else(|| panic!("{}: no key fits", self.name))
    }
}

const KEY_ID: &str = "one";

fn setting(name: &str) -> Vec<String> {
    let value = match name {
        "audience" => "https://example.com/push",
        "email" => "push@project.iam.gserviceaccount.com",
        "topic" => "arn:aws:sns:eu-west-1:123456789012:orders",
        "user" => "user_1",
        "webhook_id" => "1JE4291016473214C",
        _ => return Vec::new(),
    };
    vec![value.to_owned()]
}

/// JSON as text; a text is itself.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Sets a member; of a text, the whole.
fn set(event: &mut Value, pointer: &str, value: &Value) {
    if pointer.is_empty() {
        *event = value.clone();
        return;
    }
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match event.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.insert(name.to_owned(), value.clone());
        }
        Some(Value::Array(elements)) => {
            let at: usize = name.parse().unwrap();
            elements[at] = value.clone();
        }
        _ => panic!("the event has no {parent}"),
    }
}
