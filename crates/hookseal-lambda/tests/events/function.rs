//! The layer, the events that functions take, and verification without a layer.

use hookseal_core::handshake::{Given, Handshake, Reply};
use hookseal_core::keys::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Unresolved};
use hookseal_core::{Raw, Rejection, Tenant, Verifier};
use hookseal_lambda::{
    VerifyWebhook, Webhook, WebhookLayer, WebhookRejection, received_target, webhook_fn,
};
use lambda_http::tower::ServiceBuilder;
use lambda_http::{
    Body, Error, IntoResponse as _, Request, RequestPayloadExt as _, Response, service_fn,
};
use tower_layer::Layer as _;

use crate::event::{ACME, Event, Trigger, answer, secret, status, verifier};

#[derive(Clone, Debug, serde::Deserialize)]
struct Placed {
    order: u32,
}

const ORDER: &str = "{\"order\":7}";

async fn on_order(Webhook(event): Webhook<Placed>) -> Result<Response<Body>, Error> {
    assert_eq!(event.payload().order, 7);
    Ok(Response::builder().status(204).body(Body::Empty)?)
}

fn signed(body: &str) -> Event {
    Trigger::FunctionUrl.event().signed(body)
}

#[tokio::test]
async fn a_handler_gets_the_event() {
    let function = || {
        ServiceBuilder::new()
            .layer(WebhookLayer::new(verifier()))
            .service(webhook_fn(on_order))
    };
    assert_eq!(status(function(), &signed(ORDER)).await, 204);
    assert_eq!(status(function(), &signed("{\"order\":\"x\"}")).await, 422);
    assert_eq!(status(function(), &signed("{")).await, 400);
    assert_eq!(status(function(), &signed(ORDER).body("[]")).await, 401);
}

#[tokio::test]
async fn x1_without_the_layer_nothing_gets_through() {
    assert_eq!(status(webhook_fn(on_order), &signed(ORDER)).await, 500);
    let request = signed(ORDER).request();
    let refused = Webhook::<Raw>::of(&request).unwrap_err();
    assert_eq!(refused.response().status(), 500);
}

#[tokio::test]
async fn a_function_of_lambda_http_s_own_kind_gets_the_same_bytes() {
    async fn own(request: Request) -> Result<Response<Body>, Error> {
        let Webhook(event) = match Webhook::<Placed>::of(&request) {
            Ok(webhook) => webhook,
            Err(rejection) => return Ok(rejection.into()),
        };
        assert_eq!(event.bytes(), request.body().as_ref());
        assert!(matches!(request.body(), Body::Text(_)));
        let again: Placed = request.json().unwrap().unwrap();
        assert_eq!(again.order, event.payload().order);
        Ok(Response::new("done".into()))
    }
    let function = || WebhookLayer::new(verifier()).layer(service_fn(own));
    assert_eq!(answer(function(), &signed(ORDER)).await["body"], "done");
    assert_eq!(status(function(), &signed("[]")).await, 422);
}

#[tokio::test]
async fn an_empty_body_is_a_body() {
    async fn empty(request: Request) -> Result<Response<Body>, Error> {
        assert_eq!(request.body(), &Body::Empty);
        Ok(Response::new(Body::Empty))
    }
    let function = WebhookLayer::new(verifier()).layer(service_fn(empty));
    let event = Trigger::RestApi.event().signed("");
    assert_eq!(status(function, &event).await, 200);
}

#[tokio::test]
async fn without_a_layer_the_function_verifies_by_its_own_verifier() {
    struct Acme(Verifier);
    impl AsRef<Verifier> for Acme {
        fn as_ref(&self) -> &Verifier {
            &self.0
        }
    }
    let acme = Acme(verifier());
    let take = async |event: Event| VerifyWebhook::<Placed, Acme>::of(event.request(), &acme).await;
    let VerifyWebhook(event) = take(signed(ORDER)).await.unwrap();
    assert_eq!(event.payload().order, 7);
    let Err(WebhookRejection::Refused(refused)) = take(signed(ORDER).body("{}")).await else {
        panic!("it is forged");
    };
    assert_eq!(refused, Rejection::SignatureMismatch);
    let refused = take(signed("[]")).await.unwrap_err();
    assert_eq!(refused.into_response().await.status(), 422);
}

#[tokio::test]
async fn a_handshake_is_answered() {
    const CHALLENGE: Handshake = Handshake::unsigned(
        "challenge",
        "GET",
        &[],
        Reply::Text(Given::Query("challenge")),
    );
    let builder = Verifier::builder(ACME).key(secret()).handshake(CHALLENGE);
    let verifier = builder.build().unwrap();
    let mut asked = Trigger::FunctionUrl.event();
    asked.0["requestContext"]["http"]["method"] = "GET".into();
    asked.0["rawQueryString"] = "challenge=abc".into();
    let function = WebhookLayer::new(verifier.clone()).layer(webhook_fn(on_order));
    let said = answer(function, &asked).await;
    assert_eq!(
        (&said["statusCode"], &said["body"]),
        (&200.into(), &"abc".into())
    );
    let answered = VerifyWebhook::<Raw>::of(asked.request(), &verifier).await;
    let Err(handshake @ WebhookRejection::Handshake(_)) = answered else {
        panic!("it is a handshake");
    };
    assert_eq!(handshake.response().body(), &Body::Text("abc".to_owned()));
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let builder = Verifier::builder(ACME).key(secret()).body_limit(16);
    let layer = WebhookLayer::new(builder.build().unwrap());
    let long = signed("{\"order\":7,\"note\":\"long\"}");
    assert_eq!(status(layer.layer(webhook_fn(on_order)), &long).await, 413);
    let announced = long.header("content-length", "26");
    assert_eq!(
        status(layer.layer(webhook_fn(on_order)), &announced).await,
        413
    );
    assert_eq!(
        status(layer.layer(webhook_fn(on_order)), &signed(ORDER)).await,
        204
    );
}

#[tokio::test]
async fn content_encoding_is_taken_off_unless_it_is_kept() {
    async fn told(request: Request) -> Result<Response<Body>, Error> {
        let text = format!("{:?}", request.headers().get("content-encoding"));
        Ok(Response::new(text.into()))
    }
    let event = signed("{}").header("content-encoding", "identity");
    let layer = WebhookLayer::new(verifier());
    let said = answer(layer.layer(service_fn(told)), &event).await;
    assert_eq!(said["body"], "None");
    let kept = layer.keep_content_encoding().layer(service_fn(told));
    assert_eq!(answer(kept, &event).await["body"], "Some(\"identity\")");
}

#[tokio::test]
async fn a_target_can_be_said_by_the_app() {
    let layer = WebhookLayer::from(verifier()).target_of(|parts| {
        assert_eq!(received_target(parts), "/Prod/hooks/acme");
        None
    });
    let event = Trigger::HttpApi.event().signed(ORDER);
    assert_eq!(status(layer.layer(webhook_fn(on_order)), &event).await, 204);
}

/// Has keys for the tenant `acme` alone.
#[derive(Debug)]
struct Acme;

impl KeyResolver for Acme {
    type Query = ();

    fn query(&self, request: &KeyQuery<'_>) -> Result<(), Unresolved> {
        let is_acme = request.tenant() == Some("acme");
        is_acme.then_some(()).ok_or(Unresolved::Unknown)
    }

    async fn resolve(&self, (): (), rules: KeyRules) -> Result<ReadyKeys, Unresolved> {
        Ok(rules.prepare(secret())?.of_tenant("acme"))
    }
}

fn tenants() -> WebhookLayer {
    WebhookLayer::new(Verifier::builder(ACME).resolver(Acme).build().unwrap())
}

#[tokio::test]
async fn k13_a_path_parameter_names_the_tenant() {
    let of = async |trigger: Trigger, tenant: &str| {
        let mut event = trigger.event().signed(ORDER);
        event.0["pathParameters"]["tenant"] = tenant.into();
        let layer = tenants().tenant_param("tenant");
        status(layer.layer(webhook_fn(on_order)), &event).await
    };
    for trigger in [Trigger::RestApi, Trigger::HttpApi] {
        assert_eq!(of(trigger, "acme").await, 204);
        assert_eq!(of(trigger, "globex").await, 401);
        // A REST API has not decoded it.
        assert_eq!(of(trigger, "%61cme").await, 401);
    }
}

#[tokio::test]
async fn a_parameter_that_the_route_does_not_have_is_the_app_s_mistake() {
    for trigger in Trigger::ALL {
        let layer = tenants().tenant_param("tennant");
        let event = trigger.event().signed(ORDER);
        assert_eq!(status(layer.layer(webhook_fn(on_order)), &event).await, 500);
    }
}

#[tokio::test]
async fn k13_the_app_can_say_whose_request_it_is() {
    for (path, expected) in [("/hooks/acme", 204), ("/hooks/globex", 401)] {
        let layer = tenants().tenant_of(|parts| {
            let path = received_target(parts).strip_prefix("/hooks/")?;
            Some(path.to_owned())
        });
        let mut event = signed(ORDER);
        event.0["rawPath"] = path.into();
        assert_eq!(
            status(layer.layer(webhook_fn(on_order)), &event).await,
            expected
        );
    }
    let mut request = signed(ORDER).request();
    request.extensions_mut().insert(Tenant::new("acme"));
    let verifier = Verifier::builder(ACME).resolver(Acme).build().unwrap();
    let VerifyWebhook(event) = VerifyWebhook::<Raw>::of(request, &verifier).await.unwrap();
    assert_eq!(event.tenant(), Some("acme"));
}
