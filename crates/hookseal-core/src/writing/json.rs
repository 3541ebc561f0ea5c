//! Writing into a JSON body without changing the text of its other members.

use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeMap as _, Serializer};
use serde::{Deserialize, Serialize};
pub(crate) use serde_json::value::RawValue as Json;

use super::SignError;

/// The replacement that an edit makes for the current value.
type Edit<'e> = &'e mut dyn FnMut(Option<&Json>) -> Result<Box<Json>, SignError>;

/// The body with `edit` applied at `pointer`: `/a/b` is a member of a member, `*` each
/// element of an array. Objects on the way that are not there are made.
pub(crate) fn edit(body: &[u8], pointer: &str, edit: Edit<'_>) -> Result<Vec<u8>, SignError> {
    let value: &Json = serde_json::from_slice(body).map_err(|_| unfit("it is not JSON"))?;
    let edited = at(Some(value), pointer, edit)?;
    Ok(edited.get().as_bytes().to_vec())
}

/// One edit within a value.
pub(crate) fn set(value: &Json, pointer: &str, text: &str) -> Result<Box<Json>, SignError> {
    at(Some(value), pointer, &mut |_| string(text))
}

/// A string as JSON.
pub(crate) fn string(text: &str) -> Result<Box<Json>, SignError> {
    serde_json::value::to_raw_value(text).map_err(|_| unfit("it has no text"))
}

fn at(value: Option<&Json>, pointer: &str, edit: Edit<'_>) -> Result<Box<Json>, SignError> {
    let Some(way) = pointer.strip_prefix('/') else {
        return edit(value);
    };
    let (name, rest) = way.find('/').map_or((way, ""), |end| way.split_at(end));
    if name == "*" {
        let elements: Vec<Box<Json>> = read(value, "it lacks an array at a signed place")?
            .ok_or_else(|| unfit("it lacks an array at a signed place"))?;
        let elements = elements
            .iter()
            .map(|element| at(Some(element), rest, edit))
            .collect::<Result<Vec<_>, _>>()?;
        return write(&elements);
    }
    let mut object: Object =
        read(value, "it lacks an object at a signed place")?.unwrap_or_default();
    let position = object.0.iter().position(|(other, _)| other == name);
    let found = position.and_then(|position| object.0.get_mut(position));
    if let Some((_, member)) = found {
        *member = at(Some(member), rest, edit)?;
    } else {
        let member = at(None, rest, edit)?;
        object.0.push((name.to_owned(), member));
    }
    write(&object)
}

fn read<'v, T: Deserialize<'v>>(
    value: Option<&'v Json>,
    otherwise: &str,
) -> Result<Option<T>, SignError> {
    value
        .map(|value| serde_json::from_str(value.get()).map_err(|_| unfit(otherwise)))
        .transpose()
}

fn write(value: &impl Serialize) -> Result<Box<Json>, SignError> {
    serde_json::value::to_raw_value(value).map_err(|_| unfit("it cannot be written"))
}

fn unfit(why: &str) -> SignError {
    SignError::Unsignable(format!("the body does not have the sender's format: {why}"))
}

/// An object, its members in their order and each as it is written.
#[derive(Default)]
struct Object(Vec<(String, Box<Json>)>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Object;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Object, M::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Object(members))
            }
        }

        json.deserialize_map(Members)
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, json: S) -> Result<S::Ok, S::Error> {
        let mut map = json.serialize_map(Some(self.0.len()))?;
        for (name, member) in &self.0 {
            map.serialize_entry(name, member)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(body: &str, pointer: &str) -> String {
        let edited = edit(body.as_bytes(), pointer, &mut |_| string("s")).unwrap();
        String::from_utf8(edited).unwrap()
    }

    #[test]
    fn what_is_not_meant_stays_as_it_is_written() {
        for (body, pointer, expected) in [
            (
                r#"{"b":4.10,"a":"ü"}"#,
                "/c",
                r#"{"b":4.10,"a":"ü","c":"s"}"#,
            ),
            (
                r#"{"z":{"q":1e2 , "s":null},"a":0}"#,
                "/z/s",
                r#"{"z":{"q":1e2,"s":"s"},"a":0}"#,
            ),
            ("{}", "/a/b", r#"{"a":{"b":"s"}}"#),
            (
                r#"{"all":[{"x":{"n":1}},{"x":{}}]}"#,
                "/all/*/x/s",
                r#"{"all":[{"x":{"n":1,"s":"s"}},{"x":{"s":"s"}}]}"#,
            ),
        ] {
            assert_eq!(edited(body, pointer), expected);
        }
    }

    #[test]
    fn a_body_of_another_shape_is_refused() {
        for (body, pointer) in [
            ("[]", "/a"),
            ("text", "/a"),
            (r#"{"a":1}"#, "/a/*"),
            ("{}", "/a/*"),
            (r#"{"a":"text"}"#, "/a/b"),
        ] {
            let refused = edit(body.as_bytes(), pointer, &mut |_| string("s"));
            assert!(matches!(refused, Err(SignError::Unsignable(_))), "{body}");
        }
    }
}
