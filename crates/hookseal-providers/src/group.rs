//! How the lists of the groups become one.

use crate::Provider;

/// How many senders `groups` have.
pub(crate) const fn count(mut groups: &[&[&Provider]]) -> usize {
    let mut count = 0;
    while let [first, rest @ ..] = groups {
        count += first.len();
        groups = rest;
    }
    count
}

/// The senders of all groups, in the order of their ids.
#[allow(clippy::indexing_slicing)] // evaluated at compile time
pub(crate) const fn sorted<const N: usize>(
    groups: &[&[&'static Provider]],
) -> [&'static Provider; N] {
    let mut all = [groups[0][0]; N];
    let (mut group, mut filled) = (0, 0);
    while group < groups.len() {
        let mut sender = 0;
        while sender < groups[group].len() {
            let new = groups[group][sender];
            let mut at = filled;
            while at > 0 && less(new.id, all[at - 1].id) {
                all[at] = all[at - 1];
                at -= 1;
            }
            all[at] = new;
            filled += 1;
            sender += 1;
        }
        group += 1;
    }
    all
}

/// Whether `left` comes before `right`.
const fn less(left: &str, right: &str) -> bool {
    let (mut left, mut right) = (left.as_bytes(), right.as_bytes());
    loop {
        match (left, right) {
            ([a, left_rest @ ..], [b, right_rest @ ..]) => {
                if *a != *b {
                    return *a < *b;
                }
                (left, right) = (left_rest, right_rest);
            }
            (_, right) => return !right.is_empty(),
        }
    }
}
