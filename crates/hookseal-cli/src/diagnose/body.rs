//! Mistakes with the body: what happens to it between the sender's signature and the app.

use std::collections::HashSet;
use std::io::{Read as _, Write as _};
use std::iter;

use flate2::Compression;
use flate2::read::{DeflateDecoder, GzDecoder, ZlibDecoder};
use flate2::write::{GzEncoder, ZlibEncoder};
use sha2::{Digest as _, Sha256};

use super::json::{Json, Style};
use super::{Attempt, Family, Fix, Hint};
use crate::case::Case;

pub(super) fn attempts(case: &Case) -> impl Iterator<Item = Attempt> {
    let mut seen = HashSet::from([fingerprint(&case.body)]);
    variants(case).filter_map(move |(hint, body)| {
        // Only one variant is held at a time, however many there are.
        seen.insert(fingerprint(&body)).then(|| Attempt {
            family: Family::Body,
            hint,
            case: Case {
                body: body.into(),
                ..case.clone()
            },
        })
    })
}

/// Tells bodies apart, so that none is tried twice.
fn fingerprint(body: &[u8]) -> [u8; 32] {
    Sha256::digest(body).into()
}

fn variants(case: &Case) -> impl Iterator<Item = (Hint, Vec<u8>)> {
    let body: &[u8] = &case.body;
    let simple = iter::once_with(|| [ends(body), line_ends(body), byte_order_mark(body)].concat());
    let compressed = iter::once_with(|| compression(case));
    simple
        .chain(compressed)
        .flatten()
        .chain(re_serialised(body))
}

/// A newline or blanks at the end.
fn ends(body: &[u8]) -> Vec<(Hint, Vec<u8>)> {
    let lost = |what: &str| {
        Hint::proven(
            "body_newline_lost",
            format!("The sender's body ended with {what}, which is missing here."),
            Fix::body(
                "Verify the bytes as they came: nothing may trim them. If the request was captured \
                 into a file, the editor or the shell took it off (`$(…)` does).",
            ),
        )
    };
    let mut found = Vec::new();
    for (what, end) in [
        ("a newline (LF)", b"\n".as_slice()),
        ("a newline (CR LF)", b"\r\n"),
    ] {
        found.push((lost(what), [body, end].concat()));
    }
    let added = || {
        Hint::proven(
            "body_newline_added",
            "There is white space at the body's end that the sender did not sign.",
            Fix::body(
                "Verify the bytes as they came. If the request was captured into a file, the editor or \
                 `echo` added a newline (use `printf %s`; `curl --data-binary @file` sends it as it \
                 is).",
            ),
        )
    };
    for end in [b"\r\n".as_slice(), b"\n"] {
        if let Some(shorter) = body.strip_suffix(end) {
            found.push((added(), shorter.to_vec()));
        }
    }
    found.push((added(), body.trim_ascii_end().to_vec()));
    found.push((added(), body.trim_ascii().to_vec()));
    found
}

/// CR LF made to LF, or the reverse.
fn line_ends(body: &[u8]) -> Vec<(Hint, Vec<u8>)> {
    let hint = |from: &str, to: &str| {
        Hint::proven(
            "body_line_ends",
            format!("The lines of the sender's body end with {from}; here they end with {to}."),
            Fix::body(
                "Verify the bytes as they came: nothing may convert them to text in between. Files \
                 are converted by Git (`core.autocrlf`), editors, and transfers in text mode.",
            ),
        )
    };
    let unix = replace(body, b"\r\n", b"\n");
    let dos = replace(&unix, b"\n", b"\r\n");
    vec![
        (hint("LF", "CR LF"), unix.clone()),
        (hint("CR LF", "LF"), dos),
        (hint("CR LF", "CR"), replace(body, b"\r", b"\r\n")),
        (hint("CR", "LF"), replace(&unix, b"\n", b"\r")),
    ]
}

fn replace(body: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut replaced = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((first, others)) = rest.split_first() {
        if let Some(behind) = rest.strip_prefix(from) {
            replaced.extend_from_slice(to);
            rest = behind;
        } else {
            replaced.push(*first);
            rest = others;
        }
    }
    replaced
}

/// The bytes EF BB BF at the beginning.
fn byte_order_mark(body: &[u8]) -> Vec<(Hint, Vec<u8>)> {
    let fix = || {
        Fix::body(
            "Verify the bytes as they came: decoding them to text drops or adds the mark. Of files, \
             editors save it or not (“UTF-8 with BOM”).",
        )
    };
    match body.strip_prefix(BOM) {
        Some(bare) => vec![(
            Hint::proven(
                "body_bom",
                "There is a byte order mark before the body that the sender did not sign.",
                fix(),
            ),
            bare.to_vec(),
        )],
        None => vec![(
            Hint::proven(
                "body_bom",
                "The sender's body began with a byte order mark, which is missing here.",
                fix(),
            ),
            [BOM, body].concat(),
        )],
    }
}

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Compressed on the way, or the reverse.
fn compression(case: &Case) -> Vec<(Hint, Vec<u8>)> {
    let body: &[u8] = &case.body;
    let mut found = Vec::new();
    let most = LONGEST_UNPACKED;
    let mut gzip = Vec::new();
    let mut zlib = Vec::new();
    let mut deflate = Vec::new();
    let unpacked = [
        GzDecoder::new(body)
            .take(most)
            .read_to_end(&mut gzip)
            .map(|_| gzip)
            .ok(),
        ZlibDecoder::new(body)
            .take(most)
            .read_to_end(&mut zlib)
            .map(|_| zlib)
            .ok(),
        DeflateDecoder::new(body)
            .take(most)
            .read_to_end(&mut deflate)
            .map(|_| deflate)
            .ok(),
    ];
    for bytes in unpacked.into_iter().flatten() {
        let hint = Hint::proven(
            "body_compressed",
            "The body is compressed, but the sender signed it before compression.",
            Fix::outside(
                "Something on the way compresses requests, or the sender signs the plain body: ask it \
                 not to compress, or decompress before hookseal (then the limit of the body must \
                 hold for what is unpacked).",
            ),
        );
        found.push((hint, bytes));
    }
    let said = case
        .head
        .text("Content-Encoding")
        .or_else(|| case.head.text("X-Original-Content-Encoding"));
    if said.is_some_and(|coding| !coding.eq_ignore_ascii_case("identity"))
        && !body.starts_with(&[0x1f, 0x8b])
    {
        for packed in packings(body) {
            found.push((decompressed(true), packed));
        }
    }
    found
}

/// The sender signed the compressed bytes.
pub(super) fn decompressed(proven: bool) -> Hint {
    let fix = Fix::layer_order(
        "Verify before anything decompresses: signatures are over the bytes on the wire.",
    );
    let message = "The body was decompressed before the signature was checked; the sender signed the \
                   compressed bytes.";
    if proven {
        Hint::proven("body_decompressed", message, fix)
    } else {
        Hint::possible("body_decompressed", message, fix)
    }
}

/// The body compressed again: the same bytes, where the sender used the same library.
fn packings(body: &[u8]) -> Vec<Vec<u8>> {
    let mut packed = Vec::new();
    if body.len() > LONGEST_PACKED {
        return packed;
    }
    for level in [6, 9, 1, 5, 4, 8, 7, 3, 2] {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::new(level));
        if encoder.write_all(body).is_ok()
            && let Ok(bytes) = encoder.finish()
        {
            // The header's byte for the operating system: flate2's, Unix, none, Windows.
            for system in [255, 3, 0, 11, 19, 10] {
                let mut bytes = bytes.clone();
                if let Some(byte) = bytes.get_mut(9) {
                    *byte = system;
                }
                packed.push(bytes);
            }
        }
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(level));
        if encoder.write_all(body).is_ok()
            && let Ok(bytes) = encoder.finish()
        {
            packed.push(bytes);
        }
    }
    packed
}

/// JSON that was parsed and printed again.
fn re_serialised(body: &[u8]) -> impl Iterator<Item = (Hint, Vec<u8>)> {
    let json = (body.len() <= LONGEST_JSON)
        .then(|| Json::parse(body.strip_prefix(BOM).unwrap_or(body)))
        .flatten();
    let orders = json.into_iter().flat_map(|json| {
        [(json.sorted(), " with sorted keys"), (json, "")]
            .into_iter()
            .rev()
    });
    orders.flat_map(|(json, order)| {
        let ways = STYLES
            .iter()
            .flat_map(|style| ESCAPES.iter().map(move |escapes| (style, escapes)));
        ways.filter_map(move |((style, name), (ascii, slash, html, escapes))| {
            let style = Style {
                ascii: *ascii,
                slash: *slash,
                html: *html,
                ..*style
            };
            let printed = json.print(style)?;
            let message = format!(
                "The body was parsed and serialized again: the sender signed {name} JSON{order}{escapes}."
            );
            let hint = |message: String| {
                let fix = Fix::body(
                    "Verify the bytes as they came, never JSON that was parsed and serialized again: take \
                     `Webhook<T>` (or the raw bytes) in the handler, not `Json<T>` and `to_string`. The \
                     same holds for gateways and functions that hand on a parsed body.",
                );
                Hint::proven("json_reserialised", message, fix)
            };
            let longer = [&printed, b"\n".as_slice()].concat();
            Some([
                (hint(message), printed),
                (hint(message_with_newline(name)), longer),
            ])
        })
        .flatten()
    })
}

fn message_with_newline(name: &str) -> String {
    format!(
        "The body was parsed and serialized again: the sender signed {name} JSON with a newline after it."
    )
}

const COMPACT: Style = Style {
    indent: None,
    comma: ",",
    colon: ":",
    ascii: false,
    slash: false,
    html: false,
};

const STYLES: &[(Style, &str)] = &[
    (COMPACT, "compact"),
    (
        Style {
            comma: ", ",
            colon: ": ",
            ..COMPACT
        },
        "one-line (with blanks, as Python prints)",
    ),
    (
        Style {
            indent: Some("  "),
            colon: ": ",
            ..COMPACT
        },
        "pretty",
    ),
    (
        Style {
            indent: Some("    "),
            colon: ": ",
            ..COMPACT
        },
        "pretty (by four blanks)",
    ),
    (
        Style {
            indent: Some("\t"),
            colon: ": ",
            ..COMPACT
        },
        "pretty (by tabs)",
    ),
    (
        Style {
            colon: ": ",
            ..COMPACT
        },
        "one-line (with blanks after colons)",
    ),
];

/// The characters that are escaped: not ASCII, slashes, characters of HTML.
const ESCAPES: &[(bool, bool, bool, &str)] = &[
    (false, false, false, ""),
    (true, false, false, " with escaped Unicode"),
    (false, true, false, " with escaped slashes"),
    (true, true, false, " with escaped Unicode and slashes"),
    (false, false, true, " with escaped `<`, `>` and `&`"),
];

const LONGEST_JSON: usize = 2 * 1024 * 1024;
const LONGEST_PACKED: usize = 1024 * 1024;
const LONGEST_UNPACKED: u64 = 8 * 1024 * 1024;
