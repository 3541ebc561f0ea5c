//! Refusals as Rocket responses.

use std::io::Cursor;

use hookseal_core::Rejection;
use hookseal_http::{OwnResponse, bytes_of};
use rocket::data::Data;
use rocket::http::{Header, Status};
use rocket::request::Request;
use rocket::response::{self, Responder, Response};

use crate::WebhookRejection;
use crate::chunks::DataChunks;
use crate::delivery::Delivery;
use crate::head::{Facts, RocketHead};

impl<'r> Responder<'r, 'static> for WebhookRejection {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        Ok(end(self, request))
    }
}

/// The response to a request that is not an event, noted for [`refusal`](crate::refusal).
pub(crate) fn end(
    rejection: impl Into<WebhookRejection>,
    request: &Request<'_>,
) -> Response<'static> {
    let rejection = rejection.into();
    Delivery::of(request).reject(&rejection);
    let mut response = Response::new();
    write(rejection.into(), &mut response);
    response
}

/// Makes `response` what `own` is, with the headers that it has besides.
pub(crate) fn write(own: OwnResponse, response: &mut Response<'_>) {
    let (parts, body) = own.into_parts();
    response.set_status(Status::new(parts.status.as_u16()));
    for (name, value) in &parts.headers {
        // Others cannot be sent by Rocket.
        if let Ok(value) = value.to_str() {
            response.set_header(Header::new(name.as_str().to_owned(), value.to_owned()));
        }
    }
    let body = bytes_of(body);
    response.set_sized_body(body.len(), Cursor::new(body));
}

/// The refusal of a request that nothing verifies, once its client has sent the data.
pub(crate) async fn no_verifier(
    advice: &'static str,
    request: &Request<'_>,
    data: Data<'_>,
) -> Rejection {
    let facts = Facts::default();
    let head = RocketHead {
        request,
        facts: &facts,
    };
    let chunks = DataChunks::new(request, data).await;
    let refused = Rejection::no_verifier(advice);
    // Rocket reads the first bytes of all data, so `100 Continue` has been sent.
    let refusing = refused.after_body(&head, chunks, tokio::time::sleep);
    refusing.continued().await
}
