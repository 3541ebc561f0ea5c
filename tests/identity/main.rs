//! The replay guard counts events as their senders do, over the whole catalogue.
//!
//! How each sender tells its events apart, what it has anew for each attempt to deliver one,
//! and for how long it tries, is data that people have reviewed against the senders' pages:
//! `senders.json`. The code is compared with it, never read from it.

// Helpers of tests are tests, which clippy cannot know of whole files.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod deliver;
mod known;
mod mutations;
mod sent;
mod table;

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::time::Duration;

use hookseal::providers;
use hookseal::replay::Identity;
use hookseal_tests::vectors;
use hookseal_vectors::Expect;

use crate::deliver::Desk;
use crate::known::{Known, known, retention};
use crate::sent::Sent;
use crate::table::{KnownBy, Row};

/// Every scheme in the catalogue, by its name among all.
fn schemes() -> Vec<(String, &'static providers::ProviderScheme)> {
    let mut all = Vec::new();
    for provider in providers::ALL {
        all.push((provider.id.to_owned(), &provider.scheme));
        for variant in provider.variants {
            all.push((variant.full_name(provider), &variant.scheme));
        }
    }
    all
}

/// Runs `check` for each, on two threads, and panics with the list of what it found wrong.
fn each<T: Sync>(all: &[T], check: impl Fn(&T) -> Vec<String> + Sync) {
    let wrong = Mutex::new(Vec::new());
    let left = Mutex::new(all.iter());
    let work = || {
        while let Some(one) = { left.lock().unwrap().next() } {
            let found = catch_unwind(AssertUnwindSafe(|| check(one)));
            let found = found.unwrap_or_else(|panic| vec![why(&*panic)]);
            wrong.lock().unwrap().extend(found);
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

/// What somebody has panicked with.
fn why(panic: &dyn Any) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| Some((*panic.downcast_ref::<&str>()?).to_owned()))
        .unwrap_or_default()
}

#[test]
fn every_scheme_has_a_row_and_every_row_a_scheme() {
    let schemes: BTreeSet<String> = schemes().into_iter().map(|(name, _)| name).collect();
    let rows: BTreeSet<String> = table::rows().keys().cloned().collect();
    let missing: Vec<_> = schemes.difference(&rows).collect();
    let unknown: Vec<_> = rows.difference(&schemes).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "add to senders.json: {missing:?}; take out: {unknown:?}"
    );
}

/// (1) The same event, delivered again as its sender does it, is a duplicate, and (2) another
/// event is none.
#[test]
fn an_event_delivered_again_is_a_duplicate_and_another_event_is_none() {
    let rows = table::rows();
    each(&schemes(), |(name, scheme)| {
        let row = &rows[name];
        let desk = Desk::new(name, scheme, row);
        let mut wrong = Vec::new();
        for is_in_process in [true, false] {
            let mut say = |text: &str| wrong.push(format!("{name}: {text}"));
            let first = desk.key(&desk.first(), Identity::IdOrMessage, is_in_process);
            if row.known_by == KnownBy::Nothing {
                if first != Known::Unguarded {
                    say("its events look alike, so each is to be handled");
                }
                continue;
            }
            for alike in desk.alike() {
                let key = desk.key(&alike, Identity::IdOrMessage, is_in_process);
                if key != Known::Unguarded {
                    say("an event that looks like others is not handled each time");
                }
            }
            if !matches!(first, Known::By(_)) {
                say("it is not guarded");
                continue;
            }
            if first != desk.key(&desk.again(), Identity::IdOrMessage, is_in_process) {
                say("the next attempt is taken for another event");
            }
            for (other, place) in desk.others() {
                if first == desk.key(&other, Identity::IdOrMessage, is_in_process) {
                    say(&format!("another {place} is taken for the same event"));
                }
            }
        }
        wrong
    });
}

/// Who may have to bear duplicates can read so.
#[test]
fn the_documents_list_whose_events_look_alike() {
    let page = include_str!("../../docs/replay.md");
    let (_, list) = page
        .split_once("### Events that cannot be told apart")
        .unwrap();
    let (list, _) = list.split_once("\n#").unwrap();
    let listed: BTreeSet<&str> = list
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" |").next())
        .filter(|name| *name != "sender")
        .collect();
    let rows = table::rows();
    let alike: BTreeSet<&str> = providers::ALL
        .iter()
        .filter(|provider| {
            let row = &rows[provider.id];
            let some = row.each_handled.iter();
            row.known_by == KnownBy::Nothing || some.clone().any(|body| body != "")
        })
        .map(|provider| provider.name)
        .collect();
    assert_eq!(listed, alike);
}

/// By its message alone, too, another event is another.
#[test]
fn by_its_message_another_event_is_another() {
    let rows = table::rows();
    each(&schemes(), |(name, scheme)| {
        let row = &rows[name];
        let desk = Desk::new(name, scheme, row);
        let first = desk.key(&desk.first(), Identity::Message, false);
        let mut wrong = Vec::new();
        if first != desk.key(&desk.first(), Identity::Message, false) {
            wrong.push(format!("{name}: the same is another"));
        }
        let others = desk.others().into_iter();
        for (other, place) in others.filter(|_| row.known_by != KnownBy::Nothing) {
            if first == desk.key(&other, Identity::Message, false) {
                wrong.push(format!("{name}: another {place} is the same message"));
            }
        }
        wrong
    });
}

/// (3) Whatever can be changed of a delivery while it still verifies makes no other of it.
#[test]
fn what_is_not_signed_makes_no_other_delivery() {
    let rows = table::rows();
    let mut bases = Vec::new();
    for (name, scheme) in schemes() {
        let desk = Desk::new(&name, scheme, &rows[&name]);
        bases.push((name.clone(), desk.verifier(), desk.first()));
    }
    for file in vectors::files() {
        let mut taken: BTreeMap<&str, usize> = BTreeMap::new();
        for entry in &file.vectors {
            let Ok(vector) = &entry.vector else { continue };
            let Some(name) = name_of(&entry.provider, vector.scheme()) else {
                continue;
            };
            let count = taken
                .entry(vector.scheme().unwrap_or_default())
                .or_default();
            let request = vector.request();
            let is_short = request.body.len() <= LONGEST_BODY;
            if vector.expect() != Expect::Accept || *count >= VECTORS_EACH || !is_short {
                continue;
            }
            *count += 1;
            let built = vector.verifier().unwrap().build();
            let verifier = built.unwrap_or_else(|error| panic!("{name}, {}: {error}", entry.name));
            bases.push((name, verifier, Sent::of_vector(request)));
        }
    }
    let tried = Mutex::new(BTreeMap::<String, (usize, usize)>::new());
    each(&bases, |(name, verifier, sent)| {
        let row = &rows[name];
        let mut wrong = Vec::new();
        for identity in [Identity::IdOrMessage, Identity::Message] {
            let Some(key) = known(verifier, sent, identity, false) else {
                wrong.push(format!("{name}: the delivery itself is refused"));
                continue;
            };
            for (what, mutant) in mutations::of(sent) {
                let after = known(verifier, &mutant, identity, false);
                let mut tried = tried.lock().unwrap();
                let counts = tried.entry(name.clone()).or_default();
                counts.0 += 1;
                counts.1 += usize::from(after.is_some());
                let may_differ = key == Known::Unguarded || row.may_differ(sent, &mutant);
                if after.is_some_and(|after| after != key) && !may_differ {
                    wrong.push(format!(
                        "{name}, {identity:?}: {what} makes another delivery"
                    ));
                }
            }
        }
        wrong.truncate(8);
        wrong
    });
    // A test that changes nothing, or nothing that verifies, would find nothing.
    for (name, (made, verified)) in tried.into_inner().unwrap() {
        assert!(made > 100 && verified > 10, "{name}: {verified} of {made}");
    }
}

/// Two deliveries of which somebody has made one, or another under the same head, are none
/// that was not there before.
#[test]
fn what_is_made_of_two_deliveries_is_no_third() {
    let rows = table::rows();
    each(&schemes(), |(name, scheme)| {
        let row = &rows[name];
        let desk = Desk::new(name, scheme, row);
        let (verifier, first) = (desk.verifier(), desk.first());
        let mut wrong = Vec::new();
        for (other, place) in desk.others() {
            let both = [&first, &other].map(|sent| desk.key(sent, Identity::Message, false));
            for (what, made) in mutations::of_two(&first, &other) {
                let third = known(&verifier, &made, Identity::Message, false);
                let is_new = third.is_some_and(|third| !both.contains(&third));
                if is_new && !row.may_differ(&first, &made) && !row.may_differ(&other, &made) {
                    wrong.push(format!("{name}, of another {place}: {what} is a third"));
                }
            }
        }
        wrong
    });
    // Vectors have what nobody can make without the key, such as bodies of one checksum.
    let mut pairs = 0;
    for file in vectors::files() {
        let mut accepted = Vec::new();
        for entry in &file.vectors {
            let Ok(vector) = &entry.vector else { continue };
            let Some(name) = name_of(&entry.provider, vector.scheme()) else {
                continue;
            };
            if vector.expect() == Expect::Accept {
                accepted.push((&entry.name, name, vector, Sent::of_vector(vector.request())));
            }
        }
        for (at, (one, name, vector, sent)) in accepted.iter().enumerate() {
            let same_head = accepted[..at].iter().filter(|(_, other_name, _, other)| {
                other_name == name && other.with_body(&*sent.body) == *sent && other != sent
            });
            for (two, _, _, other) in same_head {
                let verifier = vector.verifier().unwrap().build().unwrap();
                let key = |sent: &Sent| known(&verifier, sent, Identity::Message, false);
                let (Some(one_key), Some(other_key)) = (key(sent), key(other)) else {
                    continue;
                };
                if key(&sent.without_signature_headers()).is_some() {
                    continue; // the signature is in the body
                }
                pairs += 1;
                let is_same = one_key == other_key || rows[name].may_differ(sent, other);
                assert!(is_same, "{name}: {one} and {two} have one head");
            }
        }
    }
    assert!(pairs > 0, "there are such vectors");
}

/// The name among all schemes of what a vector is checked by.
fn name_of(provider: &str, scheme: Option<&str>) -> Option<String> {
    let provider = providers::ALL.iter().find(|one| one.id == provider)?;
    let mut variants = provider.variants.iter();
    let variant = scheme.and_then(|scheme| {
        variants.find(|one| one.name == scheme || one.full_name(provider) == scheme)
    });
    Some(match variant {
        Some(variant) => variant.full_name(provider),
        None => provider.id.to_owned(),
    })
}

/// What is done is known for longer than its sender goes on trying.
#[test]
fn i34_what_is_done_is_known_for_longer_than_its_sender_tries() {
    let rows = table::rows();
    each(&schemes(), |(name, scheme)| {
        let row: &Row = &rows[name];
        let Some(tries) = row.tries_for_seconds.map(Duration::from_secs) else {
            return Vec::new();
        };
        let desk = Desk::new(name, scheme, row);
        // Of a guard that would itself forget at once.
        let Some(kept) = retention(&desk.verifier(), &desk.first()) else {
            return Vec::new();
        };
        let mut wrong = Vec::new();
        if kept < tries {
            let mut text = String::new();
            let _ = write!(text, "{name}: known for {kept:?}, tried for {tries:?}");
            wrong.push(text);
        }
        wrong
    });
}

/// Vectors of each scheme that are changed in every way; the rest are their like.
const VECTORS_EACH: usize = 3;
/// Longer bodies have nothing that short ones have not.
const LONGEST_BODY: usize = 4096;
