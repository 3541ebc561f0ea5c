//! The tower layer on hyper, without a web framework.

use std::convert::Infallible;
use std::error::Error;

use bytes::Bytes;
use hookseal::replay::Reservation;
use hookseal::tower::{KeepTargetLayer, ReplayLayer, WebhookLayer, refusal};
use hookseal::{Raw, Rejection, Tenant, VerifiedBody};
use http::uri::PathAndQuery;
use http::{Request, Response};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use tower::util::MapRequest;
use tower::{Layer, ServiceBuilder, ServiceExt, service_fn};

use super::server::Server;
use super::{Runner, Wire};
use crate::site::{App, Endpoint, HANDLED, Order, is_eaten, rewritten, tenant_in};

/// `hookseal-tower` around a bare service.
pub(super) struct Tower;

impl Runner for Tower {
    fn name(&self) -> &'static str {
        "tower"
    }

    fn wire(&self) -> Wire {
        Wire::Http1
    }

    fn has_layer(&self) -> bool {
        true
    }

    fn start(&self, app: App) -> Box<dyn Endpoint> {
        Server::run(self.wire(), move |listener| serve(listener, app))
    }
}

async fn serve(listener: std::net::TcpListener, app: App) {
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let app = app.clone();
        let service = service_fn(move |request| eat(app.clone(), request));
        let service = MapRequest::new(service, rewrite);
        let service = KeepTargetLayer.layer(service);
        tokio::spawn(async move {
            let _ = auto::Builder::new(TokioExecutor::new())
                .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
                .await;
        });
    }
}

/// What a layer in front does that rewrites targets.
pub(super) fn rewrite<B>(mut request: Request<B>) -> Request<B> {
    let target = request.uri().path_and_query().map(PathAndQuery::as_str);
    if let Some(target) = target.and_then(rewritten) {
        *request.uri_mut() = target.parse().unwrap();
    }
    request
}

/// What a layer in front does that reads bodies.
async fn eat(app: App, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    if !is_eaten(request.uri().path()) {
        return answer(app, request).await;
    }
    let (parts, body) = request.into_parts();
    drop(body.collect().await);
    answer(app, Request::from_parts(parts, Full::<Bytes>::default())).await
}

/// Whose request it is, as a router would say it.
fn find_tenant(path: &str) -> Result<Option<Tenant>, Rejection> {
    match path.strip_prefix("/hooks/misspelt/") {
        Some(segment) => Tenant::by_parameter("tenant", path, [("tennant", segment)]),
        None => Ok(tenant_in(path)),
    }
}

/// Routes: what is under `open` has no layer.
async fn answer<B>(app: App, request: Request<B>) -> Result<Response<Full<Bytes>>, Infallible>
where
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    let response = if request.uri().path().ends_with("/open") {
        guarded(app.clone(), any_body(request)).await?
    } else {
        let handler = {
            let app = app.clone();
            service_fn(move |request: Request<Full<Bytes>>| guarded(app.clone(), any_body(request)))
        };
        let inner = ServiceBuilder::new()
            .layer(
                WebhookLayer::new(app.verifier.clone())
                    .full_body()
                    .find_tenant(|parts| find_tenant(parts.uri.path())),
            )
            .service(handler);
        let response = match &app.outer {
            None => whole(inner.oneshot(request).await?).await,
            Some(outer) => {
                let outer = WebhookLayer::new(outer.clone()).full_body();
                whole(outer.layer(inner).oneshot(request).await?).await
            }
        };
        if let Some(rejection) = response.extensions().get::<Rejection>() {
            app.refused(rejection);
        }
        return Ok(response);
    };
    if let Some(rejection) = response.extensions().get::<Rejection>() {
        app.refused(rejection);
    }
    Ok(response)
}

async fn whole<B>(response: Response<B>) -> Response<Full<Bytes>>
where
    B: Body<Data = Bytes, Error = Infallible>,
{
    let (parts, body) = response.into_parts();
    let Ok(body) = body.collect().await;
    Response::from_parts(parts, Full::new(body.to_bytes()))
}

type BoxError = Box<dyn Error + Send + Sync>;
type AnyBody = UnsyncBoxBody<Bytes, std::io::Error>;

/// A request whose body has the type that handlers take.
fn any_body<B>(request: Request<B>) -> Request<AnyBody>
where
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    request.map(|body| body.map_err(std::io::Error::other).boxed_unsync())
}

/// The handler behind the guard, if there is one.
async fn guarded(app: App, request: Request<AnyBody>) -> Result<Response<Full<Bytes>>, Infallible> {
    let Some(guard) = app.guard.clone() else {
        return handle(app, request).await;
    };
    let handler = service_fn(move |request| handle(app.clone(), request));
    let service = ReplayLayer::new(guard).layer(handler);
    Ok(whole(service.oneshot(request).await?).await)
}

async fn handle(app: App, request: Request<AnyBody>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let Some(verified) = parts.extensions.get::<VerifiedBody>().cloned() else {
        return Ok(refusal(Rejection::no_verifier("add a WebhookLayer")));
    };
    let done = match parts.uri.path() {
        "/hooks/bytes" => {
            let body = body.collect().await.unwrap();
            app.took_bytes(&verified, &body.to_bytes());
            Ok(())
        }
        "/hooks/json" => verified
            .decode_or_reject::<serde_json::Value>()
            .map(|event| app.took("json", &event)),
        "/hooks/order" => verified
            .decode_or_reject::<Order>()
            .map(|event| app.took("order", &event)),
        _ => verified
            .decode_or_reject::<Raw>()
            .map(|event| app.took("raw", &event)),
    };
    Ok(match done {
        Ok(()) => {
            let status = app.act(parts.extensions.get::<Reservation>()).await;
            let mut response = Response::new(Full::from(HANDLED));
            *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
            response
        }
        Err(rejection) => refusal(rejection),
    })
}
