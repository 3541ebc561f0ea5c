//! The target that was signed, where salvo gets another, and tenants in the path.

use hookseal_core::adapter::ReceivedTarget;
use hookseal_core::keys::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Unresolved};
use hookseal_core::scheme::{HeaderName, Part, Scheme, SignatureField};
use hookseal_core::{Algorithm, Raw, Secret, Verifier};
use hookseal_salvo::{KeepTarget, VerifyWebhook, Webhook, WebhookLayer};
use salvo::prelude::*;

use crate::support::{Put, SECRET, answer, secret, signed_by, status, why};

/// Signs the target.
const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
)
.with_message(const { &[Part::Target, Part::literal("\n"), Part::Body] });

fn verifier() -> Verifier {
    Verifier::new(ACME, secret()).unwrap()
}

fn layer() -> WebhookLayer {
    WebhookLayer::new(verifier())
}

fn signed(target: &str, sent: &str) -> http::Request<String> {
    signed_by(ACME, SECRET, target, sent, "{}")
}

#[handler]
async fn handle(_event: Webhook<Raw>) -> StatusCode {
    StatusCode::NO_CONTENT
}

#[handler]
async fn alone(_event: VerifyWebhook<Raw>) -> StatusCode {
    StatusCode::NO_CONTENT
}

/// Takes a stage off the front of the path.
#[handler]
async fn without_stage(request: &mut Request) {
    let target = request.uri().path_and_query().unwrap().as_str();
    let target = target.strip_prefix("/stage").unwrap_or(target);
    request.set_uri(target.parse().unwrap());
}

#[tokio::test]
async fn m10_the_target_is_the_one_received_inside_routers() {
    let inner = Router::with_path("b")
        .push(Router::with_path("hook").hoop(layer()).goal(handle))
        .push(Router::with_path("alone").hoop(Put(verifier())).goal(alone));
    let app = Service::new(Router::with_path("a").push(inner));
    for target in [
        "/a/b/hook?n=1",
        "/a/b/hook?",
        "/a/b/hook/?n=%2f",
        "/a/b/alone/?n=1",
        "http://hooks.test/a/b/hook?n=1",
    ] {
        let path = target.trim_start_matches("http://hooks.test");
        assert_eq!(status(&app, signed(path, target)).await, 204, "{target}");
        for other in ["/hook?n=1", "/a/b/hook", "/alone?n=1"] {
            assert_eq!(status(&app, signed(other, target)).await, 401, "{target}");
        }
    }
}

#[tokio::test]
async fn a_hoop_that_rewrites_goes_after_what_keeps_the_target() {
    let routes = |router: Router| {
        let router = router.hoop(without_stage);
        let hook = Router::with_path("hook").hoop(layer()).goal(handle);
        let by_extractor = Router::with_path("alone").hoop(Put(verifier())).goal(alone);
        Service::new(router.push(hook).push(by_extractor))
    };
    let stage = || Router::with_path("stage");
    for target in ["/stage/hook?n=1", "/stage/alone"] {
        let rewritten = routes(stage());
        assert_eq!(status(&rewritten, signed(target, target)).await, 401);
        let kept = routes(stage().hoop(KeepTarget));
        assert_eq!(status(&kept, signed(target, target)).await, 204);
    }
}

#[tokio::test]
async fn an_app_can_say_what_the_sender_has_called() {
    #[handler]
    async fn told(request: &mut Request) {
        let target = ReceivedTarget::new(format!("/prod{}", request.uri().path()));
        request.extensions_mut().insert(target);
    }
    let of = layer().target_of(|request| Some(format!("/prod{}", request.uri().path_and_query()?)));
    let none = layer().target_of(|_| None);
    let path = Router::with_path;
    let app = Router::new()
        .push(path("hook").hoop(of).goal(handle))
        .push(path("none").hoop(none).goal(handle))
        .push(path("alone").hoop(told).hoop(Put(verifier())).goal(alone));
    let app = Service::new(app);
    for (called, sent) in [
        ("/prod/hook?n=1", "/hook?n=1"),
        ("/none?", "/none?"),
        ("/prod/alone", "/alone"),
    ] {
        assert_eq!(status(&app, signed(called, sent)).await, 204, "{called}");
    }
    assert_eq!(status(&app, signed("/hook", "/hook")).await, 401);
    assert_eq!(status(&app, signed("/alone", "/alone")).await, 401);
}

#[cfg(feature = "replay")]
#[tokio::test]
async fn i6_the_guard_goes_by_the_target_that_was_verified() {
    use hookseal_replay::{MemoryStore, ReplayGuard};
    use hookseal_salvo::ReplayLayer;

    let guard = ReplayGuard::new("hooks", MemoryStore::new()).unwrap();
    let told = layer().target_of(|request| Some(request.uri().path().to_owned()));
    let hook = Router::with_path("hook").hoop(told);
    let app = Service::new(hook.hoop(ReplayLayer::new(guard)).goal(handle));
    assert_eq!(status(&app, signed("/hook", "/hook")).await, 204);
    // What is not signed makes no new delivery.
    for sent in ["/hook?n=1", "/hook?n=2"] {
        assert_eq!(status(&app, signed("/hook", sent)).await, 200);
    }
}

/// One tenant, `acme`.
#[derive(Debug)]
struct Tenants;

impl KeyResolver for Tenants {
    type Query = ();

    fn query(&self, request: &KeyQuery<'_>) -> Result<(), Unresolved> {
        let is_acme = request.tenant() == Some("acme");
        is_acme.then_some(()).ok_or(Unresolved::Unknown)
    }

    async fn resolve(&self, (): (), rules: KeyRules) -> Result<ReadyKeys, Unresolved> {
        let secret = Secret::new(SECRET).unwrap();
        Ok(rules.prepare(secret)?.of_tenant("acme"))
    }
}

fn by_tenant() -> WebhookLayer {
    WebhookLayer::new(Verifier::builder(ACME).resolver(Tenants).build().unwrap())
}

#[tokio::test]
async fn k13_a_parameter_must_be_one_of_the_route() {
    let route = |layer: WebhookLayer| {
        let route = Router::with_path("{region}/{tenant}");
        Service::new(route.hoop(layer).goal(handle))
    };
    let of = by_tenant().tenant_of(|request| request.param("tenant"));
    let named = |name: &str| route(by_tenant().tenant_param(name));
    for (app, path, expected) in [
        (named("tenant"), "/eu/acme", 204),
        (route(of), "/eu/acme", 204),
        (named("tenant"), "/eu/%61cme", 204),
        (named("tenant"), "/eu/globex", 401),
        (named("tenant"), "/eu/%FF", 401),
        (named("tenant"), "/%FF/acme", 401),
        (named("tenant"), "/eu%/acme", 401),
        (named("tennant"), "/eu/acme", 500),
    ] {
        let answer = answer(&app, signed(path, path)).await;
        assert_eq!(answer.status_code.unwrap().as_u16(), expected, "{path}");
        if expected == 500 {
            let why = why(&answer);
            assert!(
                why.contains("`tenant_param`") && why.contains("`ten"),
                "{why}"
            );
        }
    }
}

/// As documented: salvo forgets the outer one.
#[tokio::test]
async fn k13_of_two_parameters_of_one_name_the_inner_one_counts() {
    let inner = Router::with_path("{tenant}").goal(handle);
    let layer = by_tenant().tenant_param("tenant");
    let app = Router::with_path("{tenant}").push(inner.hoop(layer));
    let app = Service::new(app);
    let to = |path| signed(path, path);
    assert_eq!(status(&app, to("/globex/acme")).await, 204);
    assert_eq!(status(&app, to("/acme/globex")).await, 401);
}
