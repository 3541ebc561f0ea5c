//! Several verifiers in one state.

/// Declares the types by which handlers name the verifiers of a state, each with the field that
/// holds it: see [`VerifyWebhook`](crate::VerifyWebhook).
///
/// ```
/// # use hookseal_core::Verifier;
/// #[derive(Clone)]
/// struct App {
///     github: GitHub,
///     stripe: Stripe,
/// }
///
/// hookseal_axum::verifiers! {
///     App {
///         github: GitHub,
///         stripe: pub Stripe,
///     }
/// }
/// # fn app(github: Verifier, stripe: Verifier) -> App {
/// # App { github: github.into(), stripe: stripe.into() }
/// # }
/// ```
///
/// Each is `Clone` and `Debug`, made `From<Verifier>`, and `AsRef<Verifier>`, and axum's `FromRef`
/// takes it from the state.
#[macro_export]
macro_rules! verifiers {
    ($state:path { $($field:ident: $visibility:vis $name:ident),+ $(,)? }) => {$(
        $crate::private::verifiers!($visibility $name);

        impl $crate::private::FromRef<$state> for $name {
            fn from_ref(state: &$state) -> Self {
                state.$field.clone()
            }
        }
    )+};
}
