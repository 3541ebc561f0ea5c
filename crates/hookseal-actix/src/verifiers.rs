//! Several verifiers in one app.

/// Declares the types by which handlers name their verifiers: see
/// [`Webhook`](crate::Webhook).
///
/// ```
/// hookseal_actix::verifiers!(GitHub, pub Stripe);
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
