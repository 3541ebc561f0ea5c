//! Reading JSON: payloads, and single members of a body that nobody vouches for yet.
//!
//! Unrequested members of such a body are skipped and not stored, so it costs no more memory than
//! the requested members.

mod payload;

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::error::Category;

pub use self::payload::from_json;

use crate::verdict::Rejection;

/// Reads `T` from a JSON object, and from nothing else. Structs with a derived `Deserialize`
/// also accept an array, whose elements become the fields: a second body with the same meaning.
///
/// ```
/// use hookseal_core::from_json_object;
///
/// #[derive(serde::Deserialize)]
/// struct Envelope<'a> {
///     kind: &'a str,
/// }
///
/// let envelope: Envelope<'_> = from_json_object(br#"{"kind":"ping"}"#)?;
/// assert_eq!(envelope.kind, "ping");
/// assert!(from_json_object::<Envelope<'_>>(br#"["ping"]"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
///
/// A problem with the JSON or its type.
pub fn from_json_object<'de, T: Deserialize<'de>>(json: &'de [u8]) -> serde_json::Result<T> {
    serde_json::from_slice(json).map(|Object(read)| read)
}

/// A value that is read from an object alone.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        struct Fields<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<T, M::Error> {
                T::deserialize(MapAccessDeserializer::new(map))
            }
        }

        json.deserialize_map(Fields(PhantomData)).map(Self)
    }
}

/// The members of one item, in the order in which they were asked for. What is not there,
/// or `null`, is `None`.
pub(crate) type Members = Vec<Option<String>>;

/// Of each item at `items`, the members at `paths`: strings, and whole numbers as their
/// digits. At most `most` items.
///
/// `items` and `paths` are like JSON pointers, but a step of `items` can be `*` for each
/// element of an array; empty is the body itself.
///
/// A member on the path that occurs twice is refused, because another parser might read the
/// other one. So is a member whose name differs from one on the path only in case, `_` or `-`,
/// because some parsers ignore these; and an array element that is not an item.
pub(crate) fn members(
    json: &[u8],
    items: &str,
    paths: &[&str],
    most: usize,
) -> Result<Vec<Members>, Rejection> {
    let mut found = Found {
        paths,
        most,
        items: Vec::new(),
        trouble: None,
    };
    let mut reader = serde_json::Deserializer::from_slice(json);
    let read = Way {
        rest: items,
        in_array: false,
        found: &mut found,
    }
    .deserialize(&mut reader)
    .and_then(|()| reader.end());
    match (read, found.trouble) {
        (Ok(()), None) => Ok(found.items),
        (_, Some(rejection)) => Err(rejection),
        (Err(error), None) => Err(Rejection::MalformedBody {
            reason: match error.classify() {
                Category::Data => "a member has an unexpected type",
                _ => "it is not JSON",
            },
        }),
    }
}

/// Whether a pointer is one that [`members`] follows: through members of objects, and
/// without escapes.
pub(crate) fn is_plain(pointer: &str) -> bool {
    pointer.starts_with('/') && !pointer.contains('~')
}

struct Found<'p> {
    paths: &'p [&'p str],
    most: usize,
    items: Vec<Members>,
    trouble: Option<Rejection>,
}

impl Found<'_> {
    fn refuse<E: serde::de::Error>(&mut self, rejection: Rejection) -> E {
        self.trouble = Some(rejection);
        E::custom("refused")
    }
}

const TWICE: Rejection = Rejection::MalformedBody {
    reason: "a member occurs twice",
};
const LOOKS_ALIKE: Rejection = Rejection::MalformedBody {
    reason: "a member's name is nearly the same as that of a signed member",
};
const NO_ITEM: Rejection = Rejection::MalformedBody {
    reason: "an element of the list lacks a signed member",
};

/// Whether two names are one to readers that mind neither case nor how words are joined.
fn looks_like(one: &str, other: &str) -> bool {
    fn letters(name: &str) -> impl Iterator<Item = u8> {
        let letters = name.bytes().filter(|byte| !matches!(byte, b'_' | b'-'));
        letters.map(|byte| byte.to_ascii_lowercase())
    }
    one != other && letters(one).eq(letters(other))
}

/// The first step of a path, and the rest.
fn step(path: &str) -> Option<(&str, &str)> {
    let path = path.strip_prefix('/')?;
    Some(path.find('/').map_or((path, ""), |at| path.split_at(at)))
}

/// On the way to the items.
struct Way<'w, 'p> {
    rest: &'w str,
    /// Whether it is the way of one element of an array, where there must be an item.
    in_array: bool,
    found: &'w mut Found<'p>,
}

impl<'de> DeserializeSeed<'de> for Way<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        match step(self.rest) {
            Some(("*", _)) => json.deserialize_seq(self),
            Some(_) => json.deserialize_map(self),
            None => {
                if self.found.items.len() >= self.found.most {
                    let maximum = self.found.most;
                    return Err(self.found.refuse(Rejection::TooManySignatures { maximum }));
                }
                let mut members = vec![None; self.found.paths.len()];
                let item = Item {
                    wanted: self.found.paths.iter().copied().enumerate().collect(),
                    members: &mut members,
                    trouble: &mut self.found.trouble,
                };
                item.deserialize(json)?;
                self.found.items.push(members);
                Ok(())
            }
        }
    }
}

impl<'de> Visitor<'de> for Way<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the way to a signature")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        let (name, rest) = step(self.rest).unwrap_or_default();
        let mut seen = false;
        while let Some(key) = map.next_key::<Cow<'_, str>>()? {
            if key != name {
                if looks_like(&key, name) {
                    return Err(self.found.refuse(LOOKS_ALIKE));
                }
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            if seen {
                return Err(self.found.refuse(TWICE));
            }
            seen = true;
            map.next_value_seed(Way {
                rest,
                in_array: self.in_array,
                found: self.found,
            })?;
        }
        if self.in_array && !seen {
            return Err(self.found.refuse(NO_ITEM));
        }
        Ok(())
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut elements: S) -> Result<(), S::Error> {
        let (_, rest) = step(self.rest).unwrap_or_default();
        loop {
            let element = Way {
                rest,
                in_array: true,
                found: self.found,
            };
            if elements.next_element_seed(element)?.is_none() {
                return Ok(());
            }
        }
    }
}

/// An item, or a member of it with members that are wanted.
struct Item<'w> {
    /// The places in `members`, and the rest of the way to each.
    wanted: Vec<(usize, &'w str)>,
    members: &'w mut Members,
    trouble: &'w mut Option<Rejection>,
}

impl<'de> DeserializeSeed<'de> for Item<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl Item<'_> {
    fn keep<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        for (place, rest) in self.wanted {
            if !rest.is_empty() {
                return Err(E::custom("no object"));
            }
            if let Some(member) = self.members.get_mut(place) {
                *member = Some(text.to_owned());
            }
        }
        Ok(())
    }
}

impl<'de> Visitor<'de> for Item<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what is signed")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        self.keep(text)
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<(), E> {
        self.keep(&number.to_string())
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<(), E> {
        self.keep(&number.to_string())
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        if self.wanted.iter().any(|(_, rest)| rest.is_empty()) {
            return Err(M::Error::custom("no text"));
        }
        let mut seen: Vec<&str> = Vec::new();
        while let Some(key) = map.next_key::<Cow<'_, str>>()? {
            let below: Vec<_> = self
                .wanted
                .iter()
                .filter_map(|(place, path)| {
                    let (name, rest) = step(path)?;
                    (name == key).then_some((*place, name, rest))
                })
                .collect();
            let Some((_, name, _)) = below.first().copied() else {
                let mut names = self.wanted.iter().filter_map(|(_, path)| step(path));
                if names.any(|(name, _)| looks_like(&key, name)) {
                    *self.trouble = Some(LOOKS_ALIKE);
                    return Err(M::Error::custom("looks alike"));
                }
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            if seen.contains(&name) {
                *self.trouble = Some(TWICE);
                return Err(M::Error::custom("twice"));
            }
            seen.push(name);
            map.next_value_seed(Item {
                wanted: below.into_iter().map(|(at, _, rest)| (at, rest)).collect(),
                members: self.members,
                trouble: self.trouble,
            })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
