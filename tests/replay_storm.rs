//! The figures of the replay guard: storms of copies, processes killed while their handlers
//! run, clients that go, clocks that are wrong, engines that go down or stand still.
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
    Adapter, Engine, Fault, Kept, clock_set, clocks, gone, hide_panics_of_handlers, kills, outage,
    serve_until_killed, shower,
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
    /// How long the engine stands still, in seconds; 0 leaves it alone.
    #[arg(long, default_value_t = 10)]
    frozen: u64,
    /// Leaves the clocks of processes right.
    #[arg(long)]
    right_clocks: bool,
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
        /// How long its handler takes, in milliseconds.
        #[arg(long)]
        takes: u64,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    All,
    Memory,
    Redis,
    Valkey,
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
        takes,
    }) = arguments.command
    {
        let takes = Duration::from_millis(takes);
        let adapter = match adapter {
            Framework::Axum => Adapter::Axum,
            Framework::Actix => Adapter::Actix,
        };
        runtime.block_on(serve_until_killed(adapter, &url, ledger, takes));
        return ExitCode::SUCCESS;
    }
    let stores = [
        (Which::Memory, "memory"),
        (Which::Redis, "redis"),
        (Which::Valkey, "valkey"),
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
    let (program, folder) = (std::env::current_exe(), tempfile::TempDir::new());
    let (program, folder) = (program.unwrap(), folder.unwrap());
    if arguments.kills > 0 {
        let kills = kills(&program, &engine.url(), folder.path(), arguments.kills).await;
        println!("{kills}");
        holds &= kills.lost + kills.twice + kills.unfenced + kills.too_soon == 0;
    }
    if !arguments.right_clocks {
        // By an engine that knows nothing else.
        let clocks = match Engine::start(name) {
            Engine::Memory => clock_set(&program, folder.path()).await,
            engine => clocks(&program, &engine, folder.path()).await,
        };
        println!("{clocks}");
        holds &= clocks.holds();
    }
    for (fault, seconds) in [
        (Fault::Killed, arguments.outage),
        (Fault::Frozen, arguments.frozen),
    ] {
        // Memory has no engine that could go down.
        if seconds > 0 && name != "memory" {
            let down = Duration::from_secs(seconds);
            let outage = outage(&mut engine, &store, fault, down).await;
            println!("{outage}");
            holds &= outage.holds();
        }
    }
    holds
}
