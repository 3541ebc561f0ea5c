//! Mistakes with the signature's header: its encoding, its form, its name, its version.

use hookseal::Algorithm;
use hookseal::adapter::RequestHead as _;
use hookseal::scheme::{Encoding, HeaderName, Layout, Scheme, SignatureField, TimestampPlace};

use super::{Attempt, Depth, Family, Fix, Hint};
use crate::case::Case;

pub(super) fn attempts(case: &Case, depth: Depth) -> Vec<Attempt> {
    let Some(scheme) = case.rules.data() else {
        return Vec::new();
    };
    let own = scheme.signature();
    let mut found = repeated(case, scheme);
    found.extend(values(case, own));
    found.extend(encodings(case, scheme));
    found.extend(layouts(case, scheme));
    found.extend(algorithm_header(case, scheme));
    found.extend(headers(case, scheme));
    if depth == Depth::Single {
        found.extend(everything(case, scheme, |_| true));
    }
    found
}

fn attempt(hint: Hint, case: Case) -> Attempt {
    Attempt {
        family: Family::Signature,
        hint,
        case,
    }
}

fn with_field(case: &Case, scheme: &Scheme, field: SignatureField) -> Case {
    Case {
        rules: scheme.clone().with_signature(field).into(),
        ..case.clone()
    }
}

/// Code that says the form of the header.
fn scheme_fix(case: &Case, text: impl Into<String>, field: &SignatureField) -> Fix {
    let header = field.header();
    let form = match field.layout() {
        Layout::Prefixed(prefix) if prefix.is_empty() => format!(
            "SignatureField::plain(HeaderName::from_static({:?}))",
            header.as_str()
        ),
        Layout::Prefixed(prefix) => format!(
            "SignatureField::prefixed(HeaderName::from_static({:?}), {prefix:?})",
            header.as_str()
        ),
        Layout::Pairs { key, separator } => format!(
            "SignatureField::pairs_separated_by(HeaderName::from_static({:?}), {key:?}, {separator:?})",
            header.as_str()
        ),
        Layout::List => format!(
            "SignatureField::list(HeaderName::from_static({:?}))",
            header.as_str()
        ),
        Layout::Versions(version) => format!(
            "SignatureField::versions(HeaderName::from_static({:?}), {version:?})",
            header.as_str()
        ),
        _ => "field".to_owned(),
    };
    let encoding = match field.encoding() {
        Encoding::Base64 => ".base64()",
        Encoding::Base64Url => ".base64url()",
        _ => ".hex()",
    };
    Fix::verifier(
        text,
        &format!(
            "let field = {form}{encoding};\nlet verifier = Verifier::new({}.with_signature(field), {})?;",
            case.constant,
            case.key_variable()
        ),
    )
}

/// A header that came more than once.
fn repeated(case: &Case, scheme: &Scheme) -> Vec<Attempt> {
    let time = scheme
        .timestamp()
        .and_then(|timestamp| match timestamp.place() {
            TimestampPlace::Header(name) => Some(name),
            _ => None,
        });
    let mut found = Vec::new();
    for name in [Some(scheme.signature().header()), time]
        .into_iter()
        .flatten()
    {
        if case.head.header(name.as_str(), 1).is_none() {
            continue;
        }
        let mut nth = 0;
        while let Some(value) = case.head.header(name.as_str(), nth) {
            nth += 1;
            let mut changed = case.clone();
            changed.head.set(name.as_str(), value);
            let message = format!(
                "`{name}` comes more than once; line {nth} is the one that fits. hookseal trusts none \
                 of them then."
            );
            let fix = Fix::outside(format!(
                "Find out what adds a second `{name}`, most often a proxy, and let only the sender's \
                 through."
            ));
            found.push(attempt(
                Hint::proven("repeated_header", message, fix),
                changed,
            ));
        }
    }
    found
}

/// Blanks, quotation marks or lost padding in the value.
fn values(case: &Case, own: &SignatureField) -> Vec<Attempt> {
    let name = own.header();
    let Some(value) = case.head.text(name.as_str()) else {
        return Vec::new();
    };
    let bare = value.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'');
    let compact: String = bare.chars().filter(|c| !c.is_whitespace()).collect();
    let padded = format!("{bare}{}", "=".repeat((4 - bare.len() % 4) % 4));
    let standard = padded.replace('-', "+").replace('_', "/");
    let percent = bare
        .replace("%2B", "+")
        .replace("%2F", "/")
        .replace("%3D", "=");
    let mut texts: Vec<String> = Vec::new();
    for text in [bare.to_owned(), compact, padded, standard, percent] {
        if text != value && !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
        .into_iter()
        .map(|text| {
            let mut changed = case.clone();
            changed.head.set(name.as_str(), text);
            let message = format!(
                "The value of `{name}` was altered on its way: blanks, quotation marks, base64 padding \
                 or alphabet."
            );
            let fix = Fix::outside(format!(
                "Let whatever passes `{name}` on (a proxy, a function platform, a test script) leave \
                 the value as it is."
            ));
            attempt(Hint::proven("signature_value", message, fix), changed)
        })
        .collect()
}

/// Hex where base64 is expected, and the reverse.
fn encodings(case: &Case, scheme: &Scheme) -> Vec<Attempt> {
    let own = scheme.signature();
    ENCODINGS
        .iter()
        .filter(|(encoding, _)| *encoding != own.encoding())
        .map(|(encoding, name)| {
            let field = own.clone().with_encoding(*encoding);
            let message = format!(
                "The signature in `{}` is written in {name}; {} expects {}.",
                own.header(),
                case.constant,
                encoding_name(own.encoding())
            );
            let fix = scheme_fix(
                case,
                format!(
                    "Let the sender write {}, or say that it is {name}.",
                    encoding_name(own.encoding())
                ),
                &field,
            );
            let hint = Hint::proven("signature_encoding", message, fix);
            attempt(hint, with_field(case, scheme, field))
        })
        .collect()
}

/// The right header, but another version or prefix.
fn layouts(case: &Case, scheme: &Scheme) -> Vec<Attempt> {
    let own = scheme.signature();
    fields(own.header(), own.encoding())
        .filter(|field| field.layout() != own.layout())
        .map(|field| {
            let same_kind = matches!(
                (own.layout(), field.layout()),
                (Layout::Pairs { .. }, Layout::Pairs { .. }) | (Layout::Versions(_), Layout::Versions(_))
            );
            let code = if same_kind {
                "signature_version"
            } else {
                "signature_prefix"
            };
            let message = format!(
                "The value of `{}` is {}; {} expects {}.",
                own.header(),
                layout_name(field.layout()),
                case.constant,
                layout_name(own.layout())
            );
            let fix = scheme_fix(
                case,
                "Let the sender write what it documents (is the version a newer or an older one?), or \
                 say what it writes.",
                &field,
            );
            attempt(
                Hint::proven(code, message, fix),
                with_field(case, scheme, field),
            )
        })
        .collect()
}

/// The header that names the algorithm is missing or says something else.
fn algorithm_header(case: &Case, scheme: &Scheme) -> Option<Attempt> {
    let (name, value) = scheme.algorithm_header()?;
    let mut changed = case.clone();
    changed.head.set(name.as_str(), value);
    let message = format!("`{name}` does not say `{value}`, though the signature is one.");
    let fix = Fix::outside(format!(
        "Let `{name}` through to the app unchanged; a proxy or a test may have dropped it."
    ));
    Some(attempt(
        Hint::proven("algorithm_header", message, fix),
        changed,
    ))
}

/// The signature is in another header.
fn headers(case: &Case, scheme: &Scheme) -> Vec<Attempt> {
    let own = scheme.signature();
    other_headers(case, own)
        .map(|header| {
            let field = own.clone().with_header(header);
            let hint = wrong_header(case, own, &field);
            attempt(hint, with_field(case, scheme, field))
        })
        .collect()
}

fn wrong_header(case: &Case, own: &SignatureField, field: &SignatureField) -> Hint {
    let message = format!(
        "The signature is in `{}`, not in `{}`.",
        field.header(),
        own.header()
    );
    let fix = scheme_fix(
        case,
        format!(
            "Read `{}`: if the sender lets its users choose the header, say which; if a proxy renamed \
             it, let it pass as it was.",
            field.header()
        ),
        field,
    );
    Hint::proven("wrong_header", message, fix)
}

/// Headers that are called almost as the right one, such as `X-Hub-Signature` beside
/// `X-Hub-Signature-256`: an older version of the same sender, rather than another sender.
pub(super) fn related_headers(case: &Case, depth: Depth) -> Vec<Attempt> {
    match case.rules.data() {
        Some(scheme) if depth == Depth::Single => {
            let own = scheme.signature().header().as_str().to_ascii_lowercase();
            everything(case, scheme, |name| {
                let name = name.as_str().to_ascii_lowercase();
                name != own && (name.starts_with(&own) || own.starts_with(&name))
            })
        }
        _ => Vec::new(),
    }
}

/// Any header that is wanted, in any form, by any HMAC.
fn everything(case: &Case, scheme: &Scheme, wanted: impl Fn(&HeaderName) -> bool) -> Vec<Attempt> {
    let own = scheme.signature();
    let mut found = Vec::new();
    let names = std::iter::once(own.header().clone()).chain(other_headers(case, own));
    for header in names.filter(wanted).collect::<Vec<_>>() {
        for (encoding, _) in ENCODINGS {
            for field in fields(&header, *encoding) {
                for algorithm in algorithms(scheme.algorithm()) {
                    let changed = scheme
                        .clone()
                        .with_algorithm(*algorithm)
                        .with_signature(field.clone());
                    let case = Case {
                        rules: changed.into(),
                        ..case.clone()
                    };
                    let hint = if *algorithm == scheme.algorithm() {
                        wrong_header(&case, own, &field)
                    } else {
                        other_algorithm(&case, own, &field, *algorithm)
                    };
                    found.push(attempt(hint, case));
                }
            }
        }
    }
    found
}

fn other_algorithm(
    case: &Case,
    own: &SignatureField,
    field: &SignatureField,
    algorithm: Algorithm,
) -> Hint {
    let name = algorithm_name(algorithm);
    if field.header() != own.header() {
        let message = format!(
            "The request has the {name} signature of `{}` only; {} verifies `{}`.",
            field.header(),
            case.constant,
            own.header()
        );
        let fix = Fix::outside(format!(
            "Let `{}` through to the app. Where the sender does not send it, ask it to: `{}` is the \
             older, weaker form.",
            own.header(),
            field.header()
        ));
        return Hint::proven("wrong_header", message, fix);
    }
    let fix = Fix::verifier(
        format!("Say that this sender signs with {name}."),
        &format!(
            "let verifier = Verifier::new({}.with_algorithm(Algorithm::{algorithm:?}), secret)?;",
            case.constant
        ),
    );
    let message = format!(
        "The signature is {name}, not what {} expects.",
        case.constant
    );
    Hint::proven("wrong_algorithm", message, fix)
}

fn algorithms(own: Algorithm) -> &'static [Algorithm] {
    if own.is_symmetric() {
        &[
            Algorithm::HmacSha256,
            Algorithm::HmacSha1,
            Algorithm::HmacSha512,
            Algorithm::HmacSha384,
        ]
    } else {
        &[]
    }
}

/// Headers of the request whose value could hold a signature.
fn other_headers(case: &Case, own: &SignatureField) -> impl Iterator<Item = HeaderName> {
    let mut names: Vec<HeaderName> = Vec::new();
    for (name, value) in &case.head.headers {
        if value.len() >= SHORTEST_SIGNATURE
            && let Ok(name) = HeaderName::new(name.as_str())
            && name != *own.header()
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names.into_iter()
}

/// A SHA-1 in base64.
const SHORTEST_SIGNATURE: usize = 28;

fn fields(header: &HeaderName, encoding: Encoding) -> impl Iterator<Item = SignatureField> {
    let prefixed = PREFIXES
        .iter()
        .map(|prefix| SignatureField::prefixed(header.clone(), prefix));
    let pairs = KEYS
        .iter()
        .map(|key| SignatureField::pairs(header.clone(), key));
    let versions = VERSIONS
        .iter()
        .map(|version| SignatureField::versions(header.clone(), version));
    prefixed
        .chain(pairs)
        .chain(versions)
        .map(move |field| field.with_encoding(encoding))
}

/// How a value is built, in words.
pub(crate) fn layout_name(layout: &Layout) -> String {
    match layout {
        Layout::Prefixed(prefix) if prefix.is_empty() => {
            "one signature and nothing else".to_owned()
        }
        Layout::Prefixed(prefix) => format!("`{prefix}` and then one signature"),
        Layout::Pairs { key, separator } => {
            format!("a list `k=v{separator}k=v` with the signature at `{key}`")
        }
        Layout::List => "signatures between commas".to_owned(),
        Layout::Versions(version) => format!("entries between blanks, such as `{version},…`"),
        _ => "something else".to_owned(),
    }
}

/// An encoding's name.
pub(crate) const fn encoding_name(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Base64 => "base64",
        Encoding::Base64Url => "base64url without padding",
        _ => "hex",
    }
}

/// An algorithm's name.
pub(crate) const fn algorithm_name(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::EcdsaP256Sha256 => "ECDSA P-256 with SHA-256",
        Algorithm::EcdsaP384Sha384 => "ECDSA P-384 with SHA-384",
        Algorithm::Ed25519 => "Ed25519",
        Algorithm::HmacSha1 => "HMAC-SHA1",
        Algorithm::HmacSha256 => "HMAC-SHA256",
        Algorithm::HmacSha384 => "HMAC-SHA384",
        Algorithm::HmacSha512 => "HMAC-SHA512",
        Algorithm::RsaPssSha512 => "RSA-PSS with SHA-512",
        Algorithm::RsaV15Sha256 => "RSA PKCS #1 v1.5 with SHA-256",
        _ => "an algorithm of its own",
    }
}

const ENCODINGS: &[(Encoding, &str)] = &[
    (Encoding::Hex, "hex"),
    (Encoding::Base64, "base64"),
    (Encoding::Base64Url, "base64url without padding"),
];
const KEYS: &[&str] = &["v1", "v0", "v2", "h1", "s", "sig", "signature"];
const PREFIXES: &[&str] = &[
    "",
    "sha256=",
    "sha1=",
    "sha512=",
    "hmac-sha256=",
    "SHA256=",
    "v0=",
    "v1=",
];
const VERSIONS: &[&str] = &["v1", "v1a", "v0", "v2"];
