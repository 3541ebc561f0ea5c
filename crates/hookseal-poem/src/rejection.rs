//! Refusals as poem's errors and responses.

use std::io;

use bytes::Bytes;
use hookseal_core::Rejection;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Full};
use poem::error::ResponseError;
use poem::http::StatusCode;
use poem::{Error, Request, RequestBody, Response, ResponseParts};

use crate::head::{chunks, head};

hookseal_http::webhook_rejection! {
    /// Why [`Webhook`](crate::Webhook) or [`VerifyWebhook`](crate::VerifyWebhook) gives no event.
    ///
    /// It is the cause of the extractor's `poem::Error`, which is also the response. Take
    /// `poem::Result<Webhook<T>>` in a handler to match on it:
    ///
    /// ```
    /// use hookseal_core::Rejection;
    /// use hookseal_poem::{Webhook, WebhookRejection};
    /// use poem::{Result, handler};
    ///
    /// #[handler]
    /// async fn on_event(event: Result<Webhook<serde_json::Value>>) -> Result<String> {
    ///     match event {
    ///         Ok(Webhook(event)) => Ok(event.payload().to_string()),
    ///         Err(error) => match error.downcast_ref() {
    ///             Some(WebhookRejection::Refused(Rejection::Payload(_))) => Ok("ignored".into()),
    ///             _ => Err(error),
    ///         },
    ///     }
    /// }
    /// ```
}

impl ResponseError for WebhookRejection {
    fn status(&self) -> StatusCode {
        let status = match self {
            Self::Refused(rejection) => rejection.status(),
            Self::Handshake(answered) => answered.answer().status(),
        };
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn as_response(&self) -> Response {
        response(self.clone().into())
    }
}

/// The error of an extractor. poem replaces the extensions of an error's response by those of
/// the error, so the [`Rejection`] is among these too.
pub(crate) fn error(rejection: impl Into<WebhookRejection>) -> Error {
    let rejection = rejection.into();
    let refused = match &rejection {
        WebhookRejection::Refused(refused) => Some(refused.clone()),
        WebhookRejection::Handshake(_) => None,
    };
    let mut error = Error::from(rejection);
    if let Some(refused) = refused {
        error.set_data(refused);
    }
    error
}

/// The error of an extractor that finds nothing verified and nothing to verify by. If no other
/// extractor has taken the body, the answer waits until the client has sent it.
pub(crate) async fn no_verifier(
    advice: &'static str,
    request: &Request,
    body: &mut RequestBody,
) -> Error {
    let refused = Rejection::no_verifier(advice);
    let Ok(body) = body.take() else {
        return error(refused);
    };
    let refusing = refused.after_body(&head(request), chunks(body), tokio::time::sleep);
    error(refusing.await)
}

/// A response as poem has it. poem's own conversion forgets how long the body is.
pub(crate) fn response(response: http::Response<Full<Bytes>>) -> Response {
    let (parts, body) = response.into_parts();
    let body = body.map_err(|never| -> io::Error { match never {} });
    let parts = ResponseParts {
        status: parts.status,
        version: parts.version,
        headers: parts.headers,
        extensions: parts.extensions,
    };
    Response::from_parts(parts, BoxBody::new(body).into())
}
