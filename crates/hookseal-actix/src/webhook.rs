//! The extractor, with the middleware or on its own.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use actix_web::dev::Payload as RequestPayload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use hookseal_core::{Payload, Rejection, VerifiedBody, VerifiedEvent, Verifier};
use pin_project::pin_project;

use crate::WebhookRejection;
use crate::chunks::PayloadChunks;
use crate::facts::Facts;
use crate::future::{ReceivingPayload, RefusingPayload, refuse_unverified};

/// A verified event.
///
/// Inside a [`WebhookLayer`](crate::WebhookLayer) it uses the body that the layer has verified.
/// Without one it verifies with the `Verifier` (or `web::Data<Verifier>`) in the app's data,
/// and must then be the only extractor that reads the body:
///
/// ```
/// use actix_web::{App, HttpResponse, web};
/// use hookseal_actix::Webhook;
/// use hookseal_core::Verifier;
///
/// async fn on_event(Webhook(event): Webhook<serde_json::Value>) -> HttpResponse {
///     println!("{} bytes from {}", event.bytes().len(), event.provider());
///     HttpResponse::NoContent().finish()
/// }
///
/// fn configure(config: &mut web::ServiceConfig, verifier: Verifier) {
///     config.service(web::resource("/hooks").app_data(verifier).route(web::post().to(on_event)));
/// }
/// ```
///
/// Where there are both, the verifier in the app's data decides: what a layer with another
/// verifier has let through is verified once more.
///
/// With neither the answer is 500 and the log says what to add.
#[derive(Clone, Debug)]
pub struct Webhook<T>(pub VerifiedEvent<T>);

impl<T: Payload> FromRequest for Webhook<T> {
    type Error = WebhookRejection;
    type Future = Extracting<T>;

    fn from_request(request: &HttpRequest, payload: &mut RequestPayload) -> Extracting<T> {
        let verifier = request.app_data::<Verifier>().or_else(|| {
            request
                .app_data::<web::Data<Verifier>>()
                .map(|data| &***data)
        });
        // Cloned, so that nothing else finds the extensions borrowed.
        let body = request.extensions().get::<VerifiedBody>().cloned();
        // A verdict of another sender's verifier says nothing about the one asked for here.
        let body = body.filter(|body| verifier.is_none_or(|own| body.is_verified_by(own)));
        if let Some(body) = body {
            return Extracting::with(State::Done(Some(Ok(body))));
        }
        let Some(verifier) = verifier else {
            let refusing = refuse_unverified(MISSING, payload.take(), request);
            return Extracting::with(State::Refusing(refusing));
        };
        Extracting::with(State::Receiving {
            // actix has sent `100 Continue` to a client that waits for it.
            receiving: verifier
                .receive(
                    PayloadChunks::new(payload.take(), request.head()),
                    tokio::time::sleep as _,
                )
                .continued(),
            facts: Facts::among(&request.extensions()),
            request: request.clone(),
        })
    }
}

/// The future of [`Webhook`].
#[pin_project]
pub struct Extracting<T> {
    #[pin]
    state: State,
    payload: PhantomData<fn() -> T>,
}

#[pin_project(project = StateProjection)]
#[allow(clippy::large_enum_variant)] // one future a request
enum State {
    Refusing(#[pin] RefusingPayload),
    Done(Option<Result<VerifiedBody, Rejection>>),
    Receiving {
        #[pin]
        receiving: ReceivingPayload,
        request: HttpRequest,
        facts: Facts,
    },
}

impl<T> Extracting<T> {
    const fn with(state: State) -> Self {
        Self {
            state,
            payload: PhantomData,
        }
    }
}

impl<T: Payload> Future for Extracting<T> {
    type Output = Result<Webhook<T>, WebhookRejection>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let verified = match self.project().state.project() {
            StateProjection::Receiving {
                receiving,
                request,
                facts,
            } => {
                let head = facts.head(request.head());
                ready!(receiving.poll_received(&head, context))
            }
            StateProjection::Refusing(refusing) => Err(ready!(refusing.poll(context))),
            StateProjection::Done(done) => match done.take() {
                Some(done) => done,
                None => return Poll::Pending, // polled after completion
            },
        };
        Poll::Ready(
            verified
                .and_then(VerifiedBody::decode_or_reject)
                .map(Webhook)
                .map_err(WebhookRejection),
        )
    }
}

impl<T> fmt::Debug for Extracting<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extracting").finish_non_exhaustive()
    }
}

const MISSING: &str = "`Webhook` needs a `WebhookLayer` around its route or a `Verifier` in the app's data; add `.wrap(WebhookLayer::new(verifier))` or `.app_data(verifier)`";
