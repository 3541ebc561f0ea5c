//! The layer that has each delivery handled once.

use std::pin::pin;

use hookseal_http::respond;
use hookseal_replay::{Answer, ReplayGuard, Reservation};
use rocket::async_trait;
use rocket::data::Data;
use rocket::outcome::Outcome;
use rocket::request::{self, FromRequest, Request};
use rocket::response::Response;
use rocket::route::{self, Handler, Route};
use tokio::sync::oneshot;

use crate::answer::{end, write};
use crate::delivery::{Delivery, Step};
use crate::guarding::{Asked, Guarding};
use crate::layer::finish;

/// Has each delivery handled once.
///
/// It belongs between [`WebhookLayer`](crate::WebhookLayer), which verifies, and the handler:
///
/// ```
/// use std::time::Duration;
///
/// use hookseal_core::{ConfigError, Verifier};
/// use hookseal_replay::{MemoryStore, ReplayGuard};
/// use hookseal_rocket::{Guarded, ReplayLayer, Webhook, WebhookLayer};
/// use rocket::fairing::AdHoc;
/// use rocket::tokio::time::timeout;
/// use rocket::{Build, Rocket, post, routes};
///
/// #[post("/acme", data = "<event>")]
/// fn on_order(guarded: Guarded<'_>, event: Webhook<serde_json::Value>) {
///     if guarded.reservation().is_some_and(|held| held.is_repeated()) {
///         println!("tried before: {}", event.payload());
///     }
/// }
///
/// fn app(verifier: Verifier) -> Result<Rocket<Build>, ConfigError> {
///     let guard = ReplayGuard::new("orders", MemoryStore::new())?;
///     let once = ReplayLayer::new(guard.clone()).around(routes![on_order]);
///     let hooks = WebhookLayer::new(verifier).around(once);
///     // When Rocket shuts down it waits for this.
///     let drain = AdHoc::on_shutdown("handlers", move |_| {
///         Box::pin(async move {
///             let _ = timeout(Duration::from_secs(30), guard.drained()).await;
///         })
///     });
///     Ok(rocket::build().mount("/hooks", hooks).attach(drain))
/// }
/// ```
///
/// A delivery that no layer around this one has verified is answered 500, and the log says what
/// to add.
///
/// The handler's answer counts as soon as its head is there: 2xx completes the delivery, anything
/// else means that it will be handled again. An error for Rocket's catchers counts by its status.
/// A panic releases the delivery as well.
///
/// Rocket has a task for each request, so when the client goes, the handler goes on. Before the
/// process ends, await [`ReplayGuard::drained`], or such a handler is cut off.
#[derive(Clone, Debug)]
pub struct ReplayLayer {
    guard: ReplayGuard,
}

impl ReplayLayer {
    /// A layer around the handlers of `guard`'s endpoint.
    #[must_use]
    pub const fn new(guard: ReplayGuard) -> Self {
        Self { guard }
    }

    /// These routes inside the layer, to be put inside a [`WebhookLayer`](crate::WebhookLayer).
    #[must_use]
    pub fn around(&self, routes: impl Into<Vec<Route>>) -> Vec<Route> {
        let mut routes = routes.into();
        for route in &mut routes {
            let guard = self.guard.clone();
            let inner = route.handler.clone();
            route.handler = Box::new(Once { guard, inner });
        }
        routes
    }
}

/// A route's handler inside the layer.
#[derive(Clone)]
struct Once {
    guard: ReplayGuard,
    inner: Box<dyn Handler>,
}

#[async_trait]
impl Handler for Once {
    async fn handle<'r>(&self, request: &'r Request<'_>, data: Data<'r>) -> route::Outcome<'r> {
        let (ask, asked) = oneshot::channel();
        let guard = self.guard.clone();
        let _inside = Delivery::of(request).enter(Step::Guard(Guarding { guard, ask }));
        let mut handler = pin!(self.inner.handle(request, data));
        let Asked { admission, grant } = tokio::select! {
            biased;
            ended = &mut handler => return finish(request, ended),
            Ok(asked) = asked => asked,
        };
        let run = admission.run(
            tokio::time::sleep,
            |reservation| {
                // Its receiver is in the handler.
                let _ = grant.send(reservation);
                handler
            },
            status,
        );
        let ran = run.await;
        if let Some(unsettled) = ran.unsettled {
            tokio::spawn(unsettled.settle(tokio::time::sleep));
        }
        match ran.answer {
            Answer::Handled(ended) => finish(request, ended),
            Answer::Refused(rejection) => Outcome::Success(end(rejection, request)),
            Answer::Duplicate(answer) => {
                let mut response = Response::new();
                write(respond(answer), &mut response);
                Outcome::Success(response)
            }
        }
    }
}

fn status(ended: &route::Outcome<'_>) -> Option<u16> {
    match ended {
        Outcome::Success(response) => Some(response.status().code),
        Outcome::Error(status) => Some(status.code),
        Outcome::Forward(_) => None,
    }
}

/// The state of a handler's delivery inside a [`ReplayLayer`], as a request guard.
///
/// Rocket asks request guards before there is a reservation, so this finds it when it is asked.
#[derive(Clone, Copy)]
pub struct Guarded<'r>(&'r Delivery);

impl Guarded<'_> {
    /// The reservation under which the handler runs. There is none outside of a [`ReplayLayer`],
    /// or if the delivery is handled without protection.
    #[must_use]
    pub fn reservation(&self) -> Option<Reservation> {
        self.0.progress().reservation
    }
}

impl std::fmt::Debug for Guarded<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Guarded").field(&self.reservation()).finish()
    }
}

#[async_trait]
impl<'r> FromRequest<'r> for Guarded<'r> {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> request::Outcome<Self, Self::Error> {
        Outcome::Success(Self(Delivery::of(request)))
    }
}
