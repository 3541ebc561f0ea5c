//! Facts about a request besides its head.

use actix_web::dev::{Extensions, RequestHead};
use hookseal_core::adapter::ReceivedTarget;
use hookseal_core::{Rejection, Tenant, VerifiedBody};

use crate::ActixHead;
use crate::encoding::TakenOff;

/// The tenant of a request, if there is one; or why the app cannot determine it.
pub(crate) type TenantFound = Result<Option<Tenant>, Rejection>;

/// Facts about a request besides its head, kept with it while it is received.
pub(crate) struct Facts {
    pub(crate) tenant: TenantFound,
    pub(crate) target: Option<ReceivedTarget>,
    taken_off: TakenOff,
}

impl Facts {
    /// The facts in a request's extensions.
    pub(crate) fn among(extensions: &Extensions) -> Self {
        Self {
            tenant: Ok(extensions.get::<Tenant>().cloned()),
            target: extensions.get::<ReceivedTarget>().cloned(),
            taken_off: TakenOff::among(extensions),
        }
    }

    /// The facts of a verified request.
    #[cfg(feature = "replay")]
    pub(crate) fn of_verified(extensions: &Extensions) -> Self {
        let mut facts = Self::among(extensions);
        if let Some(VerifiedTarget(target)) = extensions.get() {
            facts.target = Some(target.clone());
        }
        facts
    }

    /// The head that is verified.
    pub(crate) fn head<'a>(&'a self, head: &'a RequestHead) -> ActixHead<'a> {
        let target = self.target.as_ref().map(ReceivedTarget::as_str);
        let tenant = self.tenant.as_ref().map(Option::as_ref);
        ActixHead::new(head, None)
            .with_tenant(tenant.map(|tenant| tenant.map(Tenant::as_str)))
            .with_target(target)
            .with_taken_off(self.taken_off.lines())
    }

    /// Puts among a request's extensions what was verified.
    pub(crate) fn pass_on(&mut self, extensions: &mut Extensions, verified: VerifiedBody) {
        let verified_before = extensions.insert(verified).is_some();
        match self.target.take() {
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

/// The target that was verified, where it was not the request's own, for the guard.
#[cfg_attr(not(feature = "replay"), allow(dead_code))]
struct VerifiedTarget(ReceivedTarget);
