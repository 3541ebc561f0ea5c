//! Serving processes whose wall clocks are an hour off, over one store.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::Engine;
use super::client::{Answer, Client};
use super::kill::{Serves, wait_for};
use super::ledger::LedgerFile;
use crate::engines::{Process, WallClock};

/// What came of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clocks {
    /// Deliveries.
    pub deliveries: usize,
    /// Clocks that were not as wrong as they were to be, so that nothing is proved.
    pub right: usize,
    /// Deliveries that were never acknowledged, or never handled.
    pub lost: usize,
    /// Deliveries that were handled more than once.
    pub twice: usize,
    /// Deliveries that another process was let have while their lease held.
    pub robbed: usize,
    /// Deliveries whose second run was not fenced off from the first.
    pub unfenced: usize,
    /// How much longer one delivery is known than another.
    pub spread: Duration,
}

impl Clocks {
    /// Whether the promise was held.
    pub fn holds(&self) -> bool {
        self.deliveries > 0
            && self.right + self.lost + self.twice + self.robbed + self.unfenced == 0
            && self.spread < Duration::from_secs(60)
    }
}

impl fmt::Display for Clocks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "clocks: {} deliveries to processes whose wall clocks are wrong: {} twice, {} lost, {} taken over while their lease held, {} unfenced; known for up to {} s longer than another; {} clocks were right after all",
            self.deliveries,
            self.twice,
            self.lost,
            self.robbed,
            self.unfenced,
            self.spread.as_secs(),
            self.right,
        )
    }
}

const HOUR: i64 = 60 * 60;
/// Right, an hour ahead, an hour behind.
const OFF_BY: [i64; 3] = [0, HOUR, -HOUR];
const IDS: usize = 20;
const LEASES: u32 = 3;

/// Processes that run `program`, share an engine, and disagree about the time.
pub async fn clocks(program: &Path, engine: &Engine, folder: &Path) -> Clocks {
    let machine = Machine {
        program,
        url: engine.url(),
        ledger: folder.join("ledger"),
    };
    let clocks = OFF_BY.map(WallClock::off_by);
    let serving: Vec<_> = clocks
        .iter()
        .zip(["axum", "actix", "axum"])
        .map(|(clock, adapter)| machine.serve(adapter, Duration::ZERO, clock))
        .collect();
    let addresses: Vec<_> = serving.iter().map(|(_, address)| *address).collect();
    let mut outcome = Clocks::default();
    for (address, off_by) in addresses.iter().zip(OFF_BY) {
        let takes = Client::new(*address).deliver("evt_clocks_right").await;
        let is_right = takes.is_some_and(Answer::is_2xx);
        outcome.right += usize::from(is_right != (off_by == 0));
    }
    machine.copies(&addresses, &mut outcome).await;
    for (holder, clock) in clocks.iter().enumerate() {
        let other = (holder + 1) % clocks.len();
        let address = (addresses[other], OFF_BY[other]);
        machine
            .crash((clock, OFF_BY[holder]), address, &mut outcome)
            .await;
    }
    let (least, most) = engine.known_for().await;
    assert!(least > Duration::from_secs(24 * 60 * 60), "{least:?}");
    outcome.spread = most.saturating_sub(least);
    outcome
}

/// One process with a store in its memory, whose wall clock is set to another month.
pub async fn clock_set(program: &Path, folder: &Path) -> Clocks {
    let machine = Machine {
        program,
        url: Engine::Memory.url(),
        ledger: folder.join("ledger"),
    };
    let clock = WallClock::off_by(0);
    let takes = Duration::from_secs(2);
    let (_process, address) = machine.serve("axum", takes, &clock);
    let mut outcome = Clocks::default();
    let sent = tokio::spawn(async move {
        let mut client = Client::new(address);
        let told = client.insist("evt_clock_set", Duration::from_secs(30));
        told.await.is_some()
    });
    machine.has_begun("evt_clock_set").await;
    // While its handler runs for some leases, and once it is done.
    let months = [30, -30, 0].map(|days| days * 24 * HOUR);
    for off_by in months {
        clock.set(off_by);
        let answer = Client::new(address)
            .ahead(off_by)
            .deliver("evt_clock_set")
            .await;
        let is_held = answer.is_some_and(Answer::is_unavailable);
        outcome.robbed += usize::from(!is_held);
        tokio::time::sleep(takes / 5).await;
    }
    let mut acknowledged = sent.await.unwrap();
    for off_by in months {
        clock.set(off_by);
        let mut client = Client::new(address).ahead(off_by);
        let known = client.deliver("evt_clock_set").await;
        acknowledged &= known.is_some_and(Answer::is_2xx);
        let stale = Client::new(address).deliver("evt_clock_set").await;
        let is_right = stale.is_some_and(Answer::is_2xx);
        outcome.right += usize::from(is_right != (off_by == 0));
    }
    machine.judge("evt_clock_set", acknowledged, &mut outcome);
    outcome
}

/// What all processes share.
struct Machine<'a> {
    program: &'a Path,
    url: String,
    ledger: PathBuf,
}

impl Machine<'_> {
    fn serve(&self, adapter: &str, takes: Duration, clock: &WallClock) -> (Process, SocketAddr) {
        let serves = Serves {
            program: self.program,
            url: &self.url,
            ledger: &self.ledger,
            adapter,
            takes,
        };
        serves.begin(|command| clock.give(command))
    }

    /// Copies of some deliveries to all processes at once.
    async fn copies(&self, addresses: &[SocketAddr], outcome: &mut Clocks) {
        let senders: Vec<_> = addresses
            .iter()
            .zip(OFF_BY)
            .flat_map(|sender| [sender, sender])
            .map(|(address, off_by)| {
                let mut client = Client::new(*address).ahead(off_by);
                tokio::spawn(async move {
                    let mut acknowledged = Vec::new();
                    for at in 0..IDS {
                        let told = client.insist(&id_of(at), Duration::from_secs(30)).await;
                        acknowledged.push(told.is_some());
                    }
                    acknowledged
                })
            })
            .collect();
        let mut acknowledged = vec![true; IDS];
        for sender in senders {
            let told = sender.await.unwrap();
            for (all, one) in acknowledged.iter_mut().zip(told) {
                *all &= one;
            }
        }
        for (at, acknowledged) in acknowledged.into_iter().enumerate() {
            self.judge(&id_of(at), acknowledged, outcome);
        }
    }

    /// A process holds a delivery for some leases and is killed; another, of another clock,
    /// gets it then and no sooner.
    async fn crash(
        &self,
        (clock, off_by): (&WallClock, i64),
        (other, other_off_by): (SocketAddr, i64),
        outcome: &mut Clocks,
    ) {
        let id = format!("evt_clocks_held_{off_by}");
        let (mut process, address) = self.serve("axum", Duration::from_secs(60), clock);
        let sent = {
            let (mut client, id) = (Client::new(address).ahead(off_by), id.clone());
            tokio::spawn(async move { client.persist(&id).await })
        };
        self.has_begun(&id).await;
        let mut client = Client::new(other).ahead(other_off_by);
        let start = Instant::now();
        let mut robbed = false;
        while start.elapsed() < LEASES * Serves::LEASE {
            let answer = client.deliver(&id).await;
            robbed |= !answer.is_some_and(Answer::is_unavailable);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        process.kill();
        sent.await.unwrap();
        let told = client.insist(&id, Duration::from_secs(5)).await;
        outcome.robbed += usize::from(robbed);
        self.judge(&id, told.is_some(), outcome);
    }

    async fn has_begun(&self, id: &str) {
        wait_for(|| !LedgerFile::read(&self.ledger, "begin", id).is_empty()).await;
    }

    fn judge(&self, id: &str, acknowledged: bool, outcome: &mut Clocks) {
        let (begun, ended) = (
            LedgerFile::read(&self.ledger, "begin", id),
            LedgerFile::read(&self.ledger, "end", id),
        );
        outcome.deliveries += 1;
        outcome.lost += usize::from(!acknowledged || ended.is_empty());
        outcome.twice += usize::from(ended.len() > 1);
        outcome.unfenced += usize::from(!begun.is_sorted_by(|a, b| a < b));
    }
}

fn id_of(at: usize) -> String {
    format!("evt_clocks_{at}")
}
