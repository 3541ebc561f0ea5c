//! The filters, with a layer and without.

#![allow(clippy::panic, clippy::unwrap_used)]

use std::convert::Infallible;

use bytes::Bytes;
use hookseal_core::handshake::{Given, Handshake, Reply};
use hookseal_core::keys::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Unresolved};
use hookseal_core::scheme::{HeaderName, Part, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Raw, Rejection, Secret, Tenant, VerifiedEvent, Verifier};
use hookseal_warp::{
    KeepTargetLayer, VerifyWebhook, WebhookLayer, WebhookRejection, answer_rejection,
    received_target, verify_webhook, webhook,
};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use tower::util::MapRequest;
use tower::{Layer as _, Service, ServiceBuilder, ServiceExt as _};
use warp::{Filter, Reply as _};

const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
);

/// Signs the target as well.
const SIGNS_TARGET: Scheme =
    ACME.with_message(const { &[Part::Target, Part::literal("\n"), Part::Body] });

fn secret() -> Secret {
    Secret::new("6f1d9a52c3e84b70a1f5").unwrap()
}

fn verifier() -> Verifier {
    Verifier::new(ACME, secret()).unwrap()
}

fn signs_target() -> Verifier {
    Verifier::new(SIGNS_TARGET, secret()).unwrap()
}

type Delivered = Request<Full<Bytes>>;

/// Signed for one target, sent to another.
fn signed_by(scheme: &Scheme, target: &str, sent: &str, body: &str) -> Delivered {
    let signer = Signer::new(scheme.clone(), secret()).unwrap();
    let delivery = signer.sign(&Delivery::new(body).target(target)).unwrap();
    let mut request = Request::post(sent);
    for (name, value) in delivery.headers() {
        request = request.header(name, value);
    }
    request.body(Full::from(body.to_owned())).unwrap()
}

fn signed(target: &str, body: &str) -> Delivered {
    signed_by(&ACME, target, target, body)
}

fn unsigned(target: &str) -> Delivered {
    Request::post(target).body(Full::from("{}")).unwrap()
}

async fn answer<S, B>(service: &S, request: Delivered) -> (u16, Bytes)
where
    S: Service<Delivered, Response = Response<B>, Error = Infallible> + Clone,
    B: http_body::Body<Data = Bytes>,
    B::Error: std::fmt::Debug,
{
    let response = service.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    (
        status,
        response.into_body().collect().await.unwrap().to_bytes(),
    )
}

async fn status<S, B>(service: &S, request: Delivered) -> u16
where
    S: Service<Delivered, Response = Response<B>, Error = Infallible> + Clone,
    B: http_body::Body<Data = Bytes>,
    B::Error: std::fmt::Debug,
{
    answer(service, request).await.0
}

#[derive(Clone, Debug, serde::Deserialize)]
struct Placed {
    order: u32,
}

const ORDER: &str = "{\"order\":7}";

async fn on_order(event: VerifiedEvent<Placed>) -> StatusCode {
    assert_eq!(event.payload().order, 7);
    StatusCode::NO_CONTENT
}

async fn tell(event: VerifiedEvent<Raw>) -> String {
    event.provider().to_owned()
}

#[tokio::test]
async fn a_filter_verifies_and_extracts_the_event() {
    let hook = warp::path!("hooks" / "acme")
        .and(verify_webhook(verifier()))
        .then(on_order)
        .recover(answer_rejection);
    let app = warp::service(hook.or(warp::path("health").map(|| "well")));
    assert_eq!(status(&app, signed("/hooks/acme", ORDER)).await, 204);
    assert_eq!(
        status(&app, signed("/hooks/acme", "{\"order\":\"x\"}")).await,
        422
    );
    assert_eq!(status(&app, signed("/hooks/acme", "{")).await, 400);
    let (refused, document) = answer(&app, unsigned("/hooks/acme")).await;
    assert_eq!(refused, 401);
    let mut forged = signed("/hooks/acme", ORDER);
    *forged.body_mut() = Full::from("[]");
    assert_eq!(answer(&app, forged).await, (401, document));
    assert_eq!(status(&app, unsigned("/health")).await, 200);
    assert_eq!(status(&app, unsigned("/nowhere")).await, 404);
}

#[tokio::test]
async fn a_layer_verifies_before_any_filter() {
    let hooks = warp::path!("hooks" / String)
        .and(webhook())
        .and(warp::body::bytes())
        .map(|name: String, event: VerifiedEvent<Placed>, bytes: Bytes| {
            assert_eq!(event.bytes(), &bytes);
            format!("{name} {}", event.payload().order)
        })
        .recover(answer_rejection);
    let open = warp::path("open").map(|| "no event is taken here");
    let service = warp::service(hooks.or(open));
    let app = WebhookLayer::from(verifier()).layer(service);
    let said = answer(&app, signed("/hooks/acme", ORDER)).await;
    assert_eq!(said, (200, Bytes::from("acme 7")));
    assert_eq!(status(&app, signed("/hooks/acme", "[]")).await, 422);
    for path in ["/hooks/acme", "/open", "/nowhere"] {
        assert_eq!(status(&app, unsigned(path)).await, 401, "{path}");
    }
}

#[tokio::test]
async fn x1_without_the_layer_nothing_gets_through() {
    let hook = warp::path("hook").and(webhook()).then(on_order);
    let app = warp::service(hook.recover(answer_rejection));
    assert_eq!(status(&app, signed("/hook", ORDER)).await, 500);
}

/// warp sends the `Debug` of such a rejection to the client.
#[tokio::test]
async fn o1_a_rejection_that_is_not_recovered_reveals_nothing() {
    let app = warp::service(warp::any().and(verify_webhook(verifier())).then(tell));
    let (status, text) = answer(&app, unsigned("/")).await;
    assert_eq!(status, 500);
    assert_eq!(text, "Unhandled rejection: WebhookRejection");
    let malformed = Request::post("/").header("acme-signature", "zz");
    let malformed = malformed.body(Full::from("{}")).unwrap();
    assert_eq!(answer(&app, malformed).await, (status, text));
}

#[tokio::test]
async fn a_refused_request_finds_no_other_route_with_its_body() {
    let verified = warp::path("hook")
        .and(verify_webhook(verifier()))
        .then(tell);
    let json = warp::path("hook")
        .and(warp::body::json())
        .map(|_: serde_json::Value| "taken");
    let late = warp::service(verified.clone().or(json).recover(answer_rejection));
    assert_eq!(status(&late, unsigned("/hook")).await, 401);
    let recovered = verified
        .recover(answer_rejection)
        .or(warp::any().map(|| "open"));
    assert_eq!(
        status(&warp::service(recovered), unsigned("/hook")).await,
        401
    );
}

#[tokio::test]
async fn a_recover_of_the_app_s_own_can_look_at_the_rejection() {
    async fn own(rejection: warp::Rejection) -> Result<impl warp::Reply, warp::Rejection> {
        match rejection.find::<WebhookRejection>() {
            Some(WebhookRejection::Refused(Rejection::Payload(_))) => Ok("ignored".into_response()),
            Some(other) => Ok(other.clone().into_response()),
            None => Err(rejection),
        }
    }
    let hook = warp::any().and(verify_webhook(verifier())).then(on_order);
    let app = warp::service(hook.recover(own));
    assert_eq!(status(&app, signed("/", "[]")).await, 200);
    assert_eq!(status(&app, unsigned("/")).await, 401);
}

#[tokio::test]
async fn k13_each_route_takes_only_its_own_sender_s_events() {
    let other = Verifier::new(ACME, Secret::new("0b8e4a6d2f7c41938e5a").unwrap()).unwrap();
    let route = |path: &'static str, verifier: Verifier| {
        let hook = warp::path(path).and(verify_webhook(verifier)).then(tell);
        hook.recover(answer_rejection)
    };
    let app = warp::service(route("acme", verifier()).or(route("globex", other)));
    assert_eq!(status(&app, signed("/acme", "{}")).await, 200);
    assert_eq!(status(&app, signed("/globex", "{}")).await, 401);
}

#[tokio::test]
async fn the_url_is_signed_as_it_was_called() {
    let nested =
        warp::path("v1").and(warp::path("hooks").and(verify_webhook(signs_target()).then(tell)));
    let plain = warp::service(nested.recover(answer_rejection));
    let inner = warp::path!("v1" / "hooks").and(webhook()).then(tell);
    let layered =
        WebhookLayer::new(signs_target()).layer(warp::service(inner.recover(answer_rejection)));
    for target in ["/v1/hooks", "/v1/hooks?", "/v1/hooks?b=%2f&a=1"] {
        let sent = || signed_by(&SIGNS_TARGET, target, target, "{}");
        assert_eq!(status(&plain, sent()).await, 200, "{target}");
        assert_eq!(status(&layered, sent()).await, 200, "{target}");
        let other = || signed_by(&SIGNS_TARGET, target, "/v1/hooks?c", "{}");
        assert_eq!(status(&plain, other()).await, 401, "{target}");
        assert_eq!(status(&layered, other()).await, 401, "{target}");
    }
}

#[tokio::test]
async fn a_target_that_is_rewritten_can_be_kept_or_said() {
    fn strip(mut request: Delivered) -> Delivered {
        *request.uri_mut() = "/hooks".parse().unwrap();
        request
    }
    let sent = || signed_by(&SIGNS_TARGET, "/prod/hooks?a", "/prod/hooks?a", "{}");
    let filter = |verify: VerifyWebhook| {
        let hook = warp::path!("hooks").and(verify_webhook(verify)).then(tell);
        MapRequest::new(
            warp::service(hook.recover(answer_rejection)),
            strip as fn(_) -> _,
        )
    };
    let plain = || VerifyWebhook::new(signs_target());
    assert_eq!(status(&filter(plain()), sent()).await, 401);
    assert_eq!(
        status(&KeepTargetLayer.layer(filter(plain())), sent()).await,
        200
    );
    let said = plain().target_of(|parts| Some(format!("/prod{}?a", received_target(parts))));
    assert_eq!(status(&filter(said), sent()).await, 200);
    let layer = WebhookLayer::new(signs_target())
        .target_of(|parts| Some(format!("/prod{}?a", received_target(parts))));
    let hook = warp::path!("hooks").and(webhook()).then(tell);
    let layered = layer.layer(warp::service(hook.recover(answer_rejection)));
    let stripped = signed_by(&SIGNS_TARGET, "/prod/hooks?a", "/hooks", "{}");
    assert_eq!(status(&layered, stripped).await, 200);
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
    let hook = warp::any()
        .and(verify_webhook(verifier.clone()))
        .then(on_order);
    let filter = warp::service(hook.recover(answer_rejection));
    let hook = warp::post().and(webhook()).then(on_order);
    let service = warp::service(hook.recover(answer_rejection));
    let layered = WebhookLayer::new(verifier).layer(service);
    let asked = |uri: &str| Request::get(uri).body(Full::default()).unwrap();
    let abc = || (200, Bytes::from("abc"));
    assert_eq!(answer(&filter, asked("/?challenge=abc")).await, abc());
    assert_eq!(answer(&layered, asked("/?challenge=abc")).await, abc());
    assert_eq!(status(&filter, asked("/")).await, 405);
    assert_eq!(status(&layered, asked("/")).await, 405);
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let builder = Verifier::builder(ACME).key(secret()).body_limit(16);
    let hook = warp::any().and(verify_webhook(builder.build().unwrap()));
    let app = warp::service(hook.then(on_order).recover(answer_rejection));
    assert_eq!(status(&app, signed("/", ORDER)).await, 204);
    let long = || signed("/", "{\"order\":7,\"note\":\"long\"}");
    assert_eq!(status(&app, long()).await, 413);
    let mut announced = long();
    announced.headers_mut().insert("content-length", 26.into());
    assert_eq!(status(&app, announced).await, 413);
}

#[tokio::test]
async fn content_encoding_is_taken_off_by_the_layer_unless_it_is_kept() {
    let told = warp::header::optional("content-encoding")
        .map(|coding: Option<String>| coding.unwrap_or_default());
    let sent = || {
        let mut request = signed("/", "{}");
        request
            .headers_mut()
            .insert("content-encoding", "identity".parse().unwrap());
        request
    };
    let layer = WebhookLayer::new(verifier());
    let app = layer.layer(warp::service(told));
    assert_eq!(answer(&app, sent()).await, (200, Bytes::new()));
    let kept = layer.keep_content_encoding().layer(warp::service(told));
    assert_eq!(answer(&kept, sent()).await, (200, Bytes::from("identity")));
}

/// Has keys for the tenants `acme` and `a/b`.
#[derive(Debug)]
struct Tenants;

impl KeyResolver for Tenants {
    type Query = String;

    fn query(&self, request: &KeyQuery<'_>) -> Result<String, Unresolved> {
        let tenant = request
            .tenant()
            .filter(|tenant| ["acme", "a/b"].contains(tenant));
        Ok(tenant.ok_or(Unresolved::Unknown)?.to_owned())
    }

    async fn resolve(&self, tenant: String, rules: KeyRules) -> Result<ReadyKeys, Unresolved> {
        Ok(rules.prepare(secret())?.of_tenant(tenant))
    }
}

fn tenants() -> Verifier {
    Verifier::builder(ACME).resolver(Tenants).build().unwrap()
}

async fn tell_tenant(event: VerifiedEvent<Raw>) -> String {
    event.tenant().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn k13_a_segment_of_the_path_names_the_tenant() {
    let verify = VerifyWebhook::new(tenants()).tenant_segment(1);
    let filter = warp::any().and(verify_webhook(verify)).then(tell_tenant);
    let filter = warp::service(filter.recover(answer_rejection));
    let hook = warp::any().and(webhook()).then(tell_tenant);
    let layered = WebhookLayer::new(tenants())
        .tenant_segment(1)
        .layer(warp::service(hook.recover(answer_rejection)));
    for (path, tenant) in [("/hooks/acme", "acme"), ("/hooks/a%2Fb?x=1", "a/b")] {
        let expected = (200, Bytes::from(tenant));
        assert_eq!(answer(&filter, signed(path, "{}")).await, expected);
        assert_eq!(answer(&layered, signed(path, "{}")).await, expected);
    }
    for path in [
        "/hooks/globex",
        "/hooks/",
        "/hooks",
        "/hooks/acme%",
        "/hooks/a%252Fb",
        "/hooks/%ff",
    ] {
        assert_eq!(status(&filter, signed(path, "{}")).await, 401, "{path}");
        assert_eq!(status(&layered, signed(path, "{}")).await, 401, "{path}");
    }
}

#[tokio::test]
async fn k13_the_app_can_say_whose_request_it_is() {
    let from_query = |parts: &mut http::request::Parts| parts.uri.query().map(str::to_owned);
    let verify = VerifyWebhook::new(tenants()).tenant_of(from_query);
    let hook = warp::any().and(verify_webhook(verify)).then(tell_tenant);
    let filter = warp::service(hook.recover(answer_rejection));
    let hook = warp::any().and(webhook()).then(tell_tenant);
    let service = warp::service(hook.recover(answer_rejection));
    let layered = WebhookLayer::new(tenants())
        .tenant_of(from_query)
        .layer(service);
    assert_eq!(status(&filter, signed("/?acme", "{}")).await, 200);
    assert_eq!(status(&filter, signed("/?globex", "{}")).await, 401);
    assert_eq!(status(&layered, signed("/?acme", "{}")).await, 200);
    assert_eq!(status(&layered, signed("/?globex", "{}")).await, 401);
    // Or a layer further out, for both.
    let hook = warp::any().and(verify_webhook(tenants())).then(tell_tenant);
    let filter = warp::service(hook.recover(answer_rejection));
    let mut request = signed("/", "{}");
    request.extensions_mut().insert(Tenant::new("acme"));
    assert_eq!(status(&filter, request).await, 200);
}

#[tokio::test]
async fn a_body_that_another_filter_has_read_reaches_no_handler() {
    let hook = warp::body::bytes().and(verify_webhook(verifier()));
    let hook = hook.then(|_, event| tell(event)).recover(answer_rejection);
    assert_eq!(status(&warp::service(hook), signed("/", "{}")).await, 500);
}

#[cfg(feature = "replay")]
mod replay {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use hookseal_replay::{MemoryStore, ReplayGuard};
    use hookseal_warp::ReplayLayer;
    use tokio::sync::Semaphore;

    use super::*;

    fn guard() -> ReplayGuard {
        ReplayGuard::new("orders", MemoryStore::new()).unwrap()
    }

    #[tokio::test]
    async fn i1_i15_i16_what_is_2xx_is_done_and_anything_else_is_handled_again() {
        let runs = Arc::new(AtomicUsize::new(0));
        let counted = runs.clone();
        let hook = warp::any()
            .and(webhook())
            .map(
                move |_: VerifiedEvent<Raw>| match counted.fetch_add(1, Ordering::SeqCst) {
                    0 => panic!("of little care"),
                    1 => StatusCode::INTERNAL_SERVER_ERROR,
                    2 => StatusCode::NOT_FOUND,
                    _ => StatusCode::NO_CONTENT,
                },
            );
        let app = ServiceBuilder::new()
            .layer(WebhookLayer::new(verifier()))
            .layer(ReplayLayer::new(guard()))
            .service(warp::service(hook.recover(answer_rejection)));
        for expected in [500, 500, 404, 204, 200, 200] {
            assert_eq!(status(&app, signed("/", "{\"id\":1}")).await, expected);
        }
        assert_eq!(runs.load(Ordering::SeqCst), 4);
    }

    #[tokio::test]
    async fn i17_a_run_whose_client_goes_away_goes_on() {
        let (guard, gate) = (guard(), Arc::new(Semaphore::new(0)));
        let held = gate.clone();
        let hook = warp::any()
            .and(webhook())
            .then(move |_: VerifiedEvent<Raw>| {
                let held = held.clone();
                async move {
                    held.acquire().await.unwrap().forget();
                    StatusCode::OK
                }
            });
        let app = ServiceBuilder::new()
            .layer(WebhookLayer::new(verifier()))
            .layer(ReplayLayer::new(guard.clone()))
            .service(warp::service(hook.recover(answer_rejection)));
        let call = app.oneshot(signed("/", "{}"));
        let given_up = tokio::time::timeout(Duration::from_millis(20), call).await;
        assert!(given_up.is_err());
        assert_eq!(guard.runs(), 1);
        gate.add_permits(1);
        guard.drained().await;
        assert_eq!(guard.runs(), 0);
    }

    #[tokio::test]
    async fn what_no_layer_has_verified_is_not_handled() {
        let hook = warp::any().map(|| "handled");
        let app = ReplayLayer::new(guard()).layer(warp::service(hook));
        assert_eq!(status(&app, signed("/", "{}")).await, 500);
    }
}
