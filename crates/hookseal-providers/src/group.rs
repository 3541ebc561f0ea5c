//! How a group lists its senders, and how the lists become one.

use crate::Provider;

/// The senders of one group, a line each: the file, and the public names in it, each
/// with its feature.
///
/// Declares the modules, re-exports the names, and collects the `PROVIDER` of each file
/// in a constant.
macro_rules! senders {
    ($all:ident, $group:ident:
        $($(#[$cfg:meta])* $file:ident => $($(#[$name_cfg:meta])* $name:ident),+;)+) => {
        $($(#[$cfg])* mod $file;)+
        $($(#[$cfg])* $crate::group::names! { $file: $($(#[$name_cfg])* $name),+ })+

        /// The group's senders.
        pub(crate) const $all: &[$crate::Provider] = &[
            $($(#[$cfg])* self::$file::PROVIDER.in_group($crate::Group::$group),)+
        ];
    };
}
pub(crate) use senders;

/// Re-exports the names of one file.
macro_rules! names {
    ($file:ident: $($(#[$cfg:meta])* $name:ident),+) => {
        $($(#[$cfg])* pub use self::$file::$name;)+
    };
}
pub(crate) use names;

/// How many senders `groups` have.
pub(crate) const fn count(mut groups: &[&[Provider]]) -> usize {
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
    groups: &'static [&'static [Provider]],
) -> [&'static Provider; N] {
    let mut all = [&groups[0][0]; N];
    let (mut group, mut filled) = (0, 0);
    while group < groups.len() {
        let mut sender = 0;
        while sender < groups[group].len() {
            let new = &groups[group][sender];
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
