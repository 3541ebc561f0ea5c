//! The head of an actix request, as the core sees it.

use std::fmt;

use actix_web::dev::{self, Extensions};
use actix_web::http::header::{CONTENT_ENCODING, HeaderValue};
use hookseal_core::{HeaderSearch, RequestHead, Tenant};

/// A view of an actix request's head. actix keeps the URI as received, also inside scopes.
#[derive(Clone, Copy)]
pub struct ActixHead<'a> {
    head: &'a dev::RequestHead,
    tenant: Option<&'a str>,
    /// Lines of `Content-Encoding` that a layer further out has taken off.
    taken_off: &'a [HeaderValue],
}

impl<'a> ActixHead<'a> {
    /// The head of a request, and whose it is, for verifiers that look up their keys by
    /// tenant.
    #[must_use]
    pub const fn new(head: &'a dev::RequestHead, tenant: Option<&'a str>) -> Self {
        Self {
            head,
            tenant,
            taken_off: &[],
        }
    }

    pub(crate) const fn with_taken_off(mut self, lines: &'a [HeaderValue]) -> Self {
        self.taken_off = lines;
        self
    }

    /// What was taken off, unless it is there again.
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

/// What a [`Tenant`] among a request's extensions says.
pub(crate) fn tenant_among(extensions: &Extensions) -> Option<String> {
    let tenant = extensions.get::<Tenant>()?;
    Some(tenant.as_str().to_owned())
}

impl RequestHead for ActixHead<'_> {
    fn method(&self) -> &str {
        self.head.method.as_str()
    }

    fn target(&self) -> &str {
        self.head
            .uri
            .path_and_query()
            .map_or("/", |target| target.as_str())
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
        self.tenant
    }
}
