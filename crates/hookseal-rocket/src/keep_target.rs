//! Keeping the request target before it is rewritten.

use rocket::fairing::{Fairing, Info, Kind};
use rocket::{Data, Request, async_trait};

use crate::head::received_target;

/// Keeps the request target as it was received, as a
/// [`ReceivedTarget`](hookseal_core::adapter::ReceivedTarget) in the request's local cache, in
/// which hookseal's guards find it.
///
/// For schemes that sign the URL, its path or its query, if a fairing rewrites it. Attach this one
/// before that:
///
/// ```
/// use hookseal_rocket::KeepTarget;
/// use rocket::fairing::AdHoc;
/// use rocket::http::uri::Origin;
///
/// let without_stage = AdHoc::on_request("without stage", |request, _| {
///     let path = request.uri().to_string();
///     if let Some(Ok(uri)) = path.strip_prefix("/stage").map(|path| Origin::parse_owned(path.to_owned())) {
///         request.set_uri(uri);
///     }
///     Box::pin(async {})
/// });
/// let rocket = rocket::build().attach(KeepTarget).attach(without_stage);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct KeepTarget;

#[async_trait]
impl Fairing for KeepTarget {
    fn info(&self) -> Info {
        Info {
            name: "hookseal: keep the request target",
            kind: Kind::Request | Kind::Singleton,
        }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        received_target(request);
    }
}
