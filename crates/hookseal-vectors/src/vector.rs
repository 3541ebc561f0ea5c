//! One vector.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use hookseal_core::VerifierBuilder;
use hookseal_core::time::ManualClock;
use serde::Deserialize;
use serde_json::Value;

use crate::keys::Keys;
use crate::{Error, Request, request};

/// A request, the configuration to verify it, and the expected verdict.
#[derive(Clone)]
pub struct Vector {
    pub(crate) provider: String,
    pub(crate) scheme: Option<String>,
    pub(crate) keys: Keys,
    pub(crate) key_format: Option<String>,
    pub(crate) context: Context,
    request: Request,
    expect: Expect,
    reason: Option<String>,
}

/// The expected verdict.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Expect {
    /// It is authentic.
    Accept,
    /// It is not.
    Reject,
}

/// Further configuration.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    pub(crate) algorithm: Option<String>,
    allow_weak_secrets: bool,
    pub(crate) header_name: Option<String>,
    key_id: Option<String>,
    pub(crate) label: Option<String>,
    pub(crate) max_age: MaxAge,
    public_url: Option<String>,
    pub(crate) required: Option<Vec<String>>,
    settings: BTreeMap<String, Vec<String>>,
    pub(crate) tag: Option<String>,
}

/// How old a signature may be.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(from = "Option<u64>")]
pub(crate) enum MaxAge {
    /// Nothing is said.
    #[default]
    OfSender,
    /// `null`
    Any,
    Seconds(u64),
}

impl From<Option<u64>> for MaxAge {
    fn from(value: Option<u64>) -> Self {
        value.map_or(Self::Any, Self::Seconds)
    }
}

#[derive(Deserialize)]
struct Written {
    scheme: Option<String>,
    #[serde(flatten)]
    keys: Keys,
    secret_format: Option<String>,
    public_key_format: Option<String>,
    algorithm: Option<String>,
    keyid: Option<String>,
    #[serde(default)]
    context: Context,
    #[serde(flatten)]
    request: request::Written,
    expect: Expect,
    reason: Option<String>,
}

impl Vector {
    pub(crate) fn read(value: &Value, provider: &str) -> Result<Self, Error> {
        let written =
            Written::deserialize(value).map_err(|error| Error::NotAVector(error.to_string()))?;
        let mut context = written.context;
        context.algorithm = context.algorithm.or(written.algorithm);
        context.key_id = context.key_id.or(written.keyid);
        Ok(Self {
            provider: provider.to_owned(),
            scheme: written.scheme,
            keys: written.keys,
            key_format: written.secret_format.or(written.public_key_format),
            context,
            request: written.request.read()?,
            expect: written.expect,
            reason: written.reason,
        })
    }

    /// The request.
    #[must_use]
    pub const fn request(&self) -> &Request {
        &self.request
    }

    /// Which of the sender's schemes it is for, where it says so.
    #[must_use]
    pub fn scheme(&self) -> Option<&str> {
        self.scheme.as_deref()
    }

    /// The expected verdict.
    #[must_use]
    pub const fn expect(&self) -> Expect {
        self.expect
    }

    /// Why it must be refused: a code, or a note.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// The code with which it must be refused, where the reason is one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.reason().filter(|reason| is_code(reason))
    }

    /// The texts of all its secrets, for callers that must make sure they are never shown.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        self.keys.secrets()
    }

    /// A verifier as the vector describes it: scheme, keys, public URL, freshness, and a clock
    /// that shows `now_unix`. For handshakes, only the signature is checked; they are not
    /// answered.
    ///
    /// # Errors
    ///
    /// The provider, scheme, algorithm, component or key format does not exist, or a key is
    /// malformed. Whether a key is valid for its scheme is checked by `build`.
    pub fn verifier(&self) -> Result<VerifierBuilder, Error> {
        let chosen = self.chosen()?;
        let is_messages = chosen.is_messages();
        let settings = &self.context.settings;
        let mut builder = chosen
            .verifier(&|name| settings.get(name).cloned().unwrap_or_default())
            .keys(self.keys.ring(self.context.key_id.as_deref())?)
            .without_handshakes();
        if let Some(now) = self.request.now {
            builder = builder.clock(ManualClock::new(now));
        }
        let url = self.context.public_url.as_ref();
        if let Some(url) = url.or(self.request.origin.as_ref()) {
            builder = builder.public_url(url);
        }
        if self.context.allow_weak_secrets {
            builder = builder.allow_weak_secrets();
        }
        Ok(match self.context.max_age {
            MaxAge::Any => builder.tolerance(Duration::MAX, AHEAD),
            // RFC 9421's rules have it already.
            MaxAge::Seconds(seconds) if !is_messages => {
                let age = Duration::from_secs(seconds);
                builder.tolerance(age, age)
            }
            _ => builder,
        })
    }
}

/// Shows no key.
impl fmt::Debug for Vector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vector")
            .field("provider", &self.provider)
            .field("scheme", &self.scheme)
            .field("request", &self.request)
            .field("expect", &self.expect)
            .finish_non_exhaustive()
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

/// How far a timestamp may be in the future if its age is not checked.
const AHEAD: Duration = Duration::from_secs(60);

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
