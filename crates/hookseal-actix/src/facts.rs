//! Facts about a request in addition to its head, among its extensions.

use actix_web::dev::Extensions;
use hookseal_core::VerifiedBody;
use hookseal_core::adapter::{Facts, VerifiedTarget};

/// The facts in a request's extensions.
pub(crate) fn among(extensions: &Extensions) -> Facts {
    Facts::left(extensions.get(), extensions.get(), extensions.get())
}

/// The facts of a verified request.
#[cfg(feature = "replay")]
pub(crate) fn of_verified(extensions: &Extensions) -> Facts {
    among(extensions).with_verified_target(extensions.get())
}

/// Puts among a request's extensions what was verified.
pub(crate) fn pass_on(facts: &mut Facts, extensions: &mut Extensions, verified: VerifiedBody) {
    let verified_before = extensions.insert(verified).is_some();
    match facts.take_verified_target() {
        Some(target) => {
            extensions.insert(target);
        }
        // That of a layer further out is not what was verified last.
        None if verified_before => {
            extensions.remove::<VerifiedTarget>();
        }
        None => {}
    }
}
