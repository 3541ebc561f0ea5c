//! `hookseal completions` and `hookseal man`.

use std::io::Write as _;

use clap::CommandFactory as _;

use crate::cli::{Cli, Completions, Man};
use crate::failure::Failure;
use crate::outcome::Outcome;

/// Prints completions.
pub(crate) fn completions(args: &Completions) -> Result<Outcome, Failure> {
    let mut printed = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "hookseal", &mut printed);
    print(&printed)
}

/// Prints the manual page, or writes all of them.
pub(crate) fn man(args: &Man) -> Result<Outcome, Failure> {
    if let Some(folder) = &args.out {
        clap_mangen::generate_to(Cli::command(), folder)
            .map_err(|error| Failure::io(&folder.display(), &error))?;
        return Ok(Outcome::Done);
    }
    let mut printed = Vec::new();
    clap_mangen::Man::new(Cli::command())
        .render(&mut printed)
        .map_err(|error| Failure::io(&"the manual page", &error))?;
    print(&printed)
}

fn print(bytes: &[u8]) -> Result<Outcome, Failure> {
    std::io::stdout()
        .write_all(bytes)
        .map_err(|error| Failure::io(&"standard output", &error))?;
    Ok(Outcome::Done)
}
