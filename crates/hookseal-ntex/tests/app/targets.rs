//! The target that was signed, where ntex gets another, and tenants in the path.

use hookseal_core::adapter::ReceivedTarget;
use hookseal_core::keys::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Unresolved};
use hookseal_core::scheme::{HeaderName, Part, Scheme, SignatureField};
use hookseal_core::{Algorithm, Raw, Secret, Verifier};
use hookseal_ntex::{KeepTarget, VerifyWebhook, Webhook, WebhookLayer};
use ntex::service::fn_service;
use ntex::web::test::{TestRequest, init_service};
use ntex::web::{self, App, DefaultError, Error, HttpRequest, HttpResponse, WebRequest};

use crate::support::{SECRET, answer, secret, signed_by, status, why};

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

fn signed(target: &str, sent: &str) -> TestRequest {
    signed_by(ACME, SECRET, target, sent, "{}")
}

async fn handle(Webhook(_): Webhook<Raw>) -> HttpResponse {
    HttpResponse::NoContent().finish()
}

async fn alone(VerifyWebhook(_): VerifyWebhook<Raw>) -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// A filter that takes the query off.
async fn without_query(
    mut request: WebRequest<DefaultError>,
) -> Result<WebRequest<DefaultError>, Error> {
    let path: ntex::http::Uri = request.path().parse().unwrap();
    request.head_mut().uri = path;
    Ok(request)
}

#[ntex::test]
async fn m10_the_target_is_the_one_received_whatever_has_been_taken_off_it() {
    let inner = web::scope("/b")
        .service(web::resource("/hook").middleware(layer()).to(handle))
        .service(web::resource("/alone").state(verifier()).to(alone));
    let app = App::new()
        .service(web::scope("/a").service(inner))
        .filter(fn_service(without_query))
        .middleware(KeepTarget);
    let app = init_service(app).await;
    for target in [
        "/a/b/hook?n=1",
        "/a/b/hook?",
        "/a/b/hook?n=%2f",
        "/a/b/alone?n=1",
    ] {
        assert_eq!(status(&app, signed(target, target)).await, 204, "{target}");
        for other in ["/hook?n=1", "/a/b/hook", "/alone?n=1"] {
            assert_eq!(status(&app, signed(other, target)).await, 401, "{target}");
        }
    }
}

#[ntex::test]
async fn an_app_can_say_what_the_sender_has_called() {
    let told = layer().target_of(|request| Some(format!("/prod{}", request.uri())));
    let app = App::new()
        .service(web::scope("/a").service(web::resource("/hook").middleware(told).to(handle)))
        .service(
            web::resource("/none")
                .middleware(layer().target_of(|_| None))
                .to(handle),
        )
        .service(web::resource("/alone").state(verifier()).to(alone))
        .filter(fn_service(
            async |request: WebRequest<DefaultError>| -> Result<_, Error> {
                if request.path() == "/alone" {
                    let target = ReceivedTarget::new(format!("/prod{}", request.uri()));
                    request.extensions_mut().insert(target);
                }
                Ok(request)
            },
        ));
    let app = init_service(app).await;
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

#[cfg(feature = "replay")]
#[ntex::test]
async fn i6_the_guard_goes_by_the_target_that_was_verified() {
    use hookseal_ntex::ReplayLayer;
    use hookseal_replay::{MemoryStore, ReplayGuard};

    let guard = ReplayGuard::new("hooks", MemoryStore::new()).unwrap();
    let told = layer().target_of(|request| Some(request.path().to_owned()));
    let hook = web::resource("/hook")
        .middleware(ReplayLayer::new(guard))
        .middleware(told)
        .to(handle);
    let app = init_service(App::new().service(hook)).await;
    assert_eq!(status(&app, signed("/hook", "/hook")).await, 204);
    // What is not signed makes no new delivery.
    for sent in ["/hook?n=1", "/hook?n=2"] {
        assert_eq!(status(&app, signed("/hook", sent)).await, 200);
    }
}

/// A function of the app's that keeps the request is the app's mistake, and lets nothing through.
#[ntex::test]
async fn x1_a_request_that_is_kept_reaches_no_handler() {
    use std::sync::atomic::{AtomicBool, Ordering};

    thread_local! {
        static KEPT: std::cell::RefCell<Option<HttpRequest>> = const { std::cell::RefCell::new(None) };
    }
    static HANDLED: AtomicBool = AtomicBool::new(false);
    async fn handled(_: Webhook<Raw>) -> HttpResponse {
        HANDLED.store(true, Ordering::SeqCst);
        HttpResponse::NoContent().finish()
    }
    let keeping = layer().target_of(|request| {
        KEPT.set(Some(request.clone()));
        None
    });
    let hook = web::resource("/hook").middleware(keeping).to(handled);
    let app = init_service(App::new().service(hook)).await;
    let refused = answer(&app, signed("/hook", "/hook")).await;
    assert_eq!(refused.status(), 500);
    let why = why(&refused).unwrap().to_string();
    assert!(why.contains("keeps a clone"), "{why}");
    assert!(!HANDLED.load(Ordering::SeqCst));
    KEPT.set(None);
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

#[ntex::test]
async fn k13_a_parameter_must_be_one_of_the_route_and_one_alone() {
    let bare = || WebhookLayer::new(Verifier::builder(ACME).resolver(Tenants).build().unwrap());
    let layer = |name: &str| bare().tenant_param(name);
    let by_function =
        bare().tenant_of(|request| request.match_info().get("tenant").map(str::to_owned));
    let hook = |path: &str, layer| web::resource(path).middleware(layer).to(handle);
    let app = App::new()
        .service(hook("/one/{region}/{tenant}", layer("tenant")))
        .service(hook("/function/{region}/{tenant}", by_function))
        .service(hook("/misspelt/{region}/{tenant}", layer("tennant")))
        .service(web::scope("/twice/{tenant}").service(hook("/{tenant}", layer("tenant"))))
        .service(hook("/tail/{tenant}*", layer("tenant")));
    let app = init_service(app).await;
    for (path, expected) in [
        ("/one/eu/acme", 204),
        ("/function/eu/acme", 204),
        ("/one/eu/%61cme", 204),
        ("/one/eu/globex", 401),
        ("/one/eu/%2561cme", 401),
        // Nobody's mistake but the sender's.
        ("/one/eu%/acme", 401),
        ("/misspelt/eu/acme", 500),
        ("/twice/acme/acme", 500),
        ("/twice/acme/globex", 500),
        // As documented: ntex does not decode it.
        ("/tail/acme", 204),
        ("/tail/%61cme", 401),
        ("/tail/%FF", 401),
        // As documented: these match no route.
        ("/one/eu/%FF", 404),
        ("/one/%FF/acme", 404),
    ] {
        let answer = answer(&app, signed(path, path)).await;
        assert_eq!(answer.status(), expected, "{path}");
        if expected == 500 {
            let why = why(&answer).unwrap().to_string();
            assert!(
                why.contains("`tenant_param`") && why.contains("`ten"),
                "{why}"
            );
        }
    }
}
