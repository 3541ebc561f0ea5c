//! Keeping the request target before it is rewritten.

use hookseal_core::adapter::ReceivedTarget;
use ntex::service::cfg::SharedCfg;
use ntex::service::{Middleware, Service, ServiceCtx};
use ntex::web::WebRequest;

use crate::head::own_target;

/// Keeps the request target as it was received, as a [`ReceivedTarget`] among the request's
/// extensions, which hookseal's middleware and extractors find.
///
/// For schemes that sign the URL, its path or its query, if middleware or a filter rewrites it.
/// The middleware that is added last is the outer one, so this comes after that:
///
/// ```
/// use hookseal_ntex::KeepTarget;
/// use ntex::web::{App, middleware::Logger};
///
/// # let rewriting = Logger::default();
/// let app = App::new().middleware(rewriting).middleware(KeepTarget);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct KeepTarget;

impl<S> Middleware<S, SharedCfg> for KeepTarget {
    type Service = KeepTargetMiddleware<S>;

    fn create(&self, service: S, _: SharedCfg) -> Self::Service {
        KeepTargetMiddleware { service }
    }
}

/// The service that [`KeepTarget`] puts around another.
#[derive(Clone, Copy, Debug)]
pub struct KeepTargetMiddleware<S> {
    service: S,
}

impl<S: Service<WebRequest<E>>, E> Service<WebRequest<E>> for KeepTargetMiddleware<S> {
    type Response = S::Response;
    type Error = S::Error;

    ntex::forward_poll!(service);
    ntex::forward_ready!(service);
    ntex::forward_shutdown!(service);

    async fn call(
        &self,
        request: WebRequest<E>,
        context: ServiceCtx<'_, Self>,
    ) -> Result<S::Response, S::Error> {
        // Kept once, by the outermost.
        if !request.extensions().contains::<ReceivedTarget>() {
            let target = ReceivedTarget::new(own_target(request.head()));
            request.extensions_mut().insert(target);
        }
        context.call(&self.service, request).await
    }
}
