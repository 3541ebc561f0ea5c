//! The engine of a store goes down under load, and comes back.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::client::Client;
use super::ledger::Ledger;
use super::serve::{Adapter, Serving};
use super::{Engine, Kept, handler};

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub struct Outage {
    /// How long the engine was down.
    pub down: Duration,
    /// Deliveries that were acknowledged over the whole time.
    pub acknowledged: usize,
    /// Requests that were told to come again while it was down.
    pub unavailable: usize,
    /// Answers of another status than 2xx and 503.
    pub others: usize,
    /// The slowest answer while it was down.
    pub slowest: Duration,
    /// From when the engine answered again to the first delivery that was handled.
    pub recovered: Duration,
    /// Deliveries that were acknowledged and never handled.
    pub lost: usize,
    /// Deliveries that were handled more than once.
    pub twice: usize,
}

impl fmt::Display for Outage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "outage: engine killed for {:.0} s under load, {} requests told 503 meanwhile (slowest answer {} ms), {} other answers; handling again {} ms after it was back; {} deliveries acknowledged, {} lost, {} twice",
            self.down.as_secs_f64(),
            self.unavailable,
            self.slowest.as_millis(),
            self.others,
            self.recovered.as_millis(),
            self.acknowledged,
            self.lost,
            self.twice,
        )
    }
}

/// What one sender has seen.
struct Seen {
    id: String,
    at: Instant,
    took: Duration,
    status: Option<u16>,
}

/// Keeps 16 senders busy before, while and after the engine is down.
pub async fn outage(engine: &mut Engine, store: &Kept, down: Duration) -> Outage {
    let ledger = Arc::new(Ledger::default());
    let handler = {
        let ledger = Arc::clone(&ledger);
        handler(move |id, reservation| {
            let ledger = Arc::clone(&ledger);
            async move {
                tokio::time::sleep(Duration::from_millis(5)).await;
                ledger.done(id, reservation.unwrap().token());
                200
            }
        })
    };
    // The store's deadline is the default, 250 ms. What was reserved when the engine went is
    // free again soon after.
    let servers = [Adapter::Axum, Adapter::Actix].map(|adapter| {
        let guard = store.guard(|builder| builder.lease(Duration::from_secs(2)));
        Serving::start(adapter, guard, Arc::clone(&handler))
    });
    let stop = Arc::new(AtomicBool::new(false));
    let senders: Vec<_> = (0..16)
        .map(|sender| {
            let client = Client::new(servers[sender % 2].address());
            tokio::spawn(send_on(client, sender, Arc::clone(&stop)))
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    engine.kill();
    let went = Instant::now();
    tokio::time::sleep(down).await;
    let returned = Instant::now();
    // Waits until it answers, which is not the guard's time.
    engine.begin();
    let back = Instant::now();
    tokio::time::sleep(Duration::from_secs(5)).await;
    stop.store(true, Ordering::Relaxed);
    let mut seen = Vec::new();
    for sender in senders {
        seen.extend(sender.await.unwrap());
    }
    let meanwhile = |one: &&Seen| one.at > went && one.at + one.took < returned;
    let is_2xx = |one: &&Seen| matches!(one.status, Some(200..300));
    let acknowledged: Vec<_> = seen.iter().filter(is_2xx).collect();
    let first = acknowledged.iter().map(|one| one.at + one.took);
    let recovered = first.filter(|at| *at > back).min();
    let (lost, twice) = ledger.judge(acknowledged.iter().map(|one| one.id.as_str()));
    Outage {
        down,
        acknowledged: acknowledged.len(),
        unavailable: seen
            .iter()
            .filter(meanwhile)
            .filter(|one| one.status == Some(503))
            .count(),
        others: seen
            .iter()
            .filter(|one| !is_2xx(one) && one.status != Some(503))
            .count(),
        slowest: seen
            .iter()
            .filter(meanwhile)
            .map(|one| one.took)
            .max()
            .unwrap_or_default(),
        recovered: recovered.map_or(Duration::MAX, |at| at.saturating_duration_since(back)),
        lost,
        twice,
    }
}

/// One delivery after the other, each until it is acknowledged.
async fn send_on(mut client: Client, sender: usize, stop: Arc<AtomicBool>) -> Vec<Seen> {
    let mut seen = Vec::new();
    for delivery in 0_u64.. {
        let id = format!("evt_outage_{sender}_{delivery}");
        loop {
            if stop.load(Ordering::Relaxed) {
                return seen;
            }
            let at = Instant::now();
            let status = client.deliver(&id).await;
            seen.push(Seen {
                id: id.clone(),
                at,
                took: at.elapsed(),
                status,
            });
            if matches!(status, Some(200..300)) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    seen
}
