//! The target that was signed, where poem gets another, and tenants in the path.

use hookseal_core::adapter::ReceivedTarget;
use hookseal_core::keys::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Unresolved};
use hookseal_core::scheme::{HeaderName, Part, Scheme, SignatureField};
use hookseal_core::{Algorithm, Raw, Rejection, Secret, Verifier};
use hookseal_poem::{VerifyWebhook, Webhook, WebhookLayer};
use poem::http::StatusCode;
use poem::middleware::{NormalizePath, TrailingSlash};
use poem::test::TestClient;
use poem::{Endpoint, EndpointExt, Request, Result, Route, handler};

use crate::support::{SECRET, answer, secret, signed_by, status};

/// Signs the target.
const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
)
.with_message(const { &[Part::Target, Part::literal("\n"), Part::Body] });

fn layer() -> WebhookLayer {
    WebhookLayer::new(Verifier::new(ACME, secret()).unwrap())
}

fn signed(target: &str, sent: &str) -> Request {
    signed_by(ACME, SECRET, target, sent, "{}")
}

#[handler]
async fn handle(Webhook(_): Webhook<Raw>) -> StatusCode {
    StatusCode::NO_CONTENT
}

#[handler]
async fn alone(VerifyWebhook(_): VerifyWebhook<Raw>) -> StatusCode {
    StatusCode::NO_CONTENT
}

#[tokio::test]
async fn m10_the_target_is_the_one_received_whatever_has_been_taken_off_it() {
    let verifier = Verifier::new(ACME, secret()).unwrap();
    let inner = Route::new()
        .at("/hook", handle.with(layer()))
        .at("/alone", alone.data(verifier));
    let app = Route::new()
        .nest("/a", Route::new().nest("/b", inner))
        .with(NormalizePath::new(TrailingSlash::Trim));
    for target in [
        "/a/b/hook?n=1",
        "/a/b/hook?",
        "/a/b/hook/?n=%2f",
        "/a/b/alone/?n=1",
    ] {
        let signed = |signed| signed_by(ACME, SECRET, signed, target, "{}");
        assert_eq!(status(&app, signed(target)).await, 204, "{target}");
        for other in ["/hook?n=1", "/a/b/hook", "/alone?n=1"] {
            assert_eq!(status(&app, signed(other)).await, 401, "{target}");
        }
    }
}

#[tokio::test]
async fn an_app_can_say_what_the_sender_has_called() {
    let stage = |request: &Request| format!("/prod{}", request.original_uri());
    let told = layer().target_of(move |request| Some(stage(request)));
    let app = Route::new()
        .nest("/a", Route::new().at("/hook", handle.with(told)))
        .at("/none", handle.with(layer().target_of(|_| None)))
        .at("/alone", alone.data(Verifier::new(ACME, secret()).unwrap()))
        .before(move |mut request: Request| async move {
            if request.uri().path() == "/alone" {
                let target = ReceivedTarget::new(stage(&request));
                request.set_data(target);
            }
            Ok(request)
        });
    for (called, sent) in [
        ("/prod/a/hook?n=1", "/a/hook?n=1"),
        ("/none?", "/none?"),
        ("/prod/alone", "/alone"),
    ] {
        assert_eq!(status(&app, signed(called, sent)).await, 204, "{called}");
    }
    assert_eq!(status(&app, signed("/a/hook", "/a/hook")).await, 401);
    assert_eq!(status(&app, signed("/alone", "/alone")).await, 401);
}

/// As documented.
#[tokio::test]
async fn requests_of_poem_s_test_client_have_no_target() {
    let app = Route::new().at("/hook", handle.with(layer()));
    let client = TestClient::new(app);
    for (target, expected) in [("/hook", 401), ("/", 204)] {
        let request = signed(target, "/hook");
        let mut post = client.post("/hook").body("{}");
        for (name, value) in request.headers() {
            post = post.header(name.clone(), value.clone());
        }
        assert_eq!(post.send().await.0.status(), expected, "{target}");
    }
}

#[cfg(feature = "replay")]
#[tokio::test]
async fn i6_the_guard_goes_by_the_target_that_was_verified() {
    use hookseal_poem::ReplayLayer;
    use hookseal_replay::{MemoryStore, ReplayGuard};

    let guard = ReplayGuard::new("hooks", MemoryStore::new()).unwrap();
    let told = layer().target_of(|request| Some(request.original_uri().path().to_owned()));
    let app = Route::new().at("/hook", handle.with(ReplayLayer::new(guard)).with(told));
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
        Ok(rules
            .prepare(Secret::new(SECRET).unwrap())?
            .of_tenant("acme"))
    }
}

#[tokio::test]
async fn k13_a_parameter_must_be_one_of_the_route_and_one_alone() {
    let layer = |name: &str| {
        let verifier = Verifier::builder(ACME).resolver(Tenants).build().unwrap();
        WebhookLayer::new(verifier).tenant_param(name)
    };
    let one = |name: &str| {
        Route::new()
            .at("/:region/:tenant", handle.with(layer(name)))
            .boxed()
    };
    let twice = || {
        let inner = Route::new().at("/:tenant/:tenant", handle.with(layer("tenant")));
        Route::new().at("/*", inner).boxed()
    };
    let of = WebhookLayer::new(Verifier::builder(ACME).resolver(Tenants).build().unwrap());
    let of = of.tenant_of(|request| request.raw_path_param("tenant").map(str::to_owned));
    let by_function = Route::new().at("/:region/:tenant", handle.with(of)).boxed();
    for (app, path, expected) in [
        (one("tenant"), "/eu/acme", 204),
        (by_function, "/eu/acme", 204),
        (one("tenant"), "/eu/%61cme", 204),
        (one("tenant"), "/eu/globex", 401),
        // poem has no parameters that are not UTF-8; nobody's mistake but the sender's.
        (one("tenant"), "/eu/%FF", 401),
        (one("tenant"), "/%FF/acme", 401),
        (one("tenant"), "/eu%/acme", 401),
        (one("tennant"), "/eu/acme", 500),
        (twice(), "/acme/acme", 500),
        (twice(), "/acme/globex", 500),
    ] {
        let answer = answer(&app, signed(path, path)).await;
        assert_eq!(answer.status(), expected, "{path}");
        if expected == 500 {
            let why = answer.data::<Rejection>().unwrap().to_string();
            assert!(
                why.contains("`tenant_param`") && why.contains("`ten"),
                "{why}"
            );
        }
    }
}

/// As documented: there poem answers by itself.
#[tokio::test]
async fn a_nested_path_that_is_not_utf8_is_answered_by_poem() {
    let inner = Route::new().at("/:tenant", handle.with(layer()));
    let app = Route::new().nest("/hooks", inner);
    let error = app.call(signed("/hooks/%FF", "/hooks/%FF")).await;
    let error = error.unwrap_err();
    assert_eq!(error.status(), 400);
    assert_eq!(error.data::<Rejection>(), None);
}
