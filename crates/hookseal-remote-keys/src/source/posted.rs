//! Keys that are requested one at a time, with credentials.

use std::borrow::Cow;
use std::fmt;

use hookseal_core::from_json_object;
use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;

use super::{BadAnswer, KeySource, RemoteKey, jwks, parse_url};
use crate::error::RemoteKeysError;

/// An endpoint that is asked for one key by `POST`: a JSON object with the id and other
/// fields, credentials as a rule, is answered `{"key": {…}}`, the key being a JSON Web Key.
///
/// Plaid has it so:
///
/// ```
/// use hookseal_remote_keys::{PostedKeys, RemoteKeys};
///
/// # let secret = "a secret of the API";
/// let keys = PostedKeys::new("https://production.plaid.com/webhook_verification_key/get", "key_id")?
///     .field("client_id", "5f3a")
///     .field("secret", secret);
/// let keys = RemoteKeys::builder(keys).build()?;
/// # Ok::<(), hookseal_remote_keys::RemoteKeysError>(())
/// ```
///
/// A key with another `kid` or with `expired_at` is refused. The statuses 400, 404 and 410 mean
/// that the key does not exist; if the credentials are wrong, an endpoint may answer that for
/// all keys.
#[derive(Clone)]
pub struct PostedKeys {
    url: Url,
    parameter: Cow<'static, str>,
    fields: Map<String, Value>,
}

#[derive(Deserialize)]
struct Document {
    key: Value,
}

impl PostedKeys {
    /// The endpoint at `url`, which gets the id as the field `parameter`.
    ///
    /// # Errors
    ///
    /// [`RemoteKeysError::InvalidUrl`].
    pub fn new(
        url: &str,
        parameter: impl Into<Cow<'static, str>>,
    ) -> Result<Self, RemoteKeysError> {
        Ok(Self {
            url: parse_url(url)?,
            parameter: parameter.into(),
            fields: Map::new(),
        })
    }

    /// Another field of the question. It is shown nowhere.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.fields.insert(name.into(), Value::String(value.into()));
        self
    }
}

impl KeySource for PostedKeys {
    fn url(&self, _id: &str) -> Url {
        self.url.clone()
    }

    fn question(&self, id: &str) -> Option<Vec<u8>> {
        let mut fields = self.fields.clone();
        fields.insert(self.parameter.clone().into_owned(), id.into());
        Some(Value::Object(fields).to_string().into_bytes())
    }

    fn read(&self, id: &str, body: &[u8]) -> Result<Vec<RemoteKey>, BadAnswer> {
        let Document { key } = from_json_object(body)
            .map_err(|_| BadAnswer::new("the response is not `{\"key\": {…}}`"))?;
        if key.get("kid").and_then(Value::as_str) != Some(id) {
            return Err(BadAnswer::new("the response is for another key"));
        }
        if key.get("expired_at").is_some_and(|at| !at.is_null()) {
            return Ok(Vec::new());
        }
        let text = jwks::text(&key)
            .ok_or_else(|| BadAnswer::new("the key in the response is not for signatures"))?;
        Ok(vec![RemoteKey::new(id, text)])
    }
}

/// Shows host and path, no field.
impl fmt::Debug for PostedKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::show(f, "PostedKeys", &self.url)
    }
}
