//! The headers that a verifier reads, found in one pass over a head.

use crate::{HeaderName, RequestHead, Single};

/// The names that are looked for, each once.
#[derive(Debug)]
pub(crate) struct Wanted {
    names: Vec<Name>,
    /// Where each is spelled. Who asks has most often the very name at hand.
    addresses: [usize; MOST],
    /// Which of them have a length: most headers have none that anybody looks for.
    by_length: [Places; LENGTHS],
}

#[derive(Debug)]
struct Name {
    /// As it is asked for.
    spelled: HeaderName,
    /// As HTTP libraries keep it.
    lower: String,
}

/// Places among the names, as bits.
type Places = u8;

/// More names than the schemes there are have; those behind are asked for one by one.
const MOST: usize = Places::BITS as usize;

/// Longer names share their place with shorter ones.
const LENGTHS: usize = 64;

impl Wanted {
    /// These names.
    pub(crate) fn new(names: impl IntoIterator<Item = HeaderName>) -> Self {
        let mut wanted = Self {
            names: Vec::with_capacity(MOST),
            addresses: [0; MOST],
            by_length: [0; LENGTHS],
        };
        for name in names {
            let lower = name.as_str().to_ascii_lowercase();
            let place = wanted.names.len();
            let new = wanted.names.iter().all(|other| other.lower != lower);
            if let (true, Some(address)) = (new, wanted.addresses.get_mut(place)) {
                *address = name.as_str().as_ptr().addr();
                if let Some(places) = wanted.by_length.get_mut(lower.len() % LENGTHS) {
                    *places |= 1 << place;
                }
                wanted.names.push(Name {
                    spelled: name,
                    lower,
                });
            }
        }
        wanted
    }

    /// Goes through `head` once.
    #[inline]
    pub(crate) fn find<'a>(&'a self, head: &'a dyn RequestHead) -> Found<'a> {
        let mut found = Found {
            head,
            wanted: Some(self),
            first: [None; MOST],
            repeated: 0,
        };
        let complete = head.lines(&mut |name, value| {
            let places = self.of_length(name);
            if places != 0 {
                found.add(self.place_among(places, name), value);
            }
        });
        if !complete {
            found.wanted = None;
        }
        found
    }

    /// Names that are as long.
    #[inline]
    fn of_length(&self, name: &str) -> Places {
        self.by_length
            .get(name.len() % LENGTHS)
            .copied()
            .unwrap_or(0)
    }

    /// Which of them it is, whatever its case.
    #[inline(never)] // most headers do not come as far
    fn place_among(&self, mut places: Places, name: &str) -> Option<usize> {
        while places != 0 {
            let place = places.trailing_zeros() as usize;
            if self.names.get(place)?.is(name) {
                return Some(place);
            }
            places &= places.wrapping_sub(1); // without the lowest bit
        }
        None
    }

    /// The place of a name that somebody asks for.
    #[inline]
    fn place(&self, name: &str) -> Option<usize> {
        let address = name.as_ptr().addr();
        let mut addresses = self.addresses.iter();
        let spelled = addresses.position(|other| *other == address);
        let same = |place: &usize| {
            let known = self.names.get(*place);
            known.is_some_and(|known| known.spelled.as_str().len() == name.len())
        };
        spelled
            .filter(same)
            .or_else(|| self.place_among(self.of_length(name), name))
    }
}

impl Name {
    #[inline]
    fn is(&self, name: &str) -> bool {
        same(self.lower.as_bytes(), name.as_bytes()) || self.lower.eq_ignore_ascii_case(name)
    }
}

/// Whether two names are equal: of most, the two overlapping ends are all there is, so that
/// no function has to be called for it.
#[inline]
fn same(left: &[u8], right: &[u8]) -> bool {
    let ends = |name| -> (Option<&[u8; 8]>, Option<&[u8; 8]>) {
        (<[u8]>::first_chunk(name), <[u8]>::last_chunk(name))
    };
    match left.len() {
        length if length != right.len() => false,
        8..=16 => ends(left) == ends(right),
        _ => left == right,
    }
}

/// A head, with what was looked for at hand.
pub(crate) struct Found<'a> {
    head: &'a dyn RequestHead,
    /// What was looked for, if the head could be gone through.
    wanted: Option<&'a Wanted>,
    /// The first line of each name.
    first: [Option<&'a [u8]>; MOST],
    /// The names that have more of them.
    repeated: Places,
}

impl<'a> Found<'a> {
    /// Another line of a name that was looked for.
    #[inline]
    fn add(&mut self, place: Option<usize>, value: &'a [u8]) {
        let Some(place) = place else { return };
        match self.first.get_mut(place) {
            Some(first @ None) => *first = Some(value),
            Some(Some(_)) => self.repeated |= 1 << place,
            None => {}
        }
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
        match self.single(name) {
            Single::Missing => None,
            Single::Once(value) => (nth == 0).then_some(value),
            Single::Repeated => self.head.header(name, nth),
        }
    }

    #[inline]
    fn single(&self, name: &str) -> Single<'_> {
        let place = self.wanted.and_then(|wanted| wanted.place(name));
        let Some(place) = place else {
            return self.head.single(name);
        };
        match self.first.get(place) {
            Some(Some(_)) if self.repeated & (1 << place) != 0 => Single::Repeated,
            Some(Some(value)) => Single::Once(value),
            Some(None) | None => Single::Missing,
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
