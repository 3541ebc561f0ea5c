//! Mistakes with keys: white space, prefixes, encodings, the wrong one of several.

mod peel;

use base64::Engine as _;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use hookseal::scheme::KeyFormat;
use zeroize::Zeroizing;

use self::peel::Peel;
use super::{Attempt, Family, Fix, Hint};
use crate::case::Case;
use crate::catalogue::Rules;
use crate::keys::{GivenKey, Material};

pub(super) fn attempts(case: &Case) -> Vec<Attempt> {
    let mut found = Vec::new();
    for (position, key) in case.keys.iter().enumerate() {
        for (hint, material) in variants(case, key) {
            let mut changed = case.clone();
            if let Some(slot) = changed.keys.get_mut(position) {
                *slot = key.with(material);
            }
            // The others would only be in the way: two may now be the same.
            changed.keys.swap(0, position);
            changed.keys.truncate(1);
            found.push(attempt(hint, changed));
        }
    }
    if case.keys.iter().any(is_public) {
        found.extend(public_formats(case));
    }
    found.extend(other_keys(case));
    found
}

fn attempt(hint: Hint, case: Case) -> Attempt {
    Attempt {
        family: Family::Secret,
        hint,
        case,
    }
}

const fn is_public(key: &GivenKey) -> bool {
    matches!(key.material, Material::Public(_) | Material::PublicBytes(_))
}

/// The same secret, had it been given otherwise.
fn variants(case: &Case, key: &GivenKey) -> Vec<(Hint, Material)> {
    match &key.material {
        Material::Text(text) => of_text(case, key, text),
        Material::Bytes(bytes) => of_bytes(case, key, bytes),
        Material::Public(text) => peel::all(text, true)
            .into_iter()
            .map(|(rest, peels)| {
                (
                    peeled(case, key, &peels, true),
                    Material::Public(rest.to_string()),
                )
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn of_text(case: &Case, key: &GivenKey, text: &str) -> Vec<(Hint, Material)> {
    let mut found = Vec::new();
    for (rest, peels) in peel::all(text, false) {
        found.push((peeled(case, key, &peels, true), Material::Text(rest)));
    }
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\0' | '\u{feff}'));
    let as_text = is_text(case);
    if as_text {
        found.extend(prefixes(case, key, text));
    }
    if let Ok(bytes) = base16ct::mixed::decode_vec(trimmed) {
        let hint = encoded(case, key, "hex", "KeyFormat::Hex");
        found.push((hint, Material::Bytes(Zeroizing::new(bytes))));
    }
    for bytes in base64_readings(trimmed) {
        let hint = encoded(case, key, "base64", "KeyFormat::base64()");
        found.push((hint, Material::Bytes(bytes)));
    }
    if !as_text {
        let (message, fix) = (
            format!(
                "The sender uses the text of the secret {} itself as key; {} decodes it first.",
                key.label, case.constant
            ),
            format_fix(
                case,
                key,
                "KeyFormat::Utf8",
                "Take the secret's text as the key.",
            ),
        );
        let mut readings = vec![trimmed];
        readings.extend(bare(trimmed));
        for reading in readings {
            let material = Material::Bytes(Zeroizing::new(reading.as_bytes().to_vec()));
            let hint = Hint::proven("secret_is_text", message.clone(), fix.clone());
            found.push((hint, material));
        }
    }
    found.extend(re_encoded(case, key, trimmed.as_bytes()));
    found
}

fn of_bytes(case: &Case, key: &GivenKey, bytes: &[u8]) -> Vec<(Hint, Material)> {
    let mut found = re_encoded(case, key, bytes);
    let trimmed = bytes.trim_ascii();
    if trimmed != bytes {
        let peel = Peel::WhiteSpace("has white space at its ends");
        let material = Material::Bytes(Zeroizing::new(trimmed.to_vec()));
        found.push((peeled(case, key, &[peel], true), material));
    }
    if let Some(text) = of_utf16(bytes) {
        let message = format!("The secret {} is stored as UTF-16.", key.label);
        let fix = Fix::outside(
            "Store it as UTF-8 without a byte order mark (PowerShell: `Set-Content -Encoding ascii \
             -NoNewline`).",
        );
        let hint = Hint::proven("secret_utf16", message, fix);
        found.push((hint.clone(), secret(&text)));
        found.push((hint, secret(text.trim())));
    }
    found
}

/// The text of UTF-16 that begins with a byte order mark.
fn of_utf16(bytes: &[u8]) -> Option<Zeroizing<String>> {
    let (rest, read): (_, fn([u8; 2]) -> u16) = match bytes {
        [0xff, 0xfe, rest @ ..] => (rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => (rest, u16::from_be_bytes),
        _ => return None,
    };
    let (pairs, []) = rest.as_chunks::<2>() else {
        return None;
    };
    let text: Result<String, _> =
        char::decode_utf16(pairs.iter().map(|pair| read(*pair))).collect();
    text.ok().map(Zeroizing::new)
}

/// The part that does not belong to the secret, and how to fix it.
fn peeled(case: &Case, key: &GivenKey, peels: &[Peel], proven: bool) -> Hint {
    let label = &key.label;
    let what: Vec<_> = peels.iter().map(|peel| peel.what()).collect();
    let kind = if is_public(key) { "key" } else { "secret" };
    let message = if proven {
        format!(
            "The {kind} {label} {}, which is not part of it: it works without.",
            what.join(", and ")
        )
    } else {
        format!("The {kind} {label} {}.", what.join(", and "))
    };
    let mut mends: Vec<_> = peels.iter().map(|peel| peel.mend()).collect();
    mends.dedup();
    let text = mends.join(" ");
    let is_trimmed = |peel: &Peel| matches!(peel, Peel::WhiteSpace(_) | Peel::ByteOrderMark);
    let fix = if peels.iter().all(is_trimmed) && !is_public(key) {
        Fix::verifier(
            text,
            &format!(
                "let secret = Secret::trimmed({})?;\nlet verifier = Verifier::new({}, secret)?;",
                source(key),
                case.constant
            ),
        )
    } else {
        Fix::outside(text)
    };
    let code = peels.last().map_or("secret_whitespace", |peel| peel.code());
    if proven {
        Hint::proven(code, message, fix)
    } else {
        Hint::possible(code, message, fix)
    }
}

/// The problems with the keys, whatever their kind.
pub(super) fn oddities(case: &Case) -> Vec<Hint> {
    let keys = case.keys.iter();
    keys.filter_map(|key| {
        let (text, is_pem) = match &key.material {
            Material::Text(text) => (text.as_str(), false),
            Material::Public(text) => (text.as_str(), true),
            _ => return None,
        };
        let is_certain = |(_, peels): &(_, Vec<Peel>)| peels.iter().any(|peel| peel.is_certain());
        let (_, peels) = peel::all(text, is_pem).into_iter().find(is_certain)?;
        Some(peeled(case, key, &peels, false))
    })
    .collect()
}

/// How an app reads this key.
fn source(key: &GivenKey) -> String {
    if key
        .label
        .chars()
        .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    {
        format!("std::env::var(\"{}\")?", key.label)
    } else {
        format!("std::fs::read_to_string({:?})?", key.label)
    }
}

fn prefixes(case: &Case, key: &GivenKey, text: &str) -> Vec<(Hint, Material)> {
    let label = &key.label;
    let constant = &case.constant;
    if let Some(bare) = bare(text) {
        let fix = Fix::outside(format!(
            "Take `whsec_` off where {label} is set. For {constant} the whole text is the key, so it \
             must be exactly what the sender signs with."
        ));
        let message = format!(
            "The secret {label} begins with `whsec_`, but the sender signs with what follows it."
        );
        return vec![(
            Hint::proven("whsec_prefix_kept", message, fix),
            secret(bare),
        )];
    }
    let fix = Fix::outside(format!(
        "Put the secret into {label} as the sender's dashboard shows it, `whsec_` included: for \
         {constant} the prefix is part of the key."
    ));
    let message = format!("The secret {label} lacks its beginning `whsec_`.");
    vec![(
        Hint::proven("whsec_prefix_missing", message, fix),
        Material::Text(Zeroizing::new(format!("whsec_{text}"))),
    )]
}

/// The secret is an encoding of the key.
fn encoded(case: &Case, key: &GivenKey, encoding: &'static str, format: &str) -> Hint {
    let label = &key.label;
    let code = if encoding == "hex" {
        "secret_is_hex"
    } else {
        "secret_is_base64"
    };
    Hint::proven(
        code,
        format!(
            "The secret {label} is the key in {encoding}; {} reads it otherwise.",
            case.constant
        ),
        format_fix(
            case,
            key,
            format,
            &format!(
                "Give the secret as the sender shows it. If that is what the sender shows, say \
                 that it is {encoding}."
            ),
        ),
    )
}

fn format_fix(case: &Case, key: &GivenKey, format: &str, text: &str) -> Fix {
    Fix::verifier(
        text,
        &format!(
            "let verifier = Verifier::new({}.with_key_format({format}), Secret::new({})?)?;",
            case.constant,
            source(key)
        ),
    )
}

/// The secret was decoded although the sender uses its text.
fn re_encoded(case: &Case, key: &GivenKey, bytes: &[u8]) -> Vec<(Hint, Material)> {
    let hex = base16ct::lower::encode_string(bytes);
    let base64 = STANDARD.encode(bytes);
    [
        ("hex", hex),
        ("base64", base64.clone()),
        ("base64", format!("whsec_{base64}")),
    ]
    .into_iter()
    .map(|(encoding, text)| {
        let fix = Fix::outside(format!(
            "Put the secret into {} as the sender shows it, without decoding it: {} does what is \
             necessary.",
            key.label, case.constant
        ));
        let message = format!(
            "The secret {} was decoded from {encoding} before it was given.",
            key.label
        );
        let hint = Hint::proven("secret_decoded", message, fix);
        (hint, Material::Text(Zeroizing::new(text)))
    })
    .collect()
}

fn secret(text: &str) -> Material {
    Material::Text(Zeroizing::new(text.to_owned()))
}

/// Without the prefix that several senders put before their secrets.
fn bare(text: &str) -> Option<&str> {
    text.strip_prefix("whsec_")
}

fn base64_readings(text: &str) -> Vec<Zeroizing<Vec<u8>>> {
    const ALPHABETS: [GeneralPurpose; 4] = [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD];
    let text = bare(text).unwrap_or(text);
    let mut readings: Vec<Zeroizing<Vec<u8>>> = Vec::new();
    for alphabet in &ALPHABETS {
        if let Ok(bytes) = alphabet.decode(text) {
            let bytes = Zeroizing::new(bytes);
            if !readings.contains(&bytes) {
                readings.push(bytes);
            }
        }
    }
    readings
}

/// Whether the scheme takes a secret's text as the key.
fn is_text(case: &Case) -> bool {
    case.rules
        .key_format()
        .is_none_or(|format| format == KeyFormat::Utf8)
}

/// The public key in another encoding.
fn public_formats(case: &Case) -> Vec<Attempt> {
    let formats = [
        ("hex", "KeyFormat::Hex", KeyFormat::Hex),
        ("base64", "KeyFormat::base64()", KeyFormat::base64()),
        (
            "base64 after `whpk_`",
            "KeyFormat::prefixed_base64(\"whpk_\")",
            KeyFormat::prefixed_base64("whpk_"),
        ),
        (
            "SPKI (PEM, or its base64)",
            "KeyFormat::Spki",
            KeyFormat::Spki,
        ),
    ];
    formats
        .into_iter()
        .filter_map(|(name, code, format)| {
            let mut changed = case.clone();
            changed.rules = match &case.rules {
                Rules::Data(scheme) => scheme.as_ref().clone().with_key_format(format).into(),
                Rules::Messages(rules) => {
                    Rules::Messages(Box::new(rules.as_ref().clone().with_key_format(format)))
                }
                Rules::Code(_) => return None, // its format is its own
            };
            let fix = Fix::verifier(
                "Give the public key as the sender shows it, or say how it is written.",
                &format!(
                    "let verifier = Verifier::new({}.with_key_format({code}), PublicKey::new(key)?)?;",
                    case.constant
                ),
            );
            let message = format!("The public key is written in {name}.");
            Some(attempt(
                Hint::proven("public_key_encoding", message, fix),
                changed,
            ))
        })
        .collect()
}

/// A key that is there, but not where this request looks for it.
fn other_keys(case: &Case) -> Vec<Attempt> {
    let mut found: Vec<_> = case
        .others
        .iter()
        .map(|other| {
            let mut changed = case.clone();
            changed.keys = vec![other.clone()];
            let fix = Fix::verifier(
                "Configure this key, in addition to the others if both are in use: sandbox and production, \
                 or the old and the new one, have different secrets.",
                &format!(
                    "let keys = KeyRing::new().with(Key::from({}::new({})?).label({:?}));\n\
                     let verifier = Verifier::builder({}).keys(keys).build()?;",
                    if is_public(other) {
                        "PublicKey"
                    } else {
                        "Secret"
                    },
                    source(other),
                    other.label,
                    case.constant
                ),
            );
            let message = format!("The signature was made with another key: {}.", other.label);
            attempt(Hint::proven("other_key", message, fix), changed)
        })
        .collect();
    if case.keys.iter().any(|key| key.id.is_some()) {
        let mut changed = case.clone();
        for key in &mut changed.keys {
            key.id = None;
        }
        let fix = Fix::outside("Give the key the id by which the sender names it: `Key::id`.");
        let message = "The key is right, but the request names it by another id.";
        found.push(attempt(Hint::proven("key_id", message, fix), changed));
    }
    found
}
