//! Tags and tokens are compared in constant time: there is one place that compares, and what
//! is computed goes there as soon as it is.
//!
//! The type `Computed` has no `==`, which its own documentation proves. This reads the source
//! for what a type cannot say: that nothing computed is compared before it becomes one.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

/// Where comparing is done.
const PLACE: &str = "crypto/algorithm/computed.rs";

/// Digests and HMACs that are compared with nothing that was sent: file, line, and what becomes
/// of it.
const HANDED_OUT: &[(&str, &str, &str)] = &[
    (
        "crypto/algorithm/macs.rs",
        "each_mac!(self, all => Tag::new(&all.into_iter().next()?.finalize().into_bytes()), recording => recording.macs.first_tag())",
        "a signature that is written",
    ),
    (
        "handshake/greeter.rs",
        "let digest: [u8; 32] = Sha256::digest(text.as_bytes()).into();",
        "what was sent, to be compared with what was computed",
    ),
    (
        "schemes/httpsig/digest.rs",
        "Self::Sha256 => Sha256::digest(body).to_vec(),",
        "a digest that is written",
    ),
    (
        "schemes/httpsig/digest.rs",
        "Self::Sha512 => Sha512::digest(body).to_vec(),",
        "a digest that is written",
    ),
    (
        "schemes/jwt/write.rs",
        "let digest = base16ct::lower::encode_string(&Sha256::digest(draft.body()));",
        "a digest that is written",
    ),
    (
        "key/format.rs",
        "Self::Sha1 => Ok(Zeroizing::new(Sha1::digest(text.as_bytes()).to_vec())),",
        "a key",
    ),
    (
        "key/prepare.rs",
        "Some(Sha256::digest(macs.first_tag()?.as_slice()).into())",
        "tells keys of the app's own apart",
    ),
    (
        "key/prepare.rs",
        ".then(|| Sha256::digest(canonical.as_slice()).into());",
        "tells keys of the app's own apart",
    ),
    (
        "key/prepare.rs",
        "Algorithm::HmacSha1 => Sha1::digest(key).to_vec(),",
        "tells keys of the app's own apart",
    ),
    (
        "key/prepare.rs",
        "Algorithm::HmacSha384 => Sha384::digest(key).to_vec(),",
        "tells keys of the app's own apart",
    ),
    (
        "key/prepare.rs",
        "Algorithm::HmacSha512 => Sha512::digest(key).to_vec(),",
        "tells keys of the app's own apart",
    ),
    (
        "key/prepare.rs",
        "_ => Sha256::digest(key).to_vec(),",
        "tells keys of the app's own apart",
    ),
    (
        "resolver/strangers.rs",
        "Zeroizing::new(mac.finalize().into_bytes().into())",
        "a key",
    ),
];

/// A line of code that is no comment and no test.
struct Line {
    file: String,
    text: String,
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// All code, up to the tests of each file.
fn lines() -> Vec<Line> {
    let (mut folders, mut lines) = (vec![source()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                let is_of_tests = path.ends_with("tests");
                folders.extend((!is_of_tests).then_some(path));
                continue;
            }
            if path.ends_with("tests.rs") {
                continue;
            }
            let file = path.strip_prefix(source()).unwrap().display().to_string();
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
            for line in code.lines().map(str::trim) {
                if !line.starts_with("//") {
                    let (file, text) = (file.clone(), line.to_owned());
                    lines.push(Line { file, text });
                }
            }
        }
    }
    assert!(lines.len() > 10_000, "the code is not found");
    lines
}

#[test]
fn one_place_compares() {
    for Line { file, text } in lines() {
        let compares = ["ct_eq", "ct_ne", "ConstantTimeEq", "verify_slice", "memcmp"];
        let compares = compares.iter().any(|word| text.contains(word));
        assert!(!compares || file == PLACE, "{file}: {text}");
    }
}

#[test]
fn that_place_compares_nothing_but_lengths_in_another_way() {
    let other: Vec<_> = lines()
        .into_iter()
        .filter(|line| line.file == PLACE)
        .map(|line| line.text)
        .filter(|text| {
            let words = [
                "==",
                "!=",
                ".eq(",
                ".ne(",
                ".cmp(",
                "starts_with",
                "all(",
                "any(",
            ];
            words.iter().any(|word| text.contains(word))
        })
        .collect();
    assert_eq!(other, ["if left.len() != right.len() {"]);
}

#[test]
fn what_is_computed_goes_to_that_place_at_once() {
    let mut left: Vec<_> = HANDED_OUT
        .iter()
        .map(|(file, text, _)| (*file, *text))
        .collect();
    let mut to_be_compared = 0;
    for Line { file, text } in lines() {
        let computes = ["finalize", "::digest(", "into_bytes()", "chain_update"];
        if !computes.iter().any(|word| text.contains(word)) {
            continue;
        }
        if text.contains("Computed::new(") {
            to_be_compared += 1;
        } else if let Some(at) = left.iter().position(|known| *known == (&*file, &*text)) {
            left.remove(at);
        } else {
            let is_of_another_kind = text.contains("finalize_and_verify()")
                || file == "answer.rs" && text.contains("fn into_bytes(");
            assert!(
                is_of_another_kind,
                "{file}: {text}\nmake it a `Computed`, or say what becomes of it"
            );
        }
    }
    assert!(left.is_empty(), "no longer there: {left:?}");
    assert_eq!(to_be_compared, 6, "say here how many there are");
}

/// Of what was sent, too, no type has an `==` by which it would be compared with something.
#[test]
fn what_holds_signatures_has_no_equality() {
    let lines = lines();
    for (file, name) in [
        ("crypto/algorithm.rs", "struct Tag("),
        ("crypto/algorithm/computed.rs", "struct Computed<"),
        ("crypto/algorithm/macs.rs", "enum Macs"),
        ("crypto/algorithm/ready.rs", "enum ReadyKey"),
        ("crypto/algorithm/tags.rs", "struct Tags"),
        ("key/streams.rs", "struct KeyedMacs"),
        ("key/streams.rs", "struct Mac "),
        ("key/streams.rs", "struct SignatureStream"),
        ("handshake/greeter.rs", "struct Token("),
        ("key.rs", "struct Secret("),
    ] {
        let of_file: Vec<_> = lines.iter().filter(|line| line.file == file).collect();
        let at = of_file.iter().position(|line| line.text.contains(name));
        let at = at.unwrap_or_else(|| panic!("{file} has no {name}"));
        let above = of_file[..at].iter().rev();
        for line in above.take_while(|line| line.text.starts_with("#[")) {
            assert!(!line.text.contains("PartialEq"), "{name}: {}", line.text);
        }
        let name = name
            .trim_end()
            .trim_start_matches("struct ")
            .trim_start_matches("enum ");
        let name = name.trim_end_matches(['(', '<']);
        for line in &of_file {
            let implements = line.text.contains("PartialEq") && line.text.contains(name);
            assert!(!implements, "{}", line.text);
        }
    }
}
