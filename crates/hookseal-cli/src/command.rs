//! The subcommands.

mod explain;
mod generate;
mod given;
mod listen;
mod providers;
mod send;
mod sign;
mod vectors;
mod verify;

use std::process::ExitCode;

use crate::cli::{Cli, Colour, Command};
use crate::outcome::Outcome;
use crate::output::text;

/// Runs the command, and says how it ended.
pub(crate) fn run(cli: Cli) -> ExitCode {
    match cli.color {
        Colour::Auto => {}
        Colour::Always => anstream::ColorChoice::Always.write_global(),
        Colour::Never => anstream::ColorChoice::Never.write_global(),
    }
    let outcome = match cli.command {
        Command::Providers(args) => providers::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Sign(args) => sign::run(&args),
        Command::Send(args) => send::run(&args),
        Command::Listen(args) => listen::run(&args),
        Command::Vectors(args) => vectors::run(&args),
        Command::Completions(args) => generate::completions(&args),
        Command::Man(args) => generate::man(&args),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Refused) => ExitCode::from(1),
        Ok(Outcome::WrongUse) => ExitCode::from(2),
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            text::failure(&failure);
            ExitCode::from(2)
        }
    }
}

/// The runtime for sending and receiving.
fn runtime() -> Result<tokio::runtime::Runtime, crate::failure::Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| crate::failure::Failure::io(&"the runtime", &error))
}
