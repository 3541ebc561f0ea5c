use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

use super::*;

#[derive(Debug, Deserialize, PartialEq)]
struct Order {
    id: u32,
    #[serde(default)]
    items: Vec<Item>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Item {
    price: u32,
}

fn decode<T: DeserializeOwned + std::fmt::Debug>(body: &str) -> PayloadError {
    from_json::<T>(body.as_bytes()).unwrap_err()
}

fn data(line: usize, column: usize, path: &str, problem: &str) -> PayloadError {
    PayloadError::Data {
        line,
        column,
        path: path.to_owned(),
        problem: Some(problem.into()),
    }
}

#[test]
fn o9_an_error_says_line_column_and_path_and_no_value() {
    assert_eq!(
        decode::<Order>("{\"id\": 1,\n \"items\": [{\"price\": 1},\n {\"price\": \"SECRET\"}]}"),
        data(3, 19, "items[1].price", "expected u32")
    );
    assert_eq!(
        decode::<Order>(r#"{"items":[]}"#),
        data(1, 12, ".", "missing field `id`")
    );
    assert_eq!(
        decode::<Order>(r#"{"id":-1}"#),
        data(1, 8, "id", "expected u32")
    );
    assert_eq!(
        decode::<Order>(r#"{"id":1,"id":2}"#).to_string(),
        "unexpected JSON at line 1, column 12, path `.`: duplicate field `id`"
    );
    assert_eq!(
        decode::<Order>("[\"SECRET\"]")
            .to_string()
            .matches("SECRET")
            .count(),
        0
    );
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
enum Tagged {
    Paid { amount: u32 },
    Void,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(untagged)]
enum Untagged {
    Number(u32),
    Flag(bool),
}

#[derive(Debug, Deserialize, PartialEq)]
enum Never {}

#[test]
fn an_enum_with_a_tag_says_what_it_expects_and_no_place_that_it_does_not_know() {
    for (body, said) in [
        (r#"{"kind":"paid"}"#, "missing field `amount`"),
        (r#"{"amount":7}"#, "missing field `kind`"),
        (r#"{"kind":"SECRET"}"#, "expected `paid` or `void`"),
        (r#"{"kind":"paid","amount":"SECRET"}"#, "expected u32"),
        (
            r#"{"kind":"paid","amount":1,"SECRET":1}"#,
            "expected `amount`",
        ),
    ] {
        let text = decode::<Tagged>(body).to_string();
        assert!(text.ends_with(&format!(": {said}")), "{text}");
        assert!(
            !text.contains("line 0") && !text.contains("SECRET"),
            "{text}"
        );
    }
    assert_eq!(
        decode::<Tagged>(r#"{"kind":"paid"}"#).to_string(),
        "unexpected JSON at path `.`: missing field `amount`"
    );
    let text = decode::<Untagged>("\"SECRET\"").to_string();
    assert!(
        text.ends_with(": data did not match any variant of untagged enum Untagged"),
        "{text}"
    );
}

/// Says what it was given.
#[derive(Debug)]
struct Talker;

impl<'de> Deserialize<'de> for Talker {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Err(serde::de::Error::custom(format!("{text}, expected {text}")))
    }
}

#[test]
fn the_bodys_own_text_is_not_taken_for_what_was_expected() {
    for body in [
        r#"{"id":"SECRET, expected SECRET"}"#,
        r#"{"id":1,"items":", expected SECRET"}"#,
    ] {
        let text = decode::<Order>(body).to_string();
        assert!(
            text.contains(": expected ") && !text.contains("SECRET"),
            "{text}"
        );
    }
    let text = decode::<Never>(r#""a, expected SECRET""#).to_string();
    assert!(!text.contains("SECRET"), "{text}");
    let text = decode::<Talker>(r#""SECRET""#).to_string();
    assert_eq!(text, "unexpected JSON at path `.`");
}

#[test]
fn a_form_where_json_was_asked_for_is_called_one() {
    for form in [
        "payload=%7B%7D",
        "From=%2B1415&To=1",
        "a%5B0%5D=",
        "a[0]=1\n",
        "1=2",
        "true=",
    ] {
        let error = decode::<Order>(form);
        assert_eq!(error, PayloadError::Form, "{form}");
        assert!(error.to_string().contains("`FormPayload`"));
        assert!(!error.to_string().contains("1415"));
    }
    let endless = "a".repeat(10_000);
    for other in ["=", "a", "\"a\"=1", "{a=1}", "a b=1", &endless] {
        let error = decode::<Order>(other);
        assert_ne!(error, PayloadError::Form, "{other}");
    }
}

#[test]
fn b15_b20_what_is_no_json_is_a_syntax_error_with_its_place() {
    let syntax = |line, column| PayloadError::Syntax { line, column };
    assert_eq!(decode::<Order>(""), syntax(1, 0));
    assert_eq!(decode::<Order>("{\"id\":1"), syntax(1, 7));
    assert_eq!(decode::<Order>("{\"id\":1}\n x"), syntax(2, 2));
    assert_eq!(decode::<Order>("{'id':1}"), syntax(1, 2));
    assert_eq!(decode::<Order>("\u{feff}{\"id\":1}"), syntax(1, 1));
    assert!(matches!(
        from_json::<Value>(b"{\"id\":\"\xff\"}"),
        Err(PayloadError::Syntax { line: 1, .. })
    ));
}

#[test]
fn b17_deep_nesting_is_refused_without_a_deep_stack() {
    for open in ["[", "{\"a\":"] {
        let error = decode::<Value>(&open.repeat(100_000));
        assert!(
            matches!(error, PayloadError::Syntax { line: 1, .. }),
            "{error:?}"
        );
    }
}

#[test]
fn b18_duplicate_members_are_an_error_in_structs_and_the_last_wins_in_values() {
    assert!(matches!(
        decode::<Order>(r#"{"id":1,"id":2}"#),
        PayloadError::Data { .. }
    ));
    let value = from_json::<Value>(br#"{"id":1,"id":2}"#).unwrap();
    assert_eq!(value["id"], 2);
}

#[test]
fn b19_numbers_out_of_range_are_refused() {
    assert!(matches!(
        decode::<Value>("1e400"),
        PayloadError::Syntax { .. }
    ));
    assert!(matches!(
        decode::<Order>(r#"{"id":4294967296}"#),
        PayloadError::Data { .. }
    ));
    let long = format!("{{\"id\":{}}}", "9".repeat(1_000_000));
    assert!(matches!(
        decode::<Order>(&long),
        PayloadError::Data { .. } | PayloadError::Syntax { .. }
    ));
}

#[test]
fn o9_the_path_is_capped() {
    let key = "é".repeat(10_000);
    let error = decode::<HashMap<String, u8>>(&format!("{{\"{key}\":\"x\"}}"));
    let PayloadError::Data { path, .. } = error else {
        panic!("{error:?}");
    };
    assert_eq!(path.chars().count(), 129);
    assert!(path.ends_with('…'));
}

#[test]
fn a_type_whose_reading_depends_on_more_than_its_input_is_still_refused() {
    use std::cell::Cell;
    thread_local!(static CALLS: Cell<u32> = const { Cell::new(0) });

    #[derive(Debug)]
    struct Moody;

    impl<'de> Deserialize<'de> for Moody {
        fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            Value::deserialize(from)?;
            CALLS.set(CALLS.get() + 1);
            if CALLS.get() == 1 {
                return Err(serde::de::Error::custom("not today"));
            }
            Ok(Self)
        }
    }

    assert!(matches!(decode::<Moody>("{}"), PayloadError::Other { .. }));
}
