//! An endpoint that cannot be reached, for a while.

use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::sender::{Sender, by_id, deliver, verifier};
use crate::server::{KeyServer, keys_of, status};

const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

#[tokio::test]
async fn k23_a_kept_key_verifies_until_max_stale_and_then_no_more_until_recovery() {
    let sender = Sender::new("mc", 1);
    let mut server = KeyServer::of([&sender]);
    let keys = by_id(&server)
        .ttl(millis(200))
        .max_stale(millis(800))
        .failure_ttl(millis(50))
        .timeout(millis(200))
        .build()
        .unwrap();
    let verifier = verifier(&keys);
    assert_eq!(deliver(&verifier, &sender.sign()).await, "mc");
    let fetched = Instant::now();
    server.stop();
    let (mut stale, mut refused) = (0, 0);
    while fetched.elapsed() < millis(1400) {
        let before = fetched.elapsed();
        let verdict = deliver(&verifier, &sender.sign()).await;
        let after = fetched.elapsed();
        if after < millis(1000) {
            assert_eq!(verdict, "mc", "after {after:?}");
            stale += u32::from(before > millis(200));
        } else if before > millis(1010) {
            assert_eq!(verdict, "key_unavailable", "after {before:?}");
            refused += 1;
        }
        sleep(millis(20)).await;
    }
    assert!(stale > 5 && refused > 5, "{stale} stale, {refused} refused");
    server.restart();
    sleep(millis(60)).await;
    assert_eq!(deliver(&verifier, &sender.sign()).await, "mc");
}

#[tokio::test]
async fn k23_without_a_kept_key_it_is_503_until_recovery() {
    let sender = Sender::new("mc", 1);
    let mut server = KeyServer::of([&sender]);
    server.stop();
    let keys = by_id(&server).failure_ttl(millis(100)).build().unwrap();
    let verifier = verifier(&keys);
    for _ in 0..10 {
        let verdict = deliver(&verifier, &sender.sign()).await;
        assert_eq!(verdict, "key_unavailable");
    }
    server.restart();
    sleep(millis(110)).await;
    assert_eq!(deliver(&verifier, &sender.sign()).await, "mc");
}

/// An endpoint in trouble is not asked by every delivery.
#[tokio::test]
async fn k23_after_a_failure_nothing_is_fetched_for_a_while() {
    let sender = Sender::new("mc", 1);
    let server = KeyServer::start(|_| status(500));
    let keys = by_id(&server).failure_ttl(millis(300)).build().unwrap();
    let verifier = verifier(&keys);
    for _ in 0..20 {
        let verdict = deliver(&verifier, &sender.sign()).await;
        assert_eq!(verdict, "key_unavailable");
    }
    assert_eq!(server.asked(), 1);
    server.answer(keys_of([&sender]));
    sleep(millis(310)).await;
    assert_eq!(deliver(&verifier, &sender.sign()).await, "mc");
    assert_eq!(server.asked(), 2);
}

/// A quarter of the timeout, so that the verifier's own deadline is not met first.
#[tokio::test]
async fn k23_who_has_a_stale_key_does_not_wait_long_for_a_slow_endpoint() {
    let sender = Sender::new("mc", 1);
    let server = KeyServer::of([&sender]);
    let keys = by_id(&server).ttl(millis(50)).build().unwrap();
    let verifier = verifier(&keys);
    assert_eq!(deliver(&verifier, &sender.sign()).await, "mc");
    server.answer_after(Duration::from_secs(3600), keys_of(&[]));
    sleep(millis(60)).await;
    let before = Instant::now();
    let delivery = sender.sign();
    let verdicts = futures_util::future::join_all((0..50).map(|_| deliver(&verifier, &delivery)));
    assert!(verdicts.await.iter().all(|verdict| verdict == "mc"));
    let waited = before.elapsed();
    assert!((millis(450)..millis(1200)).contains(&waited), "{waited:?}");
    assert_eq!(server.asked(), 2);
}

#[tokio::test]
async fn k23_without_stale_keys_an_expired_key_is_none() {
    let sender = Sender::new("mc", 1);
    let mut server = KeyServer::of([&sender]);
    let builder = by_id(&server).ttl(millis(100)).max_stale(Duration::ZERO);
    let verifier = verifier(&builder.build().unwrap());
    assert_eq!(deliver(&verifier, &sender.sign()).await, "mc");
    server.stop();
    sleep(millis(110)).await;
    let verdict = deliver(&verifier, &sender.sign()).await;
    assert_eq!(verdict, "key_unavailable");
}

/// The verifier gives up after two seconds; what was fetched is kept all the same.
#[tokio::test]
async fn k18_a_fetch_outlives_the_delivery_that_caused_it() {
    let sender = Sender::new("mc", 1);
    let server = KeyServer::start(|_| status(500));
    server.answer_after(millis(300), keys_of([&sender]));
    let verifier = verifier(&by_id(&server).build().unwrap());
    let delivery = sender.sign();
    let gone = tokio::time::timeout(millis(50), deliver(&verifier, &delivery)).await;
    assert!(gone.is_err());
    sleep(millis(400)).await;
    assert_eq!(deliver(&verifier, &delivery).await, "mc");
    assert_eq!(server.asked(), 1);
}
