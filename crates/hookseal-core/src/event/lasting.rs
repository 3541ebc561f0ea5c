//! The part of a JSON body that is the same for every attempt to deliver an event.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::Deserialize as _;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use smallvec::SmallVec;

/// Feeds `part` the body without the members at `pointers`, one remaining piece at a time; the
/// body in one piece if it has none of them.
///
/// The members are cut out in place: nothing is serialized again.
pub(crate) fn lasting<'p>(
    body: &[u8],
    pointers: impl Iterator<Item = &'p str>,
    part: &mut dyn FnMut(&[u8]),
) {
    let pointers: Pointers<'p> = pointers.collect();
    if pointers.is_empty() {
        return part(body);
    }
    let mut left = 0;
    for range in changing(body, pointers) {
        part(body.get(left..range.start).unwrap_or_default());
        left = range.end;
    }
    part(body.get(left..).unwrap_or_default());
}

/// The rest of the path to each member.
type Pointers<'p> = SmallVec<[&'p str; 4]>;

/// The positions of the members at `pointers` in the body, in order. Empty for a body that is
/// not JSON.
fn changing(body: &[u8], pointers: Pointers<'_>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut reader = serde_json::Deserializer::from_slice(body);
    let walk = Walk {
        body,
        pointers,
        found: &mut found,
    };
    let read = walk.deserialize(&mut reader).and_then(|()| reader.end());
    read.map_or_else(|_| Vec::new(), |()| found)
}

/// On the way to the members.
struct Walk<'b, 'p, 'f> {
    body: &'b [u8],
    pointers: Pointers<'p>,
    found: &'f mut Vec<Range<usize>>,
}

impl<'b, 'p> Walk<'b, 'p, '_> {
    /// The rest of each path whose next step is `name`.
    fn below(&self, name: &str) -> Pointers<'p> {
        let step = |pointer: &&'p str| {
            let rest = pointer.strip_prefix('/')?.strip_prefix(name)?;
            (rest.is_empty() || rest.starts_with('/')).then_some(rest)
        };
        self.pointers.iter().filter_map(step).collect()
    }

    fn with(&mut self, pointers: Pointers<'p>) -> Walk<'b, 'p, '_> {
        Walk {
            body: self.body,
            pointers,
            found: self.found,
        }
    }
}

impl<'b> DeserializeSeed<'b> for Walk<'b, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'b>>(self, json: D) -> Result<(), D::Error> {
        if !self.pointers.iter().any(|pointer| pointer.is_empty()) {
            return json.deserialize_any(self);
        }
        let value = <&RawValue>::deserialize(json)?.get();
        // It is borrowed from the body, so this is its position.
        let start = value.as_ptr().addr().checked_sub(self.body.as_ptr().addr());
        let end = start.and_then(|start| start.checked_add(value.len()));
        if let (Some(start), Some(end)) = (start, end) {
            self.found.push(start..end);
        }
        Ok(())
    }
}

impl<'b> Visitor<'b> for Walk<'b, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what is new for each attempt")
    }

    fn visit_map<M: MapAccess<'b>>(mut self, mut map: M) -> Result<(), M::Error> {
        while let Some(name) = map.next_key::<Cow<'_, str>>()? {
            let below = self.below(&name);
            if below.is_empty() {
                map.next_value::<IgnoredAny>()?;
            } else {
                map.next_value_seed(self.with(below))?;
            }
        }
        Ok(())
    }

    fn visit_seq<S: SeqAccess<'b>>(mut self, mut elements: S) -> Result<(), S::Error> {
        let below = self.below("*");
        if below.is_empty() {
            while elements.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(());
        }
        while elements
            .next_element_seed(self.with(below.clone()))?
            .is_some()
        {}
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(body: &str, pointers: &[&str]) -> String {
        let mut left = Vec::new();
        lasting(body.as_bytes(), pointers.iter().copied(), &mut |part| {
            left.push(String::from_utf8_lossy(part).into_owned());
        });
        left.join("|")
    }

    #[test]
    fn members_are_cut_out_where_they_stand() {
        for (body, pointers, expected) in [
            (r#"{"a": 1 , "n":2}"#, &["/n"][..], r#"{"a": 1 , "n":|}"#),
            (
                r#"{"n" : {"x":[1,"}"]} ,"a":1}"#,
                &["/n"],
                r#"{"n" : | ,"a":1}"#,
            ),
            (
                r#"{"m":{"n":1,"k":2},"n":3}"#,
                &["/m/n", "/n"],
                r#"{"m":{"n":|,"k":2},"n":|}"#,
            ),
            (
                r#"[{"n":0,"id":1},{"n":0},7,null]"#,
                &["/*/n"],
                r#"[{"n":|,"id":1},{"n":|},7,null]"#,
            ),
            (
                r#"{"e":[{"d":{"r":true}},{"d":{}}],"d":1.5e3}"#,
                &["/e/*/d/r"],
                r#"{"e":[{"d":{"r":|}},{"d":{}}],"d":1.5e3}"#,
            ),
            // Each of those that occur twice.
            (r#"{"n":1,"n":"2"}"#, &["/n"], r#"{"n":|,"n":|}"#),
            // A name that is written otherwise is the same name.
            (r#"{"\u006e":1}"#, &["/n"], r#"{"\u006e":|}"#),
            (
                r#"{"nn":1,"a":{"n":1}}"#,
                &["/n"],
                r#"{"nn":1,"a":{"n":1}}"#,
            ),
            (r#"{"a":"text"}"#, &["/a/b"], r#"{"a":"text"}"#),
            (r#"{"a":[{"n":1}]}"#, &["/a/n"], r#"{"a":[{"n":1}]}"#),
            ("7", &[""], "|"),
            (r#"{"n":1"#, &["/n"], r#"{"n":1"#),
            (r#"{"n":1} {"n":2}"#, &["/n"], r#"{"n":1} {"n":2}"#),
            ("no JSON", &["/n"], "no JSON"),
            ("", &["/n"], ""),
            (r#"{"n":1}"#, &[], r#"{"n":1}"#),
        ] {
            assert_eq!(left(body, pointers), expected, "{body}");
        }
    }

    /// Deeper than any stack: nothing is cut, and nothing breaks.
    #[test]
    fn a_body_nested_without_end_is_one_part() {
        let body = "[".repeat(100_000);
        assert_eq!(left(&body, &["/n", "/*/n"]), body);
    }
}
