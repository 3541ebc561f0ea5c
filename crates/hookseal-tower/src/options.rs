//! A layer's options, and the facts that it finds with them for each request.

use std::fmt;
use std::sync::Arc;

use hookseal_core::{Rejection, Tenant, VerifiedBody};
use http::request::Parts;

use crate::encoding::take_off;
use crate::{HttpHead, received_target};

/// A layer's options.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub(crate) target: TargetOf,
    pub(crate) tenant_of: Option<Find<TenantFound>>,
    pub(crate) keeps_content_encoding: bool,
}

/// How to find the request target as it was received.
#[derive(Clone, Debug)]
pub(crate) struct TargetOf {
    /// Where it is in the request.
    pub(crate) place: fn(&Parts) -> &str,
    /// Overrides the default.
    pub(crate) said: Option<Find<Option<String>>>,
}

impl Default for TargetOf {
    fn default() -> Self {
        Self {
            place: received_target,
            said: None,
        }
    }
}

/// The tenant of a request, if there is one; or why the app cannot determine it.
pub(crate) type TenantFound = Result<Option<Tenant>, Rejection>;

/// A function of the app's.
pub(crate) struct Find<T>(pub(crate) Arc<dyn Fn(&mut Parts) -> T + Send + Sync>);

impl<T> Clone for Find<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> fmt::Debug for Find<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Find(…)")
    }
}

impl Options {
    /// Finds what is not in a request's head.
    pub(crate) fn find(&self, parts: &mut Parts) -> Facts {
        let (said, tenant_of) = (&self.target.said, &self.tenant_of);
        let told = (said.is_some() || tenant_of.is_some()).then(|| {
            Box::new(Told {
                target: said.as_ref().and_then(|Find(said)| said(parts)),
                tenant: tenant_of.as_ref().map(|Find(of)| of(parts)),
            })
        });
        Facts {
            target_place: self.target.place,
            told,
            keeps_content_encoding: self.keeps_content_encoding,
        }
    }
}

/// Facts about a request besides its head.
pub(crate) struct Facts {
    target_place: fn(&Parts) -> &str,
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
    /// The head that is verified.
    #[inline]
    pub(crate) fn head<'a>(&'a self, parts: &'a Parts) -> HttpHead<'a> {
        match &self.told {
            None => HttpHead::with_target_in(parts, self.target_place),
            Some(told) => self.told_head(told, parts),
        }
    }

    fn told_head<'a>(&self, told: &'a Told, parts: &'a Parts) -> HttpHead<'a> {
        let head = match &told.target {
            Some(target) => HttpHead::with_target(parts, target),
            None => HttpHead::with_target_in(parts, self.target_place),
        };
        match &told.tenant {
            Some(Ok(tenant)) => head.of_tenant(tenant.as_ref().map(Tenant::as_str)),
            Some(Err(fault)) => head.with_tenant_fault(fault),
            None => head,
        }
    }

    /// Makes a request that was verified ready for its handler.
    pub(crate) fn pass_on(self, parts: &mut Parts, verified: VerifiedBody) {
        if verified.has_content_encoding() && !self.keeps_content_encoding {
            take_off(parts);
        }
        let verified_before = parts.extensions.insert(verified).is_some();
        match self.told.and_then(|told| told.target) {
            Some(target) => {
                parts.extensions.insert(VerifiedTarget(target));
            }
            // That of a layer further out is not what was verified last.
            None if verified_before => {
                parts.extensions.remove::<VerifiedTarget>();
            }
            None => {}
        }
    }
}

/// The target that was verified, where the app had to say it, for the guard.
#[cfg_attr(not(feature = "replay"), allow(dead_code))]
#[derive(Clone)]
pub(crate) struct VerifiedTarget(pub(crate) String);
