//! The headers that a verifier reads, found in one pass over a head.

use std::fmt;

use crate::header_name::HeaderName;
use crate::request::{RequestHead, Single};
use crate::verdict::Rejection;

/// The names that are looked for, each once.
#[derive(Debug)]
pub(crate) struct Wanted {
    names: Vec<Name>,
    /// The address of each name. Callers mostly pass the very same constant.
    addresses: [usize; MOST],
    /// Which of them have a length: most headers have none that anybody looks for.
    by_length: [Places; LENGTHS],
    /// Places of names that have a fallback, and the places of the fallbacks.
    renamed: Vec<(usize, usize)>,
}

#[derive(Debug)]
struct Name {
    /// As the caller spells it.
    spelled: HeaderName,
    /// As HTTP libraries store it.
    lower: String,
}

/// Places among the names, as bits.
type Places = u8;

/// More than any built-in scheme needs; further names are looked up one at a time.
const MOST: usize = Places::BITS as usize;

/// The headers that are always looked up, each in its place.
const USUAL: [HeaderName; 2] = [CONTENT_LENGTH, CONTENT_ENCODING];

const CONTENT_LENGTH: HeaderName = HeaderName::from_static("content-length");
const CONTENT_ENCODING: HeaderName = HeaderName::from_static("content-encoding");

/// Longer names share their place with shorter ones.
const LENGTHS: usize = 64;

impl Wanted {
    /// These names, after those that are looked for in any case. Of each pair of `renamed`, the
    /// second is shown as the first where a head has none of the first ones.
    pub(crate) fn new(
        names: impl IntoIterator<Item = HeaderName>,
        renamed: &[(HeaderName, HeaderName)],
    ) -> Self {
        let mut wanted = Self {
            names: Vec::with_capacity(MOST),
            addresses: [0; MOST],
            by_length: [0; LENGTHS],
            renamed: Vec::new(),
        };
        for name in USUAL {
            wanted.add(name);
        }
        for (first, second) in renamed {
            let places = (wanted.add(first.clone()), wanted.add(second.clone()));
            if let (Some(first), Some(second)) = places {
                wanted.renamed.push((first, second));
            }
        }
        for name in names {
            wanted.add(name);
        }
        wanted
    }

    /// The place of a name among those that are looked for, while there are places.
    fn add(&mut self, name: HeaderName) -> Option<usize> {
        let lower = name.as_str().to_ascii_lowercase();
        let mut names = self.names.iter();
        if let Some(place) = names.position(|other| other.lower == lower) {
            return Some(place);
        }
        let place = self.names.len();
        *self.addresses.get_mut(place)? = name.as_str().as_ptr().addr();
        if let Some(places) = self.by_length.get_mut(lower.len() % LENGTHS) {
            *places |= 1 << place;
        }
        self.names.push(Name {
            spelled: name,
            lower,
        });
        Some(place)
    }

    /// Goes through `head` once.
    #[inline]
    pub(crate) fn find<'a>(&'a self, head: &'a dyn RequestHead) -> Found<'a> {
        let mut search = HeaderSearch {
            wanted: self,
            first: [None; MOST],
            repeated: 0,
        };
        let complete = head.search(&mut search);
        let mut found = Found {
            head,
            search,
            complete,
        };
        if !self.renamed.is_empty() {
            found.rename();
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
    #[inline]
    fn place_among(&self, places: Places, name: &str) -> Option<usize> {
        self.place_of(places, |wanted| same(wanted.as_bytes(), name.as_bytes()))
            .or_else(|| self.place_in_other_case(places, name))
    }

    #[cold] // HTTP libraries keep names in lower case
    fn place_in_other_case(&self, places: Places, name: &str) -> Option<usize> {
        self.place_of(places, |wanted| wanted.eq_ignore_ascii_case(name))
    }

    #[inline]
    fn place_of(&self, mut places: Places, is: impl Fn(&str) -> bool) -> Option<usize> {
        while places != 0 {
            let place = places.trailing_zeros() as usize;
            if is(&self.names.get(place)?.lower) {
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

/// Whether two names are equal: of most, the two overlapping ends are all there is, so that
/// no function has to be called for it.
#[inline]
fn same(left: &[u8], right: &[u8]) -> bool {
    match left.len() {
        length if length != right.len() => false,
        8..=16 => same_ends::<8>(left, right),
        17..=32 => same_ends::<16>(left, right),
        _ => left == right,
    }
}

#[inline]
fn same_ends<const N: usize>(left: &[u8], right: &[u8]) -> bool {
    left.first_chunk::<N>() == right.first_chunk() && left.last_chunk::<N>() == right.last_chunk()
}

/// A search for the headers that a verifier reads: see [`RequestHead::search`].
pub struct HeaderSearch<'a> {
    wanted: &'a Wanted,
    /// The first line of each name.
    first: [Option<&'a [u8]>; MOST],
    /// The names that have more of them.
    repeated: Places,
}

impl<'a> HeaderSearch<'a> {
    /// Looks at a header line.
    #[inline]
    pub fn see(&mut self, name: &str, value: &'a [u8]) {
        let places = self.wanted.of_length(name);
        if places != 0 {
            self.look(places, name, value);
        }
    }

    #[inline(never)] // most headers do not come as far
    fn look(&mut self, places: Places, name: &str, value: &'a [u8]) {
        let Some(place) = self.wanted.place_among(places, name) else {
            return;
        };
        match self.first.get_mut(place) {
            Some(first @ None) => *first = Some(value),
            Some(Some(_)) => self.repeated |= 1 << place,
            None => {}
        }
    }

    #[inline]
    fn at(&self, place: usize) -> Single<'a> {
        match self.first.get(place) {
            Some(Some(_)) if self.repeated & (1 << place) != 0 => Single::Repeated,
            Some(Some(value)) => Single::Once(value),
            Some(None) | None => Single::Missing,
        }
    }
}

/// Shows no header.
impl fmt::Debug for HeaderSearch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HeaderSearch").finish_non_exhaustive()
    }
}

/// A head together with the headers found in it.
pub(crate) struct Found<'a> {
    head: &'a dyn RequestHead,
    search: HeaderSearch<'a>,
    /// Whether the head could be gone through.
    complete: bool,
}

impl<'a> Found<'a> {
    /// Uses the fallback names where the first name is missing.
    #[cold]
    fn rename(&mut self) {
        let (head, search) = (self.head, &mut self.search);
        if !self.complete {
            for (place, name) in search.wanted.names.iter().enumerate() {
                let first = match head.single(&name.lower) {
                    Single::Missing => None,
                    Single::Once(value) => Some(value),
                    Single::Repeated => {
                        search.repeated |= 1 << place;
                        head.header(&name.lower, 0)
                    }
                };
                if let Some(slot) = search.first.get_mut(place) {
                    *slot = first;
                }
            }
            self.complete = true;
        }
        let mut pairs = search.wanted.renamed.iter();
        if pairs.any(|(first, _)| search.at(*first) != Single::Missing) {
            return;
        }
        for (first, second) in &search.wanted.renamed {
            let value = search.first.get(*second).copied().flatten();
            if let Some(slot) = search.first.get_mut(*first) {
                *slot = value;
            }
            if search.repeated & (1 << second) != 0 {
                search.repeated |= 1 << first;
            }
        }
    }

    #[inline]
    pub(crate) fn content_length(&self) -> Single<'a> {
        self.usual(0, &CONTENT_LENGTH)
    }

    #[inline]
    pub(crate) fn content_encoding(&self) -> Single<'a> {
        self.usual(1, &CONTENT_ENCODING)
    }

    #[inline]
    fn usual(&self, place: usize, name: &HeaderName) -> Single<'a> {
        if self.complete {
            self.search.at(place)
        } else {
            self.head.single(name.as_str())
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
        let search = &self.search;
        let place = self.complete.then(|| search.wanted.place(name)).flatten();
        match place {
            Some(place) => search.at(place),
            None => self.head.single(name),
        }
    }

    fn search<'a>(&'a self, search: &mut HeaderSearch<'a>) -> bool {
        self.head.search(search)
    }

    fn tenant(&self) -> Option<&str> {
        self.head.tenant()
    }

    fn tenant_fault(&self) -> Option<&Rejection> {
        self.head.tenant_fault()
    }
}

#[cfg(test)]
mod tests;
