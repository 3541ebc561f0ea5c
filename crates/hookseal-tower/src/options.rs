//! What a layer has been told, and what it finds by that for each request.

use std::fmt;
use std::sync::Arc;

use hookseal_core::VerifiedBody;
use http::request::Parts;

use crate::HttpHead;
use crate::encoding::take_off;
use crate::head::target;

/// Where the request target as received stands.
pub(crate) type TargetOf = fn(&Parts) -> &str;

/// What a layer has been told.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) target_of: TargetOf,
    pub(crate) tenant_of: Option<TenantOf>,
    pub(crate) keeps_content_encoding: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            target_of: |parts| target(&parts.uri),
            tenant_of: None,
            keeps_content_encoding: false,
        }
    }
}

impl Options {
    /// Finds what is not in a request's head.
    pub(crate) fn find(&self, parts: &mut Parts) -> Facts {
        Facts {
            target_of: self.target_of,
            tenant: self.tenant_of.as_ref().map(|of| FoundTenant((of.0)(parts))),
            keeps_content_encoding: self.keeps_content_encoding,
        }
    }
}

/// How to find out whose request it is.
#[derive(Clone)]
pub(crate) struct TenantOf(pub(crate) Arc<FindTenant>);

pub(crate) type FindTenant = dyn Fn(&mut Parts) -> Option<String> + Send + Sync;

impl fmt::Debug for TenantOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TenantOf(…)")
    }
}

/// Whose request it is, as the app's function has said: perhaps nobody's.
struct FoundTenant(Option<String>);

/// What is known of a request besides its head.
pub(crate) struct Facts {
    target_of: TargetOf,
    /// Where the layer has been told how to find it.
    tenant: Option<FoundTenant>,
    keeps_content_encoding: bool,
}

impl Facts {
    /// The head that is verified.
    pub(crate) fn head<'a>(&'a self, parts: &'a Parts) -> HttpHead<'a> {
        let head = HttpHead::with_target(parts, (self.target_of)(parts));
        match &self.tenant {
            Some(FoundTenant(tenant)) => head.of_tenant(tenant.as_deref()),
            None => head,
        }
    }

    /// Makes a request that was verified ready for its handler.
    pub(crate) fn pass_on(&self, parts: &mut Parts, verified: VerifiedBody) {
        if !self.keeps_content_encoding {
            take_off(parts);
        }
        parts.extensions.insert(verified);
    }
}
