//! The layer around warp's filters, and the filter that verifies by itself.

use std::convert::Infallible;
use std::error::Error;

use bytes::Bytes;
use hookseal::replay::Reservation;
use hookseal::warp::{
    KeepTargetLayer, ReplayLayer, VerifyWebhook, WebhookLayer, answer_rejection, verify_webhook,
    webhook,
};
use hookseal::{Raw, Rejection, VerifiedBody, VerifiedEvent, Verifier};
use http::{Request, Response, StatusCode};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use serde_json::Value;
use tower::util::MapRequest;
use tower::{Layer, Service, ServiceExt, service_fn};
use warp::{Filter, Reply};

use super::server::Server;
use super::tower::rewrite;
use super::{NotCarried, Runner, Wire};
use crate::site::{App, Endpoint, HANDLED, Order, is_eaten};

/// `hookseal-warp`, with its layer or by the filter alone.
pub(super) struct Warp {
    pub(super) layer: bool,
}

impl Runner for Warp {
    fn name(&self) -> &'static str {
        if self.layer { "warp" } else { "warp_filter" }
    }

    fn wire(&self) -> Wire {
        Wire::Http1
    }

    fn has_layer(&self) -> bool {
        self.layer
    }

    fn not_carried(&self) -> &'static [NotCarried] {
        NOT_CARRIED
    }

    fn start(&self, app: App) -> Box<dyn Endpoint> {
        let layer = self.layer;
        Server::run(self.wire(), move |listener| serve(listener, app, layer))
    }
}

const NOT_CARRIED: &[NotCarried] = &[NotCarried {
    case: "a_misspelt_parameter_is_the_app_s_mistake_and_named",
    why: "parameters of a path have no names in warp",
}];

async fn serve(listener: std::net::TcpListener, app: App, layer: bool) {
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let app = app.clone();
        let service = service_fn(move |request| eat(app.clone(), layer, request));
        let service = KeepTargetLayer.layer(MapRequest::new(service, rewrite));
        tokio::spawn(async move {
            let _ = auto::Builder::new(TokioExecutor::new())
                .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
                .await;
        });
    }
}

type AnyBody = BoxBody<Bytes, std::io::Error>;

/// A request whose body has the type that handlers take.
fn any_body<B>(request: Request<B>) -> Request<AnyBody>
where
    B: Body<Data = Bytes> + Send + Sync + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    request.map(|body| body.map_err(std::io::Error::other).boxed())
}

/// What a layer in front does that reads bodies, and what middleware outside sees of refusals.
async fn eat(
    app: App,
    layer: bool,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let request = if is_eaten(request.uri().path()) {
        let (parts, body) = request.into_parts();
        drop(body.collect().await);
        any_body(Request::from_parts(parts, Full::<Bytes>::default()))
    } else {
        any_body(request)
    };
    let response = if layer {
        layered(app.clone(), request).await
    } else {
        filtered(app.clone(), request).await
    };
    if let Some(rejection) = response.extensions().get::<Rejection>() {
        app.refused(rejection);
    }
    Ok(response)
}

async fn whole<B>(response: Response<B>) -> Response<Full<Bytes>>
where
    B: Body<Data = Bytes>,
    B::Error: std::fmt::Debug,
{
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap();
    Response::from_parts(parts, Full::new(body.to_bytes()))
}

/// The layers around the routes: what is under `open` has none that verifies.
async fn layered(app: App, request: Request<AnyBody>) -> Response<Full<Bytes>> {
    let path = request.uri().path();
    if path.ends_with("/open") {
        return guarded(app, request).await;
    }
    let verify = WebhookLayer::new(app.verifier.clone());
    let verify = if path.starts_with("/hooks/tenants/") {
        verify.tenant_segment(2)
    } else {
        verify
    };
    let outer = app.outer.clone();
    let inner = verify.layer(service_fn(move |request: Request<Full<Bytes>>| {
        let app = app.clone();
        async move { Ok::<_, Infallible>(guarded(app, any_body(request)).await) }
    }));
    within(outer, inner, request).await
}

/// A service inside a second layer, if there is one.
async fn within<S, A>(
    outer: Option<Verifier>,
    inner: S,
    request: Request<AnyBody>,
) -> Response<Full<Bytes>>
where
    S: Service<Request<AnyBody>, Response = Response<A>, Error = Infallible>
        + Service<Request<Full<Bytes>>, Response = Response<A>, Error = Infallible>
        + Clone,
    A: Body<Data = Bytes>,
    A::Error: std::fmt::Debug,
{
    match outer {
        None => {
            let Ok(response) = inner.oneshot(request).await;
            whole(response).await
        }
        Some(outer) => {
            let Ok(response) = WebhookLayer::new(outer).layer(inner).oneshot(request).await;
            whole(response).await
        }
    }
}

/// The routes behind the guard, if there is one, and behind middleware that puts another body
/// in some requests.
async fn guarded(app: App, request: Request<AnyBody>) -> Response<Full<Bytes>> {
    let guard = app.guard.clone();
    let routes = MapRequest::new(warp::service(routes(&app)), replace);
    match guard {
        None => {
            let Ok(response) = routes.oneshot(request).await;
            whole(response).await
        }
        Some(guard) => {
            let Ok(response) = ReplayLayer::new(guard).layer(routes).oneshot(request).await;
            whole(response).await
        }
    }
}

fn replace(request: Request<AnyBody>) -> Request<AnyBody> {
    if request.uri().path() != "/hooks/replaced" {
        return request;
    }
    let (parts, _) = request.into_parts();
    any_body(Request::from_parts(parts, Full::from("replaced")))
}

/// The filters inside the layer. Each is recovered before the next, so that a refusal is one.
fn routes(
    app: &App,
) -> impl Filter<Extract = (impl Reply + use<>,), Error = warp::Rejection> + Clone + use<> {
    let json = warp::path!("hooks" / "json")
        .and(webhook())
        .and(with(app))
        .then(json)
        .recover(answer_rejection);
    let order = warp::path!("hooks" / "order")
        .and(webhook())
        .and(with(app))
        .then(order)
        .recover(answer_rejection);
    let bytes = warp::path!("hooks" / "bytes")
        .and(warp::ext::get())
        .and(warp::body::bytes())
        .and(with(app))
        .map(|verified: VerifiedBody, bytes: Bytes, app: App| {
            app.took_bytes(&verified, &bytes);
            HANDLED
        });
    let raw = webhook()
        .and(warp::ext::optional())
        .and(with(app))
        .then(raw)
        .recover(answer_rejection);
    json.or(order).or(bytes).or(raw)
}

/// The filters that verify by themselves, and one without anything, inside a second verifier's
/// layer if there is one.
async fn filtered(app: App, request: Request<AnyBody>) -> Response<Full<Bytes>> {
    let is_open = request.uri().path().ends_with("/open");
    let outer = app.outer.clone().filter(|_| !is_open);
    let open = warp::path!("hooks" / "open")
        .and(webhook())
        .and(warp::ext::optional())
        .and(with(&app))
        .then(raw)
        .recover(answer_rejection);
    let json = warp::path!("hooks" / "json")
        .and(verify_webhook(app.verifier.clone()))
        .and(with(&app))
        .then(json)
        .recover(answer_rejection);
    let order = warp::path!("hooks" / "order")
        .and(verify_webhook(app.verifier.clone()))
        .and(with(&app))
        .then(order)
        .recover(answer_rejection);
    let tenant = VerifyWebhook::new(app.verifier.clone()).tenant_segment(2);
    let tenant = warp::path!("hooks" / "tenants" / ..)
        .and(verify_webhook(tenant))
        .and(warp::ext::optional())
        .and(with(&app))
        .then(raw)
        .recover(answer_rejection);
    let rest = verify_webhook(app.verifier.clone())
        .and(warp::ext::optional())
        .and(with(&app))
        .then(raw)
        .recover(answer_rejection);
    let routes = open.or(json).or(order).or(tenant).or(rest);
    within(outer, warp::service(routes), request).await
}

fn with(app: &App) -> impl Filter<Extract = (App,), Error = Infallible> + Clone + use<> {
    let app = app.clone();
    warp::any().map(move || app.clone())
}

async fn raw(event: VerifiedEvent<Raw>, reservation: Option<Reservation>, app: App) -> impl Reply {
    app.took("raw", &event);
    let status = app.act(reservation.as_ref()).await;
    warp::reply::with_status(HANDLED, StatusCode::from_u16(status).unwrap())
}

async fn json(event: VerifiedEvent<Value>, app: App) -> &'static str {
    app.took("json", &event);
    HANDLED
}

async fn order(event: VerifiedEvent<Order>, app: App) -> &'static str {
    app.took("order", &event);
    HANDLED
}
