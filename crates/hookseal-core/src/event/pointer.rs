//! One member of a JSON text, without the rest of it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

/// The string or number at an RFC 6901 pointer.
///
/// Reads the text on demand, and only as far as the member, so unused facts cost
/// nothing. If a member occurs twice, the first one counts.
pub(crate) fn at_pointer(json: &[u8], pointer: &str) -> Option<String> {
    let mut found = None;
    let rest = match pointer {
        "" => None,
        _ => Some(pointer.strip_prefix('/')?),
    };
    let find = Find {
        rest,
        found: &mut found,
    };
    // The text after the member is not read, which the parser reports as an error.
    let _ = find.deserialize(&mut serde_json::Deserializer::from_slice(json));
    found
}

/// Goes down one member of the pointer.
struct Find<'a> {
    /// The pointer from here on, without its slash; `None` at the end.
    rest: Option<&'a str>,
    found: &'a mut Option<String>,
}

impl Find<'_> {
    fn is_here(&self) -> bool {
        self.rest.is_none()
    }
}

impl<'de> DeserializeSeed<'de> for Find<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Find<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what the pointer leads to")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some(rest) = self.rest else {
            return Ok(());
        };
        let (name, rest) = step(rest);
        while let Some(is_it) = map.next_key_seed(Named(&name))? {
            if is_it {
                let found = self.found;
                return map.next_value_seed(Find { rest, found });
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let Some(rest) = self.rest else {
            return Ok(());
        };
        let (index, rest) = step(rest);
        let Some(index) = crate::time::format::digits(index.as_bytes()) else {
            return Ok(());
        };
        for _ in 0..index {
            if elements.next_element::<IgnoredAny>()?.is_none() {
                return Ok(());
            }
        }
        let found = self.found;
        elements.next_element_seed(Find { rest, found }).map(|_| ())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        if self.is_here() {
            *self.found = Some(text.to_owned());
        }
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        if self.is_here() {
            *self.found = Some(number.to_string());
        }
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        if self.is_here() {
            *self.found = Some(number.to_string());
        }
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        if self.is_here() {
            *self.found = Number::from_f64(number).map(|number| number.to_string());
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// The first name of a pointer, and what follows it.
fn step(pointer: &str) -> (Cow<'_, str>, Option<&str>) {
    let (name, rest) = match pointer.split_once('/') {
        Some((name, rest)) => (name, Some(rest)),
        None => (pointer, None),
    };
    let name = if name.contains('~') {
        Cow::Owned(name.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(name)
    };
    (name, rest)
}

/// Whether a member has this name.
struct Named<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for Named<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Named<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E>(self, name: &str) -> Result<bool, E> {
        Ok(name == self.0)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::at_pointer;

    #[test]
    fn finds_what_the_whole_value_has_there() {
        let json = r#"{"a":{"b":[1,{"c":"x"},-7,2.50,true,null]},"m~/n":"tilde","":"empty","z":"\u00e4\"","data":{"id":"1"},"big":18446744073709551615}"#;
        let whole: Value = serde_json::from_str(json).unwrap();
        for pointer in [
            "",
            "/",
            "/a",
            "/a/b",
            "/a/b/0",
            "/a/b/1/c",
            "/a/b/2",
            "/a/b/3",
            "/a/b/4",
            "/a/b/5",
            "/a/b/9",
            "/a/b/01",
            "/a/b/+1",
            "/a/b/-",
            "/m~0~1n",
            "/z",
            "/data/id",
            "/data/id/x",
            "/none",
            "a",
            "/big",
        ] {
            let expected = match whole.pointer(pointer) {
                Some(Value::String(text)) => Some(text.clone()),
                Some(Value::Number(number)) => Some(number.to_string()),
                _ => None,
            };
            assert_eq!(at_pointer(json.as_bytes(), pointer), expected, "{pointer}");
        }
    }

    #[test]
    fn reads_no_further_than_it_must() {
        assert_eq!(
            at_pointer(br#"{"id":"7", rest"#, "/id").as_deref(),
            Some("7")
        );
        assert_eq!(
            at_pointer(br#"{"id":"7","id":"8"}"#, "/id").as_deref(),
            Some("7")
        );
        assert_eq!(at_pointer(b"", "/id"), None);
        assert_eq!(at_pointer(b"\xff", "/id"), None);
    }
}
