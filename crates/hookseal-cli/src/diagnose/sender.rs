//! Another sender's scheme.

use std::cmp::Reverse;

use hookseal::adapter::RequestHead as _;
use hookseal::providers;
use hookseal::providers::Group;
use hookseal::scheme::{Part, Source, Timestamp};

use super::{Attempt, Family, Fix, Hint};
use crate::case::Case;
use crate::catalogue::{self, Entry, Rules};

pub(super) fn attempts(case: &Case) -> Vec<Attempt> {
    let mut entries = catalogue::all();
    entries.retain(|entry| entry.constant != case.constant && could_be(case, &entry.rules));
    // Several sign alike; the one whose other headers are there is the likeliest.
    entries.sort_by_key(|entry| {
        (
            Reverse(headers_there(case, &entry.rules)),
            !is_standard(entry),
        )
    });
    let mut groups: Vec<Vec<Entry>> = Vec::new();
    for entry in entries {
        let alike = groups
            .iter_mut()
            .find(|group| group.iter().any(|other| sign_alike(other, &entry)));
        match alike {
            Some(group) => group.push(entry),
            None => groups.push(vec![entry]),
        }
    }
    groups
        .iter()
        .filter_map(|group| Some(attempt(case, group.first()?, group)))
        .collect()
}

fn attempt(case: &Case, entry: &Entry, group: &[Entry]) -> Attempt {
    let names: Vec<_> = group
        .iter()
        .map(|entry| format!("{} (`{}`)", entry.name, entry.title))
        .collect();
    let message = format!(
        "The request is not signed as {} signs, but as this sender does: {}.",
        case.constant,
        names.join(", or ")
    );
    let changed = Case {
        constant: entry.constant.clone(),
        rules: entry.rules.clone(),
        ..case.clone()
    };
    let fix = Fix::verifier(
        format!("Use `{}` on this route.", entry.constant),
        &format!(
            "use hookseal::providers::{0};\nlet verifier = Verifier::new({1}, {2})?;",
            entry.constant.split('(').next().unwrap_or_default(),
            entry.constant,
            changed.key_variable()
        ),
    );
    Attempt {
        family: Family::Sender,
        hint: Hint::proven("other_provider", message, fix),
        case: changed,
    }
}

/// Whether many senders sign by this one's scheme, so that it is the one to name.
fn is_standard(entry: &Entry) -> bool {
    providers::ALL
        .iter()
        .any(|provider| provider.id == entry.id && provider.group == Group::Standards)
}

/// Whether what one of two senders has signed would also hold for the other.
fn sign_alike(one: &Entry, other: &Entry) -> bool {
    let (Some(one), Some(other)) = (one.rules.data(), other.rules.data()) else {
        return false;
    };
    one.algorithm() == other.algorithm()
        && one.signature() == other.signature()
        && one.message() == other.message()
        && one.key_format() == other.key_format()
        && one.timestamp().map(Timestamp::place) == other.timestamp().map(Timestamp::place)
        && one.timestamp().map(Timestamp::format) == other.timestamp().map(Timestamp::format)
        && (!one.message().contains(&Part::EventId) || one.event_id() == other.event_id())
}

/// How many of the headers in which that sender says something are there.
fn headers_there(case: &Case, rules: &Rules) -> usize {
    let Some(scheme) = rules.data() else {
        return 0;
    };
    [scheme.event_id(), scheme.event_type(), scheme.attempt()]
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
    match rules {
        Rules::Data(scheme) => {
            let header = scheme.signature().header().as_str();
            case.head.header(header, 0).is_some()
        }
        // What the head alone refuses is not signed so.
        Rules::Code(_) => {
            let other = Case {
                rules: rules.clone(),
                ..case.clone()
            };
            other
                .verifier()
                .is_ok_and(|verifier| verifier.begin(&case.head).is_ok())
        }
        Rules::Messages(_) => case.head.header("signature-input", 0).is_some(),
    }
}
