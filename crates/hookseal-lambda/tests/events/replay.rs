//! Each delivery is handled once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hookseal_core::Raw;
use hookseal_lambda::{ReplayLayer, Webhook, WebhookLayer, webhook_fn};
use hookseal_replay::{MemoryStore, ReplayGuard};
use lambda_http::tower::ServiceBuilder;
use lambda_http::{Body, Error, Response};
use tokio::sync::Semaphore;
use tower::ServiceExt as _;
use tower_layer::Layer as _;

use crate::event::{Trigger, status, verifier};

fn guard() -> ReplayGuard {
    ReplayGuard::new("orders", MemoryStore::new()).unwrap()
}

#[tokio::test]
async fn i1_i15_i16_what_is_2xx_is_done_and_anything_else_is_handled_again() {
    let (guard, runs) = (guard(), Arc::new(AtomicUsize::new(0)));
    let event = Trigger::HttpApi.event().signed("{\"id\":1}");
    let sent = async || {
        let runs = runs.clone();
        let function = ServiceBuilder::new()
            .layer(WebhookLayer::new(verifier()))
            .layer(ReplayLayer::new(guard.clone()))
            .service(webhook_fn(move |Webhook(_): Webhook<Raw>| {
                let run = runs.fetch_add(1, Ordering::SeqCst);
                async move {
                    let status = match run {
                        0 => panic!("of little care"),
                        1 => 500,
                        2 => 404,
                        _ => 204,
                    };
                    Ok::<_, Error>(Response::builder().status(status).body(Body::Empty)?)
                }
            }));
        status(function, &event).await
    };
    for expected in [500, 500, 404, 204, 200, 200] {
        assert_eq!(sent().await, expected);
    }
    assert_eq!(runs.load(Ordering::SeqCst), 4);
}

#[tokio::test]
async fn i17_a_run_that_is_given_up_goes_on() {
    let (guard, gate) = (guard(), Arc::new(Semaphore::new(0)));
    let held = gate.clone();
    let function = ServiceBuilder::new()
        .layer(WebhookLayer::new(verifier()))
        .layer(ReplayLayer::new(guard.clone()))
        .service(webhook_fn(move |Webhook(_): Webhook<Raw>| {
            let held = held.clone();
            async move {
                held.acquire().await?.forget();
                Ok::<_, Error>(Response::new(Body::Empty))
            }
        }));
    let request = Trigger::FunctionUrl.event().signed("{}").request();
    let call = tokio::time::timeout(Duration::from_millis(20), function.oneshot(request));
    assert!(call.await.is_err());
    assert_eq!(guard.runs(), 1);
    gate.add_permits(1);
    guard.drained().await;
    assert_eq!(guard.runs(), 0);
}

#[tokio::test]
async fn what_no_layer_has_verified_is_not_handled() {
    let handler =
        webhook_fn(async |Webhook(_): Webhook<Raw>| Ok::<_, Error>(Response::new(Body::Empty)));
    let function = ReplayLayer::new(guard()).layer(handler);
    let event = Trigger::LoadBalancer.event().signed("{}");
    assert_eq!(status(function, &event).await, 500);
}
