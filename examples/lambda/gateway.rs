//! A gateway for one function on this machine: it turns each request into the event that a
//! function URL makes of it. Your app has no need for one.

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use hookseal_examples::BoxError;
use lambda_http::{IntoResponse, Response, Service};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tower::ServiceExt as _;

/// Serves `function` until it is stopped.
pub(crate) async fn serve<S>(listener: TcpListener, function: S) -> Result<(), BoxError>
where
    S: Service<lambda_http::Request> + Clone + Send + Sync + 'static,
    S::Response: IntoResponse,
    S::Error: std::fmt::Debug + Send,
    S::Future: Send,
{
    let app = Router::new().fallback(move |request| invoke(function.clone(), request));
    Ok(axum::serve(listener, app).await?)
}

/// Calls the function with a request's event; its failures are answered as AWS does.
async fn invoke<S>(function: S, request: Request) -> Response<axum::body::Body>
where
    S: Service<lambda_http::Request>,
    S::Response: IntoResponse,
    S::Error: std::fmt::Debug,
{
    let answer = async {
        let event = event(request).await?;
        let request = lambda_http::request::from_str(&event.to_string())?;
        let answer = function.oneshot(request).await;
        let answer = answer.map_err(|error| format!("the invocation failed: {error:?}"))?;
        Ok::<_, BoxError>(answer.into_response().await)
    };
    match answer.await {
        Ok(answer) => answer.map(|body| Bytes::copy_from_slice(&body).into()),
        Err(error) => {
            eprintln!("{error}");
            let mut failed = Response::new(axum::body::Body::empty());
            *failed.status_mut() = StatusCode::BAD_GATEWAY;
            failed
        }
    }
}

/// <https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads>
async fn event(request: Request) -> Result<Value, BoxError> {
    let (parts, body) = request.into_parts();
    let mut headers = Map::new();
    for (name, value) in &parts.headers {
        headers.insert(name.to_string(), value.to_str()?.into());
    }
    let body = to_bytes(body, LIMIT_OF_LAMBDA).await?;
    Ok(json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": parts.uri.path(),
        "rawQueryString": parts.uri.query().unwrap_or_default(),
        "headers": headers,
        "requestContext": {
            "accountId": "anonymous",
            "apiId": "local",
            "domainName": "localhost",
            "http": { "method": parts.method.as_str(), "path": parts.uri.path() },
            "routeKey": "$default",
            "stage": "$default",
            "timeEpoch": 0,
        },
        // Others than text are in base64 there.
        "body": String::from_utf8(body.into())?,
        "isBase64Encoded": false,
    }))
}

/// In bytes.
const LIMIT_OF_LAMBDA: usize = 6 * 1024 * 1024;
