//! JSON as a payload: read by serde, and explained where it cannot be.

use serde::de::DeserializeOwned;

use crate::verdict::PayloadError;

/// Reads JSON as a payload is read: for a [`Payload`](crate::Payload) of your own that takes
/// its JSON from somewhere in the body. The whole body is read by
/// [`VerifiedBody::json`](crate::VerifiedBody::json).
///
/// ```
/// use hookseal_core::{PayloadError, from_json};
///
/// let error = from_json::<Vec<u8>>(b"[1, 2, 300]").unwrap_err();
/// assert!(matches!(error, PayloadError::Data { path, .. } if path == "[2]"));
/// ```
///
/// # Errors
///
/// Where and why it cannot be read, without quoting its values.
pub fn from_json<T: DeserializeOwned>(json: &[u8]) -> Result<T, PayloadError> {
    // Tracking the path costs time, so it is only done for what fails.
    serde_json::from_slice(json).map_err(|_| explain::<T>(json))
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
