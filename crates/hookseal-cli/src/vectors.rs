//! Test vectors: requests, and what must be said of them. The crate's README documents the
//! format.

mod rules;

use std::collections::BTreeMap;
use std::time::Duration;

use hookseal::{KeyRing, ManualClock, Rejection, Verifier};
use serde::Deserialize;
use serde_json::Value;

use crate::case::Refusal;
use crate::catalogue::Rules;
use crate::failure::Failure;
use crate::input::request_file::{RequestFile, Seconds};
use crate::input::split_url;
use crate::keys::{GivenKey, Material};
use crate::output::escaped;

/// One file.
#[derive(Debug, Deserialize)]
pub(crate) struct File {
    /// The provider of vectors that name none.
    #[serde(default)]
    provider: Option<String>,
    vectors: Vec<Value>,
}

/// A request, how it is judged, and what must be said of it.
#[derive(Debug, Deserialize)]
struct Vector {
    #[serde(default)]
    provider: Option<String>,
    #[serde(default)]
    scheme: Option<String>,
    #[serde(default)]
    secret: Option<String>,
    #[serde(default)]
    secrets: Secrets,
    #[serde(default)]
    secret_format: Option<String>,
    #[serde(default)]
    public_key: Option<String>,
    #[serde(default)]
    public_key_format: Option<String>,
    /// Keys by the ids by which requests name them.
    #[serde(default)]
    keys: BTreeMap<String, KeyEntry>,
    #[serde(default)]
    keyid: Option<String>,
    #[serde(default)]
    algorithm: Option<String>,
    #[serde(default)]
    context: Context,
    #[serde(flatten)]
    request: RequestFile,
    expect: Expect,
    #[serde(default)]
    reason: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Secrets {
    List(Vec<String>),
    Named(BTreeMap<String, String>),
}

impl Default for Secrets {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

/// One of `keys`: an object, or the text of the key.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum KeyEntry {
    Text(String),
    Object {
        secret: Option<String>,
        public_key: Option<String>,
    },
}

/// What else is configured.
#[derive(Debug, Default, Deserialize)]
struct Context {
    #[serde(default)]
    header_name: Option<String>,
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
    /// What the sender needs to be told besides keys, by names.
    #[serde(default)]
    settings: BTreeMap<String, Vec<String>>,
}

/// How old a signature may be.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(untagged)]
enum MaxAge {
    /// As the sender says.
    #[default]
    #[serde(skip)]
    OfSender,
    Seconds(u64),
    /// `null`
    Any,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Expect {
    Accept,
    Reject,
}

/// What a vector that failed was to say, and said.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Miss {
    pub(crate) provider: String,
    pub(crate) name: String,
    pub(crate) expected: String,
    pub(crate) got: String,
}

impl File {
    pub(crate) fn parse(bytes: &[u8], name: &str) -> Result<Self, Failure> {
        serde_json::from_slice(bytes)
            .map_err(|error| Failure::new(format!("{name} is no file of vectors: {error}")))
    }

    pub(crate) const fn len(&self) -> usize {
        self.vectors.len()
    }

    /// Judges each vector; those that fail come back.
    pub(crate) fn run(&self) -> Vec<Miss> {
        self.vectors
            .iter()
            .enumerate()
            .filter_map(|(position, value)| self.judge(position, value).err())
            .collect()
    }

    fn judge(&self, position: usize, value: &Value) -> Result<(), Miss> {
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(escaped);
        let miss = |expected: String, got: String| Miss {
            provider: text("provider")
                .or_else(|| self.provider.clone())
                .unwrap_or_default(),
            name: text("name").unwrap_or_else(|| format!("vector {position}")),
            expected,
            got,
        };
        let vector = Vector::deserialize(value)
            .map_err(|error| miss("a vector".to_owned(), escaped(&error.to_string())))?;
        let expected = || match (vector.expect, &vector.reason) {
            (Expect::Accept, _) => "accept".to_owned(),
            (Expect::Reject, None) => "reject".to_owned(),
            (Expect::Reject, Some(reason)) => format!("reject ({})", escaped(reason)),
        };
        let verdict = vector
            .verdict(self.provider.as_deref())
            .map_err(|failure| miss(expected(), failure.to_string()))?;
        let code = vector.reason.as_deref().filter(|reason| is_code(reason));
        match (vector.expect, verdict) {
            (Expect::Accept, Ok(())) => Ok(()),
            (Expect::Reject, Err(refusal)) if code.is_none_or(|code| code == refusal.code()) => {
                Ok(())
            }
            (_, Ok(())) => Err(miss(expected(), "accept".to_owned())),
            (_, Err(refusal)) => {
                let got = format!("reject ({}): {refusal}", refusal.code());
                Err(miss(expected(), got))
            }
        }
    }
}

/// Whether a reason is a stable code, and not prose.
fn is_code(reason: &str) -> bool {
    matches!(reason, "ambiguous" | "expired" | "future" | "stale")
        || (reason.contains('_')
            && reason
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_'))
}

impl Vector {
    /// What the library says; an error where it cannot be asked.
    fn verdict(&self, usual: Option<&str>) -> Result<Result<(), Refusal>, Failure> {
        let provider = self
            .provider
            .as_deref()
            .or(usual)
            .ok_or_else(|| Failure::new("the vector names no provider"))?;
        let rules = self.rules(provider)?;
        let body = self.request.body()?;
        let verifier = match self.verifier(&rules) {
            Ok(verifier) => verifier,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let verdict = verifier.verify(&self.request.head(), body.clone());
        Ok(match verdict {
            Ok(event) if event.bytes().as_ref() == body => Ok(()),
            Ok(_) => Err(Refusal::Rejection(Rejection::BodyIncomplete)),
            Err(rejection) => Err(rejection.into()),
        })
    }

    fn verifier(&self, rules: &Rules) -> Result<Verifier, Refusal> {
        let keys = self
            .given_keys()
            .iter()
            .map(GivenKey::key)
            .collect::<Result<KeyRing, _>>()?;
        let now = self
            .request
            .now_unix
            .map_or_else(crate::diagnose::now, Seconds::instant);
        let settings = &self.context.settings;
        let mut builder = rules
            .builder_with(&|name| settings.get(name).cloned().unwrap_or_default())
            .keys(keys)
            .clock(ManualClock::new(now))
            .body_limit(LONGEST_BODY)
            // Secrets that stand in files of vectors are no secrets.
            .allow_weak_secrets();
        let origin = split_url(&self.request.url).0;
        if let Some(url) = self.context.public_url.clone().or(origin) {
            builder = builder.public_url(url);
        }
        match self.context.max_age {
            MaxAge::Any => builder = builder.tolerance(Duration::MAX, AHEAD),
            MaxAge::Seconds(seconds) if !matches!(rules, Rules::Messages(_)) => {
                let age = Duration::from_secs(seconds);
                builder = builder.tolerance(age, age);
            }
            _ => {}
        }
        Ok(builder.build()?)
    }

    fn given_keys(&self) -> Vec<GivenKey> {
        let secret = |text: &String| Material::Text(text.clone().into());
        let public = |text: &String| Material::Public(text.clone());
        let mut keys: Vec<GivenKey> = Vec::new();
        let mut add = |label: &str, id: Option<&String>, material: Material| {
            let mut key = GivenKey::new(label, material);
            key.id = id.cloned();
            keys.push(key);
        };
        let id = self.context.key_id.as_ref().or(self.keyid.as_ref());
        if let Some(text) = &self.secret {
            add("secret", id, secret(text));
        }
        match &self.secrets {
            Secrets::List(all) => all.iter().for_each(|text| add("secrets", id, secret(text))),
            Secrets::Named(all) => all
                .iter()
                .filter(|(_, text)| self.secret.as_ref() != Some(text))
                .for_each(|(name, text)| add(name, id, secret(text))),
        }
        if let Some(text) = &self.public_key {
            add("public_key", id, public(text));
        }
        for (id, entry) in &self.keys {
            match entry {
                KeyEntry::Text(text) if self.is_symmetric() => add(id, Some(id), secret(text)),
                KeyEntry::Text(text) => add(id, Some(id), public(text)),
                KeyEntry::Object {
                    secret: shared,
                    public_key,
                } => {
                    if let Some(text) = shared {
                        add(id, Some(id), secret(text));
                    }
                    if let Some(text) = public_key {
                        add(id, Some(id), public(text));
                    }
                }
            }
        }
        keys
    }
}

/// How far `created` may lie ahead where its age is not judged.
const AHEAD: Duration = Duration::from_secs(60);
const LONGEST_BODY: usize = 64 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::is_code;

    #[test]
    fn prose_is_no_code() {
        for code in ["stale", "signature_mismatch", "malformed_signature"] {
            assert!(is_code(code), "{code}");
        }
        for prose in ["cut", "t missing", "older than 300 s", "301_s later", ""] {
            assert!(!is_code(prose), "{prose}");
        }
    }
}
