//! The middleware: separates the payload from the request, and passes both to the future.

use std::fmt;
use std::future::{Ready, ready};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::HttpMessage as _;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use hookseal_core::adapter::{ReceivedTarget, TenantFound};
use hookseal_core::{Tenant, Verifier};
use percent_encoding::percent_decode_str;

use crate::ResponseFuture;
use crate::chunks::PayloadChunks;
use crate::facts::among;
use crate::future::Received;
use crate::room::Room;

/// Verifies every request before its handler runs. For `.wrap(…)` on an `App`, a scope
/// or a resource.
///
/// Put it on the routes that receive webhooks: every request that passes it must be signed. It
/// reads the raw payload, before any extractor could decompress it; the verified request
/// continues with the same bytes and the same headers, except `Content-Encoding`. actix's
/// extractors decode bodies according to that header, which anyone can set, so they would read
/// something other than the verified bytes. Its value is in
/// [`VerifiedBody::content_encoding`](hookseal_core::VerifiedBody::content_encoding).
///
/// A scope covers all its routes, including those added after the `wrap`. A handler elsewhere
/// that takes [`Webhook`](crate::Webhook) answers 500; one that takes `web::Json` or
/// `web::Bytes` runs, and accepts forgeries. So give webhooks a scope of their own.
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

    /// The target that the sender called and signed, for schemes that sign the URL, its path or
    /// its query, if it differs from the request's own: a proxy has stripped a prefix, or a
    /// gateway has added a stage. Without this, or if it returns `None`, it is the
    /// [`ReceivedTarget`] in the request's extensions, or else the target that actix received,
    /// also in scopes.
    ///
    /// Put middleware that rewrites the target before this, such as actix's `NormalizePath`,
    /// inside a [`KeepTarget`](crate::KeepTarget).
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

    /// For verifiers that look up their keys by tenant: the path parameter that names the
    /// tenant, such as `tenant` of `/hooks/{tenant}`.
    ///
    /// It is decoded once, as [`Tenant::by_parameter`] does. The path must be matched first,
    /// so this works on the resource or the scope that has the parameter, not on the `App`. If
    /// there is no such parameter, or there are several of that name, a request whose keys are
    /// not found is answered 500, and the log names the parameter.
    #[must_use]
    pub fn tenant_param(mut self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.tenant_of = Some(Find(Arc::new(move |request| {
            path_parameter(request, &name)
        })));
        self
    }

    /// For verifiers that look up their keys by tenant: how to determine the tenant. By
    /// default it is the [`Tenant`] in the request's extensions.
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
    /// The handler then no longer reads the signed bytes, but their decoding according to a
    /// header that anyone can set; limit the decoded size.
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

/// The tenant named by a path parameter of the matched resource.
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
        let mut facts = among(&request.extensions());
        if let Some(Find(find)) = &layer.tenant_of {
            facts = facts.with_tenant(find(&request));
        }
        let target = layer.target_of.as_ref().and_then(|Find(of)| of(&request));
        let facts = facts.with_target(target.map(ReceivedTarget::new));
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
