//! Why a data guard gives no event.

use rocket::http::Status;

hookseal_http::webhook_rejection! {
    /// Why [`Webhook`](crate::Webhook) or [`VerifyWebhook`](crate::VerifyWebhook) gives no event.
    ///
    /// It is also the response. Take `Result<Webhook<T>, WebhookRejection>` in a handler to match
    /// on it:
    ///
    /// ```
    /// use hookseal_core::Rejection;
    /// use hookseal_rocket::{Webhook, WebhookRejection};
    /// use rocket::post;
    /// use serde_json::Value;
    ///
    /// #[post("/acme", data = "<event>")]
    /// fn on_event(event: Result<Webhook<Value>, WebhookRejection>) -> Result<String, WebhookRejection> {
    ///     match event {
    ///         Ok(event) => Ok(event.payload().to_string()),
    ///         Err(WebhookRejection::Refused(Rejection::Payload(_))) => Ok("ignored".to_owned()),
    ///         Err(other) => Err(other),
    ///     }
    /// }
    /// ```
}

impl WebhookRejection {
    /// The status of the response.
    pub(crate) fn status(&self) -> Status {
        Status::new(match self {
            Self::Refused(rejection) => rejection.status(),
            Self::Handshake(answered) => answered.answer().status(),
        })
    }
}
