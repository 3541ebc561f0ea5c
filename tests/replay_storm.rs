//! The figures of the replay guard: storms of copies, processes killed while their handlers
//! run, clients that go, engines that go down.
//!
//! ```console
//! $ cargo run --release -p hookseal-tests --bin replay_storm
//! ```
//!
//! It starts the engines that it needs, and stops them.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};
use hookseal_tests::storm::{
    Adapter, Engine, Kept, gone, hide_panics_of_handlers, kills, outage, serve_until_killed, shower,
};

/// Prints what becomes of deliveries when everything goes wrong.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Which store.
    #[arg(long, value_enum, default_value = "all")]
    store: Which,
    /// Deliveries of the storm.
    #[arg(long, default_value_t = 10_000)]
    ids: usize,
    /// Copies of each.
    #[arg(long, default_value_t = 50)]
    copies: usize,
    /// Processes that are killed.
    #[arg(long, default_value_t = 100)]
    kills: usize,
    /// Clients that go.
    #[arg(long, default_value_t = 1_000)]
    gone: usize,
    /// How long the engine is down, in seconds; 0 leaves it up.
    #[arg(long, default_value_t = 60)]
    outage: u64,
}

#[derive(Subcommand)]
enum Command {
    /// Serves until killed; `replay_storm` starts itself so.
    #[command(hide = true)]
    Serve {
        #[arg(long, value_enum)]
        adapter: Framework,
        #[arg(long)]
        url: String,
        #[arg(long)]
        ledger: PathBuf,
        #[arg(long)]
        slow: bool,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    All,
    Memory,
    Redis,
    Postgres,
}

#[derive(Clone, Copy, ValueEnum)]
enum Framework {
    Axum,
    Actix,
}

fn main() -> ExitCode {
    hide_panics_of_handlers();
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    if let Some(Command::Serve {
        adapter,
        url,
        ledger,
        slow,
    }) = arguments.command
    {
        let adapter = match adapter {
            Framework::Axum => Adapter::Axum,
            Framework::Actix => Adapter::Actix,
        };
        runtime.block_on(serve_until_killed(adapter, &url, ledger, slow));
        return ExitCode::SUCCESS;
    }
    let stores = [
        (Which::Memory, "memory"),
        (Which::Redis, "redis"),
        (Which::Postgres, "postgres"),
    ];
    let mut holds = true;
    for (which, name) in stores {
        if arguments.store == Which::All || arguments.store == which {
            println!("\n== {name}");
            holds &= runtime.block_on(judge(name, &arguments));
        }
    }
    if holds {
        println!("\nnothing lost, nothing handled twice");
        ExitCode::SUCCESS
    } else {
        println!("\nthe guard has broken its promise: see above");
        ExitCode::FAILURE
    }
}

/// Whether a store has held its promise.
async fn judge(name: &str, arguments: &Arguments) -> bool {
    let mut engine = Engine::start(name);
    let store = Kept::connect(&engine.url()).await;
    let mut holds = true;
    if arguments.ids > 0 {
        let seen = shower(&store, arguments.ids, arguments.copies).await;
        println!("{seen}");
        holds &= seen.lost == 0 && seen.twice == 0 && seen.refused == 0;
    }
    if arguments.gone > 0 {
        let gone = gone(&store, arguments.gone).await;
        println!("{gone}");
        holds &= gone.lost == 0 && gone.twice == 0 && gone.refused == 0;
    }
    if arguments.kills > 0 {
        let folder = tempfile::TempDir::new().unwrap();
        let program = std::env::current_exe().unwrap();
        let kills = kills(&program, &engine.url(), folder.path(), arguments.kills).await;
        println!("{kills}");
        holds &= kills.lost + kills.twice + kills.unfenced + kills.too_soon == 0;
    }
    // Memory has no engine that could go down.
    if arguments.outage > 0 && name != "memory" {
        let outage = outage(&mut engine, &store, Duration::from_secs(arguments.outage)).await;
        println!("{outage}");
        holds &= outage.lost == 0
            && outage.others == 0
            && outage.slowest < Duration::from_millis(500)
            && outage.recovered < Duration::from_secs(5);
    }
    holds
}
