//! What is particular to PostgreSQL.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use hookseal::postgres::{CommitError, PostgresStore};
use hookseal::replay::{ReplayStore, Reserved, Settled};
use hookseal_tests::engines::Postgres;
use hookseal_tests::meter::Meter;
use libtest_mimic::Trial;
use sqlx::postgres::PgPoolOptions;
use sqlx::{PgPool, Row as _};

use crate::{Engines, KNOWN, MINUTE, granted, request, trial};

pub(crate) fn trials(engines: &Arc<Engines>) -> Vec<Trial> {
    let shared = |name: &str, test: fn(String) -> Pin<Box<dyn Future<Output = ()>>>| {
        let engines = Arc::clone(engines);
        trial(&format!("postgres::{name}"), move || {
            test(engines.postgres())
        })
    };
    let alone = Arc::clone(engines);
    vec![
        Trial::test("postgres::one_round_trip_each", move || {
            one_round_trip(alone.postgres());
            Ok(())
        }),
        shared("sweeping_without_a_pause_keeps_no_database_busy", |url| {
            Box::pin(seldom(url))
        }),
        shared("i31_a_commit_within_the_handler_s_transaction", |url| {
            Box::pin(commit_in(url))
        }),
        shared("i31_who_was_taken_over_writes_nothing", |url| {
            Box::pin(fenced_in(url))
        }),
        shared("i30_of_many_connections_one_wins", |url| {
            Box::pin(at_once(url))
        }),
        shared("i45_a_row_of_another_version_is_an_error", |url| {
            Box::pin(other_version(url))
        }),
        trial(
            "postgres::i45_a_row_in_another_state_is_an_error",
            other_state,
        ),
        shared("i19_tokens_grow_over_what_is_swept", |url| {
            Box::pin(tokens(url))
        }),
        trial(
            "postgres::i29_connections_that_the_server_ends_lose_nothing",
            terminated,
        ),
        trial(
            "postgres::migrating_again_and_at_once_is_no_matter",
            migrations,
        ),
        trial("postgres::what_has_expired_is_swept", sweep),
        trial("postgres::i27_a_restart_keeps_what_was_committed", restart),
        trial("postgres::health_tells_what_breaks_the_promise", health),
    ]
}

async fn connect(url: &str) -> PostgresStore {
    PostgresStore::connect(url).await.unwrap()
}

async fn pool(url: &str) -> PgPool {
    PgPoolOptions::new()
        .max_connections(4)
        .connect(url)
        .await
        .unwrap()
}

/// On a runtime of one thread, where what the pool does with a connection that it gets back
/// only begins when this waits: a round trip too, but one that no delivery waits for.
fn one_round_trip(url: String) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(count_round_trips(url));
}

/// A store whose round trips are counted.
async fn metered(url: &str) -> (Meter, PostgresStore) {
    let server = url
        .rsplit('@')
        .next()
        .unwrap()
        .trim_end_matches("/postgres");
    let meter = Meter::before(server);
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .test_before_acquire(false);
    let url = format!("postgres://postgres@{}/postgres", meter.address());
    let store = PostgresStore::new(pool.connect(&url).await.unwrap());
    (meter, store)
}

async fn seldom(url: String) {
    connect(&url).await; // makes the schema
    let (meter, store) = metered(&url).await;
    let before = meter.round_trips();
    let sweeping = store.sweep_every(Duration::ZERO);
    let ended = tokio::time::timeout(Duration::from_millis(900), sweeping).await;
    assert!(ended.is_err(), "it sweeps for ever");
    let trips = meter.round_trips() - before;
    assert!((1..=3).contains(&trips), "{trips} round trips");
}

async fn count_round_trips(url: String) {
    let (meter, store) = metered(&url).await;
    let rest = || tokio::time::sleep(Duration::from_millis(100));
    // The first call of each statement has to prepare it.
    for _ in 0..2 {
        let warm = request(MINUTE);
        let held = granted(&store, &warm).await;
        store.commit(&held).await.unwrap();
    }
    rest().await;
    for _ in 0..10 {
        let wanted = request(MINUTE);
        let before = meter.round_trips();
        let held = granted(&store, &wanted).await;
        assert_eq!(meter.round_trips() - before, 1, "to reserve");
        rest().await;
        let before = meter.round_trips();
        store.commit(&held).await.unwrap();
        assert_eq!(meter.round_trips() - before, 1, "to commit");
        rest().await;
    }
}

async fn commit_in(url: String) {
    let (store, pool) = (connect(&url).await, pool(&url).await);
    sqlx::query("CREATE TABLE once (what text)")
        .execute(&pool)
        .await
        .unwrap();
    let written = async || {
        let row = sqlx::query("SELECT count(*) FROM once")
            .fetch_one(&pool)
            .await;
        row.unwrap().get::<i64, _>(0)
    };
    let wanted = request(Duration::from_millis(300));
    // The first run's connection is ended before its transaction commits.
    let held = granted(&store, &wanted).await;
    let mut transaction = pool.begin().await.unwrap();
    write_once(&mut transaction).await;
    PostgresStore::commit_in(&mut transaction, &held)
        .await
        .unwrap();
    sqlx::query("SELECT pg_terminate_backend(pg_backend_pid())")
        .execute(&mut *transaction)
        .await
        .unwrap_err();
    drop(transaction);
    assert_eq!(written().await, 0);
    // So its lease has to end, and the second run writes.
    let held = loop {
        match store.reserve(&wanted).await.unwrap() {
            Reserved::Granted(held) => break held,
            Reserved::InFlight { .. } => tokio::time::sleep(Duration::from_millis(20)).await,
            done @ Reserved::Done { .. } => panic!("{done:?}"),
        }
    };
    assert!(held.is_repeated());
    let mut transaction = pool.begin().await.unwrap();
    write_once(&mut transaction).await;
    PostgresStore::commit_in(&mut transaction, &held)
        .await
        .unwrap();
    // Before the transaction's end nothing is done.
    let mut other = pool.begin().await.unwrap();
    let state: i16 = sqlx::query("SELECT state FROM hookseal.deliveries WHERE key = $1")
        .bind(wanted.key().as_bytes())
        .fetch_one(&mut *other)
        .await
        .unwrap()
        .get(0);
    assert_eq!(state, 1);
    drop(other);
    transaction.commit().await.unwrap();
    assert_eq!(written().await, 1);
    assert_eq!(store.reserve(&wanted).await.unwrap(), KNOWN);
    // The guard settles it once more, and finds it done, whatever the handler answered.
    assert_eq!(
        store.commit(&held).await.unwrap(),
        Settled::AlreadyCommitted
    );
    assert_eq!(
        store.release(&held).await.unwrap(),
        Settled::AlreadyCommitted
    );
    let mut transaction = pool.begin().await.unwrap();
    let again = PostgresStore::commit_in(&mut transaction, &held).await;
    assert!(matches!(again, Err(CommitError::AlreadyCommitted)));
}

async fn write_once(transaction: &mut sqlx::PgConnection) {
    sqlx::query("INSERT INTO once VALUES ('paid')")
        .execute(transaction)
        .await
        .unwrap();
}

async fn fenced_in(url: String) {
    let (store, pool) = (connect(&url).await, pool(&url).await);
    let wanted = request(Duration::from_millis(100));
    let slow = granted(&store, &wanted).await;
    tokio::time::sleep(Duration::from_millis(150)).await;
    let quick = granted(&store, &wanted).await;
    let mut transaction = pool.begin().await.unwrap();
    let refused = PostgresStore::commit_in(&mut transaction, &slow).await;
    assert!(matches!(refused, Err(CommitError::Fenced)));
    PostgresStore::commit_in(&mut transaction, &quick)
        .await
        .unwrap();
    // One who comes while the row is locked waits, and then sees it done.
    let late = {
        let store = store.clone();
        tokio::spawn(async move { store.commit(&slow).await })
    };
    tokio::time::sleep(Duration::from_millis(50)).await;
    transaction.commit().await.unwrap();
    assert_eq!(late.await.unwrap().unwrap(), Settled::Fenced);
    assert_eq!(store.reserve(&wanted).await.unwrap(), KNOWN);
}

async fn terminated() {
    // All connections are ended, so no other test may have some.
    let postgres = Postgres::start();
    let store = connect(&postgres.url()).await;
    let admin = pool(&postgres.url()).await;
    let ending = tokio::spawn(async move {
        loop {
            let _ = sqlx::query(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                 WHERE pid <> pg_backend_pid() AND query LIKE '%hookseal.deliveries%'",
            )
            .execute(&admin)
            .await;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    for _ in 0..300 {
        let wanted = request(Duration::from_millis(200));
        // An answer that was lost with its connection leaves a lease behind.
        let held = loop {
            match store.reserve(&wanted).await {
                Ok(Reserved::Granted(held)) => break held,
                Ok(Reserved::InFlight { .. }) | Err(_) => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Ok(done @ Reserved::Done { .. }) => panic!("{done:?}"),
            }
        };
        loop {
            match store.commit(&held).await {
                Ok(Settled::Fenced) => panic!("nobody has taken it over"),
                Ok(_) => break,
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
        loop {
            if let Ok(reserved) = store.reserve(&wanted).await {
                assert_eq!(reserved, KNOWN);
                break;
            }
        }
    }
    ending.abort();
}

async fn at_once(url: String) {
    let store = connect(&url).await;
    for _ in 0..30 {
        let wanted = request(MINUTE);
        let asked: Vec<_> = (0..50)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { store.reserve(&wanted).await.unwrap() })
            })
            .collect();
        let mut winners = 0;
        for one in asked {
            winners += u32::from(matches!(one.await.unwrap(), Reserved::Granted(_)));
        }
        assert_eq!(winners, 1);
    }
}

async fn other_version(url: String) {
    let (store, pool) = (connect(&url).await, pool(&url).await);
    let wanted = request(MINUTE);
    let held = granted(&store, &wanted).await;
    store.release(&held).await.unwrap();
    sqlx::query("UPDATE hookseal.deliveries SET v = 2 WHERE key = $1")
        .bind(wanted.key().as_bytes())
        .execute(&pool)
        .await
        .unwrap();
    let error = store.reserve(&wanted).await.unwrap_err();
    assert!(error.to_string().contains("another version"), "{error}");
}

async fn other_state() {
    let postgres = Postgres::start();
    let (store, pool) = (connect(&postgres.url()).await, pool(&postgres.url()).await);
    let unchecked =
        "ALTER TABLE hookseal.deliveries DROP CONSTRAINT deliveries_state_check".to_owned();
    sqlx::query(&unchecked).execute(&pool).await.unwrap();
    for state in ["state = 7", "state = -1", "state = 1, lease_until = NULL"] {
        let wanted = request(MINUTE);
        let held = granted(&store, &wanted).await;
        store.release(&held).await.unwrap();
        sqlx::query(&format!(
            "UPDATE hookseal.deliveries SET {state} WHERE key = $1"
        ))
        .bind(wanted.key().as_bytes())
        .execute(&pool)
        .await
        .unwrap();
        assert!(store.reserve(&wanted).await.is_err(), "{state}");
    }
}

async fn tokens(url: String) {
    let (store, pool) = (connect(&url).await, pool(&url).await);
    let wanted = request(MINUTE);
    let first = granted(&store, &wanted).await;
    sqlx::query("DELETE FROM hookseal.deliveries WHERE key = $1")
        .bind(wanted.key().as_bytes())
        .execute(&pool)
        .await
        .unwrap();
    let second = granted(&store, &wanted).await;
    assert!(second.token() > first.token());
    assert_eq!(second.attempt(), 1);
    assert_eq!(store.commit(&first).await.unwrap(), Settled::Fenced);
}

async fn migrations() {
    let postgres = Postgres::start();
    let pool = pool(&postgres.url()).await;
    // The app has migrations of its own, in the place where sqlx keeps them.
    sqlx::query("CREATE TABLE _sqlx_migrations (theirs int)")
        .execute(&pool)
        .await
        .unwrap();
    let migrating: Vec<_> = (0..4)
        .map(|_| {
            let store = PostgresStore::new(pool.clone());
            tokio::spawn(async move { store.migrate().await })
        })
        .collect();
    for one in migrating {
        one.await.unwrap().unwrap();
    }
    let store = PostgresStore::new(pool.clone());
    store.migrate().await.unwrap();
    granted(&store, &request(MINUTE)).await;
    // Connections of the pool look where they did before.
    let path = sqlx::query("SHOW search_path")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(path.get::<String, _>(0), "\"$user\", public");
}

async fn sweep() {
    let postgres = Postgres::start();
    let store = connect(&postgres.url()).await;
    let pool = pool(&postgres.url()).await;
    let lasting = request(MINUTE);
    let held = granted(&store, &lasting).await;
    store.commit(&held).await.unwrap();
    sqlx::query(
        "INSERT INTO hookseal.deliveries \
         SELECT sha256(n::text::bytea), 1, 2, 1, 1, substr(sha256(''), 1, 16), NULL, \
         now() - interval '1 second' \
         FROM generate_series(1, 2500) n",
    )
    .execute(&pool)
    .await
    .unwrap();
    // Rows that another holds are left.
    let mut other = pool.begin().await.unwrap();
    sqlx::query("SELECT 1 FROM hookseal.deliveries WHERE key = sha256('7'::bytea) FOR UPDATE")
        .execute(&mut *other)
        .await
        .unwrap();
    assert_eq!(store.sweep().await.unwrap(), 2_499);
    other.rollback().await.unwrap();
    assert_eq!(store.sweep().await.unwrap(), 1);
    assert_eq!(store.reserve(&lasting).await.unwrap(), KNOWN);
}

async fn restart() {
    let mut postgres = Postgres::start();
    let store = connect(&postgres.url()).await;
    let wanted = request(MINUTE);
    let held = granted(&store, &wanted).await;
    store.commit(&held).await.unwrap();
    postgres.kill();
    assert!(store.reserve(&wanted).await.is_err());
    postgres.begin();
    // Connections that the crash has broken are tried again at once.
    assert_eq!(store.reserve(&wanted).await.unwrap(), KNOWN);
}

async fn health() {
    let postgres = Postgres::start();
    let pool = pool(&postgres.url()).await;
    let store = PostgresStore::new(pool.clone());
    let concerns = async || {
        let health = store.health().await.unwrap();
        health.concerns().map(str::to_owned).collect::<Vec<_>>()
    };
    let missing = concerns().await;
    assert!(missing[0].contains("migrate"), "{missing:?}");
    store.migrate().await.unwrap();
    assert_eq!(concerns().await, Vec::<String>::new());
    for statement in [
        "ALTER SYSTEM SET synchronous_commit = off",
        "SELECT pg_reload_conf()",
        "ALTER TABLE hookseal.deliveries SET UNLOGGED",
    ] {
        sqlx::query(statement).execute(&pool).await.unwrap();
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let broken = concerns().await.join("\n");
    assert!(broken.contains("synchronous_commit is off"), "{broken}");
    assert!(broken.contains("unlogged"), "{broken}");
}
