//! `Content-Encoding`, by which actix's own extractors would decode a verified body: anyone
//! can set it, and what a handler reads would then not be what was verified.

use std::panic::{AssertUnwindSafe, catch_unwind};

use actix_web::HttpMessage as _;
use actix_web::dev::ServiceRequest;
use actix_web::http::header::CONTENT_ENCODING;
use actix_web::web::Bytes;
use hookseal_core::Rejection;
use hookseal_core::adapter::TakenOff;

/// Removes `Content-Encoding` from a request.
///
/// # Errors
///
/// [`Rejection::Misconfigured`] where something else holds the request, too, so that it cannot
/// be changed.
pub(crate) fn take_off(request: &mut ServiceRequest) -> Result<(), Rejection> {
    if !request.headers().contains_key(CONTENT_ENCODING) {
        return Ok(());
    }
    // actix panics where it has handed out clones of the request.
    let taken = catch_unwind(AssertUnwindSafe(|| {
        let headers = request.headers_mut();
        let lines = headers.remove(CONTENT_ENCODING);
        lines
            .map(|value| Bytes::copy_from_slice(value.as_bytes()))
            .collect::<TakenOff>()
    }));
    let taken = taken.map_err(|_| Rejection::no_verifier(CLONED))?;
    request.extensions_mut().insert(taken);
    Ok(())
}

const CLONED: &str = "middleware outside a `WebhookLayer` keeps a clone of the `HttpRequest`, so `Content-Encoding` cannot be removed from the verified request; copy only the parts it needs, or see `keep_content_encoding`";
