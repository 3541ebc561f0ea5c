//! The tower layer, made to know the requests of `lambda_http`.

use hookseal_core::{Rejection, Tenant, Verifier};
use hookseal_http::received_target;
use hookseal_tower::WebhookService;
use http::request::Parts;
use lambda_http::RequestExt as _;
use tower_layer::Layer;

use crate::body::LambdaBody;
use crate::target::{KeepTarget, KeepTargetLayer};

/// Verifies every request before the function gets it. For `tower::ServiceBuilder`, around
/// [`webhook_fn`](crate::webhook_fn), or around a `service_fn` that returns a `Response`.
///
/// Every request that passes it must be signed. The function gets the same bytes as the body, as
/// text if they are UTF-8, and takes the event by [`Webhook`](crate::Webhook).
///
/// It is [`hookseal_tower::WebhookLayer`], configured for `lambda_http`: it finds the target that
/// the sender called, and the path parameters of API Gateway. For responses that are streamed,
/// `lambda_http::run_with_streaming_response` takes the same service.
#[derive(Clone, Debug)]
pub struct WebhookLayer(hookseal_tower::WebhookLayer<LambdaBody>);

impl WebhookLayer {
    /// A layer that lets through what `verifier` accepts.
    #[must_use]
    pub fn new(verifier: Verifier) -> Self {
        Self(hookseal_tower::WebhookLayer::new(verifier).rebuilding())
    }

    /// The target that the sender called and signed, for schemes that sign the URL, its path or
    /// its query, if it differs from the event's: a proxy before AWS has stripped a prefix.
    /// Without this, or if it returns `None`, it is the target that was called, with the stage of
    /// a REST API or HTTP API if the sender called it.
    ///
    /// ```
    /// use hookseal_lambda::{WebhookLayer, received_target};
    /// # fn layer(verifier: hookseal_core::Verifier) -> WebhookLayer {
    ///
    /// WebhookLayer::new(verifier)
    ///     .target_of(|parts| Some(format!("/partners{}", received_target(parts))))
    /// # }
    /// ```
    #[must_use]
    pub fn target_of(
        self,
        target_of: impl Fn(&Parts) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        Self(self.0.target_of(target_of))
    }

    /// For verifiers that look up their keys by tenant: the path parameter of API Gateway that
    /// names the tenant, such as `tenant` of the route `/hooks/{tenant}`.
    ///
    /// A request whose route has no such parameter is answered 500 if its keys are not found, and
    /// the log names the parameter. Function URLs and load balancers have no routes, and so no
    /// parameters: use [`tenant_of`](Self::tenant_of) there. AWS decodes the parameters of HTTP
    /// APIs, and not those of REST APIs, so a name that still contains a percent sign is an
    /// unknown tenant.
    #[must_use]
    pub fn tenant_param(self, name: impl Into<String>) -> Self {
        let name = name.into();
        Self(
            self.0
                .find_tenant(move |parts| path_parameter(parts, &name)),
        )
    }

    /// For verifiers that look up their keys by tenant: how to determine the tenant. By default
    /// it is the [`Tenant`] in the request's extensions.
    #[must_use]
    pub fn tenant_of(
        self,
        tenant_of: impl Fn(&mut Parts) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        Self(self.0.tenant_of(tenant_of))
    }

    /// Leaves `Content-Encoding` on verified requests, for a function that decodes the body
    /// itself. See [`hookseal_tower::WebhookLayer::keep_content_encoding`].
    #[must_use]
    pub fn keep_content_encoding(self) -> Self {
        Self(self.0.keep_content_encoding())
    }
}

impl From<Verifier> for WebhookLayer {
    fn from(verifier: Verifier) -> Self {
        Self::new(verifier)
    }
}

impl<S> Layer<S> for WebhookLayer {
    type Service = KeepTarget<WebhookService<S, LambdaBody>>;

    fn layer(&self, inner: S) -> Self::Service {
        KeepTargetLayer.layer(self.0.layer(inner))
    }
}

/// The tenant named by a path parameter of the route that API Gateway has matched.
fn path_parameter(parts: &Parts, name: &str) -> Result<Option<Tenant>, Rejection> {
    let parameters = parts.path_parameters_ref();
    let parameters = parameters.into_iter().flat_map(|all| all.iter());
    let tenant = Tenant::by_parameter(name, received_target(parts), parameters)?;
    Ok(tenant.filter(|tenant| !tenant.as_str().contains('%')))
}
