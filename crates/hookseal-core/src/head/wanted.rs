//! The headers that a verifier reads, found in one pass over a head.

use crate::{KeptHead, RequestHead};

/// The names that are looked for, each once.
#[derive(Debug)]
pub(crate) struct Wanted {
    names: Vec<Name>,
    /// The bit of each name's length, by which most headers are passed over.
    lengths: u64,
}

#[derive(Debug)]
struct Name {
    /// As it is asked for.
    spelled: String,
    /// As HTTP libraries keep it.
    lower: String,
}

/// More names than the schemes there are have; those behind are asked for one by one.
const MOST: usize = 8;

impl Wanted {
    /// These names.
    pub(crate) fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut wanted = Self {
            names: Vec::with_capacity(MOST),
            lengths: 0,
        };
        for name in names {
            let lower = name.to_ascii_lowercase();
            let new = wanted.names.iter().all(|other| other.lower != lower);
            if new && wanted.names.len() < MOST {
                let spelled = name.to_owned();
                wanted.names.push(Name { spelled, lower });
                wanted.lengths |= length_bit(name);
            }
        }
        wanted
    }

    /// Goes through `head` once.
    pub(crate) fn find<'a>(&'a self, head: &'a dyn RequestHead) -> Found<'a> {
        let mut lines = [Line::default(); MOST];
        let complete = head.lines(&mut |name, value| {
            if self.lengths & length_bit(name) == 0 {
                return;
            }
            let same = |wanted: &Name| {
                wanted.lower.len() == name.len()
                    && (wanted.lower == name || wanted.lower.eq_ignore_ascii_case(name))
            };
            let mut places = self.names.iter().zip(&mut lines);
            if let Some((_, line)) = places.find(|(wanted, _)| same(wanted)) {
                match line.first {
                    None => line.first = Some(value),
                    Some(_) => line.repeated = true,
                }
            }
        });
        Found {
            head,
            names: if complete { &self.names } else { &[] },
            lines,
        }
    }
}

/// Names of 64 bytes and more share a bit with shorter ones.
const fn length_bit(name: &str) -> u64 {
    1 << (name.len() % 64)
}

/// A head, with what was looked for at hand.
pub(crate) struct Found<'a> {
    head: &'a dyn RequestHead,
    names: &'a [Name],
    lines: [Line<'a>; MOST],
}

/// The lines of one name.
#[derive(Clone, Copy, Default)]
struct Line<'a> {
    first: Option<&'a [u8]>,
    repeated: bool,
}

impl RequestHead for Found<'_> {
    fn method(&self) -> &str {
        self.head.method()
    }

    fn target(&self) -> &str {
        self.head.target()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut places = self.names.iter().zip(&self.lines);
        match (places.find(|(wanted, _)| wanted.spelled == name), nth) {
            (Some((_, line)), 0) => line.first,
            (Some((_, line)), _) if !line.repeated => None,
            _ => self.head.header(name, nth),
        }
    }

    fn lines<'a>(&'a self, each: &mut dyn FnMut(&'a str, &'a [u8])) -> bool {
        self.head.lines(each)
    }

    fn tenant(&self) -> Option<&str> {
        self.head.tenant()
    }

    fn keep(&self) -> Option<KeptHead> {
        self.head.keep()
    }
}

#[cfg(test)]
mod tests;
