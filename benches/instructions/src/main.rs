//! Runs one thing a number of times, for `tests/baseline.rs` to count its instructions.
//!
//! ```console
//! $ hookseal-instructions core 100
//! ```

mod actix;
mod axum;

use std::convert::Infallible;
use std::hint::black_box;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use hookseal_core::scheme::Scheme;
use hookseal_core::signing::{Delivery, SignedDelivery, Signer};
use hookseal_core::time::{Clock as _, ManualClock};
use hookseal_core::{ConfigError, Secret, UnixTime, VerifiedBody, Verifier};
use hookseal_providers::{GITHUB, STANDARD_WEBHOOKS};
use hookseal_replay::{MemoryStore, ReplayGuard};
use hookseal_tower::{HttpHead, ReplayLayer, WebhookLayer};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use sha2::Sha256;
use tower::{Layer as _, Service, service_fn};

const SECRET: &str = "whsec_Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJw";
const NOW: UnixTime = UnixTime::from_secs(1_800_000_000);
const USUAL: [(&str, &str); 5] = [
    ("host", "hooks.example.com"),
    ("user-agent", "GitHub-Hookshot/044aadd"),
    ("accept", "*/*"),
    ("content-type", "application/json"),
    ("content-length", "1024"),
];
static BODY: Bytes = Bytes::from_static(&[b' '; 1024]);

type Failed = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(what), Some(Ok(count))) = (
        arguments.next(),
        arguments.next().map(|count| count.parse()),
    ) else {
        eprintln!("usage: hookseal-instructions <what> <count>");
        return ExitCode::FAILURE;
    };
    match run(&what, count) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{what}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(what: &str, count: usize) -> Result<(), Failed> {
    match what {
        "hmac" => hmac(count),
        "core" => core(GITHUB, count),
        "core_signed_head" => core(STANDARD_WEBHOOKS, count),
        "core_refusal" => core_refusal(count),
        "bare" => requests(bare(), &signed(GITHUB)?, count, StatusCode::OK),
        "bare_unsigned" => requests(bare(), &[], count, StatusCode::OK),
        "layer" => requests(layer()?, &signed(GITHUB)?, count, StatusCode::OK),
        "guard" => guard(count),
        "layer_refusal" => requests(layer()?, &[], count, StatusCode::UNAUTHORIZED),
        "axum_bare" => requests(axum::bare(), &signed(GITHUB)?, count, StatusCode::OK),
        "axum_bare_unsigned" => requests(axum::bare(), &[], count, StatusCode::OK),
        "axum_through" => requests(axum::through(), &signed(GITHUB)?, count, StatusCode::OK),
        "axum_layer" => requests(axum::layer()?, &signed(GITHUB)?, count, StatusCode::OK),
        "axum_extractor" => requests(axum::extractor()?, &signed(GITHUB)?, count, StatusCode::OK),
        "axum_refusal" => requests(axum::layer()?, &[], count, StatusCode::UNAUTHORIZED),
        "actix_bare" => actix::requests(actix::bare(), &signed(GITHUB)?, count, StatusCode::OK),
        "actix_bare_unsigned" => actix::requests(actix::bare(), &[], count, StatusCode::OK),
        "actix_through" => {
            actix::requests(actix::through(), &signed(GITHUB)?, count, StatusCode::OK)
        }
        "actix_layer" => actix::requests(actix::layer()?, &signed(GITHUB)?, count, StatusCode::OK),
        "actix_extractor" => {
            actix::requests(actix::extractor()?, &signed(GITHUB)?, count, StatusCode::OK)
        }
        "actix_refusal" => actix::requests(actix::layer()?, &[], count, StatusCode::UNAUTHORIZED),
        _ => Err("there is no such thing".into()),
    }
}

fn hmac(count: usize) -> Result<(), Failed> {
    let key = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes())?;
    for _ in 0..count {
        let mut mac = key.clone();
        mac.update(black_box(&BODY));
        black_box(mac.finalize().into_bytes());
    }
    Ok(())
}

fn core(scheme: Scheme, count: usize) -> Result<(), Failed> {
    let (parts, ()) = request(&signed(scheme.clone())?, ())?.into_parts();
    let verifier = verifier(scheme)?;
    for _ in 0..count {
        let outcome = verifier.verify(&HttpHead::new(black_box(&parts)), BODY.clone())?;
        black_box(outcome.event().ok_or("a handshake")?);
    }
    Ok(())
}

fn core_refusal(count: usize) -> Result<(), Failed> {
    let (parts, ()) = request(&[], ())?.into_parts();
    let verifier = verifier(GITHUB)?;
    for _ in 0..count {
        let verdict = black_box(verifier.begin(&HttpHead::new(black_box(&parts))));
        verdict.err().ok_or("was accepted")?;
    }
    Ok(())
}

/// Sends requests with these headers, which are made beforehand.
fn requests(
    mut service: impl Service<Request<Full<Bytes>>, Response = Response<impl Sized>, Error = Infallible>,
    headers: &Headers,
    count: usize,
    expected: StatusCode,
) -> Result<(), Failed> {
    (0..count).try_for_each(|_| one(&mut service, headers, expected))
}

fn one(
    service: &mut impl Service<
        Request<Full<Bytes>>,
        Response = Response<impl Sized>,
        Error = Infallible,
    >,
    headers: &Headers,
    expected: StatusCode,
) -> Result<(), Failed> {
    let request = request(headers, Full::new(BODY.clone()))?;
    let answer = service.call(black_box(request)).now_or_never();
    let Some(Ok(response)) = black_box(answer) else {
        return Err("it waits".into());
    };
    if response.status() != expected {
        return Err(response.status().as_str().into());
    }
    Ok(())
}

type Headers = [(String, String)];
type Answer = Result<Response<Full<Bytes>>, Infallible>;

fn bare() -> impl Service<Request<Full<Bytes>>, Response = Response<Full<Bytes>>, Error = Infallible>
{
    service_fn(async |request: Request<Full<Bytes>>| -> Answer {
        let body = request.into_body().collect().await?.to_bytes();
        Ok(Response::new(Full::new(body)))
    })
}

fn layer() -> Result<
    impl Service<Request<Full<Bytes>>, Response = Response<impl Sized>, Error = Infallible>,
    Failed,
> {
    Ok(WebhookLayer::new(verifier(GITHUB)?).layer(service_fn(answer)))
}

async fn answer(mut request: Request<Full<Bytes>>) -> Answer {
    let verified = request.extensions_mut().remove::<VerifiedBody>();
    let body = verified.map(|verified| verified.bytes().clone());
    Ok(Response::new(Full::new(body.unwrap_or_default())))
}

/// Behind the layer, a guard whose store has forgotten the delivery whenever it is retried.
fn guard(count: usize) -> Result<(), Failed> {
    let clock = Arc::new(ManualClock::new(NOW));
    let store = MemoryStore::builder().clock(clock.clone()).build();
    let guarded = ReplayLayer::new(ReplayGuard::new("hook", store)?).layer(service_fn(answer));
    let mut service = WebhookLayer::new(verifier(GITHUB)?).layer(guarded);
    let headers = signed(GITHUB)?;
    (0..count).try_for_each(|_| {
        clock.set(
            clock
                .now()
                .saturating_add(Duration::from_secs(7 * 24 * 60 * 60)),
        );
        one(&mut service, &headers, StatusCode::OK)
    })
}

fn verifier(scheme: Scheme) -> Result<Verifier, ConfigError> {
    Verifier::builder(scheme)
        .key(Secret::new(SECRET)?)
        .clock(ManualClock::new(NOW))
        .build()
}

/// The headers of a signed delivery.
fn signed(scheme: Scheme) -> Result<Vec<(String, String)>, Failed> {
    let delivery = Delivery::new(&BODY)
        .timestamp(NOW)
        .event_id("72d3162e-cc78-11e3-81ab-4c9367dc0958")
        .event_type("push");
    let signed: SignedDelivery = Signer::new(scheme, Secret::new(SECRET)?)?.sign(&delivery)?;
    let headers = signed.headers();
    Ok(headers
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect())
}

/// A request with these headers and the usual ones.
fn request<B>(headers: &Headers, body: B) -> Result<Request<B>, http::Error> {
    let own = headers.iter().map(|(name, value)| (&**name, &**value));
    USUAL
        .into_iter()
        .chain(own)
        .fold(Request::post("/hook"), |request, (name, value)| {
            request.header(name, value)
        })
        .body(body)
}
