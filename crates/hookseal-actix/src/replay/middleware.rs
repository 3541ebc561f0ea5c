//! The middleware: finds what was verified, and hands the rest to the future.

use std::cell::Cell;
use std::future::{Ready, ready};
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use actix_web::{Error, HttpMessage as _};
use hookseal_core::VerifiedBody;
use hookseal_replay::ReplayGuard;

use super::ReplayFuture;
use super::asked::Asked;
use super::future::{Handled, go_on};
use crate::ActixHead;
use crate::facts::of_verified;
use crate::future::refuse_unverified;

/// Has each delivery handled once. For `.wrap(…)` on an `App`, a scope or a resource.
///
/// It belongs between [`WebhookLayer`](crate::WebhookLayer), which verifies, and the
/// handler. The middleware that is wrapped around last is the outer one:
///
/// ```
/// use actix_web::{HttpResponse, web};
/// use hookseal_actix::{ReplayLayer, Webhook, WebhookLayer};
/// use hookseal_core::Verifier;
/// use hookseal_replay::{ReplayGuard, Reservation};
///
/// async fn on_order(
///     reservation: web::ReqData<Reservation>,
///     Webhook(event): Webhook<serde_json::Value>,
/// ) -> HttpResponse {
///     if reservation.is_repeated() {
///         println!("tried before: {}", event.payload());
///     }
///     HttpResponse::NoContent().finish()
/// }
///
/// // The guard and its store are made once, outside the function that makes each worker's app.
/// fn configure(config: &mut web::ServiceConfig, verifier: Verifier, guard: ReplayGuard) {
///     config.service(
///         web::resource("/hooks/acme")
///             .wrap(ReplayLayer::new(guard))
///             .wrap(WebhookLayer::new(verifier))
///             .route(web::post().to(on_order)),
///     );
/// }
/// ```
///
/// A delivery that was not verified by middleware is answered 500, and the log says what to
/// add.
///
/// The handler's answer counts as soon as its head is there: 2xx completes the delivery,
/// anything else means that it will be handled again. If the client disconnects, the handler
/// continues on its worker. So before the server stops its workers, stop accepting connections
/// and await [`ReplayGuard::drained`], or such a handler is cut off:
///
/// ```no_run
/// # use std::time::Duration;
/// # use hookseal_replay::ReplayGuard;
/// # async fn stop(server: actix_web::dev::ServerHandle, guard: ReplayGuard) {
/// server.pause().await;
/// let _ = tokio::time::timeout(Duration::from_secs(30), guard.drained()).await;
/// server.stop(true).await;
/// # }
/// ```
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

impl<S, B> Transform<S, ServiceRequest> for ReplayLayer
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Transform = ReplayMiddleware<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(ReplayMiddleware {
            service: Rc::new(service),
            guard: self.guard.clone(),
        }))
    }
}

/// The service that [`ReplayLayer`] puts around another.
#[derive(Debug)]
pub struct ReplayMiddleware<S> {
    service: Rc<S>,
    guard: ReplayGuard,
}

impl<S, B> Service<ServiceRequest> for ReplayMiddleware<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = ReplayFuture<B>;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.service.poll_ready(context)
    }

    fn call(&self, mut request: ServiceRequest) -> Self::Future {
        let admission = {
            let extensions = request.extensions();
            extensions.get::<VerifiedBody>().map(|verified| {
                let facts = of_verified(&extensions);
                self.guard
                    .admit(verified, &facts.head(ActixHead::new(request.head())))
            })
        };
        let admission = match admission {
            Some(Ok(admission)) => admission,
            Some(Err(rejection)) => return ReplayFuture::refused(rejection, request),
            None => {
                let payload = request.take_payload();
                let refusing = refuse_unverified(MISSING_LAYER, payload, request.request());
                return ReplayFuture::refusing(refusing, request);
            }
        };
        let asked = Asked::of(&request);
        // Taken by the handler, or by the answer if no handler runs: while a service has the
        // request, no other handle on it may exist.
        let request = Rc::new(Cell::new(Some(request)));
        let left = Rc::clone(&request);
        let service = Rc::clone(&self.service);
        let run = admission.run_to_end_here(
            tokio::time::sleep,
            move |reservation| async move {
                let request = request.take()?;
                if let Some(reservation) = reservation {
                    request.extensions_mut().insert(reservation);
                }
                Some(service.call(request).await)
            },
            |answer: &Handled<B>| {
                let response = answer.as_ref()?.as_ref().ok()?;
                Some(response.status().as_u16())
            },
            go_on,
        );
        ReplayFuture::running(run, left, asked)
    }
}

const MISSING_LAYER: &str = "`ReplayLayer` found no verified delivery; wrap a `WebhookLayer` around it: the middleware that verifies is the outer one, and is wrapped last";
