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

/// Declares the types by which handlers name their verifiers: each is a
/// [`VerifierHolder`](crate::adapter::VerifierHolder), found by its type in the app's data.
///
/// ```
/// hookseal_core::verifiers!(GitHub, pub Stripe);
/// # let _: fn(hookseal_core::Verifier) -> Stripe = Stripe::from;
/// # let _: fn(hookseal_core::Verifier) -> GitHub = GitHub::from;
/// ```
///
/// Each is `Clone` and `Debug`, made `From<Verifier>`, and `AsRef<Verifier>`. Adapters export this
/// macro, or one of their own.
#[macro_export]
macro_rules! verifiers {
    ($($visibility:vis $name:ident),+ $(,)?) => {$(
        #[doc = concat!("The verifier for `", stringify!($name), "`, in the app's data.")]
        #[derive(Clone, Debug)]
        $visibility struct $name($crate::Verifier);

        impl From<$crate::Verifier> for $name {
            fn from(verifier: $crate::Verifier) -> Self {
                Self(verifier)
            }
        }

        impl AsRef<$crate::Verifier> for $name {
            fn as_ref(&self) -> &$crate::Verifier {
                &self.0
            }
        }
    )+};
}
