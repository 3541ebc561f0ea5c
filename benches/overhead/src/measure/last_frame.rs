//! How long after the body's last frame the handler starts.

use std::cell::RefCell;
use std::convert::Infallible;
use std::rc::Rc;
use std::time::Duration;

use anyhow::Result;
use bytes::Bytes;
use hookseal::VerifiedBody;
use hookseal::tower::WebhookLayer;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use serde::Serialize;
use tower::{Layer as _, service_fn};

use super::median;
use crate::contestant::{Contestant, Kind};
use crate::delivery::{Delivery, Signed};
use crate::frames::{self, Frames, Framing};
use crate::frameworks::{Framework, hand_rolled, service};
use crate::measure::Effort;

/// Of what hashing the whole body takes.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct LastFrame {
    pub size: usize,
    pub hookseal: f64,
    pub buffer_then_verify: f64,
}

/// A body of this size in frames of 16 KiB, through tower.
///
/// # Errors
///
/// None: the schemes are fixed.
pub fn measure(size: usize, effort: Effort) -> Result<LastFrame> {
    let delivery = Delivery::new(Signed::GitHub, size, Framing::Of16KiB)?;
    let floor = Framework::Core.contestants()?.swap_remove(0);
    let waits = Waits::default();
    let (hookseal, by_hand) = (hookseal(&waits)?, by_hand(&waits));

    let mut of_hash = [Vec::new(), Vec::new()];
    for _ in 0..effort.rounds.max(20) {
        let hash = {
            let batch = floor.prepare(&delivery, 1);
            let start = std::time::Instant::now();
            batch();
            start.elapsed()
        };
        for (contestant, shares) in [&hookseal, &by_hand].into_iter().zip(&mut of_hash) {
            let batch = contestant.prepare(&delivery, 1);
            frames::watch();
            batch();
            let _ = frames::unwatch();
            let waited = waits.0.borrow_mut().pop().unwrap_or_default();
            shares.push(waited.as_secs_f64() / hash.as_secs_f64());
        }
    }
    let [hookseal, buffer_then_verify] = of_hash.map(median);
    Ok(LastFrame {
        size,
        hookseal,
        buffer_then_verify,
    })
}

/// What the handlers have waited.
#[derive(Clone, Default)]
struct Waits(Rc<RefCell<Vec<Duration>>>);

impl Waits {
    /// Called by a handler when it starts.
    fn started(&self) -> Result<Response<Full<Bytes>>, Infallible> {
        self.0
            .borrow_mut()
            .push(frames::since_last_frame().unwrap_or_default());
        Ok(Response::new(Full::default()))
    }
}

fn hookseal(waits: &Waits) -> Result<Contestant> {
    let waits = waits.clone();
    let layer = WebhookLayer::new(Signed::GitHub.verifier()?).full_body();
    let inner = service_fn(move |request: Request<Full<Bytes>>| {
        let answer = waits.started();
        let verified = request.extensions().get::<VerifiedBody>().is_some();
        async move { if verified { answer } else { refuse() } }
    });
    let service = layer.layer(inner);
    Ok(service::contestant(
        "hookseal",
        Kind::Hookseal,
        Signed::GitHub,
        |frames| frames,
        service,
    ))
}

fn by_hand(waits: &Waits) -> Contestant {
    let waits = waits.clone();
    let service = service_fn(move |request: Request<Frames>| {
        let waits = waits.clone();
        async move {
            let (parts, body) = request.into_parts();
            let Ok(body) = body.collect().await;
            let signature = parts.headers.get(hand_rolled::HEADER);
            let body = body.to_bytes();
            if signature.is_some_and(|value| hand_rolled::holds(value.as_bytes(), &body)) {
                waits.started()
            } else {
                refuse()
            }
        }
    });
    service::contestant(
        "buffer, then verify",
        Kind::HandRolled,
        Signed::GitHub,
        |frames| frames,
        service,
    )
}

fn refuse() -> Result<Response<Full<Bytes>>, Infallible> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    Ok(response)
}
