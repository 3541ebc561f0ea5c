//! The middleware that has each delivery handled once.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::task::Context;

use hookseal_core::adapter::Facts;
use hookseal_core::{Rejection, VerifiedBody};
use hookseal_replay::{Answer, BackgroundHere, ReplayGuard};
use ntex::http::{Method, Uri, Version};
use ntex::service::cfg::SharedCfg;
use ntex::service::{Middleware, Pipeline, Service, ServiceCtx};
use ntex::web::test::TestRequest;
use ntex::web::{HttpRequest, WebRequest, WebResponse};

use crate::head::NtexHead;
use crate::rejection::{no_verifier, refusal, respond};

/// Has each delivery handled once. For `.middleware(…)` on an `App`, a scope or a resource.
///
/// It belongs between [`WebhookLayer`](crate::WebhookLayer), which verifies, and the handler. The
/// middleware that is added last is the outer one:
///
/// ```
/// use hookseal_core::Verifier;
/// use hookseal_ntex::{ReplayLayer, Webhook, WebhookLayer};
/// use hookseal_replay::{ReplayGuard, Reservation};
/// use ntex::web::{self, HttpRequest, HttpResponse};
///
/// async fn on_order(
///     request: HttpRequest,
///     Webhook(event): Webhook<serde_json::Value>,
/// ) -> HttpResponse {
///     let reservation = request.extensions().get::<Reservation>().copied();
///     if reservation.is_some_and(|reservation| reservation.is_repeated()) {
///         println!("tried before: {}", event.payload());
///     }
///     HttpResponse::NoContent().finish()
/// }
///
/// // The guard and its store are made once, outside the function that makes each worker's app.
/// fn configure(config: &mut web::ServiceConfig, verifier: Verifier, guard: ReplayGuard) {
///     config.service(
///         web::resource("/hooks/acme")
///             .middleware(ReplayLayer::new(guard))
///             .middleware(WebhookLayer::new(verifier))
///             .route(web::post().to(on_order)),
///     );
/// }
/// ```
///
/// A delivery that was not verified by middleware, such as by
/// [`VerifyWebhook`](crate::VerifyWebhook), which comes later, is answered 500, and the log says
/// what to add.
///
/// The handler's answer counts as soon as its head is there: 2xx completes the delivery, anything
/// else means that it will be handled again. If the client disconnects, the handler continues on
/// its worker. So before the server stops its workers, stop accepting connections and await
/// [`ReplayGuard::drained`], or such a handler is cut off:
///
/// ```no_run
/// # use std::time::Duration;
/// # use hookseal_replay::ReplayGuard;
/// # async fn stop(server: ntex::server::Server, guard: ReplayGuard) {
/// server.pause().await;
/// let _ = ntex::time::timeout(Duration::from_secs(30), guard.drained()).await;
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

impl<S> Middleware<S, SharedCfg> for ReplayLayer {
    type Service = ReplayMiddleware<S>;

    fn create(&self, service: S, _: SharedCfg) -> Self::Service {
        ReplayMiddleware {
            service: Pipeline::new(service),
            guard: self.guard.clone(),
        }
    }
}

/// The service that [`ReplayLayer`] puts around another.
#[derive(Debug)]
pub struct ReplayMiddleware<S> {
    service: Pipeline<S>,
    guard: ReplayGuard,
}

impl<S, E> Service<WebRequest<E>> for ReplayMiddleware<S>
where
    S: Service<WebRequest<E>, Response = WebResponse> + 'static,
    E: 'static,
{
    type Response = WebResponse;
    type Error = S::Error;

    async fn ready(&self, _: ServiceCtx<'_, Self>) -> Result<(), S::Error> {
        self.service.ready().await
    }

    fn poll(&self, context: &mut Context<'_>) -> Result<(), S::Error> {
        self.service.poll(context)
    }

    async fn shutdown(&self) {
        self.service.shutdown().await;
    }

    async fn call(
        &self,
        request: WebRequest<E>,
        _: ServiceCtx<'_, Self>,
    ) -> Result<WebResponse, S::Error> {
        let admission = {
            let extensions = request.extensions();
            extensions.get::<VerifiedBody>().map(|verified| {
                let facts = of_verified(&request);
                let head = facts.head(NtexHead(request.head()));
                self.guard.admit(verified, &head)
            })
        };
        let admission = match admission {
            Some(Ok(admission)) => admission,
            Some(Err(rejection)) => return Ok(request.into_response(refusal(rejection))),
            None => {
                let (request, payload) = request.into_parts();
                let refused = no_verifier(MISSING_LAYER, payload, &request).await;
                return Ok(WebResponse::new(refusal(refused), request));
            }
        };
        let asked = Asked::of(&request);
        // Taken by the handler, or by the answer if no handler runs: while a service has the
        // request, no other handle on it may exist.
        let request = Rc::new(Cell::new(Some(request)));
        let left = Rc::clone(&request);
        let service = self.service.clone();
        let run = admission.run_to_end_here(
            ntex::time::sleep,
            move |reservation| async move {
                let request = request.take()?;
                if let Some(reservation) = reservation {
                    request.extensions_mut().insert(reservation);
                }
                Some(service.call(request).await)
            },
            |answer: &Option<Result<WebResponse, S::Error>>| {
                let response = answer.as_ref()?.as_ref().ok()?;
                Some(response.status().as_u16())
            },
            go_on,
        );
        let response = match run.await {
            Answer::Handled(Some(result)) => return result,
            Answer::Handled(None) => refusal(Rejection::Misconfigured { reason: TWICE }),
            Answer::Duplicate(answer) => respond(&answer),
            Answer::Refused(rejection) => refusal(rejection),
        };
        let request = match left.take() {
            Some(request) => request.into_parts().0,
            // The handler had it, and has failed with it.
            None => asked.again(),
        };
        Ok(WebResponse::new(response, request))
    }
}

/// The facts of a verified request.
fn of_verified<E>(request: &WebRequest<E>) -> Facts {
    let extensions = request.extensions();
    Facts::left(extensions.get(), extensions.get(), extensions.get())
        .with_verified_target(extensions.get())
}

/// Continues a run in a task of its own. If no runtime is left to go on in, spawning panics; the
/// lease ends by itself.
fn go_on(run: BackgroundHere) {
    if !std::thread::panicking() {
        let _ = catch_unwind(AssertUnwindSafe(|| ntex::rt::spawn(run)));
    }
}

/// The parts of a request that are kept while its handler has it. No handle on the request itself
/// may be kept: inner services change it, which panics if there are two handles.
struct Asked {
    method: Method,
    uri: Uri,
    version: Version,
}

impl Asked {
    fn of<E>(request: &WebRequest<E>) -> Self {
        Self {
            method: request.method().clone(),
            uri: request.uri().clone(),
            version: request.version(),
        }
    }

    /// A response needs its request, and that is gone with the handler that has failed. ntex makes
    /// another one nowhere but in its module for tests; middleware further out, such as loggers,
    /// finds there what was asked.
    fn again(self) -> HttpRequest {
        let target = self.uri.path_and_query();
        TestRequest::default()
            .method(self.method)
            .uri(target.map_or("/", |target| target.as_str()))
            .version(self.version)
            .to_http_request()
    }
}

const MISSING_LAYER: &str = "`ReplayLayer` found no verified delivery; put a `WebhookLayer` around it: the middleware that verifies is the outer one, and is added last";

const TWICE: &str = "the request had already been handled";
