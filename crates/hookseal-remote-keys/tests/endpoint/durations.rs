//! Every time that an app can set, at its greatest and at none.

use std::num::NonZeroU32;
use std::time::Duration;

use hookseal_remote_keys::{RemoteKeysBuilder, RemoteKeysError};

use crate::sender::{Sender, by_id, deliver, verifier};
use crate::server::{KeyServer, status};

type Set = fn(RemoteKeysBuilder, Duration) -> RemoteKeysBuilder;

/// With what each is refused as where it is none at all.
const SETTINGS: [(&str, Set, Option<&str>); 7] = [
    ("ttl", RemoteKeysBuilder::ttl, Some("ttl")),
    ("max_stale", RemoteKeysBuilder::max_stale, None),
    ("unknown_ttl", RemoteKeysBuilder::unknown_ttl, None),
    ("failure_ttl", RemoteKeysBuilder::failure_ttl, None),
    ("timeout", RemoteKeysBuilder::timeout, Some("timeout")),
    (
        "a budget of one",
        |keys, every| keys.unknown_budget(NonZeroU32::MIN, every),
        Some("unknown_budget"),
    ),
    (
        "the greatest budget",
        |keys, every| keys.unknown_budget(NonZeroU32::MAX, every),
        Some("unknown_budget"),
    ),
];

#[tokio::test]
async fn no_time_at_all_is_refused_or_borne() {
    let sender = Sender::new("mc", 1);
    let server = KeyServer::of([&sender]);
    for (name, set, refused) in SETTINGS {
        match (set(by_id(&server), Duration::ZERO).build(), refused) {
            (Err(error), Some(setting)) => {
                assert_eq!(error, RemoteKeysError::InvalidSetting { setting }, "{name}");
            }
            (Ok(keys), None) => {
                let verdict = deliver(&verifier(&keys), &sender.sign()).await;
                assert_eq!(verdict, "mc", "{name}");
            }
            (built, _) => panic!("{name}: {built:?}"),
        }
    }
}

#[tokio::test]
async fn no_time_is_too_long() {
    let (sender, other) = (Sender::new("mc", 1), Sender::new("other", 2));
    let server = KeyServer::of([&sender]);
    let down = KeyServer::start(|_| status(500));
    for (name, set, _) in SETTINGS {
        for time in [Duration::MAX, Duration::from_secs(30_000_000_000)] {
            let keys = set(by_id(&server), time).build().unwrap();
            let kept = verifier(&keys);
            for _ in 0..2 {
                assert_eq!(deliver(&kept, &sender.sign()).await, "mc", "{name}");
                // Unknown, or not asked for any more.
                let verdict = deliver(&kept, &other.sign()).await;
                let fits = ["unknown_key", "key_unavailable"].contains(&&*verdict);
                assert!(fits, "{name}: {verdict}");
            }
            let keys = set(by_id(&down), time).build().unwrap();
            let verdict = deliver(&verifier(&keys), &sender.sign()).await;
            assert_eq!(verdict, "key_unavailable", "{name}");
        }
    }
}
