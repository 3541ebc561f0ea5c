//! Header names, checked once when a scheme is written down.

use std::fmt;
use std::sync::Arc;

use crate::error::ConfigError;

/// The name of an HTTP header field, spelled as its sender spells it.
///
/// Compared without regard to case; always a valid RFC 9110 token.
///
/// Cheap to clone: a refusal that names a header allocates nothing.
#[derive(Clone, Eq)]
pub struct HeaderName(Text);

#[derive(Clone, Eq, PartialEq)]
enum Text {
    Static(&'static str),
    Shared(Arc<str>),
}

impl HeaderName {
    /// A name known at compile time.
    ///
    /// # Panics
    ///
    /// When `name` is empty or no token; in a `const` that is a compile error.
    /// For names from configuration use [`HeaderName::new`].
    #[must_use]
    #[allow(clippy::panic)] // evaluated at compile time in every scheme
    pub const fn from_static(name: &'static str) -> Self {
        assert!(is_token(name.as_bytes()), "not a header name");
        Self(Text::Static(name))
    }

    /// A name known at run time.
    ///
    /// # Errors
    ///
    /// [`ConfigError::InvalidHeaderName`] when `name` is empty or no token.
    pub fn new(name: impl Into<String>) -> Result<Self, ConfigError> {
        let name = name.into();
        if is_token(name.as_bytes()) {
            Ok(Self(Text::Shared(name.into())))
        } else {
            Err(ConfigError::InvalidHeaderName { name })
        }
    }

    /// Whether `name` could be one.
    #[cfg(feature = "httpsig")]
    pub(crate) const fn is_token(name: &str) -> bool {
        is_token(name.as_bytes())
    }

    /// The name as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Text::Static(name) => name,
            Text::Shared(name) => name,
        }
    }
}

impl PartialEq for HeaderName {
    fn eq(&self, other: &Self) -> bool {
        self.as_str().eq_ignore_ascii_case(other.as_str())
    }
}

impl fmt::Debug for HeaderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for HeaderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether `name` is a `token` of RFC 9110, section 5.6.2.
const fn is_token(mut name: &[u8]) -> bool {
    if name.is_empty() {
        return false;
    }
    while let [first, rest @ ..] = name {
        let ok = first.is_ascii_alphanumeric()
            || matches!(
                *first,
                b'!' | b'#'
                    | b'$'
                    | b'%'
                    | b'&'
                    | b'\''
                    | b'*'
                    | b'+'
                    | b'-'
                    | b'.'
                    | b'^'
                    | b'_'
                    | b'`'
                    | b'|'
                    | b'~'
            );
        if !ok {
            return false;
        }
        name = rest;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_without_case() {
        assert_eq!(
            HeaderName::from_static("X-Hub-Signature-256"),
            HeaderName::new("x-hub-signature-256").unwrap()
        );
    }

    #[test]
    fn what_is_no_token_is_refused() {
        for name in ["", "a b", "a:b", "a\n", "ä", "\"a\""] {
            assert!(HeaderName::new(name).is_err(), "{name:?}");
        }
    }
}
