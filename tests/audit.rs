//! The catalogue against what senders really do: `tests/audit` has the facts, each sender's
//! constants must fit them. A difference that is meant is among the file's `decided`.

#![allow(clippy::panic, clippy::unwrap_used)]

use std::time::Duration;

use hookseal::providers;
use hookseal::providers::Provider;
use hookseal::scheme::KeyFormat;
use hookseal_tests::audit::{self, Audit};
use hookseal_tests::vectors;

/// What a verifier takes where the sender documents no greatest body.
const MIB: usize = 1024 * 1024;

/// Each sender with its audit.
fn senders() -> Vec<(&'static Provider, Audit)> {
    let mut audits = audit::all();
    providers::ALL
        .iter()
        .map(|provider| {
            let at = audits
                .iter()
                .position(|audit| audit.provider == provider.id)
                .unwrap_or_else(|| panic!("{} has no file in tests/audit", provider.id));
            (*provider, audits.swap_remove(at))
        })
        .collect()
}

/// Panics with all that `wrong` says of any sender, unless it was decided so.
fn all_senders(about: &str, wrong: impl Fn(&Provider, &Audit) -> Option<String>) {
    let found: Vec<_> = senders()
        .iter()
        .filter_map(|(provider, audit)| {
            let text = wrong(provider, audit);
            match (text, audit.decides(about)) {
                (Some(text), false) => Some(format!("{}: {text}", provider.id)),
                (None, true) => Some(format!("{}: `{about}` needs no decision", provider.id)),
                _ => None,
            }
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_sender_is_audited() {
    let all = senders();
    for (provider, audit) in &all {
        let id = provider.id;
        assert!(!audit.sources.is_empty(), "{id}: no source");
        assert!(!audit.methods.is_empty(), "{id}: no method");
        assert!(!audit.deliveries.is_empty(), "{id}: no delivery");
        for source in &audit.sources {
            assert!(
                ["server", "reference", "sdk", "report"].contains(&source.kind.as_str()),
                "{id}: {} is of kind {}",
                source.url,
                source.kind
            );
        }
        let about = ["age", "future", "key", "limit", "methods", "retries"];
        for decision in &audit.decided {
            assert!(
                about.contains(&decision.about.as_str()),
                "{id}: {decision:?}"
            );
        }
    }
    assert_eq!(audit::all().len(), all.len(), "a file is of no sender");
}

/// A delivery with every header that the sender sends is accepted, by every adapter: the
/// conformance suite runs these vectors as well.
#[test]
fn every_sender_has_a_delivery_as_it_comes() {
    let files = vectors::files();
    for provider in providers::ALL {
        let file = files.iter().find(|file| file.name == provider.id).unwrap();
        let real = file
            .vectors
            .iter()
            .any(|vector| vector.name.starts_with("field-"));
        assert!(real, "{} has no vector in tests/vectors/field", provider.id);
    }
}

#[test]
fn the_methods_are_those_of_the_sender() {
    all_senders("methods", |provider, audit| {
        let own = provider.scheme.words().methods;
        let own: Vec<_> = own.split(", ").collect();
        let missing: Vec<_> = audit
            .methods
            .iter()
            .filter(|method| !own.contains(&method.as_str()))
            .collect();
        (!missing.is_empty()).then(|| format!("sends {missing:?} as well"))
    });
}

#[test]
fn the_greatest_documented_body_is_taken() {
    all_senders("limit", |provider, audit| {
        let greatest = audit.body.max_bytes?;
        let limit = provider.scheme.words().greatest_body.unwrap_or(MIB);
        (limit < greatest).then(|| format!("sends {greatest} bytes, {limit} are taken"))
    });
}

/// The replay guard has to know a delivery for longer than its sender retries.
#[test]
fn the_retry_window_is_the_senders() {
    all_senders("retries", |provider, audit| {
        let window = Duration::from_secs(audit.retries.window_seconds?);
        let known = provider.scheme.words().retry_window.unwrap_or_default();
        (window > Duration::ZERO && known < window)
            .then(|| format!("retries for {window:?}, the catalogue says {known:?}"))
    });
}

/// A refusal that asks the sender to come again has to be one on which it does.
#[test]
fn the_retry_status_is_the_senders() {
    all_senders("retry status", |provider, audit| {
        let asked = provider.scheme.words().retry_status.code();
        let wanted = audit.retries.only_after.unwrap_or(503);
        (asked != wanted).then(|| format!("is asked with {asked}, tries again on {wanted}"))
    });
}

/// A duplicate has to be answered so that the sender takes it for delivered.
#[test]
fn the_receipt_is_the_senders() {
    all_senders("receipt", |provider, audit| {
        let wanted = audit.retries.unless_answered.as_deref();
        let given = provider.scheme.words().receipt;
        (given != wanted).then(|| format!("is answered {given:?}, wants {wanted:?}"))
    });
}

/// Where a retry has the first attempt's time, it must not be too old to be accepted.
#[test]
fn retries_are_fresh() {
    all_senders("age", |provider, audit| {
        let (age, _) = provider.scheme.words().tolerance?;
        if audit.retries.timestamp != "same" {
            return audit
                .clock
                .past_seconds
                .filter(|past| age < Duration::from_secs(*past))
                .map(|past| format!("the sender takes {past} s of age, the catalogue {age:?}"));
        }
        let window = Duration::from_secs(audit.retries.window_seconds.unwrap_or_default());
        (age < window).then(|| format!("a retry after {window:?} has the first time"))
    });
}

/// A receiver's clock may be behind. Only a sender's own word forbids that.
#[test]
fn a_clock_that_is_a_minute_behind_refuses_nothing() {
    all_senders("future", |provider, _| {
        let (_, ahead) = provider.scheme.words().tolerance?;
        (ahead < Duration::from_secs(60)).then(|| format!("{ahead:?} ahead"))
    });
}

/// The shortest key that the sender makes must not be too short for us.
#[test]
fn every_key_that_a_sender_makes_is_taken() {
    all_senders("key", |provider, audit| {
        let said = provider.scheme.description();
        let made_by_sender = ["sender", "either"].contains(&audit.key.made_by.as_str());
        if !said.algorithm().is_symmetric() || !made_by_sender {
            return None;
        }
        let chars = audit.key.min_chars?;
        let bytes = match said.key_format() {
            KeyFormat::Hex => chars / 2,
            KeyFormat::Base64 { prefix } => chars.saturating_sub(prefix.len()) * 3 / 4,
            _ => chars,
        };
        let least = said.min_key_bytes();
        (bytes < least).then(|| format!("makes keys of {bytes} bytes, {least} are required"))
    });
}
