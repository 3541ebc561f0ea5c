//! Another sender's scheme.

use super::{Attempt, Family, Fix, Hint};
use crate::case::Case;
use crate::catalogue;

pub(super) fn attempts(case: &Case) -> Vec<Attempt> {
    catalogue::all()
        .into_iter()
        .filter(|entry| entry.constant != case.constant)
        .map(|entry| {
            let message = format!(
                "The request is signed as {} signs ({}), not as {}.",
                entry.name,
                entry.title(),
                case.constant
            );
            let fix = Fix::verifier(
                format!("Use `{}` on this route.", entry.constant),
                &format!(
                    "use hookseal::providers::{0};\nlet verifier = Verifier::new({0}, secret)?;",
                    entry.constant
                ),
            );
            Attempt {
                family: Family::Sender,
                hint: Hint::proven("other_provider", message, fix),
                case: Case {
                    constant: entry.constant,
                    rules: entry.rules,
                    ..case.clone()
                },
            }
        })
        .collect()
}
