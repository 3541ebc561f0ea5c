//! Refusals as actix responses.

use std::sync::LazyLock;

use actix_web::body::BoxBody;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{ConnectionType, StatusCode};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, ResponseError};
use hookseal_core::Rejection;
use hookseal_core::adapter::Answer;

hookseal_core::webhook_rejection! {
    /// Why the [`Webhook`](crate::Webhook) extractor gives no event.
    ///
    /// Take `Result<Webhook<T>, WebhookRejection>` in a handler to match on it, and return it: it
    /// is also the response.
}

impl ResponseError for WebhookRejection {
    fn status_code(&self) -> StatusCode {
        status(match self {
            Self::Refused(rejection) => rejection.status(),
            Self::Handshake(answered) => answered.answer().status(),
        })
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Self::Refused(rejection) => refusal(rejection.clone()),
            Self::Handshake(answered) => respond(answered.answer().clone()),
        }
    }
}

/// The response that refuses a request: its problem document, and the [`Rejection`]
/// itself among the response's extensions, for metrics in outer middleware.
#[must_use]
pub fn refusal(rejection: Rejection) -> HttpResponse {
    let mut response = if rejection.is_unauthenticated() {
        UNAUTHENTICATED.respond()
    } else {
        respond(rejection.answer())
    };
    if matches!(rejection, Rejection::UnreadBody { .. }) {
        let head = response.head_mut();
        head.set_connection_type(ConnectionType::Close);
    }
    response.extensions_mut().insert(rejection);
    response
}

/// An answer as a response.
pub(crate) fn respond(answer: Answer) -> HttpResponse {
    ActixAnswer::new(answer).respond()
}

/// The response to junk, built once, because anyone can send junk.
static UNAUTHENTICATED: LazyLock<ActixAnswer> =
    LazyLock::new(|| ActixAnswer::new(Rejection::SignatureMismatch.answer()));

/// An answer in actix's types. Its responses cannot be cloned, nor sent between threads.
struct ActixAnswer {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    connection: Option<ConnectionType>,
    body: Bytes,
}

impl ActixAnswer {
    fn new(answer: Answer) -> Self {
        let headers = answer.headers().filter_map(|(name, value)| {
            let value = HeaderValue::from_maybe_shared(value).ok()?;
            Some((HeaderName::from_static(name), value))
        });
        Self {
            status: status(answer.status()),
            headers: headers.collect(),
            connection: answer.closes_connection().then_some(ConnectionType::Close),
            body: answer.into_bytes(),
        }
    }

    fn respond(&self) -> HttpResponse {
        let mut response = HttpResponse::with_body(self.status, BoxBody::new(self.body.clone()));
        for (name, value) in &self.headers {
            response.headers_mut().insert(name.clone(), value.clone());
        }
        if let Some(connection) = self.connection {
            response.head_mut().set_connection_type(connection);
        }
        response
    }
}

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
