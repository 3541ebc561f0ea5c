//! A poem request's head and body, as the core sees them.

use std::io;

use bytes::Bytes;
use hookseal_core::adapter::ReceivedTarget;
use hookseal_http::{BodyChunks, HttpHead, own_target};
use http_body_util::combinators::BoxBody;
use poem::{Body, Request};

/// The head of a request. poem keeps the URI as received, also inside nested routes and after
/// middleware has rewritten it.
pub(crate) fn head(request: &Request) -> HttpHead<'_> {
    HttpHead::of_pieces(request.method(), request.original_uri(), request.headers())
        .with_extensions(request.extensions())
}

/// The target of a request as received: the [`ReceivedTarget`] among its extensions, or what poem
/// keeps.
pub(crate) fn received_target(request: &Request) -> &str {
    match request.data::<ReceivedTarget>() {
        Some(target) => target.as_str(),
        None => own_target(request.original_uri()),
    }
}

/// The chunks of a body, as they arrive.
pub(crate) fn chunks(body: Body) -> BodyChunks<BoxBody<Bytes, io::Error>> {
    BodyChunks::new(body.into())
}
