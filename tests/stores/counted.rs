//! Senders whose events are easily miscounted, over the stores of several processes: there
//! deliveries are known by other digests than in memory.

use std::future::{pending, ready};
use std::sync::Arc;

use hookseal::postgres::PostgresStore;
use hookseal::redis::RedisStore;
use hookseal::replay::{Answer, ReplayGuard, ReplayStore};
use hookseal_tests::instances::{self, Fate};
use libtest_mimic::Trial;

use crate::{Engines, trial};

pub(crate) fn trials(engines: &Arc<Engines>) -> Vec<Trial> {
    let (a, b) = (Arc::clone(engines), Arc::clone(engines));
    let name = |engine: &str| format!("{engine}::i12_events_are_counted_as_their_senders_do");
    vec![
        trial(&name("redis"), async move || {
            count(RedisStore::connect(a.redis()).await.unwrap()).await;
        }),
        trial(&name("postgres"), async move || {
            count(PostgresStore::connect(&b.postgres()).await.unwrap()).await;
        }),
    ]
}

async fn count<S: ReplayStore + Clone>(store: S) {
    for instance in instances::all() {
        let guard = ReplayGuard::new(instance.name, store.clone()).unwrap();
        for (number, (request, fate)) in instance.deliveries.iter().enumerate() {
            let verified = instance.verifier.verify(request, request.body.clone());
            let found = match verified {
                Err(_) => Fate::Refused,
                Ok(outcome) => {
                    let body = outcome.event().unwrap();
                    let admission = guard.admit(&body, request).unwrap();
                    let handle = |_| ready(200_u16);
                    let ran = admission
                        .run(|_| pending(), handle, |status| Some(*status))
                        .await;
                    match ran.answer {
                        Answer::Handled(_) => Fate::Handled,
                        Answer::Duplicate(_) => Fate::Duplicate,
                        Answer::Refused(why) => panic!("{}: {why}", instance.name),
                    }
                }
            };
            assert_eq!(found, *fate, "{}, delivery {number}", instance.name);
        }
    }
}
