//! The middleware that verifies.

use hookseal_core::Verifier;
use hookseal_http::{Options, event_or_response};
use poem::{Body, Endpoint, IntoResponse, Middleware, Request, Response, Result};

use crate::head::{chunks, head};
use crate::rejection::response;
use crate::tenant::path_parameter;

/// Verifies every request before its handler runs. For `EndpointExt::with`, on a handler, a
/// method router or a `Route`.
///
/// Put it on the routes that receive webhooks: every request that passes it must be signed.
/// Around a `Route` it covers everything in it. A handler elsewhere that takes
/// [`Webhook`](crate::Webhook) answers 500; one that takes `Json` or `Vec<u8>` runs, and accepts
/// forgeries.
///
/// The verified request goes on with the same bytes as its body, and with a
/// [`VerifiedBody`](hookseal_core::VerifiedBody) among its extensions (poem's `Data`). Its
/// headers are passed on too, except `Content-Encoding`: anyone can set that, and a handler that
/// decodes the body by it would read something other than the verified bytes. Its value is in
/// [`VerifiedBody::content_encoding`](hookseal_core::VerifiedBody::content_encoding).
///
/// Refusals are responses, not errors, so poem's `catch_error` does not change them, and
/// middleware around it sees them like any other response, with the
/// [`Rejection`](hookseal_core::Rejection) among their extensions.
#[derive(Clone, Debug)]
pub struct WebhookLayer {
    verifier: Verifier,
    options: Options<Request>,
}

impl WebhookLayer {
    /// Middleware that lets through what `verifier` accepts.
    #[must_use]
    pub fn new(verifier: Verifier) -> Self {
        Self {
            verifier,
            options: Options::default(),
        }
    }

    /// The target that the sender called and signed, for schemes that sign the URL, its path or
    /// its query, if it differs from the request's own: a proxy has stripped a prefix, or a
    /// gateway has added a stage. Without this, or if it returns `None`, it is the
    /// [`ReceivedTarget`](hookseal_core::adapter::ReceivedTarget) in the request's extensions, or
    /// else `Request::original_uri`, which is the target that poem received, also in nested
    /// routes and inside middleware that rewrites it.
    ///
    /// ```
    /// # use hookseal_poem::WebhookLayer;
    /// # fn layer(verifier: hookseal_core::Verifier) -> WebhookLayer {
    /// // The gateway calls this app without its stage, which the sender has called and signed.
    /// WebhookLayer::new(verifier)
    ///     .target_of(|request| Some(format!("/prod{}", request.original_uri())))
    /// # }
    /// ```
    #[must_use]
    pub fn target_of(
        mut self,
        target_of: impl Fn(&Request) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.options = self.options.target_of(target_of);
        self
    }

    /// For verifiers that look up their keys by tenant: the path parameter that names the
    /// tenant, such as `tenant` of `/hooks/:tenant`.
    ///
    /// It is decoded once, as [`Tenant::by_parameter`](hookseal_core::Tenant::by_parameter) does. The path must be matched first, so
    /// this works on the endpoint that has the parameter, not around the `Route`. If there is no
    /// such parameter, or there are several of that name, a request whose keys are not found is
    /// answered 500, and the log names the parameter.
    #[must_use]
    pub fn tenant_param(mut self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.options = self
            .options
            .find_tenant(move |request| path_parameter(request, &name));
        self
    }

    /// For verifiers that look up their keys by tenant: how to determine the tenant. By
    /// default it is the [`Tenant`](hookseal_core::Tenant) in the request's extensions.
    #[must_use]
    pub fn tenant_of(
        mut self,
        tenant_of: impl Fn(&Request) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.options = self.options.tenant_of(move |request| tenant_of(request));
        self
    }

    /// Leaves `Content-Encoding` on verified requests, for middleware further in that is to
    /// decode the body.
    ///
    /// The handler then no longer reads the signed bytes, but their decoding according to a
    /// header that anyone can set; limit the decoded size.
    #[must_use]
    pub fn keep_content_encoding(mut self) -> Self {
        self.options = self.options.keep_content_encoding();
        self
    }
}

impl<E: Endpoint> Middleware<E> for WebhookLayer {
    type Output = WebhookEndpoint<E>;

    fn transform(&self, inner: E) -> WebhookEndpoint<E> {
        WebhookEndpoint {
            inner,
            layer: self.clone(),
        }
    }
}

/// The endpoint that [`WebhookLayer`] puts around another.
#[derive(Debug)]
pub struct WebhookEndpoint<E> {
    inner: E,
    layer: WebhookLayer,
}

impl<E: Endpoint> Endpoint for WebhookEndpoint<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let WebhookLayer { verifier, options } = &self.layer;
        let body = chunks(request.take_body());
        let facts = options.find(&mut request);
        let receiving = verifier.receive(body, tokio::time::sleep);
        let verdict = receiving.with_head(facts.complete(head(&request))).await;
        let verified = match event_or_response(verdict) {
            Ok(verified) => verified,
            Err(refused) => return Ok(response(refused)),
        };
        let body = Body::from(verified.bytes().clone());
        let (mut parts, _) = request.into_parts();
        facts.pass_on(&mut parts.headers, &mut parts.extensions, verified);
        let answer = self.inner.call(Request::from_parts(parts, body)).await?;
        Ok(answer.into_response())
    }
}
