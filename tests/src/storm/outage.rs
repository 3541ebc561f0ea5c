//! The engine of a store goes down under load, or stands still, and comes back.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::client::{Answer, Client};
use super::ledger::Ledger;
use super::serve::{Adapter, Serving};
use super::{Engine, Fault, Kept, handler};

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub struct Outage {
    /// Why the engine did not answer.
    pub fault: Fault,
    /// For how long.
    pub down: Duration,
    /// Deliveries that were acknowledged over the whole time.
    pub acknowledged: usize,
    /// Requests that were told to come again meanwhile.
    pub unavailable: usize,
    /// Answers of 503 without `Retry-After`, and of another status than 2xx and 503.
    pub others: usize,
    /// Handlers that began while nothing could be reserved.
    pub unguarded: usize,
    /// The slowest answer meanwhile.
    pub slowest: Duration,
    /// The slowest answer meanwhile to a delivery that is refused before the store is asked:
    /// what the machine is to blame for.
    pub slowest_refusal: Duration,
    /// From when the engine answered again to when each sender was acknowledged a delivery.
    pub recovered: Duration,
    /// Deliveries that were acknowledged and never handled.
    pub lost: usize,
    /// Deliveries that were handled more than once.
    pub twice: usize,
}

impl Outage {
    /// Whether the promise was held.
    pub fn holds(&self) -> bool {
        self.unavailable > 0
            && self.lost + self.twice + self.others + self.unguarded == 0
            && self.is_in_time()
            && self.recovered < Duration::from_secs(5)
    }

    /// Whether each answer came within the store's deadline and a little more. On a busy
    /// machine a request is kept waiting before the deadline begins, and its answer after.
    fn is_in_time(&self) -> bool {
        self.slowest < DEADLINE + Duration::from_millis(50) + 2 * self.slowest_refusal
    }
}

impl fmt::Display for Outage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "outage: engine {} for {:.0} s under load, {} requests told 503 meanwhile (slowest answer {} ms; {} ms where no store is asked), {} handlers run nevertheless, {} other answers; all senders served again {} ms after it was back; {} deliveries acknowledged, {} lost, {} twice",
            match self.fault {
                Fault::Killed => "killed",
                Fault::Frozen => "frozen",
            },
            self.down.as_secs_f64(),
            self.unavailable,
            self.slowest.as_millis(),
            self.slowest_refusal.as_millis(),
            self.unguarded,
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
    sender: usize,
    at: Instant,
    took: Duration,
    answer: Option<Answer>,
}

impl Seen {
    fn end(&self) -> Instant {
        self.at + self.took
    }

    fn is_2xx(&self) -> bool {
        self.answer.is_some_and(Answer::is_2xx)
    }

    fn is_unavailable(&self) -> bool {
        self.answer.is_some_and(Answer::is_unavailable)
    }
}

/// The store's deadline is the default.
const DEADLINE: Duration = Duration::from_millis(250);
const SENDERS: usize = 16;

/// Keeps senders busy before, while and after the engine does not answer.
pub async fn outage(engine: &mut Engine, store: &Kept, fault: Fault, down: Duration) -> Outage {
    let (ledger, runs) = (Arc::new(Ledger::default()), Arc::<AtomicUsize>::default());
    let handler = {
        let (ledger, runs) = (Arc::clone(&ledger), Arc::clone(&runs));
        handler(move |id, reservation| {
            runs.fetch_add(1, Ordering::Relaxed);
            let ledger = Arc::clone(&ledger);
            async move {
                tokio::time::sleep(Duration::from_millis(5)).await;
                ledger.done(id, reservation.unwrap().token());
                200
            }
        })
    };
    // What was reserved when the engine went is free again soon after.
    let servers = [Adapter::Axum, Adapter::Actix].map(|adapter| {
        let guard = store.guard(|builder| builder.lease(Duration::from_secs(2)));
        Serving::start(adapter, guard, Arc::clone(&handler))
    });
    let stop = Arc::new(AtomicBool::new(false));
    let senders: Vec<_> = (0..SENDERS)
        .map(|sender| {
            let client = Client::new(servers[sender % 2].address());
            tokio::spawn(send_on(client, fault, sender, Arc::clone(&stop)))
        })
        .collect();
    let refused: Vec<_> = servers
        .iter()
        .map(|server| tokio::spawn(send_stale(Client::new(server.address()), Arc::clone(&stop))))
        .collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    engine.fail(fault);
    let went = Instant::now();
    // What was reserved just before has begun by then.
    tokio::time::sleep(2 * DEADLINE).await;
    let before = runs.load(Ordering::Relaxed);
    tokio::time::sleep(down.saturating_sub(2 * DEADLINE)).await;
    let unguarded = runs.load(Ordering::Relaxed) - before;
    let returned = Instant::now();
    // Waits until it answers, which is not the guard's time.
    engine.recover(fault);
    let back = Instant::now();
    tokio::time::sleep(Duration::from_secs(5)).await;
    stop.store(true, Ordering::Relaxed);
    let mut seen = Vec::new();
    for sender in senders {
        seen.extend(sender.await.unwrap());
    }
    let mut slowest_refusal = Duration::ZERO;
    for sender in refused {
        for (at, took) in sender.await.unwrap() {
            if at > went && at < returned {
                slowest_refusal = slowest_refusal.max(took);
            }
        }
    }
    let meanwhile: Vec<_> = seen
        .iter()
        .filter(|one| one.at > went && one.end() < returned)
        .collect();
    let acknowledged: Vec<_> = seen.iter().filter(|one| one.is_2xx()).collect();
    let first_of = |sender| {
        let ends = acknowledged.iter().filter(|one| one.sender == sender);
        ends.map(|one| one.end()).filter(|end| *end > back).min()
    };
    let firsts: Option<Vec<Instant>> = (0..SENDERS).map(first_of).collect();
    let all_served = firsts.and_then(|firsts| firsts.into_iter().max());
    let (lost, twice) = ledger.judge(acknowledged.iter().map(|one| one.id.as_str()));
    Outage {
        fault,
        down,
        acknowledged: acknowledged.len(),
        unavailable: meanwhile.iter().filter(|one| one.is_unavailable()).count(),
        others: seen
            .iter()
            .filter(|one| !one.is_2xx() && !one.is_unavailable())
            .count(),
        unguarded,
        slowest: meanwhile
            .iter()
            .map(|one| one.took)
            .max()
            .unwrap_or_default(),
        slowest_refusal,
        recovered: all_served.map_or(Duration::MAX, |at| at.saturating_duration_since(back)),
        lost,
        twice,
    }
}

/// Deliveries of a day that is over; when each was sent, and how long its refusal took.
async fn send_stale(client: Client, stop: Arc<AtomicBool>) -> Vec<(Instant, Duration)> {
    let mut client = client.ahead(-24 * 60 * 60);
    let mut seen = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let at = Instant::now();
        let answer = client.deliver("evt_stale").await;
        assert!(answer.is_some_and(|answer| answer.status == 401));
        seen.push((at, at.elapsed()));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    seen
}

/// One delivery after the other, each until it is acknowledged.
async fn send_on(
    mut client: Client,
    fault: Fault,
    sender: usize,
    stop: Arc<AtomicBool>,
) -> Vec<Seen> {
    let mut seen = Vec::new();
    for delivery in 0_u64.. {
        let id = format!("evt_{fault:?}_{sender}_{delivery}");
        loop {
            if stop.load(Ordering::Relaxed) {
                return seen;
            }
            let at = Instant::now();
            let answer = client.deliver(&id).await;
            let one = Seen {
                id: id.clone(),
                sender,
                at,
                took: at.elapsed(),
                answer,
            };
            let is_2xx = one.is_2xx();
            seen.push(one);
            if is_2xx {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    seen
}
