//! Many deliveries at once, and many ids that nobody has.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use hookseal_core::Verifier;
use hookseal_core::signing::SignedDelivery;
use hookseal_remote_keys::{Jwks, RemoteKeys};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::sender::{Sender, by_id, deliver, verifier};
use crate::server::{KeyServer, keys_of, set_of, status};

/// Delivers each on a task of its own.
fn deliver_all(
    verifier: &Arc<Verifier>,
    deliveries: Vec<SignedDelivery>,
) -> Vec<JoinHandle<String>> {
    deliveries
        .into_iter()
        .map(|delivery| {
            let verifier = Arc::clone(verifier);
            tokio::spawn(async move { deliver(&verifier, &delivery).await })
        })
        .collect()
}

async fn verdicts(tasks: Vec<JoinHandle<String>>) -> Vec<String> {
    let verdicts = join_all(tasks).await;
    verdicts.into_iter().map(Result::unwrap).collect()
}

fn strangers(count: usize) -> Vec<SignedDelivery> {
    (0..count)
        .map(|at| Sender::new(&format!("stranger-{at}"), 9).sign())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k19_a_hundred_deliveries_at_once_cause_one_fetch() {
    let sender = Sender::new("mc", 1);
    let server = KeyServer::start(|_| status(500));
    server.answer_after(Duration::from_millis(100), keys_of([&sender]));
    let verifier = verifier(&by_id(&server).build().unwrap());
    let tasks = deliver_all(&verifier, vec![sender.sign(); 100]);
    assert_eq!(verdicts(tasks).await, ["mc"; 100]);
    assert_eq!(server.asked(), 1);

    // Also when there is no delay to gather them.
    server.answer(keys_of([&sender]));
    for round in 2..30 {
        let verifier = crate::sender::verifier(&by_id(&server).build().unwrap());
        let tasks = deliver_all(&verifier, vec![sender.sign(); 20]);
        assert_eq!(verdicts(tasks).await, ["mc"; 20]);
        assert_eq!(server.asked(), round);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k19_a_hundred_deliveries_of_one_unknown_id_cause_one_fetch() {
    let server = KeyServer::start(|_| status(404));
    server.answer_after(Duration::from_millis(50), |_| status(404));
    let verifier = verifier(&by_id(&server).build().unwrap());
    let delivery = Sender::new("nobody", 1).sign();
    let tasks = deliver_all(&verifier, vec![delivery.clone(); 100]);
    assert_eq!(verdicts(tasks).await, ["unknown_key"; 100]);
    for _ in 0..100 {
        assert_eq!(deliver(&verifier, &delivery).await, "unknown_key");
    }
    assert_eq!(server.asked(), 1);
}

#[tokio::test]
async fn k19_an_unknown_id_is_asked_for_again_after_its_time() {
    let sender = Sender::new("mc", 1);
    let server = KeyServer::start(|_| status(404));
    let keys = by_id(&server).unknown_ttl(Duration::from_millis(200));
    let verifier = verifier(&keys.build().unwrap());
    assert_eq!(deliver(&verifier, &sender.sign()).await, "unknown_key");
    server.answer(keys_of([&sender]));
    assert_eq!(deliver(&verifier, &sender.sign()).await, "unknown_key");
    sleep(Duration::from_millis(210)).await;
    assert_eq!(deliver(&verifier, &sender.sign()).await, "mc");
    assert_eq!(server.asked(), 2);
}

/// The documented bound: 32, and one more for each second.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k19_a_thousand_unknown_ids_cause_33_fetches_a_second_at_most() {
    let server = KeyServer::of(&[]);
    let verifier = verifier(&by_id(&server).build().unwrap());
    let deliveries = strangers(1_000);
    let before = Instant::now();
    let verdicts = verdicts(deliver_all(&verifier, deliveries)).await;
    let bound = 33 + usize::try_from(before.elapsed().as_secs()).unwrap();
    let asked = server.asked();
    assert!((32..=bound).contains(&asked), "{asked} of {bound}");
    let count = |code| verdicts.iter().filter(|verdict| *verdict == code).count();
    assert_eq!(count("unknown_key"), asked);
    assert_eq!(count("key_unavailable"), 1_000 - asked);
}

#[tokio::test]
async fn k19_the_budget_is_the_app_s_to_set() {
    let server = KeyServer::of(&[]);
    let budget = NonZeroU32::new(3).unwrap();
    let keys = by_id(&server).unknown_budget(budget, Duration::from_millis(200));
    let verifier = verifier(&keys.build().unwrap());
    for (at, delivery) in strangers(10).iter().enumerate() {
        let expected = if at < 3 {
            "unknown_key"
        } else {
            "key_unavailable"
        };
        assert_eq!(deliver(&verifier, delivery).await, expected, "{at}");
    }
    sleep(Duration::from_millis(210)).await;
    assert_eq!(deliver(&verifier, &strangers(10)[9]).await, "unknown_key");
    assert_eq!(server.asked(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k19_a_thousand_unknown_ids_together_cause_one_fetch_of_a_key_set() {
    let sender = Sender::new("mc", 1);
    let server = KeyServer::start(|_| status(500));
    server.answer_after(Duration::from_millis(500), set_of([&sender]));
    let verifier = verifier(&RemoteKeys::jwks(&server.url()).unwrap());
    let tasks = deliver_all(&verifier, strangers(1_000));
    assert_eq!(verdicts(tasks).await, ["unknown_key"; 1_000]);
    assert_eq!(deliver(&verifier, &sender.sign()).await, "mc");
    assert_eq!(server.asked(), 1);
    // And each of them is remembered.
    let tasks = deliver_all(&verifier, strangers(1_000));
    assert_eq!(verdicts(tasks).await, ["unknown_key"; 1_000]);
    assert_eq!(server.asked(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k19_a_flood_never_delays_deliveries_whose_key_is_kept() {
    let sender = Sender::new("mc", 1);
    let server = KeyServer::of([&sender]);
    let keys = by_id(&server).ttl(Duration::from_secs(2)).build().unwrap();
    let verifier = verifier(&keys);
    assert_eq!(deliver(&verifier, &sender.sign()).await, "mc");
    // The endpoint says nothing of strangers, so all that can be occupied is.
    server.hang_but_for(&sender);
    let strangers = strangers(1_000);
    let delivery = sender.sign();
    let flood = deliver_all(&verifier, strangers);
    let begun = Instant::now();
    let mut slowest = Duration::ZERO;
    // Beyond the time to live: it is fetched again amid the flood.
    while begun.elapsed() < Duration::from_secs(3) {
        let before = Instant::now();
        assert_eq!(deliver(&verifier, &delivery).await, "mc");
        slowest = slowest.max(before.elapsed());
        sleep(Duration::from_millis(2)).await;
    }
    assert!(slowest < Duration::from_millis(400), "{slowest:?}");
    assert_eq!(verdicts(flood).await, ["key_unavailable"; 1_000]);
    // The key's two, the budget's 32, and one more for each second.
    assert!(server.asked() <= 2 + 32 + 3, "{}", server.asked());
}

/// Fetches for strangers that hang do not keep a key in use from being fetched again.
#[tokio::test]
async fn k19_strangers_do_not_occupy_what_kept_keys_need() {
    let sender = Sender::new("mc", 1);
    let server = KeyServer::of([&sender]);
    let keys = by_id(&server)
        .ttl(Duration::from_millis(300))
        .timeout(Duration::from_secs(60))
        .build();
    let verifier = verifier(&keys.unwrap());
    assert_eq!(deliver(&verifier, &sender.sign()).await, "mc");
    server.hang_but_for(&sender);
    let flood = deliver_all(&verifier, strangers(32));
    sleep(Duration::from_millis(350)).await;
    assert_eq!(server.asked(), 1 + 4, "as many as may be under way");
    let before = Instant::now();
    assert_eq!(deliver(&verifier, &sender.sign()).await, "mc");
    assert_eq!(server.asked(), 1 + 4 + 1);
    assert!(before.elapsed() < Duration::from_secs(2));
    // The verifier does not wait as long as the fetches.
    assert_eq!(verdicts(flood).await, ["key_unavailable"; 32]);
}

#[tokio::test]
async fn k19_no_flood_takes_a_kept_key_s_place() {
    let kept = [Sender::new("a", 1), Sender::new("b", 2)];
    let server = KeyServer::of(&kept);
    let budget = NonZeroU32::new(1_000).unwrap();
    let keys = by_id(&server)
        .max_keys(2)
        .unknown_budget(budget, Duration::from_secs(1))
        .build()
        .unwrap();
    let verifier = verifier(&keys);
    for sender in &kept {
        assert_eq!(deliver(&verifier, &sender.sign()).await, sender.id);
    }
    for stranger in strangers(300) {
        assert_eq!(deliver(&verifier, &stranger).await, "unknown_key");
    }
    assert_eq!(server.asked(), 302);
    for sender in &kept {
        assert_eq!(deliver(&verifier, &sender.sign()).await, sender.id);
    }
    assert_eq!(server.asked(), 302);
}

#[tokio::test]
async fn k19_keys_are_bounded_in_number() {
    let senders: Vec<_> = (0..20)
        .map(|at| Sender::new(&format!("k{at}"), at))
        .collect();
    let server = KeyServer::of(&senders);
    let keys = by_id(&server).max_keys(5).build().unwrap();
    let verifier = verifier(&keys);
    for sender in &senders {
        assert_eq!(deliver(&verifier, &sender.sign()).await, sender.id);
    }
    assert!(format!("{keys:?}").contains("kept: 5"), "{keys:?}");
}

#[tokio::test]
async fn r21_k17_ids_that_can_be_none_cause_no_fetch() {
    let server = KeyServer::of(&[]);
    let verifier = verifier(&by_id(&server).build().unwrap());
    for id in ["", " ", "a b", &"k".repeat(257), &"k".repeat(10_240)] {
        let verdict = deliver(&verifier, &Sender::new(id, 1).sign()).await;
        assert_eq!(verdict, "unknown_key", "{id:.20}");
    }
    assert_eq!(server.asked(), 0);
    // A traversal is an id like any other: the server sees it whole.
    let sender = Sender::new("../../admin?id=mc&x=#", 1);
    server.answer(keys_of([&sender]));
    assert_eq!(deliver(&verifier, &sender.sign()).await, sender.id);
}

#[tokio::test]
async fn k19_other_ids_than_those_allowed_cause_no_fetch() {
    let senders = [Sender::new("a", 1), Sender::new("b", 2)];
    let server = KeyServer::of(&senders);
    let verifier = verifier(&by_id(&server).only_ids(["b"]).build().unwrap());
    assert_eq!(deliver(&verifier, &senders[0].sign()).await, "unknown_key");
    assert_eq!(server.asked(), 0);
    assert_eq!(deliver(&verifier, &senders[1].sign()).await, "b");

    // Nor are they kept where a key set brings them.
    let server = KeyServer::start(set_of(&senders));
    let source = Jwks::new(&server.url()).unwrap();
    let keys = RemoteKeys::builder(source).only_ids(["b"]).build().unwrap();
    let verifier = crate::sender::verifier(&keys);
    assert_eq!(deliver(&verifier, &senders[1].sign()).await, "b");
    assert!(format!("{keys:?}").contains("kept: 1"), "{keys:?}");
}

/// What the head alone can tell needs no key.
#[tokio::test]
async fn k19_what_can_be_refused_without_a_key_causes_no_fetch() {
    use hookseal_core::UnixTime;
    use hookseal_core::httpsig::MessageSigner;
    use hookseal_core::signing::{Delivery, PrivateKey};
    let server = KeyServer::of(&[]);
    let verifier = verifier(&by_id(&server).build().unwrap());
    let signer = MessageSigner::new("acme", PrivateKey::from_seed(&[1; 32]).unwrap()).unwrap();
    let stale = signer
        .key_id("mc")
        .sign(&Delivery::new("[]").timestamp(UnixTime::from_secs(1_700_000_000)))
        .unwrap();
    assert_eq!(deliver(&verifier, &stale).await, "stale");
    assert_eq!(server.asked(), 0);
}
