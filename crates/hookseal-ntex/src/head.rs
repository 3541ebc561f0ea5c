//! The head of an ntex request, as the core sees it.

use hookseal_core::adapter::{HeaderSearch, RequestHead};
use ntex::http;

/// A view of a request's head. ntex keeps the URI as received, also inside scopes.
#[derive(Clone, Copy)]
pub(crate) struct NtexHead<'a>(pub(crate) &'a http::RequestHead);

/// The path and query of a head.
pub(crate) fn own_target(head: &http::RequestHead) -> &str {
    let target = head.uri.path_and_query();
    target.map_or("/", |target| target.as_str())
}

impl RequestHead for NtexHead<'_> {
    fn method(&self) -> &str {
        self.0.method.as_str()
    }

    fn target(&self) -> &str {
        own_target(self.0)
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        // Looking a name up by `&str` would allocate an owned header name each time; going through
        // the few headers of a request does not.
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
