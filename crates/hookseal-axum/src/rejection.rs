//! Why an extractor gave no event, as an axum response.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use hookseal_core::{PayloadError, Rejection};

/// The rejection of [`Webhook`](crate::Webhook) and [`VerifyWebhook`](crate::VerifyWebhook).
///
/// Take `Result<Webhook<T>, WebhookRejection>` in a handler to match on the
/// [`Rejection`] in it. As a response it is the problem document, which reveals less.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookRejection(pub Rejection);

impl From<Rejection> for WebhookRejection {
    fn from(rejection: Rejection) -> Self {
        Self(rejection)
    }
}

/// For handlers that read a payload by themselves, and refuse by `?`.
impl From<PayloadError> for WebhookRejection {
    fn from(error: PayloadError) -> Self {
        Self(Rejection::Payload(error))
    }
}

impl IntoResponse for WebhookRejection {
    fn into_response(self) -> Response {
        hookseal_http::refusal(self.0).map(Body::new)
    }
}

impl std::fmt::Display for WebhookRejection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for WebhookRejection {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}
