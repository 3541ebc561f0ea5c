//! The layer in an AWS Lambda function: each request as the event of its trigger, through the
//! service types of `lambda_http`, and the answer as Lambda gets it.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hookseal::lambda::{KeepTargetLayer, ReplayLayer, Webhook, WebhookLayer, WebhookRejection};
use hookseal::replay::Reservation;
use hookseal::{Payload, Raw, Rejection, VerifiedBody};
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Body, Context, IntoResponse as _, LambdaEvent, Response, Service};
use serde_json::{Map, Value, json};
use tower::util::MapRequest;
use tower::{Layer, ServiceExt, service_fn};

use super::tower::rewrite;
use super::{NotCarried, Runner, Senders, Wire};
use crate::answer::Answer;
use crate::request::{Request, Transfer};
use crate::site::{App, Endpoint, HANDLED, Order, is_eaten, tenant_in};

/// `hookseal-lambda` in a function with one trigger.
pub(super) struct Lambda(pub(super) Trigger);

/// The triggers that differ in what they carry.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Trigger {
    /// Has the target as it was called, and joins repeated headers.
    FunctionUrl,
    /// Has each of repeated headers, and parses the query.
    LoadBalancer,
}

impl Runner for Lambda {
    fn name(&self) -> &'static str {
        match self.0 {
            Trigger::FunctionUrl => "lambda_url",
            Trigger::LoadBalancer => "lambda_alb",
        }
    }

    fn wire(&self) -> Wire {
        Wire::None
    }

    fn has_layer(&self) -> bool {
        true
    }

    fn not_carried(&self) -> &'static [NotCarried] {
        match self.0 {
            Trigger::FunctionUrl => NOT_BY_FUNCTION_URL,
            Trigger::LoadBalancer => NOT_BY_LOAD_BALANCER,
        }
    }

    /// Each file has vectors with repeated headers, which a function URL joins.
    fn vectors_of(&self) -> Senders {
        match self.0 {
            Trigger::FunctionUrl => Senders::None,
            Trigger::LoadBalancer => Senders::Founding,
        }
    }

    fn start(&self, app: App) -> Box<dyn Endpoint> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_time()
            .build()
            .unwrap();
        Box::new(Function {
            app,
            trigger: self.0,
            runtime,
        })
    }
}

/// The crate's own tests have what arrives in place of these.
const NOT_BY_FUNCTION_URL: &[NotCarried] = &[
    joined("h1_two_different_signature_headers_are_refused"),
    joined("h2_two_equal_signature_headers_are_refused"),
    joined("h3_a_list_split_over_two_lines_is_refused"),
    joined("h6_malformed_ids_are_refused_where_they_are_signed"),
    joined("h6_malformed_ids_are_left_out_where_they_are_not_signed"),
    joined("t9_two_timestamp_headers_are_refused"),
    NotCarried {
        case: "m10_the_url_is_signed_as_it_was_called",
        why: EMPTY_QUERY,
    },
    NotCarried {
        case: "m16_the_target_is_signed_as_it_was_received",
        why: EMPTY_QUERY,
    },
];

const fn joined(case: &'static str) -> NotCarried {
    NotCarried {
        case,
        why: "AWS joins repeated headers before the function sees them",
    }
}

const EMPTY_QUERY: &str = "a question mark without a query is not in the event";

const NOT_BY_LOAD_BALANCER: &[NotCarried] = &[
    parsed("b38_vectors_have_one_verdict_however_the_body_travels"),
    parsed("m10_the_url_is_signed_as_it_was_called"),
    parsed("m16_the_target_is_signed_as_it_was_received"),
    parsed("m16_a_target_that_is_rewritten_on_its_way_is_signed_as_it_was_received"),
];

const fn parsed(case: &'static str) -> NotCarried {
    NotCarried {
        case,
        why: "the query is parsed, and `lambda_http` writes it again in another order each time",
    }
}

/// A function in an instance of its own.
struct Function {
    app: App,
    trigger: Trigger,
    runtime: tokio::runtime::Runtime,
}

impl Endpoint for Function {
    fn exchange(&mut self, request: &Request) -> Answer {
        let event = match self.trigger {
            Trigger::FunctionUrl => function_url(request),
            Trigger::LoadBalancer => load_balancer(request),
        };
        let payload: LambdaRequest = serde_json::from_str(&event.to_string()).unwrap();
        let event = LambdaEvent::new(payload, Context::default());
        let app = self.app.clone();
        let answer = self.runtime.block_on(async {
            let function = service_fn(move |request| function(app.clone(), request));
            let function = KeepTargetLayer.layer(MapRequest::new(function, rewrite));
            Adapter::from(function).call(event).await.unwrap()
        });
        answered(&serde_json::to_value(answer).unwrap())
    }

    fn address(&self) -> Option<SocketAddr> {
        None
    }
}

/// The event of a function URL.
fn function_url(request: &Request) -> Value {
    let (path, query) = split(&request.target);
    let mut headers = Map::new();
    for (name, value) in header_lines(request) {
        match headers.get_mut(&name) {
            Some(Value::String(before)) => write!(before, ",{value}").unwrap(),
            _ => drop(headers.insert(name, value.into())),
        }
    }
    with_body(
        request,
        json!({
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": path,
            "rawQueryString": query,
            "headers": headers,
            "requestContext": {
                "accountId": "anonymous",
                "apiId": "id",
                "domainName": "id.lambda-url.eu-west-2.on.aws",
                "domainPrefix": "id",
                "http": { "method": request.method, "path": path, "protocol": "HTTP/1.1" },
                "requestId": "MIZRNhJtIAMEMDw=",
                "routeKey": "$default",
                "stage": "$default",
                "timeEpoch": 1_673_437_534_837_u64,
            },
        }),
    )
}

/// The event of a load balancer, with multi-value headers enabled.
fn load_balancer(request: &Request) -> Value {
    let (path, query) = split(&request.target);
    let mut headers = Map::new();
    for (name, value) in header_lines(request) {
        append(&mut headers, &name, value);
    }
    let mut parameters = Map::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        append(&mut parameters, name, value.to_owned());
    }
    let group = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/hooks/49e9d65c";
    with_body(
        request,
        json!({
            "requestContext": { "elb": { "targetGroupArn": group } },
            "httpMethod": request.method,
            "path": path,
            "multiValueQueryStringParameters": parameters,
            "multiValueHeaders": headers,
        }),
    )
}

fn split(target: &str) -> (&str, &str) {
    target.split_once('?').unwrap_or((target, ""))
}

fn append(map: &mut Map<String, Value>, name: &str, value: String) {
    let values = map.entry(name).or_insert_with(|| json!([]));
    values.as_array_mut().unwrap().push(value.into());
}

/// Names in lower case, blanks around values taken off.
fn header_lines(request: &Request) -> Vec<(String, String)> {
    let announced = !matches!(request.transfer, Transfer::Chunked(_));
    let length = (announced && !request.has("content-length"))
        .then(|| ("content-length".to_owned(), request.body.len().to_string()));
    let own = request.headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.trim_ascii()).into_owned();
        (name.to_lowercase(), value)
    });
    own.chain(length).collect()
}

/// Bodies of text are in the event as they are, others in base64.
fn with_body(request: &Request, mut event: Value) -> Value {
    let kind = request
        .has("content-type")
        .then(|| request.text("content-type"));
    let is_text = ["text/", "application/json", "application/xml"]
        .iter()
        .any(|text| kind.as_ref().is_some_and(|kind| kind.starts_with(text)));
    match std::str::from_utf8(&request.body) {
        Ok(text) if is_text => event["body"] = text.into(),
        _ => event["body"] = STANDARD.encode(&request.body).into(),
    }
    event["isBase64Encoded"] =
        (event["body"].as_str() != std::str::from_utf8(&request.body).ok()).into();
    event
}

/// What Lambda gives back to the trigger.
fn answered(response: &Value) -> Answer {
    let headers = match &response["multiValueHeaders"] {
        Value::Object(all) if !all.is_empty() => all,
        _ => response["headers"].as_object().unwrap(),
    };
    let mut lines = Vec::new();
    for (name, values) in headers {
        let values = match values {
            Value::Array(values) => values.clone(),
            one => vec![one.clone()],
        };
        for value in values {
            lines.push((name.clone(), value.as_str().unwrap().to_owned()));
        }
    }
    let body = response["body"].as_str().unwrap_or_default();
    let body = match response["isBase64Encoded"].as_bool() {
        Some(true) => STANDARD.decode(body).unwrap(),
        _ => body.as_bytes().to_vec(),
    };
    let status = response["statusCode"].as_u64().unwrap();
    Answer::received(u16::try_from(status).unwrap(), lines, body)
}

type FunctionResponse = Response<Body>;

/// The function: routes, and what is around it.
async fn function(
    app: App,
    mut request: lambda_http::Request,
) -> Result<FunctionResponse, Infallible> {
    if is_eaten(request.uri().path()) {
        *request.body_mut() = Body::Empty;
    }
    let response = if request.uri().path().ends_with("/open") {
        guarded(app.clone(), request).await
    } else {
        let inner = {
            let app = app.clone();
            service_fn(move |request| {
                let app = app.clone();
                async move { Ok::<_, Infallible>(guarded(app, request).await) }
            })
        };
        let verify = WebhookLayer::new(app.verifier.clone());
        let verify = if request.uri().path().starts_with("/hooks/misspelt/") {
            verify.tenant_param("tenant")
        } else {
            verify.tenant_of(|parts| Some(tenant_in(parts.uri.path())?.as_str().to_owned()))
        };
        let inner = verify.layer(inner);
        match &app.outer {
            None => whole(inner.oneshot(request).await?).await,
            Some(outer) => {
                let outer = WebhookLayer::new(outer.clone());
                whole(outer.layer(inner).oneshot(request).await?).await
            }
        }
    };
    if let Some(rejection) = response.extensions().get::<Rejection>() {
        app.refused(rejection);
    }
    Ok(response)
}

/// As `lambda_http` makes it of what a function returns.
async fn whole<B>(response: Response<B>) -> FunctionResponse
where
    Response<B>: lambda_http::IntoResponse,
{
    response.into_response().await
}

/// The handler behind the guard, if there is one.
async fn guarded(app: App, request: lambda_http::Request) -> FunctionResponse {
    let Some(guard) = app.guard.clone() else {
        return handle(app, request).await;
    };
    let handler = service_fn(move |request| {
        let app = app.clone();
        async move { Ok::<_, Infallible>(handle(app, request).await) }
    });
    let Ok(response) = ReplayLayer::new(guard)
        .layer(handler)
        .oneshot(request)
        .await;
    whole(response).await
}

async fn handle(app: App, mut request: lambda_http::Request) -> FunctionResponse {
    let target = request.uri().path().to_owned();
    if target == "/hooks/replaced" {
        *request.body_mut() = Body::from("replaced");
    }
    let done = match target.as_str() {
        "/hooks/bytes" => {
            let verified = request.extensions().get::<VerifiedBody>().cloned();
            app.took_bytes(&verified.unwrap(), request.body());
            Ok(())
        }
        "/hooks/json" => take::<Value>(&app, "json", &request),
        "/hooks/order" => take::<Order>(&app, "order", &request),
        _ => take::<Raw>(&app, "raw", &request),
    };
    if let Err(rejection) = done {
        return rejection.response();
    }
    let status = app.act(request.extensions().get::<Reservation>()).await;
    let response = Response::builder().status(status);
    response.body(HANDLED.into()).unwrap()
}

fn take<T: Payload + std::fmt::Debug>(
    app: &App,
    by: &'static str,
    request: &lambda_http::Request,
) -> Result<(), WebhookRejection> {
    let Webhook(event) = Webhook::<T>::of(request)?;
    app.took(by, &event);
    Ok(())
}
