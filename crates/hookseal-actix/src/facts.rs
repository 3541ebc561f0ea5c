//! What is known of a request besides its head.

use actix_web::dev::{Extensions, RequestHead};

use crate::ActixHead;
use crate::encoding::TakenOff;
use crate::head::tenant_among;

/// What is known of a request besides its head, kept with it while it is received.
pub(crate) struct Facts {
    pub(crate) tenant: Option<String>,
    taken_off: TakenOff,
}

impl Facts {
    /// What a request's extensions say.
    pub(crate) fn among(extensions: &Extensions) -> Self {
        Self {
            tenant: tenant_among(extensions),
            taken_off: TakenOff::among(extensions),
        }
    }

    /// The head that is verified.
    pub(crate) fn head<'a>(&'a self, head: &'a RequestHead) -> ActixHead<'a> {
        ActixHead::new(head, self.tenant.as_deref()).with_taken_off(self.taken_off.lines())
    }
}
