//! A request as it is written down.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hookseal_core::UnixTime;
use hookseal_core::adapter::RequestHead;
use serde::Deserialize;

use crate::Error;

/// A request in JSON: `method`, `url`, `headers`, `body_base64` or `body`, and `now_unix`,
/// as a vector has them.
#[derive(Clone)]
#[non_exhaustive]
pub struct Request {
    /// The method.
    pub method: String,
    /// Path and query, byte for byte.
    pub target: String,
    /// Scheme and authority, where the URL was written whole.
    pub origin: Option<String>,
    /// Names and values in their order; of an object, in the order of the names.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body.
    pub body: Vec<u8>,
    /// When it arrived.
    pub now: Option<UnixTime>,
}

#[derive(Deserialize)]
pub(crate) struct Written {
    #[serde(default = "post")]
    method: String,
    #[serde(default)]
    url: String,
    #[serde(default)]
    headers: Headers,
    body_base64: Option<String>,
    body: Option<String>,
    now_unix: Option<Seconds>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Headers {
    Pairs(Vec<(String, String)>),
    Object(BTreeMap<String, OneOrMore>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl Default for Headers {
    fn default() -> Self {
        Self::Pairs(Vec::new())
    }
}

/// With or without a fraction.
#[derive(Clone, Copy, Deserialize)]
#[serde(untagged)]
enum Seconds {
    Whole(u64),
    Fraction(f64),
}

impl Request {
    /// Reads a request; members that it does not know are passed over, so a vector is one.
    ///
    /// # Errors
    ///
    /// It is not such an object, or does not have exactly one body.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Error> {
        // The parser's own words could repeat a value.
        serde_json::from_slice::<Written>(bytes)
            .map_err(|error| Error::NotARequest {
                line: error.line(),
                column: error.column(),
            })?
            .read()
    }
}

impl Written {
    pub(crate) fn read(self) -> Result<Request, Error> {
        let body = match (self.body_base64, self.body) {
            (Some(encoded), None) => STANDARD
                .decode(encoded)
                .map_err(|_| Error::Body("`body_base64` is not base64"))?,
            (None, Some(text)) => text.into_bytes(),
            (None, None) => return Err(Error::Body("the request has no `body_base64`")),
            (Some(_), Some(_)) => {
                return Err(Error::Body("the request has both `body_base64` and `body`"));
            }
        };
        let headers = match self.headers {
            Headers::Pairs(pairs) => pairs
                .into_iter()
                .map(|(name, value)| (name, value.into_bytes()))
                .collect(),
            Headers::Object(object) => object.into_iter().flat_map(lines).collect(),
        };
        let (origin, target) = split_url(&self.url);
        Ok(Request {
            method: self.method,
            target,
            origin,
            headers,
            body,
            now: self.now_unix.map(instant),
        })
    }
}

/// The lines of one header.
fn lines((name, values): (String, OneOrMore)) -> Vec<(String, Vec<u8>)> {
    let values = match values {
        OneOrMore::One(value) => vec![value],
        OneOrMore::More(values) => values,
    };
    values
        .into_iter()
        .map(|value| (name.clone(), value.into_bytes()))
        .collect()
}

fn instant(seconds: Seconds) -> UnixTime {
    match seconds {
        Seconds::Whole(seconds) => UnixTime::from_secs(seconds),
        Seconds::Fraction(seconds) => {
            let span = Duration::try_from_secs_f64(seconds).unwrap_or_default();
            UnixTime::default().saturating_add(span)
        }
    }
}

fn post() -> String {
    "POST".to_owned()
}

impl RequestHead for Request {
    fn method(&self) -> &str {
        &self.method
    }

    fn target(&self) -> &str {
        &self.target
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        self.headers
            .iter()
            .filter(|(other, _)| other.eq_ignore_ascii_case(name))
            .nth(nth)
            .map(|(_, value)| value.as_slice())
    }
}

/// Shows neither headers nor body, which may hold signatures and secrets.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
}

/// Cuts a URL into scheme with authority, and the target: path and query, byte for byte,
/// since they may be signed.
///
/// ```
/// use hookseal_vectors::split_url;
///
/// let (origin, target) = split_url("https://a.example/b?c#d");
/// assert_eq!((origin.as_deref(), target.as_str()), (Some("https://a.example"), "/b?c"));
/// assert_eq!(split_url("/b?c"), (None, "/b?c".to_owned()));
/// ```
#[must_use]
pub fn split_url(url: &str) -> (Option<String>, String) {
    let Some((scheme, rest)) = url.split_once("://") else {
        let target = if url.is_empty() { "/" } else { url };
        return (None, target.to_owned());
    };
    let rest = rest.split_once('#').map_or(rest, |(rest, _)| rest);
    let at = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, target) = rest.split_at_checked(at).unwrap_or((rest, ""));
    let target = match target {
        "" => "/".to_owned(),
        query if query.starts_with('?') => format!("/{query}"),
        target => target.to_owned(),
    };
    (Some(format!("{scheme}://{authority}")), target)
}
