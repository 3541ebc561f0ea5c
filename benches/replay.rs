//! What the replay guard adds to a verified delivery, with its store in memory.
//!
//! The same service, layer and delivery with and without a `ReplayLayer`; each delivery is
//! another one. `off` against `on` is the price of the guard.

#![allow(missing_docs, clippy::unwrap_used)]

use std::convert::Infallible;
use std::hint::black_box;

use bytes::Bytes;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use hookseal::providers::{GITHUB, STRIPE};
use hookseal::replay::{MemoryStore, ReplayGuard};
use hookseal::tower::{ReplayLayer, WebhookLayer};
use hookseal::{Delivery, Scheme, Secret, Signer, UnixTime, Verifier};
use http::{Request, Response};
use http_body_util::Full;
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

async fn handle(request: Request<Full<Bytes>>) -> Result<Response<Full<Bytes>>, Infallible> {
    black_box(request);
    Ok(Response::new(Full::default()))
}

fn measure<S>(criterion: &mut Criterion, scheme: &Scheme, name: &str, service: &S)
where
    S: Service<Request<Full<Bytes>>, Error = Infallible> + Clone,
{
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let mut number = 0;
    criterion.bench_function(&format!("{name}/{}", scheme.id()), |bencher| {
        bencher.iter_batched(
            || {
                number += 1;
                delivery(scheme, number)
            },
            |request| runtime.block_on(service.clone().oneshot(request)),
            BatchSize::SmallInput,
        );
    });
}

fn guard(criterion: &mut Criterion) {
    for scheme in [GITHUB, STRIPE] {
        let verify = WebhookLayer::new(Verifier::new(scheme.clone(), secret()).unwrap());
        let handler = service_fn(handle);
        measure(criterion, &scheme, "off", &verify.layer(handler));
        let store = MemoryStore::builder().capacity(usize::MAX).build();
        let replay = ReplayLayer::new(ReplayGuard::new("bench", store).unwrap());
        measure(
            criterion,
            &scheme,
            "on",
            &verify.layer(replay.layer(handler)),
        );
    }
}

criterion_group!(benches, guard);
criterion_main!(benches);
