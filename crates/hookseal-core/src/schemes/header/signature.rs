//! The place and the encoding of a signature in the head.

use std::borrow::Cow;

use crate::encoding::Encoding;
use crate::error::ConfigError;
use crate::header_name::HeaderName;
use crate::inline::replace;

/// The header that carries the signature, and the grammar of its value.
///
/// ```
/// use hookseal_core::scheme::{HeaderName, SignatureField};
///
/// // GitHub: `X-Hub-Signature-256: sha256=<hex>`
/// const GITHUB: SignatureField =
///     SignatureField::prefixed(HeaderName::from_static("X-Hub-Signature-256"), "sha256=").hex();
/// // Shopify: `X-Shopify-Hmac-Sha256: <base64>`
/// const SHOPIFY: SignatureField =
///     SignatureField::plain(HeaderName::from_static("X-Shopify-Hmac-Sha256")).base64();
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureField {
    pub(crate) header: HeaderName,
    pub(crate) layout: Layout,
    pub(crate) encoding: Encoding,
    /// Headers that may hold signatures in addition to the first, or instead of it.
    pub(crate) others: Cow<'static, [HeaderName]>,
    /// Whether each of the headers may have several lines.
    pub(crate) lines: bool,
}

/// How the value of a signature header is built: see [`SignatureField::layout`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layout {
    /// This text, which may be empty, and then one signature.
    Prefixed(Cow<'static, str>),
    /// `t=…,v1=…,v1=…`: pairs with a separator between them.
    Pairs {
        /// The name of the pairs that are signatures.
        key: Cow<'static, str>,
        /// The separator between pairs, most often a comma.
        separator: char,
    },
    /// `…,…,…`: signatures with commas between them, after a timestamp if the scheme has it
    /// there.
    List,
    /// `v1,… v1,… v1a,…`: entries with spaces between them. Those of this version are
    /// signatures.
    Versions(Cow<'static, str>),
}

impl SignatureField {
    /// The header's whole value is one signature, in hex unless said otherwise.
    #[must_use]
    pub const fn plain(header: HeaderName) -> Self {
        Self::prefixed(header, "")
    }

    /// The value is `prefix` and then one signature, such as `sha256=<hex>`.
    #[must_use]
    pub const fn prefixed(header: HeaderName, prefix: &'static str) -> Self {
        Self::with(header, Layout::Prefixed(Cow::Borrowed(prefix)))
    }

    /// As [`prefixed`](Self::prefixed), for a prefix known at run time.
    #[must_use]
    pub fn prefixed_owned(header: HeaderName, prefix: impl Into<String>) -> Self {
        Self::with(header, Layout::Prefixed(Cow::Owned(prefix.into())))
    }

    /// The value is a list of `k=v` pairs separated by commas, such as Stripe's
    /// `t=1700000000,v1=<hex>`; every pair named `key` is a signature.
    ///
    /// Pairs with other names are ignored, so an additional older version neither
    /// helps nor hurts.
    #[must_use]
    pub const fn pairs(header: HeaderName, key: &'static str) -> Self {
        Self::pairs_separated_by(header, key, ',')
    }

    /// Like [`pairs`](Self::pairs), for a name known at run time, and with a separator, most often
    /// a comma.
    ///
    /// # Errors
    ///
    /// [`ConfigError::InvalidSeparator`] when `separator` is no ASCII punctuation, or `=`.
    pub fn pairs_owned(
        header: HeaderName,
        key: impl Into<String>,
        separator: char,
    ) -> Result<Self, ConfigError> {
        if !is_separator(separator) {
            return Err(ConfigError::InvalidSeparator { separator });
        }
        let key = Cow::Owned(key.into());
        Ok(Self::with(header, Layout::Pairs { key, separator }))
    }

    /// Like [`pairs`](Self::pairs), with another separator, such as Paddle's
    /// `ts=1700000000;h1=<hex>`.
    ///
    /// # Panics
    ///
    /// If `separator` is not ASCII punctuation, or is `=`; in a `const` that is a compile
    /// error.
    #[must_use]
    pub const fn pairs_separated_by(
        header: HeaderName,
        key: &'static str,
        separator: char,
    ) -> Self {
        assert!(is_separator(separator), "not a separator");
        Self::with(
            header,
            Layout::Pairs {
                key: Cow::Borrowed(key),
                separator,
            },
        )
    }

    /// The value is a list of signatures separated by commas. Entries that are none, such as a
    /// [timestamp before them](super::Timestamp::first), are ignored.
    #[must_use]
    pub const fn list(header: HeaderName) -> Self {
        Self::with(header, Layout::List)
    }

    /// The value is a list of `version,signature` entries separated by spaces, as in
    /// Standard Webhooks: `v1,<base64> v1,<base64>`; every entry of `version` is a
    /// signature.
    #[must_use]
    pub const fn versions(header: HeaderName, version: &'static str) -> Self {
        Self::with(header, Layout::Versions(Cow::Borrowed(version)))
    }

    /// As [`versions`](Self::versions), for a version known at run time.
    #[must_use]
    pub fn versions_owned(header: HeaderName, version: impl Into<String>) -> Self {
        Self::with(header, Layout::Versions(Cow::Owned(version.into())))
    }

    const fn with(header: HeaderName, layout: Layout) -> Self {
        Self {
            header,
            layout,
            encoding: Encoding::Hex,
            others: Cow::Borrowed(&[]),
            lines: false,
        }
    }

    /// The sender writes signatures into these headers as well, or instead: each in the same
    /// way, of the same message, such as by another key. Any right one is enough.
    ///
    /// They are read in order, up to the first that is missing. A timestamp in the signature's
    /// header does not allow further headers.
    #[must_use]
    pub const fn with_other_headers(mut self, others: &'static [HeaderName]) -> Self {
        replace(&mut self.others, Cow::Borrowed(others));
        self
    }

    /// Like [`with_other_headers`](Self::with_other_headers), for headers known at run time.
    #[must_use]
    pub fn with_other_headers_owned(
        mut self,
        others: impl IntoIterator<Item = HeaderName>,
    ) -> Self {
        self.others = others.into_iter().collect();
        self
    }

    /// The sender repeats the header, one line for each of its keys. Any right signature is
    /// enough. Without this a second line is refused.
    #[must_use]
    pub const fn in_several_lines(mut self) -> Self {
        self.lines = true;
        self
    }

    /// Signatures are hexadecimal.
    #[must_use]
    pub const fn hex(self) -> Self {
        self.with_encoding(Encoding::Hex)
    }

    /// Signatures are standard base64 with padding.
    #[must_use]
    pub const fn base64(self) -> Self {
        self.with_encoding(Encoding::Base64)
    }

    /// Signatures are URL-safe base64 without padding.
    #[must_use]
    pub const fn base64url(self) -> Self {
        self.with_encoding(Encoding::Base64Url)
    }

    /// Signatures are written in `encoding`.
    #[must_use]
    pub const fn with_encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// The same value in another header.
    #[must_use]
    pub fn with_header(mut self, header: HeaderName) -> Self {
        self.header = header;
        self
    }

    /// How the header's value is built.
    #[must_use]
    pub const fn layout(&self) -> &Layout {
        &self.layout
    }

    /// How the bytes of a signature are written.
    #[must_use]
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The header that carries the signature.
    #[must_use]
    pub const fn header(&self) -> &HeaderName {
        &self.header
    }

    /// The headers that may carry signatures in addition to that one, or instead of it.
    #[must_use]
    pub fn other_headers(&self) -> &[HeaderName] {
        &self.others
    }

    /// Whether one header with one line is all there can be.
    pub(crate) fn is_single(&self) -> bool {
        self.others.is_empty() && !self.lines
    }
}

const fn is_separator(separator: char) -> bool {
    separator.is_ascii_punctuation() && separator != '='
}
