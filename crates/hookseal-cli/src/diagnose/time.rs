//! Mistakes with time: the unit, and clocks.

use hookseal::scheme::{Scheme, Timestamp, TimestampFormat, TimestampPlace};
use hookseal::time::Clock as _;
use hookseal::{Rejection, UnixTime};

use super::{Attempt, Family, Fix, Hint};
use crate::case::{Case, Refusal};
use crate::catalogue::Rules;

pub(super) fn attempts(case: &Case) -> Vec<Attempt> {
    let Some(scheme) = case.rules.data() else {
        return Vec::new();
    };
    let Some(timestamp) = scheme.timestamp() else {
        return Vec::new();
    };
    let own = timestamp.format();
    let mut found: Vec<_> = FORMATS
        .iter()
        .filter(|(format, ..)| *format != own)
        .map(|(format, name, code)| {
            let mut changed = case.clone();
            changed.rules = with_format(scheme, timestamp, *format).into();
            attempt(unit(case, name, code), changed)
        })
        .collect();
    found.extend(rewritten(case, timestamp));
    found
}

fn attempt(hint: Hint, case: Case) -> Attempt {
    Attempt {
        family: Family::Time,
        hint,
        case,
    }
}

fn with_format(scheme: &Scheme, timestamp: &Timestamp, format: TimestampFormat) -> Scheme {
    scheme
        .clone()
        .with_timestamp(timestamp.clone().with_format(format))
}

fn unit(case: &Case, name: &str, code: &str) -> Hint {
    let fix = Fix::verifier(
        format!("Say that the timestamp is in {name}, or let the sender write what it documents."),
        &format!(
            "let timestamp = {0}.timestamp().cloned().ok_or(\"no timestamp\")?;\n\
             let scheme = {0}.with_timestamp(timestamp.with_format(TimestampFormat::{code}));\n\
             let verifier = Verifier::new(scheme, {1})?;",
            case.constant,
            case.key_variable()
        ),
    );
    let message = format!(
        "The timestamp is written in {name}, which {} does not expect.",
        case.constant
    );
    Hint::proven("timestamp_unit", message, fix)
}

/// The timestamp's text was changed after it was signed.
fn rewritten(case: &Case, timestamp: &Timestamp) -> Vec<Attempt> {
    let TimestampPlace::Header(name) = timestamp.place() else {
        return Vec::new();
    };
    let Some(text) = case.head.text(name.as_str()) else {
        return Vec::new();
    };
    let mut texts = Vec::new();
    if text.trim() != text {
        texts.push(text.trim().to_owned());
    }
    if let Ok(number) = text.trim().parse::<u64>() {
        texts.push((number / 1000).to_string());
        texts.extend(number.checked_mul(1000).map(|number| number.to_string()));
    }
    texts
        .into_iter()
        .map(|signed| {
            let message = format!(
                "The sender signed the timestamp `{signed}`, but `{name}` says `{}`.",
                crate::escape::escaped(text)
            );
            let fix = Fix::outside(format!(
                "Something on the way rewrites `{name}`, or the sender signs another unit than it \
                 sends. Let the header pass unchanged."
            ));
            let mut changed = case.clone();
            changed.head.set(name.as_str(), signed);
            attempt(Hint::proven("timestamp_unit", message, fix), changed)
        })
        .collect()
}

/// The signature holds, but its time does not.
pub(super) fn skew(case: &Case, refusal: &Refusal) -> Hint {
    if let Some(hint) = other_unit(case).or_else(|| created_in_milliseconds(case)) {
        return hint;
    }
    if let Refusal::Rejection(Rejection::Expired { ago_secs }) = refusal {
        return expired(case, *ago_secs);
    }
    let (seconds, allowed, late) = match refusal {
        Refusal::Rejection(Rejection::Stale {
            age_secs,
            allowed_secs,
        }) => (*age_secs, *allowed_secs, true),
        Refusal::Rejection(Rejection::Future {
            ahead_secs,
            allowed_secs,
        }) => (*ahead_secs, *allowed_secs, false),
        _ => (0, 0, true),
    };
    let place = if late { "in the past" } else { "ahead" };
    let mut message = format!(
        "The signature is right, but it was made {} {place} by this clock ({seconds} s); {allowed} s \
         are allowed.",
        span(seconds)
    );
    // As many hours as time zones lie apart, give or take a minute.
    let off = seconds % 3600;
    let whole_hours = (3540..=14 * 3600 + 60).contains(&seconds) && (off <= 60 || off >= 3540);
    if whole_hours {
        message.push_str(
            " That is whole hours: one of the two clocks may take its local time for UTC.",
        );
    }
    let text = if late {
        "If the delivery has just arrived, this machine's clock is ahead or the sender's is behind: \
         synchronise it (NTP). If it waited in a queue or was captured earlier, verify it with the time \
         of arrival (`--now`), or allow more."
    } else {
        "This machine's clock is behind, or the sender's is ahead: synchronise it (NTP)."
    };
    let wanted = seconds.saturating_add(60);
    let fix = if seconds <= LATEST {
        Fix::verifier(
            text,
            &format!(
                "// only if deliveries really come that late\n\
                 let age = Duration::from_secs({wanted});\n\
                 let verifier = Verifier::builder({}).key({}).tolerance(age, age).build()?;",
                case.constant,
                case.key_variable()
            ),
        )
    } else {
        Fix::outside(text)
    };
    Hint::proven("clock_skew", message, fix)
}

/// `expires` is past. No tolerance helps: the sender has said so itself.
fn expired(case: &Case, ago: u64) -> Hint {
    let lifetime = case.bases().iter().find_map(|base| {
        Some(
            base.expires?
                .as_secs()
                .saturating_sub(base.created?.as_secs()),
        )
    });
    let message = format!(
        "The signature is right, but by this clock it expired {} ago ({ago} s){}.",
        span(ago),
        lifetime.map_or_else(String::new, |seconds| format!(
            ", {} after it was made",
            span(seconds)
        ))
    );
    let fix = Fix::outside(
        "If the delivery has just arrived, this machine's clock is ahead or the sender's is behind: \
         synchronise it (NTP). If it waited in a queue or was captured earlier, verify it with the time \
         of arrival (`--now`), or let the sender set a later `expires`.",
    );
    Hint::proven("clock_skew", message, fix)
}

/// Whether `created` would be a recent time in milliseconds.
fn created_in_milliseconds(case: &Case) -> Option<Hint> {
    let Rules::Messages(rules) = &case.rules else {
        return None;
    };
    let fresh = rules.freshness();
    let (age, ahead) = case
        .tolerance
        .map_or((fresh.max_age, fresh.max_future), |span| (span, span));
    let recent = |created: UnixTime| {
        let created = UnixTime::from_millis(created.as_secs());
        created <= case.now.saturating_add(ahead) && case.now <= created.saturating_add(age)
    };
    let mut created = case.bases().into_iter().filter_map(|base| base.created);
    created.any(recent).then(|| {
        Hint::proven(
            "timestamp_unit",
            "The signature is right, but `created` is in milliseconds.",
            Fix::outside(
                "RFC 9421 (section 2.3) writes `created` and `expires` in seconds: the sender has to \
                 divide by 1000 before it signs.",
            ),
        )
    })
}

/// Whether in another unit the timestamp would be a recent one.
fn other_unit(case: &Case) -> Option<Hint> {
    let scheme = case.rules.data()?;
    let timestamp = scheme.timestamp()?;
    FORMATS
        .iter()
        .filter(|(format, ..)| *format != timestamp.format())
        .find_map(|(format, name, code)| {
            let mut changed = case.clone();
            changed.rules = with_format(scheme, timestamp, *format).into();
            changed.allow_weak = true;
            changed.judge().ok()?;
            Some(unit(case, name, code))
        })
}

/// A number of seconds as people say it.
pub(crate) fn span(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} seconds"),
        120..7200 => format!("{} minutes", seconds / 60),
        7200..172_800 => format!("{} hours", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// An instant as RFC 3339.
pub(crate) fn date(at: UnixTime) -> String {
    i64::try_from(at.as_secs())
        .ok()
        .and_then(|seconds| time::OffsetDateTime::from_unix_timestamp(seconds).ok())
        .and_then(|at| {
            at.format(&time::format_description::well_known::Rfc3339)
                .ok()
        })
        .unwrap_or_else(|| "beyond all calendars".to_owned())
}

/// The present.
pub(crate) fn now() -> UnixTime {
    hookseal::time::SystemClock.now()
}

const FORMATS: &[(TimestampFormat, &str, &str)] = &[
    (TimestampFormat::Seconds, "seconds", "Seconds"),
    (
        TimestampFormat::Milliseconds,
        "milliseconds",
        "Milliseconds",
    ),
    (TimestampFormat::Rfc3339, "RFC 3339", "Rfc3339"),
    (TimestampFormat::HttpDate, "an HTTP date", "HttpDate"),
];

/// No sender's retries come later than this; what does was captured.
const LATEST: u64 = 7 * 86_400;
