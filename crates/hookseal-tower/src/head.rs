//! The head of an `http` 1.x request, as the core sees it.

use std::fmt;

use hookseal_core::adapter::{HeaderSearch, ReceivedTarget, RequestHead};
use hookseal_core::{Rejection, Tenant};
use http::HeaderValue;
use http::header::CONTENT_ENCODING;
use http::request::Parts;

use crate::encoding::TakenOff;

/// A view of an `http` 1.x request's head.
#[derive(Clone, Copy)]
pub struct HttpHead<'a> {
    parts: &'a Parts,
    target: TargetIs<'a>,
    tenant: TenantIs<'a>,
}

/// Where the request target as received is.
#[derive(Clone, Copy)]
enum TargetIs<'a> {
    /// Where this finds it, if anyone asks.
    Found(fn(&Parts) -> &str),
    Told(&'a str),
}

/// Where the tenant's name is.
#[derive(Clone, Copy)]
enum TenantIs<'a> {
    /// Among the request's extensions, if anyone asks.
    AmongExtensions,
    Told(Option<&'a str>),
    /// Nowhere, by the app's mistake.
    Fault(&'a Rejection),
}

impl<'a> HttpHead<'a> {
    /// The head in `parts`, with its own request target, or the [`ReceivedTarget`] among its
    /// extensions.
    #[must_use]
    pub fn new(parts: &'a Parts) -> Self {
        Self::with_target_in(parts, received_target)
    }

    /// The head in `parts`, where a router has changed the URI and kept the original.
    #[must_use]
    pub const fn with_target(parts: &'a Parts, target: &'a str) -> Self {
        Self {
            parts,
            target: TargetIs::Told(target),
            tenant: TenantIs::AmongExtensions,
        }
    }

    /// Like [`with_target`](Self::with_target), with a function that finds the original. Few
    /// schemes sign it, and only those call the function.
    #[must_use]
    pub const fn with_target_in(parts: &'a Parts, find: fn(&Parts) -> &str) -> Self {
        Self {
            parts,
            target: TargetIs::Found(find),
            tenant: TenantIs::AmongExtensions,
        }
    }

    /// Sets the tenant, for verifiers that look up their keys by tenant. By default it is the
    /// [`Tenant`] in the request's extensions.
    #[must_use]
    pub const fn of_tenant(mut self, tenant: Option<&'a str>) -> Self {
        self.tenant = TenantIs::Told(tenant);
        self
    }

    /// Sets the reason why the app cannot determine the tenant.
    pub(crate) const fn with_tenant_fault(mut self, fault: &'a Rejection) -> Self {
        self.tenant = TenantIs::Fault(fault);
        self
    }

    /// The lines removed by an outer layer, unless the header is there again.
    fn taken_off(&self) -> &'a [HeaderValue] {
        let taken = TakenOff::among(&self.parts.extensions);
        if taken.is_empty() || self.parts.headers.contains_key(CONTENT_ENCODING) {
            return &[];
        }
        taken
    }
}

/// Shows no header's value.
impl fmt::Debug for HttpHead<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpHead")
            .field("method", &self.parts.method)
            .finish_non_exhaustive()
    }
}

/// The path and query as they were received: the [`ReceivedTarget`] among the request's
/// extensions, or its own.
#[must_use]
pub fn received_target(parts: &Parts) -> &str {
    match parts.extensions.get::<ReceivedTarget>() {
        Some(target) => target.as_str(),
        None => parts
            .uri
            .path_and_query()
            .map_or("/", |target| target.as_str()),
    }
}

impl RequestHead for HttpHead<'_> {
    fn method(&self) -> &str {
        self.parts.method.as_str()
    }

    fn target(&self) -> &str {
        match self.target {
            TargetIs::Found(find) => find(self.parts),
            TargetIs::Told(target) => target,
        }
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let headers = &self.parts.headers;
        let found = match nth {
            0 => headers.get(name),
            _ => headers.get_all(name).iter().nth(nth),
        };
        let found = match found {
            None if name.eq_ignore_ascii_case(CONTENT_ENCODING.as_str()) => {
                self.taken_off().get(nth)
            }
            found => found,
        };
        found.map(HeaderValue::as_bytes)
    }

    fn search<'a>(&'a self, search: &mut HeaderSearch<'a>) -> bool {
        for (name, value) in &self.parts.headers {
            search.see(name.as_str(), value.as_bytes());
        }
        for value in self.taken_off() {
            search.see(CONTENT_ENCODING.as_str(), value.as_bytes());
        }
        true
    }

    fn tenant(&self) -> Option<&str> {
        match self.tenant {
            TenantIs::AmongExtensions => {
                let tenant = self.parts.extensions.get::<Tenant>();
                tenant.map(Tenant::as_str)
            }
            TenantIs::Told(tenant) => tenant,
            TenantIs::Fault(_) => None,
        }
    }

    fn tenant_fault(&self) -> Option<&Rejection> {
        match self.tenant {
            TenantIs::Fault(fault) => Some(fault),
            TenantIs::AmongExtensions | TenantIs::Told(_) => None,
        }
    }
}
