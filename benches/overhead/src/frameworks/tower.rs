//! tower: a service that reads a body and decodes it, and what can be put around it.

use std::convert::Infallible;
use std::hint::black_box;
use std::sync::Arc;

use anyhow::Result;
use bytes::Bytes;
use hookseal::VerifiedBody;
use hookseal::tower::WebhookLayer;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use tower::{Layer as _, service_fn};

use super::{hand_rolled, service};
use crate::contestant::{BARE, Contestant, Kind};
use crate::delivery::{Event, Signed};
use crate::frames::Frames;

pub(super) fn contestants() -> Result<Vec<Contestant>> {
    let mut all = vec![
        service::contestant(
            BARE,
            Kind::Bare,
            Signed::GitHub,
            |frames| frames,
            service_fn(|request: Request<Frames>| async { handle(&collect(request).await.1) }),
        ),
        checked(
            "hand-rolled",
            Kind::HandRolled,
            Signed::GitHub,
            |headers, body| {
                headers
                    .get(hand_rolled::HEADER)
                    .is_some_and(|value| hand_rolled::holds(value.as_bytes(), body))
            },
        ),
    ];
    for (name, signed) in [
        ("hookseal", Signed::GitHub),
        ("hookseal, Standard Webhooks", Signed::StandardWebhooks),
    ] {
        let layer = WebhookLayer::new(signed.verifier()?).full_body();
        let inner = service_fn(async |mut request: Request<Full<Bytes>>| {
            let verified = request.extensions_mut().remove::<VerifiedBody>();
            let event = verified.map(VerifiedBody::decode::<Event>);
            let status = match black_box(&event) {
                Some(Ok(_)) => StatusCode::NO_CONTENT,
                _ => StatusCode::INTERNAL_SERVER_ERROR,
            };
            answer(status)
        });
        let service = layer.layer(inner);
        all.push(service::contestant(
            name,
            Kind::Hookseal,
            signed,
            |frames| frames,
            service,
        ));
    }

    for (name, signed, provider) in [
        (
            "webhook-verify",
            Signed::GitHub,
            webhook_verify::Provider::GitHub,
        ),
        (
            "webhook-verify, Standard Webhooks",
            Signed::StandardWebhooks,
            webhook_verify::Provider::StandardWebhooks,
        ),
    ] {
        let secret = webhook_verify::Secret::new(signed.secret());
        let layer = webhook_verify::tower::VerifyLayer::<Bytes>::new(provider, secret);
        let inner = service_fn(async |request: Request<Bytes>| handle(request.body()));
        let service = layer.layer(inner);
        all.push(service::contestant(
            name,
            Kind::Peer,
            signed,
            |frames| frames,
            service,
        ));
    }
    let standard = Signed::StandardWebhooks;
    let webhook = standardwebhooks::Webhook::new(standard.secret())?;
    all.push(checked(
        "standardwebhooks",
        Kind::Peer,
        standard,
        move |headers, body| webhook.verify(body, headers).is_ok(),
    ));
    let webhook = svix::webhooks::Webhook::new(standard.secret())?;
    all.push(checked(
        "svix",
        Kind::Peer,
        standard,
        move |headers, body| webhook.verify(body, headers).is_ok(),
    ));
    Ok(all)
}

/// A service that collects the body, checks it by a function, and goes on as the bare one.
fn checked(
    name: &'static str,
    kind: Kind,
    signed: Signed,
    holds: impl Fn(&HeaderMap, &[u8]) -> bool + 'static,
) -> Contestant {
    let holds = Arc::new(holds);
    let service = service_fn(move |request: Request<Frames>| {
        let holds = Arc::clone(&holds);
        async move {
            let (headers, body) = collect(request).await;
            if holds(&headers, &body) {
                handle(&body)
            } else {
                answer(StatusCode::UNAUTHORIZED)
            }
        }
    });
    service::contestant(name, kind, signed, |frames| frames, service)
}

async fn collect(request: Request<Frames>) -> (HeaderMap, Bytes) {
    let (parts, body) = request.into_parts();
    match body.collect().await {
        Ok(body) => (parts.headers, body.to_bytes()),
        Err(never) => match never {},
    }
}

/// What an app does with a body.
pub(super) fn decode(body: &[u8]) -> StatusCode {
    match black_box(serde_json::from_slice::<Event>(body)) {
        Ok(_) => StatusCode::NO_CONTENT,
        Err(_) => StatusCode::BAD_REQUEST,
    }
}

fn handle(body: &[u8]) -> Result<Response<Full<Bytes>>, Infallible> {
    answer(decode(body))
}

fn answer(status: StatusCode) -> Result<Response<Full<Bytes>>, Infallible> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    Ok(response)
}
