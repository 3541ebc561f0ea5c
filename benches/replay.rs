//! What the replay guard adds to a verified delivery, with its store in memory.
//!
//! The same service, layer and delivery with and without a `ReplayLayer`; each delivery is
//! another one. Rounds without and with it take turns; `guard` is the difference.
//!
//! The store knows 1, 4,096 or 65,536 deliveries throughout: as many expire as come.

#![allow(
    missing_docs,
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    clippy::unwrap_used
)]

use std::convert::Infallible;
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use hookseal::providers::{GITHUB, STRIPE};
use hookseal::replay::{MemoryStore, ReplayGuard};
use hookseal::scheme::Scheme;
use hookseal::signing::{Delivery, Signer};
use hookseal::time::Clock;
use hookseal::tower::{ReplayLayer, WebhookLayer};
use hookseal::{Secret, UnixTime, Verifier};
use http::{Request, Response};
use http_body_util::Full;
use tokio::runtime::{Builder, Runtime};
use tower::{Layer, Service, ServiceExt as _, service_fn};

fn secret() -> Secret {
    Secret::new("whsec_of-this-bench-alone").unwrap()
}

/// A delivery of 1 KiB that no other equals.
fn delivery(scheme: &Scheme, number: u64) -> Request<Full<Bytes>> {
    let mut body = format!(r#"{{"id":"evt_{number}","type":"order.placed","data":""#);
    body.extend(std::iter::repeat_n('x', 1022 - body.len()));
    body.push_str("\"}");
    let now = std::time::SystemTime::now();
    let now = now.duration_since(std::time::UNIX_EPOCH).unwrap();
    let signer = Signer::new(scheme.clone(), secret()).unwrap();
    let at = UnixTime::from_secs(now.as_secs());
    let delivery = signer.sign(&Delivery::new(&body).timestamp(at)).unwrap();
    let mut request = Request::post("/");
    for (name, value) in delivery.headers() {
        request = request.header(name, value);
    }
    request.body(Full::from(body)).unwrap()
}

/// The store's time goes on with each delivery, by so much that it knows as many as it is to.
#[derive(Clone, Debug)]
struct Deliveries {
    count: Arc<AtomicU64>,
    /// Milliseconds from one to the next.
    between: u64,
}

impl Deliveries {
    fn next(&self, scheme: &Scheme) -> Request<Full<Bytes>> {
        delivery(scheme, self.count.fetch_add(1, Ordering::Relaxed))
    }
}

/// For longer than any timestamp stays fresh.
const RETENTION: Duration = Duration::from_millis(655_360);
const KNOWN: [u64; 3] = [1, 4_096, 65_536];
/// Few, so that each is handled soon after it was made, as in a server.
const BATCH: u64 = 8;
const ROUNDS: u64 = 20_000;

impl Clock for Deliveries {
    fn now(&self) -> UnixTime {
        // What a clock that is not of this bench costs.
        black_box(Instant::now());
        UnixTime::from_millis(self.count.load(Ordering::Relaxed) * self.between)
    }
}

async fn handle(request: Request<Full<Bytes>>) -> Result<Response<Full<Bytes>>, Infallible> {
    black_box(request);
    Ok(Response::new(Full::default()))
}

/// Nanoseconds for each of some deliveries, made before the time is taken.
fn nanos<S>(runtime: &Runtime, scheme: &Scheme, deliveries: &Deliveries, service: &S) -> f64
where
    S: Service<Request<Full<Bytes>>, Error = Infallible> + Clone,
{
    let requests: Vec<_> = (0..BATCH).map(|_| deliveries.next(scheme)).collect();
    let mut answers = Vec::with_capacity(requests.len());
    let start = Instant::now();
    for request in requests {
        answers.push(runtime.block_on(service.clone().oneshot(request)));
    }
    let taken = start.elapsed();
    taken.as_secs_f64() * 1e9 / answers.len() as f64
}

/// What a quarter and a half of the rounds stay below.
fn quartile_and_median(mut nanos: Vec<f64>) -> (f64, f64) {
    nanos.sort_by(f64::total_cmp);
    (nanos[nanos.len() / 4], nanos[nanos.len() / 2])
}

fn main() {
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    println!("nanoseconds for a delivery of 1 KiB: median (lower quartile)");
    for (scheme, known) in [GITHUB, STRIPE]
        .into_iter()
        .flat_map(|scheme| KNOWN.map(|known| (scheme.clone(), known)))
    {
        let deliveries = Deliveries {
            count: Arc::default(),
            between: u64::try_from(RETENTION.as_millis()).unwrap() / known,
        };
        let verify = WebhookLayer::new(Verifier::new(scheme.clone(), secret()).unwrap());
        let handler = service_fn(handle);
        let off = verify.layer(handler);
        let store = MemoryStore::builder().clock(deliveries.clone()).build();
        let guard = ReplayGuard::builder("bench", store)
            .retention(RETENTION)
            .build()
            .unwrap();
        let on = verify.layer(ReplayLayer::new(guard).layer(handler));
        for _ in 0..=known / BATCH {
            nanos(&runtime, &scheme, &deliveries, &on);
        }
        let (mut without, mut with, mut price) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let bare = nanos(&runtime, &scheme, &deliveries, &off);
            let guarded = nanos(&runtime, &scheme, &deliveries, &on);
            without.push(bare);
            with.push(guarded);
            price.push(guarded - bare);
        }
        print!("{:8} {known:6} known", scheme.id());
        for (name, nanos) in [("without", without), ("with", with), ("guard", price)] {
            let (quartile, median) = quartile_and_median(nanos);
            print!("  {name} {median:.0} ({quartile:.0})");
        }
        println!();
    }
}
