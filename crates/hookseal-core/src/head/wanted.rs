//! The headers that a verifier reads, found in one pass over a head.

use crate::{KeptHead, RequestHead};

/// The names that are looked for, each once.
#[derive(Debug)]
pub(crate) struct Wanted(Vec<Name>);

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
        let mut wanted: Vec<Name> = Vec::with_capacity(MOST);
        for name in names {
            let lower = name.to_ascii_lowercase();
            if wanted.len() < MOST && wanted.iter().all(|other| other.lower != lower) {
                let spelled = name.to_owned();
                wanted.push(Name { spelled, lower });
            }
        }
        Self(wanted)
    }

    /// Goes through `head` once.
    pub(crate) fn find<'a>(&'a self, head: &'a dyn RequestHead) -> Found<'a> {
        let mut lines = [Line::default(); MOST];
        let complete = head.lines(&mut |name, value| {
            let same = |wanted: &Name| {
                wanted.lower == name
                    || wanted.lower.len() == name.len() && wanted.lower.eq_ignore_ascii_case(name)
            };
            let mut places = self.0.iter().zip(&mut lines);
            if let Some((_, line)) = places.find(|(wanted, _)| same(wanted)) {
                match line.first {
                    None => line.first = Some(value),
                    Some(_) => line.repeated = true,
                }
            }
        });
        Found {
            head,
            names: if complete { &self.0 } else { &[] },
            lines,
        }
    }
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
