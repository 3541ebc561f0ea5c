//! The middleware: takes the payload off the request, and hands both to the future.

use std::fmt;
use std::future::{Ready, ready};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::HttpMessage as _;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use hookseal_core::adapter::ReceivedTarget;
use hookseal_core::{Tenant, Verifier};
use percent_encoding::percent_decode_str;

use crate::ResponseFuture;
use crate::chunks::PayloadChunks;
use crate::facts::{Facts, TenantFound};
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
/// A scope covers all that it serves, also what is added after the `wrap`. A handler elsewhere
/// that takes [`Webhook`](crate::Webhook) answers 500; one that takes `web::Json` or
/// `web::Bytes` runs, and takes forgeries. So let webhooks have a scope of their own.
///
/// Refusals are responses, not errors, so middleware around it sees them like any other.
#[derive(Clone, Debug)]
pub struct WebhookLayer {
    verifier: Verifier,
    tenant_of: Option<Find<TenantFound>>,
    target_of: Option<Find<Option<String>>>,
    keeps_content_encoding: bool,
}

/// A function of the app's.
struct Find<T>(Arc<dyn Fn(&ServiceRequest) -> T + Send + Sync>);

impl<T> Clone for Find<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> fmt::Debug for Find<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Find(…)")
    }
}

impl WebhookLayer {
    /// Middleware that lets through what `verifier` accepts.
    #[must_use]
    pub fn new(verifier: Verifier) -> Self {
        Self {
            verifier,
            tenant_of: None,
            target_of: None,
            keeps_content_encoding: false,
        }
    }

    /// What the sender has called and signed, for schemes that sign the URL, its path or its
    /// query, where the request's own target is another: a proxy has taken a prefix off, or a
    /// gateway has put a stage in front. Where it says `None`, and without it, that is the
    /// [`ReceivedTarget`] among the request's extensions, or else the target that actix has
    /// got, also in scopes.
    ///
    /// What rewrites the target in front of this, such as actix's `NormalizePath`, goes within
    /// a [`KeepTarget`](crate::KeepTarget).
    ///
    /// ```
    /// # use hookseal_actix::WebhookLayer;
    /// # fn layer(verifier: hookseal_core::Verifier) -> WebhookLayer {
    /// // The gateway calls this app without its stage, which the sender has called and signed.
    /// WebhookLayer::new(verifier)
    ///     .target_of(|request| Some(format!("/prod{}", request.uri())))
    /// # }
    /// ```
    #[must_use]
    pub fn target_of(
        mut self,
        target_of: impl Fn(&ServiceRequest) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.target_of = Some(Find(Arc::new(target_of)));
        self
    }

    /// For verifiers that look up their keys by tenant: a path parameter says whose
    /// request it is, such as `tenant` of `/hooks/{tenant}`.
    ///
    /// It is decoded once, as [`Tenant::by_parameter`] says. The path has to be matched
    /// before that, so it works on the resource or the scope that has the parameter, not on
    /// the `App`. Where there is no such parameter, or several of that name, a request whose
    /// keys are not found is answered 500, and the log names the parameter.
    #[must_use]
    pub fn tenant_param(mut self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.tenant_of = Some(Find(Arc::new(move |request| {
            path_parameter(request, &name)
        })));
        self
    }

    /// For verifiers that look up their keys by tenant: how to find out whose request it
    /// is. By default that is what a [`Tenant`] among the request's extensions says.
    #[must_use]
    pub fn tenant_of(
        mut self,
        tenant_of: impl Fn(&ServiceRequest) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.tenant_of = Some(Find(Arc::new(move |request| {
            Ok(tenant_of(request).map(Tenant::new))
        })));
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
            layer: self.clone(),
            room: Rc::new(Room::of(&self.verifier)),
        }))
    }
}

/// The tenant whom a path parameter of what was matched says.
fn path_parameter(request: &ServiceRequest, name: &str) -> TenantFound {
    // actix has decoded all of the path but `%25`, `%2B` and `%2F`.
    let decoded = |value| percent_decode_str(value).decode_utf8_lossy();
    let parameters = request.match_info().iter();
    let parameters = parameters.map(|(name, value)| (name, decoded(value)));
    Tenant::by_parameter(name, request.uri().path(), parameters)
}

/// The service that [`WebhookLayer`] puts around another.
#[derive(Debug)]
pub struct WebhookMiddleware<S> {
    service: Rc<S>,
    layer: WebhookLayer,
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
        let layer = &self.layer;
        let payload = PayloadChunks::new(request.take_payload(), request.head());
        let mut facts = Facts::among(&request.extensions());
        if let Some(Find(find)) = &layer.tenant_of {
            facts.tenant = find(&request);
        }
        let target = layer.target_of.as_ref().and_then(|Find(of)| of(&request));
        if let Some(target) = target {
            facts.target = Some(ReceivedTarget::new(target));
        }
        ResponseFuture::new(
            // actix has sent `100 Continue` to a client that waits for it.
            layer
                .verifier
                .receive(payload, tokio::time::sleep as _)
                .continued(),
            Received {
                facts,
                keeps_content_encoding: layer.keeps_content_encoding,
                room: Rc::clone(&self.room),
                request,
                service: Rc::clone(&self.service),
            },
        )
    }
}
