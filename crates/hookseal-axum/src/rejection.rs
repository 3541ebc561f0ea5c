//! Why an extractor gave no event, as an axum response.

use axum::body::Body;
use axum::response::{IntoResponse, Response};

hookseal_http::webhook_rejection! {
    /// Why [`Webhook`](crate::Webhook) or [`VerifyWebhook`](crate::VerifyWebhook) gives no event.
    ///
    /// Take `Result<Webhook<T>, WebhookRejection>` in a handler to match on it, and return it: it is
    /// also the response.
}

impl IntoResponse for WebhookRejection {
    fn into_response(self) -> Response {
        hookseal_http::OwnResponse::from(self).map(Body::new)
    }
}
