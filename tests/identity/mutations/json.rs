//! Other texts of the same JSON, and other JSON.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::Mutant;
use crate::sent::Sent;

pub(super) fn mutants(sent: &Sent, all: &mut Vec<Mutant>) {
    let Ok(json) = serde_json::from_slice::<Value>(&sent.body) else {
        return;
    };
    let mut push = |what: String, json: &Value, style: &Style| {
        all.push((format!("JSON {what}"), sent.with_body(written(json, style))));
    };
    for (what, style) in styles() {
        push(what.to_owned(), &json, &style);
    }
    let mut push = |what: String, json: &Value| push(what, json, &Style::default());
    let twice = Value::from(vec![json.clone(), json.clone()]);
    push("in a list".to_owned(), &Value::from(vec![json.clone()]));
    push("in a list twice".to_owned(), &twice);
    if let Some(members) = json.as_object() {
        // As a reader that takes structs from lists would have it.
        let values: Vec<Value> = members.values().cloned().collect();
        push("as a list of its values".to_owned(), &Value::from(values));
    }
    let mut places = Vec::new();
    collect(&json, String::new(), &mut places);
    for place in places.iter().take(MOST_PLACES) {
        for (what, edit) in EDITS {
            let mut other = json.clone();
            if other.pointer_mut(place).is_some_and(edit) {
                push(format!("{what} at {place:?}"), &other);
            }
        }
        named_otherwise(&json, place, &mut push);
    }
}

/// Each list of the one with the other's elements in addition, and in its members' place.
pub(super) fn of_two(one: &Sent, other: &Sent) -> Vec<Mutant> {
    let read = |sent: &Sent| serde_json::from_slice::<Value>(&sent.body).ok();
    let (Some(first), Some(second)) = (read(one), read(other)) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    let mut push = |what: String, json: &Value| {
        let body = written(json, &Style::default());
        all.push((what, one.with_body(body)));
    };
    push(
        "a list of both".to_owned(),
        &Value::from(vec![first.clone(), second.clone()]),
    );
    let mut places = vec![String::new()];
    collect(&first, String::new(), &mut places);
    for place in places.iter().take(MOST_PLACES) {
        let Some(theirs) = second.pointer(place) else {
            continue;
        };
        let mut mixed = first.clone();
        if let Some(own) = mixed.pointer_mut(place) {
            theirs.clone_into(own);
        }
        push(format!("{place:?} of the other"), &mixed);
        let mut both = first.clone();
        if let (Some(Value::Array(own)), Value::Array(theirs)) = (both.pointer_mut(place), theirs) {
            own.extend(theirs.iter().cloned());
            push(format!("the elements of both at {place:?}"), &both);
        }
    }
    all
}

/// Without the member at `place`, and with it under another name.
fn named_otherwise(json: &Value, place: &str, push: &mut impl FnMut(String, &Value)) {
    let Some((parent, name)) = place.rsplit_once('/') else {
        return;
    };
    let mut without = json.clone();
    let members = |json: &mut Value, edit: &mut dyn FnMut(&mut Map<String, Value>)| {
        if let Some(Value::Object(members)) = json.pointer_mut(parent) {
            edit(members);
        }
    };
    let mut value = None;
    members(&mut without, &mut |members| value = members.remove(name));
    let Some(value) = value else {
        return;
    };
    push(format!("without {place:?}"), &without);
    for renamed in [name.to_ascii_uppercase(), lower_first(name)] {
        if renamed != name {
            let mut other = without.clone();
            members(&mut other, &mut |members| {
                members.insert(renamed.clone(), value.clone());
            });
            push(format!("{place:?} by another name"), &other);
        }
    }
}

fn styles() -> Vec<(&'static str, Style)> {
    let style = |change: fn(&mut Style)| {
        let mut style = Style::default();
        change(&mut style);
        style
    };
    vec![
        ("printed anew", Style::default()),
        ("in reverse", style(|style| style.reversed = true)),
        ("with blanks", style(|style| style.blanks = " ")),
        ("in lines", style(|style| style.blanks = "\r\n\t")),
        ("with escapes", style(|style| style.escaped = true)),
        (
            "with escaped names",
            style(|style| style.escaped_names = true),
        ),
        (
            "with members twice",
            style(|style| style.twice = Some(false)),
        ),
        (
            "with other members of the same names in front",
            style(|style| style.twice = Some(true)),
        ),
    ]
}

/// What is done to a value; whether it is another then.
type Edit = fn(&mut Value) -> bool;

const EDITS: &[(&str, Edit)] = &[
    ("another value", |value| match value {
        Value::String(text) => {
            text.push('x');
            true
        }
        Value::Number(number) => {
            *value = Value::from(number.as_i64().unwrap_or(1) ^ 1);
            true
        }
        Value::Bool(is) => {
            *is = !*is;
            true
        }
        Value::Null => {
            *value = Value::from(1);
            true
        }
        _ => false,
    }),
    ("null", |value| {
        let is = value.is_null();
        *value = Value::Null;
        !is
    }),
    ("a number as a text", |value| {
        let text = value.as_number().map(ToString::to_string);
        text.map(|text| *value = Value::from(text)).is_some()
    }),
    ("a text as a number", |value| {
        let number = value.as_str().and_then(|text| text.parse::<i64>().ok());
        number.map(|number| *value = Value::from(number)).is_some()
    }),
    ("a member more", |value| {
        let members = value.as_object_mut();
        members
            .map(|members| members.insert("zz".to_owned(), Value::from(1)))
            .is_some()
    }),
    ("a list in reverse", |value| {
        let list = value.as_array_mut();
        list.map(|list| list.reverse()).is_some()
    }),
    ("a list's first element twice", |value| {
        match value.as_array_mut() {
            Some(list) if !list.is_empty() => {
                list.insert(0, list[0].clone());
                true
            }
            _ => false,
        }
    }),
    ("a whole list twice", |value| match value.as_array_mut() {
        Some(list) => {
            list.extend(list.clone());
            true
        }
        None => false,
    }),
    ("a list without its first element", |value| {
        match value.as_array_mut() {
            Some(list) if !list.is_empty() => {
                list.remove(0);
                true
            }
            _ => false,
        }
    }),
    ("a list without its last element", |value| {
        match value.as_array_mut() {
            Some(list) => list.pop().is_some(),
            None => false,
        }
    }),
    ("an empty object behind a list", |value| {
        match value.as_array_mut() {
            Some(list) => {
                list.push(Value::Object(Map::new()));
                true
            }
            None => false,
        }
    }),
];

fn collect(value: &Value, at: String, places: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                collect(member, format!("{at}/{name}"), places);
            }
        }
        Value::Array(list) => {
            for (index, element) in list.iter().enumerate() {
                collect(element, format!("{at}/{index}"), places);
            }
        }
        _ => {}
    }
    places.push(at);
}

#[derive(Default)]
struct Style {
    reversed: bool,
    blanks: &'static str,
    escaped: bool,
    escaped_names: bool,
    /// Members twice; whether the first of them has another value.
    twice: Option<bool>,
}

fn written(json: &Value, style: &Style) -> String {
    let mut text = String::new();
    write(json, style, &mut text);
    text
}

fn write(json: &Value, style: &Style, out: &mut String) {
    let blanks = style.blanks;
    out.push_str(blanks);
    match json {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            if style.reversed {
                members.reverse();
            }
            out.push('{');
            let mut is_first = true;
            for (name, member) in members {
                let mut copies = vec![member.clone()];
                match style.twice {
                    None => {}
                    Some(false) => copies.push(member.clone()),
                    Some(true) => copies.insert(0, Value::from("other")),
                }
                for copy in copies {
                    if !is_first {
                        out.push(',');
                    }
                    is_first = false;
                    out.push_str(blanks);
                    string(name, style.escaped_names, out);
                    out.push_str(blanks);
                    out.push(':');
                    write(&copy, style, out);
                }
            }
            out.push_str(blanks);
            out.push('}');
        }
        Value::Array(list) => {
            out.push('[');
            for (index, element) in list.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(element, style, out);
            }
            out.push_str(blanks);
            out.push(']');
        }
        Value::String(text) => string(text, style.escaped, out),
        other => out.push_str(&other.to_string()),
    }
    out.push_str(blanks);
}

fn string(text: &str, escaped: bool, out: &mut String) {
    if !escaped {
        out.push_str(&Value::from(text).to_string());
        return;
    }
    out.push('"');
    for unit in text.encode_utf16() {
        let _ = write!(out, "\\u{unit:04X}");
    }
    out.push('"');
}

fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

/// Places of one body that are changed.
const MOST_PLACES: usize = 40;
