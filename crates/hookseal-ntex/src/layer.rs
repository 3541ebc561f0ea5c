//! The middleware that verifies.

use std::fmt;
use std::sync::Arc;

use hookseal_core::adapter::{ReceivedTarget, TenantFound};
use hookseal_core::{Outcome, Rejection, Tenant, Verifier};
use ntex::service::cfg::SharedCfg;
use ntex::service::{Middleware, Service, ServiceCtx};
use ntex::web::{HttpRequest, HttpResponse, WebRequest, WebResponse};

use crate::chunks::{PayloadChunks, payload};
use crate::facts::{among, pass_on, path_parameter, take_off_encoding};
use crate::head::NtexHead;
use crate::rejection::{refusal, respond};

/// Verifies every request before its handler runs. For `.middleware(…)` on an `App`, a scope or a
/// resource.
///
/// Put it on the routes that receive webhooks: every request that passes it must be signed. On a
/// scope it covers all routes, including those added after it. A handler elsewhere that takes
/// [`Webhook`](crate::Webhook) answers 500; one that takes `Json` or `Bytes` runs, and accepts
/// forgeries. So give webhooks a scope of their own.
///
/// The verified request goes on with the same bytes as its payload, and with a
/// [`VerifiedBody`](hookseal_core::VerifiedBody) among its extensions. Its headers are passed on
/// too, except `Content-Encoding`: with its feature `compress`, ntex decodes bodies according to
/// that header, which anyone can set, so its extractors would read something other than the
/// verified bytes. Its value is in
/// [`VerifiedBody::content_encoding`](hookseal_core::VerifiedBody::content_encoding).
///
/// Refusals are responses, not errors, so middleware around it sees them like any other response,
/// with the [`Rejection`] among their extensions.
#[derive(Clone, Debug)]
pub struct WebhookLayer {
    verifier: Verifier,
    tenant_of: Option<Find<TenantFound>>,
    target_of: Option<Find<Option<String>>>,
    keeps_content_encoding: bool,
}

/// A function of the app's.
struct Find<T>(Arc<dyn Fn(&HttpRequest) -> T + Send + Sync>);

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
    pub const fn new(verifier: Verifier) -> Self {
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
    /// [`ReceivedTarget`] in the request's extensions, or else the target that ntex received,
    /// also in scopes.
    ///
    /// Put middleware that rewrites the target before this inside a
    /// [`KeepTarget`](crate::KeepTarget).
    ///
    /// ```
    /// # use hookseal_ntex::WebhookLayer;
    /// # fn layer(verifier: hookseal_core::Verifier) -> WebhookLayer {
    /// // The gateway calls this app without its stage, which the sender has called and signed.
    /// WebhookLayer::new(verifier)
    ///     .target_of(|request| Some(format!("/prod{}", request.uri())))
    /// # }
    /// ```
    #[must_use]
    pub fn target_of(
        mut self,
        target_of: impl Fn(&HttpRequest) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.target_of = Some(Find(Arc::new(target_of)));
        self
    }

    /// For verifiers that look up their keys by tenant: the path parameter that names the
    /// tenant, such as `tenant` of `/hooks/{tenant}`.
    ///
    /// It is decoded once, as [`Tenant::by_parameter`] does, but not if its pattern ends in `*`.
    /// The path must be matched first, so this works on the resource or the scope that has the
    /// parameter, not on the `App`. If there is no such parameter, or there are several of that
    /// name, a request whose keys are not found is answered 500, and the log names the parameter.
    #[must_use]
    pub fn tenant_param(mut self, name: impl Into<String>) -> Self {
        let name = name.into();
        let find = move |request: &HttpRequest| path_parameter(request, &name);
        self.tenant_of = Some(Find(Arc::new(find)));
        self
    }

    /// For verifiers that look up their keys by tenant: how to determine the tenant. By
    /// default it is the [`Tenant`] in the request's extensions.
    #[must_use]
    pub fn tenant_of(
        mut self,
        tenant_of: impl Fn(&HttpRequest) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        let find = move |request: &HttpRequest| Ok(tenant_of(request).map(Tenant::new));
        self.tenant_of = Some(Find(Arc::new(find)));
        self
    }

    /// Leaves `Content-Encoding` on verified requests, so that ntex's extractors, or middleware
    /// further in, decode the body.
    ///
    /// The handler then no longer reads the signed bytes, but their decoding according to a
    /// header that anyone can set; limit the decoded size.
    #[must_use]
    pub const fn keep_content_encoding(mut self) -> Self {
        self.keeps_content_encoding = true;
        self
    }

    /// The verified request, ready for its handler; or the response to another.
    async fn verify<E>(&self, request: WebRequest<E>) -> Result<WebRequest<E>, WebResponse> {
        let (request, body) = request.into_parts();
        let mut facts = among(&request);
        if let Some(Find(find)) = &self.tenant_of {
            facts = facts.with_tenant(find(&request));
        }
        let target = self.target_of.as_ref().and_then(|Find(of)| of(&request));
        let facts = facts.with_target(target.map(ReceivedTarget::new));
        let chunks = PayloadChunks::new(body, request.head());
        // ntex has sent `100 Continue` to a client that waits for it.
        let receiving = self.verifier.receive(chunks, ntex::time::sleep).continued();
        let head = facts.head(NtexHead(request.head()));
        let response = |response: HttpResponse, request| Err(WebResponse::new(response, request));
        let verified = match receiving.with_head(head).await {
            Ok(Outcome::Event(verified)) => verified,
            Ok(Outcome::Handshake(answered)) => {
                return response(respond(answered.answer()), request);
            }
            Err(rejection) => return response(refusal(rejection), request),
        };
        let body = payload(verified.bytes().clone());
        let mut request = match WebRequest::from_parts(request, body) {
            Ok(request) => request,
            Err((request, _)) => {
                return response(refusal(Rejection::no_verifier(KEPT)), request);
            }
        };
        if verified.has_content_encoding() && !self.keeps_content_encoding {
            take_off_encoding(&mut request);
        }
        pass_on(facts, &request, verified);
        Ok(request)
    }
}

impl<S> Middleware<S, SharedCfg> for WebhookLayer {
    type Service = WebhookMiddleware<S>;

    fn create(&self, service: S, _: SharedCfg) -> Self::Service {
        WebhookMiddleware {
            service,
            layer: self.clone(),
        }
    }
}

/// The service that [`WebhookLayer`] puts around another.
#[derive(Debug)]
pub struct WebhookMiddleware<S> {
    service: S,
    layer: WebhookLayer,
}

impl<S, E> Service<WebRequest<E>> for WebhookMiddleware<S>
where
    S: Service<WebRequest<E>, Response = WebResponse>,
{
    type Response = WebResponse;
    type Error = S::Error;

    ntex::forward_poll!(service);
    ntex::forward_ready!(service);
    ntex::forward_shutdown!(service);

    async fn call(
        &self,
        request: WebRequest<E>,
        context: ServiceCtx<'_, Self>,
    ) -> Result<WebResponse, S::Error> {
        match self.layer.verify(request).await {
            Ok(request) => context.call(&self.service, request).await,
            Err(response) => Ok(response),
        }
    }
}

const KEPT: &str = "a function given to `target_of` or `tenant_of` keeps a clone of the `HttpRequest`, so the verified body cannot be put into it; copy only the parts it needs";
