//! What is particular to Redis.

use std::sync::Arc;
use std::time::Duration;

use hookseal::redis::{RedisStore, RedisStoreError};
use hookseal::replay::{ReplayStore, Reserved, Settled};
use hookseal_tests::engines::{Redis, RedisOptions};
use hookseal_tests::meter::Meter;
use libtest_mimic::Trial;

use crate::{Engines, KNOWN, MINUTE, granted, request, trial};

pub(crate) fn trials(engines: &Arc<Engines>) -> Vec<Trial> {
    let [a, b, c] = [0; 3].map(|_| Arc::clone(engines));
    vec![
        trial("redis::one_round_trip_each", move || {
            one_round_trip(a.redis())
        }),
        trial("redis::prefixes_keep_apps_apart", move || {
            prefixes(b.redis())
        }),
        trial(
            "redis::i39_i45_a_record_of_another_kind_is_an_error",
            garbage,
        ),
        trial("redis::i19_tokens_grow_over_what_is_forgotten", move || {
            tokens(c.redis())
        }),
        trial("redis::i26_a_server_that_evicts_is_refused", evicting),
        trial("redis::i26_a_full_server_refuses_and_forgets_nothing", full),
        trial("redis::i27_what_a_restart_keeps", restart),
        trial("redis::i28_a_flushed_script_is_loaded_again", flushed),
        trial("redis::i22_a_frozen_server_is_back_when_it_thaws", frozen),
    ]
}

async fn one_round_trip(url: String) {
    let meter = Meter::before(url.trim_start_matches("redis://").trim_end_matches('/'));
    let store = RedisStore::connect(format!("redis://{}/", meter.address()))
        .await
        .unwrap();
    // The first call of each script may have to load it.
    for _ in 0..2 {
        let warm = request(MINUTE);
        let held = granted(&store, &warm).await;
        store.commit(&held).await.unwrap();
    }
    for _ in 0..10 {
        let wanted = request(MINUTE);
        let before = meter.round_trips();
        let held = granted(&store, &wanted).await;
        assert_eq!(meter.round_trips() - before, 1, "to reserve");
        store.commit(&held).await.unwrap();
        assert_eq!(meter.round_trips() - before, 2, "to commit");
        assert_eq!(store.reserve(&wanted).await.unwrap(), KNOWN);
        assert_eq!(meter.round_trips() - before, 3, "to see a duplicate");
    }
}

async fn prefixes(url: String) {
    let one = RedisStore::builder(&url)
        .prefix("one:")
        .connect()
        .await
        .unwrap();
    let two = RedisStore::builder(&url)
        .prefix("two:")
        .connect()
        .await
        .unwrap();
    let wanted = request(MINUTE);
    granted(&one, &wanted).await;
    granted(&two, &wanted).await;
    assert!(!format!("{one:?}").contains("127.0.0.1"));
}

async fn garbage() {
    let redis = Redis::start();
    let store = RedisStore::connect(redis.url()).await.unwrap();
    let wanted = request(MINUTE);
    redis.command(&format!("SET hookseal:{} text", wanted.key()));
    assert!(store.reserve(&wanted).await.is_err());
    let wanted = request(MINUTE);
    redis.command(&format!("HSET hookseal:{} v 2 s X", wanted.key()));
    let error = store.reserve(&wanted).await.unwrap_err();
    assert!(error.to_string().contains("another version"), "{error}");
    // What this store never writes says nothing that a delivery could be granted by.
    for fields in [
        "v 1",
        "v 1 t 1",
        "v 1 s X t 1",
        "v 1 s I t 1",
        "v 1 s I l soon t 1",
        "v 1 s F",
        "v 1 s F t many",
        "t 1",
        "s F t 1",
        "other field",
    ] {
        let wanted = request(MINUTE);
        redis.command(&format!("HSET hookseal:{} {fields}", wanted.key()));
        for _ in 0..2 {
            assert!(store.reserve(&wanted).await.is_err(), "{fields}");
        }
    }
}

/// The record goes with its retention, and its token must not come again.
async fn tokens(url: String) {
    let store = RedisStore::connect(&url).await.unwrap();
    let wanted = request(MINUTE);
    let first = granted(&store, &wanted).await;
    let mut connection = redis::Client::open(url)
        .unwrap()
        .get_multiplexed_async_connection()
        .await
        .unwrap();
    let mut delete = redis::cmd("DEL");
    delete.arg(format!("hookseal:{}", wanted.key()));
    let (): () = delete.query_async(&mut connection).await.unwrap();
    let second = granted(&store, &wanted).await;
    assert!(second.token() > first.token());
    assert_eq!(second.attempt(), 1);
    // Who holds it from before changes nothing of it.
    assert_eq!(store.commit(&first).await.unwrap(), Settled::Fenced);
}

async fn evicting() {
    let redis = Redis::with(RedisOptions {
        memory: Some(("64mb", "volatile-lru")),
        append_only: false,
        ..RedisOptions::default()
    });
    let refused = RedisStore::connect(redis.url()).await.unwrap_err();
    assert!(matches!(&refused, RedisStoreError::Evicts { policy } if policy == "volatile-lru"));
    let store = RedisStore::builder(redis.url()).allow_eviction();
    let store = store.connect().await.unwrap();
    let health = store.health().await.unwrap();
    let concerns: Vec<_> = health.concerns().collect();
    assert!(concerns[0].contains("volatile-lru"), "{concerns:?}");
    assert!(concerns[1].contains("append-only"), "{concerns:?}");
    let sound = Redis::start();
    let store = RedisStore::connect(sound.url()).await.unwrap();
    assert!(store.health().await.unwrap().is_sound());
    sound.command("REPLICAOF 127.0.0.1 1");
    let health = store.health().await.unwrap();
    assert!(health.concerns().any(|concern| concern.contains("replica")));
    // A replica takes no writes.
    assert!(store.reserve(&request(MINUTE)).await.is_err());
}

async fn full() {
    let redis = Redis::with(RedisOptions {
        memory: Some(("3mb", "noeviction")),
        ..RedisOptions::default()
    });
    let store = RedisStore::connect(redis.url()).await.unwrap();
    let first = request(MINUTE);
    let held = granted(&store, &first).await;
    assert_eq!(store.commit(&held).await.unwrap(), Settled::Applied);
    let mut refused = None;
    for _ in 0..50_000 {
        if let Err(error) = store.reserve(&request(MINUTE)).await {
            refused = Some(error.to_string());
            break;
        }
    }
    let refused = refused.expect("the server fills up");
    assert!(refused.contains("OOM"), "{refused}");
    assert_eq!(store.reserve(&first).await.unwrap(), KNOWN);
    redis.command("CONFIG SET maxmemory 64mb");
    granted(&store, &request(MINUTE)).await;
}

async fn restart() {
    for append_only in [true, false] {
        let mut redis = Redis::with(RedisOptions {
            append_only,
            ..RedisOptions::default()
        });
        // Else the server may keep its last writes back for a moment.
        redis.command("CONFIG SET appendfsync always");
        let store = RedisStore::connect(redis.url()).await.unwrap();
        let wanted = request(MINUTE);
        let held = granted(&store, &wanted).await;
        store.commit(&held).await.unwrap();
        redis.kill();
        assert!(store.reserve(&wanted).await.is_err());
        redis.begin();
        let reserved = loop {
            match store.reserve(&wanted).await {
                Ok(reserved) => break reserved,
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        };
        // Without a file it has forgotten, and lets it be handled again.
        assert_eq!(reserved == KNOWN, append_only, "{reserved:?}");
    }
}

async fn flushed() {
    let redis = Redis::start();
    let store = RedisStore::connect(redis.url()).await.unwrap();
    for _ in 0..5 {
        let wanted = request(MINUTE);
        redis.command("SCRIPT FLUSH");
        let held = granted(&store, &wanted).await;
        redis.command("SCRIPT FLUSH");
        assert_eq!(store.commit(&held).await.unwrap(), Settled::Applied);
    }
}

async fn frozen() {
    let redis = Redis::start();
    let store = RedisStore::connect(redis.url()).await.unwrap();
    let wanted = request(MINUTE);
    redis.freeze();
    let asked = tokio::time::timeout(Duration::from_millis(300), store.reserve(&wanted)).await;
    assert!(
        !matches!(asked, Ok(Ok(_))),
        "a frozen server answers nothing"
    );
    redis.thaw();
    let start = std::time::Instant::now();
    loop {
        // What was asked before may have been done meanwhile.
        match store.reserve(&wanted).await {
            Ok(Reserved::Granted(_) | Reserved::InFlight { .. }) => break,
            Ok(other) => panic!("{other:?}"),
            Err(_) => assert!(start.elapsed() < Duration::from_secs(5)),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
