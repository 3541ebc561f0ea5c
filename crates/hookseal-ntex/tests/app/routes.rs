//! The middleware and the extractors on routes, scopes and apps.

use hookseal_core::handshake::{Given, Handshake, Reply};
use hookseal_core::{Raw, Rejection, Secret, VerifiedBody, Verifier};
use hookseal_ntex::{VerifyWebhook, Webhook, WebhookLayer, WebhookRejection, verifiers};
use ntex::http::Payload;
use ntex::http::header::CONTENT_ENCODING;
use ntex::util::Bytes;
use ntex::web::test::{TestRequest, init_service, read_body};
use ntex::web::types::{Json, PayloadConfig};
use ntex::web::{self, App, DefaultError, FromRequest, HttpRequest, HttpResponse, ServiceConfig};

use crate::support::{
    ACME, ORDER, OTHER_SECRET, SECRET, answer, signed, signed_by, status, text, unsigned, verifier,
    why,
};

#[derive(serde::Deserialize)]
struct Placed {
    order: u32,
}

async fn on_order(Webhook(event): Webhook<Placed>) -> HttpResponse {
    assert_eq!(event.payload().order, 7);
    HttpResponse::NoContent().finish()
}

async fn alone(VerifyWebhook(event): VerifyWebhook<Placed>) -> HttpResponse {
    assert_eq!(event.payload().order, 7);
    HttpResponse::NoContent().finish()
}

async fn json(_: Json<serde_json::Value>) -> HttpResponse {
    HttpResponse::NoContent().finish()
}

fn layer() -> WebhookLayer {
    WebhookLayer::new(verifier())
}

async fn behaves(configure: fn(&mut ServiceConfig)) {
    let app = init_service(App::new().configure(configure)).await;
    assert_eq!(status(&app, signed("/hook", ORDER)).await, 204);
    assert_eq!(status(&app, unsigned("/hook")).await, 401);
    let forged = signed_by(ACME, OTHER_SECRET, "/hook", "/hook", ORDER);
    assert_eq!(status(&app, forged).await, 401);
    assert_eq!(
        status(&app, signed("/hook", "{\"order\":\"x\"}")).await,
        422
    );
    assert_eq!(status(&app, signed("/hook", "{")).await, 400);
}

#[ntex::test]
async fn the_middleware_fits_wherever_ntex_takes_one() {
    behaves(|config| {
        config.service(web::resource("/hook").middleware(layer()).to(on_order));
    })
    .await;
    behaves(|config| {
        let scope = web::scope("/hook").middleware(layer());
        config.service(scope.route("", web::post().to(on_order)));
    })
    .await;
    let app = App::new().route("/hook", web::post().to(on_order));
    let app = init_service(app.middleware(layer())).await;
    assert_eq!(status(&app, signed("/hook", ORDER)).await, 204);
    assert_eq!(status(&app, unsigned("/hook")).await, 401);
}

#[ntex::test]
async fn the_extractor_alone_takes_the_verifier_from_the_app_s_state() {
    behaves(|config| {
        config
            .state(verifier())
            .route("/hook", web::post().to(alone));
    })
    .await;
}

#[ntex::test]
async fn x1_without_either_nothing_gets_through() {
    let app = App::new()
        .route("/layer", web::post().to(on_order))
        .route("/state", web::post().to(alone));
    let app = init_service(app).await;
    for (path, advice) in [
        ("/layer", "`WebhookLayer`"),
        ("/state", "`.state(verifier)`"),
    ] {
        for request in [signed(path, ORDER), unsigned(path)] {
            let refused = answer(&app, request).await;
            assert_eq!(refused.status(), 500);
            let why = why(&refused).unwrap().to_string();
            assert!(why.contains(advice), "{why}");
        }
    }
}

#[ntex::test]
async fn x3_all_of_a_scope_is_verified_also_what_is_added_later() {
    let hooks = web::scope("/hooks")
        .middleware(layer())
        .route("/event", web::post().to(on_order))
        .route("/json", web::post().to(json));
    let app = App::new()
        .service(hooks)
        .route("/health", web::post().to(json));
    let app = init_service(app).await;
    for path in ["/hooks/event", "/hooks/json"] {
        assert_eq!(status(&app, signed(path, ORDER)).await, 204, "{path}");
        assert_eq!(status(&app, unsigned(path)).await, 401, "{path}");
    }
    assert_eq!(status(&app, unsigned("/hooks/none")).await, 401);
    let open = unsigned("/health").header("content-type", "application/json");
    assert_eq!(status(&app, open).await, 204);
}

#[ntex::test]
async fn the_extractor_combines_with_others_that_read_the_same_bytes() {
    async fn all(
        Webhook(first): Webhook<Placed>,
        bytes: Bytes,
        Webhook(second): Webhook<Raw>,
        request: HttpRequest,
    ) -> HttpResponse {
        assert_eq!(first.bytes(), &bytes[..]);
        assert_eq!(second.bytes(), &bytes[..]);
        assert!(request.extensions().contains::<VerifiedBody>());
        HttpResponse::NoContent().finish()
    }
    let app = App::new().service(web::resource("/hook").middleware(layer()).to(all));
    let app = init_service(app).await;
    assert_eq!(status(&app, signed("/hook", ORDER)).await, 204);
}

#[ntex::test]
async fn b12_an_extractor_that_has_read_the_body_before_is_named() {
    async fn late(_: Bytes, _: VerifyWebhook<Raw>) -> HttpResponse {
        HttpResponse::NoContent().finish()
    }
    let app = App::new()
        .state(verifier())
        .route("/hook", web::post().to(late));
    let app = init_service(app).await;
    let chunked = signed("/hook", ORDER).header("transfer-encoding", "chunked");
    let refused = answer(&app, chunked).await;
    assert_eq!(refused.status(), 500);
    let why = why(&refused).unwrap().to_string();
    assert!(
        why.contains("`VerifyWebhook` be the only extractor"),
        "{why}"
    );
}

/// As documented: the verifier's limit does not raise that of ntex's extractors.
#[ntex::test]
async fn b1_ntex_s_extractors_have_limits_of_their_own() {
    async fn bytes(_: Bytes) -> HttpResponse {
        HttpResponse::NoContent().finish()
    }
    async fn event(_: Webhook<Raw>) -> HttpResponse {
        HttpResponse::NoContent().finish()
    }
    let large = || "x".repeat(300_000);
    let app = App::new()
        .service(web::resource("/event").middleware(layer()).to(event))
        .service(web::resource("/bytes").middleware(layer()).to(bytes))
        .service(
            web::resource("/raised")
                .state(PayloadConfig::new(1 << 20))
                .middleware(layer())
                .to(bytes),
        );
    let app = init_service(app).await;
    for (path, expected) in [("/event", 204), ("/bytes", 400), ("/raised", 204)] {
        assert_eq!(
            status(&app, signed(path, large())).await,
            expected,
            "{path}"
        );
    }
    let beyond = "x".repeat((1 << 20) + 1);
    assert_eq!(status(&app, signed("/event", beyond)).await, 413);
}

#[ntex::test]
async fn a_handler_can_match_on_the_rejection() {
    async fn matching(
        event: Result<Webhook<Placed>, WebhookRejection>,
    ) -> Result<String, WebhookRejection> {
        match event {
            Ok(Webhook(event)) => Ok(event.payload().order.to_string()),
            Err(WebhookRejection::Refused(Rejection::Payload(_))) => Ok("ignored".to_owned()),
            Err(refused) => Err(refused),
        }
    }
    let app = App::new()
        .service(web::resource("/hook").middleware(layer()).to(matching))
        .service(web::resource("/bare").to(matching));
    let app = init_service(app).await;
    assert_eq!(status(&app, signed("/hook", "[]")).await, 200);
    assert_eq!(status(&app, unsigned("/hook")).await, 401);
    assert_eq!(status(&app, signed("/bare", ORDER)).await, 500);
}

/// As documented: ntex's own `Option` of an extractor hides the reason.
#[ntex::test]
async fn x6_an_optional_event_is_none_for_every_refusal() {
    async fn optional(event: Option<VerifyWebhook<Raw>>) -> &'static str {
        if event.is_some() { "some" } else { "none" }
    }
    let app = App::new()
        .state(verifier())
        .route("/hook", web::post().to(optional));
    let app = init_service(app).await;
    let forged = signed_by(ACME, OTHER_SECRET, "/hook", "/hook", "{}");
    for (request, expected) in [
        (signed("/hook", "{}"), "some"),
        (unsigned("/hook"), "none"),
        (forged, "none"),
    ] {
        assert_eq!(text(&app, request).await, expected);
    }
}

verifiers!(Acme, Globex);

#[ntex::test]
async fn k13_a_handler_that_names_its_verifier_takes_no_other() {
    async fn acme(VerifyWebhook(event): VerifyWebhook<Raw, Acme>) -> String {
        event.provider().to_owned()
    }
    async fn globex(VerifyWebhook(event): VerifyWebhook<Raw, Globex>) -> String {
        event.provider().to_owned()
    }
    let other = Verifier::new(ACME, Secret::new(OTHER_SECRET).unwrap()).unwrap();
    let routes = |config: &mut ServiceConfig| {
        config
            .route("/acme", web::post().to(acme))
            .route("/globex", web::post().to(globex));
    };
    let both = App::new()
        .configure(routes)
        .state(Acme::from(verifier()))
        .state(Globex::from(other));
    let both = init_service(both).await;
    assert_eq!(status(&both, signed("/acme", "{}")).await, 200);
    assert_eq!(status(&both, signed("/globex", "{}")).await, 401);
    // Neither a verifier of nobody's nor a layer's stands in for the one that is missing.
    let missing = App::new()
        .configure(routes)
        .state(Acme::from(verifier()))
        .state(verifier())
        .middleware(layer());
    let missing = init_service(missing).await;
    assert_eq!(status(&missing, signed("/acme", "{}")).await, 200);
    assert_eq!(status(&missing, signed("/globex", "{}")).await, 500);
}

#[ntex::test]
async fn k13_no_extractor_takes_the_verdict_of_a_layer_further_out() {
    let weak = Verifier::new(ACME, Secret::new(OTHER_SECRET).unwrap()).unwrap();
    let app = App::new()
        .service(web::resource("/extractor").state(verifier()).to(alone))
        .service(web::resource("/layer").middleware(layer()).to(on_order))
        .service(web::resource("/weak").to(on_order))
        .middleware(WebhookLayer::new(weak));
    let app = init_service(app).await;
    let by_weak = |path| signed_by(ACME, OTHER_SECRET, path, path, ORDER);
    assert_eq!(status(&app, by_weak("/weak")).await, 204);
    for strong in ["/extractor", "/layer"] {
        assert_eq!(status(&app, by_weak(strong)).await, 401, "{strong}");
    }
}

const CHALLENGE: Handshake = Handshake::unsigned(
    "challenge",
    "GET",
    &[],
    Reply::Text(Given::Query("challenge")),
);

#[ntex::test]
async fn a_handshake_by_get_is_answered() {
    let builder = || {
        let builder = Verifier::builder(ACME).key(Secret::new(SECRET).unwrap());
        builder.handshake(CHALLENGE).build().unwrap()
    };
    let app = App::new()
        .service(
            web::resource("/hook")
                .middleware(WebhookLayer::new(builder()))
                .route(web::post().to(on_order)),
        )
        .service(web::resource("/alone").state(builder()).to(alone));
    let app = init_service(app).await;
    for path in ["/hook", "/alone"] {
        let asked = |target: String| TestRequest::get().uri(&target);
        assert_eq!(
            text(&app, asked(format!("{path}?challenge=abc"))).await,
            "abc"
        );
        assert_eq!(status(&app, asked(path.to_owned())).await, 405, "{path}");
        assert_eq!(status(&app, signed(path, ORDER)).await, 204, "{path}");
    }
}

#[ntex::test]
async fn refusals_of_both_kinds_are_the_same_response() {
    let app = App::new()
        .service(web::resource("/hook").middleware(layer()).to(on_order))
        .service(web::resource("/alone").state(verifier()).to(alone));
    let app = init_service(app).await;
    let mut answers = Vec::new();
    for path in ["/hook", "/alone"] {
        let refused = answer(&app, unsigned(path)).await;
        assert_eq!(refused.status(), 401);
        assert_eq!(why(&refused).unwrap().code(), "missing_signature");
        let kind = refused.headers().get("content-type").cloned();
        assert_eq!(kind.as_ref().unwrap(), "application/problem+json");
        answers.push((kind, read_body(refused).await));
    }
    assert_eq!(answers[0], answers[1]);
}

#[ntex::test]
async fn b10_handlers_read_what_was_verified_whatever_content_encoding_says() {
    async fn coded(request: HttpRequest, bytes: Bytes) -> String {
        let verified = request.extensions().get::<VerifiedBody>().cloned().unwrap();
        let coding = verified.content_encoding().unwrap();
        assert_eq!((coding.claimed(), coding.signed()), ("gzip", None));
        assert_eq!(verified.bytes(), &bytes[..]);
        let left = request.headers().get(CONTENT_ENCODING);
        left.map_or("none", |left| left.to_str().unwrap())
            .to_owned()
    }
    async fn kept(request: HttpRequest) -> String {
        let left = request.headers().get(CONTENT_ENCODING);
        left.map_or("none", |left| left.to_str().unwrap())
            .to_owned()
    }
    let app = App::new()
        .service(web::resource("/hook").middleware(layer()).to(coded))
        .service(
            web::resource("/twice")
                .middleware(layer())
                .middleware(layer())
                .to(coded),
        )
        .service(
            web::resource("/kept")
                .middleware(layer().keep_content_encoding())
                .to(kept),
        );
    let app = init_service(app).await;
    for (path, expected) in [("/hook", "none"), ("/twice", "none"), ("/kept", "gzip")] {
        let request = signed(path, ORDER).header(CONTENT_ENCODING, "gzip");
        assert_eq!(text(&app, request).await, expected, "{path}");
    }
}

#[ntex::test]
async fn a_handler_that_reads_the_payload_by_itself_refuses_by_it() {
    async fn read(Webhook(event): Webhook<Raw>) -> Result<HttpResponse, WebhookRejection> {
        let order: Placed = event.body().json()?;
        assert_eq!(order.order, 7);
        Ok(HttpResponse::NoContent().finish())
    }
    let app = App::new().service(web::resource("/hook").middleware(layer()).to(read));
    let app = init_service(app).await;
    assert_eq!(status(&app, signed("/hook", ORDER)).await, 204);
    assert_eq!(status(&app, signed("/hook", "{}")).await, 422);
}

#[ntex::test]
async fn an_extractor_of_the_app_s_can_use_this_one() {
    struct Order(u32);
    impl FromRequest<DefaultError> for Order {
        type Error = WebhookRejection;

        async fn from_request(
            request: &HttpRequest,
            payload: &mut Payload,
        ) -> Result<Self, WebhookRejection> {
            let event =
                <Webhook<Placed> as FromRequest<DefaultError>>::from_request(request, payload);
            Ok(Self(event.await?.0.payload().order))
        }
    }
    async fn ordered(Order(number): Order) -> String {
        number.to_string()
    }
    let app = App::new().service(web::resource("/hook").middleware(layer()).to(ordered));
    let app = init_service(app).await;
    assert_eq!(text(&app, signed("/hook", ORDER)).await, "7");
}
