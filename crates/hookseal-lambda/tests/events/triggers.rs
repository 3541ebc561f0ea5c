//! The limits and promises that the crate's page lists for each trigger.

use axum::Router;
use hookseal_axum::Webhook as AxumWebhook;
use hookseal_core::Verifier;
use hookseal_core::adapter::ReceivedTarget;
use hookseal_core::scheme::{Part, Scheme};
use hookseal_core::signing::Delivery;
use hookseal_core::{Raw, VerifiedBody};
use hookseal_lambda::{KeepTargetLayer, VerifyWebhook, Webhook, WebhookLayer, webhook_fn};
use lambda_http::{Body, Error, Request, Response, service_fn};
use serde_json::json;
use tower_layer::Layer as _;

use crate::event::{ACME, Event, Trigger, answer, secret, status, verifier};

/// Signs the target as well.
const SIGNS_TARGET: Scheme =
    ACME.with_message(const { &[Part::Target, Part::literal("\n"), Part::Body] });

fn signs_target() -> Verifier {
    Verifier::new(SIGNS_TARGET, secret()).unwrap()
}

async fn echo(Webhook(event): Webhook<Raw>) -> Result<Response<Body>, Error> {
    Ok(Response::new(event.bytes().to_vec().into()))
}

/// Sent to the trigger as `target`, which the sender has signed.
fn called(trigger: Trigger, target: &str, event: Event) -> Event {
    event
        .signed_by(&SIGNS_TARGET, &Delivery::new("{}").target(target))
        .body("{}")
        .header("x-trigger", &format!("{trigger:?}"))
}

async fn accepts(event: &Event) -> bool {
    let function = WebhookLayer::new(signs_target()).layer(webhook_fn(echo));
    match status(function, event).await {
        200 => true,
        401 => false,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn every_trigger_carries_the_body_byte_for_byte() {
    let function = || WebhookLayer::new(verifier()).layer(webhook_fn(echo));
    for trigger in Trigger::ALL {
        let bytes = b"{\"name\":\"Gr\xc3\xbc\xc3\x9fe\"}\r\n";
        let text = std::str::from_utf8(bytes).unwrap();
        let event = trigger.event().signed(text);
        let said = answer(function(), &event).await;
        assert_eq!(
            (&said["statusCode"], &said["body"]),
            (&200.into(), &text.into())
        );
        let encoded = event.base64(bytes);
        assert_eq!(status(function(), &encoded).await, 200, "{trigger:?}");
        let binary = trigger
            .event()
            .signed_by(&ACME, &Delivery::new(b"\xff\x00"));
        assert_eq!(status(function(), &binary.base64(b"\xff\x00")).await, 200);
        let other = trigger.event().signed(text).body("{}");
        assert_eq!(status(function(), &other).await, 401, "{trigger:?}");
        assert_eq!(status(function(), &trigger.event().body(text)).await, 401);
    }
}

#[tokio::test]
async fn every_trigger_gets_the_same_refusal_as_a_problem_document() {
    let function = || WebhookLayer::new(verifier()).layer(webhook_fn(echo));
    for trigger in Trigger::ALL {
        let forged = trigger.event().signed("{}").body("[]");
        let said = answer(function(), &forged).await;
        assert_eq!(said["statusCode"], 401);
        assert_eq!(said["isBase64Encoded"], false);
        let headers = match trigger {
            Trigger::RestApi => &said["multiValueHeaders"],
            _ => &said["headers"],
        };
        assert!(
            headers["content-type"]
                .to_string()
                .contains("application/problem+json")
        );
        let unsigned = answer(function(), &trigger.event().body("{}")).await;
        assert_eq!(unsigned, said, "{trigger:?}");
    }
}

#[tokio::test]
async fn the_path_is_signed_as_it_was_called() {
    for trigger in Trigger::ALL {
        let event = called(trigger, trigger.called(), trigger.event());
        assert!(accepts(&event).await, "{trigger:?}");
        let other = called(trigger, "/hooks/globex", trigger.event());
        assert!(!accepts(&other).await, "{trigger:?}");
        let extracted = VerifyWebhook::<Raw>::of(event.request(), &signs_target()).await;
        assert!(extracted.is_ok(), "{trigger:?}");
    }
}

/// A base path that a domain of the app's maps to the API is in the context's path.
#[tokio::test]
async fn a_rest_api_s_own_domain_is_called_without_a_stage() {
    let mut event = Trigger::RestApi.event();
    event.0["requestContext"]["path"] = "/partners/hooks/acme".into();
    let event = called(Trigger::RestApi, "/partners/hooks/acme", event);
    assert!(accepts(&event).await);
    // Without the context's path the stage counts as called.
    let mut bare = Trigger::RestApi.event();
    bare.0["requestContext"]["path"].take();
    assert!(accepts(&called(Trigger::RestApi, "/Prod/hooks/acme", bare)).await);
}

#[tokio::test]
async fn a_query_is_signed_as_it_was_called_where_it_arrives_so() {
    for trigger in [Trigger::HttpApi, Trigger::FunctionUrl] {
        let mut event = trigger.event();
        event.0["rawQueryString"] = "b=2&a=%2f+%7E&a=".into();
        let target = format!("{}?b=2&a=%2f+%7E&a=", trigger.called());
        assert!(
            accepts(&called(trigger, &target, event)).await,
            "{trigger:?}"
        );
    }
    // The others parse it; `lambda_http` writes it again, with escapes of its own.
    for (trigger, name) in [
        (Trigger::RestApi, "multiValueQueryStringParameters"),
        (
            Trigger::LoadBalancerMultiValue,
            "multiValueQueryStringParameters",
        ),
        (Trigger::LoadBalancer, "queryStringParameters"),
    ] {
        let mut event = trigger.event();
        event.0[name] = match trigger {
            Trigger::LoadBalancer => json!({ "team": "a/b" }),
            _ => json!({ "team": ["a/b"] }),
        };
        let target = format!("{}?team=a/b", trigger.called());
        assert!(
            !accepts(&called(trigger, &target, event)).await,
            "{trigger:?}"
        );
    }
}

#[tokio::test]
async fn an_escaped_path_is_signed_as_it_was_called_where_it_arrives_so() {
    let mut url = Trigger::FunctionUrl.event();
    url.0["rawPath"] = "/hooks/a%2fb/../%7E".into();
    let target = "/hooks/a%2fb/../%7E";
    assert!(accepts(&called(Trigger::FunctionUrl, target, url)).await);
    let mut balancer = Trigger::LoadBalancer.event();
    balancer.0["path"] = target.into();
    assert!(accepts(&called(Trigger::LoadBalancer, target, balancer)).await);
    // An HTTP API has decoded it, and nobody can say how it was written.
    let mut api = Trigger::HttpApi.event();
    api.0["rawPath"] = "/Prod/hooks/a b".into();
    assert!(!accepts(&called(Trigger::HttpApi, "/Prod/hooks/a%20b", api)).await);
}

#[tokio::test]
async fn of_two_signatures_none_is_chosen_but_where_only_the_last_arrives() {
    let function = || WebhookLayer::new(verifier()).layer(webhook_fn(echo));
    let wrong = "0".repeat(64);
    let right = Trigger::RestApi.event().signed("{}").0["headers"]["Acme-Signature"].clone();
    let right = right.as_str().unwrap();
    for trigger in Trigger::ALL {
        let twice = |first: &str, second: &str| {
            let event = trigger.event().body("{}");
            match trigger {
                // AWS joins them.
                Trigger::HttpApi | Trigger::FunctionUrl => {
                    event.header("acme-signature", &format!("{first},{second}"))
                }
                _ => event
                    .header("acme-signature", first)
                    .header("acme-signature", second),
            }
        };
        assert_eq!(
            status(function(), &twice(right, &wrong)).await,
            401,
            "{trigger:?}"
        );
        let last_counts = matches!(trigger, Trigger::RestApi | Trigger::LoadBalancer);
        let expected = if last_counts { 200 } else { 401 };
        assert_eq!(
            status(function(), &twice(&wrong, right)).await,
            expected,
            "{trigger:?}"
        );
    }
}

#[tokio::test]
async fn an_axum_app_finds_what_was_called() {
    async fn handle(AxumWebhook(_): AxumWebhook<Raw>) {}
    let app = || {
        let route = axum::routing::post(handle);
        Router::new()
            .route("/Prod/hooks/acme", route.clone())
            .route("/hooks/acme", route)
            .route_layer(hookseal_axum::WebhookLayer::new(signs_target()))
    };
    for trigger in Trigger::ALL {
        let event = called(trigger, trigger.called(), trigger.event());
        let function = KeepTargetLayer.layer(app());
        assert_eq!(status(function, &event).await, 200, "{trigger:?}");
    }
    // `lambda_http` adds the stage to the path of a domain that has none.
    let mut domain = Trigger::RestApi.event();
    domain.0["requestContext"]["path"] = "/hooks/acme".into();
    let event = called(Trigger::RestApi, "/hooks/acme", domain);
    assert_eq!(status(app(), &event).await, 401);
    assert_eq!(status(KeepTargetLayer.layer(app()), &event).await, 200);
}

#[tokio::test]
async fn a_target_that_an_outer_layer_has_kept_stays() {
    let mut request = Trigger::FunctionUrl.event().body("{}").request();
    request
        .extensions_mut()
        .insert(ReceivedTarget::new("/before/a/proxy"));
    let function = KeepTargetLayer.layer(service_fn(async |request: Request| {
        let target = request.extensions().get::<ReceivedTarget>().cloned();
        assert!(request.extensions().get::<VerifiedBody>().is_none());
        Ok::<_, Error>(target.unwrap().as_str().to_owned())
    }));
    let said = tower::ServiceExt::oneshot(function, request).await.unwrap();
    assert_eq!(said, "/before/a/proxy");
}
