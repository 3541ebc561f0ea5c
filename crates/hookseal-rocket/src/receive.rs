//! Receiving a request: the steps of the layers around its route, then the guard's own verifier.

use std::future::ready;

use bytes::Bytes;
use hookseal_core::{Payload, Rejection, VerifiedBody, VerifiedEvent, Verifier};
use rocket::data::{self, Data};
use rocket::futures::{Stream, stream};
use rocket::outcome::Outcome;
use rocket::request::Request;

use crate::WebhookRejection;
use crate::answer::no_verifier;
use crate::chunks::DataChunks;
use crate::delivery::{Delivery, Step};
use crate::head::{Facts, RocketHead};

/// Who verifies for a data guard.
#[derive(Clone, Copy)]
pub(crate) enum By<'a> {
    /// The layers around the route. This says what to add if there is none.
    Layers(&'static str),
    /// They, and the guard's own verifier.
    Own(&'a Verifier),
    /// Nobody, since the guard's own verifier is missing. This says what to add.
    Missing(&'static str),
}

/// The event in a request, as a data guard gives it.
pub(crate) async fn receive<'r, G, T: Payload>(
    request: &'r Request<'_>,
    data: Data<'r>,
    by: By<'_>,
    guard: fn(VerifiedEvent<T>) -> G,
) -> data::Outcome<'r, G>
where
    G: data::FromData<'r, Error = WebhookRejection>,
{
    let received = match receive_body(request, data, by).await {
        Ok(body) => body.decode_or_reject().map_err(WebhookRejection::from),
        Err(rejection) => Err(rejection),
    };
    match received {
        Ok(event) => Outcome::Success(guard(event)),
        Err(rejection) => {
            Delivery::of(request).reject(&rejection);
            Outcome::Error((rejection.status(), rejection))
        }
    }
}

/// A request's body, as far as it has come.
enum Body<'r> {
    Unread(Data<'r>),
    Verified(VerifiedBody),
}

// The guard alone needs the facts once more.
#[cfg_attr(not(feature = "replay"), allow(unused_assignments))]
async fn receive_body(
    request: &Request<'_>,
    data: Data<'_>,
    by: By<'_>,
) -> Result<VerifiedBody, WebhookRejection> {
    let mut body = Body::Unread(data);
    let mut facts = Facts::default();
    for step in Delivery::of(request).begin() {
        match step {
            Step::Verify(layer) => {
                facts = layer.facts(request);
                let verified = verify(&layer.verifier, request, &facts, body).await?;
                body = Body::Verified(verified);
            }
            #[cfg(feature = "replay")]
            Step::Guard(guarding) => match &body {
                Body::Verified(verified) => {
                    let reservation = guarding.reserve(verified, request, &facts).await?;
                    Delivery::of(request).progress().reservation = reservation;
                }
                Body::Unread(_) => return refuse(request, body, crate::guarding::UNVERIFIED).await,
            },
        }
    }
    match (by, body) {
        (By::Layers(_), Body::Verified(body)) => Ok(body),
        (By::Own(own), Body::Verified(body)) if body.is_verified_by(own) => Ok(body),
        (By::Own(own), body) => verify(own, request, &Facts::default(), body).await,
        (By::Layers(advice) | By::Missing(advice), body) => refuse(request, body, advice).await,
    }
}

async fn refuse(
    request: &Request<'_>,
    body: Body<'_>,
    advice: &'static str,
) -> Result<VerifiedBody, WebhookRejection> {
    Err(match body {
        Body::Unread(data) => no_verifier(advice, request, data).await.into(),
        Body::Verified(_) => Rejection::no_verifier(advice).into(),
    })
}

async fn verify(
    verifier: &Verifier,
    request: &Request<'_>,
    facts: &Facts,
    body: Body<'_>,
) -> Result<VerifiedBody, WebhookRejection> {
    let head = RocketHead { request, facts };
    match body {
        Body::Unread(data) => {
            let chunks = DataChunks::new(request, data).await;
            verify_chunks(verifier, head, chunks).await
        }
        Body::Verified(body) => {
            let again = stream::once(ready(Ok(body.bytes().clone())));
            verify_chunks(verifier, head, again).await
        }
    }
}

async fn verify_chunks(
    verifier: &Verifier,
    head: RocketHead<'_, '_>,
    chunks: impl Stream<Item = Result<Bytes, Rejection>> + Send,
) -> Result<VerifiedBody, WebhookRejection> {
    // Rocket reads the first bytes of all data, so `100 Continue` has been sent.
    let receiving = verifier.receive(chunks, tokio::time::sleep).continued();
    Ok(receiving.with_head(head).await?.into_event()?)
}
