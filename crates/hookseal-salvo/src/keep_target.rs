//! Keeping the request target before it is rewritten.

use hookseal_core::adapter::ReceivedTarget;
use hookseal_http::own_target;
use salvo_core::{Depot, FlowCtrl, Handler, Request, Response, async_trait};

/// Keeps the request target as it was received, as a [`ReceivedTarget`] among the request's
/// extensions, which hookseal's middleware and extractors find.
///
/// For schemes that sign the URL, its path or its query, if a hoop rewrites it: put this one in
/// front of that.
///
/// ```
/// use hookseal_salvo::KeepTarget;
/// use salvo::prelude::*;
///
/// #[handler]
/// async fn without_stage(request: &mut Request) {
///     let uri = request.uri().to_string().replacen("/stage", "", 1);
///     if let Ok(uri) = uri.parse() {
///         request.set_uri(uri);
///     }
/// }
///
/// let router = Router::new().hoop(KeepTarget).hoop(without_stage);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct KeepTarget;

#[async_trait]
impl Handler for KeepTarget {
    async fn handle(
        &self,
        request: &mut Request,
        _: &mut Depot,
        _: &mut Response,
        _: &mut FlowCtrl,
    ) {
        // Kept once, by the outermost.
        if request.extensions().get::<ReceivedTarget>().is_none() {
            let target = ReceivedTarget::new(own_target(request.uri()));
            request.extensions_mut().insert(target);
        }
    }
}
