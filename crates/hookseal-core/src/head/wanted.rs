//! The headers that a verifier reads, found in one pass over a head.

use crate::{HeaderName, RequestHead};

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
    spelled: HeaderName,
    /// As HTTP libraries keep it.
    lower: String,
}

/// More names than the schemes there are have; those behind are asked for one by one.
const MOST: usize = 8;

impl Wanted {
    /// These names.
    pub(crate) fn new(names: impl IntoIterator<Item = HeaderName>) -> Self {
        let mut wanted = Self {
            names: Vec::with_capacity(MOST),
            lengths: 0,
        };
        for name in names {
            let lower = name.as_str().to_ascii_lowercase();
            let new = wanted.names.iter().all(|other| other.lower != lower);
            if new && wanted.names.len() < MOST {
                wanted.lengths |= length_bit(&lower);
                wanted.names.push(Name {
                    spelled: name,
                    lower,
                });
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

impl<'a> Found<'a> {
    /// The lines of a name that was looked for. Who asks has most often the very name at
    /// hand, so that only addresses are compared.
    fn line(&self, name: &str) -> Option<&Line<'a>> {
        let spelled = |wanted: &'a Name| wanted.spelled.as_str();
        let mut names = self.names.iter();
        let position = names
            .position(|wanted| std::ptr::eq(spelled(wanted), name))
            .or_else(|| self.names.iter().position(|wanted| spelled(wanted) == name))?;
        self.lines.get(position)
    }
}

impl RequestHead for Found<'_> {
    fn method(&self) -> &str {
        self.head.method()
    }

    fn target(&self) -> &str {
        self.head.target()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        match (self.line(name), nth) {
            (Some(line), 0) => line.first,
            (Some(line), _) if !line.repeated => None,
            _ => self.head.header(name, nth),
        }
    }

    fn lines<'a>(&'a self, each: &mut dyn FnMut(&'a str, &'a [u8])) -> bool {
        self.head.lines(each)
    }

    fn tenant(&self) -> Option<&str> {
        self.head.tenant()
    }
}

#[cfg(test)]
mod tests;
