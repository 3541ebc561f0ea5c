//! Why a body is not what a handler asked for.

/// Why an authentic body could not be read as the handler's type.
///
/// It says where, and quotes no value, because it is sent back to the sender.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PayloadError {
    /// JSON, but not of the type asked for: a missing field, another type.
    #[error("unexpected JSON at line {line}, column {column}, path `{path}`")]
    Data {
        /// From 1.
        line: usize,
        /// From 1; 0 at a line's start.
        column: usize,
        /// The members on the way to the place, such as `items[0].price`.
        path: String,
    },
    /// The body is in a content coding such as gzip, and was verified as it came.
    #[error("the body has a content encoding, and the handler cannot decode it")]
    Encoded,
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
            Self::Other { .. } => "payload_other",
            Self::Syntax { .. } => "payload_syntax",
        }
    }
}
