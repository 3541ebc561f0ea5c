//! Verifiers under names of their own, for apps that have several.

use crate::engine::{VerifiedEvent, Verifier};

/// The type by which an extractor finds its verifier: a [`Verifier`], or the app's own type
/// around one, so that each sender's handlers name theirs and can take no other's. Adapters have a macro
/// `verifiers!` that writes such types; by hand, implement `AsRef<Verifier>`.
pub trait VerifierHolder: AsRef<Verifier> {
    /// The event that its verifier makes: [`VerifiedEvent`], for every holder. Extractors name
    /// it by their holder, so that the event is all that they have in them.
    type Event<T>;
}

impl<V: AsRef<Verifier>> VerifierHolder for V {
    type Event<T> = VerifiedEvent<T>;
}
