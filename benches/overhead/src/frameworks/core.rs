//! No framework: a head, a body that is there, a verdict.

use std::hint::black_box;

use anyhow::Result;
use hmac::{Hmac, KeyInit as _, Mac as _};
use hookseal::tower::HttpHead;
use http::HeaderMap;
use sha2::Sha256;

use super::{hand_rolled, service};
use crate::contestant::{Contestant, Kind};
use crate::delivery::{Delivery, Signed};

/// The HMAC of the body alone, the key's schedule computed beforehand.
pub(super) fn floor() -> Contestant {
    let key = Hmac::<Sha256>::new_from_slice(Signed::GitHub.secret().as_bytes());
    let key = key.unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
    Contestant::new(
        "HMAC alone",
        Kind::Floor,
        Signed::GitHub,
        move |delivery, count| {
            let (key, body) = (key.clone(), delivery.body.clone());
            Box::new(move || {
                for _ in 0..count {
                    let mut mac = key.clone();
                    mac.update(black_box(&body));
                    black_box(mac.finalize().into_bytes());
                }
            })
        },
    )
}

pub(super) fn contestants() -> Result<Vec<Contestant>> {
    let mut all = vec![Contestant::new(
        crate::contestant::BARE,
        Kind::Bare,
        Signed::GitHub,
        |_, _| Box::new(|| ()),
    )];
    for (name, signed) in [
        ("hookseal", Signed::GitHub),
        ("hookseal, Standard Webhooks", Signed::StandardWebhooks),
        ("hookseal, webhooksmith's scheme", Signed::Webhooksmith),
    ] {
        let verifier = signed.verifier()?;
        all.push(Contestant::new(
            name,
            Kind::Hookseal,
            signed,
            move |delivery, count| {
                let verifier = verifier.clone();
                let (parts, ()) = service::request(delivery, ()).into_parts();
                let bodies = vec![delivery.body.clone(); count];
                let expected = delivery.expected;
                Box::new(move || {
                    for body in bodies {
                        let head = HttpHead::new(black_box(&parts));
                        let verified = black_box(verifier.verify(&head, body));
                        expected.check(verified.map_or_else(|refused| refused.status(), |_| 200));
                    }
                })
            },
        ));
    }
    all.push(function(
        "hand-rolled",
        Kind::HandRolled,
        Signed::GitHub,
        |headers, body| {
            headers
                .get(hand_rolled::HEADER)
                .is_some_and(|value| hand_rolled::holds(value.as_bytes(), body))
        },
    ));

    let secret = webhook_verify::Secret::new(Signed::GitHub.secret());
    all.push(function(
        "webhook-verify",
        Kind::Peer,
        Signed::GitHub,
        move |headers, body| {
            let provider = webhook_verify::Provider::GitHub;
            webhook_verify::verify(provider, headers, body, &secret, Default::default()).is_ok()
        },
    ));
    let secret = webhook_verify::Secret::new(Signed::StandardWebhooks.secret());
    all.push(function(
        "webhook-verify, Standard Webhooks",
        Kind::Peer,
        Signed::StandardWebhooks,
        move |headers, body| {
            let provider = webhook_verify::Provider::StandardWebhooks;
            webhook_verify::verify(provider, headers, body, &secret, Default::default()).is_ok()
        },
    ));
    let webhook = standardwebhooks::Webhook::new(Signed::StandardWebhooks.secret())?;
    all.push(function(
        "standardwebhooks",
        Kind::Peer,
        Signed::StandardWebhooks,
        move |headers, body| webhook.verify(body, headers).is_ok(),
    ));
    let webhook = svix::webhooks::Webhook::new(Signed::StandardWebhooks.secret())?;
    all.push(function(
        "svix",
        Kind::Peer,
        Signed::StandardWebhooks,
        move |headers, body| webhook.verify(body, headers).is_ok(),
    ));
    Ok(all)
}

/// A contestant that is a function of headers and a whole body.
fn function(
    name: &'static str,
    kind: Kind,
    signed: Signed,
    holds: impl Fn(&HeaderMap, &[u8]) -> bool + 'static,
) -> Contestant {
    let holds = std::rc::Rc::new(holds);
    Contestant::new(name, kind, signed, move |delivery: &Delivery, count| {
        let holds = std::rc::Rc::clone(&holds);
        let (parts, ()) = service::request(delivery, ()).into_parts();
        let body = delivery.body.clone();
        Box::new(move || {
            for _ in 0..count {
                assert!(
                    holds(black_box(&parts.headers), black_box(&body)),
                    "refused"
                );
            }
        })
    })
}
