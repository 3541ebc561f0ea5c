//! Refusals as actix responses.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use hookseal_core::Rejection;

/// The error of the [`Webhook`](crate::Webhook) extractor.
///
/// Take `Result<Webhook<T>, WebhookRejection>` in a handler to match on the
/// [`Rejection`] in it. As a response it is the problem document, which says less.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookRejection(pub Rejection);

impl From<Rejection> for WebhookRejection {
    fn from(rejection: Rejection) -> Self {
        Self(rejection)
    }
}

impl fmt::Display for WebhookRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for WebhookRejection {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

impl ResponseError for WebhookRejection {
    fn status_code(&self) -> StatusCode {
        status(self.0.status())
    }

    fn error_response(&self) -> HttpResponse {
        refusal(self.0.clone())
    }
}

/// The response that refuses a request: its problem document, and the [`Rejection`]
/// itself among the response's extensions, for metrics in outer middleware.
#[must_use]
pub fn refusal(rejection: Rejection) -> HttpResponse {
    let problem = rejection.answer();
    let mut response = HttpResponse::build(status(problem.status()));
    for (name, value) in problem.headers() {
        response.insert_header((name, &*value));
    }
    if problem.closes_connection() {
        response.force_close();
    }
    let mut response = response.body(problem.into_bytes());
    response.extensions_mut().insert(rejection);
    response
}

pub(crate) fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
