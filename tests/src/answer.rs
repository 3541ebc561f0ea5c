//! What came back.

use serde_json::Value;

use crate::leaks;

/// A response, as read from the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Headers, names in lower case, in the order received.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// Keeps what was received for the search for leaks.
    pub fn received(status: u16, headers: Vec<(String, String)>, body: Vec<u8>) -> Self {
        for (name, value) in &headers {
            leaks::saw(&format!("{name}: {value}"));
        }
        leaks::saw(&String::from_utf8_lossy(&body));
        Self {
            status,
            headers,
            body,
        }
    }

    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    }

    /// What the sender of a refused request can tell apart: everything but the date
    /// and the order of the headers, which is random in actix.
    pub fn comparable(mut self) -> Self {
        self.headers.retain(|(name, _)| name != "date");
        self.headers.sort();
        self
    }

    /// The last segment of the problem's `type`.
    pub fn problem(&self) -> String {
        let document: Value = serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!(
                "no problem document ({error}) in {} {:?}",
                self.status,
                String::from_utf8_lossy(&self.body)
            )
        });
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json")
        );
        assert_eq!(self.header("cache-control"), Some("no-store"));
        assert_eq!(document["status"], self.status, "{document}");
        assert!(document["title"].is_string(), "{document}");
        let kind = document["type"].as_str().unwrap_or_default();
        kind.rsplit(['/', '#'])
            .next()
            .unwrap_or_default()
            .to_owned()
    }
}
