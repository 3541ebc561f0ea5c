//! Refusals as salvo responses.

use hookseal_http::OwnResponse;
use http_body_util::BodyExt as _;
use salvo_core::http::ResBody;
use salvo_core::{BoxedError, FlowCtrl, Response, Scribe};

hookseal_http::webhook_rejection! {
    /// Why [`Webhook`](crate::Webhook) or [`VerifyWebhook`](crate::VerifyWebhook) gives no event.
    ///
    /// It is also the response. To match on it, or to answer handshakes without middleware, call
    /// the extractor in the handler:
    ///
    /// ```
    /// use hookseal_core::{Raw, Rejection};
    /// use hookseal_salvo::{VerifyWebhook, WebhookRejection};
    /// use salvo::extract::Extractible;
    /// use salvo::prelude::*;
    ///
    /// #[handler]
    /// async fn on_event(
    ///     request: &mut Request,
    ///     depot: &mut Depot,
    /// ) -> Result<&'static str, WebhookRejection> {
    ///     let event: Result<VerifyWebhook<Raw>, _> = VerifyWebhook::extract(request, depot).await;
    ///     match event {
    ///         Ok(event) => println!("{} bytes", event.bytes().len()),
    ///         Err(WebhookRejection::Refused(Rejection::Payload(_))) => println!("ignored"),
    ///         Err(other) => return Err(other),
    ///     }
    ///     Ok("thanks")
    /// }
    /// ```
}

impl Scribe for WebhookRejection {
    fn render(self, response: &mut Response) {
        render(self.into(), response);
    }
}

/// Makes `response` what `own` is, and ends the chain of handlers: an answer of 2xx would not
/// end it by itself.
pub(crate) fn end(own: OwnResponse, response: &mut Response, chain: &mut FlowCtrl) {
    render(own, response);
    chain.skip_rest();
}

/// Headers that hoops have set before are kept.
fn render(own: OwnResponse, response: &mut Response) {
    let (parts, body) = own.into_parts();
    response.status_code(parts.status);
    response.headers_mut().extend(parts.headers);
    response.extensions.extend(parts.extensions);
    let body = body.map_err(|never| -> BoxedError { match never {} });
    response.body(ResBody::Boxed(Box::pin(body)));
}
