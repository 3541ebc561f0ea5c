//! The components of a request that a signature can cover (RFC 9421, section 2).

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sfv::{ItemSerializer, KeyRef, StringRef};

use super::fields::parse_component;
use super::resolve::one;
use crate::error::ConfigError;
use crate::header_name::HeaderName;

/// A part of a request that a signature covers: a derived component such as `@method`,
/// or a header (RFC 9421, section 2).
///
/// ```
/// use hookseal_core::scheme::HeaderName;
/// use hookseal_core::httpsig::Component;
///
/// let covered = [
///     Component::METHOD,
///     Component::AUTHORITY,
///     Component::query_param("team"),
///     Component::header(&HeaderName::from_static("Content-Type")),
///     Component::CONTENT_DIGEST,
/// ];
/// assert_eq!(covered[2].to_string(), r#""@query-param";name="team""#);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Component(pub(super) Part<'static>);

/// A component as the code sees it, whoever owns its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    Method,
    TargetUri,
    Authority,
    Scheme,
    RequestTarget,
    Path,
    Query,
    /// The name as it is encoded in the parameter `name`.
    QueryParam(Cow<'a, str>),
    Header {
        /// In lower case.
        name: Cow<'a, str>,
        form: Form<'a>,
    },
}

/// Which bytes of a header are covered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form<'a> {
    /// Its lines, trimmed and joined (section 2.1).
    Plain,
    /// Its value, re-serialized (`sf`, section 2.1.1).
    Structured,
    /// One member of a dictionary (`key`, section 2.1.2).
    Member(Cow<'a, str>),
    /// Its lines, each in base64 (`bs`, section 2.1.3).
    Bytes,
}

impl Component {
    /// `@method` (RFC 9421, section 2.2.1).
    pub const METHOD: Self = Self(Part::Method);
    /// `@target-uri` (section 2.2.2), from the configured public URL.
    pub const TARGET_URI: Self = Self(Part::TargetUri);
    /// `@authority` (section 2.2.3), from the configured public URL.
    pub const AUTHORITY: Self = Self(Part::Authority);
    /// `@scheme` (section 2.2.4), from the configured public URL.
    pub const SCHEME: Self = Self(Part::Scheme);
    /// `@request-target` (section 2.2.5).
    pub const REQUEST_TARGET: Self = Self(Part::RequestTarget);
    /// `@path` (section 2.2.6).
    pub const PATH: Self = Self(Part::Path);
    /// `@query` (section 2.2.7), question mark included.
    pub const QUERY: Self = Self(Part::Query);
    /// `content-digest`, which represents the body (RFC 9530, section 2).
    pub const CONTENT_DIGEST: Self = Self(Part::plain_header("content-digest"));

    /// `@query-param` (section 2.2.8), for the parameter of this name, unencoded.
    #[must_use]
    pub fn query_param(name: &str) -> Self {
        let encoded: Cow<'_, str> = encode_query(name);
        Self(Part::QueryParam(Cow::Owned(encoded.into_owned())))
    }

    /// A header: its lines trimmed and joined by a comma (section 2.1).
    #[must_use]
    pub fn header(name: &HeaderName) -> Self {
        Self(Part::Header {
            name: Cow::Owned(name.as_str().to_ascii_lowercase()),
            form: Form::Plain,
        })
    }

    /// The header that it covers as a whole, if it does.
    pub(super) fn as_header(&self) -> Option<HeaderName> {
        match &self.0 {
            Part::Header {
                form: Form::Member(_),
                ..
            } => None,
            Part::Header { name, .. } => HeaderName::new(name.as_ref()).ok(),
            _ => None,
        }
    }

    /// A header of structured type, re-serialized (`sf`, section 2.1.1).
    ///
    /// The verifier must know its type: see
    /// [`with_structured_header`](super::MessageSignatures::with_structured_header).
    #[must_use]
    pub fn structured_header(name: &HeaderName) -> Self {
        Self::header(name).with_form(Form::Structured)
    }

    /// One member of a header that is a dictionary (`key`, section 2.1.2).
    ///
    /// # Errors
    ///
    /// [`ConfigError::InvalidComponent`] when no dictionary can have such a member.
    pub fn header_member(name: &HeaderName, member: &str) -> Result<Self, ConfigError> {
        if KeyRef::from_str(member).is_err() {
            return Err(ConfigError::InvalidComponent {
                component: format!("{name};key={member:?}"),
            });
        }
        Ok(Self::header(name).with_form(Form::Member(Cow::Owned(member.to_owned()))))
    }

    /// A header as bytes (`bs`, section 2.1.3), for headers whose lines cannot be joined.
    #[must_use]
    pub fn header_bytes(name: &HeaderName) -> Self {
        Self::header(name).with_form(Form::Bytes)
    }

    fn with_form(mut self, new: Form<'static>) -> Self {
        if let Part::Header { form, .. } = &mut self.0 {
            *form = new;
        }
        self
    }

    /// The component's name in lower case, without parameters: `@method`, `content-digest`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.name()
    }

    pub(super) fn of(part: &Part<'_>) -> Self {
        Self(part.clone().into_owned())
    }

    pub(super) fn is_header(&self, header: &str) -> bool {
        matches!(&self.0, Part::Header { name, .. } if name == header)
    }
}

impl<'a> Part<'a> {
    fn into_owned(self) -> Part<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        match self {
            Self::Method => Part::Method,
            Self::TargetUri => Part::TargetUri,
            Self::Authority => Part::Authority,
            Self::Scheme => Part::Scheme,
            Self::RequestTarget => Part::RequestTarget,
            Self::Path => Part::Path,
            Self::Query => Part::Query,
            Self::QueryParam(name) => Part::QueryParam(owned(name)),
            Self::Header { name, form } => Part::Header {
                name: owned(name),
                form: match form {
                    Form::Plain => Form::Plain,
                    Form::Structured => Form::Structured,
                    Form::Member(key) => Form::Member(owned(key)),
                    Form::Bytes => Form::Bytes,
                },
            },
        }
    }

    pub(super) const fn plain_header(name: &'a str) -> Self {
        Self::Header {
            name: Cow::Borrowed(name),
            form: Form::Plain,
        }
    }

    /// Whether its value depends on the public URL.
    pub(super) const fn needs_public_url(&self) -> bool {
        matches!(self, Self::TargetUri | Self::Authority | Self::Scheme)
    }

    /// Whether covering `self` covers all of `required`, too: a header signed in a form
    /// that keeps its whole value does.
    pub(super) fn stands_for(&self, required: &Part<'_>) -> bool {
        match (self, required) {
            (
                Self::Header { name, form },
                Part::Header {
                    name: wanted,
                    form: Form::Plain,
                },
            ) => name == wanted && !matches!(form, Form::Member(_)),
            _ => *self == *required,
        }
    }

    /// The component's name, without parameters.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Method => "@method",
            Self::TargetUri => "@target-uri",
            Self::Authority => "@authority",
            Self::Scheme => "@scheme",
            Self::RequestTarget => "@request-target",
            Self::Path => "@path",
            Self::Query => "@query",
            Self::QueryParam(_) => "@query-param",
            Self::Header { name, .. } => name,
        }
    }

    /// The identifier as it is written (RFC 9421, section 2): for what we sign.
    pub(super) fn write_id(&self, out: &mut String) -> Result<(), sfv::Error> {
        let item = ItemSerializer::with_buffer(out).bare_item(StringRef::from_str(self.name())?);
        match self {
            Self::QueryParam(name) => {
                let _ = item.parameter(KeyRef::from_str("name")?, StringRef::from_str(name)?);
            }
            Self::Header { form, .. } => match form {
                Form::Plain => {}
                Form::Structured => {
                    let _ = item.parameter(KeyRef::from_str("sf")?, true);
                }
                Form::Member(key) => {
                    let _ = item.parameter(KeyRef::from_str("key")?, StringRef::from_str(key)?);
                }
                Form::Bytes => {
                    let _ = item.parameter(KeyRef::from_str("bs")?, true);
                }
            },
            _ => {}
        }
        Ok(())
    }
}

/// The identifier as written in `Signature-Input`, such as `"@method"`.
impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut id = String::new();
        self.0.write_id(&mut id).map_err(|_| fmt::Error)?;
        f.write_str(&id)
    }
}

/// Reads a component as [`Display`](fmt::Display) writes it, or its bare name where it has
/// no parameters: `@method`, `Content-Type`, `"@query-param";name="id"`.
///
/// ```
/// use hookseal_core::httpsig::Component;
///
/// assert_eq!("@method".parse::<Component>()?, Component::METHOD);
/// assert_eq!(
///     r#""@query-param";name="id""#.parse::<Component>()?,
///     Component::query_param("id"),
/// );
/// assert!("@status".parse::<Component>().is_err());
/// # Ok::<(), hookseal_core::ConfigError>(())
/// ```
///
/// # Errors
///
/// [`ConfigError::InvalidComponent`] for what no request has.
impl FromStr for Component {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let invalid = || ConfigError::InvalidComponent {
            component: text.to_owned(),
        };
        let id = if text.starts_with('"') {
            Cow::Borrowed(text)
        } else if text.starts_with('@') {
            Cow::Owned(format!("\"{text}\""))
        } else {
            return HeaderName::new(text)
                .map(|name| Self::header(&name))
                .map_err(|_| invalid());
        };
        let covered = parse_component(&id).ok_or_else(invalid)?;
        one(&covered)
            .map(|part| Self(part.into_owned()))
            .ok_or_else(invalid)
    }
}

impl fmt::Debug for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Encodes a name or value of a query as section 2.2.8 says: as forms do, with `%20`
/// for a space.
pub(super) fn encode_query(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, QUERY).into()
}

/// All but what the URL standard's `application/x-www-form-urlencoded` set leaves.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'*')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_');

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_identifier_is_read_back() {
        for id in [
            r#""@method""#,
            r#""@query-param";name="a%20b""#,
            r#""content-digest""#,
            r#""example";sf"#,
            r#""example";key="a""#,
            r#""example";bs"#,
        ] {
            let component: Component = id.parse().unwrap();
            assert_eq!(component.to_string(), id);
        }
        let bare: Component = "Content-Type".parse().unwrap();
        assert_eq!(bare.to_string(), r#""content-type""#);
    }

    #[test]
    fn what_no_request_has_is_no_component() {
        for text in [
            "",
            "@status",
            "@METHOD",
            "@query-param",
            "two words",
            r#"a";sf"#,
            r#""a";req"#,
            r#""a";tr"#,
            r#""a";bs;sf"#,
            r#""a" "b""#,
            r#""A""#,
        ] {
            assert!(text.parse::<Component>().is_err(), "{text}");
        }
    }
}
