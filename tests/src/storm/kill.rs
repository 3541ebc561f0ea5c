//! A serving process that is killed while its handler runs.

use std::fmt;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::client::{Answer, Client};
use super::ledger::LedgerFile;
use super::serve::{Adapter, Serving};
use super::{Kept, handler};
use crate::engines::Process;

/// What came of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Kills {
    /// Processes that were killed.
    pub kills: usize,
    /// Deliveries that were never handled.
    pub lost: usize,
    /// Deliveries that were handled more than once by runs that could all commit.
    pub twice: usize,
    /// Deliveries whose second run was not fenced off from the first.
    pub unfenced: usize,
    /// Deliveries that were told 2xx before they were handled.
    pub too_soon: usize,
}

impl fmt::Display for Kills {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "kill -9: {} processes killed while their handler ran: {} handled exactly once by a later run, {} twice, {} lost, {} unfenced, {} acknowledged too soon",
            self.kills,
            self.kills - self.lost - self.twice,
            self.twice,
            self.lost,
            self.unfenced,
            self.too_soon,
        )
    }
}

/// Sends a delivery to a process that runs `program`, kills it while the handler runs, starts
/// another, and sends the delivery again until it is acknowledged; so many times.
pub async fn kills(program: &Path, url: &str, folder: &Path, times: usize) -> Kills {
    let ledger = folder.join("ledger");
    let mut outcome = Kills {
        kills: times,
        ..Kills::default()
    };
    // A store in memory dies with its process, and so do its tokens.
    let keeps_tokens = !url.starts_with("memory");
    for round in 0..times {
        let adapter = if round % 2 == 0 { "axum" } else { "actix" };
        let id = format!("evt_kill_{round}");
        let serves = |takes| {
            let serves = Serves {
                program,
                url,
                ledger: &ledger,
                adapter,
                takes,
            };
            serves.begin(|_| ())
        };
        let (mut process, address) = serves(Duration::from_secs(60));
        let mut client = Client::new(address);
        let sent = {
            let id = id.clone();
            tokio::spawn(async move { client.persist(&id).await })
        };
        wait_for(|| !LedgerFile::read(&ledger, "begin", &id).is_empty()).await;
        process.kill();
        outcome.too_soon += usize::from(sent.await.unwrap());
        let (process, address) = serves(Duration::ZERO);
        let mut client = Client::new(address);
        let acknowledged = client.insist(&id, Duration::from_secs(30)).await;
        let again = client.deliver(&id).await;
        drop(process);
        let (begun, ended) = (
            LedgerFile::read(&ledger, "begin", &id),
            LedgerFile::read(&ledger, "end", &id),
        );
        outcome.lost += usize::from(acknowledged.is_none() || ended.is_empty());
        outcome.twice += usize::from(ended.len() > 1 || !again.is_some_and(Answer::is_2xx));
        outcome.unfenced += usize::from(keeps_tokens && !begun.is_sorted_by(|a, b| a < b));
    }
    outcome
}

/// A serving process.
pub(super) struct Serves<'a> {
    pub(super) program: &'a Path,
    pub(super) url: &'a str,
    pub(super) ledger: &'a Path,
    pub(super) adapter: &'a str,
    /// How long its handler takes.
    pub(super) takes: Duration,
}

impl Serves<'_> {
    /// For how long it holds what it has reserved.
    pub(super) const LEASE: Duration = Duration::from_millis(400);

    /// Starts it; where it listens.
    pub(super) fn begin(self, prepare: impl FnOnce(&mut Command)) -> (Process, SocketAddr) {
        let mut command = Process::command(self.program, None);
        command
            .args(["serve", "--adapter", self.adapter, "--url", self.url])
            .args(["--takes", &self.takes.as_millis().to_string(), "--ledger"])
            .arg(self.ledger)
            .stdout(Stdio::piped());
        prepare(&mut command);
        let mut process = Process::start(command);
        let mut line = String::new();
        let mut output = BufReader::new(process.output());
        output.read_line(&mut line).unwrap();
        (process, line.trim().parse().unwrap())
    }
}

pub(super) async fn wait_for(mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "no handler began"
        );
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// What the process that is killed does: it says where it listens, and serves.
pub async fn serve_until_killed(adapter: Adapter, url: &str, ledger: PathBuf, takes: Duration) {
    let (store, ledger) = (
        Kept::connect(url).await,
        Arc::new(LedgerFile::open(&ledger)),
    );
    let handler = handler(move |id, reservation| {
        let ledger = Arc::clone(&ledger);
        async move {
            let token = reservation.unwrap().token();
            ledger.note("begin", &id, token);
            tokio::time::sleep(takes).await;
            ledger.note("end", &id, token);
            200
        }
    });
    let guard = store.guard(|builder| {
        builder
            .lease(Serves::LEASE)
            .store_timeout(Duration::from_millis(100))
    });
    let serving = Serving::start(adapter, guard, handler);
    println!("{}", serving.address());
    std::future::pending::<()>().await;
}
