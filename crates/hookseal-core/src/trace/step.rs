//! One step of a verification.

use std::borrow::Cow;
use std::time::Duration;

use crate::header_name::HeaderName;
use crate::request::Single;
use crate::time::{TimestampFormat, UnixTime};
use crate::verdict::Rejection;

/// One step of a verification: its subject, how it ended, and what was found.
///
/// ```
/// use hookseal_core::Rejection;
/// use hookseal_core::trace::Step;
///
/// let step = Step::held("certificate").showing("CN=acme");
/// assert_eq!((step.name(), step.code()), ("certificate", None));
/// let step = Step::refused("certificate", Rejection::UnknownKey);
/// assert_eq!(step.code(), Some("unknown_key"));
/// ```
#[derive(Clone, Debug)]
pub struct Step {
    name: &'static str,
    outcome: Ended,
    detail: Detail,
}

/// How a step ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ended {
    /// It held.
    Held,
    /// The request is refused here.
    Refused(Rejection),
    /// It failed, but something else decides: another signature of the same request, or another
    /// rule.
    SetAside(Rejection),
    /// The request is a handshake, which is answered here.
    Answered,
    /// It shows something; nothing was decided.
    Shown,
}

/// What was found in a step. Bytes and texts are as they came: escape them before you show them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Detail {
    /// Nothing but the outcome.
    #[default]
    None,
    /// A text.
    Text(String),
    /// The method, and those that deliveries come by.
    Method {
        /// The method.
        method: String,
        /// The request target.
        target: String,
        /// The methods that are accepted.
        allowed: Vec<Cow<'static, str>>,
    },
    /// The length that the head announces.
    Length {
        /// The value of `Content-Length`.
        announced: Found,
        /// The longest body that is accepted, in bytes.
        limit: usize,
    },
    /// A header.
    Header {
        /// Its name.
        name: HeaderName,
        /// Its value.
        found: Found,
        /// The value that it must have, if only one is accepted.
        wanted: Option<Cow<'static, str>>,
    },
    /// The signatures in a header.
    Signatures {
        /// The header's name.
        header: HeaderName,
        /// Its value.
        value: Vec<u8>,
        /// How many signatures were read.
        count: usize,
    },
    /// A signed timestamp.
    Time {
        /// Where it is, in words.
        place: String,
        /// Its text.
        text: Option<Vec<u8>>,
        /// How it is read.
        format: TimestampFormat,
        /// The instant that it says.
        at: Option<UnixTime>,
        /// The time with which that was compared.
        now: UnixTime,
        /// The greatest age, and how far it may be ahead. `None` accepts any age.
        limits: Option<(Duration, Duration)>,
    },
    /// The keys.
    Keys {
        /// How many are valid now.
        valid: usize,
        /// How many there are.
        all: usize,
    },
    /// The signed message: these bytes, the body between them.
    Message {
        /// The bytes before the body.
        before_body: Vec<u8>,
        /// The bytes after the body.
        after_body: Vec<u8>,
    },
    /// The signed message, which is one of [`Trace::messages`](crate::trace::Trace::messages).
    Hashed {
        /// Its length.
        bytes: usize,
    },
    /// The body.
    Body {
        /// Its length.
        bytes: usize,
    },
}

/// The value of a header in a trace.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Found {
    /// The header is not there.
    Missing,
    /// It occurs more than once.
    Repeated,
    /// Its value.
    Once(Vec<u8>),
    /// The length of its value, which may be a secret.
    Hidden(usize),
}

impl From<Single<'_>> for Found {
    fn from(single: Single<'_>) -> Self {
        match single {
            Single::Missing => Self::Missing,
            Single::Once(value) => Self::Once(value.to_vec()),
            Single::Repeated => Self::Repeated,
        }
    }
}

impl Step {
    /// A step that held. The name is stable, and in lower case, such as `signature form`.
    #[must_use]
    pub const fn held(name: &'static str) -> Self {
        Self::new(name, Ended::Held)
    }

    /// A step at which the request is refused.
    #[must_use]
    pub const fn refused(name: &'static str, rejection: Rejection) -> Self {
        Self::new(name, Ended::Refused(rejection))
    }

    /// A step that shows something and decides nothing.
    #[must_use]
    pub const fn shown(name: &'static str) -> Self {
        Self::new(name, Ended::Shown)
    }

    /// A step that ended in `result`.
    #[must_use]
    pub fn ended<T>(name: &'static str, result: &Result<T, Rejection>) -> Self {
        match result {
            Ok(_) => Self::held(name),
            Err(rejection) => Self::refused(name, rejection.clone()),
        }
    }

    pub(crate) const fn new(name: &'static str, outcome: Ended) -> Self {
        Self {
            name,
            outcome,
            detail: Detail::None,
        }
    }

    /// With this text. Never a key, a token, or a signature that was computed.
    #[must_use]
    pub fn showing(self, text: impl Into<String>) -> Self {
        self.with(Detail::Text(text.into()))
    }

    /// With this detail.
    #[must_use]
    pub fn with(mut self, detail: Detail) -> Self {
        self.detail = detail;
        self
    }

    /// The subject of the step, such as `timestamp`: a stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// How it ended.
    #[must_use]
    pub const fn outcome(&self) -> &Ended {
        &self.outcome
    }

    /// What was found.
    #[must_use]
    pub const fn detail(&self) -> &Detail {
        &self.detail
    }

    /// Why the request is refused here.
    #[must_use]
    pub const fn rejection(&self) -> Option<&Rejection> {
        match &self.outcome {
            Ended::Refused(rejection) => Some(rejection),
            _ => None,
        }
    }

    /// The [code](Rejection::code) of that.
    #[must_use]
    pub const fn code(&self) -> Option<&'static str> {
        match self.rejection() {
            Some(rejection) => Some(rejection.code()),
            None => None,
        }
    }

    pub(super) fn end(&mut self, outcome: Ended) {
        self.outcome = outcome;
    }
}
