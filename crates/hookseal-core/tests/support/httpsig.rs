//! Requests signed by RFC 9421 by hand: the signature base is written out by each test,
//! so nothing here shares code with what is tested.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures_util::{FutureExt as _, stream};
use hmac::{Hmac, KeyInit as _, Mac as _};
use hookseal_core::adapter::RequestHead;
use hookseal_core::httpsig::MessageSignatures;
use hookseal_core::keys::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Unresolved};
use hookseal_core::time::ManualClock;
use hookseal_core::{Algorithm, Outcome, Rejection, Secret, UnixTime, VerifiedBody, Verifier};
use sha2::{Digest as _, Sha256, Sha512};

/// `created` of the examples in RFC 9421.
pub(crate) const CREATED: u64 = 1_618_884_473;
pub(crate) const SECRET: &str = "an hmac secret for tests only, of 42 bytes";
pub(crate) const BODY: &[u8] = br#"{"hello": "world"}"#;

#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Vec<u8>,
}

impl RequestHead for Request {
    fn method(&self) -> &str {
        &self.method
    }

    fn target(&self) -> &str {
        &self.target
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        self.headers
            .iter()
            .filter(|(other, _)| other.eq_ignore_ascii_case(name))
            .nth(nth)
            .map(|(_, value)| value.as_slice())
    }
}

impl Request {
    pub(crate) fn new(method: &str, target: &str) -> Self {
        Self {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// A `POST` of [`BODY`] with its digest, not signed yet.
    pub(crate) fn post() -> Self {
        Self::new("POST", "/foo?param=Value&Pet=dog")
            .body(BODY)
            .with("Content-Digest", content_digest(BODY))
    }

    pub(crate) fn body(mut self, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self
    }

    pub(crate) fn with(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers
            .push((name.to_owned(), value.as_ref().to_vec()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers
            .retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self
    }

    /// Signed over these identifiers with these values, by HMAC-SHA256.
    pub(crate) fn signed(self, label: &str, lines: &[(&str, &str)], params: &str) -> Self {
        let (input, signature) = sign(lines, params);
        self.with("Signature-Input", format!("{label}={input}"))
            .with("Signature", format!("{label}=:{signature}:"))
    }

    /// Signed over its `Content-Digest` alone, as most tests want it.
    pub(crate) fn signed_digest(self, params: &str) -> Self {
        let digest = String::from_utf8(self.header("content-digest", 0).unwrap().to_vec()).unwrap();
        self.signed("sig1", &[(r#""content-digest""#, &digest)], params)
    }
}

/// `Signature-Input`'s member and the signature's base64.
pub(crate) fn sign(lines: &[(&str, &str)], params: &str) -> (String, String) {
    let ids: Vec<&str> = lines.iter().map(|(id, _)| *id).collect();
    let input = format!("({}){params}", ids.join(" "));
    let mut base = String::new();
    for (id, value) in lines {
        base.push_str(id);
        base.push_str(": ");
        base.push_str(value);
        base.push('\n');
    }
    base.push_str("\"@signature-params\": ");
    base.push_str(&input);
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(base.as_bytes());
    (input, STANDARD.encode(mac.finalize().into_bytes()))
}

pub(crate) fn content_digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(body)))
}

pub(crate) fn content_digest_512(body: &[u8]) -> String {
    format!("sha-512=:{}:", STANDARD.encode(Sha512::digest(body)))
}

pub(crate) fn rules() -> MessageSignatures {
    MessageSignatures::new("test", Algorithm::HmacSha256)
}

pub(crate) fn secret() -> Secret {
    Secret::new(SECRET).unwrap()
}

/// A verifier for [`SECRET`] whose clock stands at [`CREATED`].
pub(crate) fn verifier(rules: MessageSignatures) -> Verifier {
    verifier_at(rules, CREATED)
}

pub(crate) fn verifier_at(rules: MessageSignatures, now: u64) -> Verifier {
    Verifier::builder(rules)
        .key(secret())
        .clock(ManualClock::new(UnixTime::from_secs(now)))
        .build()
        .unwrap()
}

/// The verdict, which must not depend on how the body is cut.
pub(crate) fn verify(verifier: &Verifier, request: &Request) -> Result<VerifiedBody, Rejection> {
    let event = |outcome: Outcome| outcome.event().unwrap();
    let whole = verifier.verify(request, request.body.clone()).map(event);
    let in_pieces = verifier.begin(request).and_then(|begun| {
        let mut verification = begun.reading().unwrap();
        for piece in request.body.chunks(5) {
            verification.update(piece.to_vec().into())?;
        }
        verification.finish()
    });
    assert_eq!(
        whole.as_ref().map(|_| ()),
        in_pieces.as_ref().map(|_| ()),
        "the same in pieces"
    );
    whole
}

/// The code of the refusal, or `ok`.
pub(crate) fn verdict(verifier: &Verifier, request: &Request) -> &'static str {
    match verify(verifier, request) {
        Ok(body) => {
            assert_eq!(body.bytes().as_ref(), request.body);
            "ok"
        }
        Err(rejection) => {
            assert_eq!(rejection.status(), 401, "{rejection}");
            assert_eq!(
                rejection.answer().body(),
                Rejection::SignatureMismatch.answer().body(),
                "no oracle"
            );
            rejection.code()
        }
    }
}

/// The code of a refusal from the head alone; panics when the body was asked for.
pub(crate) fn head_verdict(verifier: &Verifier, request: &Request) -> &'static str {
    verifier.begin(request).map(|_| ()).unwrap_err().code()
}

/// The ids of the keys that a resolver is asked for, if it is asked.
pub(crate) fn key_ids(rules: MessageSignatures, request: &Request) -> Vec<String> {
    let asked = Asked::default();
    let verifier = Verifier::builder(rules)
        .resolver(asked.clone())
        .clock(ManualClock::new(UnixTime::from_secs(CREATED)))
        .public_url("https://hooks.example.com")
        .build()
        .unwrap();
    let chunks = stream::iter([Ok::<_, Infallible>(Bytes::copy_from_slice(&request.body))]);
    let receiving = verifier.receive(chunks, |_| std::future::pending());
    let refused = receiving.with_head(request).now_or_never().unwrap();
    assert!(refused.is_err());
    asked.0.lock().unwrap().clone()
}

/// Knows no key.
#[derive(Clone, Debug, Default)]
struct Asked(Arc<Mutex<Vec<String>>>);

impl KeyResolver for Asked {
    type Query = ();

    fn query(&self, request: &KeyQuery<'_>) -> Result<(), Unresolved> {
        if let Ok(mut asked) = self.0.lock() {
            asked.extend_from_slice(request.key_ids());
        }
        Err(Unresolved::Unknown)
    }

    async fn resolve(&self, (): (), _: KeyRules) -> Result<ReadyKeys, Unresolved> {
        Err(Unresolved::Unknown)
    }
}
