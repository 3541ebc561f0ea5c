//! The middleware that has each delivery handled once.

use std::sync::Arc;

use hookseal_core::{Rejection, VerifiedBody};
use hookseal_http::{refusal, respond};
use hookseal_replay::{Answer, ReplayGuard};
use poem::{Endpoint, Error, IntoResponse, Middleware, Request, Response, Result};
use tokio::runtime::Handle;

use crate::head::{chunks, head};
use crate::rejection::response;

/// Has each delivery handled once. For `EndpointExt::with`.
///
/// It belongs between [`WebhookLayer`](crate::WebhookLayer), which verifies, and the handler.
/// The middleware that is added last is the outer one:
///
/// ```
/// use hookseal_core::{ConfigError, Verifier};
/// use hookseal_poem::{ReplayLayer, Webhook, WebhookLayer};
/// use hookseal_replay::{MemoryStore, ReplayGuard, Reservation};
/// use poem::http::StatusCode;
/// use poem::web::Data;
/// use poem::{Endpoint, EndpointExt, Route, handler, post};
///
/// #[handler]
/// async fn on_order(
///     reservation: Data<&Reservation>,
///     Webhook(event): Webhook<serde_json::Value>,
/// ) -> StatusCode {
///     if reservation.is_repeated() {
///         println!("tried before: {}", event.payload());
///     }
///     StatusCode::NO_CONTENT
/// }
///
/// fn app(verifier: Verifier) -> Result<impl Endpoint, ConfigError> {
///     let guard = ReplayGuard::new("orders", MemoryStore::new())?;
///     let hook = post(on_order)
///         .with(ReplayLayer::new(guard))
///         .with(WebhookLayer::new(verifier));
///     Ok(Route::new().at("/hooks/acme", hook))
/// }
/// ```
///
/// A delivery that was not verified by middleware, such as by
/// [`VerifyWebhook`](crate::VerifyWebhook), which comes later, is answered 500, and the log says
/// what to add.
///
/// The handler's answer counts as soon as its head is there: 2xx completes the delivery,
/// anything else means that it will be handled again. A handler's error counts by its status.
///
/// When the client goes, the handler goes on. Before the process ends, after
/// `Server::run_with_graceful_shutdown`, await
/// [`ReplayGuard::drained`](hookseal_replay::ReplayGuard::drained), or such a handler is cut off.
#[derive(Clone, Debug)]
pub struct ReplayLayer {
    guard: ReplayGuard,
}

impl ReplayLayer {
    /// Middleware around the handlers of `guard`'s endpoint.
    #[must_use]
    pub const fn new(guard: ReplayGuard) -> Self {
        Self { guard }
    }
}

impl<E: Endpoint + 'static> Middleware<E> for ReplayLayer {
    type Output = ReplayEndpoint<E>;

    fn transform(&self, inner: E) -> ReplayEndpoint<E> {
        ReplayEndpoint {
            inner: Arc::new(inner),
            guard: self.guard.clone(),
        }
    }
}

/// The endpoint that [`ReplayLayer`] puts around another.
#[derive(Debug)]
pub struct ReplayEndpoint<E> {
    inner: Arc<E>,
    guard: ReplayGuard,
}

impl<E: Endpoint + 'static> Endpoint for ReplayEndpoint<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let Some(verified) = request.data::<VerifiedBody>() else {
            let body = chunks(request.take_body());
            let refused = Rejection::no_verifier(MISSING_LAYER);
            let refusing = refused.after_body(&head(&request), body, tokio::time::sleep);
            return Ok(response(refusal(refusing.await)));
        };
        let head = head(&request).of_verified_target();
        let admission = match self.guard.admit(verified, &head) {
            Ok(admission) => admission,
            Err(rejection) => return Ok(response(refusal(rejection))),
        };
        let inner = Arc::clone(&self.inner);
        let run = admission.run_to_end(
            tokio::time::sleep,
            move |reservation| {
                if let Some(reservation) = reservation {
                    request.set_data(reservation);
                }
                async move { inner.call(request).await.map(IntoResponse::into_response) }
            },
            |answer: &Result<Response>| {
                let status = answer.as_ref().map_or_else(Error::status, Response::status);
                Some(status.as_u16())
            },
            |background| {
                if let Ok(runtime) = Handle::try_current() {
                    runtime.spawn(background);
                }
            },
        );
        match run.await {
            Answer::Handled(result) => result,
            Answer::Duplicate(answer) => Ok(response(respond(answer))),
            Answer::Refused(rejection) => Ok(response(refusal(rejection))),
        }
    }
}

const MISSING_LAYER: &str = "`ReplayLayer` found no verified delivery; put a `WebhookLayer` around it: the middleware that verifies is the outer one, and is added last";
