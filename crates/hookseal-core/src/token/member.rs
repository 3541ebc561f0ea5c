//! Reading single strings out of a JSON body that nobody vouches for yet.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize as _;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use crate::Rejection;

/// The strings at `path`, at least one: `/passcode`, or `/value/*/clientState` for the member
/// of each element of an array.
///
/// A member on the path that occurs twice is refused: another reader might take the other.
/// What is not on the path is passed over.
pub(super) fn strings(json: &[u8], path: &str) -> Result<Vec<String>, Rejection> {
    let mut found = Found::default();
    let mut reader = serde_json::Deserializer::from_slice(json);
    let read = At {
        path,
        found: &mut found,
    }
    .deserialize(&mut reader)
    .and_then(|()| reader.end());
    match read {
        Ok(()) if found.strings.is_empty() => Err(MISSING),
        Ok(()) => Ok(found.strings),
        Err(_) if found.twice => Err(Rejection::MalformedBody {
            reason: "a member occurs twice",
        }),
        Err(error) if error.is_data() => Err(MISSING),
        Err(_) => Err(Rejection::MalformedBody {
            reason: "it is no JSON",
        }),
    }
}

const MISSING: Rejection = Rejection::MissingInBody {
    what: "token where the sender puts it",
};

#[derive(Default)]
struct Found {
    strings: Vec<String>,
    twice: bool,
}

/// What is at the rest of a path.
struct At<'p, 'f> {
    path: &'p str,
    found: &'f mut Found,
}

impl<'de> DeserializeSeed<'de> for At<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        let Some(path) = self.path.strip_prefix('/') else {
            let text = String::deserialize(json)?;
            if text.is_empty() {
                return Err(D::Error::custom("empty"));
            }
            self.found.strings.push(text);
            return Ok(());
        };
        let (name, rest) = match path.find('/') {
            Some(at) => path.split_at(at),
            None => (path, ""),
        };
        let step = Step {
            name,
            rest,
            found: self.found,
        };
        if name == "*" {
            json.deserialize_seq(step)
        } else {
            json.deserialize_map(step)
        }
    }
}

/// One step down a path.
struct Step<'p, 'f> {
    name: &'p str,
    rest: &'p str,
    found: &'f mut Found,
}

impl<'de> Visitor<'de> for Step<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the way to a token")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        let mut seen = false;
        while let Some(key) = map.next_key::<Cow<'_, str>>()? {
            if key != self.name {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            if seen {
                self.found.twice = true;
                return Err(M::Error::custom("twice"));
            }
            seen = true;
            map.next_value_seed(At {
                path: self.rest,
                found: self.found,
            })?;
        }
        Ok(())
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut elements: S) -> Result<(), S::Error> {
        loop {
            let before = self.found.strings.len();
            let element = At {
                path: self.rest,
                found: self.found,
            };
            if elements.next_element_seed(element)?.is_none() {
                return Ok(());
            }
            if self.found.strings.len() == before {
                return Err(S::Error::custom("an element without it"));
            }
        }
    }
}
