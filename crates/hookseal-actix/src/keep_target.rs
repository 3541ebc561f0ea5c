//! Keeping the request target before it is rewritten.

use std::future::{Ready, ready};
use std::task::{Context, Poll};

use actix_web::HttpMessage as _;
use actix_web::dev::{Service, ServiceRequest, Transform};
use hookseal_core::adapter::ReceivedTarget;

use crate::head::own_target;

/// Keeps the request target as it was received, as a [`ReceivedTarget`] among the request's
/// extensions, which hookseal's middleware and extractor find.
///
/// For schemes that sign the URL, its path or its query, where middleware such as actix's
/// `NormalizePath` rewrites it. The one that is wrapped around last is the outer one, so this
/// comes after that:
///
/// ```
/// use actix_web::App;
/// use actix_web::middleware::NormalizePath;
/// use hookseal_actix::KeepTarget;
///
/// let app = App::new().wrap(NormalizePath::trim()).wrap(KeepTarget);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct KeepTarget;

impl<S: Service<ServiceRequest>> Transform<S, ServiceRequest> for KeepTarget {
    type Response = S::Response;
    type Error = S::Error;
    type Transform = KeepTargetMiddleware<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(KeepTargetMiddleware { service }))
    }
}

/// The service that [`KeepTarget`] puts around another.
#[derive(Clone, Copy, Debug)]
pub struct KeepTargetMiddleware<S> {
    service: S,
}

impl<S: Service<ServiceRequest>> Service<ServiceRequest> for KeepTargetMiddleware<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.service.poll_ready(context)
    }

    fn call(&self, request: ServiceRequest) -> S::Future {
        // Kept once, by the outermost.
        if request.extensions().get::<ReceivedTarget>().is_none() {
            let target = ReceivedTarget::new(own_target(request.head()));
            request.extensions_mut().insert(target);
        }
        self.service.call(request)
    }
}
