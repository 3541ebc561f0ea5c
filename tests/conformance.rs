//! Every case through every adapter.

use std::process::ExitCode;

use hookseal_tests::case::Stage;
use hookseal_tests::{leaks, runner, suite};
use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    leaks::capture_logs();
    let trials = runner::ALL.iter().flat_map(|runner| {
        suite::cases()
            .filter(|case| case.fits(*runner))
            .map(|case| {
                Trial::test(format!("{}::{}", runner.name(), case.name), || {
                    (case.run)(&Stage::new(*runner));
                    Ok(())
                })
            })
    });
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    if conclusion.has_failed() {
        return ExitCode::FAILURE;
    }
    no_leaks()
}

/// k24, o3, o4: no secret and no signature in any log line, `Debug` form or answer.
fn no_leaks() -> ExitCode {
    let report = leaks::search();
    println!(
        "searched {} bytes of logs, debug forms and answers for {} secrets and signatures: {} found",
        report.bytes,
        report.markers,
        report.leaks.len()
    );
    for leak in &report.leaks {
        println!("  {leak}");
    }
    if report.leaks.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
