//! What senders really send, as it was found at their own code, pages and libraries: one
//! file for each in `tests/audit`. See its README.

use std::path::Path;

use serde::Deserialize;

/// What is known of one sender's deliveries. Texts are `not documented` where nothing was
/// found.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audit {
    /// The sender's id.
    pub provider: String,
    /// The day on which the sources were read, as `2026-11-30`.
    pub checked: String,
    /// Where the facts come from.
    pub sources: Vec<Source>,
    /// The methods of deliveries and endpoint checks.
    pub methods: Vec<String>,
    /// The values of `Content-Type`.
    pub content_types: Vec<String>,
    /// The key that an app configures.
    pub key: Key,
    /// How a key is replaced.
    pub rotation: String,
    /// Sub-accounts, sandboxes, simulators.
    pub accounts: String,
    /// Endpoint checks and test pings.
    pub checks: String,
    /// The body's size and its form.
    pub body: Body,
    /// What happens after a failed delivery.
    pub retries: Retries,
    /// What makes two deliveries one event.
    pub identity: Identity,
    /// What the sender's own library or page requires of the time.
    pub clock: Clock,
    /// How the URL enters the signature.
    pub url: String,
    /// Deliveries as they come.
    pub deliveries: Vec<serde_json::Value>,
    /// In what the catalogue decides otherwise, and why.
    #[serde(default)]
    pub decided: Vec<Decision>,
}

/// A page, a file of code, a thread.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its address.
    pub url: String,
    /// `server`, `reference`, `sdk` or `report`.
    pub kind: String,
    /// Whether it was read on that day; otherwise it is known from earlier.
    pub seen: bool,
    /// Which facts it gave.
    pub gave: String,
}

/// The key that an app configures.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// `sender`, `app`, `either` or `not documented`.
    pub made_by: String,
    /// Its form in words.
    pub form: String,
    /// The least number of characters.
    pub min_chars: Option<usize>,
    /// The greatest number of characters.
    pub max_chars: Option<usize>,
}

/// The body's size and its form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// The greatest size that the sender documents, in bytes.
    pub max_bytes: Option<usize>,
    /// The same in words.
    pub text: String,
    /// Unicode, escapes, white space.
    pub escaping: String,
}

/// What happens after a failed delivery.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retries {
    /// For how long the sender tries again, in seconds; 0 where it never does.
    pub window_seconds: Option<u64>,
    /// When it tries.
    pub schedule: String,
    /// The status on which it tries again, where it does not on 503.
    #[serde(default)]
    pub only_after: Option<u16>,
    /// The text that the answer must have, or it tries again.
    #[serde(default)]
    pub unless_answered: Option<String>,
    /// Whether a retry has a `new` time or the `same`; `none` where none is signed.
    pub timestamp: String,
    /// Whether a retry has a `new` signature or the `same`.
    pub signature: String,
    /// Whether a retry has the same id.
    pub same_id: Option<bool>,
}

/// What makes two deliveries one event.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Where the value is, such as `header X-Event-Id` or `body /id`.
    pub id: String,
    /// The same in words.
    pub text: String,
}

/// What the sender's own library or page requires of the time.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// The greatest age in seconds.
    pub past_seconds: Option<u64>,
    /// The furthest future in seconds.
    pub future_seconds: Option<u64>,
    /// The same in words.
    pub text: String,
}

/// A rule of the catalogue that differs from a fact on purpose.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Which fact: `age`, `future`, `key`, `limit`, `methods`, `retries`.
    pub about: String,
    /// Why.
    pub why: String,
}

impl Audit {
    /// Whether the catalogue differs from this fact on purpose.
    #[must_use]
    pub fn decides(&self, about: &str) -> bool {
        self.decided.iter().any(|decision| decision.about == about)
    }
}

/// All files, in the order of their names.
pub fn all() -> Vec<Audit> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("audit");
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let audit: Audit = serde_json::from_slice(&std::fs::read(path).unwrap())
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let name = path.file_stem().unwrap().to_string_lossy();
            assert_eq!(audit.provider, name, "{}", path.display());
            audit
        })
        .collect()
}
