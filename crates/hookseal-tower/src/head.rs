//! The head of an `http` 1.x request, as the core sees it.

use hookseal_core::{HeaderSearch, RequestHead, Tenant};
use http::request::Parts;
use http::{Extensions, HeaderMap};

/// A view of an `http` 1.x request's head.
#[derive(Clone, Copy, Debug)]
pub struct HttpHead<'a> {
    method: &'a str,
    target: &'a str,
    headers: &'a HeaderMap,
    tenant: TenantIs<'a>,
}

/// Where the tenant's name is.
#[derive(Clone, Copy, Debug)]
enum TenantIs<'a> {
    /// Among these, if anyone asks.
    Among(&'a Extensions),
    Told(Option<&'a str>),
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
            tenant: TenantIs::Among(&parts.extensions),
        }
    }

    /// Says whose request it is, for verifiers that look up their keys by tenant. By
    /// default that is what a [`Tenant`] among the request's extensions says.
    #[must_use]
    pub const fn of_tenant(mut self, tenant: Option<&'a str>) -> Self {
        self.tenant = TenantIs::Told(tenant);
        self
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

    fn search<'a>(&'a self, search: &mut HeaderSearch<'a>) -> bool {
        for (name, value) in self.headers {
            search.see(name.as_str(), value.as_bytes());
        }
        true
    }

    fn tenant(&self) -> Option<&str> {
        match &self.tenant {
            TenantIs::Among(extensions) => extensions.get::<Tenant>().map(Tenant::as_str),
            TenantIs::Told(tenant) => *tenant,
        }
    }
}
