//! Refusals as ntex responses.

use std::sync::LazyLock;

use hookseal_core::Rejection;
use hookseal_core::adapter::Answer;
use ntex::http::body::Body;
use ntex::http::header::{HeaderName, HeaderValue};
use ntex::http::{ConnectionType, Payload, StatusCode};
use ntex::util::Bytes;
use ntex::web::{ErrorRenderer, HttpRequest, HttpResponse, WebResponseError};

use crate::chunks::PayloadChunks;
use crate::facts::among;
use crate::head::NtexHead;

hookseal_core::webhook_rejection! {
    /// Why [`Webhook`](crate::Webhook) or [`VerifyWebhook`](crate::VerifyWebhook) gives no event.
    ///
    /// Take `Result<Webhook<T>, WebhookRejection>` in a handler to match on it, and return it: it
    /// is also the response.
}

impl<E: ErrorRenderer> WebResponseError<E> for WebhookRejection {
    fn status_code(&self) -> StatusCode {
        status(match self {
            Self::Refused(rejection) => rejection.status(),
            Self::Handshake(answered) => answered.answer().status(),
        })
    }

    fn error_response(&self, _: &HttpRequest) -> HttpResponse {
        match self {
            Self::Refused(rejection) => refusal(rejection.clone()),
            Self::Handshake(answered) => respond(answered.answer()),
        }
    }
}

/// The refusal of a request that nothing verifies, once its client has sent the payload.
pub(crate) async fn no_verifier(
    advice: &'static str,
    payload: Payload,
    request: &HttpRequest,
) -> Rejection {
    let facts = among(request);
    let chunks = PayloadChunks::new(payload, request.head());
    let head = facts.head(NtexHead(request.head()));
    let refusing = Rejection::no_verifier(advice).after_body(&head, chunks, ntex::time::sleep);
    // ntex has sent `100 Continue` to a client that waits for it.
    refusing.continued().await
}

/// The response that refuses a request: its problem document, and the [`Rejection`]
/// itself among the response's extensions, for metrics in outer middleware.
#[must_use]
pub fn refusal(rejection: Rejection) -> HttpResponse {
    let mut response = if rejection.is_unauthenticated() {
        UNAUTHENTICATED.respond()
    } else {
        respond(&rejection.answer())
    };
    if matches!(rejection, Rejection::UnreadBody { .. }) {
        let head = response.head_mut();
        head.set_connection_type(ConnectionType::Close);
    }
    response.extensions_mut().insert(rejection);
    response
}

/// An answer as a response.
pub(crate) fn respond(answer: &Answer) -> HttpResponse {
    NtexAnswer::new(answer).respond()
}

/// The response to junk, built once, because anyone can send junk.
static UNAUTHENTICATED: LazyLock<NtexAnswer> =
    LazyLock::new(|| NtexAnswer::new(&Rejection::SignatureMismatch.answer()));

/// An answer in ntex's types. Its responses cannot be cloned, nor sent between threads.
struct NtexAnswer {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    closes: bool,
    body: Bytes,
}

impl NtexAnswer {
    fn new(answer: &Answer) -> Self {
        let headers = answer.headers().filter_map(|(name, value)| {
            let value = HeaderValue::from_bytes(&value).ok()?;
            Some((HeaderName::from_static(name), value))
        });
        Self {
            status: status(answer.status()),
            headers: headers.collect(),
            closes: answer.closes_connection(),
            body: Bytes::copy_from_slice(answer.body().as_bytes()),
        }
    }

    fn respond(&self) -> HttpResponse {
        let body = Body::Bytes(self.body.clone());
        let mut response = HttpResponse::with_body(self.status, body);
        for (name, value) in &self.headers {
            response.headers_mut().insert(name.clone(), value.clone());
        }
        if self.closes {
            let head = response.head_mut();
            head.set_connection_type(ConnectionType::Close);
        }
        response
    }
}

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
