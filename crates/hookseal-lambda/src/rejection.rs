//! The errors of the extractors, and their responses.

use std::fmt;
use std::future::{Future, ready};
use std::pin::Pin;

use hookseal_core::handshake::AnsweredHandshake;
use hookseal_core::{PayloadError, Rejection};
use hookseal_http::{refusal, respond};
use lambda_http::{Body, IntoResponse, Response};

use crate::body::lambda_response;

/// Why [`Webhook`](crate::Webhook) or [`VerifyWebhook`](crate::VerifyWebhook) gives no event.
///
/// Return its [`response`](Self::response). As the `Err` of a function it would be a failed
/// invocation, which AWS answers 502.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebhookRejection {
    /// The request is refused. The response is the problem document, which reveals less.
    Refused(Rejection),
    /// The request is not an event but a handshake. The response is the answer that its sender
    /// expects. Inside a [`WebhookLayer`](crate::WebhookLayer) there is none: the layer answers
    /// them.
    Handshake(Box<AnsweredHandshake>),
}

impl WebhookRejection {
    /// The answer for the sender.
    #[must_use]
    pub fn response(self) -> Response<Body> {
        lambda_response(match self {
            Self::Refused(rejection) => refusal(rejection),
            Self::Handshake(answered) => respond(answered.into_answer()),
        })
    }
}

impl From<WebhookRejection> for Response<Body> {
    fn from(rejection: WebhookRejection) -> Self {
        rejection.response()
    }
}

impl IntoResponse for WebhookRejection {
    fn into_response(self) -> Pin<Box<dyn Future<Output = Response<Body>> + Send>> {
        Box::pin(ready(self.response()))
    }
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

/// For handlers that read a payload by themselves.
impl From<PayloadError> for WebhookRejection {
    fn from(error: PayloadError) -> Self {
        Self::Refused(Rejection::Payload(error))
    }
}

impl fmt::Display for WebhookRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(rejection) => rejection.fmt(f),
            Self::Handshake(answered) => write!(f, "answered a handshake: {}", answered.name()),
        }
    }
}
