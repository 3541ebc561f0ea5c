//! Values that only the configuration knows: scheme, authority and the path that a proxy strips.

use std::borrow::Cow;

/// The public URL's parts.
pub(super) struct Origin<'a> {
    /// `https` or `http`.
    pub(super) scheme: &'static str,
    /// Host in lower case, and the port where it is not the scheme's (RFC 9421, section 2.2.3).
    pub(super) authority: Cow<'a, str>,
    /// Empty, or a path that begins with a slash.
    pub(super) base_path: &'a str,
}

impl<'a> Origin<'a> {
    /// `None` if it is not such a URL.
    pub(super) fn parse(public_url: &'a str) -> Option<Self> {
        let (scheme, default_port, rest) = match public_url.strip_prefix("https://") {
            Some(rest) => ("https", ":443", rest),
            None => ("http", ":80", public_url.strip_prefix("http://")?),
        };
        let (authority, base_path) = match rest.find('/') {
            Some(at) => rest.split_at_checked(at)?,
            None => (rest, ""),
        };
        if authority.is_empty() || authority.contains('@') {
            return None;
        }
        let authority = authority.strip_suffix(default_port).unwrap_or(authority);
        let authority = if authority.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(authority.to_ascii_lowercase())
        } else {
            Cow::Borrowed(authority)
        };
        Some(Self {
            scheme,
            authority,
            base_path,
        })
    }
}
