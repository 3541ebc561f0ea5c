//! `docs/providers.md` says of each sender what the catalogue says, and README.md counts them.
//! Where they do not:
//!
//! ```console
//! $ WRITE_DOCS=1 cargo test -p hookseal-tests --test providers_table
//! ```

#![allow(clippy::panic, clippy::unwrap_used)]

use std::fmt::Write as _;
use std::path::Path;

use hookseal::providers::{Group, Provider, Replay, SchemeKind};
use hookseal::{BodyCoverage, providers};
use hookseal_tests::vectors::{self, File};

const BEGIN: &str = "<!-- from here on made by tests/providers_table.rs -->\n";
const END: &str = "<!-- up to here -->\n";

#[test]
fn the_pages_are_what_the_catalogue_says() {
    let files = vectors::files();
    between_the_marks_of("docs/providers.md", &tables(&files));
    between_the_marks_of("README.md", &counts(&files));
}

/// The page has `text` between its marks, or gets it if it is to be written.
fn between_the_marks_of(page: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(page);
    let found = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = found.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let wanted = format!("{before}{BEGIN}\n{text}\n{END}{after}");
    if std::env::var_os("WRITE_DOCS").is_some() {
        std::fs::write(&path, wanted).unwrap();
    } else {
        assert!(
            found == wanted,
            "{page} is stale: run this test with WRITE_DOCS=1"
        );
    }
}

/// What the page names as missing is not in the catalogue.
#[test]
fn no_sender_is_said_to_be_missing_that_is_there() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/providers.md");
    let page = std::fs::read_to_string(path).unwrap();
    let (_, missing) = page.split_once("## Not in the catalogue").unwrap();
    // The cells of tables, and what is listed behind a colon.
    let rows = missing.lines().filter_map(|line| line.strip_prefix("| "));
    let cells = rows.flat_map(|row| row.trim_end_matches(" |").split(" | "));
    let lists = missing.lines().filter_map(|line| line.split_once(": "));
    let names: Vec<_> = cells
        .chain(lists.map(|(_, list)| list.trim_end_matches('.')))
        .flat_map(|names| names.split([',', ';']))
        .map(|name| name.trim().to_lowercase())
        .collect();
    assert!(names.iter().any(|name| name == "orb"), "{names:?}");
    for provider in providers::ALL {
        for own in [provider.name, provider.id] {
            assert!(!names.contains(&own.to_lowercase()), "{own} is there");
        }
        for variant in provider.variants {
            let full = format!("{} {}", provider.name, variant.name).to_lowercase();
            assert!(!names.contains(&full), "{full} is there");
        }
    }
}

/// The page says for what each scheme beside the usual ones is.
#[test]
fn the_page_names_every_scheme() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/providers.md");
    let page = std::fs::read_to_string(path).unwrap();
    let (_, page) = page.split_once("## Beside the usual scheme").unwrap();
    let (table, _) = page.split_once("## ").unwrap();
    for provider in providers::ALL {
        for variant in provider.variants {
            // A function's constant has its arguments.
            let (name, _) = variant
                .constant
                .split_once('(')
                .unwrap_or((variant.constant, ""));
            assert!(table.contains(&format!("`{name}`")), "{name} is missing");
        }
    }
}

#[test]
fn each_sender_has_vectors_enough() {
    let files = vectors::files();
    for provider in providers::ALL {
        let file = file_of(&files, provider);
        let (accepted, refused) = file.counts();
        assert!(accepted >= 1, "{}: nothing is accepted", provider.id);
        assert!(refused >= 3, "{}: {refused} refusals", provider.id);
        assert!(
            ["documentation", "sdk", "independent"].contains(&file.proof.as_str()),
            "{}: {}",
            provider.id,
            file.proof
        );
    }
    for file in files.iter().filter(|file| !file.proof.is_empty()) {
        assert!(
            providers::ALL.iter().any(|p| p.id == file.name),
            "{} is not in the catalogue",
            file.name
        );
    }
}

fn file_of<'a>(files: &'a [File], provider: &Provider) -> &'a File {
    files
        .iter()
        .find(|file| file.name == provider.id)
        .unwrap_or_else(|| panic!("{} has no vectors", provider.id))
}

/// How many have a positive vector from the sender itself.
fn proven(files: &[File]) -> usize {
    providers::ALL
        .iter()
        .filter(|provider| file_of(files, provider).proof != "independent")
        .count()
}

fn counts(files: &[File]) -> String {
    format!(
        "{} senders, {} of them checked against test values or an SDK published by the sender; {} vectors.\n",
        providers::ALL.len(),
        proven(files),
        files.iter().map(|file| file.vectors.len()).sum::<usize>(),
    )
}

fn tables(files: &[File]) -> String {
    let mut text = counts(files);
    let mut groups: Vec<Group> = providers::ALL.iter().map(|p| p.group).collect();
    groups.sort_unstable();
    groups.dedup();
    for group in groups {
        write!(
            text,
            "\n### {group}\n\n\
             | sender | id | signature | signs | key | freshness | event id | event type | attempt | proof | checked |\n\
             |---|---|---|---|---|---|---|---|---|---|---|\n"
        )
        .unwrap();
        for provider in providers::ALL.iter().filter(|p| p.group == group) {
            text.push_str(&row(provider, file_of(files, provider)));
        }
    }
    text.push_str(&kinds());
    text.push_str(&handshakes());
    text
}

/// The names of the schemes of each kind; of the most frequent one, their number.
fn kinds() -> String {
    let mut text = "\n### Kinds\n\n| kind | schemes |\n|---|---|\n".to_owned();
    let schemes: Vec<(SchemeKind, String)> = providers::ALL
        .iter()
        .flat_map(|provider| {
            let variants = provider.variants.iter();
            let variants = variants.map(|one| (one.scheme.kind(), one.full_name(provider)));
            std::iter::once((provider.kind(), provider.id.to_owned())).chain(variants)
        })
        .collect();
    for kind in SchemeKind::ALL {
        let own = schemes.iter().filter(|(other, _)| other == kind);
        let names: Vec<_> = own.map(|(_, name)| format!("`{name}`")).collect();
        assert!(!names.is_empty(), "no scheme is {kind}");
        let names = match kind {
            SchemeKind::Header => format!("the other {}", names.len()),
            _ => names.join(", "),
        };
        writeln!(text, "| {kind} | {names} |").unwrap();
    }
    text
}

fn handshakes() -> String {
    let mut text = "\n### Handshakes\n\n\
        | sender | handshake | signed | answered |\n\
        |---|---|---|---|\n"
        .to_owned();
    for provider in providers::ALL {
        for handshake in provider.scheme.verifier().handshakes() {
            let signed = if handshake.is_signed() { "yes" } else { "no" };
            let answered = if handshake.needs_configuration() {
                "where the app is set up for it"
            } else {
                "always"
            };
            let name = provider.name;
            writeln!(text, "| {name} | {handshake} | {signed} | {answered} |").unwrap();
        }
    }
    text
}

fn row(provider: &Provider, file: &File) -> String {
    let proof = match file.proof.as_str() {
        "sdk" => "SDK",
        other => other,
    };
    let words = provider.scheme.words();
    let code = |text: &str| format!("`{}`", text.replace('|', "\\|"));
    let place = |at: &Option<String>| at.as_deref().map_or_else(|| "–".to_owned(), place_of);
    let url = if words.needs_public_url {
        "; and the public URL"
    } else {
        ""
    };
    let feature = provider
        .feature
        .map(|feature| format!(" (feature `{feature}`)"))
        .unwrap_or_default();
    let id = provider.id;
    let unsigned = match words.coverage {
        BodyCoverage::Whole => String::new(),
        little => format!("; **covers {little}**"),
    };
    let longest = match words.greatest_body {
        None => String::new(),
        Some(bytes) if bytes % (1 << 20) == 0 => format!("; bodies up to {} MiB", bytes >> 20),
        Some(bytes) => format!("; bodies up to {} KiB", bytes.div_ceil(1 << 10)),
    };
    let stamp = words.timestamp.as_deref().map(code).unwrap_or_default();
    let freshness = match (provider.replay(), words.tolerance) {
        (Replay::Judged, Some((past, ahead))) => {
            format!("{stamp}: {} s, {} s ahead", past.as_secs(), ahead.as_secs())
        }
        (Replay::NothingSigned, _) => "none signed".to_owned(),
        _ => format!("{stamp}: not judged"),
    };
    format!(
        "| [{}]({}){feature} | [`{id}`](senders/{id}.md) | {} | {} of {}{unsigned}{longest} | {}: {}{url} | {freshness} | {} | {} | {} | {proof} | {} |\n",
        provider.name,
        provider.documentation,
        code(&words.signature),
        words.algorithm,
        code(&words.message),
        words.key_kind,
        words.key,
        place(&words.event_id),
        place(&words.event_type),
        place(&words.attempt),
        provider.checked,
    )
}

/// `header X-Id` or `body /id`, its name in code.
fn place_of(at: &str) -> String {
    let (kind, name) = at.split_once(' ').unwrap();
    format!("{kind} `{name}`")
}
