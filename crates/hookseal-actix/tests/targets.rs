//! The target that was signed, where actix gets another, and tenants in the path.

#![cfg(feature = "replay")]
#![allow(clippy::panic, clippy::unwrap_used)]

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use actix_web::middleware::NormalizePath;
use actix_web::{App, HttpMessage as _, HttpResponse, test, web};
use hookseal_actix::{KeepTarget, ReplayLayer, Webhook, WebhookLayer};
use hookseal_core::adapter::ReceivedTarget;
use hookseal_core::keys::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Unresolved};
use hookseal_core::scheme::{HeaderName, Part, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Raw, Rejection, Secret, Verifier};
use hookseal_replay::{MemoryStore, ReplayGuard};

/// Signs the target.
const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
)
.with_message(const { &[Part::Target, Part::literal("\n"), Part::Body] });

fn secret() -> Secret {
    Secret::new("6f1d9a52c3e84b70a1f5").unwrap()
}

fn verifier() -> Verifier {
    Verifier::new(ACME, secret()).unwrap()
}

/// Signed for one target, sent to another.
fn signed(target: &str, sent: &str) -> test::TestRequest {
    let signer = Signer::new(ACME, secret()).unwrap();
    let delivery = signer.sign(&Delivery::new("{}").target(target)).unwrap();
    let request = test::TestRequest::post().uri(sent).set_payload("{}");
    delivery
        .headers()
        .fold(request, test::TestRequest::insert_header)
}

async fn status<S, B>(app: &S, request: test::TestRequest) -> u16
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = actix_web::Error>,
    B: MessageBody,
{
    let response = test::call_service(app, request.to_request()).await;
    response.status().as_u16()
}

async fn handle(Webhook(_): Webhook<Raw>) -> HttpResponse {
    HttpResponse::NoContent().finish()
}

#[actix_web::test]
async fn a_layer_can_be_told_what_the_sender_has_called() {
    let stage =
        |request: &ServiceRequest| -> Option<String> { Some(format!("/prod{}", request.uri())) };
    let scope = web::scope("/a")
        .wrap(WebhookLayer::new(verifier()).target_of(stage))
        .route("/hook", web::post().to(handle));
    let app = test::init_service(App::new().service(scope)).await;
    let sent = "/a/hook?n=1";
    assert_eq!(status(&app, signed("/prod/a/hook?n=1", sent)).await, 204);
    assert_eq!(status(&app, signed(sent, sent)).await, 401);
    // `None` is as received.
    let layer = WebhookLayer::new(verifier()).target_of(|_| None);
    let hook = web::resource("/hook").wrap(layer).to(handle);
    let app = test::init_service(App::new().service(hook)).await;
    assert_eq!(status(&app, signed("/hook?", "/hook?")).await, 204);
}

#[actix_web::test]
async fn a_normaliser_of_paths_goes_within_what_keeps_the_target() {
    fn hooks(config: &mut web::ServiceConfig) {
        let layer = WebhookLayer::new(verifier());
        config
            .service(web::resource("/hook").wrap(layer).to(handle))
            .service(web::resource("/alone").app_data(verifier()).to(handle));
    }
    let normalised = App::new().wrap(NormalizePath::trim()).configure(hooks);
    let normalised = test::init_service(normalised).await;
    let kept = App::new().wrap(NormalizePath::trim()).wrap(KeepTarget);
    let kept = test::init_service(kept.configure(hooks)).await;
    for target in ["/hook/?n=1", "/alone/?n=1", "//hook?n=1"] {
        assert_eq!(status(&normalised, signed(target, target)).await, 401);
        assert_eq!(status(&kept, signed(target, target)).await, 204);
    }
}

#[actix_web::test]
async fn an_app_can_say_it_to_the_extractor_too() {
    let hook = web::resource("/hook")
        .app_data(verifier())
        .wrap_fn(|request, service| {
            let target = ReceivedTarget::new(format!("/prod{}", request.uri()));
            request.extensions_mut().insert(target);
            service.call(request)
        })
        .to(handle);
    let app = test::init_service(App::new().service(hook)).await;
    assert_eq!(status(&app, signed("/prod/hook", "/hook")).await, 204);
    assert_eq!(status(&app, signed("/hook", "/hook")).await, 401);
}

#[actix_web::test]
async fn i6_the_guard_goes_by_the_target_that_was_verified() {
    let guard = ReplayGuard::new("hooks", MemoryStore::new()).unwrap();
    let layer = WebhookLayer::new(verifier());
    let hook = web::resource("/hook")
        .wrap(ReplayLayer::new(guard))
        .wrap(layer.target_of(|request| Some(request.path().to_owned())))
        .to(handle);
    let app = test::init_service(App::new().service(hook)).await;
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
        Ok(rules.prepare(secret())?.of_tenant("acme"))
    }
}

#[actix_web::test]
async fn k13_a_parameter_must_be_one_of_the_route_and_one_alone() {
    let layer = |name: &str| {
        let verifier = Verifier::builder(ACME).resolver(Tenants).build().unwrap();
        WebhookLayer::new(verifier).tenant_param(name)
    };
    let one = |name| {
        web::resource("/{region}/{tenant}")
            .wrap(layer(name))
            .to(handle)
    };
    let outer = web::scope("/scoped/{tenant}").wrap(layer("tenant"));
    let app = test::init_service(
        App::new()
            .service(outer.route("/hook", web::post().to(handle)))
            .service(web::scope("/right").service(one("tenant")))
            .service(web::scope("/wrong").service(one("tennant")))
            .service(web::scope("/twice/{tenant}").service(one("tenant"))),
    )
    .await;
    for (path, expected) in [
        ("/scoped/acme/hook", 204),
        ("/right/eu/acme", 204),
        ("/right/eu/globex", 401),
        ("/right/%FF/acme", 401),
        ("/wrong/eu/acme", 500),
        ("/twice/acme/eu/acme", 500),
        ("/twice/acme/eu/globex", 500),
    ] {
        let request = signed(path, path).to_request();
        let response = test::call_service(&app, request).await;
        assert_eq!(response.status(), expected, "{path}");
        if expected == 500 {
            let extensions = response.response().extensions();
            let why = extensions.get::<Rejection>().unwrap().to_string();
            assert!(
                why.contains("`tenant_param`") && why.contains("`ten"),
                "{why}"
            );
        }
    }
}
