//! Why an extractor gives no event.

/// Declares an adapter's `WebhookRejection` like
/// [`hookseal_core::webhook_rejection!`](macro@hookseal_core::webhook_rejection), with its response
/// in the types of `http`.
///
/// ```
/// use hookseal_core::Rejection;
///
/// hookseal_http::webhook_rejection! {
///     /// Why an extractor gives no event. It is also the response.
/// }
///
/// let refused = WebhookRejection::from(Rejection::SignatureMismatch);
/// assert_eq!(refused.to_string(), Rejection::SignatureMismatch.to_string());
/// ```
///
/// Handlers can return it, and refuse by `?` if they read a payload by themselves.
#[macro_export]
macro_rules! webhook_rejection {
    ($(#[$docs:meta])*) => {
        $crate::private::webhook_rejection! {
            $(#[$docs])*
        }

        /// The response, in the types of `http`.
        impl From<WebhookRejection> for $crate::OwnResponse {
            fn from(rejection: WebhookRejection) -> Self {
                match rejection {
                    WebhookRejection::Refused(rejection) => $crate::refusal(rejection),
                    WebhookRejection::Handshake(answered) => {
                        $crate::respond(answered.into_answer())
                    }
                }
            }
        }
    };
}
