//! Real proxies and real clients before every adapter: what is answered arrives, whatever the
//! length of the body, and no forged request keeps a genuine one away.
//!
//! By default a short form, for each change. In full, and beside busy loops:
//!
//! ```console
//! $ TRANSPORT=full BUSY=2 cargo test -p hookseal-tests --test transport
//! ```

// Helpers of tests are tests, which clippy cannot know of whole files.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used
)]

mod attack;
mod clients;
mod proxies;
mod shots;

use std::hint::spin_loop;
use std::process::ExitCode;

use hookseal_tests::case::Stage;
use hookseal_tests::runner::{self, Runner, Wire};
use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    if !arguments.list {
        keep_busy();
    }
    let mut trials = Vec::new();
    for runner in runner::ALL.iter().filter(|one| one.wire() == Wire::Http1) {
        trials.extend(proxies::trials(*runner));
        trials.extend(clients::trials(*runner));
        trials.extend(attack::trials(*runner));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Whether all is to be asked, and as often as the numbers in the names of trials say.
fn is_full() -> bool {
    std::env::var("TRANSPORT").is_ok_and(|form| form == "full")
}

/// Loops that do nothing, beside everything else: a race has another end on a busy machine.
fn keep_busy() {
    let loops = std::env::var("BUSY")
        .ok()
        .and_then(|count| count.parse().ok());
    for _ in 0..loops.unwrap_or(0_u32) {
        std::thread::spawn(|| {
            loop {
                spin_loop();
            }
        });
    }
}

/// A trial of `run` on this runner.
fn trial(runner: &'static dyn Runner, name: &str, run: fn(&Stage<'_>)) -> Trial {
    Trial::test(format!("{}::{name}", runner.name()), move || {
        run(&Stage::new(runner));
        Ok(())
    })
}
