//! A head of its own, for those who have no framework's.

use std::fmt;

use super::{HeaderSearch, RequestHead};

/// A request's head, as it was received by something that is no framework, or as a test makes
/// it up.
///
/// ```
/// # use hookseal_core::{Algorithm, Secret, Verifier};
/// # use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
/// use hookseal_core::adapter::OwnedHead;
///
/// # const ACME: Scheme = Scheme::new(
/// #     "acme",
/// #     Algorithm::HmacSha256,
/// #     SignatureField::plain(HeaderName::from_static("Acme-Signature")),
/// # );
/// # let verifier = Verifier::new(ACME, Secret::new("6f1d9a52c3e84b70a1f5")?)?;
/// let head = OwnedHead::new("POST", "/hooks/acme?team=7")
///     .with_header("Content-Type", "application/json")
///     .with_header("Acme-Signature", "00".repeat(32));
/// assert!(verifier.verify(&head, "{}").is_err());
/// # Ok::<(), hookseal_core::ConfigError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct OwnedHead {
    method: String,
    target: String,
    headers: Vec<(String, Vec<u8>)>,
}

impl OwnedHead {
    /// A head without headers. The method is in capitals, and the target is path and query,
    /// byte for byte as received.
    #[must_use]
    pub fn new(method: impl Into<String>, target: impl Into<String>) -> Self {
        Self {
            method: method.into(),
            target: target.into(),
            headers: Vec::new(),
        }
    }

    /// The head with one more line, after those of the same name.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// All lines, in their order.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.headers.iter().map(|(name, value)| (&**name, &**value))
    }
}

impl<N: Into<String>, V: Into<Vec<u8>>> Extend<(N, V)> for OwnedHead {
    fn extend<I: IntoIterator<Item = (N, V)>>(&mut self, lines: I) {
        let lines = lines.into_iter();
        self.headers
            .extend(lines.map(|(name, value)| (name.into(), value.into())));
    }
}

/// Shows no header's value, nor the query.
impl fmt::Debug for OwnedHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers().map(|(name, _)| name).collect();
        f.debug_struct("OwnedHead")
            .field("method", &self.method)
            .field("headers", &names)
            .finish_non_exhaustive()
    }
}

impl RequestHead for OwnedHead {
    fn method(&self) -> &str {
        &self.method
    }

    fn target(&self) -> &str {
        &self.target
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        self.headers()
            .filter(|(other, _)| other.eq_ignore_ascii_case(name))
            .nth(nth)
            .map(|(_, value)| value)
    }

    fn search<'a>(&'a self, search: &mut HeaderSearch<'a>) -> bool {
        for (name, value) in self.headers() {
            search.see(name, value);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Single;

    #[test]
    fn lines_are_found_by_name_in_their_order() {
        let mut head = OwnedHead::new("POST", "/a?b=c")
            .with_header("X-One", "1")
            .with_header("x-two", [0xff].to_vec());
        head.extend([("X-TWO", "2")]);
        assert_eq!((head.method(), head.target()), ("POST", "/a?b=c"));
        assert_eq!(head.single("x-one"), Single::Once(b"1"));
        assert_eq!(head.header("X-Two", 0), Some(&[0xff][..]));
        assert_eq!(head.header("X-Two", 1), Some(&b"2"[..]));
        assert_eq!(head.header("X-Two", 2), None);
        assert_eq!(head.single("x-three"), Single::Missing);
        let shown = format!("{:?}", head.with_header("X-Token", "marker"));
        assert!(shown.contains("X-Token") && !shown.contains("marker") && !shown.contains("b=c"));
    }
}
