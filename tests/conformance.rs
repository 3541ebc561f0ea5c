//! Every case through every adapter.

use std::process::ExitCode;

use hookseal_tests::case::Stage;
use hookseal_tests::runner::{self, Runner};
use hookseal_tests::{leaks, suite, vectors};
use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    leaks::capture_logs();
    let trials = runner::ALL
        .iter()
        .flat_map(|runner| cases(*runner).chain(vectors(*runner)))
        .collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    if conclusion.has_failed() {
        return ExitCode::FAILURE;
    }
    not_carried();
    not_run();
    no_leaks()
}

fn cases(runner: &'static dyn Runner) -> impl Iterator<Item = Trial> {
    suite::cases().filter(|case| case.fits(runner)).map(|case| {
        Trial::test(format!("{}::{}", runner.name(), case.name), || {
            (case.run)(&Stage::new(runner));
            Ok(())
        })
    })
}

fn vectors(runner: &'static dyn Runner) -> impl Iterator<Item = Trial> {
    let files = vectors::files().into_iter();
    let files = files.filter(|file| runner.vectors_of().include(&file.name));
    files.map(move |file| {
        let count = file.vectors.len();
        let name = format!("{}::{count}_vectors_of_{}", runner.name(), file.name);
        Trial::test(name, move || {
            file.run(&Stage::new(runner));
            Ok(())
        })
    })
}

/// What no adapter was asked.
fn not_carried() {
    let stopped = vectors::NOT_CARRIED;
    println!("{} of the vectors stop at a server:", stopped.len());
    for one in stopped {
        println!(
            "  {} of {} at {}: {}",
            one.vector, one.file, one.runner, one.why
        );
    }
}

/// Cases that no request of a runner can carry.
fn not_run() {
    for runner in runner::ALL {
        for not_carried in runner.not_carried() {
            let known = suite::cases().any(|case| case.name == not_carried.case);
            assert!(known, "there is no case {}", not_carried.case);
            println!(
                "{} cannot carry {}: {}",
                runner.name(),
                not_carried.case,
                not_carried.why
            );
        }
    }
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
