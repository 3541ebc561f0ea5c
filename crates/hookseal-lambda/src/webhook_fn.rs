//! A handler of events as the service that Lambda calls.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use hookseal_core::Payload;
use hookseal_http::{ResponseBody, refusal, respond};
use lambda_http::{Request, Response};
use tower_service::Service;

use crate::{Webhook, WebhookRejection};

/// The service that calls `handler` with each event, and answers what is none. It belongs inside
/// a [`WebhookLayer`](crate::WebhookLayer).
///
/// ```
/// use hookseal_lambda::{Webhook, WebhookLayer, webhook_fn};
/// use lambda_http::tower::ServiceBuilder;
/// use lambda_http::{Body, Error, Response};
///
/// async fn on_event(Webhook(event): Webhook<serde_json::Value>) -> Result<Response<Body>, Error> {
///     println!("{}", event.payload());
///     Ok(Response::new(Body::Empty))
/// }
///
/// # fn function(verifier: hookseal_core::Verifier) {
/// let function = ServiceBuilder::new()
///     .layer(WebhookLayer::new(verifier))
///     .service(webhook_fn(on_event));
/// # }
/// ```
///
/// An error of the handler is a failed invocation, as with `service_fn`: AWS answers 502, and
/// the sender tries again.
pub fn webhook_fn<T, H, F, A, E>(handler: H) -> WebhookFn<T, H>
where
    T: Payload,
    H: Fn(Webhook<T>) -> F,
    F: Future<Output = Result<Response<A>, E>> + Send + 'static,
{
    WebhookFn {
        handler,
        payload: PhantomData,
    }
}

/// The service that [`webhook_fn`] makes.
pub struct WebhookFn<T, H> {
    handler: H,
    payload: PhantomData<fn() -> T>,
}

impl<T, H, F, A, E> Service<Request> for WebhookFn<T, H>
where
    T: Payload,
    H: Fn(Webhook<T>) -> F,
    F: Future<Output = Result<Response<A>, E>> + Send + 'static,
{
    type Response = Response<ResponseBody<A>>;
    type Error = E;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, E>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), E>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        match Webhook::of(&request).map(&self.handler) {
            Ok(handling) => Box::pin(async { Ok(handling.await?.map(ResponseBody::inner)) }),
            Err(rejection) => Box::pin(async {
                let response = match rejection {
                    WebhookRejection::Refused(rejection) => refusal(rejection),
                    WebhookRejection::Handshake(answered) => respond(answered.into_answer()),
                };
                Ok(response.map(ResponseBody::refusal))
            }),
        }
    }
}

impl<T, H: Clone> Clone for WebhookFn<T, H> {
    fn clone(&self) -> Self {
        Self {
            handler: self.handler.clone(),
            payload: PhantomData,
        }
    }
}

impl<T, H> fmt::Debug for WebhookFn<T, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookFn").finish_non_exhaustive()
    }
}
