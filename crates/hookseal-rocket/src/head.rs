//! The head of a Rocket request, as the core sees it.

use hookseal_core::adapter::{ReceivedTarget, RequestHead};
use hookseal_core::{Rejection, Tenant};
use hookseal_http::TenantFound;
use rocket::request::Request;

/// Facts about a request besides its head, found by the options of a layer.
#[derive(Default)]
pub(crate) struct Facts {
    pub(crate) target: Option<String>,
    /// Set if the layer has an option to find it.
    pub(crate) tenant: Option<TenantFound>,
}

/// A view of a Rocket request's head.
#[derive(Clone, Copy)]
pub(crate) struct RocketHead<'a, 'r> {
    pub(crate) request: &'a Request<'r>,
    pub(crate) facts: &'a Facts,
}

/// The target as received: the one kept earlier, or the request's own, which Rocket does not
/// change by itself, also for routes that are mounted somewhere.
pub(crate) fn received_target<'a>(request: &'a Request<'_>) -> &'a ReceivedTarget {
    request.local_cache(|| ReceivedTarget::new(request.uri().to_string()))
}

impl RequestHead for RocketHead<'_, '_> {
    fn method(&self) -> &str {
        self.request.method().as_str()
    }

    fn target(&self) -> &str {
        match &self.facts.target {
            Some(target) => target,
            None => received_target(self.request).as_str(),
        }
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        self.request.headers().get(name).nth(nth).map(str::as_bytes)
    }

    fn tenant(&self) -> Option<&str> {
        let tenant = match &self.facts.tenant {
            Some(found) => found.as_ref().ok()?,
            None => self.request.local_cache(|| None::<Tenant>),
        };
        tenant.as_ref().map(Tenant::as_str)
    }

    fn tenant_fault(&self) -> Option<&Rejection> {
        self.facts.tenant.as_ref()?.as_ref().err()
    }
}
