//! Another sender's scheme.

use hookseal::RequestHead as _;

use super::{Attempt, Family, Fix, Hint};
use crate::case::Case;
use crate::catalogue::{self, Rules};

pub(super) fn attempts(case: &Case) -> Vec<Attempt> {
    catalogue::all()
        .into_iter()
        .filter(|entry| entry.constant != case.constant && could_be(case, &entry.rules))
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

/// Whether the request has the header in which that sender signs.
fn could_be(case: &Case, rules: &Rules) -> bool {
    let header = rules.data().map_or("signature-input", |scheme| {
        scheme.outline().signature.header().as_str()
    });
    case.head.header(header, 0).is_some()
}
