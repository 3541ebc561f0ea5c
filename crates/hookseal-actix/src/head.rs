//! The head of an actix request, as the core sees it.

use std::fmt;

use actix_web::dev;
use actix_web::http::header::{CONTENT_ENCODING, HeaderValue};
use hookseal_core::Rejection;
use hookseal_core::adapter::{HeaderSearch, RequestHead};

/// A view of an actix request's head. actix keeps the URI as received, also inside scopes;
/// for middleware that does not, see [`KeepTarget`](crate::KeepTarget).
#[derive(Clone, Copy)]
pub struct ActixHead<'a> {
    head: &'a dev::RequestHead,
    /// Or why the app cannot determine it.
    tenant: Result<Option<&'a str>, &'a Rejection>,
    /// Where it is not the head's own.
    target: Option<&'a str>,
    /// Lines of `Content-Encoding` that an outer layer has removed.
    taken_off: &'a [HeaderValue],
}

impl<'a> ActixHead<'a> {
    /// The head of a request and its tenant, for verifiers that look up their keys by tenant.
    #[must_use]
    pub const fn new(head: &'a dev::RequestHead, tenant: Option<&'a str>) -> Self {
        Self {
            head,
            tenant: Ok(tenant),
            target: None,
            taken_off: &[],
        }
    }

    /// Says what the sender has called and signed, where that is not the head's own target.
    #[must_use]
    pub const fn with_target(mut self, target: Option<&'a str>) -> Self {
        self.target = target;
        self
    }

    pub(crate) const fn with_tenant(
        mut self,
        tenant: Result<Option<&'a str>, &'a Rejection>,
    ) -> Self {
        self.tenant = tenant;
        self
    }

    pub(crate) const fn with_taken_off(mut self, lines: &'a [HeaderValue]) -> Self {
        self.taken_off = lines;
        self
    }

    /// The removed lines, unless the header is there again.
    fn taken_off(&self) -> &'a [HeaderValue] {
        if self.taken_off.is_empty() || self.head.headers.contains_key(CONTENT_ENCODING) {
            return &[];
        }
        self.taken_off
    }
}

/// Shows no header's value.
impl fmt::Debug for ActixHead<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActixHead")
            .field("method", &self.head.method)
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
        self.head.method.as_str()
    }

    fn target(&self) -> &str {
        self.target.unwrap_or_else(|| own_target(self.head))
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        // Looking a name up by `&str` would allocate an owned header name each time;
        // going through the few headers of a request does not.
        let lines = self.head.headers.iter();
        let taken_off = self.taken_off().iter();
        lines
            .chain(taken_off.map(|value| (&CONTENT_ENCODING, value)))
            .filter(|(other, _)| other.as_str().eq_ignore_ascii_case(name))
            .nth(nth)
            .map(|(_, value)| value.as_bytes())
    }

    fn search<'h>(&'h self, search: &mut HeaderSearch<'h>) -> bool {
        for (name, value) in &self.head.headers {
            search.see(name.as_str(), value.as_bytes());
        }
        for value in self.taken_off() {
            search.see(CONTENT_ENCODING.as_str(), value.as_bytes());
        }
        true
    }

    fn tenant(&self) -> Option<&str> {
        self.tenant.ok().flatten()
    }

    fn tenant_fault(&self) -> Option<&Rejection> {
        self.tenant.err()
    }
}
