//! `Content-Encoding`, by which actix's own extractors would decode a verified body: anyone
//! can set it, and what a handler reads would then not be what was verified.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use actix_web::HttpMessage as _;
use actix_web::dev::{Extensions, ServiceRequest};
use actix_web::http::header::{CONTENT_ENCODING, HeaderValue};
use hookseal_core::Rejection;

/// The lines of `Content-Encoding` that a layer has removed from a verified request. Inner
/// layers that verify the request again still see them.
#[derive(Clone, Default)]
pub(crate) struct TakenOff(Option<Rc<[HeaderValue]>>);

impl TakenOff {
    pub(crate) fn among(extensions: &Extensions) -> Self {
        extensions.get::<Self>().cloned().unwrap_or_default()
    }

    pub(crate) fn lines(&self) -> &[HeaderValue] {
        self.0.as_deref().unwrap_or_default()
    }
}

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
        headers.remove(CONTENT_ENCODING).collect()
    }));
    let taken = taken.map_err(|_| Rejection::no_verifier(CLONED))?;
    request.extensions_mut().insert(TakenOff(Some(taken)));
    Ok(())
}

const CLONED: &str = "middleware outside a `WebhookLayer` keeps a clone of the `HttpRequest`, so `Content-Encoding` cannot be removed from the verified request; copy only the parts it needs, or see `keep_content_encoding`";
