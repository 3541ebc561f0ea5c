//! The middleware: begins with the head, and hands the rest to the future.

use std::future::{Ready, ready};
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::HttpMessage as _;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use hookseal_core::Verifier;

use crate::{ActixHead, ResponseFuture};

/// Verifies every request before its handler runs. For `.wrap(…)` on an `App`, a scope
/// or a resource.
///
/// Put it where webhooks are received: everything behind it must be signed. It reads
/// the raw payload, before any extractor could decompress it; the verified request
/// goes on with the same headers and the same bytes.
///
/// Refusals are responses, not errors, so middleware around it sees them like any other.
#[derive(Clone, Debug)]
pub struct WebhookLayer {
    verifier: Verifier,
}

impl WebhookLayer {
    /// Middleware that lets through what `verifier` accepts.
    #[must_use]
    pub const fn new(verifier: Verifier) -> Self {
        Self { verifier }
    }
}

impl<S, B> Transform<S, ServiceRequest> for WebhookLayer
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = S::Error;
    type Transform = WebhookMiddleware<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(WebhookMiddleware {
            service: Rc::new(service),
            verifier: self.verifier.clone(),
        }))
    }
}

/// The service that [`WebhookLayer`] puts around another.
#[derive(Debug)]
pub struct WebhookMiddleware<S> {
    service: Rc<S>,
    verifier: Verifier,
}

impl<S, B> Service<ServiceRequest> for WebhookMiddleware<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = S::Error;
    type Future = ResponseFuture<S>;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.service.poll_ready(context)
    }

    fn call(&self, mut request: ServiceRequest) -> Self::Future {
        let payload = request.take_payload();
        let head = ActixHead(request.head());
        match self
            .verifier
            .receive(&head, payload, tokio::time::sleep as _)
        {
            Ok(receiving) => {
                ResponseFuture::receiving(receiving, request, Rc::clone(&self.service))
            }
            Err(rejection) => ResponseFuture::refused(rejection, request),
        }
    }
}
