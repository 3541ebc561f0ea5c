//! The stores, against real engines that this test starts and stops: the suite that every
//! store passes, and what is particular to each.

// Helpers of tests are tests, which clippy cannot know of whole files.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod cluster;
mod counted;
mod postgres;
mod redis;
mod storm;

use std::process::ExitCode;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hookseal::postgres::PostgresStore;
use hookseal::redis::RedisStore;
use hookseal::replay::{
    DeliveryKey, Fingerprint, ReplayStore, Reservation, ReserveRequest, Reserved, conformance,
};
use hookseal_tests::engines::{Postgres, Redis, RedisCluster};
use libtest_mimic::{Arguments, Trial};
use tokio::runtime::Runtime;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    hookseal_tests::storm::hide_panics_of_handlers();
    // Stopped when the last test has let go of them, and this.
    let engines = Arc::new(Engines::default());
    let mut trials = conforms("redis", &engines, async |engines: Arc<Engines>| {
        RedisStore::connect(engines.redis()).await.unwrap()
    });
    trials.extend(conforms(
        "postgres",
        &engines,
        async |engines: Arc<Engines>| PostgresStore::connect(&engines.postgres()).await.unwrap(),
    ));
    trials.extend(conforms(
        "valkey",
        &engines,
        async |engines: Arc<Engines>| RedisStore::connect(engines.valkey()).await.unwrap(),
    ));
    trials.extend(conforms(
        "redis_cluster",
        &engines,
        async |engines: Arc<Engines>| cluster::connect(engines.redis_cluster()).await,
    ));
    trials.extend(counted::trials(&engines));
    trials.extend(redis::trials(&engines));
    trials.extend(cluster::trials());
    trials.extend(postgres::trials(&engines));
    trials.extend(storm::trials());
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// The engines that tests share, each started when it is first asked for.
#[derive(Default)]
pub(crate) struct Engines {
    redis: OnceLock<Redis>,
    valkey: OnceLock<Redis>,
    redis_cluster: OnceLock<RedisCluster>,
    postgres: OnceLock<Postgres>,
}

impl Engines {
    pub(crate) fn redis(&self) -> String {
        self.redis.get_or_init(Redis::start).url()
    }

    pub(crate) fn valkey(&self) -> String {
        self.valkey.get_or_init(Redis::valkey).url()
    }

    pub(crate) fn redis_cluster(&self) -> &RedisCluster {
        self.redis_cluster.get_or_init(RedisCluster::start)
    }

    pub(crate) fn postgres(&self) -> String {
        self.postgres.get_or_init(Postgres::start).url()
    }
}

fn conforms<S: ReplayStore>(
    name: &'static str,
    engines: &Arc<Engines>,
    connect: impl AsyncFn(Arc<Engines>) -> S + Copy + Send + 'static,
) -> Vec<Trial> {
    let check = |check: &'static conformance::Check| {
        let engines = Arc::clone(engines);
        Trial::test(format!("{name}::{}", check.name()), move || {
            let lease = Duration::from_millis(500);
            runtime().block_on(async {
                let store = connect(engines).await;
                let checked = check.run(&store, lease, tokio::time::sleep).await;
                checked.map_err(|violation| violation.to_string().into())
            })
        })
    };
    conformance::CHECKS.iter().map(check).collect()
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
        Fingerprint::from_bytes([1; 16]),
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
