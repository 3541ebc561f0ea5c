//! One key for each address.

use std::borrow::Cow;

use hookseal_core::from_json_object;
use serde::Deserialize;
use url::Url;

use super::{BadAnswer, KeySource, RemoteKey, parse_url};
use crate::error::RemoteKeysError;

/// An endpoint that is asked for one key: `GET <url>?id=<key id>` answers
/// `{"id": "…", "key": "…"}`, the key being PEM or the base64 of a `SubjectPublicKeyInfo`,
/// or of Ed25519 the base64 of its 32 bytes.
///
/// MailChannels uses this. A response with another id is an error.
#[derive(Clone)]
pub struct KeyById {
    url: Url,
    parameter: Cow<'static, str>,
}

#[derive(Deserialize)]
struct Document {
    id: String,
    key: String,
}

impl KeyById {
    /// The endpoint at `url`, which gets the id as the query parameter `id`.
    ///
    /// # Errors
    ///
    /// [`RemoteKeysError::InvalidUrl`].
    pub fn new(url: &str) -> Result<Self, RemoteKeysError> {
        Ok(Self {
            url: parse_url(url)?,
            parameter: Cow::Borrowed("id"),
        })
    }

    /// Another name for the parameter.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.parameter = name.into();
        self
    }
}

impl KeySource for KeyById {
    fn url(&self, id: &str) -> Url {
        let mut url = self.url.clone();
        url.query_pairs_mut().append_pair(&self.parameter, id);
        url
    }

    fn read(&self, id: &str, body: &[u8]) -> Result<Vec<RemoteKey>, BadAnswer> {
        let document: Document = from_json_object(body)
            .map_err(|_| BadAnswer::new("the response is not `{\"id\", \"key\"}`"))?;
        if document.id != id {
            return Err(BadAnswer::new("the response is for another key"));
        }
        Ok(vec![RemoteKey::new(document.id, document.key)])
    }
}

/// Shows host and path, not the query.
impl std::fmt::Debug for KeyById {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        super::show(f, "KeyById", &self.url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k17_k20_each_id_has_an_address_of_its_own_on_the_same_path() {
        let source = KeyById::new("https://keys.example.com/public-key?v=1").unwrap();
        let mut seen = std::collections::HashSet::new();
        for id in [
            "a",
            "../a",
            "a&id=b",
            "a#b",
            "a%26",
            "a+b",
            "a/../../b",
            "@evil.example",
            "?",
            "a=b",
        ] {
            let url = source.url(id);
            assert_eq!(url.path(), "/public-key");
            assert_eq!(url.host_str(), Some("keys.example.com"));
            let pairs: Vec<_> = url.query_pairs().into_owned().collect();
            assert_eq!(
                pairs,
                [("v".into(), "1".into()), ("id".into(), id.to_owned())]
            );
            assert!(seen.insert(url.to_string()), "{id}");
        }
    }

    #[test]
    fn k22_what_is_no_such_document_is_refused() {
        let source = KeyById::new("https://keys.example.com/").unwrap();
        for bad in [
            "",
            "<html>",
            "null",
            "[]",
            r#"["a","k"]"#,
            "{}",
            r#"{"id":"a"}"#,
            r#"{"key":"k"}"#,
            r#"{"id":1,"key":"k"}"#,
            r#"{"id":"a","key":["k"]}"#,
            r#"{"id":"b","key":"k"}"#,
            r#"{"id":"A","key":"k"}"#,
            r#"{"id":"a","id":"a","key":"k"}"#,
        ] {
            assert!(source.read("a", bad.as_bytes()).is_err(), "{bad}");
        }
        let good = source
            .read("a", br#"{"id":"a","key":"k","more":1}"#)
            .unwrap();
        assert_eq!(good.len(), 1);
        assert_eq!((good[0].id(), &*good[0].texts[0]), ("a", "k"));
    }
}
