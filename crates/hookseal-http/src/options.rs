//! A layer's options, and the facts that it finds with them for each request.

use std::fmt;
use std::sync::Arc;

use hookseal_core::Tenant;
use http::request::Parts;

use crate::{Facts, TenantFound};

/// The app's settings of an adapter's layer: functions of a request `P`, which is
/// [`Parts`] unless the framework has a type of its own.
pub struct Options<P = Parts> {
    target_of: Option<Find<P, Option<String>>>,
    tenant_of: Option<Find<P, TenantFound>>,
    keeps_content_encoding: bool,
}

/// A function of the app's.
type Find<P, T> = Arc<dyn Fn(&mut P) -> T + Send + Sync>;

impl<P> Options<P> {
    /// The target that the sender has called and signed, if it is not the one received.
    #[must_use]
    pub fn target_of(
        mut self,
        target_of: impl Fn(&P) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.target_of = Some(Arc::new(move |request| target_of(request)));
        self
    }

    /// How to find out whose request it is.
    #[must_use]
    pub fn find_tenant(
        mut self,
        find: impl Fn(&mut P) -> TenantFound + Send + Sync + 'static,
    ) -> Self {
        self.tenant_of = Some(Arc::new(find));
        self
    }

    /// Like [`find_tenant`](Self::find_tenant), for functions that cannot fail.
    #[must_use]
    pub fn tenant_of(
        self,
        tenant_of: impl Fn(&mut P) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.find_tenant(move |request| Ok(tenant_of(request).map(Tenant::new)))
    }

    /// Leaves `Content-Encoding` on verified requests. See [`Facts::pass_on`].
    #[must_use]
    pub fn keep_content_encoding(mut self) -> Self {
        self.keeps_content_encoding = true;
        self
    }

    /// Asks the app's functions what is not in a request's head.
    pub fn find(&self, request: &mut P) -> Facts {
        if self.target_of.is_none() && self.tenant_of.is_none() {
            return Facts::of_head(self.keeps_content_encoding);
        }
        let target = self.target_of.as_ref().and_then(|find| find(request));
        let tenant = self.tenant_of.as_ref().map(|find| find(request));
        Facts::told(target, tenant, self.keeps_content_encoding)
    }
}

impl<P> Default for Options<P> {
    fn default() -> Self {
        Self {
            target_of: None,
            tenant_of: None,
            keeps_content_encoding: false,
        }
    }
}

impl<P> Clone for Options<P> {
    fn clone(&self) -> Self {
        Self {
            target_of: self.target_of.clone(),
            tenant_of: self.tenant_of.clone(),
            keeps_content_encoding: self.keeps_content_encoding,
        }
    }
}

impl<P> fmt::Debug for Options<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("has_target_of", &self.target_of.is_some())
            .field("has_tenant_of", &self.tenant_of.is_some())
            .field("keeps_content_encoding", &self.keeps_content_encoding)
            .finish()
    }
}
