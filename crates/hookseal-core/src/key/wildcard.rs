//! Texts of which a part may differ: addresses of certificates, names in them.

use std::borrow::Cow;
use std::fmt;

/// A pattern in which each `*` matches 1 to 64 letters, digits and hyphens, and nothing else.
///
/// A `*` never matches a separator of an address or a domain name: no dot, slash, `@`, `:`,
/// `%`, `?` or `#`. So a pattern that begins with `https://` and a host up to its slash matches
/// only addresses on such hosts, and a match needs no further parsing.
///
/// ```
/// use hookseal_core::keys::Wildcard;
///
/// const CERTIFICATES: Wildcard = Wildcard::new("https://keys.*.example.com/signing-*.pem");
/// assert!(CERTIFICATES.matches("https://keys.eu-1.example.com/signing-7f3a.pem"));
/// for forged in [
///     "https://keys.eu-1.example.com.evil.test/signing-7f3a.pem",
///     "https://keys.eu-1@evil.test/.example.com/signing-7f3a.pem",
///     "https://keys.eu-1.example.com/signing-/../7f3a.pem",
///     "http://keys.eu-1.example.com/signing-7f3a.pem",
/// ] {
///     assert!(!CERTIFICATES.matches(forged));
/// }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Wildcard(Cow<'static, str>);

impl Wildcard {
    /// The pattern as it is written.
    #[must_use]
    pub const fn new(pattern: &'static str) -> Self {
        Self(Cow::Borrowed(pattern))
    }

    /// The pattern's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `text` as a whole is such a text, case included.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        matches(&self.0, text)
    }
}

fn matches(pattern: &str, text: &str) -> bool {
    let Some((literal, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(text) = text.strip_prefix(literal) else {
        return false;
    };
    let stretch = text
        .bytes()
        .take(MAX_STRETCH)
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        .count();
    (1..=stretch).any(|length| text.get(length..).is_some_and(|text| matches(rest, text)))
}

/// Like [`Wildcard::new`], for a pattern from a configuration.
impl From<String> for Wildcard {
    fn from(pattern: String) -> Self {
        Self(Cow::Owned(pattern))
    }
}

/// A label of a domain name has 63 at most.
const MAX_STRETCH: usize = 64;

/// The pattern.
impl fmt::Debug for Wildcard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j5_a_star_is_letters_digits_and_hyphens() {
        let pattern = Wildcard::new("https://a.*.b/c-*.pem");
        for good in [
            "https://a.x.b/c-y.pem",
            "https://a.x-1.b/c-Y-2.pem",
            "https://a.b.b/c-c-c.pem",
        ] {
            assert!(pattern.matches(good), "{good}");
        }
        let long = format!("https://a.{}.b/c-y.pem", "x".repeat(65));
        for bad in [
            "",
            "https://a.*.b/c-*.pem",
            "https://a..b/c-y.pem",
            "https://a.x.b/c-.pem",
            "https://a.x.b/c-y.pem?",
            "https://a.x.b/c-y.pem#.pem",
            "https://a.x.b/c-y.pem\n",
            " https://a.x.b/c-y.pem",
            "https://a.x.y.b/c-y.pem",
            "https://a.x@.b/c-y.pem",
            "https://a.x.b:443/c-y.pem",
            "https://a.x.b/c-%79.pem",
            "https://a.x.b/c-y/../z.pem",
            "https://a.x.b.evil.test/c-y.pem",
            "https://a.é.b/c-y.pem",
            "HTTPS://a.x.b/c-y.pem",
            "http://a.x.b/c-y.pem",
            &long,
        ] {
            assert!(!pattern.matches(bad), "{bad:?}");
        }
    }

    #[test]
    fn what_has_no_star_is_compared() {
        assert!(Wildcard::new("sns.amazonaws.com").matches("sns.amazonaws.com"));
        assert!(!Wildcard::new("sns.amazonaws.com").matches("sns-amazonaws.com"));
        assert!(!Wildcard::new("").matches("a"));
    }
}
