//! The URL of a request as it may have been signed, and its query.

use hookseal_core::Rejection;
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode, utf8_percent_encode};

use super::body::Field;

/// The base without its port, or with its scheme's where it has none.
pub(super) fn with_other_port(base: &str) -> Option<String> {
    let url: http::Uri = base.parse().ok()?;
    let (scheme, authority) = (url.scheme_str()?, url.authority()?.as_str());
    let other = match url.authority()?.port() {
        Some(port) => authority.strip_suffix(&format!(":{port}"))?.to_owned(),
        None if scheme == "http" => format!("{authority}:80"),
        None => format!("{authority}:443"),
    };
    let start = scheme.len() + "://".len();
    let rest = base.get(start + authority.len()..)?;
    Some(format!("{scheme}://{other}{rest}"))
}

/// The target as it may have been signed.
pub(super) fn targets(target: &str, other_escapes: bool) -> impl Iterator<Item = String> {
    let others = other_escapes.then(|| self::other_escapes(target)).flatten();
    std::iter::once(target.to_owned()).chain(others.into_iter().flatten())
}

/// The same target as some back ends of Twilio sign it: with the characters escaped that the URL
/// Standard escapes (`'` among them), and after that with the parameters of its query written
/// again, as Node.js' `querystring` writes them: the same text for all targets with the same
/// parameters. `None` without a query.
///
/// Source: `validateRequest` of npm's `twilio` 6.3.1
pub(super) fn other_escapes(target: &str) -> Option<[String; 2]> {
    let (path, query) = target.split_once('?')?;
    let path = utf8_percent_encode(path, IN_PATH).to_string();
    let escaped = utf8_percent_encode(query, IN_QUERY).to_string();
    // U+FFFD could be any bytes that are not text.
    percent_decode(escaped.as_bytes()).decode_utf8().ok()?;
    let mut parameters: Vec<Field<'_>> = Vec::new();
    for (name, value) in form_urlencoded::parse(escaped.as_bytes()) {
        // Values of one name are kept together.
        let last = parameters.iter().rposition(|(other, _)| *other == name);
        let place = last.map_or(parameters.len(), |last| last + 1);
        parameters.insert(place, (name, value));
    }
    let written: Vec<_> = parameters
        .iter()
        .map(|(name, value)| {
            let [name, value] = [name, value].map(|text| utf8_percent_encode(text, IN_COMPONENT));
            format!("{name}={value}")
        })
        .collect();
    let written = written.join("&");
    Some([escaped, written].map(|query| format!("{path}?{query}")))
}

/// The characters that `encodeURIComponent` encodes (ECMA-262, section 19.2.6).
pub(crate) const IN_COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// The characters that a query has encoded in the URL Standard (special-query percent-encode set).
const IN_QUERY: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'\'');

/// The same for a path (path percent-encode set, less those that cannot occur there).
const IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// The value of a query parameter that occurs once at most.
pub(crate) fn parameter(target: &str, name: &str) -> Result<Option<String>, Rejection> {
    let (_, query) = target.split_once('?').unwrap_or_default();
    let mut found = form_urlencoded::parse(query.as_bytes()).filter(|(other, _)| other == name);
    let value = found.next().map(|(_, value)| value.into_owned());
    match found.next() {
        None => Ok(value),
        Some(_) => Err(Rejection::AmbiguousTarget),
    }
}

/// The target with this parameter of the query, in the place of others of that name.
pub(crate) fn with_parameter(target: &str, name: &str, value: &str) -> String {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let others = form_urlencoded::parse(query.as_bytes()).filter(|(other, _)| other != name);
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(others)
        .append_pair(name, value)
        .finish();
    format!("{path}?{query}")
}
