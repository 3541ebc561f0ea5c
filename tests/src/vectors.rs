//! Known answers that we did not make: see `vectors/README.md`.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hookseal::providers;
use hookseal::{
    Algorithm, HeaderName, Key, ManualClock, PublicKey, Scheme, Secret, UnixTime, Verifier,
};
use serde::Deserialize;

use crate::case::Stage;
use crate::leaks;
use crate::request::{Request, Transfer};

/// One file: the vectors of one provider.
#[derive(Debug, Deserialize)]
pub struct File {
    /// The provider's id.
    pub provider: String,
    /// Whose word proves the scheme: `documentation`, `sdk` or `independent`.
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

#[derive(Debug, Default, Deserialize)]
struct Context {
    #[serde(default)]
    allow_weak_secrets: bool,
    #[serde(default)]
    header_name: Option<String>,
    #[serde(default)]
    public_url: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Expect {
    Accept,
    Reject,
}

/// All files, in the order of their names.
pub fn files() -> Vec<File> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            serde_json::from_str(&text)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        })
        .collect()
}

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
            .filter_map(|vector| Some(format!("{}: {}", vector.name, vector.run(stage).err()?)))
            .collect();
        assert!(
            failures.is_empty(),
            "{} of {}:\n{}",
            failures.len(),
            self.vectors.len(),
            failures.join("\n")
        );
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

    fn verifier(&self) -> Verifier {
        let now = UnixTime::from_secs(self.now_unix);
        let mut builder = Verifier::builder(self.scheme())
            .clock(ManualClock::new(now))
            .keys(self.keys().into_iter().collect::<hookseal::KeyRing>());
        if self.context.allow_weak_secrets {
            builder = builder.allow_weak_secrets();
        }
        if let Some(base) = &self.context.public_url {
            builder = builder.public_url(base);
        }
        builder
            .build()
            .unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    fn scheme(&self) -> Scheme {
        let usual = || {
            providers::ALL
                .iter()
                .find(|provider| provider.id == self.provider)
                .unwrap_or_else(|| panic!("no provider {}", self.provider))
                .scheme
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
        secrets.chain(public).collect()
    }

    fn body(&self) -> Vec<u8> {
        BASE64.decode(&self.body_base64).unwrap()
    }

    /// Path and query as sent; only where they are signed do they matter.
    fn target(&self) -> &str {
        match &self.context.public_url {
            None => "/hooks/raw",
            Some(base) => self.url.strip_prefix(base.as_str()).unwrap(),
        }
    }

    fn request(&self) -> Request {
        Request {
            method: self.method.clone(),
            target: self.target().to_owned(),
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
