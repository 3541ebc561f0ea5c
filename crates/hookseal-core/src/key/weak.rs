//! Texts that are not real secrets: patterns, published secrets, and texts that contain more
//! than the secret.

use crate::error::ConfigError;

/// Refuses text with characters that nobody sees, which no sender puts into a secret.
pub(super) fn refuse_invisible(text: &str) -> Result<(), ConfigError> {
    match (1..)
        .zip(text.chars())
        .find(|(_, character)| is_invisible(*character))
    {
        None => Ok(()),
        Some((position, character)) => Err(ConfigError::SecretHasInvisible {
            character,
            position,
        }),
    }
}

/// Control characters, blanks other than the usual one, and what Unicode has only to shape text.
fn is_invisible(character: char) -> bool {
    match character {
        ' ' => false,
        '\u{AD}'
        | '\u{34F}'
        | '\u{61C}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{17B4}'
        | '\u{17B5}'
        | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{2800}'
        | '\u{3164}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}'
        | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E0FFF}' => true,
        other => other.is_control() || other.is_whitespace(),
    }
}

/// White space, and the mark that editors put in front of a file.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(|character: char| character.is_whitespace() || character == '\u{FEFF}')
}

/// File syntax around the secret, if there is any. For senders whose secrets use all characters
/// of a keyboard, a comma at the end means nothing.
pub(super) fn what_is_more(text: &str) -> Option<&'static str> {
    if has_name(text) {
        return Some("begins with a name and `=`, like a line of a `.env` file");
    }
    for (quote, what) in [
        ('"', "is in quotation marks"),
        ('\'', "is in quotation marks"),
        ('`', "is in quotation marks"),
    ] {
        if text.len() > 1 && text.starts_with(quote) && text.ends_with(quote) {
            return Some(what);
        }
    }
    let comment = text.split_once(" #").or_else(|| text.split_once(" //"));
    if comment.is_some_and(|(before, _)| !is_of_all_keys(before)) {
        return Some("is followed by a comment");
    }
    match text.char_indices().next_back() {
        Some((at, _)) if text.get(..at).is_none_or(is_of_all_keys) => None,
        Some((_, ',')) => Some("ends with a comma"),
        Some((_, ';')) => Some("ends with a semicolon"),
        _ => None,
    }
}

/// Whether a text has several of the signs that are in no base64, name, address or sentence.
fn is_of_all_keys(text: &str) -> bool {
    let signs = text
        .chars()
        .filter(|character| "!$%^&*()[]{}<>~|?`".contains(*character));
    signs.count() >= 2
}

/// `NAME=secret`, also after `export`. Base64 has `=` only at its end, and other names of
/// pairs are short. Contentful's secrets have `=` anywhere, so the name must look like one of a
/// secret.
fn has_name(text: &str) -> bool {
    let text = text.strip_prefix("export ").unwrap_or(text);
    let Some((name, value)) = text.split_once('=') else {
        return false;
    };
    let is_name = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && name
            .bytes()
            .next()
            .is_some_and(|byte| !byte.is_ascii_digit());
    is_name && is_of_a_secret(name) && !value.trim_start_matches('=').is_empty()
}

/// Whether a variable has a name such as `STRIPE_WHSEC` or `hookSecret`.
fn is_of_a_secret(name: &str) -> bool {
    let is_constant =
        name.len() > 5 && name.contains('_') && !name.bytes().any(|byte| byte.is_ascii_lowercase());
    let lower = name.to_ascii_lowercase();
    let words = [
        "hash", "hook", "key", "pass", "secret", "sign", "token", "whsec",
    ];
    is_constant || words.iter().any(|word| lower.contains(word))
}

/// Whether it can be guessed by trying patterns: one piece repeated, consecutive letters or
/// digits, or only three different characters. One in a million random secrets of 16 digits is.
pub(super) fn is_pattern(bytes: &[u8]) -> bool {
    has_few_characters(bytes) || repeats(bytes) || runs(bytes).saturating_mul(5) <= bytes.len()
}

fn has_few_characters(bytes: &[u8]) -> bool {
    let mut seen: Vec<u8> = Vec::with_capacity(4);
    for byte in bytes {
        if !seen.contains(byte) {
            seen.push(*byte);
        }
        if seen.len() > 3 {
            return false;
        }
    }
    true
}

/// Whether it is mostly what stood a certain distance before.
fn repeats(bytes: &[u8]) -> bool {
    (1..=bytes.len() / 2).any(|distance| {
        let later = bytes.get(distance..).unwrap_or_default();
        let same = bytes.iter().zip(later).filter(|(one, other)| one == other);
        same.count().saturating_mul(8) >= later.len().saturating_mul(7)
    })
}

/// Into how many pieces it falls within which each character is the next one, the one before
/// or the same, as in `abc`, `321` and `aaa`.
fn runs(bytes: &[u8]) -> usize {
    let mut runs = 0;
    let mut going: Option<u8> = None;
    let mut rest = bytes;
    while let [first, after @ ..] = rest {
        let step = after.first().map(|next| step(*first, *next));
        match (going, step) {
            (Some(own), Some(Some(step))) if own == step => {}
            (None, Some(Some(step))) => {
                going = Some(step);
            }
            _ => {
                runs += 1;
                going = None;
            }
        }
        rest = after;
    }
    runs
}

/// From one character to the next, if they are neighbours: digits go round.
const fn step(one: u8, next: u8) -> Option<u8> {
    match (one, next) {
        (b'9', b'0') => Some(1),
        (b'0', b'9') => Some(u8::MAX),
        _ => match next.wrapping_sub(one) {
            step @ (0 | 1 | u8::MAX) => Some(step),
            _ => None,
        },
    }
}

/// Whether a documentation or a library's own tests show it, whatever encoding it is in.
pub(super) fn is_published(text: &str) -> bool {
    let bare = text.strip_prefix("v1,").unwrap_or(text);
    let bare = bare.strip_prefix("whsec_").unwrap_or(bare);
    PUBLISHED
        .iter()
        .any(|published| bare.eq_ignore_ascii_case(published))
}

/// Secrets of examples, without `whsec_`. Whoever reads the pages can sign with them.
const PUBLISHED: &[&str] = &[
    // Adyen: its page and its libraries' tests.
    "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056",
    "DFB1EB5485895CFA84146406857104ABB4CBCABDC8AAF103A624C8F6A3EAAB00",
    // Atlassian and GitHub.
    "It's a Secret to Everybody",
    // Braintree: its libraries' tests.
    "integration_private_key",
    // Calendly.
    "5mEzn9C-I28UtwOjZJtFoob0sAAFZ95GbZkqj4y3i0I",
    // Cronofy: its libraries' tests.
    "opposable thumbs",
    // Discourse: its own tests.
    "my_lovely_secret_for_web_hook",
    // Forgejo and Gitea.
    "3gEsCfjlV2ugRwgpU#w1*WaW*wa4NXgGmpCfkbG3",
    // Hook0: its clients' tests.
    "a-subscription-secret",
    // LINE.
    "8c570fa6dd201bb328f1c1eac23a96d8",
    // Mailgun.
    "key-3ax6xnjp29jd6fds4gc373sgvjxteol0",
    // Notion.
    "secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl",
    // PagerDuty: its library's tests.
    "lDQHScfUeXUKaQRNF+8XIiDKZ7XX3itBAYzwU0TARw8lJqRnkKl2iB1anSb0Z+IK",
    // Slack.
    "8f742231b10e8888abcd99yyyzzz85a5",
    // Standard Webhooks: its page, and its libraries' tests.
    "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
    // Svix.
    "plJ3nmyCDGBKInavdOK15jsl",
    // Zendesk: the test of every webhook is signed with it.
    "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==",
];

#[cfg(test)]
mod tests;
