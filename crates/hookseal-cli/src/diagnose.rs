//! Finding out why a signature does not match: every common mistake is undone, alone and
//! then in pairs, and the library is asked whether the signature then holds.
//!
//! Nothing here computes a signature; a [`Case`] with one thing changed is verified like
//! any other.

mod body;
mod fix;
mod json;
mod remaining;
mod secret;
mod sender;
pub(crate) mod signature;
#[cfg(test)]
mod tests;
pub(crate) mod time;
mod url;

use std::time::{Duration, Instant};

use hookseal::Rejection;
use serde::Serialize;

use self::fix::Fix;
pub(crate) use self::time::now;
use crate::case::{Case, Refusal};

/// A problem, and how to fix it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Hint {
    /// A stable name.
    pub(crate) code: &'static str,
    /// The problem.
    pub(crate) message: String,
    /// How to fix it.
    pub(crate) fix: String,
    /// The same in code, with axum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) axum: Option<String>,
    /// The same in code, with actix-web.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) actix: Option<String>,
    /// Whether undoing it makes the signature right; else it is only possible.
    pub(crate) proven: bool,
}

impl Hint {
    fn proven(code: &'static str, message: impl Into<String>, fix: Fix) -> Self {
        Self {
            code,
            message: message.into(),
            fix: fix.text,
            axum: fix.axum,
            actix: fix.actix,
            proven: true,
        }
    }

    fn possible(code: &'static str, message: impl Into<String>, fix: Fix) -> Self {
        Self {
            proven: false,
            ..Self::proven(code, message, fix)
        }
    }
}

/// A case with one mistake undone.
struct Attempt {
    family: Family,
    hint: Hint,
    case: Case,
}

/// The subject of a mistake. Mistakes of two families can come together, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Family {
    Secret,
    Sender,
    Url,
    Signature,
    Time,
    Body,
}

impl Family {
    /// Whether two mistakes of the same family can come together.
    const fn repeats(self) -> bool {
        matches!(self, Self::Secret | Self::Url | Self::Body)
    }
}

/// How far the search goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// Everything, for a mistake that comes alone.
    Single,
    /// Mistakes that are likely enough to come with another.
    Pair,
}

/// Why `case` was refused: what is proven first, and then what remains possible.
pub(crate) fn diagnose(case: &Case, refusal: &Refusal) -> Vec<Hint> {
    if matches!(refusal, Refusal::Handshake(_)) {
        return Vec::new(); // nothing is wrong with it
    }
    let no_body = matches!(
        refusal,
        Refusal::Rejection(Rejection::BodyTooLarge { .. } | Rejection::BodyTimeout)
    );
    if no_body || case.body.len() > LONGEST_TRIED {
        return remaining::hints(case, refusal);
    }
    if case.holds() {
        return vec![beside_the_signature(case, refusal)];
    }
    let mut hints = single(case)
        .or_else(|| pair(case))
        .map(|(mut hints, mended)| {
            hints.extend(still_refused(&mended));
            hints
        })
        .unwrap_or_default();
    if hints.is_empty() {
        hints = remaining::hints(case, refusal);
    }
    hints
}

/// The first mistake whose undoing makes the signature right.
fn single(case: &Case) -> Option<(Vec<Hint>, Case)> {
    let found = attempts(case, Depth::Single).find(|attempt| attempt.case.holds())?;
    Some((vec![found.hint], found.case))
}

/// The first two mistakes whose undoing together makes the signature right.
fn pair(case: &Case) -> Option<(Vec<Hint>, Case)> {
    let end = Instant::now().checked_add(PATIENCE)?;
    for first in attempts(case, Depth::Pair) {
        let seconds = attempts(&first.case, Depth::Pair).filter(|second| {
            second.family > first.family
                || (second.family == first.family && first.family.repeats())
        });
        for second in seconds {
            if second.case.holds() {
                return Some((vec![first.hint, second.hint], second.case));
            }
            if Instant::now() > end {
                return None;
            }
        }
    }
    None
}

/// All mistakes that could have been made, the likeliest first.
fn attempts(case: &Case, depth: Depth) -> impl Iterator<Item = Attempt> {
    secret::attempts(case)
        .into_iter()
        .chain(url::attempts(case, depth))
        .chain(time::attempts(case))
        .chain(signature::related_headers(case, depth))
        .chain(sender::attempts(case))
        .chain(signature::attempts(case, depth))
        .chain(body::attempts(case))
}

/// Why a request whose signature holds is refused all the same.
fn beside_the_signature(case: &Case, refusal: &Refusal) -> Hint {
    match refusal {
        Refusal::Rejection(
            Rejection::Expired { .. } | Rejection::Future { .. } | Rejection::Stale { .. },
        ) => time::skew(case, refusal),
        _ => remaining::of_refusal(case, refusal, true),
    }
}

/// The problems that remain in a case whose signature is now valid.
fn still_refused(mended: &Case) -> Option<Hint> {
    let refusal = mended.judge().err()?;
    Some(beside_the_signature(mended, &refusal))
}

/// Longer bodies are not tried again and again.
const LONGEST_TRIED: usize = 16 * 1024 * 1024;
/// How long pairs are tried.
const PATIENCE: Duration = Duration::from_secs(4);
