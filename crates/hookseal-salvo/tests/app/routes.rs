//! The middleware and the extractors in every place that salvo has for them.

use hookseal_core::handshake::{Given, Handshake, Reply};
use hookseal_core::{Raw, Rejection, Secret, VerifiedBody, Verifier};
use hookseal_salvo::{VerifyWebhook, Webhook, WebhookLayer, WebhookRejection, verifiers};
use salvo::extract::{Extractible, JsonBody, PathParam};
use salvo::http::header::{
    CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING,
};
use salvo::http::request::SecureMaxSize;
use salvo::http::uri::Scheme as UriScheme;
use salvo::http::{ReqBody, ResBody};
use salvo::prelude::*;
use serde_json::Value;

use crate::support::{
    ACME, ORDER, OTHER_SECRET, Put, SECRET, answer, signed, signed_by, status, text, unsigned,
    verifier, why,
};

#[derive(Clone, Debug, serde::Deserialize)]
struct Placed {
    order: u32,
}

#[handler]
async fn on_order(event: Webhook<Placed>) -> StatusCode {
    assert_eq!(event.payload().order, 7);
    StatusCode::NO_CONTENT
}

#[handler]
async fn alone(event: VerifyWebhook<Placed>) -> StatusCode {
    assert_eq!(event.payload().order, 7);
    StatusCode::NO_CONTENT
}

#[handler]
async fn json(_event: JsonBody<Value>) -> StatusCode {
    StatusCode::NO_CONTENT
}

fn layer() -> WebhookLayer {
    WebhookLayer::new(verifier())
}

fn as_json(mut request: http::Request<String>) -> http::Request<String> {
    let kind = "application/json".parse().unwrap();
    request.headers_mut().insert(CONTENT_TYPE, kind);
    request
}

async fn behaves(app: Router) {
    let app = Service::new(app);
    assert_eq!(status(&app, signed("/hook", ORDER)).await, 204);
    let other = signed("/hook", "{\"order\":\"x\"}");
    assert_eq!(status(&app, other).await, 422);
    assert_eq!(status(&app, unsigned("/hook")).await, 401);
}

#[tokio::test]
async fn the_middleware_fits_wherever_salvo_takes_one() {
    let hook = || Router::with_path("hook");
    behaves(hook().hoop(layer()).post(on_order)).await;
    behaves(hook().hoop(layer()).goal(on_order)).await;
    behaves(hook().post(on_order.hoop(layer()))).await;
    behaves(Router::new().hoop(layer()).push(hook().post(on_order))).await;
    let app = Service::new(hook().post(on_order)).hoop(layer());
    assert_eq!(status(&app, signed("/hook", ORDER)).await, 204);
    assert_eq!(status(&app, unsigned("/hook")).await, 401);
    // Paths that nothing has matched are asked for a signature, too.
    assert_eq!(status(&app, unsigned("/nowhere")).await, 401);
    assert_eq!(status(&app, signed("/nowhere", ORDER)).await, 404);
}

#[tokio::test]
async fn the_extractor_alone_takes_the_verifier_from_the_depot() {
    let hook = || Router::with_path("hook").post(alone);
    behaves(hook().hoop(Put(verifier()))).await;
    behaves(Router::new().hoop(Put(verifier())).push(hook())).await;
}

#[tokio::test]
async fn x1_without_either_nothing_gets_through() {
    let app = Router::new()
        .push(Router::with_path("hook").post(on_order))
        .push(Router::with_path("alone").post(alone));
    let app = Service::new(app);
    for path in ["/hook", "/alone"] {
        for request in [signed(path, ORDER), unsigned(path)] {
            let answer = answer(&app, request).await;
            assert_eq!(answer.status_code, Some(StatusCode::INTERNAL_SERVER_ERROR));
            // The body was read to its end, so the connection stays.
            assert_eq!(answer.headers().get(CONNECTION), None);
            let why = why(&answer);
            assert!(
                why.contains(".hoop(") || why.contains("insert_typed"),
                "{why}"
            );
        }
    }
}

/// As documented: a tuple of handlers does not ask the middleware whether it goes on.
#[tokio::test]
async fn x1_in_a_tuple_the_middleware_lets_nothing_through() {
    #[handler]
    async fn never() -> StatusCode {
        panic!("nothing was verified")
    }
    let app = Service::new(Router::with_path("hook").goal((layer(), never)));
    for request in [signed("/hook", ORDER), unsigned("/hook")] {
        let answer = answer(&app, request).await;
        assert_eq!(answer.status_code, Some(StatusCode::INTERNAL_SERVER_ERROR));
        assert!(why(&answer).contains("tuple"), "{}", why(&answer));
    }
}

#[tokio::test]
async fn x3_all_that_is_pushed_into_a_router_is_verified() {
    let hooks = Router::with_path("hooks")
        .push(Router::with_path("early").post(json))
        .hoop(layer())
        .push(Router::with_path("nested").push(Router::with_path("later").post(json)))
        .push(Router::with_path("{**rest}").goal(json));
    let app = Router::new()
        .push(hooks)
        .push(Router::with_path("health").goal(json));
    let app = Service::new(app);
    for path in ["early", "nested/later", "nowhere"] {
        let path = format!("/hooks/{path}");
        assert_eq!(status(&app, as_json(unsigned(&path))).await, 401, "{path}");
        let genuine = as_json(signed(&path, ORDER));
        assert_eq!(status(&app, genuine).await, 204, "{path}");
    }
    // Outside of it nobody asks for a signature but `Webhook`.
    assert_eq!(status(&app, as_json(unsigned("/health"))).await, 204);
}

#[tokio::test]
async fn the_extractor_combines_with_others() {
    #[handler]
    async fn all(
        first: JsonBody<Value>,
        event: Webhook<Raw>,
        team: PathParam<u8>,
        depot: &mut Depot,
        request: &mut Request,
    ) -> String {
        let verified = depot.get_typed::<VerifiedBody>().unwrap();
        assert_eq!(verified.bytes(), event.bytes());
        assert_eq!(request.payload().await.unwrap(), event.bytes());
        let state = depot.get_typed::<u32>().unwrap();
        let first = first.into_inner();
        format!("{state} {} {} {first}", *team, event.bytes().len())
    }
    let app = Router::with_path("hook/{team}")
        .hoop(Put(9_u32))
        .hoop(layer())
        .post(all);
    let app = Service::new(app);
    let said = text(answer(&app, as_json(signed("/hook/3", ORDER))).await).await;
    assert_eq!(said, "9 3 11 {\"order\":7}");
}

#[tokio::test]
async fn b12_an_extractor_that_has_read_the_body_before_is_named() {
    #[handler]
    async fn late(_first: JsonBody<Value>, _event: VerifyWebhook<Raw>) {}
    let app = Service::new(Router::with_path("hook").hoop(Put(verifier())).post(late));
    let mut chunked = as_json(signed("/hook", ORDER));
    let coding = "chunked".parse().unwrap();
    chunked.headers_mut().insert(TRANSFER_ENCODING, coding);
    let refused = answer(&app, chunked).await;
    assert_eq!(refused.status_code, Some(StatusCode::INTERNAL_SERVER_ERROR));
    let reason = why(&refused);
    assert!(reason.contains("the only extractor"), "{reason}");
    let mut announced = as_json(signed("/hook", ORDER));
    let length = ORDER.len().into();
    announced.headers_mut().insert(CONTENT_LENGTH, length);
    let refused = answer(&app, announced).await;
    assert_eq!(refused.status_code, Some(StatusCode::UNAUTHORIZED));
    assert!(!why(&refused).is_empty());
}

#[tokio::test]
async fn what_was_verified_is_not_too_long_for_salvo_s_parsers() {
    let builder = Verifier::builder(ACME).key(Secret::new(SECRET).unwrap());
    let layer = WebhookLayer::new(builder.body_limit(1 << 20).build().unwrap());
    let long = |length: usize| as_json(signed("/hook", &format!("\"{}\"", "x".repeat(length))));
    let hook = || {
        Router::with_path("hook")
            .hoop(SecureMaxSize::new(10))
            .hoop(layer.clone())
    };
    let app = Service::new(hook().post(json));
    for length in [100, 70_000, (1 << 20) - 2] {
        assert_eq!(status(&app, long(length)).await, 204, "{length}");
    }
    assert_eq!(status(&app, long(1 << 20)).await, 413);
    // What the app says further in counts.
    let own = Service::new(hook().hoop(SecureMaxSize::new(1000)).post(json));
    assert_eq!(status(&own, long(900)).await, 204);
    assert_eq!(status(&own, long(70_000)).await, 413);
}

#[tokio::test]
async fn b1_a_body_over_the_limit_is_refused() {
    let builder = Verifier::builder(ACME).key(Secret::new(SECRET).unwrap());
    let small = builder.body_limit(100).build().unwrap();
    let app = Router::new()
        .push(
            Router::with_path("hook")
                .hoop(WebhookLayer::new(small.clone()))
                .post(json),
        )
        .push(Router::with_path("alone").hoop(Put(small)).post(alone));
    let app = Service::new(app);
    for path in ["/hook", "/alone"] {
        let long = signed(path, &format!("\"{}\"", "x".repeat(99)));
        assert_eq!(status(&app, long).await, 413, "{path}");
    }
}

#[tokio::test]
async fn a_handler_can_match_on_the_rejection() {
    #[handler]
    async fn matching(
        request: &mut Request,
        depot: &mut Depot,
    ) -> Result<String, WebhookRejection> {
        let event: Result<Webhook<Placed>, _> = Webhook::extract(request, depot).await;
        match event {
            Ok(event) => Ok(event.payload().order.to_string()),
            Err(WebhookRejection::Refused(Rejection::Payload(_))) => Ok("ignored".to_owned()),
            Err(other) => Err(other),
        }
    }
    let hook = || Router::with_path("hook");
    let layered = Service::new(hook().hoop(layer()).post(matching));
    assert_eq!(status(&layered, signed("/hook", "[]")).await, 200);
    assert_eq!(status(&layered, unsigned("/hook")).await, 401);
    let bare = Service::new(hook().post(matching));
    assert_eq!(status(&bare, signed("/hook", ORDER)).await, 500);
}

verifiers!(Acme, Globex);

#[tokio::test]
async fn k13_a_handler_that_names_its_verifier_takes_no_other() {
    #[handler]
    async fn acme(event: VerifyWebhook<Raw, Acme>) -> String {
        event.provider().to_owned()
    }
    #[handler]
    async fn globex(event: VerifyWebhook<Raw, Globex>) -> String {
        event.provider().to_owned()
    }
    let other = Verifier::new(ACME, Secret::new(OTHER_SECRET).unwrap()).unwrap();
    let routes = || {
        Router::new()
            .hoop(Put(Acme::from(verifier())))
            .push(Router::with_path("acme").post(acme))
            .push(Router::with_path("globex").post(globex))
    };
    let both = Service::new(routes().hoop(Put(Globex::from(other))));
    assert_eq!(status(&both, signed("/acme", "{}")).await, 200);
    assert_eq!(status(&both, signed("/globex", "{}")).await, 401);
    // Neither a verifier of nobody's nor a layer's stands in for the one that is missing.
    let missing = Service::new(routes().hoop(Put(verifier())).hoop(layer()));
    assert_eq!(status(&missing, signed("/acme", "{}")).await, 200);
    assert_eq!(status(&missing, signed("/globex", "{}")).await, 500);
}

#[tokio::test]
async fn k13_no_extractor_takes_the_verdict_of_a_layer_further_out() {
    let weak = Verifier::new(ACME, Secret::new(OTHER_SECRET).unwrap()).unwrap();
    let app = Router::new()
        .hoop(WebhookLayer::new(weak))
        .push(
            Router::with_path("extractor")
                .hoop(Put(verifier()))
                .post(alone),
        )
        .push(Router::with_path("layer").hoop(layer()).post(on_order))
        .push(Router::with_path("weak").post(on_order));
    let app = Service::new(app);
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

/// As documented: on routes for all methods, and not by an extractor among the arguments.
#[tokio::test]
async fn a_handshake_by_get_is_answered_where_it_gets_to() {
    #[handler]
    async fn never(_event: Webhook<Raw>) {
        panic!("a handshake came as an event")
    }
    #[handler]
    async fn by_hand(
        request: &mut Request,
        depot: &mut Depot,
    ) -> Result<StatusCode, WebhookRejection> {
        let event: Result<VerifyWebhook<Raw>, _> = VerifyWebhook::extract(request, depot).await;
        event.map(|_| StatusCode::NO_CONTENT)
    }
    let builder = Verifier::builder(ACME).key(Secret::new(SECRET).unwrap());
    let verifier = builder.handshake(CHALLENGE).build().unwrap();
    let path = Router::with_path;
    let layer = || WebhookLayer::new(verifier.clone());
    let own = || Put(verifier.clone());
    let app = Router::new()
        .push(path("hook").hoop(layer()).goal(never))
        .push(path("by_hand").hoop(own()).goal(by_hand))
        .push(path("post").hoop(layer()).post(never))
        .push(path("argument").hoop(own()).goal(alone));
    let app = Service::new(app);
    let asked = |target: &str| http::Request::get(target).body(String::new()).unwrap();
    for target in ["/hook", "/by_hand"] {
        let answered = answer(&app, asked(&format!("{target}?challenge=abc"))).await;
        assert_eq!(answered.status_code, Some(StatusCode::OK), "{target}");
        assert_eq!(text(answered).await, "abc");
        assert_eq!(status(&app, asked(target)).await, 405);
    }
    assert_eq!(status(&app, asked("/post?challenge=abc")).await, 405);
    assert_eq!(status(&app, asked("/argument?challenge=abc")).await, 400);
}

#[tokio::test]
async fn refusals_are_responses_that_outer_hoops_can_look_into() {
    #[handler]
    async fn note(
        request: &mut Request,
        depot: &mut Depot,
        response: &mut Response,
        chain: &mut FlowCtrl,
    ) {
        chain.call_next(request, depot, response).await;
        let rejection = response.extensions.get().map(Rejection::code);
        assert_eq!(rejection, Some("missing_signature"));
    }
    let app = Router::new()
        .hoop(note)
        .push(Router::with_path("hook").hoop(layer()).post(on_order))
        .push(Router::with_path("alone").hoop(Put(verifier())).post(alone));
    let app = Service::new(app);
    let layered = answer(&app, unsigned("/hook")).await;
    let extracted = answer(&app, unsigned("/alone")).await;
    assert_eq!(layered.headers(), extracted.headers());
    assert_eq!(text(layered).await, text(extracted).await);
}

#[tokio::test]
async fn b10_handlers_read_what_was_verified_whatever_content_encoding_says() {
    #[handler]
    async fn coded(request: &mut Request, depot: &mut Depot) -> String {
        let verified = depot.get_typed::<VerifiedBody>().unwrap();
        let coding = verified.content_encoding().unwrap();
        assert_eq!((coding.claimed(), coding.signed()), ("gzip", None));
        let left: Option<String> = request.header(CONTENT_ENCODING);
        left.unwrap_or_else(|| "none".to_owned())
    }
    let path = Router::with_path;
    let app = Router::new()
        .push(path("hook").hoop(layer()).post(coded))
        .push(path("twice").hoop(layer()).hoop(layer()).post(coded))
        .push(
            path("kept")
                .hoop(layer().keep_content_encoding())
                .post(coded),
        );
    let app = Service::new(app);
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
    async fn read(event: Webhook<Raw>) -> Result<StatusCode, WebhookRejection> {
        let order: Placed = event.body().json()?;
        assert_eq!(order.order, 7);
        Ok(StatusCode::NO_CONTENT)
    }
    let app = Service::new(Router::with_path("hook").hoop(layer()).post(read));
    assert_eq!(status(&app, signed("/hook", ORDER)).await, 204);
    let refused = answer(&app, signed("/hook", "{}")).await;
    assert_eq!(refused.status_code, Some(StatusCode::UNPROCESSABLE_ENTITY));
    assert!(!why(&refused).is_empty());
}

/// The body is verified as it arrives, within the verifier's time.
#[tokio::test(start_paused = true)]
async fn b4_a_body_that_never_ends_is_given_up() {
    let app = Service::new(Router::with_path("hook").hoop(layer()).post(on_order));
    let mut stalled = Request::from_hyper(signed("/hook", ORDER), UriScheme::HTTP);
    // A channel whose sender lives, and sends nothing.
    let (_sender, body) = ResBody::channel();
    let body =
        http_body_util::BodyExt::map_err(body, |error| -> salvo::BoxedError { error.into() });
    *stalled.body_mut() = ReqBody::Boxed {
        inner: Box::pin(body),
        fuse_config: None,
    };
    let answer = app.handle(stalled).await;
    assert_eq!(answer.status_code, Some(StatusCode::REQUEST_TIMEOUT));
}
