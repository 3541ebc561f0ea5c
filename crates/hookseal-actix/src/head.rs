//! The head of an actix request, as the core sees it.

use actix_web::dev::{self, Extensions};
use hookseal_core::{HeaderSearch, RequestHead, Tenant};

/// A view of an actix request's head. actix keeps the URI as received, also inside scopes.
#[derive(Clone, Copy, Debug)]
pub struct ActixHead<'a> {
    head: &'a dev::RequestHead,
    tenant: Option<&'a str>,
}

impl<'a> ActixHead<'a> {
    /// The head of a request, and whose it is, for verifiers that look up their keys by
    /// tenant.
    #[must_use]
    pub const fn new(head: &'a dev::RequestHead, tenant: Option<&'a str>) -> Self {
        Self { head, tenant }
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
        self.head
            .headers
            .iter()
            .filter(|(other, _)| other.as_str().eq_ignore_ascii_case(name))
            .nth(nth)
            .map(|(_, value)| value.as_bytes())
    }

    fn search<'h>(&'h self, search: &mut HeaderSearch<'h>) -> bool {
        for (name, value) in &self.head.headers {
            search.see(name.as_str(), value.as_bytes());
        }
        true
    }

    fn tenant(&self) -> Option<&str> {
        self.tenant
    }
}
