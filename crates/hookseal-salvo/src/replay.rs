//! The middleware that has each delivery handled once.

use std::mem::take;
use std::sync::{Arc, Mutex, PoisonError};

use hookseal_core::VerifiedBody;
use hookseal_http::{refusal, respond};
use hookseal_replay::{Answer, Background, ReplayGuard};
use salvo_core::{Depot, FlowCtrl, Handler, Request, Response, async_trait};
use tokio::runtime::Handle;

use crate::head::{head, no_verifier};
use crate::layer::runs_nothing;
use crate::rejection::render;

/// Has each delivery handled once. For `Router::hoop`.
///
/// It belongs between [`WebhookLayer`](crate::WebhookLayer), which verifies, and the handler.
/// The hoop that is added first is the outer one:
///
/// ```
/// use hookseal_core::{ConfigError, Verifier};
/// use hookseal_replay::{MemoryStore, ReplayGuard, Reservation};
/// use hookseal_salvo::{ReplayLayer, Webhook, WebhookLayer};
/// use salvo::prelude::*;
///
/// #[handler]
/// async fn on_order(depot: &mut Depot, event: Webhook<serde_json::Value>) -> StatusCode {
///     if depot.get_typed::<Reservation>().is_ok_and(|held| held.is_repeated()) {
///         println!("tried before: {}", event.payload());
///     }
///     StatusCode::NO_CONTENT
/// }
///
/// fn router(verifier: Verifier) -> Result<Router, ConfigError> {
///     let guard = ReplayGuard::new("orders", MemoryStore::new())?;
///     Ok(Router::with_path("hooks/acme")
///         .hoop(WebhookLayer::new(verifier))
///         .hoop(ReplayLayer::new(guard))
///         .post(on_order))
/// }
/// ```
///
/// A delivery that was not verified by middleware, such as by
/// [`VerifyWebhook`](crate::VerifyWebhook), which comes later, is answered 500, and the log says
/// what to add.
///
/// The answer of the handlers after it counts as soon as its head is there: 2xx completes the
/// delivery, anything else means that it will be handled again.
///
/// When the client goes, the handler goes on. Before the process ends, after the server's
/// `stop_graceful`, await [`ReplayGuard::drained`](hookseal_replay::ReplayGuard::drained), or
/// such a handler is cut off.
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

/// All of an exchange, which its handlers own while they run: they may outlive the server's
/// future, from which it is taken.
#[derive(Default)]
struct Exchange {
    request: Request,
    depot: Depot,
    response: Response,
    chain: FlowCtrl,
}

/// An exchange, until its handlers take it.
type Slot = Arc<Mutex<Option<Exchange>>>;

fn taken(slot: &Slot) -> Option<Exchange> {
    slot.lock().unwrap_or_else(PoisonError::into_inner).take()
}

#[async_trait]
impl Handler for ReplayLayer {
    async fn handle(
        &self,
        request: &mut Request,
        depot: &mut Depot,
        response: &mut Response,
        chain: &mut FlowCtrl,
    ) {
        let Some(verified) = request.extensions().get::<VerifiedBody>() else {
            let refused = no_verifier(MISSING_LAYER, request).await;
            return refuse(refusal(refused), response, chain);
        };
        if runs_nothing(chain, response) {
            let refused = no_verifier(LAST, request).await;
            return refuse(refusal(refused), response, chain);
        }
        let admitted = self
            .guard
            .admit(verified, &head(request).of_verified_target());
        let admission = match admitted {
            Ok(admission) => admission,
            Err(rejection) => return refuse(refusal(rejection), response, chain),
        };
        let asked = head_of(request);
        let slot = Slot::new(Mutex::new(Some(Exchange {
            request: take(request),
            depot: take(depot),
            response: take(response),
            chain: take(chain),
        })));
        let own = Arc::clone(&slot);
        let run = admission.run_to_end(
            tokio::time::sleep,
            move |reservation| async move {
                let mut exchange = taken(&own)?;
                if let Some(reservation) = reservation {
                    exchange.depot.insert_typed(reservation);
                }
                exchange.run().await;
                Some(exchange)
            },
            |exchange: &Option<Exchange>| Some(exchange.as_ref()?.status()),
            spawn,
        );
        let answer = run.await;
        let (refused, exchange) = match answer {
            Answer::Handled(exchange) => (None, exchange),
            Answer::Duplicate(answer) => (Some(respond(answer)), taken(&slot)),
            Answer::Refused(rejection) => (Some(refusal(rejection)), taken(&slot)),
        };
        // Lost with a handler that has panicked.
        let exchange = exchange.unwrap_or_else(|| Exchange {
            request: asked,
            ..Exchange::default()
        });
        *request = exchange.request;
        *depot = exchange.depot;
        *response = exchange.response;
        *chain = exchange.chain;
        if let Some(refused) = refused {
            refuse(refused, response, chain);
        }
    }
}

impl Exchange {
    async fn run(&mut self) {
        let chain = &mut self.chain;
        chain
            .call_next(&mut self.request, &mut self.depot, &mut self.response)
            .await;
    }

    /// The status of the answer, which is 200 if no handler has set one.
    fn status(&self) -> u16 {
        self.response.status_code.unwrap_or_default().as_u16()
    }
}

fn refuse(
    refused: http::Response<http_body_util::Full<bytes::Bytes>>,
    response: &mut Response,
    chain: &mut FlowCtrl,
) {
    render(refused, response);
    // The answer to a duplicate would not end the chain by itself.
    chain.skip_rest();
}

/// A request without anything but its head, for hoops further out.
fn head_of(request: &Request) -> Request {
    let mut head = Request::new();
    *head.method_mut() = request.method().clone();
    *head.version_mut() = request.version();
    *head.headers_mut() = request.headers().clone();
    *head.remote_addr_mut() = request.remote_addr().clone();
    head.set_uri(request.uri().clone());
    head
}

/// Starts a task, if a runtime is left.
fn spawn(background: Background) {
    if let Ok(runtime) = Handle::try_current() {
        runtime.spawn(background);
    }
}

const MISSING_LAYER: &str = "`ReplayLayer` found no verified delivery; add a `WebhookLayer` in front of it: the hoop that verifies is the outer one, and is added first";

const LAST: &str = "a `ReplayLayer` has no handler after it in its chain, as in a tuple of handlers; add it by `.hoop(…)`";
