//! Heads of the crate `http`, for those who have one and no layer.

use ::http::HeaderValue;
use ::http::Request;
use ::http::request::Parts;

use super::{HeaderSearch, ReceivedTarget, RequestHead};

/// The [`ReceivedTarget`] among the extensions, or the target of its own. It says no tenant.
impl RequestHead for Parts {
    fn method(&self) -> &str {
        self.method.as_str()
    }

    fn target(&self) -> &str {
        target(self.extensions.get(), &self.uri)
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        header(&self.headers, name, nth)
    }

    fn search<'a>(&'a self, search: &mut HeaderSearch<'a>) -> bool {
        see(&self.headers, search)
    }
}

/// As for [`Parts`], whatever the body.
impl<B> RequestHead for Request<B> {
    fn method(&self) -> &str {
        self.method().as_str()
    }

    fn target(&self) -> &str {
        target(self.extensions().get(), self.uri())
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        header(self.headers(), name, nth)
    }

    fn search<'a>(&'a self, search: &mut HeaderSearch<'a>) -> bool {
        see(self.headers(), search)
    }
}

fn target<'a>(received: Option<&'a ReceivedTarget>, uri: &'a ::http::Uri) -> &'a str {
    let own = || uri.path_and_query().map_or("/", |target| target.as_str());
    received.map_or_else(own, ReceivedTarget::as_str)
}

fn header<'a>(headers: &'a ::http::HeaderMap, name: &str, nth: usize) -> Option<&'a [u8]> {
    let value = headers.get_all(name).iter().nth(nth);
    value.map(HeaderValue::as_bytes)
}

fn see<'a>(headers: &'a ::http::HeaderMap, search: &mut HeaderSearch<'a>) -> bool {
    for (name, value) in headers {
        search.see(name.as_str(), value.as_bytes());
    }
    true
}
