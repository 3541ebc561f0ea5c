//! The head of an actix request, as the core sees it.

use std::fmt;

use actix_web::dev;
use hookseal_core::adapter::{HeaderSearch, RequestHead};

/// A view of an actix request's head. actix keeps the URI as received, also inside scopes;
/// for middleware that does not, see [`KeepTarget`](crate::KeepTarget). The tenant, and a target
/// that is another than the head's own, are in the
/// [`Facts`](hookseal_core::adapter::Facts) about the request.
#[derive(Clone, Copy)]
pub struct ActixHead<'a>(&'a dev::RequestHead);

impl<'a> ActixHead<'a> {
    /// The head of a request.
    #[must_use]
    pub const fn new(head: &'a dev::RequestHead) -> Self {
        Self(head)
    }
}

/// Shows no header's value.
impl fmt::Debug for ActixHead<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActixHead")
            .field("method", &self.0.method)
            .finish_non_exhaustive()
    }
}

/// The path and query of a head, which actix keeps as they were received.
pub(crate) fn own_target(head: &dev::RequestHead) -> &str {
    head.uri
        .path_and_query()
        .map_or("/", |target| target.as_str())
}

impl RequestHead for ActixHead<'_> {
    fn method(&self) -> &str {
        self.0.method.as_str()
    }

    fn target(&self) -> &str {
        own_target(self.0)
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        // Looking a name up by `&str` would allocate an owned header name each time;
        // going through the few headers of a request does not.
        let lines = self.0.headers.iter();
        lines
            .filter(|(other, _)| other.as_str().eq_ignore_ascii_case(name))
            .nth(nth)
            .map(|(_, value)| value.as_bytes())
    }

    fn search<'h>(&'h self, search: &mut HeaderSearch<'h>) -> bool {
        for (name, value) in &self.0.headers {
            search.see(name.as_str(), value.as_bytes());
        }
        true
    }
}
