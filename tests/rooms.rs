//! Imports point one way: no two modules of a crate import each other, and the core's rooms are
//! in an order in which each imports only those before it.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms of the core, from the ground up.
const ROOMS: &[&str] = &[
    "limits",
    "inline",
    "error",
    "time",
    "header_name",
    "encoding",
    "crypto",
    "verdict",
    "json",
    "key",
    "request",
    "trace",
    "event",
    "handshake",
    "writing",
    "schemes",
    "resolver",
    "signing",
    "engine",
];

/// What only names things of the rooms for their audience.
const PAGES: &[&str] = &["adapter", "guard", "keys", "scheme"];

#[test]
fn each_room_of_the_core_imports_only_those_before_it() {
    let arrows = arrows(&crates().join("hookseal-core"));
    let place = |room: &str| ROOMS.iter().position(|own| *own == room);
    let mut back = Vec::new();
    for (from, to) in &arrows {
        if PAGES.contains(&from.as_str()) {
            continue;
        }
        assert!(
            !PAGES.contains(&to.as_str()),
            "{from} imports the page {to}"
        );
        let (Some(own), Some(other)) = (place(from), place(to)) else {
            panic!("{from} or {to} is in no list of this test");
        };
        if other > own {
            back.push(format!("{from} -> {to}"));
        }
    }
    assert!(back.is_empty(), "imports that point back: {back:?}");
    // Else the test could not fail.
    assert!(arrows.contains(&("engine".to_owned(), "schemes".to_owned())));
}

#[test]
fn no_two_modules_of_a_crate_import_each_other() {
    let mut pairs = Vec::new();
    for entry in fs::read_dir(crates()).unwrap() {
        let path = entry.unwrap().path();
        let arrows = arrows(&path);
        for (from, to) in &arrows {
            if from < to && arrows.contains(&(to.clone(), from.clone())) {
                pairs.push(format!("{}: {from} <-> {to}", path.display()));
            }
        }
    }
    assert!(pairs.is_empty(), "{pairs:#?}");
}

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates")
}

/// Which top-level modules of a crate import which others.
fn arrows(package: &Path) -> BTreeSet<(String, String)> {
    let src = package.join("src");
    let mut files = Vec::new();
    collect(&src, &mut files);
    let module = |file: &Path| {
        let first = file.strip_prefix(&src).unwrap().iter().next().unwrap();
        let first = first.to_str().unwrap();
        first.strip_suffix(".rs").unwrap_or(first).to_owned()
    };
    let modules: BTreeSet<String> = files.iter().map(|file| module(file)).collect();
    let root = ["lib.rs", "main.rs"].map(|name| src.join(name));
    let exported = exported(&root);
    let mut arrows = BTreeSet::new();
    for file in &files {
        if root.contains(file) {
            continue;
        }
        let own = module(file);
        for name in imported(&code(file)) {
            let other = exported.get(&name).unwrap_or(&name);
            if *other != own && modules.contains(other) {
                arrows.insert((own.clone(), other.clone()));
            }
        }
    }
    arrows
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            if name != "tests" {
                collect(&path, files);
            }
        } else if path.extension().is_some_and(|kind| kind == "rs") && name != "tests.rs" {
            files.push(path);
        }
    }
}

/// A file without comments and tests.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let lines = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// What follows `crate::`, in imports and elsewhere.
fn imported(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        if let Some(list) = rest.strip_prefix('{') {
            let mut depth = 0_usize;
            let mut item = String::new();
            for character in list.chars() {
                match character {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => names.extend(first_word(&std::mem::take(&mut item))),
                    other if depth == 0 => item.push(other),
                    _ => {}
                }
            }
            names.extend(first_word(&item));
        } else {
            names.extend(first_word(rest));
        }
    }
    names
}

fn first_word(text: &str) -> Option<String> {
    let word: String = text
        .trim_start()
        .chars()
        .take_while(|character| character.is_alphanumeric() || *character == '_')
        .collect();
    (!word.is_empty()).then_some(word)
}

/// The names that a crate's root exports, with the module of each.
fn exported(roots: &[PathBuf]) -> BTreeMap<String, String> {
    let mut exported = BTreeMap::new();
    for root in roots.iter().filter(|root| root.exists()) {
        for statement in code(root).split(';') {
            let Some((_, path)) = statement.split_once("use self::") else {
                continue;
            };
            let Some(module) = first_word(path) else {
                continue;
            };
            for name in
                path.split(|character: char| !(character.is_alphanumeric() || character == '_'))
            {
                exported
                    .entry(name.to_owned())
                    .or_insert_with(|| module.clone());
            }
        }
    }
    exported
}
