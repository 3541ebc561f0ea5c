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
    if begins_as_form(body) {
        return PayloadError::Form;
    }
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
        let problem = said_by_type(&error.to_string(), line, column).map(Into::into);
        PayloadError::Data {
            line,
            column,
            path,
            problem,
        }
    } else {
        PayloadError::Syntax { line, column }
    }
}

/// The problem as the requested type states it, without the value found instead: the body's own text
/// is never said.
fn said_by_type(message: &str, line: usize, column: usize) -> Option<String> {
    let place = format!(" at line {line} column {column}");
    let message = message.strip_suffix(&place).unwrap_or(message);
    let names_a_field = ["missing field `", "duplicate field `"]
        .iter()
        .any(|start| {
            let field = message.strip_prefix(start);
            let field = field.and_then(|rest| rest.strip_suffix('`'));
            field.is_some_and(|field| !field.contains('`'))
        });
    let is_untagged = message
        .strip_prefix("data did not match any variant of untagged enum ")
        .is_some_and(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_'));
    if names_a_field || is_untagged {
        return Some(capped(message.to_owned()));
    }
    // What there was comes before that, what was expected after it.
    let tells_both = [
        "invalid length ",
        "invalid type: ",
        "invalid value: ",
        "unknown field `",
        "unknown variant `",
    ];
    let tells_both = tells_both.iter().any(|start| message.starts_with(start));
    let nothing_else = ["there are no fields", "there are no variants"];
    if !tells_both || nothing_else.iter().any(|end| message.ends_with(end)) {
        return None;
    }
    let (_, expected) = message.rsplit_once(", expected ")?;
    Some(capped(format!("expected {expected}")))
}

/// Whether it begins with a name and `=`, as no JSON does.
fn begins_as_form(body: &[u8]) -> bool {
    let name = body.iter().take(LONGEST_NAME);
    let name = name.take_while(|byte| byte.is_ascii_alphanumeric() || b"_-.*+%[]".contains(byte));
    let length = name.count();
    length > 0 && body.get(length) == Some(&b'=')
}

/// Of a form's first field, as far as it is looked at.
const LONGEST_NAME: usize = 128;

/// A path is made of the payload's own keys, and a type may expect much.
fn capped(text: String) -> String {
    const MOST: usize = 128;
    if text.chars().count() <= MOST {
        return text;
    }
    text.chars().take(MOST).chain(['…']).collect()
}

#[cfg(test)]
mod tests;
