//! Why an extractor gives no event.

/// Declares an adapter's `WebhookRejection`: the error of its extractors, which the adapter turns
/// into a response by the means of its framework. It has to be a type of the adapter's own for
/// that.
///
/// ```
/// use hookseal_core::Rejection;
///
/// hookseal_core::webhook_rejection! {
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
        $(#[$docs])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum WebhookRejection {
            /// The request is refused. The response is the problem document, which reveals less.
            Refused($crate::Rejection),
            /// The request is not an event but a handshake. The response is the answer that its
            /// sender expects. Inside a `WebhookLayer` there is none: the layer answers them.
            Handshake(::std::boxed::Box<$crate::handshake::AnsweredHandshake>),
        }

        impl From<$crate::Rejection> for WebhookRejection {
            fn from(rejection: $crate::Rejection) -> Self {
                Self::Refused(rejection)
            }
        }

        impl From<::std::boxed::Box<$crate::handshake::AnsweredHandshake>> for WebhookRejection {
            fn from(answered: ::std::boxed::Box<$crate::handshake::AnsweredHandshake>) -> Self {
                Self::Handshake(answered)
            }
        }

        /// For handlers that read a payload by themselves, and refuse by `?`.
        impl From<$crate::PayloadError> for WebhookRejection {
            fn from(error: $crate::PayloadError) -> Self {
                Self::Refused($crate::Rejection::Payload(error))
            }
        }

        impl ::std::fmt::Display for WebhookRejection {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    Self::Refused(rejection) => rejection.fmt(f),
                    Self::Handshake(answered) => {
                        write!(f, "answered a handshake: {}", answered.name())
                    }
                }
            }
        }

        impl ::std::error::Error for WebhookRejection {
            fn source(&self) -> Option<&(dyn ::std::error::Error + 'static)> {
                match self {
                    Self::Refused(rejection) => Some(rejection),
                    Self::Handshake(_) => None,
                }
            }
        }
    };
}
