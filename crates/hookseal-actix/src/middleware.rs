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
use crate::facts::Facts;
use crate::future::Received;
use crate::room::Room;

/// Verifies every request before its handler runs. For `.wrap(…)` on an `App`, a scope
/// or a resource.
///
/// Put it where webhooks are received: everything behind it must be signed. It reads
/// the raw payload, before any extractor could decompress it; the verified request
/// goes on with the same bytes and the same headers, but for `Content-Encoding`. actix's
/// extractors decode bodies by that header, which anyone can set, so that they would read
/// something else than was verified. What it has said is
/// [`VerifiedBody::content_encoding`](hookseal_core::VerifiedBody::content_encoding).
///
/// Refusals are responses, not errors, so middleware around it sees them like any other.
#[derive(Clone, Debug)]
pub struct WebhookLayer {
    verifier: Verifier,
    tenant_of: Option<TenantOf>,
    keeps_content_encoding: bool,
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
            tenant_of: None,
            keeps_content_encoding: false,
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
        self.tenant_of = Some(TenantOf(Arc::new(tenant_of)));
        self
    }

    /// Leaves `Content-Encoding` on verified requests, so that actix's extractors, or
    /// middleware further in, decode the body.
    ///
    /// What the handler reads is then no longer what was signed, but what a header that
    /// anyone can set makes of it; bound how long that may be.
    #[must_use]
    pub fn keep_content_encoding(mut self) -> Self {
        self.keeps_content_encoding = true;
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
            keeps_content_encoding: self.keeps_content_encoding,
            room: Rc::new(Room::of(&self.verifier)),
        }))
    }
}

/// The service that [`WebhookLayer`] puts around another.
#[derive(Debug)]
pub struct WebhookMiddleware<S> {
    service: Rc<S>,
    verifier: Verifier,
    tenant_of: Option<TenantOf>,
    keeps_content_encoding: bool,
    room: Rc<Room>,
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
        let mut facts = Facts::among(&request.extensions());
        if let Some(TenantOf(find)) = &self.tenant_of {
            facts.tenant = find(&request);
        }
        ResponseFuture::new(
            // actix has sent `100 Continue` to who waits for it.
            self.verifier
                .receive(payload, tokio::time::sleep as _)
                .continued(),
            Received {
                facts,
                keeps_content_encoding: self.keeps_content_encoding,
                room: Rc::clone(&self.room),
                request,
                service: Rc::clone(&self.service),
            },
        )
    }
}
