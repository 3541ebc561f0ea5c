//! The head of an `http` 1.x request, as the core sees it.

use std::fmt;

use hookseal_core::adapter::{HeaderSearch, RequestHead};
use hookseal_core::{Rejection, Tenant};
use http::header::CONTENT_ENCODING;
use http::request::Parts;
use http::{Extensions, HeaderMap, HeaderValue, Method, Request, Uri};

use crate::encoding::TakenOff;
use crate::target::{VerifiedTarget, received};

/// A view of an `http` 1.x request's head.
///
/// ```
/// use hookseal_core::adapter::RequestHead;
/// use hookseal_http::HttpHead;
/// use http::Request;
///
/// let request = Request::post("/hooks?team=7").header("X-Id", "1").body(())?;
/// let head = HttpHead::of(&request);
/// assert_eq!(head.target(), "/hooks?team=7");
/// assert_eq!(head.header("x-id", 0), Some(b"1".as_slice()));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct HttpHead<'a> {
    method: &'a Method,
    uri: &'a Uri,
    headers: &'a HeaderMap,
    /// Where a framework has them.
    extensions: Option<&'a Extensions>,
    target: TargetIs<'a>,
    tenant: TenantIs<'a>,
}

/// Where the request target as received is.
#[derive(Clone, Copy)]
enum TargetIs<'a> {
    /// A [`ReceivedTarget`](hookseal_core::adapter::ReceivedTarget), or the URI's own.
    Received,
    /// Where this finds it, if anyone asks.
    Found(fn(&Parts) -> &str, &'a Parts),
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
    /// The head in `parts`, with its own request target, or the
    /// [`ReceivedTarget`](hookseal_core::adapter::ReceivedTarget) among its extensions.
    #[must_use]
    pub const fn new(parts: &'a Parts) -> Self {
        Self {
            method: &parts.method,
            uri: &parts.uri,
            headers: &parts.headers,
            extensions: Some(&parts.extensions),
            target: TargetIs::Received,
            tenant: TenantIs::AmongExtensions,
        }
    }

    /// As [`new`](Self::new), of a request that is still whole.
    #[must_use]
    pub fn of<B>(request: &'a Request<B>) -> Self {
        Self::of_pieces(request.method(), request.uri(), request.headers())
            .with_extensions(request.extensions())
    }

    /// As [`new`](Self::new), for frameworks that have a type of request of their own. It has
    /// no extensions; where the framework's request has, see
    /// [`with_extensions`](Self::with_extensions).
    #[must_use]
    pub const fn of_pieces(method: &'a Method, uri: &'a Uri, headers: &'a HeaderMap) -> Self {
        Self {
            method,
            uri,
            headers,
            extensions: None,
            target: TargetIs::Received,
            tenant: TenantIs::AmongExtensions,
        }
    }

    /// The head in `parts`, where a router has changed the URI and kept the original.
    #[must_use]
    pub const fn with_target(parts: &'a Parts, target: &'a str) -> Self {
        Self::new(parts).of_target(target)
    }

    /// Like [`with_target`](Self::with_target), with a function that finds the original. Few
    /// schemes sign it, and only those call the function.
    #[must_use]
    pub const fn with_target_in(parts: &'a Parts, find: fn(&Parts) -> &str) -> Self {
        let mut head = Self::new(parts);
        head.target = TargetIs::Found(find, parts);
        head
    }

    /// Adds the request's extensions, where layers leave what they know: the target as it was
    /// received, the tenant, the `Content-Encoding` that was taken off.
    #[must_use]
    pub const fn with_extensions(mut self, extensions: &'a Extensions) -> Self {
        self.extensions = Some(extensions);
        self
    }

    /// Says what the sender has called and signed, where that is not the request's own target.
    #[must_use]
    pub const fn of_target(mut self, target: &'a str) -> Self {
        self.target = TargetIs::Told(target);
        self
    }

    /// The target by which the layer next to it has verified the request, for a replay guard
    /// that goes by the same: that from [`Options::target_of`](crate::Options::target_of), if
    /// there was one.
    #[must_use]
    pub fn of_verified_target(self) -> Self {
        match self.extensions.and_then(Extensions::get) {
            Some(VerifiedTarget(target)) => self.of_target(target),
            None => self,
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
    #[must_use]
    pub const fn with_tenant_fault(mut self, fault: &'a Rejection) -> Self {
        self.tenant = TenantIs::Fault(fault);
        self
    }

    /// The lines removed by an outer layer, unless the header is there again.
    fn taken_off(&self) -> &'a [HeaderValue] {
        let taken = self.extensions.map_or(&[][..], TakenOff::among);
        if taken.is_empty() || self.headers.contains_key(CONTENT_ENCODING) {
            return &[];
        }
        taken
    }
}

/// Shows no header's value.
impl fmt::Debug for HttpHead<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpHead")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

impl RequestHead for HttpHead<'_> {
    fn method(&self) -> &str {
        self.method.as_str()
    }

    fn target(&self) -> &str {
        match self.target {
            TargetIs::Received => received(self.uri, self.extensions),
            TargetIs::Found(find, parts) => find(parts),
            TargetIs::Told(target) => target,
        }
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let found = match nth {
            0 => self.headers.get(name),
            _ => self.headers.get_all(name).iter().nth(nth),
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
        for (name, value) in self.headers {
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
                let tenant = self.extensions?.get::<Tenant>();
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
