//! The head of an `http` 1.x request, as the core sees it.

use hookseal_core::RequestHead;
use http::HeaderMap;
use http::request::Parts;

/// A view of an `http` 1.x request's head.
#[derive(Clone, Copy, Debug)]
pub struct HttpHead<'a> {
    method: &'a str,
    target: &'a str,
    headers: &'a HeaderMap,
}

impl<'a> HttpHead<'a> {
    /// The head in `parts`, with its own request target.
    #[must_use]
    pub fn new(parts: &'a Parts) -> Self {
        Self::with_target(parts, target(&parts.uri))
    }

    /// The head in `parts`, where a router has changed the URI and kept the original.
    #[must_use]
    pub fn with_target(parts: &'a Parts, target: &'a str) -> Self {
        Self {
            method: parts.method.as_str(),
            target,
            headers: &parts.headers,
        }
    }
}

/// The path and query of a URI, as they were received.
pub(crate) fn target(uri: &http::Uri) -> &str {
    uri.path_and_query().map_or("/", |target| target.as_str())
}

impl RequestHead for HttpHead<'_> {
    fn method(&self) -> &str {
        self.method
    }

    fn target(&self) -> &str {
        self.target
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        if nth == 0 {
            return self.headers.get(name).map(http::HeaderValue::as_bytes);
        }
        let mut values = self.headers.get_all(name).iter();
        values.nth(nth).map(http::HeaderValue::as_bytes)
    }
}
