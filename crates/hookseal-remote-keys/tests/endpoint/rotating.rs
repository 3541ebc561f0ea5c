//! A good endpoint, whose keys change.

use std::time::Duration;

use hookseal_core::Verifier;
use hookseal_remote_keys::{Jwks, RemoteKeys};
use tokio::time::sleep;

use crate::sender::{Sender, by_id, deliver, rules, verifier};
use crate::server::{KeyServer, keys_of, set_of, status, text};

#[tokio::test]
async fn a_key_is_fetched_once_and_kept() {
    let sender = Sender::new("mc-1", 1);
    let server = KeyServer::of([&sender]);
    let verifier = verifier(&by_id(&server).build().unwrap());
    for _ in 0..50 {
        assert_eq!(deliver(&verifier, &sender.sign()).await, "mc-1");
    }
    assert_eq!(server.asked(), 1);
    let forger = Sender::new("mc-1", 2);
    assert_eq!(
        deliver(&verifier, &forger.sign()).await,
        "signature_mismatch"
    );
    assert_eq!(server.asked(), 1);
}

/// No sum of an instant and a duration overflows.
#[tokio::test]
async fn the_longest_durations_are_as_good_as_for_ever() {
    let sender = Sender::new("mc-1", 1);
    let server = KeyServer::of([&sender]);
    let keys = by_id(&server)
        .timeout(Duration::MAX)
        .ttl(Duration::MAX)
        .max_stale(Duration::MAX)
        .unknown_ttl(Duration::MAX)
        .failure_ttl(Duration::MAX);
    let verifier = verifier(&keys.build().unwrap());
    assert_eq!(deliver(&verifier, &sender.sign()).await, "mc-1");
    let stranger = Sender::new("mc-2", 2);
    assert_eq!(deliver(&verifier, &stranger.sign()).await, "unknown_key");
}

#[tokio::test]
async fn a_key_may_be_pem_or_bare_base64_or_its_own_bytes() {
    let sender = Sender::new("mc-1", 1);
    for key in [
        sender.pem(),
        sender.pem().replace('\n', "\r\n"),
        sender.spki(),
        sender.raw(),
    ] {
        let key = key.replace('\r', "\\r").replace('\n', "\\n");
        let document = format!(r#"{{"id":"mc-1","key":"{key}"}}"#);
        let server = KeyServer::start(move |_| text(&document));
        let verifier = verifier(&by_id(&server).build().unwrap());
        assert_eq!(deliver(&verifier, &sender.sign()).await, "mc-1");
    }
}

#[tokio::test]
async fn a_new_key_is_found_while_the_old_one_is_still_used() {
    let (old, new) = (Sender::new("old", 1), Sender::new("new", 2));
    let server = KeyServer::of([&old]);
    let verifier = verifier(&by_id(&server).build().unwrap());
    assert_eq!(deliver(&verifier, &old.sign()).await, "old");
    server.answer(keys_of([&old, &new]));
    assert_eq!(deliver(&verifier, &new.sign()).await, "new");
    assert_eq!(deliver(&verifier, &old.sign()).await, "old");
    assert_eq!(server.asked(), 2);
}

#[tokio::test]
async fn one_key_set_has_all_keys() {
    let senders = [
        Sender::new("a", 1),
        Sender::new("b", 2),
        Sender::new("c", 3),
    ];
    let server = KeyServer::start(set_of(&senders[..2]));
    let keys = RemoteKeys::jwks(&server.url()).unwrap();
    let verifier = verifier(&keys);
    for sender in &senders[..2] {
        assert_eq!(deliver(&verifier, &sender.sign()).await, sender.id);
    }
    assert_eq!(server.asked(), 1);
    assert_eq!(deliver(&verifier, &senders[2].sign()).await, "unknown_key");
    assert_eq!(server.asked(), 2);

    // What is remembered as unknown is found where another's fetch brings it.
    server.answer(set_of(&senders));
    keys.clear();
    assert_eq!(deliver(&verifier, &senders[0].sign()).await, "a");
    assert_eq!(deliver(&verifier, &senders[2].sign()).await, "c");
    assert_eq!(server.asked(), 3);
}

#[tokio::test]
async fn another_key_under_the_same_id_counts_after_the_time_to_live() {
    let (old, new) = (Sender::new("mc", 1), Sender::new("mc", 2));
    let server = KeyServer::of([&old]);
    let keys = by_id(&server).ttl(Duration::from_millis(300)).build();
    let verifier = verifier(&keys.unwrap());
    assert_eq!(deliver(&verifier, &old.sign()).await, "mc");
    server.answer(keys_of([&new]));
    assert_eq!(deliver(&verifier, &old.sign()).await, "mc");
    sleep(Duration::from_millis(310)).await;
    assert_eq!(deliver(&verifier, &old.sign()).await, "signature_mismatch");
    assert_eq!(deliver(&verifier, &new.sign()).await, "mc");
}

#[tokio::test]
async fn a_withdrawn_key_is_unknown_after_the_time_to_live() {
    let sender = Sender::new("a", 1);
    let others = [Sender::new("b", 2)];
    let gone: [(fn() -> axum::response::Response, bool); 4] = [
        (|| status(404), false),
        (|| status(410), false),
        (|| status(400), false),
        (|| set_of([&Sender::new("b", 2)])(""), true),
    ];
    for (gone, is_set) in gone {
        let server = KeyServer::start(keys_of([&sender]));
        let builder = if is_set {
            server.answer(set_of([&sender, &others[0]]));
            RemoteKeys::builder(Jwks::new(&server.url()).unwrap())
        } else {
            by_id(&server)
        };
        let keys = builder.ttl(Duration::from_millis(100)).build().unwrap();
        let verifier = verifier(&keys);
        assert_eq!(deliver(&verifier, &sender.sign()).await, "a");
        server.answer(move |_| gone());
        sleep(Duration::from_millis(110)).await;
        // Not even as a stale key, for the endpoint has said so.
        for _ in 0..3 {
            assert_eq!(deliver(&verifier, &sender.sign()).await, "unknown_key");
        }
        assert_eq!(server.asked(), 2);
    }
}

#[tokio::test]
async fn a_key_in_use_is_fetched_again_before_it_expires() {
    let sender = Sender::new("mc", 1);
    let server = KeyServer::of([&sender]);
    let keys = by_id(&server).ttl(Duration::from_millis(500)).build();
    let verifier = verifier(&keys.unwrap());
    assert_eq!(deliver(&verifier, &sender.sign()).await, "mc");
    // The delivery that comes in the last fifth does not wait for it.
    server.answer_after(Duration::from_millis(50), keys_of([&sender]));
    sleep(Duration::from_millis(410)).await;
    let before = std::time::Instant::now();
    assert_eq!(deliver(&verifier, &sender.sign()).await, "mc");
    assert!(before.elapsed() < Duration::from_millis(45));
    sleep(Duration::from_millis(80)).await;
    assert_eq!(server.asked(), 2);
    sleep(Duration::from_millis(200)).await;
    assert_eq!(deliver(&verifier, &sender.sign()).await, "mc");
    assert_eq!(server.asked(), 2, "it has begun a new life");
}

#[tokio::test]
async fn cleared_keys_are_fetched_again() {
    let sender = Sender::new("mc", 1);
    let server = KeyServer::of([&sender]);
    let keys = by_id(&server).build().unwrap();
    let verifier = verifier(&keys);
    assert_eq!(deliver(&verifier, &sender.sign()).await, "mc");
    server.answer(|_| status(404));
    keys.clear();
    assert_eq!(deliver(&verifier, &sender.sign()).await, "unknown_key");
    server.answer(keys_of([&sender]));
    keys.clear();
    assert_eq!(deliver(&verifier, &sender.sign()).await, "mc");
}

#[tokio::test]
async fn k20_another_scheme_gets_no_keys() {
    let sender = Sender::new("mc", 1);
    let server = KeyServer::of([&sender]);
    let keys = by_id(&server).build().unwrap();
    let same = [verifier(&keys), verifier(&keys)];
    for verifier in &same {
        assert_eq!(deliver(verifier, &sender.sign()).await, "mc");
    }
    assert_eq!(server.asked(), 1);
    let other = Verifier::builder(rules().with_id("other")).resolver(keys);
    let other = other.build().unwrap();
    assert_eq!(deliver(&other, &sender.sign()).await, "key_unavailable");
}

#[tokio::test]
async fn k24_debug_shows_neither_keys_nor_queries() {
    let sender = Sender::new("mc", 1);
    let server = KeyServer::of([&sender]);
    let url = format!("{}?token=marker-1", server.url());
    let keys = RemoteKeys::by_id(&url).unwrap();
    assert_eq!(deliver(&verifier(&keys), &sender.sign()).await, "mc");
    let shown = format!(
        "{keys:?} {:?}",
        RemoteKeys::builder(hookseal_remote_keys::KeyById::new(&url).unwrap())
    );
    assert!(shown.contains("127.0.0.1"), "{shown}");
    assert!(
        !shown.contains("marker") && !shown.contains("MCow"),
        "{shown}"
    );
}
