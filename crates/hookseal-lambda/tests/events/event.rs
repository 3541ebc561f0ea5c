//! Events as AWS documents them, carrying deliveries of a sender, and their way through
//! `lambda_http`.

use std::fmt::Debug;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Secret, Verifier};
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Context, IntoResponse, LambdaEvent, Request, Service};
use serde_json::{Value, json};

pub(crate) const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
);

pub(crate) fn secret() -> Secret {
    Secret::new("6f1d9a52c3e84b70a1f5").unwrap()
}

pub(crate) fn verifier() -> Verifier {
    Verifier::new(ACME, secret()).unwrap()
}

/// How a function is triggered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trigger {
    RestApi,
    HttpApi,
    FunctionUrl,
    LoadBalancer,
    LoadBalancerMultiValue,
}

impl Trigger {
    pub(crate) const ALL: [Self; 5] = [
        Self::RestApi,
        Self::HttpApi,
        Self::FunctionUrl,
        Self::LoadBalancer,
        Self::LoadBalancerMultiValue,
    ];

    /// A POST to `/hooks/acme`, which was called with the stage `Prod` where there are stages.
    pub(crate) fn event(self) -> Event {
        let text = match self {
            Self::RestApi => include_str!("data/rest_api.json"),
            Self::HttpApi => include_str!("data/http_api.json"),
            Self::FunctionUrl => include_str!("data/function_url.json"),
            Self::LoadBalancer => include_str!("data/load_balancer.json"),
            Self::LoadBalancerMultiValue => include_str!("data/load_balancer_multi_value.json"),
        };
        Event(serde_json::from_str(text).unwrap())
    }

    /// The path that was called.
    pub(crate) const fn called(self) -> &'static str {
        match self {
            Self::RestApi | Self::HttpApi => "/Prod/hooks/acme",
            _ => "/hooks/acme",
        }
    }
}

/// An event's JSON.
#[derive(Clone, Debug)]
pub(crate) struct Event(pub(crate) Value);

impl Event {
    /// With one more header, as the trigger writes it.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        if let Some(single) = self.0.get_mut("headers") {
            single[name] = value.into();
        }
        if let Some(multi) = self.0.get_mut("multiValueHeaders") {
            match multi[name].as_array_mut() {
                Some(lines) => lines.push(value.into()),
                None => multi[name] = json!([value]),
            }
        }
        self
    }

    pub(crate) fn body(mut self, body: &str) -> Self {
        self.0["body"] = body.into();
        self
    }

    pub(crate) fn base64(mut self, body: &[u8]) -> Self {
        self.0["body"] = STANDARD.encode(body).into();
        self.0["isBase64Encoded"] = true.into();
        self
    }

    /// Delivers `body`, signed by Acme.
    pub(crate) fn signed(self, body: &str) -> Self {
        self.signed_by(&ACME, &Delivery::new(body)).body(body)
    }

    /// With the headers of a signed delivery, without its body.
    pub(crate) fn signed_by(self, scheme: &Scheme, delivery: &Delivery<'_>) -> Self {
        let signer = Signer::new(scheme.clone(), secret()).unwrap();
        let written = signer.sign(delivery).unwrap();
        written
            .headers()
            .fold(self, |event, (name, value)| event.header(name, value))
    }

    pub(crate) fn request(&self) -> Request {
        lambda_http::request::from_str(&self.0.to_string()).unwrap()
    }
}

/// The function's answer to an event, as Lambda gets it.
pub(crate) async fn answer<S, R>(function: S, event: &Event) -> Value
where
    S: Service<Request, Response = R>,
    S::Future: Send,
    S::Error: Debug,
    R: IntoResponse,
{
    let request: LambdaRequest = serde_json::from_str(&event.0.to_string()).unwrap();
    let mut adapter = Adapter::from(function);
    std::future::poll_fn(|context| adapter.poll_ready(context))
        .await
        .unwrap();
    let event = LambdaEvent::new(request, Context::default());
    serde_json::to_value(adapter.call(event).await.unwrap()).unwrap()
}

pub(crate) async fn status<S, R>(function: S, event: &Event) -> u64
where
    S: Service<Request, Response = R>,
    S::Future: Send,
    S::Error: Debug,
    R: IntoResponse,
{
    answer(function, event).await["statusCode"]
        .as_u64()
        .unwrap()
}
