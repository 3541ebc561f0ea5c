//! Why a body is not what a handler asked for.

use std::fmt;

/// Why an authentic body could not be read as the handler's type.
///
/// It says where, and quotes no value, because it is sent back to the sender.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PayloadError {
    /// JSON, but not of the type asked for: a missing field, another type.
    #[error("unexpected JSON at {}path `{path}`{}", Place(*line, *column), Problem(problem.as_deref()))]
    Data {
        /// From 1; 0 where it is not known, as in enums with a tag.
        line: usize,
        /// From 1; 0 at a line's start.
        column: usize,
        /// The members on the way to the place, such as `items[0].price`.
        path: String,
        /// The problem as the type states it, such as ``missing field `id` `` or `expected u32`, where
        /// it can be said without quoting the body.
        problem: Option<Box<str>>,
    },
    /// The body is in a content coding such as gzip, and was verified as it came.
    #[error("the body has a content encoding, and the handler cannot decode it")]
    Encoded,
    /// A form, where JSON was asked for. `FormPayload` and `Form` of `hookseal::providers`
    /// read those (feature `form`).
    #[error(
        "the body is a form and no JSON; the handler has to ask for `FormPayload` or `Form`, or the sender to be set to JSON"
    )]
    Form,
    /// The handler and its verifier do not fit together, such as an enum of GitHub's events on a
    /// route that Stripe's verifier protects. Answered 500; the problem is for the log only.
    #[error("{problem}")]
    Misconfigured {
        /// The problem and its remedy.
        problem: String,
    },
    /// Refused by an implementation of [`Payload`](crate::Payload) outside this crate.
    #[error("{message}")]
    Other {
        /// The problem and its place; sent to the sender.
        message: String,
    },
    /// Not JSON.
    #[error("malformed JSON at line {line}, column {column}")]
    Syntax {
        /// From 1.
        line: usize,
        /// From 1; 0 at a line's start.
        column: usize,
    },
    /// An event of a type that the handler does not take.
    #[error("no handler takes events of this type")]
    Unhandled {
        /// Whether the sender is to be content: it gets 204, and not 422, which some senders
        /// take as a reason to retry.
        accepted: bool,
    },
}

impl PayloadError {
    /// An error of a custom [`Payload`](crate::Payload). The message is sent to the sender, so it should
    /// say where the error is and quote nothing.
    #[must_use]
    pub fn other(message: impl Into<String>) -> Self {
        Self::Other {
            message: message.into(),
        }
    }

    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Data { .. } => "payload_data",
            Self::Encoded => "payload_encoded",
            Self::Form => "payload_form",
            Self::Misconfigured { .. } => "misconfigured",
            Self::Other { .. } => "payload_other",
            Self::Syntax { .. } => "payload_syntax",
            Self::Unhandled { .. } => "payload_unhandled",
        }
    }
}

/// Where it is, if that is known.
struct Place(usize, usize);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self(0, _) => Ok(()),
            Self(line, column) => write!(f, "line {line}, column {column}, "),
        }
    }
}

/// The problem, if it can be named.
struct Problem<'a>(Option<&'a str>);

impl fmt::Display for Problem<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(problem) => write!(f, ": {problem}"),
            None => Ok(()),
        }
    }
}
