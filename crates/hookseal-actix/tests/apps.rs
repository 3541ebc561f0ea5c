//! The middleware and the extractor in every place that actix-web has for them.

#![allow(clippy::panic, clippy::unwrap_used)]

use actix_web::dev::{Payload, Service, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::{StatusCode, Version};
use actix_web::{App, HttpResponse, test, web};
use hookseal_actix::{Webhook, WebhookLayer, WebhookRejection, verifiers};
use hookseal_core::handshake::{Given, Handshake, Reply};
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Raw, Rejection, Secret, Verifier};

const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
);

const SECRET: &str = "6f1d9a52c3e84b70a1f5";
const ORDER: &str = "{\"order\":7}";

#[derive(Clone, Debug, serde::Deserialize)]
struct Placed {
    order: u32,
}

fn verifier() -> Verifier {
    Verifier::builder(ACME)
        .key(Secret::new(SECRET).unwrap())
        .build()
        .unwrap()
}

fn signed(target: &str, body: &'static str) -> test::TestRequest {
    let signer = Signer::new(ACME, Secret::new(SECRET).unwrap()).unwrap();
    let delivery = signer.sign(&Delivery::new(body)).unwrap();
    let request = test::TestRequest::post().uri(target).set_payload(body);
    delivery
        .headers()
        .fold(request, test::TestRequest::insert_header)
}

fn unsigned(target: &str) -> test::TestRequest {
    test::TestRequest::post().uri(target).set_payload("{}")
}

async fn status<S, B>(app: &S, request: test::TestRequest) -> u16
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = actix_web::Error>,
{
    app.call(request.to_request())
        .await
        .unwrap()
        .status()
        .as_u16()
}

async fn on_order(Webhook(event): Webhook<Placed>) -> HttpResponse {
    assert_eq!(event.payload().order, 7);
    HttpResponse::NoContent().finish()
}

macro_rules! behaves {
    ($app:expr) => {
        let app = test::init_service($app).await;
        assert_eq!(status(&app, signed("/hook", ORDER)).await, 204);
        assert_eq!(
            status(&app, signed("/hook", "{\"order\":\"x\"}")).await,
            422
        );
        assert_eq!(status(&app, unsigned("/hook")).await, 401);
    };
}

#[actix_web::test]
async fn the_middleware_fits_wherever_actix_takes_one() {
    let layer = || WebhookLayer::new(verifier());
    behaves!(
        App::new()
            .wrap(layer())
            .route("/hook", web::post().to(on_order))
    );
    behaves!(
        App::new().service(
            web::scope("")
                .wrap(layer())
                .route("/hook", web::post().to(on_order))
        )
    );
    behaves!(
        App::new().service(
            web::resource("/hook")
                .wrap(layer())
                .route(web::post().to(on_order))
        )
    );
    behaves!(
        App::new().service(web::resource("/hook").route(web::post().to(on_order).wrap(layer())))
    );
}

#[actix_web::test]
async fn the_extractor_alone_takes_the_verifier_from_the_app_s_data() {
    behaves!(
        App::new()
            .app_data(verifier())
            .route("/hook", web::post().to(on_order))
    );
    behaves!(
        App::new()
            .app_data(web::Data::new(verifier()))
            .route("/hook", web::post().to(on_order))
    );
}

#[actix_web::test]
async fn x1_without_either_nothing_gets_through() {
    let app = test::init_service(App::new().route("/hook", web::post().to(on_order))).await;
    assert_eq!(status(&app, signed("/hook", ORDER)).await, 500);
}

#[actix_web::test]
async fn x3_all_that_a_scope_serves_is_verified_whenever_it_is_added() {
    async fn json(_: web::Json<serde_json::Value>) -> HttpResponse {
        HttpResponse::NoContent().finish()
    }
    let scope = web::scope("/hooks")
        .route("/early", web::post().to(json))
        .wrap(WebhookLayer::new(verifier()))
        .route("/late", web::post().to(json))
        .service(web::scope("/nested").route("/later", web::post().to(json)))
        .configure(|config| {
            config.route("/last", web::post().to(json));
        })
        .default_service(web::to(json));
    let app = App::new().service(scope);
    let app = test::init_service(app.route("/open", web::post().to(json))).await;
    for path in ["early", "late", "nested/later", "last", "nowhere"] {
        let path = format!("/hooks/{path}");
        let json = ("content-type", "application/json");
        let unsigned = unsigned(&path).insert_header(json);
        assert_eq!(status(&app, unsigned).await, 401, "{path}");
        let signed = signed(&path, ORDER).insert_header(json);
        assert_eq!(status(&app, signed).await, 204, "{path}");
    }
    // Outside of it nobody asks for a signature but `Webhook`.
    let unsigned = unsigned("/open").insert_header(("content-type", "application/json"));
    assert_eq!(status(&app, unsigned).await, 204);
}

#[actix_web::test]
async fn the_extractor_combines_with_others() {
    async fn handler(
        counts: web::Data<String>,
        Webhook(event): Webhook<Raw>,
        team: web::Path<u8>,
        again: web::Json<serde_json::Value>,
    ) -> String {
        format!("{} {team} {} {again}", **counts, event.bytes().len())
    }
    let app = test::init_service(
        App::new()
            .app_data(web::Data::new("state".to_owned()))
            .service(
                web::resource("/hook/{team}")
                    .wrap(WebhookLayer::new(verifier()))
                    .route(web::post().to(handler)),
            ),
    )
    .await;
    let request = signed("/hook/3", ORDER).insert_header(("content-type", "application/json"));
    let body = test::call_and_read_body(&app, request.to_request()).await;
    assert_eq!(body, "state 3 11 {\"order\":7}");
}

#[actix_web::test]
async fn b12_an_extractor_that_has_read_the_body_before_is_named() {
    async fn early(_: web::Bytes, _: Webhook<Raw>) -> &'static str {
        "handled"
    }
    async fn late(_: Webhook<Raw>, _: web::Bytes) -> &'static str {
        "handled"
    }
    let app = test::init_service(
        App::new()
            .app_data(verifier())
            .route("/early", web::post().to(early))
            .route("/late", web::post().to(late)),
    )
    .await;
    // Without a length in the head, as bodies in chunks come and those of HTTP/2 may.
    let chunked = |target| signed(target, ORDER).insert_header(("transfer-encoding", "chunked"));
    let second = |target| signed(target, ORDER).version(Version::HTTP_2);
    for request in [chunked("/early"), second("/early")] {
        let mut request = request.to_request();
        request.headers_mut().remove("content-length");
        let response = app.call(request).await.unwrap();
        assert_eq!(response.status(), 500);
        let extensions = response.response().extensions();
        let why = extensions.get::<Rejection>().unwrap().to_string();
        assert!(why.contains("`Webhook` be the only extractor"), "{why}");
    }
    for request in [chunked("/late"), second("/late"), signed("/late", ORDER)] {
        assert_eq!(status(&app, request).await, 200);
    }
}

#[actix_web::test]
async fn b1_a_payload_that_is_cut_off_further_out_is_too_large() {
    let hook = web::resource("/hook")
        .wrap(WebhookLayer::new(verifier()))
        .wrap_fn(|mut request, service| {
            let cut = futures_util::stream::iter([
                Ok(web::Bytes::from_static(b"{\"order\"")),
                Err(PayloadError::Overflow),
            ]);
            request.set_payload(Payload::Stream {
                payload: Box::pin(cut),
            });
            service.call(request)
        })
        .route(web::post().to(on_order));
    let app = test::init_service(App::new().service(hook)).await;
    assert_eq!(status(&app, signed("/hook", ORDER)).await, 413);
}

#[actix_web::test]
async fn a_handler_can_match_on_the_rejection() {
    async fn handler(
        event: Result<Webhook<Placed>, WebhookRejection>,
    ) -> Result<String, WebhookRejection> {
        match event {
            Ok(Webhook(event)) => Ok(event.payload().order.to_string()),
            Err(WebhookRejection::Refused(Rejection::Payload(_))) => Ok("ignored".to_owned()),
            Err(other) => Err(other),
        }
    }
    let app = test::init_service(
        App::new().service(
            web::resource("/hook")
                .app_data(verifier())
                .route(web::post().to(handler)),
        ),
    )
    .await;
    assert_eq!(status(&app, signed("/hook", "[]")).await, 200);
    assert_eq!(status(&app, unsigned("/hook")).await, 401);
}

#[actix_web::test]
async fn refusals_are_responses_that_outer_middleware_can_look_into() {
    let app = test::init_service(
        App::new().service(
            web::resource("/hook")
                .wrap(WebhookLayer::new(verifier()))
                .route(web::post().to(on_order)),
        ),
    )
    .await;
    let response = app.call(unsigned("/hook").to_request()).await.unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    let extensions = response.response().extensions();
    assert_eq!(
        extensions.get::<Rejection>().map(Rejection::code),
        Some("missing_signature")
    );
}

/// A layer of another sender's around a handler that has a verifier of its own.
#[actix_web::test]
async fn k13_the_extractor_does_not_take_another_verifier_s_verdict() {
    const WEAK: &str = "0b8e4a6d2f7c41938e5a";
    let weak = || Verifier::new(ACME, Secret::new(WEAK).unwrap()).unwrap();
    let hook = || web::resource("/hook").route(web::post().to(on_order));
    let by_weak = || {
        let signer = Signer::new(ACME, Secret::new(WEAK).unwrap()).unwrap();
        let delivery = signer.sign(&Delivery::new(ORDER)).unwrap();
        let request = test::TestRequest::post().uri("/hook").set_payload(ORDER);
        delivery
            .headers()
            .fold(request, test::TestRequest::insert_header)
    };
    let app = |own: fn(actix_web::Resource) -> actix_web::Resource| {
        let scope = web::scope("").wrap(WebhookLayer::new(weak()));
        test::init_service(App::new().service(scope.service(own(hook()))))
    };
    let none = app(|hook| hook).await;
    assert_eq!(status(&none, by_weak()).await, 204);
    let plain = app(|hook| hook.app_data(verifier())).await;
    assert_eq!(status(&plain, by_weak()).await, 401);
    let data = app(|hook| hook.app_data(web::Data::new(verifier()))).await;
    assert_eq!(status(&data, by_weak()).await, 401);
}

#[actix_web::test]
async fn a_layer_with_the_very_verifier_of_the_app_s_data_verifies_once() {
    let own = verifier();
    let app = test::init_service(
        App::new().app_data(own.clone()).service(
            web::resource("/hook")
                .wrap_fn(|mut request, service| {
                    // Within the layer: a second look would find another body.
                    request.set_payload(web::Bytes::from_static(b"replaced").into());
                    service.call(request)
                })
                .wrap(WebhookLayer::new(own))
                .route(web::post().to(on_order)),
        ),
    )
    .await;
    assert_eq!(status(&app, signed("/hook", ORDER)).await, 204);
}

const CHALLENGE: Handshake = Handshake::unsigned(
    "challenge",
    "GET",
    &[],
    Reply::Text(Given::Query("challenge")),
);

#[actix_web::test]
async fn a_handshake_by_get_is_answered_on_a_resource_that_takes_only_posts() {
    let builder = Verifier::builder(ACME).key(Secret::new(SECRET).unwrap());
    let verifier = builder.handshake(CHALLENGE).build().unwrap();
    let app = test::init_service(
        App::new().service(
            web::resource("/hook")
                .wrap(WebhookLayer::new(verifier))
                .route(web::post().to(on_order)),
        ),
    )
    .await;
    let asked = test::TestRequest::get().uri("/hook?challenge=abc");
    let answer = app.call(asked.to_request()).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(test::read_body(answer).await, "abc");
    let other = test::TestRequest::get().uri("/hook");
    assert_eq!(status(&app, other).await, 405);
    assert_eq!(status(&app, signed("/hook", ORDER)).await, 204);
}

verifiers!(Acme, Globex);

#[actix_web::test]
async fn a_handler_that_names_its_verifier_takes_no_other_of_an_outer_scope() {
    async fn on_acme(Webhook(event): Webhook<Placed, Acme>) -> HttpResponse {
        assert_eq!(event.payload().order, 7);
        HttpResponse::NoContent().finish()
    }
    async fn on_globex(_: Webhook<Raw, Globex>) -> HttpResponse {
        HttpResponse::NoContent().finish()
    }
    let other = || {
        let secret = Secret::new("0b8e4a6d2f7c41938e5a").unwrap();
        Verifier::new(ACME, secret).unwrap()
    };
    let routes = || {
        web::scope("/hooks")
            .route("/acme", web::post().to(on_acme))
            .route("/globex", web::post().to(on_globex))
    };
    let both = App::new()
        .app_data(verifier())
        .app_data(Acme::from(verifier()))
        .app_data(web::Data::new(Globex::from(other())))
        .service(routes());
    let both = test::init_service(both).await;
    assert_eq!(status(&both, signed("/hooks/acme", ORDER)).await, 204);
    assert_eq!(status(&both, signed("/hooks/globex", ORDER)).await, 401);

    // Neither a verifier of nobody's nor a layer's stands in for the one that is missing.
    let missing = App::new()
        .app_data(verifier())
        .app_data(Acme::from(verifier()))
        .service(routes().wrap(WebhookLayer::new(verifier())));
    let missing = test::init_service(missing).await;
    assert_eq!(status(&missing, signed("/hooks/globex", ORDER)).await, 500);
}

#[actix_web::test]
async fn a_handler_that_reads_the_payload_by_itself_refuses_by_it() {
    async fn read(Webhook(event): Webhook<Raw>) -> Result<HttpResponse, WebhookRejection> {
        let order: Placed = event.body().json()?;
        assert_eq!(order.order, 7);
        Ok(HttpResponse::NoContent().finish())
    }
    let hook = web::resource("/hook").app_data(verifier());
    let app = test::init_service(App::new().service(hook.route(web::post().to(read)))).await;
    assert_eq!(status(&app, signed("/hook", ORDER)).await, 204);
    assert_eq!(status(&app, signed("/hook", "{}")).await, 422);
}
