//! K: whom an app knows is not seen from its answers.

use std::time::Duration;

use hookseal::httpsig::{MessageSignatures, MessageSigner};
use hookseal::keys::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Unresolved};
use hookseal::providers::{STANDARD_WEBHOOKS, netlify};
use hookseal::scheme::SignatureScheme;
use hookseal::signing::{Delivery, SignedDelivery, Signer};
use hookseal::time::ManualClock;
use hookseal::{Algorithm, Secret, Verifier};

use crate::answer::Answer;
use crate::case::{Case, Stage};
use crate::leaks;
use crate::request::Request;
use crate::runner::Wire;
use crate::senders::{BODY, GITHUB, NOW};

pub(super) const CASES: &[Case] = &[
    Case::new("k16_an_hmac_does_not_tell_whom_it_is_for", by_hmac),
    Case::new(
        "k16_a_message_signature_does_not_tell_whom_it_is_for",
        by_message_signature,
    ),
    Case::new("k16_a_token_does_not_tell_whom_it_is_for", by_token),
    Case::new(
        "k16_a_scheme_of_a_tenant_s_own_does_not_tell_whom_it_is_for",
        by_own_scheme,
    ),
];

/// Knows one tenant, `acme`, whose key is the first.
#[derive(Debug)]
struct Tenants<S> {
    /// The tenant's scheme, where it is not the verifier's.
    own: Option<S>,
}

impl<S: SignatureScheme + Clone> KeyResolver for Tenants<S> {
    type Query = Option<String>;

    fn one_scheme_for_all(&self) -> bool {
        self.own.is_none()
    }

    fn query(&self, request: &KeyQuery<'_>) -> Result<Self::Query, Unresolved> {
        Ok(request.tenant().map(str::to_owned))
    }

    async fn resolve(&self, tenant: Self::Query, rules: KeyRules) -> Result<ReadyKeys, Unresolved> {
        // A lookup that has to be waited for, as most have.
        tokio::time::sleep(Duration::from_millis(1)).await;
        match &*tenant.ok_or(Unresolved::Unknown)? {
            "acme" => Ok(match &self.own {
                None => rules.prepare(secret(1))?,
                Some(own) => rules.prepare_as(own.clone(), secret(1))?,
            }),
            _ => Err(Unresolved::Unknown),
        }
    }
}

fn secret(key: u8) -> Secret {
    // As Standard Webhooks shows them, too.
    let text = format!("whsec_bm9ib2R5IGlzIHRvIHNlZSB0aGlzIHNlY3JldCBu{key}AAA");
    leaks::never_show(&text);
    Secret::new(text).unwrap()
}

fn signed(scheme: impl SignatureScheme, key: u8) -> SignedDelivery {
    let delivery = Delivery::new(BODY).event_id("msg_1").timestamp(NOW);
    let signer = Signer::new(scheme, secret(key)).unwrap();
    signer.sign(&delivery).unwrap()
}

/// A verifier of tenants who all sign by one scheme.
fn of_one_scheme<S: SignatureScheme + Clone>(scheme: S) -> Verifier {
    let tenants = Tenants::<S> { own: None };
    let builder = Verifier::builder(scheme).resolver(tenants);
    builder.clock(ManualClock::new(NOW)).build().unwrap()
}

/// A verifier of GitHub's, and of a tenant who signs by another scheme.
fn of_own_scheme(own: impl SignatureScheme + Clone) -> Verifier {
    let tenants = Tenants { own: Some(own) };
    let builder = Verifier::builder(GITHUB.scheme).resolver(tenants);
    builder.clock(ManualClock::new(NOW)).build().unwrap()
}

fn by_hmac(stage: &Stage<'_>) {
    let verifier = of_one_scheme(GITHUB.scheme);
    alike(stage, verifier, |key| signed(GITHUB.scheme, key));
}

fn by_message_signature(stage: &Stage<'_>) {
    let scheme = MessageSignatures::new("acme", Algorithm::HmacSha256);
    alike(stage, of_one_scheme(scheme), |key| {
        let signer = MessageSigner::new("acme", secret(key)).unwrap();
        signer.sign(&Delivery::new(BODY).timestamp(NOW)).unwrap()
    });
}

fn by_token(stage: &Stage<'_>) {
    alike(stage, of_one_scheme(netlify()), |key| {
        signed(netlify(), key)
    });
}

fn by_own_scheme(stage: &Stage<'_>) {
    alike(stage, of_own_scheme(STANDARD_WEBHOOKS), |key| {
        signed(STANDARD_WEBHOOKS, key)
    });
    alike(stage, of_own_scheme(netlify()), |key| {
        signed(netlify(), key)
    });
}

/// Whatever is wrong with a delivery, and however it comes, it is answered alike.
fn alike(stage: &Stage<'_>, verifier: Verifier, sign: impl Fn(u8) -> SignedDelivery) {
    let site = stage.serve(verifier);
    let at =
        |tenant: &str, key: u8| Request::of(&sign(key)).to(&format!("/hooks/tenants/{tenant}"));
    site.accepts(&at("acme", 1));
    let wrong = site.refuses(&at("acme", 2), "signature_mismatch");
    let wrong = wrong.comparable();
    for stranger in ["initech", "acmf", "%FF"] {
        // By another key, by one that is somebody's, and in pieces.
        for request in [
            at(stranger, 2),
            at(stranger, 1),
            at(stranger, 2).chunked(7),
            at(stranger, 2).in_pieces(7),
        ] {
            let answer = site.refuses(&request, "unknown_key").comparable();
            assert_eq!(answer, wrong, "{request:?}");
        }
    }
    if stage.runner().wire() == Wire::Http1 {
        let until = |tenant: &str| {
            let request = at(tenant, 2);
            let mut connection = site.connect();
            let length = format!("content-length: {}", request.body.len());
            connection.write_head(&request, &[&length]);
            connection.write(&request.body[..10]);
            let waits = connection.is_silent_for(Duration::from_millis(100));
            connection.write(&request.body[10..]);
            (waits, connection.read_answer().comparable())
        };
        let known: (bool, Answer) = until("acme");
        assert_eq!(known, (true, wrong), "the answer comes after the body");
        assert_eq!(until("initech"), known);
    }
}
