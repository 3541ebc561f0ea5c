//! The middleware that verifies.

use hookseal_core::{Tenant, Verifier};
use hookseal_http::{Options, TenantFound, event_or_response, refusal};
use salvo_core::{Depot, FlowCtrl, Handler, Request, Response, async_trait};

use crate::head::{chunks, head, no_verifier, pass_on, received_target};
use crate::rejection::end;

/// Verifies every request before its handler runs. For `Router::hoop`, `Handler::hoop` and
/// `Service::hoop`.
///
/// Put it on the routers that receive webhooks: every request that passes it must be signed. It
/// covers everything that is pushed into the router. A handler elsewhere that takes
/// [`Webhook`](crate::Webhook) answers 500; one that takes `JsonBody` runs, and accepts
/// forgeries.
///
/// The verified request goes on with the same bytes as its body, and with a
/// [`VerifiedBody`](hookseal_core::VerifiedBody) in the depot (`depot.get_typed`). Its headers
/// are passed on too, except `Content-Encoding`: anyone can set that, and a handler that decodes
/// the body by it would read something other than the verified bytes. Its value is in
/// [`VerifiedBody::content_encoding`](hookseal_core::VerifiedBody::content_encoding).
///
/// salvo's parsers (`JsonBody`, `Request::payload`) accept as much as the verifier has accepted,
/// even if it is more than their default limit of 64 KiB. A `SecureMaxSize` further in counts.
///
/// Refusals are responses with the [`Rejection`](hookseal_core::Rejection) among their
/// extensions, for hoops around it.
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
    /// else the request's own, which salvo's routers do not change.
    ///
    /// Put hoops that rewrite the target before this after a [`KeepTarget`](crate::KeepTarget).
    ///
    /// ```
    /// # use hookseal_salvo::WebhookLayer;
    /// # fn layer(verifier: hookseal_core::Verifier) -> WebhookLayer {
    /// // The gateway calls this app without its stage, which the sender has called and signed.
    /// WebhookLayer::new(verifier).target_of(|request| {
    ///     let target = request.uri().path_and_query()?;
    ///     Some(format!("/prod{target}"))
    /// })
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
    /// tenant, such as `tenant` of `hooks/{tenant}`.
    ///
    /// It is decoded once, as [`Tenant::by_parameter`] does. If there is no such parameter, a
    /// request whose keys are not found is answered 500, and the log names the parameter. Of two
    /// parameters of that name salvo keeps the inner one.
    #[must_use]
    pub fn tenant_param(mut self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.options = self
            .options
            .find_tenant(move |request| path_parameter(request, &name));
        self
    }

    /// For verifiers that look up their keys by tenant: how to determine the tenant. By
    /// default it is the [`Tenant`] in the request's extensions.
    #[must_use]
    pub fn tenant_of(
        mut self,
        tenant_of: impl Fn(&Request) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.options = self.options.tenant_of(move |request| tenant_of(request));
        self
    }

    /// Leaves `Content-Encoding` on verified requests, for hoops further in that are to decode
    /// the body.
    ///
    /// The handler then no longer reads the signed bytes, but their decoding according to a
    /// header that anyone can set; limit the decoded size.
    #[must_use]
    pub fn keep_content_encoding(mut self) -> Self {
        self.options = self.options.keep_content_encoding();
        self
    }
}

/// The tenant named by a path parameter of the matched route.
fn path_parameter(request: &Request, name: &str) -> TenantFound {
    let parameters = request.params().iter();
    Tenant::by_parameter(name, received_target(request), parameters)
}

#[async_trait]
impl Handler for WebhookLayer {
    async fn handle(
        &self,
        request: &mut Request,
        depot: &mut Depot,
        response: &mut Response,
        chain: &mut FlowCtrl,
    ) {
        if runs_nothing(chain, response) {
            let refused = no_verifier(LAST, request).await;
            return end(refusal(refused), response, chain);
        }
        let body = chunks(request);
        let facts = self.options.find(request);
        let receiving = self.verifier.receive(body, tokio::time::sleep);
        let verdict = receiving.with_head(facts.complete(head(request))).await;
        match event_or_response(verdict) {
            Ok(verified) => {
                depot.insert_typed(verified.clone());
                pass_on(facts, request, verified);
            }
            Err(refused) => end(refused, response, chain),
        }
    }
}

/// Whether this is the end of a chain, which the app has not meant: the middleware is in a
/// tuple, whose other handlers do not ask it. A response to a path that nothing has matched has
/// its status already.
pub(crate) fn runs_nothing(chain: &FlowCtrl, response: &Response) -> bool {
    !chain.has_next() && !response.is_stamped()
}

const LAST: &str = "a `WebhookLayer` has no handler after it in its chain, as in a tuple of handlers; add it by `.hoop(…)`";
