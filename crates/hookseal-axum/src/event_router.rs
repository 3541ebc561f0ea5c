//! Handlers by the type of the event.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::extract::Request;
use axum::handler::Handler;
use axum::response::{IntoResponse as _, Response};
use hookseal_core::adapter::Handlers;
use hookseal_core::{Rejection, VerifiedBody};

use crate::WebhookRejection;

/// Calls a handler by the type of the event, for those who prefer handlers to a `match`.
///
/// It is a handler itself, for a route inside a [`WebhookLayer`](crate::WebhookLayer) or a
/// [`WebhookRouter`](crate::WebhookRouter); without one it answers 500. Its handlers take the
/// same extractors as all others:
///
/// ```
/// use axum::Router;
/// use axum::extract::State;
/// use axum::http::StatusCode;
/// use axum::routing::post;
/// use hookseal_axum::{EventRouter, Webhook, WebhookRouter};
/// use hookseal_core::{Raw, Verifier};
/// # #[derive(Clone)]
/// # struct Books;
/// #[derive(serde::Deserialize)]
/// struct Invoice {
///     id: String,
/// }
///
/// async fn on_paid(State(_books): State<Books>, Webhook(event): Webhook<Invoice>) -> StatusCode {
///     println!("{} is paid", event.payload().id);
///     StatusCode::NO_CONTENT
/// }
///
/// async fn on_other(Webhook(event): Webhook<Raw>) -> StatusCode {
///     println!("{:?} is new to us", event.kind());
///     StatusCode::NO_CONTENT
/// }
///
/// fn app(verifier: Verifier, books: Books) -> Router {
///     let events = EventRouter::new()
///         .on("invoice.paid", on_paid)
///         .fallback(on_other);
///     WebhookRouter::new(verifier)
///         .route("/hooks/stripe", post(events))
///         .into_router()
///         .with_state(books)
/// }
/// ```
///
/// The type is chosen as it is claimed, which many senders do not sign: see
/// [`VerifiedBody::kind`]. A handler that decodes the body still gets only what fits its type.
///
/// Without [`fallback`](Self::fallback) an event of another type is answered 422, or 204 with
/// [`accept_others`](Self::accept_others).
pub struct EventRouter<S = ()> {
    // Shared: axum clones a handler for each request.
    handlers: Arc<Handlers<Erased<S>>>,
}

type Erased<S> = Arc<dyn Fn(Request, S) -> Answering + Send + Sync>;

type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;

impl<S: Send + Sync + 'static> EventRouter<S> {
    /// Without any handler: every event is answered 422.
    #[must_use]
    pub fn new() -> Self {
        Self {
            handlers: Arc::default(),
        }
    }

    /// Calls `handler` for events of this type, such as `invoice.paid`.
    ///
    /// # Panics
    ///
    /// If the type has a handler already.
    #[must_use]
    pub fn on<H, T>(self, kind: impl Into<String>, handler: H) -> Self
    where
        H: Handler<T, S> + Sync,
        T: 'static,
    {
        self.with(|handlers| handlers.on(kind, erased(handler)))
    }

    /// Calls `handler` for all other events.
    #[must_use]
    pub fn fallback<H, T>(self, handler: H) -> Self
    where
        H: Handler<T, S> + Sync,
        T: 'static,
    {
        self.with(|handlers| handlers.fallback(erased(handler)))
    }

    /// Answers 204 to all other events, so that their sender does not retry.
    #[must_use]
    pub fn accept_others(self) -> Self {
        self.with(Handlers::accept_others)
    }

    fn with(self, change: impl FnOnce(Handlers<Erased<S>>) -> Handlers<Erased<S>>) -> Self {
        Self {
            handlers: Arc::new(change(Arc::unwrap_or_clone(self.handlers))),
        }
    }
}

fn erased<H, T, S>(handler: H) -> Erased<S>
where
    H: Handler<T, S> + Sync,
    T: 'static,
    S: Send + Sync + 'static,
{
    Arc::new(move |request, state| Box::pin(handler.clone().call(request, state)))
}

/// Marks it as a handler of whole requests.
#[doc(hidden)]
#[derive(Debug)]
pub struct ByType;

impl<S: Send + Sync + 'static> Handler<ByType, S> for EventRouter<S> {
    type Future = Answering;

    fn call(self, request: Request, state: S) -> Answering {
        let event = request.extensions().get::<VerifiedBody>();
        let event = event.ok_or_else(|| Rejection::no_verifier(MISSING_LAYER));
        match event.and_then(|event| self.handlers.choose(event)) {
            Ok(handler) => handler(request, state),
            Err(rejection) => {
                let response = WebhookRejection::from(rejection).into_response();
                Box::pin(std::future::ready(response))
            }
        }
    }
}

impl<S> Clone for EventRouter<S> {
    fn clone(&self) -> Self {
        Self {
            handlers: Arc::clone(&self.handlers),
        }
    }
}

impl<S: Send + Sync + 'static> Default for EventRouter<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> fmt::Debug for EventRouter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EventRouter").field(&self.handlers).finish()
    }
}

const MISSING_LAYER: &str = "an `EventRouter` needs a `WebhookLayer` on its route; add `.route_layer(WebhookLayer::new(verifier))`, or put the route into a `WebhookRouter`";
