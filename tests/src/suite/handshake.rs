//! Handshakes of the catalogue: `vectors/handshake/handshakes.json`.

use std::path::Path;

use hookseal::providers::{CLOUDEVENTS_OPTIONS, Provider};
use hookseal::scheme::{HeaderName, Scheme};
use hookseal::signing::{Delivery, PrivateKey, Signer};
use hookseal::time::ManualClock;
use hookseal::{Algorithm, Key, Secret, VerifierBuilder, providers};
use serde::Deserialize;
use serde_json::Value;

use crate::answer::Answer;
use crate::case::{Case, Stage};
use crate::request::{Request, Transfer};
use crate::senders::{GITHUB, NOW, SLACK};

pub(super) const CASES: &[Case] = &[
    Case::new(
        "handshakes_are_answered_as_their_senders_expect",
        as_expected,
    ),
    Case::new(
        "h15_signed_handshakes_with_a_wrong_signature_are_refused",
        wrongly_signed,
    ),
    Case::new(
        "h14_what_a_browser_could_run_is_not_given_back",
        no_html_comes_back,
    ),
    Case::new("handshakes_that_the_app_does_without_are_refused", without),
    Case::new("cloudevents_may_ask_to_send", cloudevents),
    Case::new(
        "what_only_resembles_an_endpoint_check_is_judged_by_its_signature",
        resembling,
    ),
];

#[derive(Deserialize)]
struct File {
    handshakes: Vec<Vector>,
}

/// A handshake, and what its sender expects.
#[derive(Deserialize)]
struct Vector {
    provider: String,
    name: String,
    signed: bool,
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: String,
    #[serde(default)]
    secret: Option<String>,
    #[serde(default)]
    token: Option<String>,
    /// Whether it stands here with its signature, which holds.
    #[serde(default)]
    rightly_signed: bool,
    /// By which the sender knows the key.
    #[serde(default)]
    key_id: Option<String>,
    answer: Expected,
}

#[derive(Deserialize)]
struct Expected {
    status: u16,
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    json: Option<Value>,
    /// Whether the body counts of a refusal as well.
    #[serde(default)]
    exactly: bool,
}

fn vectors() -> Vec<Vector> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/handshake/handshakes.json");
    let text = std::fs::read_to_string(path).unwrap();
    serde_json::from_str::<File>(&text).unwrap().handshakes
}

impl Vector {
    fn provider(&self) -> &'static Provider {
        let mut all = providers::ALL.iter().copied();
        all.find(|provider| provider.id == self.provider).unwrap()
    }

    /// How the sender signs, where a handshake of it is signed.
    fn scheme(&self) -> Scheme {
        self.provider().scheme.data().unwrap().clone()
    }

    fn secret(&self) -> Secret {
        let text = self.secret.as_deref();
        Secret::new(text.unwrap_or("a secret to shake hands with")).unwrap()
    }

    /// Configured as its documentation says.
    fn builder(&self) -> VerifierBuilder {
        let builder = self.provider().scheme.verifier();
        let symmetric = builder.algorithm().is_symmetric();
        let mut builder = builder
            .clock(ManualClock::new(NOW))
            .allow_weak_secrets()
            .public_url("https://hooks.example.com")
            .offered_secrets(|_| true);
        builder = if symmetric {
            let key = Key::from(self.secret());
            builder.key(match &self.key_id {
                Some(id) => key.id(id.as_str()),
                None => key,
            })
        } else {
            builder.key(private_key().public_key().unwrap())
        };
        match &self.token {
            Some(token) => builder.handshake_token(Secret::new(token).unwrap()),
            None => builder,
        }
    }

    fn request(&self) -> Request {
        if !self.signed {
            return Request {
                method: self.method.clone(),
                target: self.target.clone(),
                headers: self
                    .headers
                    .iter()
                    .map(|(name, value)| (name.clone(), value.as_bytes().to_vec()))
                    .collect(),
                body: self.body.clone().into_bytes(),
                transfer: Transfer::Length,
            };
        }
        let scheme = self.scheme();
        let signer = if scheme.algorithm() == Algorithm::Ed25519 {
            Signer::new(scheme, private_key())
        } else {
            Signer::new(scheme, self.secret())
        };
        let signer = signer.unwrap().public_url("https://hooks.example.com");
        let mut delivery = Delivery::new(&self.body)
            .target(&self.target)
            .timestamp(NOW)
            .event_id("msg_1");
        for (name, value) in &self.headers {
            delivery = delivery.header(HeaderName::new(name).unwrap(), value);
        }
        Request::of(&signer.unwrap().sign(&delivery).unwrap())
    }
}

fn private_key() -> PrivateKey {
    PrivateKey::from_seed(&[9; 32]).unwrap()
}

fn as_expected(stage: &Stage<'_>) {
    for vector in vectors() {
        let site = stage.serve(vector.builder().build().unwrap());
        let answer = site.send(&vector.request());
        let name = format!("{} {}: {answer:?}", vector.provider, vector.name);
        assert_eq!(site.handled(), [], "no handler sees {name}");
        assert_eq!(answer.status, vector.answer.status, "{name}");
        for (header, value) in &vector.answer.headers {
            let found = answer.header(header).unwrap_or_default();
            assert!(found.starts_with(value.as_str()), "{name}");
        }
        match (&vector.answer.json, &vector.answer.body) {
            (Some(json), _) => {
                let said: Value = serde_json::from_slice(&answer.body).unwrap();
                assert_eq!(said, *json, "{name}");
            }
            (None, Some(body)) if answer.status < 300 || vector.answer.exactly => {
                assert_eq!(String::from_utf8_lossy(&answer.body), *body, "{name}");
            }
            _ => {}
        }
    }
}

fn wrongly_signed(stage: &Stage<'_>) {
    for vector in vectors().into_iter().filter(|vector| vector.signed) {
        let site = stage.serve(vector.builder().build().unwrap());
        let forged = vector.request().body(vector.body.replacen('{', "{ ", 1));
        // Xero signs some wrongly on purpose, and wants a 401 without a body.
        if vector.provider == "xero" {
            let answer = site.send(&forged);
            assert_eq!((answer.status, &*answer.body), (401, &b""[..]));
            assert_eq!(site.handled(), []);
            continue;
        }
        site.refuses(&forged, "signature_mismatch");
    }
}

fn no_html_comes_back(stage: &Stage<'_>) {
    let vectors = vectors();
    let dropbox = vectors.iter().find(|vector| vector.provider == "dropbox");
    let dropbox = dropbox.unwrap();
    let site = stage.serve(dropbox.builder().build().unwrap());
    let ask = |target: &str| site.send(&dropbox.request().to(target));
    // Printable ASCII comes back, but as nothing that a browser runs.
    let answer = ask("/hooks/raw?challenge=%3Cscript%3Ealert(1)%3C/script%3E");
    assert_eq!(answer.body, b"<script>alert(1)</script>");
    is_inert(&answer);
    for target in [
        "/hooks/raw?challenge=%E2%80%A8",
        "/hooks/raw?challenge=a%0d%0aSet-Cookie:%20a=b",
        "/hooks/raw?challenge=a&challenge=b",
        &format!("/hooks/raw?challenge={}", "a".repeat(1025)),
    ] {
        assert_eq!(ask(target).status, 405, "{target}");
    }
}

fn is_inert(answer: &Answer) {
    let kind = answer.header("content-type").unwrap();
    assert!(kind.starts_with("text/plain"), "{kind}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
}

fn without(stage: &Stage<'_>) {
    let unsigned = |vector: &Vector| !vector.signed && !vector.rightly_signed;
    for vector in vectors().into_iter().filter(unsigned) {
        let verifier = vector.builder().without_handshakes().build().unwrap();
        let answer = stage.serve(verifier).send(&vector.request());
        assert!(matches!(answer.status, 401 | 405), "{answer:?}");
    }
    // Signed ones are events then.
    let verifier = SLACK.builder().without_handshakes().build().unwrap();
    let body = r#"{"type":"url_verification","challenge":"abc"}"#;
    stage.serve(verifier).accepts(&SLACK.sign(body));
}

/// What differs in one thing from a check that is answered without a right signature.
fn resembling(stage: &Stage<'_>) {
    let of = |provider: &str, name: &str| {
        let mut all = vectors().into_iter();
        all.find(|vector| vector.provider == provider && vector.name == name)
            .unwrap()
    };
    let mandrill = of("mandrill", "test-webhook");
    let woocommerce = of("woocommerce", "creation-ping-with-charset");
    let bitbucket = of("bitbucket", "data-center-ping");
    let xero = of("xero", "intent-to-receive-wrongly-signed");
    let braintree = of("braintree", "bt_challenge");
    let dropbox_sign = of("dropbox_sign", "callback_test");
    let mailersend = of("mailersend", "webhook.test");
    for (vector, request, code) in [
        (
            &mandrill,
            mandrill.request().body("mandrill_events=%5B%7B%7D%5D"),
            "signature_mismatch",
        ),
        (
            &mandrill,
            mandrill.request().body("mandrill_events=%5B%5D&a=b"),
            "malformed_body",
        ),
        (
            &mandrill,
            mandrill.request().without("X-Mandrill-Signature"),
            "missing_signature",
        ),
        (
            &woocommerce,
            woocommerce.request().with("Content-Type", "text/plain"),
            "missing_signature",
        ),
        (
            &woocommerce,
            woocommerce.request().adding("X-WC-Webhook-Topic", "a.b"),
            "missing_signature",
        ),
        (
            &bitbucket,
            bitbucket.request().with("X-Event-Key", "repo:push"),
            "missing_signature",
        ),
        (
            &bitbucket,
            bitbucket.request().adding("X-Hub-Signature", "sha256=00"),
            "malformed_signature",
        ),
        (
            &xero,
            xero.request().body(r#"{"events":[{}]}"#),
            "signature_mismatch",
        ),
        (
            &braintree,
            braintree
                .request()
                .to("/hooks/raw?bt_challenge=0123456789abcdef"),
            "method_not_allowed",
        ),
        (
            &braintree,
            braintree
                .request()
                .to("/hooks/raw?bt_challenge=PHhtbD48L3htbD4="),
            "method_not_allowed",
        ),
        (
            &dropbox_sign,
            dropbox_sign
                .request()
                .body(dropbox_sign.body.replace("1700000000", "1700000001")),
            "signature_mismatch",
        ),
        (
            &mailersend,
            mailersend
                .request()
                .body(mailersend.body.replace("webhook.test", "activity.sent")),
            "signature_mismatch",
        ),
    ] {
        let site = stage.serve(vector.builder().build().unwrap());
        if code == "method_not_allowed" {
            site.answers(&request, 405, "method-not-allowed", code);
        } else {
            site.refuses(&request, code);
        }
    }
}

fn cloudevents(stage: &Stage<'_>) {
    let verifier = GITHUB.builder().handshake(CLOUDEVENTS_OPTIONS);
    let site = stage.serve(verifier.build().unwrap());
    let ask = GITHUB
        .deliver()
        .without(GITHUB.header)
        .method("OPTIONS")
        .body("")
        .adding("WebHook-Request-Origin", "eventemitter.example.com")
        .adding("WebHook-Request-Rate", "120");
    let answer = site.send(&ask);
    assert_eq!((answer.status, &*answer.body), (200, &b""[..]));
    assert_eq!(
        answer.header("webhook-allowed-origin"),
        Some("eventemitter.example.com")
    );
    assert_eq!(answer.header("webhook-allowed-rate"), Some("*"));
    assert_eq!(answer.header("allow"), Some("POST"));
    assert_eq!(site.handled(), []);
    // What it then sends must be signed like everything else.
    site.refusals();
    site.accepts(&GITHUB.deliver());
    site.refuses(
        &GITHUB.deliver().without(GITHUB.header),
        "missing_signature",
    );
}
