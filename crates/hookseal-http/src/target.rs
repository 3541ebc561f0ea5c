//! The request target: as it is, as it was received, as it was verified.

use hookseal_core::adapter::ReceivedTarget;
use http::request::Parts;
use http::{Extensions, Request, Uri};

/// The path and query of a URI.
#[must_use]
pub fn own_target(uri: &Uri) -> &str {
    uri.path_and_query().map_or("/", |target| target.as_str())
}

/// The path and query as they were received: the [`ReceivedTarget`] among the request's
/// extensions, or its own.
#[must_use]
pub fn received_target(parts: &Parts) -> &str {
    received(&parts.uri, Some(&parts.extensions))
}

pub(crate) fn received<'a>(uri: &'a Uri, extensions: Option<&'a Extensions>) -> &'a str {
    match extensions.and_then(Extensions::get::<ReceivedTarget>) {
        Some(target) => target.as_str(),
        None => own_target(uri),
    }
}

/// Keeps the request target as it is now, as a [`ReceivedTarget`] among the request's
/// extensions, unless one is kept there already: for adapters, in front of what rewrites it.
pub fn keep_target<B>(request: &mut Request<B>) {
    if request.extensions().get::<ReceivedTarget>().is_none() {
        let target = ReceivedTarget::new(own_target(request.uri()));
        request.extensions_mut().insert(target);
    }
}

/// The target that was verified, where the app had to say it, for the guard.
#[derive(Clone)]
pub(crate) struct VerifiedTarget(pub(crate) String);
