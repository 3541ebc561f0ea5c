//! From verified bytes to the type a handler asks for.

use bytes::Bytes;
use serde::de::DeserializeOwned;

/// A type that a handler can take a verified body as.
///
/// Every type that serde can deserialize is read as JSON; [`Raw`] takes the bytes
/// as they are. Implement it for a type of your own to read another format:
///
/// ```
/// use bytes::Bytes;
/// use hookseal_core::{Payload, PayloadError};
///
/// struct Lines(Vec<String>);
///
/// impl Payload for Lines {
///     fn decode(body: &Bytes) -> Result<Self, PayloadError> {
///         let text = std::str::from_utf8(body)
///             .map_err(|error| PayloadError::other(format!("byte {}: not UTF-8", error.valid_up_to())))?;
///         Ok(Self(text.lines().map(String::from).collect()))
///     }
/// }
/// ```
pub trait Payload: Sized {
    /// Whether it can read bodies in a content coding such as gzip (default: no). If not,
    /// and [`decode`](Self::decode) fails on the encoded bytes, the answer is 415.
    const TAKES_ENCODED: bool = false;

    /// Reads the body, which is authentic but may have any content.
    ///
    /// # Errors
    ///
    /// Where and why it cannot be read, without quoting its values.
    fn decode(body: &Bytes) -> Result<Self, PayloadError>;
}

/// JSON, by serde.
impl<T: DeserializeOwned> Payload for T {
    fn decode(body: &Bytes) -> Result<Self, PayloadError> {
        // Tracking the path costs time, so it is only done for what fails.
        serde_json::from_slice(body).map_err(|_| explain::<T>(body))
    }
}

/// The verified bytes as they are, for handlers that decode for themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw(pub Bytes);

impl Payload for Raw {
    const TAKES_ENCODED: bool = true;

    fn decode(body: &Bytes) -> Result<Self, PayloadError> {
        Ok(Self(body.clone()))
    }
}

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
    /// Refused by an implementation of [`Payload`] outside this crate.
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
    /// An error of a custom [`Payload`]. The message is sent to the sender, so it should
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

/// Reads the body once more to learn where it is wrong.
fn explain<T: DeserializeOwned>(body: &[u8]) -> PayloadError {
    let mut json = serde_json::Deserializer::from_slice(body);
    let (path, error) = match serde_path_to_error::deserialize::<_, T>(&mut json) {
        Err(error) => (capped(error.path().to_string()), error.into_inner()),
        Ok(_) => match json.end() {
            Err(error) => (String::new(), error),
            // Read well after all: only an implementation that depends on more than its input does that.
            Ok(()) => return PayloadError::other("the payload could not be read"),
        },
    };
    let (line, column) = (error.line(), error.column());
    if error.is_data() {
        PayloadError::Data { line, column, path }
    } else {
        PayloadError::Syntax { line, column }
    }
}

/// A path is made of the payload's own keys, which may be long.
fn capped(path: String) -> String {
    const MOST: usize = 128;
    if path.chars().count() <= MOST {
        return path;
    }
    path.chars().take(MOST).chain(['…']).collect()
}

#[cfg(test)]
mod tests;
