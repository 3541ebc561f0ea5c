//! Known answers that we did not make: see `vectors/README.md`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hookseal::httpsig::{MessageSignatures, StructuredType};
use hookseal::providers::{self, ProviderScheme};
use hookseal::{
    Algorithm, HeaderName, Key, KeyFormat, ManualClock, PublicKey, Scheme, Secret, UnixTime,
    Verifier, VerifierBuilder,
};
use serde::Deserialize;

use crate::case::Stage;
use crate::leaks;
use crate::request::{Request, Transfer};

/// One file.
#[derive(Debug, Deserialize)]
pub struct File {
    /// The file's name without its ending: the provider's id, for most.
    #[serde(skip)]
    pub name: String,
    /// Whose word proves the scheme: `documentation`, `sdk` or `independent`. Empty where
    /// the file is no sender's.
    #[serde(default)]
    pub proof: String,
    /// The vectors.
    pub vectors: Vec<Vector>,
}

/// A request, and what must be said of it.
#[derive(Debug, Deserialize)]
pub struct Vector {
    provider: String,
    #[serde(default)]
    scheme: Option<String>,
    name: String,
    #[serde(default)]
    secret: Option<String>,
    #[serde(default)]
    secrets: Vec<String>,
    #[serde(default)]
    secret_format: Option<String>,
    #[serde(default)]
    public_key: Option<String>,
    #[serde(default)]
    context: Context,
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body_base64: String,
    now_unix: u64,
    expect: Expect,
    #[serde(default)]
    reason: Option<String>,
}

/// What else is configured.
#[derive(Debug, Default, Deserialize)]
struct Context {
    #[serde(default)]
    allow_weak_secrets: bool,
    #[serde(default)]
    header_name: Option<String>,
    /// Only vectors of RFC 9421 say the algorithm.
    #[serde(default)]
    algorithm: Option<String>,
    #[serde(default)]
    key_id: Option<String>,
    #[serde(default)]
    label: Option<String>,
    #[serde(default)]
    max_age: MaxAge,
    #[serde(default)]
    public_url: Option<String>,
    #[serde(default)]
    required: Option<Vec<String>>,
    #[serde(default)]
    tag: Option<String>,
    /// What the sender needs to be told besides keys.
    #[serde(default)]
    settings: HashMap<String, Vec<String>>,
}

/// The greatest age of `created`.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(from = "Option<u64>")]
enum MaxAge {
    /// Nothing is said.
    #[default]
    Usual,
    /// `null`.
    Any,
    Seconds(u64),
}

impl From<Option<u64>> for MaxAge {
    fn from(value: Option<u64>) -> Self {
        value.map_or(Self::Any, Self::Seconds)
    }
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Expect {
    Accept,
    Reject,
}

/// All files of requests, in the order of their names.
pub fn files() -> Vec<File> {
    let mut paths: Vec<_> = ["", "httpsig"].into_iter().flat_map(json_files).collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            let mut file: File = serde_json::from_str(&text)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            file.name = path.file_stem().unwrap().to_string_lossy().into_owned();
            file
        })
        .collect()
}

fn json_files(folder: &str) -> impl Iterator<Item = PathBuf> {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    std::fs::read_dir(vectors.join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
}

/// A vector that does not come through a runner.
#[derive(Clone, Copy, Debug)]
pub struct NotCarried {
    /// The runner's name.
    pub runner: &'static str,
    /// The file's name.
    pub file: &'static str,
    /// The vector's name.
    pub vector: &'static str,
    /// What the server answers by itself.
    status: u16,
    /// Why.
    pub why: &'static str,
}

/// What a server refuses before anything of ours sees it. It is sent all the same, and
/// must be refused in that way.
pub const NOT_CARRIED: &[NotCarried] = &[NotCarried {
    runner: "axum_h2",
    file: "mailchannels",
    vector: "hundred-labels",
    status: 431,
    why: "its headers are longer than the 16 KiB that hyper takes over HTTP/2",
}];

impl File {
    /// How many are to be accepted, and how many to be refused.
    pub fn counts(&self) -> (usize, usize) {
        let accepted = self.vectors.iter().filter(|v| v.expect == Expect::Accept);
        let accepted = accepted.count();
        (accepted, self.vectors.len() - accepted)
    }

    /// Runs all vectors through a runner; panics with the list of those that fail.
    pub fn run(&self, stage: &Stage<'_>) {
        let failures: Vec<_> = self
            .vectors
            .iter()
            .filter_map(|vector| {
                let result = match self.not_carried(stage, vector) {
                    None => vector.run(stage),
                    Some(stopped) => vector.run_into(stage, stopped.status),
                };
                Some(format!("{}: {}", vector.name, result.err()?))
            })
            .collect();
        assert!(
            failures.is_empty(),
            "{} of {}:\n{}",
            failures.len(),
            self.vectors.len(),
            failures.join("\n")
        );
    }

    fn not_carried(&self, stage: &Stage<'_>, vector: &Vector) -> Option<&'static NotCarried> {
        NOT_CARRIED.iter().find(|stopped| {
            stopped.runner == stage.runner().name()
                && stopped.file == self.name
                && stopped.vector == vector.name
        })
    }
}

impl Vector {
    fn run(&self, stage: &Stage<'_>) -> Result<(), String> {
        let site = stage.serve(self.verifier());
        let answer = site.send(&self.request());
        let handled = site.handled();
        let refusals = site.refusals();
        match (self.expect, handled.as_slice(), refusals.as_slice()) {
            (Expect::Accept, [handled], []) if answer.status == 200 => {
                let same = handled.bytes == self.body() && handled.provider == self.provider;
                same.then_some(()).ok_or_else(|| "other bytes".to_owned())
            }
            (Expect::Reject, [], [rejection]) if answer.status == rejection.status() => {
                let reason = self.reason.as_deref().ok_or("no reason is given")?;
                (rejection.code() == reason)
                    .then_some(())
                    .ok_or_else(|| format!("{} instead of {reason}", rejection.code()))
            }
            _ => Err(format!("{} {refusals:?}", answer.status)),
        }
    }

    /// The server refuses it by itself. None that must be accepted may be lost so.
    fn run_into(&self, stage: &Stage<'_>, status: u16) -> Result<(), String> {
        let site = stage.serve(self.verifier());
        let answer = site.send(&self.request());
        let unseen = site.handled().is_empty() && site.refusals().is_empty();
        (self.expect == Expect::Reject && unseen && answer.status == status)
            .then_some(())
            .ok_or_else(|| format!("{} instead of {status} by the server", answer.status))
    }

    fn verifier(&self) -> Verifier {
        let mut builder = match &self.context.algorithm {
            None => self.builder(),
            Some(algorithm) => Verifier::builder(self.message_signatures(algorithm)),
        };
        builder = builder
            .clock(ManualClock::new(UnixTime::from_secs(self.now_unix)))
            .keys(self.keys().into_iter().collect::<hookseal::KeyRing>());
        if self.context.allow_weak_secrets {
            builder = builder.allow_weak_secrets();
        }
        if let Some(url) = &self.context.public_url {
            builder = builder.public_url(url.as_str());
        }
        if matches!(self.context.max_age, MaxAge::Any) {
            builder = builder.tolerance(Duration::MAX, Duration::from_secs(60));
        }
        builder
            .build()
            .unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    fn message_signatures(&self, algorithm: &str) -> MessageSignatures {
        let algorithm: Algorithm = algorithm.parse().unwrap();
        let mut rules = if self.provider == "mailchannels" {
            providers::mailchannels()
        } else {
            MessageSignatures::new("httpsig", algorithm).methods(
                const {
                    &[
                        Cow::Borrowed("DELETE"),
                        Cow::Borrowed("GET"),
                        Cow::Borrowed("PATCH"),
                        Cow::Borrowed("POST"),
                        Cow::Borrowed("PUT"),
                    ]
                },
            )
        };
        let cache_control = HeaderName::from_static("cache-control");
        rules = rules.structured_header(cache_control, StructuredType::Dictionary);
        if let MaxAge::Seconds(seconds) = self.context.max_age {
            rules = rules.max_age(Duration::from_secs(seconds));
        }
        if let Some(required) = &self.context.required {
            rules = rules.require(required.iter().map(|text| text.parse().unwrap()));
        }
        if let Some(label) = &self.context.label {
            rules = rules.label(label);
        }
        if let Some(tag) = &self.context.tag {
            rules = rules.tag(tag);
        }
        if self.secret_format.as_deref() == Some("base64") {
            rules = rules.key_format(KeyFormat::base64());
        }
        rules
    }

    fn builder(&self) -> VerifierBuilder {
        let usual = &providers::ALL
            .iter()
            .find(|provider| provider.id == self.provider)
            .unwrap_or_else(|| panic!("no provider {}", self.provider))
            .scheme;
        match usual {
            ProviderScheme::Code(code) => {
                let settings = &self.context.settings;
                code.verifier_with(&|name| settings.get(name).cloned().unwrap_or_default())
            }
            other => Verifier::builder(self.scheme(other)),
        }
    }

    fn scheme(&self, usual: &ProviderScheme) -> Scheme {
        let usual = || {
            usual
                .data()
                .unwrap_or_else(|| panic!("{} is no data", self.provider))
                .clone()
        };
        let scheme = match self.scheme.as_deref() {
            None => usual(),
            Some("grafana-timestamp") => {
                providers::grafana_with_timestamp(HeaderName::from_static("X-Grafana-Timestamp"))
            }
            Some("meshes-sha512") => providers::MESHES_SHA512,
            Some("sentry-app") => providers::SENTRY_APP,
            Some("shopify-events") => providers::SHOPIFY_EVENTS,
            Some("standard-webhooks-ed25519") => providers::STANDARD_WEBHOOKS_ED25519,
            Some(other) => panic!("no scheme {other}"),
        };
        match &self.context.header_name {
            None => scheme,
            Some(name) => {
                let sha512 = self.scheme.is_some();
                let scheme = providers::meshes_with_header(HeaderName::new(name).unwrap());
                if sha512 {
                    scheme.algorithm(Algorithm::HmacSha512)
                } else {
                    scheme
                }
            }
        }
    }

    fn keys(&self) -> Vec<Key> {
        let secrets = self.secret.iter().chain(&self.secrets).map(|text| {
            leaks::never_show(text);
            Key::from(Secret::new(text).unwrap())
        });
        let public = self.public_key.iter().map(|text| {
            let key = PublicKey::new(text).unwrap();
            Key::from(key)
        });
        let keys = secrets.chain(public);
        match &self.context.key_id {
            None => keys.collect(),
            Some(id) => keys.map(|key| key.id(id)).collect(),
        }
    }

    fn body(&self) -> Vec<u8> {
        BASE64.decode(&self.body_base64).unwrap()
    }

    fn request(&self) -> Request {
        Request {
            method: self.method.clone(),
            target: match (&self.context.algorithm, &self.context.public_url) {
                (None, None) => "/hooks/raw".to_owned(),
                // These sign the target, so it stays.
                _ => target_of(&self.url).to_owned(),
            },
            headers: self
                .headers
                .iter()
                .map(|(name, value)| (name.clone(), value.clone().into_bytes()))
                .collect(),
            body: self.body(),
            transfer: Transfer::Length,
        }
    }
}

/// Path and query of a URL.
fn target_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("/", |at| &rest[at..])
}
