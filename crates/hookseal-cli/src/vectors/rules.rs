//! How a vector says its request is to be judged.

use std::borrow::Cow;
use std::time::Duration;

use hookseal::httpsig::{Component, MessageSignatures, StructuredType};
use hookseal::{Algorithm, HeaderName, KeyFormat, Scheme, providers};

use super::{KeyEntry, MaxAge, Vector};
use crate::catalogue::{self, Rules};
use crate::failure::Failure;

impl Vector {
    pub(super) fn rules(&self, provider: &str) -> Result<Rules, Failure> {
        if matches!(provider, "httpsig" | "mailchannels") {
            return Ok(Rules::Messages(Box::new(
                self.message_signatures(provider)?,
            )));
        }
        let variant = match self.scheme.as_deref() {
            None if self.has_public_key() && provider == "standard_webhooks" => Some("ed25519"),
            variant => variant,
        };
        let mut entry = catalogue::find(provider, variant)?;
        if let Some(name) = &self.context.header_name {
            entry = entry.with_header(name)?;
        }
        let Rules::Data(scheme) = entry.rules else {
            return Ok(entry.rules);
        };
        Ok(self.adapted(*scheme)?.into())
    }

    /// Whether its keys are secrets, as far as it says.
    pub(super) fn is_symmetric(&self) -> bool {
        self.algorithm_name()
            .is_some_and(|name| name.starts_with("hmac") || name.starts_with("sha"))
    }

    fn has_public_key(&self) -> bool {
        let in_keys = |entry: &KeyEntry| {
            matches!(
                entry,
                KeyEntry::Object {
                    public_key: Some(_),
                    ..
                }
            )
        };
        self.public_key.is_some() || self.keys.values().any(in_keys)
    }

    fn algorithm_name(&self) -> Option<&str> {
        let own = self.context.algorithm.as_deref();
        own.or(self.algorithm.as_deref())
    }

    fn adapted(&self, scheme: Scheme) -> Result<Scheme, Failure> {
        let scheme = match self.algorithm_name() {
            None => scheme,
            Some(name) => scheme.algorithm(algorithm(name)?),
        };
        let format = self
            .secret_format
            .as_deref()
            .or(self.public_key_format.as_deref())
            .and_then(key_format);
        Ok(match format {
            None => scheme,
            Some(format) => scheme.key_format(format),
        })
    }

    fn message_signatures(&self, provider: &str) -> Result<MessageSignatures, Failure> {
        let algorithm = algorithm(self.algorithm_name().unwrap_or("ed25519"))?;
        let mut rules = if provider == "mailchannels" && algorithm == Algorithm::Ed25519 {
            providers::mailchannels()
        } else {
            MessageSignatures::new("httpsig", algorithm).methods(ALL_METHODS)
        };
        let cache_control = HeaderName::from_static("cache-control");
        rules = rules.structured_header(cache_control, StructuredType::Dictionary);
        if let MaxAge::Seconds(seconds) = self.context.max_age {
            rules = rules.max_age(Duration::from_secs(seconds));
        }
        if let Some(required) = &self.context.required {
            let components = required
                .iter()
                .map(|text| text.parse())
                .collect::<Result<Vec<Component>, _>>()?;
            rules = rules.require(components);
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
        Ok(rules)
    }
}

/// How a key is written; `None` where only the scheme knows.
fn key_format(name: &str) -> Option<KeyFormat> {
    let name = name.split_whitespace().next()?.to_ascii_lowercase();
    Some(match name.as_str() {
        "hex" => KeyFormat::Hex,
        "base64" => KeyFormat::base64(),
        "whpk" => KeyFormat::prefixed_base64("whpk_"),
        "pem" | "spki" | "base64-spki" => KeyFormat::Spki,
        _ => return None,
    })
}

/// By its usual name, or by its hash where it is an HMAC.
fn algorithm(name: &str) -> Result<Algorithm, Failure> {
    Ok(match name.strip_prefix("sha") {
        Some(bits) => format!("hmac-sha{bits}").parse()?,
        None => name.parse()?,
    })
}

const ALL_METHODS: &[Cow<'static, str>] = &[
    Cow::Borrowed("DELETE"),
    Cow::Borrowed("GET"),
    Cow::Borrowed("PATCH"),
    Cow::Borrowed("POST"),
    Cow::Borrowed("PUT"),
];
