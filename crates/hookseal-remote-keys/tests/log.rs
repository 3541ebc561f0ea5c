//! What is logged while an address cannot be reached, in a process of its own: what counts lines
//! must not see those of other tests.

// Helpers of tests are tests, which clippy cannot know of whole files.
#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing)]

#[allow(dead_code)] // more of them is of use elsewhere
#[path = "endpoint/sender.rs"]
mod sender;
#[allow(dead_code)]
#[path = "endpoint/server.rs"]
mod server;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hookseal_core::signing::SignedDelivery;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{self, Layer, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::sender::{Sender, by_id, deliver, verifier};
use crate::server::{KeyServer, status};

fn strangers(count: usize) -> Vec<SignedDelivery> {
    (0..count)
        .map(|at| Sender::new(&format!("stranger-{at}"), 9).sign())
        .collect()
}

/// Counts the lines from `WARN` on.
#[derive(Clone, Default)]
struct Warned(Arc<AtomicUsize>);

impl<S: Subscriber> Layer<S> for Warned {
    fn on_event(&self, event: &Event<'_>, _: layer::Context<'_, S>) {
        if *event.metadata().level() <= Level::WARN {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[tokio::test]
async fn e5_a_thousand_ids_that_cannot_be_fetched_are_a_line_of_the_keys_and_one_of_the_verifier() {
    let warned = Warned::default();
    let _guard = tracing_subscriber::registry()
        .with(warned.clone())
        .set_default();
    let server = KeyServer::start(|_| status(500));
    let verifier = verifier(&by_id(&server).build().unwrap());
    for delivery in strangers(1_000) {
        assert_eq!(deliver(&verifier, &delivery).await, "key_unavailable");
    }
    assert_eq!(warned.0.load(Ordering::Relaxed), 2);
}
