//! Other ways to write the same path and query.

use std::fmt::Write as _;
use std::iter;

/// The target with characters escaped that were not, or the reverse.
pub(super) fn escapes<'t>(
    path: &'t str,
    query: Option<&'t str>,
) -> impl Iterator<Item = (String, &'static str)> {
    rewrites().flat_map(move |(rewrite, what)| {
        let join = |path: &str, query: Option<&str>| match query {
            Some(query) => format!("{path}?{query}"),
            None => path.to_owned(),
        };
        let other_path = rewrite.apply(path, PATH);
        let other_query = query.map(|query| rewrite.apply(query, QUERY));
        [
            join(&other_path, other_query.as_deref()),
            join(&other_path, query),
            join(path, other_query.as_deref()),
        ]
        .map(|target| (target, what))
    })
}

/// Characters that may be escaped in a path, and in a query, without another meaning.
const PATH: &str = "-._~!$&'()*+,;=:@";
const QUERY: &str = "-._~!$'()*,;:@/?";

/// One way in which escapes are changed.
#[derive(Clone, Copy)]
enum Rewrite {
    Decode(&'static str),
    Encode(&'static str),
    EncodeOne(char),
    /// The digits of escapes in capitals, or in small letters.
    UpperCase,
    LowerCase,
    /// Blanks as `+`, or as `%20`.
    Plus,
    PercentTwenty,
}

fn rewrites() -> impl Iterator<Item = (Rewrite, &'static str)> {
    const ALL: &str = "-._~!$&'()*+,;=:@/?";
    let escaped = "with characters escaped that came without an escape";
    let bare = "without escapes that came with it";
    let sets = [
        (Rewrite::Encode("~"), escaped),
        // What PHP and others escape, then Java, then Python.
        (Rewrite::Encode("!'()*"), escaped),
        (Rewrite::Encode("~!'()"), escaped),
        (Rewrite::Encode("!$&'()*+,;=:@"), escaped),
        (Rewrite::Encode("!$&'()*+,;=:@/?"), escaped),
        (Rewrite::Decode("-._~"), bare),
        (Rewrite::Decode("!$'()*,;:@/?"), bare),
        (Rewrite::Decode(ALL), bare),
        (Rewrite::UpperCase, "with escapes in capitals"),
        (Rewrite::LowerCase, "with escapes in small letters"),
        (Rewrite::Plus, "with `+` for blanks"),
        (Rewrite::PercentTwenty, "with `%20` for blanks"),
    ];
    let ones = ALL
        .chars()
        .map(move |one| (Rewrite::EncodeOne(one), escaped));
    sets.into_iter().chain(ones)
}

impl Rewrite {
    /// The text rewritten, where `free` are the characters that have no meaning of their own.
    fn apply(self, text: &str, free: &str) -> String {
        let chosen = |set: &str, one: char| set.contains(one) && free.contains(one);
        match self {
            Self::Encode(set) => encoded(text, |one| chosen(set, one)),
            Self::EncodeOne(this) => encoded(text, |one| one == this && free.contains(one)),
            Self::Decode(set) => {
                let mut decoded = text.to_owned();
                for one in set.chars().filter(|one| free.contains(*one)) {
                    let escape = escape(one);
                    decoded = decoded.replace(&escape, one.encode_utf8(&mut [0; 4]));
                    let small = escape.to_ascii_lowercase();
                    decoded = decoded.replace(&small, one.encode_utf8(&mut [0; 4]));
                }
                decoded
            }
            Self::UpperCase => digits(text, str::to_ascii_uppercase),
            Self::LowerCase => digits(text, str::to_ascii_lowercase),
            Self::Plus => text.replace("%20", "+"),
            Self::PercentTwenty => text.replace('+', "%20"),
        }
    }
}

fn encoded(text: &str, chosen: impl Fn(char) -> bool) -> String {
    text.chars().fold(String::new(), |mut encoded, one| {
        if chosen(one) {
            encoded.push_str(&escape(one));
        } else {
            encoded.push(one);
        }
        encoded
    })
}

fn escape(one: char) -> String {
    let mut escape = String::new();
    for byte in one.encode_utf8(&mut [0; 4]).bytes() {
        // Writing to a String cannot fail.
        let _ = write!(escape, "%{byte:02X}");
    }
    escape
}

/// The text with the two digits after each `%` changed.
fn digits(text: &str, change: impl Fn(&str) -> String) -> String {
    let mut pieces = text.split('%');
    let mut changed = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        changed.push('%');
        match piece.split_at_checked(2) {
            Some((digits, rest)) => {
                changed.push_str(&change(digits));
                changed.push_str(rest);
            }
            None => changed.push_str(piece),
        }
    }
    changed
}

/// The pairs of a query in other orders, and without one of them.
pub(super) fn orders(query: &str) -> impl Iterator<Item = (String, &'static str)> {
    let pairs: Vec<&str> = query.split('&').take(MOST_PAIRS + 1).collect();
    let few = (2..=MOST_PAIRS).contains(&pairs.len()).then_some(pairs);
    few.into_iter().flat_map(|pairs| {
        let mut sorted = pairs.clone();
        sorted.sort_unstable();
        let reversed: Vec<_> = pairs.iter().rev().copied().collect();
        let ordered =
            [sorted, reversed].map(|pairs| (pairs.join("&"), "with its query in another order"));
        let without = (0..pairs.len()).map({
            let pairs = pairs.clone();
            move |left_out| {
                let kept = pairs.iter().enumerate().filter(|(at, _)| *at != left_out);
                let kept: Vec<_> = kept.map(|(_, pair)| *pair).collect();
                (kept.join("&"), "without one parameter of the query")
            }
        });
        let all =
            permutations(pairs).map(|pairs| (pairs.join("&"), "with its query in another order"));
        ordered.into_iter().chain(without).chain(all)
    })
}

/// All orders of a few things, by Heap's algorithm; none of more than a few.
fn permutations(mut things: Vec<&str>) -> impl Iterator<Item = Vec<&str>> {
    let length = if things.len() <= MOST_PERMUTED {
        things.len()
    } else {
        0
    };
    let mut counters = vec![0_usize; length];
    let mut at = 1;
    iter::from_fn(move || {
        while at < length {
            let counter = counters.get_mut(at)?;
            if *counter < at {
                let other = if at % 2 == 0 { 0 } else { *counter };
                *counter += 1;
                things.swap(other, at);
                at = 1;
                return Some(things.clone());
            }
            *counter = 0;
            at += 1;
        }
        None
    })
}

/// 719 other orders.
const MOST_PERMUTED: usize = 6;
const MOST_PAIRS: usize = 32;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{escapes, orders, permutations};

    #[test]
    fn all_orders_are_tried_once() {
        let all: HashSet<_> = permutations(vec!["a", "b", "c", "d"]).collect();
        assert_eq!(all.len(), 23);
        assert_eq!(permutations(vec!["a"; 7]).count(), 0);
        assert_eq!(permutations(Vec::new()).count(), 0);
        assert_eq!(orders("a=1").count(), 0);
    }

    #[test]
    fn escapes_are_made_and_undone() {
        let all = |path, query| -> HashSet<String> {
            escapes(path, query).map(|(target, _)| target).collect()
        };
        assert!(all("/~a", None).contains("/%7Ea"));
        assert!(all("/%7ea", Some("b")).contains("/~a?b"));
        assert!(all("/a", Some("q=x@b.example")).contains("/a?q=x%40b.example"));
        assert!(all("/a", Some("q=b%2fc")).contains("/a?q=b%2Fc"));
        assert!(all("/a", Some("q=b+c")).contains("/a?q=b%20c"));
        // What has a meaning of its own keeps it.
        let path = all("/a/b", Some("c=d&e"));
        assert!(path.iter().all(|target| target.starts_with("/a/b?")));
        assert!(path.iter().all(|target| target.ends_with("c=d&e")));
    }
}
