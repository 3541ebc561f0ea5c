//! A salvo request's head and body, as the core sees them.

use std::mem::take;

use hookseal_core::adapter::ReceivedTarget;
use hookseal_core::{Rejection, VerifiedBody};
use hookseal_http::{BodyChunks, Facts, HttpHead, own_target};
use salvo_core::Request;
use salvo_core::http::ReqBody;

/// The head of a request. salvo's routers leave the URI as it was received.
pub(crate) fn head(request: &Request) -> HttpHead<'_> {
    HttpHead::of_pieces(request.method(), request.uri(), request.headers())
        .with_extensions(request.extensions())
}

/// The target of a request as received: the [`ReceivedTarget`] among its extensions, or its own.
pub(crate) fn received_target(request: &Request) -> &str {
    match request.extensions().get::<ReceivedTarget>() {
        Some(target) => target.as_str(),
        None => own_target(request.uri()),
    }
}

/// The chunks of a request's body, as they arrive. The request has none then.
pub(crate) fn chunks(request: &mut Request) -> BodyChunks<ReqBody> {
    BodyChunks::new(request.take_body())
}

/// Makes a verified request ready for its handler. salvo's own parsers accept as much as the
/// verifier has accepted, even if it is more than their limit at this place.
pub(crate) fn pass_on(facts: Facts, request: &mut Request, verified: VerifiedBody) {
    let bytes = verified.bytes().clone();
    if bytes.len() > request.secure_max_size() {
        request.set_secure_max_size(bytes.len());
    }
    request.replace_body(bytes.into());
    let mut headers = take(request.headers_mut());
    facts.pass_on(&mut headers, request.extensions_mut(), verified);
    *request.headers_mut() = headers;
}

/// The refusal of a request that nothing verifies, once its client has sent the body.
pub(crate) async fn no_verifier(advice: &'static str, request: &mut Request) -> Rejection {
    let refused = Rejection::no_verifier(advice);
    let body = chunks(request);
    let refusing = refused.after_body(&head(request), body, tokio::time::sleep);
    refusing.await
}
