//! A request in a JSON file: what `hookseal sign --format json` writes, or one vector.

use std::collections::BTreeMap;
use std::io::Read;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hookseal::UnixTime;
use serde::Deserialize;

use super::{BodySource, Given, Head, split_url};
use crate::failure::Failure;

/// The members that are read; others are passed over, so a vector is a request, too.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct RequestFile {
    #[serde(default = "post")]
    pub(crate) method: String,
    #[serde(default)]
    pub(crate) url: String,
    #[serde(default)]
    pub(crate) headers: Headers,
    body_base64: Option<String>,
    /// The body, where it is text.
    body: Option<String>,
    pub(crate) now_unix: Option<Seconds>,
}

/// A list of pairs in their order, or an object.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Headers {
    Pairs(Vec<(String, String)>),
    Object(BTreeMap<String, OneOrMore>),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl Default for Headers {
    fn default() -> Self {
        Self::Pairs(Vec::new())
    }
}

/// Seconds since 1970, with or without a fraction.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Seconds {
    Whole(u64),
    Fraction(f64),
}

impl Seconds {
    pub(crate) fn instant(self) -> UnixTime {
        match self {
            Self::Whole(seconds) => UnixTime::from_secs(seconds),
            Self::Fraction(seconds) => {
                let span = std::time::Duration::try_from_secs_f64(seconds).unwrap_or_default();
                UnixTime::default().saturating_add(span)
            }
        }
    }
}

impl RequestFile {
    /// Reads at most what a body of `limit` bytes needs.
    pub(crate) fn read(reader: impl Read, limit: usize, name: &str) -> Result<Self, Failure> {
        let most = u64::try_from(limit).unwrap_or(u64::MAX);
        let most = most.saturating_mul(6).saturating_add(HEAD_BYTES);
        let mut bytes = Vec::new();
        reader
            .take(most)
            .read_to_end(&mut bytes)
            .map_err(|error| Failure::io(&name, &error))?;
        if bytes.trim_ascii().is_empty() {
            return Err(Failure::new(format!(
                "{name} is empty: there is no request"
            )));
        }
        serde_json::from_slice(&bytes).map_err(|error| {
            Failure::new(format!(
                "{name} is no request in JSON (line {}, column {}); see `hookseal verify --help`",
                error.line(),
                error.column()
            ))
        })
    }

    pub(crate) fn body(&self) -> Result<Vec<u8>, Failure> {
        match (&self.body_base64, &self.body) {
            (Some(encoded), None) => STANDARD
                .decode(encoded)
                .map_err(|_| Failure::new("`body_base64` is not base64")),
            (None, Some(text)) => Ok(text.clone().into_bytes()),
            (None, None) => Err(Failure::new("the request has no `body_base64`")),
            (Some(_), Some(_)) => Err(Failure::new(
                "the request has both `body_base64` and `body`",
            )),
        }
    }

    pub(crate) fn head(&self) -> Head {
        let bytes = |value: &String| value.clone().into_bytes();
        let headers = match &self.headers {
            Headers::Pairs(pairs) => pairs
                .iter()
                .map(|(name, value)| (name.clone(), bytes(value)))
                .collect(),
            Headers::Object(object) => object
                .iter()
                .flat_map(|(name, values)| {
                    let values = match values {
                        OneOrMore::One(value) => std::slice::from_ref(value),
                        OneOrMore::More(values) => values,
                    };
                    values.iter().map(move |value| (name.clone(), bytes(value)))
                })
                .collect(),
        };
        Head {
            method: self.method.clone(),
            target: split_url(&self.url).1,
            headers,
        }
    }

    pub(crate) fn given(&self) -> Result<Given, Failure> {
        Ok(Given {
            head: self.head(),
            body: BodySource::Here(self.body()?),
            origin: split_url(&self.url).0,
            received: self.now_unix.map(Seconds::instant),
        })
    }
}

fn post() -> String {
    "POST".to_owned()
}

const HEAD_BYTES: u64 = 1024 * 1024;
