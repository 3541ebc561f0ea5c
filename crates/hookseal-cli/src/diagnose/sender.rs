//! Another sender's scheme.

use std::cmp::Reverse;

use hookseal::{RequestHead as _, Source};

use super::{Attempt, Family, Fix, Hint};
use crate::case::Case;
use crate::catalogue::{self, Rules};

pub(super) fn attempts(case: &Case) -> Vec<Attempt> {
    let mut entries = catalogue::all();
    // Several sign alike; the one whose other headers are there is the likeliest.
    entries.sort_by_key(|entry| Reverse(headers_there(case, &entry.rules)));
    entries
        .into_iter()
        .filter(|entry| entry.constant != case.constant && could_be(case, &entry.rules))
        .map(|entry| {
            let message = format!(
                "The request is signed as {} signs (`{}`), not as {}.",
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

/// How many of the headers in which that sender says something are there.
fn headers_there(case: &Case, rules: &Rules) -> usize {
    let Some(scheme) = rules.data() else {
        return 0;
    };
    let outline = scheme.outline();
    [outline.event_id, outline.event_type, outline.attempt]
        .into_iter()
        .flatten()
        .filter(|source| match source {
            Source::Header(name) => case.head.header(name.as_str(), 0).is_some(),
            _ => false,
        })
        .count()
}

/// Whether the request has the header in which that sender signs.
fn could_be(case: &Case, rules: &Rules) -> bool {
    let header = rules.data().map_or("signature-input", |scheme| {
        scheme.outline().signature.header().as_str()
    });
    case.head.header(header, 0).is_some()
}
