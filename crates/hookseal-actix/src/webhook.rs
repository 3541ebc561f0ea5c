//! The extractor, with the middleware or on its own.

use std::any::TypeId;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use actix_web::dev::Payload as RequestPayload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use hookseal_core::adapter::{Facts, VerifierHolder};
use hookseal_core::{Payload, VerifiedBody, VerifiedEvent, Verifier};
use pin_project::pin_project;

use crate::chunks::PayloadChunks;
use crate::facts::among;
use crate::future::{ReceivingPayload, RefusingPayload, refuse_unverified};
use crate::{ActixHead, WebhookRejection};

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
/// **actix takes the innermost `Verifier` that it finds**: a route without one of its own is
/// verified by that of a scope around it, or of the `App`, whoever's that is. So where an app
/// has several, each is of a type of its own, which handlers name. There is then no other to
/// fall back to, and a route whose verifier is missing answers 500.
/// [`verifiers!`](crate::verifiers) writes such types:
///
/// ```
/// use actix_web::web;
/// use hookseal_actix::{Webhook, verifiers};
/// use hookseal_core::{Raw, Verifier};
///
/// verifiers!(GitHub, Slack);
///
/// async fn on_github(Webhook(event): Webhook<Raw, GitHub>) -> &'static str {
///     println!("{} bytes", event.bytes().len());
///     "thanks"
/// }
///
/// fn configure(config: &mut web::ServiceConfig, github: Verifier, slack: Verifier) {
///     config
///         .app_data(GitHub::from(github))
///         .app_data(Slack::from(slack))
///         .route("/hooks/github", web::post().to(on_github));
/// }
/// ```
///
/// Where there are both, the verifier in the app's data decides: what a layer with another
/// verifier has let through is verified once more. A handler that names a type is never content
/// with what a layer has verified by another verifier.
///
/// With neither the answer is 500 and the log says what to add.
///
/// # Never `Option`
///
/// actix makes an `Option<Webhook<T>>` of every extractor, and nothing can forbid it. It is
/// `None` for **every** refusal, so that the handler runs for forgeries as well. Take
/// `Webhook<T>`, whose refusals are answered without the handler, or
/// `Result<Webhook<T>, WebhookRejection>`, and return the refusal. Behind a
/// [`WebhookLayer`](crate::WebhookLayer) no forgery comes as far as that.
pub struct Webhook<T, V: VerifierHolder = Verifier>(pub V::Event<T>);

impl<T: Clone, V: VerifierHolder<Event<T> = VerifiedEvent<T>>> Clone for Webhook<T, V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: fmt::Debug, V: VerifierHolder<Event<T> = VerifiedEvent<T>>> fmt::Debug for Webhook<T, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Webhook").field(&self.0).finish()
    }
}

impl<T, V> FromRequest for Webhook<T, V>
where
    T: Payload,
    V: VerifierHolder<Event<T> = VerifiedEvent<T>> + 'static,
{
    type Error = WebhookRejection;
    type Future = Extracting<T, V>;

    fn from_request(request: &HttpRequest, payload: &mut RequestPayload) -> Self::Future {
        let verifier = request.app_data::<V>().or_else(|| {
            let data = request.app_data::<web::Data<V>>();
            data.map(|data| &***data)
        });
        let verifier = verifier.map(AsRef::as_ref);
        // Who names a type has to have one; a plain `Webhook` is content with any layer's.
        let names_its_own = TypeId::of::<V>() != TypeId::of::<Verifier>();
        // Cloned, so that nothing else finds the extensions borrowed.
        let body = request.extensions().get::<VerifiedBody>().cloned();
        // A verdict of another sender's verifier says nothing about the one asked for here.
        let body = body.filter(|body| match verifier {
            Some(own) => body.is_verified_by(own),
            None => !names_its_own,
        });
        if let Some(body) = body {
            return Extracting::with(State::Done(Some(body)));
        }
        let Some(verifier) = verifier else {
            let advice = if names_its_own {
                MISSING_NAMED
            } else {
                MISSING
            };
            let refusing = refuse_unverified(advice, payload.take(), request);
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
            facts: among(&request.extensions()),
            request: request.clone(),
        })
    }
}

/// The future of [`Webhook`].
#[pin_project]
pub struct Extracting<T, V = Verifier> {
    #[pin]
    state: State,
    payload: PhantomData<fn() -> (T, V)>,
}

#[pin_project(project = StateProjection)]
#[allow(clippy::large_enum_variant)] // one future a request
enum State {
    Refusing(#[pin] RefusingPayload),
    Done(Option<VerifiedBody>),
    Receiving {
        #[pin]
        receiving: ReceivingPayload,
        request: HttpRequest,
        facts: Facts,
    },
}

impl<T, V> Extracting<T, V> {
    const fn with(state: State) -> Self {
        Self {
            state,
            payload: PhantomData,
        }
    }
}

impl<T, V> Future for Extracting<T, V>
where
    T: Payload,
    V: VerifierHolder<Event<T> = VerifiedEvent<T>>,
{
    type Output = Result<Webhook<T, V>, WebhookRejection>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let body = match self.project().state.project() {
            StateProjection::Receiving {
                receiving,
                request,
                facts,
            } => {
                let head = facts.head(ActixHead::new(request.head()));
                ready!(receiving.poll_received(&head, context))?.into_event()?
            }
            StateProjection::Refusing(refusing) => {
                return Poll::Ready(Err(ready!(refusing.poll(context)).into()));
            }
            StateProjection::Done(done) => match done.take() {
                Some(body) => body,
                None => return Poll::Pending, // polled after completion
            },
        };
        Poll::Ready(Ok(Webhook(body.decode_or_reject()?)))
    }
}

impl<T, V> fmt::Debug for Extracting<T, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extracting").finish_non_exhaustive()
    }
}

const MISSING: &str = "`Webhook` needs a `WebhookLayer` around its route or a `Verifier` in the app's data; add `.wrap(WebhookLayer::new(verifier))` or `.app_data(verifier)`";

const MISSING_NAMED: &str = "the verifier that a `Webhook<_, V>` names is not in the app's data; add `.app_data(V::from(verifier))` to the `App`, or to a scope or resource around its route";
