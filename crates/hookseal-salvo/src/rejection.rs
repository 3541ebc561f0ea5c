//! Refusals as salvo responses.

use std::fmt;

use bytes::Bytes;
use hookseal_core::handshake::AnsweredHandshake;
use hookseal_core::{PayloadError, Rejection};
use hookseal_http::{refusal, respond};
use http_body_util::{BodyExt as _, Full};
use salvo_core::http::ResBody;
use salvo_core::{BoxedError, Response, Scribe};

/// Why [`Webhook`](crate::Webhook) or [`VerifyWebhook`](crate::VerifyWebhook) gives no event.
///
/// It is also the response. To match on it, or to answer handshakes without middleware, call
/// the extractor in the handler:
///
/// ```
/// use hookseal_core::{Raw, Rejection};
/// use hookseal_salvo::{VerifyWebhook, WebhookRejection};
/// use salvo::extract::Extractible;
/// use salvo::prelude::*;
///
/// #[handler]
/// async fn on_event(
///     request: &mut Request,
///     depot: &mut Depot,
/// ) -> Result<&'static str, WebhookRejection> {
///     let event: Result<VerifyWebhook<Raw>, _> = VerifyWebhook::extract(request, depot).await;
///     match event {
///         Ok(event) => println!("{} bytes", event.bytes().len()),
///         Err(WebhookRejection::Refused(Rejection::Payload(_))) => println!("ignored"),
///         Err(other) => return Err(other),
///     }
///     Ok("thanks")
/// }
/// ```
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

impl fmt::Display for WebhookRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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

impl Scribe for WebhookRejection {
    fn render(self, response: &mut Response) {
        let own = match self {
            Self::Refused(rejection) => refusal(rejection),
            Self::Handshake(answered) => respond(answered.into_answer()),
        };
        render(own, response);
    }
}

/// Makes `response` what `own` is. Headers that hoops have set before are kept.
pub(crate) fn render(own: http::Response<Full<Bytes>>, response: &mut Response) {
    let (parts, body) = own.into_parts();
    response.status_code(parts.status);
    response.headers_mut().extend(parts.headers);
    response.extensions.extend(parts.extensions);
    let body = body.map_err(|never| -> BoxedError { match never {} });
    response.body(ResBody::Boxed(Box::pin(body)));
}
