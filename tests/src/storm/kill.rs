//! A serving process that is killed while its handler runs.

use std::fmt;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::client::Client;
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
        let (mut process, address) = begin(program, url, &ledger, adapter, Slow(true));
        let mut client = Client::new(address);
        let sent = {
            let id = id.clone();
            tokio::spawn(async move { client.persist(&id).await })
        };
        wait_for(|| !LedgerFile::read(&ledger, "begin", &id).is_empty()).await;
        process.kill();
        outcome.too_soon += usize::from(sent.await.unwrap());
        let (process, address) = begin(program, url, &ledger, adapter, Slow(false));
        let mut client = Client::new(address);
        let acknowledged = client.insist(&id, Duration::from_secs(30)).await;
        let again = client.deliver(&id).await;
        drop(process);
        let (begun, ended) = (
            LedgerFile::read(&ledger, "begin", &id),
            LedgerFile::read(&ledger, "end", &id),
        );
        outcome.lost += usize::from(acknowledged.is_none() || ended.is_empty());
        outcome.twice += usize::from(ended.len() > 1 || again != Some(200));
        outcome.unfenced += usize::from(keeps_tokens && !begun.is_sorted_by(|a, b| a < b));
    }
    outcome
}

/// Whether the handler takes its time, to be killed in.
struct Slow(bool);

fn begin(
    program: &Path,
    url: &str,
    ledger: &Path,
    adapter: &str,
    Slow(slow): Slow,
) -> (Process, std::net::SocketAddr) {
    let mut command = Process::command(program, None);
    command
        .args(["serve", "--adapter", adapter, "--url", url, "--ledger"])
        .arg(ledger)
        .stdout(Stdio::piped());
    if slow {
        command.arg("--slow");
    }
    let mut process = Process::start(command);
    let mut line = String::new();
    let mut output = BufReader::new(process.output());
    output.read_line(&mut line).unwrap();
    (process, line.trim().parse().unwrap())
}

async fn wait_for(mut is_so: impl FnMut() -> bool) {
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
pub async fn serve_until_killed(adapter: Adapter, url: &str, ledger: PathBuf, slow: bool) {
    let (store, ledger) = (
        Kept::connect(url).await,
        Arc::new(LedgerFile::open(&ledger)),
    );
    let handler = handler(move |id, reservation| {
        let ledger = Arc::clone(&ledger);
        async move {
            let token = reservation.unwrap().token();
            ledger.note("begin", &id, token);
            if slow {
                tokio::time::sleep(Duration::from_secs(60)).await;
            }
            ledger.note("end", &id, token);
            200
        }
    });
    let guard = store.guard(|builder| {
        builder
            .lease(Duration::from_millis(400))
            .store_timeout(Duration::from_millis(100))
    });
    let serving = Serving::start(adapter, guard, handler);
    println!("{}", serving.address());
    std::future::pending::<()>().await;
}
