//! The middleware and the extractors in every place that poem has for them.

use hookseal_core::handshake::{Given, Handshake, Reply};
use hookseal_core::{Raw, Rejection, Secret, VerifiedBody, Verifier};
use hookseal_poem::{VerifyWebhook, Webhook, WebhookLayer, WebhookRejection, verifiers};
use poem::http::StatusCode;
use poem::http::header::{CONNECTION, CONTENT_ENCODING, CONTENT_TYPE};
use poem::web::{Data, Json, Path};
use poem::{
    Body, Endpoint, EndpointExt, FromRequest, IntoEndpoint, Request, RequestBody, Result, Route,
    get, handler, post,
};

use crate::support::{
    ACME, ORDER, OTHER_SECRET, SECRET, answer, received, signed, signed_by, status, text, unsigned,
    verifier,
};

#[derive(Clone, Debug, serde::Deserialize)]
struct Placed {
    order: u32,
}

#[handler]
async fn on_order(Webhook(event): Webhook<Placed>) -> StatusCode {
    assert_eq!(event.payload().order, 7);
    StatusCode::NO_CONTENT
}

#[handler]
async fn alone(VerifyWebhook(event): VerifyWebhook<Placed>) -> StatusCode {
    assert_eq!(event.payload().order, 7);
    StatusCode::NO_CONTENT
}

#[handler]
async fn json(_: Json<serde_json::Value>) -> StatusCode {
    StatusCode::NO_CONTENT
}

fn layer() -> WebhookLayer {
    WebhookLayer::new(verifier())
}

async fn behaves(app: impl IntoEndpoint) {
    let app = app.into_endpoint();
    assert_eq!(status(&app, signed("/hook", ORDER)).await, 204);
    let other = signed("/hook", "{\"order\":\"x\"}");
    assert_eq!(status(&app, other).await, 422);
    assert_eq!(status(&app, unsigned("/hook")).await, 401);
}

#[tokio::test]
async fn the_middleware_fits_wherever_poem_takes_one() {
    behaves(Route::new().at("/hook", on_order.with(layer()))).await;
    behaves(Route::new().at("/hook", post(on_order.with(layer())))).await;
    behaves(Route::new().at("/hook", post(on_order).with(layer()))).await;
    behaves(Route::new().at("/hook", post(on_order)).with(layer())).await;
    let inner = Route::new().at("/hook", post(on_order));
    behaves(Route::new().nest("/", inner.with(layer()))).await;
}

#[tokio::test]
async fn the_extractor_alone_takes_the_verifier_from_the_app_s_data() {
    behaves(Route::new().at("/hook", post(alone).data(verifier()))).await;
    behaves(Route::new().at("/hook", post(alone)).data(verifier())).await;
}

#[tokio::test]
async fn x1_without_either_nothing_gets_through() {
    let app = Route::new().at("/hook", on_order).at("/alone", alone);
    for path in ["/hook", "/alone"] {
        for request in [signed(path, ORDER), unsigned(path)] {
            let answer = answer(&app, request).await;
            assert_eq!(answer.status(), 500, "{path}");
            // The body was read to its end, so the connection stays.
            assert_eq!(answer.headers().get(CONNECTION), None);
            let why = answer.data::<Rejection>().unwrap().to_string();
            assert!(why.contains(".with(") || why.contains(".data("), "{why}");
        }
    }
}

#[tokio::test]
async fn x3_all_that_a_route_serves_is_verified() {
    let hooks = Route::new()
        .at("/early", json)
        .nest("/nested", Route::new().at("/later", json))
        .at("/*", json);
    let app = Route::new()
        .nest("/hooks", hooks.with(layer()))
        .at("/health", get(json));
    for path in ["early", "nested/later", "nowhere"] {
        let path = format!("/hooks/{path}");
        assert_eq!(status(&app, unsigned(&path)).await, 401, "{path}");
        let mut genuine = signed(&path, ORDER);
        let kind = "application/json".parse().unwrap();
        genuine.headers_mut().insert(CONTENT_TYPE, kind);
        assert_eq!(status(&app, genuine).await, 204, "{path}");
    }
    assert_eq!(status(&app, unsigned("/elsewhere")).await, 404);
}

#[tokio::test]
async fn the_extractor_combines_with_others() {
    #[handler]
    async fn all(
        state: Data<&String>,
        Json(first): Json<serde_json::Value>,
        Webhook(event): Webhook<Raw>,
        Path(team): Path<u8>,
        verified: Data<&VerifiedBody>,
    ) -> String {
        assert_eq!(verified.bytes(), event.bytes());
        format!("{} {team} {} {first}", *state, event.bytes().len())
    }
    let app = Route::new()
        .at("/hook/:team", all.with(layer()))
        .data("state".to_owned());
    let mut request = signed("/hook/3", ORDER);
    let kind = "application/json".parse().unwrap();
    request.headers_mut().insert(CONTENT_TYPE, kind);
    let said = text(answer(&app, request).await).await;
    assert_eq!(said, "state 3 11 {\"order\":7}");
}

#[tokio::test]
async fn b12_an_extractor_that_has_read_the_body_before_is_named() {
    #[handler]
    async fn late(_: Vec<u8>, _: VerifyWebhook<Raw>) {}
    let app = Route::new().at("/hook", late).data(verifier());
    let refused = answer(&app, signed("/hook", ORDER)).await;
    assert_eq!(refused.status(), 500);
    let why = refused.data::<Rejection>().unwrap().to_string();
    assert!(why.contains("the only extractor"), "{why}");
}

#[tokio::test]
async fn b1_a_body_over_the_limit_is_refused() {
    let builder = Verifier::builder(ACME).key(Secret::new(SECRET).unwrap());
    let small = builder.body_limit(100).build().unwrap();
    let app = Route::new()
        .at("/hook", json.with(WebhookLayer::new(small.clone())))
        .at("/alone", alone.data(small));
    for path in ["/hook", "/alone"] {
        let long = signed(path, &format!("\"{}\"", "x".repeat(99)));
        assert_eq!(status(&app, long).await, 413, "{path}");
    }
}

#[tokio::test]
async fn a_handler_can_match_on_the_rejection() {
    #[handler]
    async fn matching(event: Result<Webhook<Placed>>) -> Result<String> {
        match event {
            Ok(Webhook(event)) => Ok(event.payload().order.to_string()),
            Err(error) => match error.downcast_ref() {
                Some(WebhookRejection::Refused(Rejection::Payload(_))) => Ok("ignored".to_owned()),
                _ => Err(error),
            },
        }
    }
    let layered = Route::new().at("/hook", matching.with(layer()));
    assert_eq!(status(&layered, signed("/hook", "[]")).await, 200);
    assert_eq!(status(&layered, unsigned("/hook")).await, 401);
    let bare = Route::new().at("/hook", matching);
    assert_eq!(status(&bare, signed("/hook", ORDER)).await, 500);
}

/// As documented: poem's own `Option` of an extractor hides the reason.
#[tokio::test]
async fn x6_an_optional_event_is_none_for_every_refusal() {
    #[handler]
    async fn optional(event: Option<VerifyWebhook<Raw>>) -> &'static str {
        if event.is_some() { "some" } else { "none" }
    }
    let app = Route::new().at("/hook", optional).data(verifier());
    let forged = signed_by(ACME, OTHER_SECRET, "/hook", "/hook", "{}");
    for (request, expected) in [
        (signed("/hook", "{}"), "some"),
        (unsigned("/hook"), "none"),
        (forged, "none"),
    ] {
        assert_eq!(text(answer(&app, request).await).await, expected);
    }
}

verifiers!(Acme, Globex);

#[tokio::test]
async fn k13_a_handler_that_names_its_verifier_takes_no_other() {
    #[handler]
    async fn acme(VerifyWebhook(event): VerifyWebhook<Raw, Acme>) -> String {
        event.provider().to_owned()
    }
    #[handler]
    async fn globex(VerifyWebhook(event): VerifyWebhook<Raw, Globex>) -> String {
        event.provider().to_owned()
    }
    let other = Verifier::new(ACME, Secret::new(OTHER_SECRET).unwrap()).unwrap();
    let routes = || Route::new().at("/acme", acme).at("/globex", globex);
    let both = routes()
        .data(Acme::from(verifier()))
        .data(Globex::from(other));
    assert_eq!(status(&both, signed("/acme", "{}")).await, 200);
    assert_eq!(status(&both, signed("/globex", "{}")).await, 401);
    // Neither a verifier of nobody's nor a layer's stands in for the one that is missing.
    let missing = routes().data(Acme::from(verifier())).data(verifier());
    let missing = missing.with(layer());
    assert_eq!(status(&missing, signed("/acme", "{}")).await, 200);
    assert_eq!(status(&missing, signed("/globex", "{}")).await, 500);
}

#[tokio::test]
async fn k13_no_extractor_takes_the_verdict_of_a_layer_further_out() {
    let weak = || Verifier::new(ACME, Secret::new(OTHER_SECRET).unwrap()).unwrap();
    let app = Route::new()
        .at("/extractor", alone.data(verifier()))
        .at("/layer", on_order.with(layer()))
        .at("/weak", on_order)
        .with(WebhookLayer::new(weak()));
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

#[tokio::test]
async fn a_handshake_by_get_is_answered() {
    let builder = || {
        let builder = Verifier::builder(ACME).key(Secret::new(SECRET).unwrap());
        builder.handshake(CHALLENGE).build().unwrap()
    };
    // poem's own 405 is an error further in, so the layer goes around the method router.
    let app = Route::new()
        .at("/hook", post(on_order).with(WebhookLayer::new(builder())))
        .at("/alone", alone.data(builder()));
    for path in ["/hook", "/alone"] {
        let asked =
            |target: String| received(http::Request::get(target).body(String::new()).unwrap());
        let answered = answer(&app, asked(format!("{path}?challenge=abc"))).await;
        assert_eq!(answered.status(), 200, "{path}");
        assert_eq!(text(answered).await, "abc");
        assert_eq!(status(&app, asked(path.to_owned())).await, 405);
        assert_eq!(status(&app, signed(path, ORDER)).await, 204);
    }
}

#[tokio::test]
async fn refusals_are_responses_that_outer_middleware_can_look_into() {
    let code = |error: &poem::Error| error.data().map(Rejection::code);
    let app = Route::new()
        .at("/hook", on_order.with(layer()))
        .at("/alone", alone.data(verifier()));
    let refused = app.call(unsigned("/hook")).await.unwrap();
    assert_eq!(refused.status(), 401);
    let why = refused.data().map(Rejection::code);
    assert_eq!(why, Some("missing_signature"));
    // An extractor's is an error, as poem has it; its response is the same to the byte.
    let error = app.call(unsigned("/alone")).await.unwrap_err();
    assert_eq!(code(&error), Some("missing_signature"));
    let from_error = error.into_response();
    assert_eq!(from_error.headers(), refused.headers());
    assert_eq!(text(from_error).await, text(refused).await);
}

#[tokio::test]
async fn b10_handlers_read_what_was_verified_whatever_content_encoding_says() {
    #[handler]
    async fn coded(request: &Request, verified: Data<&VerifiedBody>) -> String {
        let coding = verified.content_encoding().unwrap();
        assert_eq!((coding.claimed(), coding.signed()), ("gzip", None));
        let left = request.header(CONTENT_ENCODING).unwrap_or("none");
        left.to_owned()
    }
    let app = Route::new()
        .at("/hook", coded.with(layer()))
        .at("/twice", coded.with(layer()).with(layer()))
        .at("/kept", coded.with(layer().keep_content_encoding()));
    for (path, expected) in [("/hook", "none"), ("/twice", "none"), ("/kept", "gzip")] {
        let mut request = signed(path, ORDER);
        let gzip = "gzip".parse().unwrap();
        request.headers_mut().insert(CONTENT_ENCODING, gzip);
        assert_eq!(text(answer(&app, request).await).await, expected, "{path}");
    }
}

#[tokio::test]
async fn a_handler_that_reads_the_payload_by_itself_refuses_by_it() {
    #[handler]
    async fn read(Webhook(event): Webhook<Raw>) -> Result<StatusCode, WebhookRejection> {
        let order: Placed = event.body().json()?;
        assert_eq!(order.order, 7);
        Ok(StatusCode::NO_CONTENT)
    }
    let app = Route::new().at("/hook", read.with(layer()));
    assert_eq!(status(&app, signed("/hook", ORDER)).await, 204);
    let error = app.call(signed("/hook", "{}")).await.unwrap_err();
    assert_eq!(error.status(), 422);
    // As documented: it is in the error, and not among the response's extensions.
    assert!(error.downcast_ref::<WebhookRejection>().is_some());
    assert_eq!(error.data::<Rejection>(), None);
}

#[tokio::test]
async fn an_extractor_of_the_app_s_can_use_this_one() {
    struct Order(u32);
    impl<'a> FromRequest<'a> for Order {
        async fn from_request(request: &'a Request, body: &mut RequestBody) -> Result<Self> {
            let Webhook(event) = Webhook::<Placed>::from_request(request, body).await?;
            Ok(Self(event.payload().order))
        }
    }
    #[handler]
    async fn ordered(Order(number): Order) -> String {
        number.to_string()
    }
    let app = Route::new().at("/hook", ordered.with(layer()));
    assert_eq!(text(answer(&app, signed("/hook", ORDER)).await).await, "7");
}

/// The body is verified as it arrives, within the verifier's time.
#[tokio::test(start_paused = true)]
async fn b4_a_body_that_never_ends_is_given_up() {
    struct Never;
    impl tokio::io::AsyncRead for Never {
        fn poll_read(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
            _: &mut tokio::io::ReadBuf<'_>,
        ) -> std::task::Poll<std::io::Result<()>> {
            std::task::Poll::Pending
        }
    }
    let app = Route::new().at("/hook", on_order.with(layer()));
    let (parts, _) = signed("/hook", ORDER).into_parts();
    let stalled = Request::from_parts(parts, Body::from_async_read(Never));
    assert_eq!(status(&app, stalled).await, 408);
}
