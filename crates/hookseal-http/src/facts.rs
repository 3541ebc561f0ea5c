//! The facts about a request in addition to its head, and those left in it for its handler.

use std::fmt;

use hookseal_core::adapter::TenantFound;
use hookseal_core::{Tenant, VerifiedBody};
use http::{Extensions, HeaderMap};

use crate::HttpHead;
use crate::encoding::take_off;
use crate::target::VerifiedTarget;

/// Facts about a request besides its head. Found by [`Options`](crate::Options), and kept
/// with the request while it is received.
pub struct Facts {
    /// In a box, since there seldom is any, and requests are moved about.
    told: Option<Box<Told>>,
    keeps_content_encoding: bool,
}

/// The results of the app's functions.
struct Told {
    target: Option<String>,
    /// Set if the layer has an option to find it.
    tenant: Option<TenantFound>,
}

impl Facts {
    /// Where the app has nothing to say.
    pub(crate) const fn of_head(keeps_content_encoding: bool) -> Self {
        Self {
            told: None,
            keeps_content_encoding,
        }
    }

    pub(crate) fn told(
        target: Option<String>,
        tenant: Option<TenantFound>,
        keeps_content_encoding: bool,
    ) -> Self {
        Self {
            told: Some(Box::new(Told { target, tenant })),
            keeps_content_encoding,
        }
    }

    /// The head that is verified: the request's, and what the app has said besides.
    #[inline]
    #[must_use]
    pub fn complete<'a>(&'a self, head: HttpHead<'a>) -> HttpHead<'a> {
        match &self.told {
            None => head,
            Some(told) => told.complete(head),
        }
    }

    /// Makes a request that was verified ready for its handler.
    ///
    /// Among its extensions it has the [`VerifiedBody`] then, and what a replay guard further
    /// in has to know. Its `Content-Encoding` is taken off, unless it is
    /// [kept](crate::Options::keep_content_encoding): anyone can set that, and code that decodes the
    /// body by it would read something else than was verified.
    pub fn pass_on(
        self,
        headers: &mut HeaderMap,
        extensions: &mut Extensions,
        verified: VerifiedBody,
    ) {
        if verified.has_content_encoding() && !self.keeps_content_encoding {
            take_off(headers, extensions);
        }
        let verified_before = extensions.insert(verified).is_some();
        match self.told.and_then(|told| told.target) {
            Some(target) => {
                extensions.insert(VerifiedTarget(target));
            }
            // That of a layer further out is not what was verified last.
            None if verified_before => {
                extensions.remove::<VerifiedTarget>();
            }
            None => {}
        }
    }
}

impl Told {
    fn complete<'a>(&'a self, head: HttpHead<'a>) -> HttpHead<'a> {
        let head = match &self.target {
            Some(target) => head.of_target(target),
            None => head,
        };
        match &self.tenant {
            Some(Ok(tenant)) => head.of_tenant(tenant.as_ref().map(Tenant::as_str)),
            Some(Err(fault)) => head.with_tenant_fault(fault),
            None => head,
        }
    }
}

/// Shows neither target nor tenant.
impl fmt::Debug for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Facts").finish_non_exhaustive()
    }
}
