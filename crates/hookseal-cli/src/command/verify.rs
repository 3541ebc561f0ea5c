//! `hookseal verify`.

use super::given;
use crate::cli::Verify;
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::output::{json, text};
use crate::report::Report;

/// Verifies a request; the exit status says whether it holds.
pub(crate) fn run(args: &Verify) -> Result<Outcome, Failure> {
    let judged = given::judge(&args.given, Vec::new())?;
    let report = Report::new(&judged.entry, &judged.case, &judged.verdict);
    if args.json {
        json::print(&report)?;
    } else {
        text::verdict(&report)?;
    }
    Ok(report.outcome)
}
