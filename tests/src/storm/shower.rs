//! Many copies of many deliveries at once, to both frameworks over one store.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::client::Client;
use super::ledger::Ledger;
use super::serve::{Adapter, Serving};
use super::{Kept, PANIC, handler};

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub struct Shower {
    /// Deliveries.
    pub ids: usize,
    /// Copies of each.
    pub copies: usize,
    /// Requests that it took until each copy was told 2xx.
    pub requests: usize,
    /// Copies that were never told 2xx.
    pub refused: usize,
    /// Runs of handlers that failed on purpose.
    pub failed_runs: usize,
    /// Deliveries that were never handled.
    pub lost: usize,
    /// Deliveries that were handled more than once.
    pub twice: usize,
    /// How long it took.
    pub took: Duration,
}

impl fmt::Display for Shower {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let each_second = self.requests as u128 * 1000 / self.took.as_millis().max(1);
        write!(
            f,
            "storm: {} ids x {} copies, {} requests in {:.1} s ({each_second}/s), {} runs failed on purpose: {} handled exactly once, {} twice, {} lost, {} copies never acknowledged",
            self.ids,
            self.copies,
            self.requests,
            self.took.as_secs_f64(),
            self.failed_runs,
            self.ids - self.twice - self.lost,
            self.twice,
            self.lost,
            self.refused,
        )
    }
}

/// Each copy has a sender of its own, which insists; of ten deliveries, the first run of one
/// answers 500, and that of another panics.
pub async fn shower(store: &Kept, ids: usize, copies: usize) -> Shower {
    let (ledger, failed_runs) = (Arc::new(Ledger::default()), Arc::new(AtomicUsize::new(0)));
    let handler = {
        let (ledger, failed_runs) = (Arc::clone(&ledger), Arc::clone(&failed_runs));
        handler(move |id, reservation| {
            let (ledger, failed_runs) = (Arc::clone(&ledger), Arc::clone(&failed_runs));
            async move {
                let reservation = reservation.unwrap();
                tokio::task::yield_now().await;
                if !reservation.is_repeated() {
                    failed_runs.fetch_add(1, Ordering::Relaxed);
                    match id.as_bytes().last() {
                        Some(b'3') => return 500,
                        Some(b'7') => std::panic::panic_any(PANIC),
                        _ => failed_runs.fetch_sub(1, Ordering::Relaxed),
                    };
                }
                ledger.done(id, reservation.token());
                200
            }
        })
    };
    let servers = [Adapter::Axum, Adapter::Actix].map(|adapter| {
        let guard = store.guard(|builder| builder.store_timeout(Duration::from_secs(5)));
        Serving::start(adapter, guard, Arc::clone(&handler))
    });
    let start = Instant::now();
    let senders: Vec<_> = (0..copies)
        .map(|copy| {
            let mut client = Client::new(servers[copy % servers.len()].address());
            tokio::spawn(async move {
                let (mut requests, mut refused) = (0, 0);
                for at in 0..ids {
                    match client.insist(&id_of(at), Duration::from_secs(60)).await {
                        Some(tries) => requests += tries,
                        None => refused += 1,
                    }
                }
                (requests, refused)
            })
        })
        .collect();
    let (mut requests, mut refused) = (0, 0);
    for sender in senders {
        let (more, refused_more) = sender.await.unwrap();
        requests += more;
        refused += refused_more;
    }
    let took = start.elapsed();
    let names: Vec<_> = (0..ids).map(id_of).collect();
    let (lost, twice) = ledger.judge(names.iter().map(String::as_str));
    Shower {
        ids,
        copies,
        requests,
        refused,
        failed_runs: failed_runs.load(Ordering::Relaxed),
        lost,
        twice,
        took,
    }
}

fn id_of(at: usize) -> String {
    format!("evt_storm_{at}")
}
