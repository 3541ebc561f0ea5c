//! Handlers by the type of the event.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::Payload as RequestPayload;
use actix_web::{
    FromRequest, Handler, HttpMessage as _, HttpRequest, HttpResponse, Responder, web,
};
use hookseal_core::adapter::Handlers;
use hookseal_core::{Rejection, VerifiedBody};

use crate::WebhookRejection;

/// Calls a handler by the type of the event, for those who prefer handlers to a `match`.
///
/// It is a handler itself, for a route inside a [`WebhookLayer`](crate::WebhookLayer); without
/// one it answers 500. Its handlers take the same extractors as all others:
///
/// ```
/// use actix_web::{HttpResponse, web};
/// use hookseal_actix::{EventRouter, Webhook, WebhookLayer};
/// use hookseal_core::{Raw, Verifier};
///
/// #[derive(serde::Deserialize)]
/// struct Invoice {
///     id: String,
/// }
///
/// async fn on_paid(Webhook(event): Webhook<Invoice>) -> HttpResponse {
///     println!("{} is paid", event.payload().id);
///     HttpResponse::NoContent().finish()
/// }
///
/// async fn on_other(Webhook(event): Webhook<Raw>) -> HttpResponse {
///     println!("{:?} is new to us", event.kind());
///     HttpResponse::NoContent().finish()
/// }
///
/// fn configure(config: &mut web::ServiceConfig, verifier: Verifier) {
///     let events = EventRouter::new()
///         .on("invoice.paid", on_paid)
///         .fallback(on_other);
///     config.service(
///         web::resource("/hooks/stripe")
///             .wrap(WebhookLayer::new(verifier))
///             .route(web::post().to(events)),
///     );
/// }
/// ```
///
/// The type is chosen as it is claimed, which many senders do not sign: see
/// [`VerifiedBody::kind`]. A handler that decodes the body still gets only what fits its type.
///
/// Without [`fallback`](Self::fallback) an event of another type is answered 422, or 204 with
/// [`accept_others`](Self::accept_others).
#[derive(Clone, Default)]
pub struct EventRouter {
    // Shared: actix clones a handler for each request.
    handlers: Rc<Handlers<Erased>>,
}

type Erased = Rc<dyn Fn(HttpRequest, RequestPayload) -> Answering>;

type Answering = Pin<Box<dyn Future<Output = HttpResponse>>>;

impl EventRouter {
    /// Without any handler: every event is answered 422.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Calls `handler` for events of this type, such as `invoice.paid`.
    ///
    /// # Panics
    ///
    /// If the type has a handler already.
    #[must_use]
    pub fn on<H, A>(self, kind: impl Into<String>, handler: H) -> Self
    where
        H: Handler<A>,
        A: FromRequest + 'static,
        H::Output: Responder + 'static,
    {
        self.with(|handlers| handlers.on(kind, erased(handler)))
    }

    /// Calls `handler` for all other events.
    #[must_use]
    pub fn fallback<H, A>(self, handler: H) -> Self
    where
        H: Handler<A>,
        A: FromRequest + 'static,
        H::Output: Responder + 'static,
    {
        self.with(|handlers| handlers.fallback(erased(handler)))
    }

    /// Answers 204 to all other events, so that their sender does not retry.
    #[must_use]
    pub fn accept_others(self) -> Self {
        self.with(Handlers::accept_others)
    }

    fn with(self, change: impl FnOnce(Handlers<Erased>) -> Handlers<Erased>) -> Self {
        Self {
            handlers: Rc::new(change(Rc::unwrap_or_clone(self.handlers))),
        }
    }
}

fn erased<H, A>(handler: H) -> Erased
where
    H: Handler<A>,
    A: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    Rc::new(move |request, mut payload| {
        let handler = handler.clone();
        Box::pin(async move {
            match A::from_request(&request, &mut payload).await {
                Ok(arguments) => boxed(handler.call(arguments).await.respond_to(&request)),
                Err(error) => HttpResponse::from_error(error),
            }
        })
    })
}

fn boxed(response: HttpResponse<impl MessageBody + 'static>) -> HttpResponse<BoxBody> {
    response.map_into_boxed_body()
}

impl Handler<(HttpRequest, web::Payload)> for EventRouter {
    type Output = HttpResponse;
    type Future = Answering;

    fn call(&self, (request, payload): (HttpRequest, web::Payload)) -> Answering {
        let chosen = match request.extensions().get::<VerifiedBody>() {
            Some(event) => self.handlers.choose(event).cloned(),
            None => Err(Rejection::no_verifier(MISSING_LAYER)),
        };
        // Nothing is borrowed of the request any more when its handler runs.
        match chosen {
            Ok(handler) => handler(request, payload.into_inner()),
            Err(rejection) => {
                let response = HttpResponse::from_error(WebhookRejection::from(rejection));
                Box::pin(std::future::ready(response))
            }
        }
    }
}

impl fmt::Debug for EventRouter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EventRouter").field(&self.handlers).finish()
    }
}

const MISSING_LAYER: &str = "an `EventRouter` needs a `WebhookLayer` around its route; add `.wrap(WebhookLayer::new(verifier))`";
