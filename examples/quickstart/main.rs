//! A real axum server and what it answers: signed deliveries of a dozen senders are
//! accepted; forged, stale, altered, oversized and slow ones are refused.
//!
//! Run it: `cargo run --example quickstart`. It listens on a free port of this machine,
//! sends itself every delivery over TCP, prints a table of what happened, and exits with
//! an error if anything is not as it should be.
//!
//! Then see the checks bite: give the server another GitHub secret than the one the
//! deliveries are signed with, and the rows of GitHub fail:
//! `QUICKSTART_GITHUB_SECRET=some-other-secret cargo run --example quickstart`.
//!
//! - `server.rs` is the app: a route, a layer and a handler for each sender.
//! - `deliveries.rs` is what is sent to it, and what should become of each.
//! - `mailchannels.rs` is both for MailChannels, which signs in a way of its own.
//! - `report.rs` sends, compares and prints.

mod deliveries;
mod mailchannels;
mod report;
mod server;

use std::env;
use std::process::ExitCode;

use hookseal_examples::{BoxError, demo};
use tokio::net::TcpListener;

use self::report::Report;
use self::server::Record;

#[tokio::main]
async fn main() -> Result<ExitCode, BoxError> {
    let github = env::var("QUICKSTART_GITHUB_SECRET").unwrap_or(demo::GITHUB_SECRET.to_owned());
    let record = Record::default();
    let app = server::app(&github, record.clone())?;

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, app).await });

    println!("A server listens on http://{address} and is sent:\n");
    let report = Report::of(deliveries::all()?, address, &record).await;
    print!("{report}");
    Ok(if report.is_good() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
