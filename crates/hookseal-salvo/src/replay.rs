//! The middleware that has each delivery handled once.

use std::mem::swap;
use std::sync::{Arc, Mutex, PoisonError};

use hookseal_core::VerifiedBody;
use hookseal_http::{refusal, respond};
use hookseal_replay::{Answer, ReplayGuard};
use salvo_core::{Depot, FlowCtrl, Handler, Request, Response, async_trait};
use tokio::runtime::Handle;

use crate::head::{head, no_verifier};
use crate::layer::runs_nothing;
use crate::rejection::end;

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

impl Exchange {
    /// Takes what the server has lent, or gives it back.
    fn swap(
        &mut self,
        request: &mut Request,
        depot: &mut Depot,
        response: &mut Response,
        chain: &mut FlowCtrl,
    ) {
        swap(&mut self.request, request);
        swap(&mut self.depot, depot);
        swap(&mut self.response, response);
        swap(&mut self.chain, chain);
    }

    /// Runs the rest of the chain on it.
    async fn run(&mut self) {
        let chain = &mut self.chain;
        let (request, depot) = (&mut self.request, &mut self.depot);
        chain.call_next(request, depot, &mut self.response).await;
    }

    /// The status of the answer, which is 200 if no handler has set one.
    fn status(&self) -> u16 {
        self.response.status_code.unwrap_or_default().as_u16()
    }
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
        if runs_nothing(chain, response) {
            let refused = no_verifier(LAST, request).await;
            return end(refusal(refused), response, chain);
        }
        let Some(verified) = request.extensions().get::<VerifiedBody>() else {
            let refused = no_verifier(MISSING_LAYER, request).await;
            return end(refusal(refused), response, chain);
        };
        let head = head(request).of_verified_target();
        let admission = match self.guard.admit(verified, &head) {
            Ok(admission) => admission,
            Err(rejection) => return end(refusal(rejection), response, chain),
        };
        // The request that hoops further out find if the handler loses its own.
        let mut exchange = Exchange {
            request: head_of(request),
            ..Exchange::default()
        };
        exchange.swap(request, depot, response, chain);
        let slot = Slot::new(Mutex::new(Some(exchange)));
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
            |exchange: &Option<Exchange>| exchange.as_ref().map(Exchange::status),
            |background| {
                if let Ok(runtime) = Handle::try_current() {
                    runtime.spawn(background);
                }
            },
        );
        let (own, exchange) = match run.await {
            Answer::Handled(exchange) => (None, exchange),
            Answer::Duplicate(answer) => (Some(respond(answer)), taken(&slot)),
            Answer::Refused(rejection) => (Some(refusal(rejection)), taken(&slot)),
        };
        if let Some(mut exchange) = exchange {
            exchange.swap(request, depot, response, chain);
        }
        if let Some(own) = own {
            end(own, response, chain);
        }
    }
}

/// A request without anything but its head.
fn head_of(request: &Request) -> Request {
    let mut head = Request::new();
    *head.method_mut() = request.method().clone();
    *head.version_mut() = request.version();
    *head.headers_mut() = request.headers().clone();
    *head.remote_addr_mut() = request.remote_addr().clone();
    head.set_uri(request.uri().clone());
    head
}

const MISSING_LAYER: &str = "`ReplayLayer` found no verified delivery; add a `WebhookLayer` in front of it: the hoop that verifies is the outer one, and is added first";

const LAST: &str = "a `ReplayLayer` has no handler after it in its chain, as in a tuple of handlers; add it by `.hoop(…)`";
