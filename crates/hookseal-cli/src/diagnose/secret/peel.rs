//! Additions of files, editors and copies to a secret: marks, quotes, names, comments. Each is
//! taken off, and what is left may be the secret.

use zeroize::Zeroizing;

use crate::escape::is_invisible;

/// Something that does not belong to the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Peel {
    ByteOrderMark,
    WhiteSpace(&'static str),
    /// The character, and its place, counted from 1.
    Invisible(char, usize),
    /// `NAME=` before it.
    Name,
    Quotes,
    /// A comma or semicolon after it.
    Punctuation(char),
    Comment,
    OtherLines,
    /// `\n` in two characters, where a line ends.
    EscapedNewlines,
}

impl Peel {
    /// A stable name.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::ByteOrderMark => "secret_bom",
            Self::WhiteSpace(_) => "secret_whitespace",
            Self::Invisible(..) => "secret_invisible",
            Self::Name | Self::OtherLines => "secret_line",
            Self::Quotes => "secret_quoted",
            Self::Punctuation(_) => "secret_punctuation",
            Self::Comment => "secret_comment",
            Self::EscapedNewlines => "key_escaped_newlines",
        }
    }

    /// Its description, as the end of "the secret …".
    pub(super) fn what(self) -> String {
        match self {
            Self::ByteOrderMark => "begins with a byte order mark (U+FEFF)".to_owned(),
            Self::WhiteSpace(what) => what.to_owned(),
            Self::Invisible(character, place) => format!(
                "has an invisible character, U+{:04X}, at position {place}",
                u32::from(character)
            ),
            Self::Name => "has a name and `=` or `:` before it".to_owned(),
            Self::Quotes => "has quotation marks around it".to_owned(),
            Self::Punctuation(mark) => format!("ends with `{mark}`"),
            Self::Comment => "has a comment after it".to_owned(),
            Self::OtherLines => "has other lines around it".to_owned(),
            Self::EscapedNewlines => "has `\\n` where a line has to end".to_owned(),
        }
    }

    /// How to fix it.
    pub(super) const fn mend(self) -> &'static str {
        match self {
            Self::ByteOrderMark => "Save the file as UTF-8 without a byte order mark.",
            Self::WhiteSpace(_) => {
                "Remove it where the secret is stored (`printf %s` instead of `echo`), or read it \
                 with `Secret::trimmed`."
            }
            Self::Invisible(..) => {
                "Delete that character, or copy the secret once more from the sender's dashboard."
            }
            Self::Name => "Store the secret alone, or let a tool that reads such lines set it.",
            Self::Quotes => {
                "Remove the quotation marks where the secret is set; some tools that read `.env` \
                 files keep them."
            }
            Self::Punctuation(_) => "Remove it where the secret is stored.",
            Self::Comment => {
                "Move the comment to a line of its own; some tools that read `.env` files keep it."
            }
            Self::OtherLines => "Store the secret alone, in a file of its own.",
            Self::EscapedNewlines => "Store the key with real line ends.",
        }
    }

    /// Whether it is wrong, whichever the secret is.
    pub(super) const fn is_certain(self) -> bool {
        matches!(
            self,
            Self::ByteOrderMark | Self::Invisible(..) | Self::EscapedNewlines
        )
    }
}

/// All that can be taken off a text, one thing after the other: what is left each time, and
/// what was taken off.
pub(super) fn all(text: &str, is_pem: bool) -> Vec<(Zeroizing<String>, Vec<Peel>)> {
    let whole = Zeroizing::new(text.to_owned());
    let mut found: Vec<(_, Vec<Peel>)> = vec![(whole, Vec::new())];
    let mut at = 0;
    while let Some((text, peels)) = found.get(at).cloned() {
        at += 1;
        for (rest, peel) in once(&text, is_pem) {
            let is_new = !rest.is_empty() && found.iter().all(|(other, _)| *other != rest);
            if is_new && found.len() < MOST {
                found.push((rest, [peels.as_slice(), &[peel]].concat()));
            }
        }
    }
    found.remove(0);
    found
}

/// The rest after one addition was removed.
fn once(text: &str, is_pem: bool) -> Vec<(Zeroizing<String>, Peel)> {
    let mut found = Vec::new();
    let mut add = |rest: &str, peel| found.push((Zeroizing::new(rest.to_owned()), peel));
    if let Some(rest) = text.strip_prefix(MARK) {
        add(rest, Peel::ByteOrderMark);
    }
    if text.trim() != text {
        let what = if text.ends_with(['\n', '\r']) {
            "ends with a newline"
        } else if text.ends_with(char::is_whitespace) {
            "ends with white space"
        } else {
            "begins with white space"
        };
        add(text.trim(), Peel::WhiteSpace(what));
    }
    let unseen = |one: &char| {
        (one.is_control() && !one.is_whitespace()) || is_invisible(*one) || *one == '\u{ad}'
    };
    let mut places = text.chars().zip(1..);
    if let Some((character, place)) = places.find(|(one, _)| unseen(one)) {
        let seen = text.chars().filter(|one| !unseen(one));
        let rest: Zeroizing<String> = Zeroizing::new(seen.collect());
        add(&rest, Peel::Invisible(character, place));
    }
    if let Some(rest) = unquoted(text) {
        add(rest, Peel::Quotes);
    }
    if let Some(rest) = unnamed(text) {
        add(rest, Peel::Name);
    }
    for mark in [',', ';'] {
        if let Some(rest) = text.strip_suffix(mark) {
            add(rest, Peel::Punctuation(mark));
        }
    }
    if is_pem {
        if text.contains("\\n") {
            add(
                &Zeroizing::new(text.replace("\\n", "\n")),
                Peel::EscapedNewlines,
            );
        }
        return found;
    }
    for start in [" #", "\t#", " //"] {
        if let Some((rest, _)) = text.split_once(start) {
            add(rest.trim_end(), Peel::Comment);
        }
    }
    if text.trim().lines().nth(1).is_some() {
        let lines = text.lines().map(str::trim);
        for line in lines.filter(|line| !line.is_empty()).take(MOST_LINES) {
            add(line, Peel::OtherLines);
        }
    }
    found
}

fn unquoted(text: &str) -> Option<&str> {
    QUOTES
        .iter()
        .find_map(|(left, right)| text.strip_prefix(*left)?.strip_suffix(*right))
}

/// The value of `NAME=value`, `export NAME=value` or `name: value`.
fn unnamed(text: &str) -> Option<&str> {
    let text = text.strip_prefix("export ").unwrap_or(text);
    let at = text.find(['=', ':'])?;
    let (name, value) = text.split_at_checked(at)?;
    let value = value.get(1..)?.trim_start();
    let name = name.trim_end();
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|one| one.is_ascii_alphanumeric() || matches!(one, '_' | '-' | '.'));
    // Base64 may end with `=`.
    (is_name && !value.trim_matches('=').is_empty()).then_some(value)
}

const MARK: char = '\u{feff}';
const QUOTES: &[(char, char)] = &[
    ('"', '"'),
    ('\'', '\''),
    ('`', '`'),
    ('\u{201c}', '\u{201d}'),
    ('\u{2018}', '\u{2019}'),
    ('\u{201e}', '\u{201c}'),
    ('\u{ab}', '\u{bb}'),
];
/// How many texts are tried at most.
const MOST: usize = 48;
const MOST_LINES: usize = 8;
