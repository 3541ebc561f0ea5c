//! The layer around routes, and how it answers for them.

use std::sync::Arc;

use hookseal_core::Verifier;
use rocket::data::Data;
use rocket::http::Method;
use rocket::outcome::Outcome;
use rocket::request::Request;
use rocket::route::{self, Handler, Route};
use rocket::{async_trait, http::Status};

use crate::answer::end;
use crate::delivery::{Delivery, Step};
use crate::verifying::{Find, Options, TenantBy, Verifying};

/// Has every request to its routes verified, and answers refusals and handshakes.
///
/// [`around`](Self::around) puts it around routes, before they are mounted:
///
/// ```
/// use hookseal_core::Verifier;
/// use hookseal_rocket::{Webhook, WebhookLayer};
/// use rocket::{Build, Rocket, post, routes};
///
/// #[post("/acme", data = "<event>")]
/// fn on_event(event: Webhook<serde_json::Value>) {
///     println!("{} bytes from {}", event.bytes().len(), event.provider());
/// }
///
/// fn app(verifier: Verifier) -> Rocket<Build> {
///     let hooks = WebhookLayer::new(verifier).around(routes![on_event]);
///     rocket::build().mount("/hooks", hooks)
/// }
/// ```
///
/// Rocket gives the data of a request to one data guard, which has to read it. So every handler
/// inside takes a [`Webhook`](crate::Webhook), which verifies while it reads. **A handler that
/// takes something else has run before the layer can know it**: its answer is then replaced by
/// 500, for every request, and the log says what to change.
///
/// Layers can be around each other; a delivery must then satisfy all of them. In front of the
/// handler its other guards run first: Rocket asks them before the data guard.
///
/// Refusals are the problem documents of [`Rejection::answer`](hookseal_core::Rejection::answer).
/// Catchers do not see them; response fairings do, and [`refusal`](crate::refusal) tells them the
/// reason.
#[derive(Clone, Debug)]
pub struct WebhookLayer {
    verifier: Verifier,
    options: Options,
    methods: Vec<Method>,
}

impl WebhookLayer {
    /// A layer that lets through what `verifier` accepts.
    #[must_use]
    pub const fn new(verifier: Verifier) -> Self {
        Self {
            verifier,
            options: Options {
                target_of: None,
                tenant_of: None,
            },
            methods: Vec::new(),
        }
    }

    /// These routes inside the layer, to be mounted.
    #[must_use]
    pub fn around(&self, routes: impl Into<Vec<Route>>) -> Vec<Route> {
        let mut routes = routes.into();
        for given in routes.clone() {
            for method in &self.methods {
                let also = by(*method, &given);
                if !routes.iter().any(|route| is_same(route, &also)) {
                    routes.push(also);
                }
            }
        }
        let inside = routes.into_iter().map(|mut route| {
            let verifying = Arc::new(Verifying::new(&self.verifier, &self.options, &route));
            let inner = route.handler;
            route.handler = Box::new(Verified { verifying, inner });
            route
        });
        inside.collect()
    }

    /// Has the routes take requests by this method, too.
    ///
    /// Rocket's routes are for one method each, and it answers others with 404. If a sender asks
    /// by GET whether an endpoint is there, and delivers by POST, add `Method::Get` to the
    /// handler's `#[post]`: the layer then answers the handshake. A sender that asks by HEAD needs
    /// `Method::Head`. By a method that the sender does not use, the answer is 405.
    #[must_use]
    pub fn also_by(mut self, method: Method) -> Self {
        self.methods.push(method);
        self
    }

    /// The target that the sender called and signed, for schemes that sign the URL, its path or
    /// its query, if it differs from the request's own: a proxy has stripped a prefix, or a
    /// gateway has added a stage. Without this, or if it returns `None`, it is the
    /// [`ReceivedTarget`](hookseal_core::adapter::ReceivedTarget) in the request's local cache, or
    /// else `Request::uri`, which has the target as Rocket received it, also where routes are
    /// mounted.
    ///
    /// Attach fairings that rewrite it after a [`KeepTarget`](crate::KeepTarget).
    ///
    /// ```
    /// # use hookseal_rocket::WebhookLayer;
    /// # fn layer(verifier: hookseal_core::Verifier) -> WebhookLayer {
    /// // The gateway calls this app without its stage, which the sender has called and signed.
    /// WebhookLayer::new(verifier).target_of(|request| Some(format!("/prod{}", request.uri())))
    /// # }
    /// ```
    #[must_use]
    pub fn target_of(
        mut self,
        target_of: impl Fn(&Request<'_>) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.options.target_of = Some(Find(Arc::new(target_of)));
        self
    }

    /// For verifiers that look up their keys by tenant: the path parameter that names the
    /// tenant, such as `tenant` of `/hooks/<tenant>`.
    ///
    /// It is decoded once, as [`Tenant::by_parameter`](hookseal_core::Tenant::by_parameter) does. If there is no such parameter, or
    /// if it stands for several segments (`<tenant..>`), a request whose keys are not found is
    /// answered 500, and the log names the parameter.
    #[must_use]
    pub fn tenant_param(mut self, name: impl Into<String>) -> Self {
        self.options.tenant_of = Some(TenantBy::Parameter(name.into().into()));
        self
    }

    /// For verifiers that look up their keys by tenant: how to determine the tenant. By
    /// default it is the `Option<Tenant>` in the request's local cache.
    #[must_use]
    pub fn tenant_of(
        mut self,
        tenant_of: impl Fn(&Request<'_>) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.options.tenant_of = Some(TenantBy::Function(Find(Arc::new(tenant_of))));
        self
    }
}

/// The same route by another method.
fn by(method: Method, route: &Route) -> Route {
    let mut route = route.clone();
    route.method = method;
    if !method.supports_payload() {
        // There it would be about the answer.
        route.format = None;
    }
    route
}

/// Whether Rocket could not choose between two routes that differ in nothing else.
fn is_same(one: &Route, other: &Route) -> bool {
    let path_of = |route: &Route| route.uri.to_string();
    one.method == other.method && one.rank == other.rank && path_of(one) == path_of(other)
}

/// A route's handler inside a layer.
#[derive(Clone)]
struct Verified {
    verifying: Arc<Verifying>,
    inner: Box<dyn Handler>,
}

#[async_trait]
impl Handler for Verified {
    async fn handle<'r>(&self, request: &'r Request<'_>, data: Data<'r>) -> route::Outcome<'r> {
        let step = Step::Verify(Arc::clone(&self.verifying));
        let _inside = Delivery::of(request).enter(step);
        finish(request, self.inner.handle(request, data).await)
    }
}

/// What a layer answers after the handler inside it has ended.
pub(crate) fn finish<'r>(
    request: &'r Request<'_>,
    ended: route::Outcome<'r>,
) -> route::Outcome<'r> {
    let (is_received, rejection) = {
        let progress = Delivery::of(request).progress();
        (progress.is_received, progress.rejection.clone())
    };
    match (ended, rejection) {
        // Its status is by the guard: a handler that takes the rejection has others, or the same.
        (Outcome::Error(Status { code }), Some(rejection)) if rejection.status().code == code => {
            Outcome::Success(end(rejection, request))
        }
        (Outcome::Success(_), _) if !is_received => {
            let refused = hookseal_core::Rejection::no_verifier(NOT_TAKEN);
            Outcome::Success(end(refused, request))
        }
        (ended, _) => ended,
    }
}

const NOT_TAKEN: &str = "a handler inside a `WebhookLayer` or `ReplayLayer` has run without verification; let it take a `Webhook` or a `VerifyWebhook`";
