//! A request, put together of all that filters give of it.

use bytes::{Buf, Bytes};
use futures_core::Stream;
use futures_util::StreamExt as _;
use hookseal_core::adapter::ReceivedTarget;
use hookseal_core::{Rejection, Tenant};
use hookseal_http::{TakenOff, body_rejection};
use http::request::Parts;
use http::{HeaderMap, Method, Request};
use warp::Filter;
use warp::path::FullPath;

/// The head of the request, and its body as it arrives, which no other filter has then.
pub(crate) fn received() -> impl Filter<
    Extract = (
        Parts,
        impl Stream<Item = Result<Bytes, Rejection>> + Send + use<>,
    ),
    Error = warp::Rejection,
> + Copy {
    let query = warp::query::raw().map(Some);
    let query = query.or(warp::any().map(|| None)).unify();
    let head = warp::method()
        .and(warp::path::full())
        .and(query)
        .and(warp::header::headers_cloned())
        .and(warp::ext::optional())
        .and(warp::ext::optional())
        .and(warp::ext::optional())
        .map(head);
    head.and(warp::body::stream().map(chunks))
}

/// The head of a request; few of its pieces are there by themselves.
#[allow(clippy::needless_pass_by_value)] // filters hand over what they extract
fn head(
    method: Method,
    path: FullPath,
    query: Option<String>,
    headers: HeaderMap,
    target: Option<ReceivedTarget>,
    tenant: Option<Tenant>,
    coding: Option<TakenOff>,
) -> Parts {
    let (mut parts, ()) = Request::new(()).into_parts();
    let called = match query {
        Some(query) => format!("{}?{query}", path.as_str()),
        None => path.as_str().to_owned(),
    };
    parts.method = method;
    parts.uri = called.parse().unwrap_or_default();
    parts.headers = headers;
    // Of a layer outside, or what was called, if that makes no URI.
    let target = target.unwrap_or_else(|| ReceivedTarget::new(called));
    parts.extensions.insert(target);
    if let Some(tenant) = tenant {
        parts.extensions.insert(tenant);
    }
    if let Some(coding) = coding {
        parts.extensions.insert(coding);
    }
    parts
}

fn chunks(
    body: impl Stream<Item = Result<impl Buf, warp::Error>> + Send,
) -> impl Stream<Item = Result<Bytes, Rejection>> + Send {
    body.map(|chunk| match chunk {
        // Of `Bytes` this copies nothing.
        Ok(mut chunk) => Ok(chunk.copy_to_bytes(chunk.remaining())),
        Err(error) => Err(body_rejection(&error)),
    })
}
