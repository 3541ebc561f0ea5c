//! Mistakes with keys: white space, prefixes, encodings, the wrong one of several.

use base64::Engine as _;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use hookseal::KeyFormat;
use zeroize::Zeroizing;

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
        _ => Vec::new(),
    }
}

fn of_text(case: &Case, key: &GivenKey, text: &str) -> Vec<(Hint, Material)> {
    let label = &key.label;
    let mut found = Vec::new();
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\0' | '\u{feff}'));
    if trimmed != text {
        found.push((whitespace(case, key, text), secret(trimmed)));
    }
    if let Some(inner) = unquoted(trimmed) {
        let fix = Fix::outside(format!(
            "Take the quotation marks off where {label} is set; some tools that read `.env` files \
             keep them."
        ));
        let message = format!("The secret {label} has quotation marks around it.");
        found.push((Hint::proven("secret_quoted", message, fix), secret(inner)));
    }
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
                "The sender uses the text of the secret {label} itself as key; {} decodes it first.",
                case.constant
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
        let hint = whitespace(case, key, "\n");
        found.push((hint, Material::Bytes(Zeroizing::new(trimmed.to_vec()))));
    }
    found
}

fn whitespace(case: &Case, key: &GivenKey, text: &str) -> Hint {
    let label = &key.label;
    let what = if text.ends_with(['\n', '\r']) {
        "ends with a newline"
    } else if text.ends_with(char::is_whitespace) {
        "ends with white space"
    } else if text.starts_with(char::is_whitespace) {
        "begins with white space"
    } else {
        "has invisible characters at its ends"
    };
    let code = format!(
        "let secret = Secret::trimmed({})?;\nlet verifier = Verifier::new({}, secret)?;",
        source(key),
        case.constant
    );
    Hint::proven(
        "secret_whitespace",
        format!("The secret {label} {what}, which is not part of it."),
        Fix::verifier(
            "Take it off where the secret is stored (`printf %s` instead of `echo`), or read it \
             with `Secret::trimmed`.",
            &code,
        ),
    )
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
            "The secret {label} begins with `whsec_`, but the sender signs with what stands behind it."
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
            "let verifier = Verifier::new({}.key_format({format}), Secret::new({})?)?;",
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

fn unquoted(text: &str) -> Option<&str> {
    ['"', '\'']
        .iter()
        .find_map(|mark| text.strip_prefix(*mark)?.strip_suffix(*mark))
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
            "base64 behind `whpk_`",
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
                Rules::Data(scheme) => scheme.as_ref().clone().key_format(format).into(),
                Rules::Messages(rules) => {
                    Rules::Messages(Box::new(rules.as_ref().clone().key_format(format)))
                }
                Rules::Code(_) => return None, // its format is its own
            };
            let fix = Fix::verifier(
                "Give the public key as the sender shows it, or say how it is written.",
                &format!(
                    "let verifier = Verifier::new({}.key_format({code}), PublicKey::new(key)?)?;",
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
                "Configure this key, beside the others if both are in use: sandbox and production, \
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
