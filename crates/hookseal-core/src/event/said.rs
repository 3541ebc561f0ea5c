//! Facts about an event, from its head or from its verified body.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use super::{EventFacts, Source};
use crate::inline::Inline;
use crate::request::{Found, RequestHead, Single};

/// A fact about an event, and whether the signature covers it.
///
/// Many senders sign the body and put the event's type into an unsigned header. Anyone
/// replaying a captured delivery can change such a header, so it is only a claim: good
/// enough for logs, and for choosing a handler whose payload type must then match, but
/// not for decisions that must be safe.
///
/// It compares with text, as claimed; [`signed`](Self::signed) compares what is proved.
///
/// ```
/// # use hookseal_core::{Raw, VerifiedEvent};
/// fn on_event(event: &VerifiedEvent<Raw>) {
///     // As claimed:
///     if event.event_type().is_some_and(|kind| kind == "ping") {
///         return;
///     }
///     match event.event_type().as_ref().and_then(|kind| kind.signed()) {
///         Some("payout.paid") => println!("the signature covers that it is a payout"),
///         _ => println!("something else, or not signed"),
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute<'a> {
    text: Cow<'a, str>,
    signed: bool,
}

impl<'a> Attribute<'a> {
    pub(crate) const fn new(text: Cow<'a, str>, signed: bool) -> Self {
        Self { text, signed }
    }

    /// The text, if the signature covers it.
    #[must_use]
    pub fn signed(&self) -> Option<&str> {
        self.signed.then_some(&*self.text)
    }

    /// The text, whether or not the signature covers it.
    #[must_use]
    pub fn claimed(&self) -> &str {
        &self.text
    }

    /// The text as claimed: the same as [`claimed`](Self::claimed).
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the signature covers it.
    #[must_use]
    pub const fn is_signed(&self) -> bool {
        self.signed
    }
}

/// Compares the text as claimed.
impl PartialEq<str> for Attribute<'_> {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

/// Compares the text as claimed.
impl PartialEq<&str> for Attribute<'_> {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

/// The text as claimed.
impl AsRef<str> for Attribute<'_> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// The text as claimed.
impl fmt::Display for Attribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The facts from headers, copied once into one place, without an allocation if they
/// have the usual length.
#[derive(Clone, Default)]
pub(crate) struct HeadFacts {
    text: Inline<96>,
    id: Range<u16>,
    event_type: Range<u16>,
    attempt: Range<u16>,
    coding: Coding,
}

/// The value of `Content-Encoding`.
#[derive(Clone, Default)]
enum Coding {
    #[default]
    Missing,
    /// A value that is not a coding.
    Plain,
    /// This one, or several in the order in which they were applied.
    Named(Range<u16>),
    /// Too much to be kept, or several lines.
    Unclear,
}

impl HeadFacts {
    pub(crate) fn read(&mut self, rules: &EventFacts, head: &Found<'_>) {
        self.id = self.keep(rules.id.as_ref(), head);
        self.event_type = self.keep(rules.event_type.as_ref(), head);
        self.attempt = self.keep(rules.attempt.as_ref(), head);
        self.coding = match head.content_encoding() {
            Single::Missing => Coding::Missing,
            Single::Once(value) if is_no_coding(value) => Coding::Plain,
            Single::Once(value) => self.copy(value).map_or(Coding::Unclear, Coding::Named),
            Single::Repeated => Coding::Unclear,
        };
    }

    /// Copies a header's value. What occurs twice or is too long is left out.
    #[inline]
    fn keep(&mut self, source: Option<&Source>, head: &Found<'_>) -> Range<u16> {
        let Some(Source::Header(name)) = source else {
            return 0..0;
        };
        match head.single(name.as_str()) {
            Single::Once(value) => self.copy(value).unwrap_or_default(),
            Single::Missing | Single::Repeated => 0..0,
        }
    }

    #[inline]
    fn copy(&mut self, value: &[u8]) -> Option<Range<u16>> {
        if value.len() > MAX_ID_BYTES {
            return None;
        }
        let start = self.text.len();
        self.text.push(value);
        // Four values of 256 bytes at most.
        let (start, end) = (u16::try_from(start), u16::try_from(self.text.len()));
        Some(start.ok()?..end.ok()?)
    }

    /// Text other than visible ASCII is not a fact. This is checked on access.
    fn at(&self, range: &Range<u16>) -> Option<&str> {
        let range = usize::from(range.start)..usize::from(range.end);
        let bytes = self.text.as_slice().get(range)?;
        if !is_id(bytes) {
            return None;
        }
        std::str::from_utf8(bytes).ok()
    }

    pub(crate) fn id(&self) -> Option<&str> {
        self.at(&self.id)
    }

    pub(crate) fn event_type(&self) -> Option<&str> {
        self.at(&self.event_type)
    }

    pub(crate) fn attempt(&self) -> Option<&str> {
        self.at(&self.attempt)
    }

    /// The coding that is named, if one is.
    pub(crate) fn coding(&self) -> Option<&str> {
        let Coding::Named(Range { start, end }) = self.coding else {
            return None;
        };
        let bytes = self.text.as_slice().get(start.into()..end.into())?;
        let is_text = |byte: &u8| byte.is_ascii_graphic() || *byte == b' ';
        let bytes = bytes.iter().all(is_text).then_some(bytes)?;
        std::str::from_utf8(bytes).ok()
    }

    /// Whether the body may be in a content coding.
    pub(crate) const fn is_encoded(&self) -> bool {
        matches!(self.coding, Coding::Named(_) | Coding::Unclear)
    }

    /// Whether there is a `Content-Encoding` at all.
    pub(crate) const fn says_coding(&self) -> bool {
        !matches!(self.coding, Coding::Missing)
    }
}

/// Whether a `Content-Encoding` names no coding. Apart from `identity` these are mistakes that
/// senders make: a charset, or what belongs into mail's `Content-Transfer-Encoding`.
fn is_no_coding(value: &[u8]) -> bool {
    const NO_CODINGS: [&[u8]; 7] = [
        b"",
        b"identity",
        b"none",
        b"utf-8",
        b"utf8",
        b"binary",
        b"8bit",
    ];
    let value = value.trim_ascii();
    NO_CODINGS.iter().any(|no| value.eq_ignore_ascii_case(no))
}

/// Whether `id` can be an event id: 1 to 256 bytes of visible ASCII.
pub(crate) fn is_id(id: &[u8]) -> bool {
    // All bytes are looked at, which several at a time can be.
    (1..=MAX_ID_BYTES).contains(&id.len())
        && id
            .iter()
            .fold(true, |visible, byte| visible & byte.is_ascii_graphic())
}

/// The longest event id that is accepted, in bytes.
pub(crate) const MAX_ID_BYTES: usize = 256;
