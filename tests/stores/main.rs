//! The stores, against real engines that this test starts and stops: the suite that every
//! store passes, and what is particular to each.

mod postgres;
mod redis;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use hookseal::postgres::PostgresStore;
use hookseal::redis::RedisStore;
use hookseal::replay::{
    DeliveryKey, Fingerprint, ReplayStore, Reservation, ReserveRequest, Reserved, conformance,
};
use hookseal_tests::engines::{Postgres, Redis};
use libtest_mimic::{Arguments, Trial};
use tokio::runtime::Runtime;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    if arguments.list {
        // Naming them needs no engine, but making them does.
        println!("the tests of the stores start their engines first; run them to see them");
        return ExitCode::SUCCESS;
    }
    let (redis, postgres) = (Redis::start(), Postgres::start());
    let runtime = Arc::new(runtime());
    let of_redis = runtime.block_on(RedisStore::connect(redis.url())).unwrap();
    let of_postgres = runtime
        .block_on(PostgresStore::connect(&postgres.url()))
        .unwrap();
    let mut trials: Vec<Trial> = Vec::new();
    trials.extend(conforms("redis", of_redis, &runtime));
    trials.extend(conforms("postgres", of_postgres, &runtime));
    trials.extend(redis::trials(redis.url()));
    trials.extend(postgres::trials(&postgres.url()));
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn conforms<S: ReplayStore + Clone>(
    name: &'static str,
    store: S,
    runtime: &Arc<Runtime>,
) -> impl Iterator<Item = Trial> {
    let runtime = Arc::clone(runtime);
    conformance::CHECKS.iter().map(move |check| {
        let (store, runtime) = (store.clone(), Arc::clone(&runtime));
        Trial::test(format!("{name}::{}", check.name()), move || {
            let lease = Duration::from_millis(500);
            runtime
                .block_on(check.run(&store, lease, tokio::time::sleep))
                .map_err(|violation| violation.to_string().into())
        })
    })
}

/// A test with a runtime of its own.
fn trial<F: Future<Output = ()>>(name: &str, test: impl FnOnce() -> F + Send + 'static) -> Trial {
    Trial::test(name, move || {
        runtime().block_on(async { test().await });
        Ok(())
    })
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

/// A request for a key that no other has.
fn request(lease: Duration) -> ReserveRequest {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let mut key = [7; 32];
    key[..8].copy_from_slice(&NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    ReserveRequest::new(
        DeliveryKey::from_bytes(key),
        Fingerprint::from_bytes([1; 32]),
        lease,
        Duration::from_secs(60),
    )
}

async fn granted(store: &impl ReplayStore, request: &ReserveRequest) -> Reservation {
    match store.reserve(request).await.unwrap() {
        Reserved::Granted(held) => held,
        other => panic!("{other:?}"),
    }
}

const MINUTE: Duration = Duration::from_secs(60);
const KNOWN: Reserved = Reserved::Done { same_body: true };
