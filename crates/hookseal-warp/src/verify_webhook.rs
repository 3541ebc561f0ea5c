//! The filter that verifies.

use bytes::Bytes;
use futures_core::Stream;
use hookseal_core::{Payload, Rejection, VerifiedEvent, Verifier};
use hookseal_http::{HttpHead, Options, received_target};
use http::request::Parts;
use warp::Filter;

use crate::WebhookRejection;
use crate::received::received;
use crate::tenant::segment;

/// A verifier with what the app has to say for [`verify_webhook`].
///
/// ```
/// use hookseal_core::{VerifiedEvent, Verifier};
/// use hookseal_warp::{VerifyWebhook, answer_rejection, verify_webhook};
/// use warp::Filter;
///
/// # fn app(verifier: Verifier) {
/// // The tenant is `acme` in `/hooks/acme`.
/// let verify = VerifyWebhook::new(verifier).tenant_segment(1);
/// let hooks = warp::path!("hooks" / String)
///     .and(verify_webhook(verify))
///     .map(|_, event: VerifiedEvent<serde_json::Value>| format!("{:?}", event.tenant()))
///     .recover(answer_rejection);
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct VerifyWebhook {
    verifier: Verifier,
    options: Options,
}

impl VerifyWebhook {
    /// Accepts what `verifier` accepts.
    #[must_use]
    pub fn new(verifier: Verifier) -> Self {
        Self {
            verifier,
            options: Options::default(),
        }
    }

    /// The target that the sender called and signed, for schemes that sign the URL, its path or
    /// its query, if it differs from the request's own: a proxy has stripped a prefix. Without
    /// this, or if it returns `None`, it is the
    /// [`ReceivedTarget`](hookseal_core::adapter::ReceivedTarget) in the request's extensions, or
    /// else the request's own. warp does not change it for nested filters.
    #[must_use]
    pub fn target_of(
        mut self,
        target_of: impl Fn(&Parts) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.options = self.options.target_of(target_of);
        self
    }

    /// For verifiers that look up their keys by tenant: the segment of the path that names the
    /// tenant, counted from 0, such as 1 for `acme` in `/hooks/acme`.
    ///
    /// It is decoded once, as [`Tenant::by_parameter`](hookseal_core::Tenant::by_parameter)
    /// does. A path that does not have the segment is of an unknown tenant.
    #[must_use]
    pub fn tenant_segment(mut self, position: usize) -> Self {
        let find = move |parts: &mut Parts| segment(received_target(parts), position);
        self.options = self.options.find_tenant(find);
        self
    }

    /// For verifiers that look up their keys by tenant: how to determine the tenant. By default
    /// it is the [`Tenant`](hookseal_core::Tenant) in the request's extensions.
    #[must_use]
    pub fn tenant_of(
        mut self,
        tenant_of: impl Fn(&mut Parts) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.options = self.options.tenant_of(tenant_of);
        self
    }

    async fn event<T: Payload>(
        self,
        mut parts: Parts,
        body: impl Stream<Item = Result<Bytes, Rejection>>,
    ) -> Result<VerifiedEvent<T>, WebhookRejection> {
        let facts = self.options.find(&mut parts);
        let head = facts.complete(HttpHead::new(&parts));
        let receiving = self.verifier.receive(body, tokio::time::sleep);
        let body = receiving.with_head(head).await?.into_event()?;
        Ok(body.decode_or_reject()?)
    }
}

impl From<Verifier> for VerifyWebhook {
    fn from(verifier: Verifier) -> Self {
        Self::new(verifier)
    }
}

/// A filter that verifies the request and extracts the event, from a verifier or a
/// [`VerifyWebhook`].
///
/// It reads the body as it arrives, so no other filter of its route can. If it refuses the
/// request it rejects with a [`WebhookRejection`]: put
/// [`recover(answer_rejection)`](crate::answer_rejection) on the route.
///
/// ```
/// use hookseal_core::{Raw, VerifiedEvent, Verifier};
/// use hookseal_warp::{answer_rejection, verify_webhook};
/// use warp::Filter;
///
/// # fn app(github: Verifier, stripe: Verifier) {
/// let github = warp::path!("hooks" / "github")
///     .and(verify_webhook(github))
///     .map(|event: VerifiedEvent<Raw>| format!("{} bytes", event.bytes().len()))
///     .recover(answer_rejection);
/// let stripe = warp::path!("hooks" / "stripe")
///     .and(verify_webhook(stripe))
///     .map(|event: VerifiedEvent<Raw>| format!("{} bytes", event.bytes().len()))
///     .recover(answer_rejection);
/// let hooks = github.or(stripe);
/// # }
/// ```
///
/// Each route names its verifier, so no handler takes another sender's events.
pub fn verify_webhook<T>(
    verify: impl Into<VerifyWebhook>,
) -> impl Filter<Extract = (VerifiedEvent<T>,), Error = warp::Rejection> + Clone
where
    T: Payload + Send + 'static,
{
    let verify = verify.into();
    received().and_then(move |parts, body| {
        let event = verify.clone().event(parts, body);
        async { event.await.map_err(warp::reject::custom) }
    })
}
