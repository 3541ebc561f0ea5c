use proptest::prelude::*;

use super::*;

fn read(json: &str, items: &str, paths: &[&str]) -> Result<Vec<Members>, &'static str> {
    members(json.as_bytes(), items, paths, 3).map_err(|rejection| rejection.code())
}

fn some(texts: &[&str]) -> Members {
    texts.iter().map(|text| Some((*text).to_owned())).collect()
}

#[test]
fn members_come_in_the_order_asked_for() {
    let json = r#"{"x":[{"a":[]}],"b":{"d":7,"c":"\u00e9\n"},"a":"1","e":-3}"#;
    let paths = ["/a", "/b/c", "/b/d", "/e"];
    assert_eq!(
        read(json, "", &paths),
        Ok(vec![some(&["1", "é\n", "7", "-3"])])
    );
}

#[test]
fn what_is_not_there_is_none() {
    let found = read(r#"{"a":null,"b":{}}"#, "", &["/a", "/b/c", "/c/d"]);
    assert_eq!(found, Ok(vec![vec![None, None, None]]));
    assert_eq!(read("{}", "/items/*", &["/a"]), Ok(vec![]));
    assert_eq!(read(r#"{"items":[]}"#, "/items/*", &["/a"]), Ok(vec![]));
}

#[test]
fn each_item_has_its_own_members() {
    let json = r#"{"items":[{"i":{"a":"1"}},{"i":{"b":"2","a":"3"}}]}"#;
    let found = read(json, "/items/*/i", &["/a", "/b"]);
    assert_eq!(
        found,
        Ok(vec![vec![Some("1".to_owned()), None], some(&["3", "2"])])
    );
    let many = r#"{"items":[{},{},{},{}]}"#;
    assert_eq!(read(many, "/items/*", &["/a"]), Err("too_many_signatures"));
}

#[test]
fn two_of_one_name_are_refused_on_the_way_only() {
    for twice in [
        r#"{"a":"1","a":"1"}"#,
        r#"{"a":"1","\u0061":"2"}"#,
        r#"{"b":{},"b":{"c":"1"}}"#,
        r#"{"b":{"c":null,"c":"1"}}"#,
    ] {
        assert_eq!(
            read(twice, "", &["/a", "/b/c"]),
            Err("malformed_body"),
            "{twice}"
        );
    }
    assert_eq!(
        read(r#"{"i":[],"i":[{}]}"#, "/i/*", &["/a"]),
        Err("malformed_body")
    );
    let elsewhere = r#"{"x":1,"x":2,"b":{"x":1,"x":2},"a":"1"}"#;
    assert_eq!(read(elsewhere, "", &["/a"]), Ok(vec![some(&["1"])]));
}

/// Text that nobody checks must not look like text that is checked.
#[test]
fn names_that_are_nearly_those_on_the_way_are_refused() {
    let json = r#"{"items":[{"theItem":{"a":"1","b":{"c":"2"}}}]}"#;
    let read = |json: &str| read(json, "/items/*/theItem", &["/a", "/b/c"]);
    assert_eq!(read(json), Ok(vec![some(&["1", "2"])]));
    for (from, beside) in [
        (r#"{"items""#, r#"{"Items":[],"items""#),
        (r#"{"theItem""#, r#"{"THEITEM":{},"theItem""#),
        (r#"{"theItem""#, r#"{"the_item":{},"theItem""#),
        (r#"{"theItem""#, r#"{"the-Item":{},"theItem""#),
        (r#"{"a""#, r#"{"A":"9","a""#),
        (r#"{"c""#, r#"{"_c":"9","c""#),
        (r#"{"c""#, r#"{"\u0043":"9","c""#),
    ] {
        assert_eq!(
            read(&json.replace(from, beside)),
            Err("malformed_body"),
            "{beside}"
        );
    }
    for (from, beside) in [
        (r#"{"a""#, r#"{"ab":"9","a""#),
        (r#"{"items""#, r#"{"item":1,"items""#),
    ] {
        assert!(read(&json.replace(from, beside)).is_ok(), "{beside}");
    }
}

#[test]
fn an_element_that_is_no_item_is_refused() {
    for other in ["{}", r#"{"j":{"a":"1"}}"#, "null", "[]", "7"] {
        for (front, back) in [("", other), (other, "")] {
            let item = r#"{"i":{"a":"1"}}"#;
            let all: Vec<_> = [front, item, back]
                .into_iter()
                .filter(|element| !element.is_empty())
                .collect();
            let json = format!(r#"{{"items":[{}]}}"#, all.join(","));
            assert_eq!(
                read(&json, "/items/*/i", &["/a"]),
                Err("malformed_body"),
                "{json}"
            );
        }
    }
}

#[derive(Debug, Deserialize, PartialEq)]
struct Envelope<'a> {
    #[serde(borrow)]
    a: Cow<'a, str>,
    b: Option<u8>,
}

#[test]
fn an_object_is_read_from_an_object_alone() {
    let read = |json: &'static str| from_json_object::<Envelope<'_>>(json.as_bytes());
    let (a, b) = (Cow::Borrowed("x"), Some(1));
    let found = read(r#" {"b":1,"more":[],"a":"x"} "#).unwrap();
    assert!(matches!(found.a, Cow::Borrowed(_)), "a copy");
    assert_eq!(found, Envelope { a, b });
    for other in [
        r#"["x",1]"#,
        r#"["x"]"#,
        "null",
        r#""x""#,
        "",
        r#"{"a":"x"} 1"#,
        r#"{"a":"x","a":"y"}"#,
        r#"{"b":1}"#,
    ] {
        assert!(read(other).is_err(), "{other}");
    }
}

#[test]
fn other_types_are_refused() {
    for other in [
        r#"{"a":true}"#,
        r#"{"a":1.5}"#,
        r#"{"a":1e3}"#,
        r#"{"a":["1"]}"#,
        r#"{"a":{}}"#,
        r#"{"b":"1"}"#,
        "7",
        "[]",
        r#""a""#,
        "",
        "{",
        r#"{"a":"1"}x"#,
        r#"{"a":"1"} {}"#,
    ] {
        assert_eq!(
            read(other, "", &["/a", "/b/c"]),
            Err("malformed_body"),
            "{other}"
        );
    }
    assert_eq!(read(r#"{"i":{}}"#, "/i/*", &["/a"]), Err("malformed_body"));
}

proptest! {
    /// As a reader of the whole tree finds them, where nothing occurs twice.
    #[test]
    fn the_same_as_in_a_tree(a in ".{0,12}", b in any::<i64>(), c in ".{0,12}") {
        let json = serde_json::json!({"x": {"b": c}, "a": a, "y": [a, b], "n": {"b": b}});
        let found = read(&json.to_string(), "", &["/n/b", "/a", "/x/b"]);
        prop_assert_eq!(found, Ok(vec![some(&[&b.to_string(), &a, &c])]));
    }

    #[test]
    fn nothing_panics(json in "[\\[\\]{}\",:a0-9\\\\u ]{0,40}") {
        let _ = read(&json, "/a/*", &["/a", "/a/a"]);
    }
}
