//! From verified bytes to the type a handler asks for.

use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::verdict::PayloadError;

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
