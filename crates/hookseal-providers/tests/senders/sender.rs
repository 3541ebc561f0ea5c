//! The senders of the catalogue, each with a key of its own and another one that is not.

use hookseal_core::httpsig::MessageSigner;
use hookseal_core::scheme::{HeaderName, Part, Source};
use hookseal_core::signing::{
    Delivery, Forgery, PrivateKey, SignedDelivery, Signer, SigningMaterial,
};
use hookseal_core::time::ManualClock;
use hookseal_core::{Key, KeyRing, PublicKey, Secret, UnixTime, VerifierBuilder};
use hookseal_providers::{ALL, ProviderScheme, SchemeKind};

use crate::settings;

pub(crate) const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);
pub(crate) const BASE: &str = "https://example.com";

/// A key, and another of its kind.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Keys {
    /// In the forms in which senders show secrets.
    Secret(&'static str, &'static str),
    Pair(&'static str, &'static str),
    /// A pair whose public key comes in a certificate.
    Certified(&'static str, &'static str),
    /// A pair whose public key has an id, which deliveries name.
    Named(&'static str, &'static str),
}

const ED25519: &str = include_str!("../../../hookseal-core/tests/keys/ed25519.pem");
const P256: &str = include_str!("../../../hookseal-core/tests/keys/p256.pem");
const P256_OTHER: &str = include_str!("../../../hookseal-core/tests/keys/p256_other.pem");
const RSA: &str = include_str!("../../../hookseal-core/tests/keys/rsa.pem");
const RSA_OTHER: &str = include_str!("../../../hookseal-core/tests/keys/rsa_other.pem");
const CERTIFICATE: &str = include_str!("../../../hookseal-core/tests/keys/rsa_certificate.pem");
/// Stands for one that is made of a seed.
const ED25519_OTHER: &str = "";
const KEY_ID: &str = "one";

const ALL_KEYS: &[Keys] = &[
    Keys::Secret(
        "a-user:and-a-password-of-some-length-so-that-all-of-them-take-it",
        "a-user:and-another-password-of-a-length-that-all-of-them-take-too",
    ),
    Keys::Secret(
        "whsec_Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJw",
        "whsec_Rm43ZHVwbG9oVG5ncThiTWs1Zndlcno4",
    ),
    Keys::Secret(
        "v1,whsec_Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJw",
        "v1,whsec_Rm43ZHVwbG9oVG5ncThiTWs1Zndlcno4",
    ),
    Keys::Secret(
        "Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJw",
        "Rm43ZHVwbG9oVG5ncThiTWs1Zndlcno4",
    ),
    Keys::Secret(
        "9c41d7a2e05b83f6601c2d4e8fa97b35d0e2f4a6b8c0d1e3f507192b3c4d5e6f",
        "1d41d7a2e05b83f6601c2d4e8fa97b35d0e2f4a6b8c0d1e3f507192b3c4d5e6a",
    ),
    Keys::Certified(RSA, RSA_OTHER),
    Keys::Pair(ED25519, ED25519_OTHER),
    Keys::Pair(P256, P256_OTHER),
    Keys::Pair(RSA, RSA_OTHER),
    Keys::Named(ED25519, ED25519_OTHER),
];

fn private(pem: &str) -> PrivateKey {
    if pem == ED25519_OTHER {
        return PrivateKey::from_seed(&[42; 32]).unwrap();
    }
    PrivateKey::from_pem(pem).unwrap()
}

impl Keys {
    /// What verifies.
    pub(crate) fn ring(self) -> KeyRing {
        let key = match self {
            Self::Secret(text, _) => Key::from(Secret::new(text).unwrap()),
            Self::Pair(pem, _) => private(pem).public_key().unwrap().into(),
            Self::Certified(..) => PublicKey::new(CERTIFICATE).unwrap().into(),
            Self::Named(pem, _) => Key::from(private(pem).public_key().unwrap()).id(KEY_ID),
        };
        key.into()
    }

    fn right(self) -> SigningMaterial {
        match self {
            Self::Secret(text, _) => Secret::new(text).unwrap().into(),
            Self::Pair(pem, _) | Self::Certified(pem, _) | Self::Named(pem, _) => {
                private(pem).into()
            }
        }
    }

    fn wrong(self) -> SigningMaterial {
        match self {
            Self::Secret(_, text) => Secret::new(text).unwrap().into(),
            Self::Pair(_, pem) | Self::Certified(_, pem) | Self::Named(_, pem) => {
                private(pem).into()
            }
        }
    }
}

/// A scheme of the catalogue.
pub(crate) struct Sender {
    pub(crate) name: String,
    pub(crate) id: &'static str,
    pub(crate) scheme: &'static ProviderScheme,
    pub(crate) keys: Keys,
}

/// All of them.
pub(crate) fn all() -> Vec<Sender> {
    let mut all = Vec::new();
    for provider in ALL {
        let usual = (provider.id.to_owned(), &provider.scheme);
        let variants = provider.variants.iter();
        let variants = variants.map(|one| (one.full_name(provider), &one.scheme));
        for (name, scheme) in std::iter::once(usual).chain(variants) {
            let mut keys = ALL_KEYS.iter();
            let keys = keys.find(|keys| builder(scheme).keys(keys.ring()).build().is_ok());
            all.push(Sender {
                keys: *keys.unwrap_or_else(|| panic!("{name}: no key fits")),
                id: provider.id,
                name,
                scheme,
            });
        }
    }
    all
}

fn builder(scheme: &ProviderScheme) -> VerifierBuilder {
    scheme
        .verifier_with(&settings::setting)
        .public_url(BASE)
        .clock(ManualClock::new(NOW))
}

impl Sender {
    pub(crate) fn builder(&self) -> VerifierBuilder {
        builder(self.scheme)
    }

    /// The body that the sender has a place for its signature in.
    fn body(&self) -> &'static str {
        match self.id {
            "adyen" => {
                r#"{"notificationItems":[{"NotificationRequestItem":{"pspReference":"7914","merchantAccountCode":"Acme","merchantReference":"1","amount":{"value":1130,"currency":"EUR"},"eventCode":"AUTHORISATION","success":"true"}}]}"#
            }
            "dropbox_sign" => r#"{"event":{"event_type":"signature_request_sent"}}"#,
            "linear" => r#"{"webhookTimestamp":1700000000000,"type":"Issue"}"#,
            "mailgun" => {
                r#"{"signature":{"token":"7d9f8c2b4e"},"event-data":{"id":"e1","event":"opened"}}"#
            }
            "mandrill" => "mandrill_events=%5B%7B%7D%5D",
            "twilio" => "From=%2B15551234567&Body=hello",
            "microsoft_graph" => r#"{"value":[{"changeType":"created"}]}"#,
            _ => {
                r#"{"id":"evt_1","event_id":"evt_1","type":"user.created","event":"user.created","data":{"id":"7"}}"#
            }
        }
    }

    fn delivery(&self) -> Delivery<'static> {
        let mut delivery = Delivery::new(self.body())
            .target("/hooks")
            .timestamp(NOW)
            .event_id("msg_1")
            .event_type("push.commits.created");
        if self.scheme.kind() == SchemeKind::UrlAndForm {
            let form = "application/x-www-form-urlencoded";
            delivery = delivery.header(HeaderName::from_static("Content-Type"), form);
        }
        for name in signed_headers(self.scheme) {
            delivery = delivery.header(name, "1700000000000");
        }
        delivery
    }

    fn sign_by(&self, material: SigningMaterial) -> SignedDelivery {
        if matches!(self.scheme, ProviderScheme::MessageSignatures(_)) {
            return self.sign_naming(KEY_ID, material);
        }
        let signed = self.signer(material).sign(&self.delivery());
        signed.unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    fn sign_naming(&self, id: &str, by: SigningMaterial) -> SignedDelivery {
        let signer = MessageSigner::new(&self.name, by).unwrap();
        signer.key_id(id).sign(&self.delivery()).unwrap()
    }

    fn signer(&self, material: SigningMaterial) -> Signer {
        self.builder().signer(material).unwrap()
    }

    /// A delivery by its key.
    pub(crate) fn sign(&self) -> SignedDelivery {
        self.sign_by(self.keys.right())
    }

    /// The same delivery by a key that is not its own.
    pub(crate) fn sign_wrongly(&self) -> SignedDelivery {
        self.sign_by(self.keys.wrong())
    }

    /// A delivery that names a key which is not known, where it is known by its name.
    pub(crate) fn name_another_key(&self) -> Option<SignedDelivery> {
        let is_named = matches!(self.keys, Keys::Named(..));
        is_named.then(|| self.sign_naming("two", self.keys.right()))
    }

    /// As somebody writes it who has no key at all, where it is written by a signer.
    pub(crate) fn forge(&self, forgery: Forgery<'_>) -> Option<SignedDelivery> {
        if matches!(self.scheme, ProviderScheme::MessageSignatures(_)) {
            return None;
        }
        let signer = self.signer(self.keys.right());
        Some(signer.forge(&self.delivery(), forgery).unwrap())
    }
}

/// Headers that are signed whatever they say.
fn signed_headers(scheme: &ProviderScheme) -> Vec<HeaderName> {
    let Some(scheme) = scheme.data() else {
        return Vec::new();
    };
    let facts = [scheme.event_id(), scheme.event_type(), scheme.attempt()];
    let is_fact = |name: &HeaderName| {
        let fact = Source::Header(name.clone());
        facts.iter().flatten().any(|source| **source == fact)
    };
    let headers = scheme.message().iter().filter_map(|part| match part {
        Part::Header(name) if !is_fact(name) => Some(name.clone()),
        _ => None,
    });
    headers.collect()
}
