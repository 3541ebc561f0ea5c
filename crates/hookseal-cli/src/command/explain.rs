//! `hookseal explain`.

use super::given;
use crate::cli::Explain;
use crate::explain::Explanation;
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::output::{json, text};
use crate::report::Report;

/// Shows how a request is verified, and what is wrong with it.
pub(crate) fn run(args: &Explain) -> Result<Outcome, Failure> {
    let others = given::other_keys(&args.other_secret_env, &args.other_key_file)?;
    let judged = given::judge(&args.given, others)?;
    let mut report = Report::new(&judged.entry, &judged.case, &judged.verdict);
    report.explanation = Some(Explanation::of(&judged.case));
    if args.json {
        json::print(&report)?;
    } else {
        text::explanation(&report)?;
    }
    Ok(report.outcome)
}
