//! Several verifiers in one app, for frameworks that find an app's data by its type.

/// Declares the types by which handlers name their verifiers: each is a
/// [`VerifierHolder`](hookseal_core::adapter::VerifierHolder) that is found by its type.
///
/// ```
/// hookseal_http::verifiers!(GitHub, pub Stripe);
/// # let _: fn(hookseal_core::Verifier) -> Stripe = Stripe::from;
/// # let _: fn(hookseal_core::Verifier) -> GitHub = GitHub::from;
/// ```
///
/// Each is `Clone` and `Debug`, made `From<Verifier>`, and `AsRef<Verifier>`.
#[macro_export]
macro_rules! verifiers {
    ($($visibility:vis $name:ident),+ $(,)?) => {$(
        #[doc = concat!("The verifier for `", stringify!($name), "`, in the app's data.")]
        #[derive(Clone, Debug)]
        $visibility struct $name($crate::private::Verifier);

        impl From<$crate::private::Verifier> for $name {
            fn from(verifier: $crate::private::Verifier) -> Self {
                Self(verifier)
            }
        }

        impl AsRef<$crate::private::Verifier> for $name {
            fn as_ref(&self) -> &$crate::private::Verifier {
                &self.0
            }
        }
    )+};
}
