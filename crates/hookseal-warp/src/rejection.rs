//! Why a filter gives no event, as a warp rejection and as a reply.

use std::fmt;

use hookseal_core::handshake::AnsweredHandshake;
use hookseal_core::{PayloadError, Rejection};
use hookseal_http::{bytes_of, refusal, respond};
use warp::reject::Reject;
use warp::reply::{Reply, Response};

/// Why [`webhook`](crate::webhook) or [`verify_webhook`](crate::verify_webhook) rejects.
///
/// [`answer_rejection`] makes it the response. A `recover` of your own finds it by
/// `rejection.find::<WebhookRejection>()`, and returns it: it is also the reply.
#[derive(Clone, PartialEq, Eq)]
pub enum WebhookRejection {
    /// The request is refused. The response is the problem document, which reveals less.
    Refused(Rejection),
    /// The request is not an event but a handshake. The response is the answer that its sender
    /// expects. Inside a [`WebhookLayer`](crate::WebhookLayer) there is none: the layer answers
    /// them.
    Handshake(Box<AnsweredHandshake>),
}

/// Turns a [`WebhookRejection`] into its response, for `Filter::recover`. Other rejections stay
/// what they are.
///
/// # Errors
///
/// Those others.
#[allow(clippy::unused_async)] // `recover` takes async functions
pub async fn answer_rejection(rejection: warp::Rejection) -> Result<Response, warp::Rejection> {
    match rejection.find::<WebhookRejection>() {
        Some(own) => Ok(own.clone().into_response()),
        None => Err(rejection),
    }
}

impl Reject for WebhookRejection {}

impl Reply for WebhookRejection {
    fn into_response(self) -> Response {
        match self {
            Self::Refused(rejection) => refusal(rejection),
            Self::Handshake(answered) => respond(answered.into_answer()),
        }
        .map(|body| bytes_of(body).into())
    }
}

/// Shows nothing: warp sends a rejection that is not recovered to the client, as its `Debug`.
impl fmt::Debug for WebhookRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookRejection")
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
