//! Why an extractor gave no event, as an axum response.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use hookseal_core::handshake::AnsweredHandshake;
use hookseal_core::{PayloadError, Rejection};

/// Why [`Webhook`](crate::Webhook) or [`VerifyWebhook`](crate::VerifyWebhook) gives no event.
///
/// Take `Result<Webhook<T>, WebhookRejection>` in a handler to match on it, and return it: it is
/// also the response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebhookRejection {
    /// The request is refused. The response is the problem document, which reveals less.
    Refused(Rejection),
    /// The request is not an event but a handshake. The response is the answer that its sender
    /// expects. Inside a [`WebhookLayer`](crate::WebhookLayer) there is none: the layer answers
    /// them.
    Handshake(Box<AnsweredHandshake>),
}

impl From<Rejection> for WebhookRejection {
    fn from(rejection: Rejection) -> Self {
        Self::Refused(rejection)
    }
}

impl From<Box<AnsweredHandshake>> for WebhookRejection {
    fn from(answered: Box<AnsweredHandshake>) -> Self {
        Self::Handshake(answered)
    }
}

/// For handlers that read a payload by themselves, and refuse by `?`.
impl From<PayloadError> for WebhookRejection {
    fn from(error: PayloadError) -> Self {
        Self::Refused(Rejection::Payload(error))
    }
}

impl IntoResponse for WebhookRejection {
    fn into_response(self) -> Response {
        match self {
            Self::Refused(rejection) => hookseal_http::refusal(rejection),
            Self::Handshake(answered) => hookseal_http::respond(answered.into_answer()),
        }
        .map(Body::new)
    }
}

impl std::fmt::Display for WebhookRejection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(rejection) => rejection.fmt(f),
            Self::Handshake(answered) => write!(f, "answered a handshake: {}", answered.name()),
        }
    }
}

impl std::error::Error for WebhookRejection {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Refused(rejection) => Some(rejection),
            Self::Handshake(_) => None,
        }
    }
}
