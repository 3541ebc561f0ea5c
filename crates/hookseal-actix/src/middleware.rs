//! The middleware: takes the payload off the request, and hands both to the future.

use std::fmt;
use std::future::{Ready, ready};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::HttpMessage as _;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use hookseal_core::Verifier;

use crate::ResponseFuture;
use crate::future::Received;
use crate::head::tenant_among;

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
    tenant_of: TenantOf,
}

/// How to find out whose request it is.
#[derive(Clone)]
struct TenantOf(Arc<FindTenant>);

type FindTenant = dyn Fn(&ServiceRequest) -> Option<String> + Send + Sync;

impl fmt::Debug for TenantOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TenantOf(…)")
    }
}

impl WebhookLayer {
    /// Middleware that lets through what `verifier` accepts.
    #[must_use]
    pub fn new(verifier: Verifier) -> Self {
        Self {
            verifier,
            tenant_of: TenantOf(Arc::new(|request| tenant_among(&request.extensions()))),
        }
    }

    /// For verifiers that look up their keys by tenant: a path parameter says whose
    /// request it is, such as `tenant` of `/hooks/{tenant}`.
    ///
    /// It needs the path to be matched, so it works on the resource or the scope that
    /// has the parameter, not on the `App`.
    #[must_use]
    pub fn tenant_param(self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.tenant_of(move |request| request.match_info().get(&name).map(str::to_owned))
    }

    /// For verifiers that look up their keys by tenant: how to find out whose request it
    /// is. By default that is what a [`Tenant`](hookseal_core::Tenant) among the
    /// request's extensions says.
    #[must_use]
    pub fn tenant_of(
        mut self,
        tenant_of: impl Fn(&ServiceRequest) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.tenant_of = TenantOf(Arc::new(tenant_of));
        self
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
            tenant_of: self.tenant_of.clone(),
        }))
    }
}

/// The service that [`WebhookLayer`] puts around another.
#[derive(Debug)]
pub struct WebhookMiddleware<S> {
    service: Rc<S>,
    verifier: Verifier,
    tenant_of: TenantOf,
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
        ResponseFuture::new(
            // actix has sent `100 Continue` to who waits for it.
            self.verifier
                .receive(payload, tokio::time::sleep as _)
                .continued(),
            Received {
                tenant: (self.tenant_of.0)(&request),
                request,
                service: Rc::clone(&self.service),
            },
        )
    }
}
