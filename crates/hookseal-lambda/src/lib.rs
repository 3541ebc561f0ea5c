//! Verified webhooks in AWS Lambda functions, by `lambda_http`.
//!
//! One layer around the function, and a handler that takes the event:
//!
//! ```no_run
//! use hookseal_core::{Algorithm, Secret, Verifier};
//! use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
//! use hookseal_lambda::{Webhook, WebhookLayer, webhook_fn};
//! use lambda_http::tower::ServiceBuilder;
//! use lambda_http::{Body, Error, Response};
//!
//! #[derive(serde::Deserialize)]
//! struct Placed {
//!     order: u32,
//! }
//!
//! async fn on_order(Webhook(event): Webhook<Placed>) -> Result<Response<Body>, Error> {
//!     println!("order {}", event.payload().order);
//!     Ok(Response::builder().status(204).body(Body::Empty)?)
//! }
//!
//! # const ACME: Scheme = Scheme::new(
//! #     "acme",
//! #     Algorithm::HmacSha256,
//! #     SignatureField::plain(HeaderName::from_static("Acme-Signature")),
//! # );
//! #[tokio::main]
//! async fn main() -> Result<(), Error> {
//!     let secret = Secret::new(std::env::var("ACME_SECRET")?)?;
//!     let verifier = Verifier::new(ACME, secret)?;
//!     let function = ServiceBuilder::new()
//!         .layer(WebhookLayer::new(verifier))
//!         .service(webhook_fn(on_order));
//!     lambda_http::run(function).await
//! }
//! ```
//!
//! A function of `lambda_http`'s own kind (`service_fn`, with a `Request`) works inside the layer
//! as well, and takes the event by [`Webhook::of`]. Without a layer, see [`VerifyWebhook`].
//!
//! An **axum** app on Lambda takes its layers from `hookseal-axum`. Put a [`KeepTargetLayer`]
//! around the app if the sender signs the URL: it finds out what the sender has called.
//!
//! # Triggers
//!
//! Lambda gets the body at once, so there is nothing to stream: the gateway has collected it,
//! and AWS limits a request to 6 MB (1 MB for a load balancer). The verifier's own limit counts
//! as well. How much of the request a signature can cover depends on the trigger:
//!
//! | trigger | repeated headers | the signed URL |
//! |---|---|---|
//! | function URL | joined by commas | as called, but for a `?` without a query |
//! | HTTP API, payload 2.0 | joined by commas | query as called; AWS decodes the path, so a path with escapes does not verify |
//! | REST API; HTTP API, payload 1.0 | `lambda_http` keeps the last | path as called, with its stage; the query is written again, in any order |
//! | load balancer | `lambda_http` keeps the last; all with [multi-value headers] | path as called; the query is written again, in any order |
//!
//! So a sender that signs its query needs a function URL or an HTTP API. All triggers carry the
//! body byte for byte, base64 included. A repeated signature header is refused where each of its
//! lines arrives. Where they are joined, they are read as one line, which is a signature only if
//! the sender signs with lists. Where the last is kept, that one has to be valid.
//!
//! [multi-value headers]: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html#enable-multi-value-headers
//!
//! # Once
//!
//! Each of a function's instances has a memory of its own, and AWS starts and stops them as it
//! likes. So a replay guard (feature `replay`) needs a store that they share, such as Redis or
//! PostgreSQL; `MemoryStore` sees only the duplicates that come to the same instance. AWS
//! freezes an instance once it has answered: a commit that the store does not accept is tried
//! again when the instance handles its next request, and if there is none, the delivery is
//! handled again after its lease. Give the guard a `handler_timeout` below the function's own
//! timeout, or AWS ends the handler first, and its delivery waits until the lease ends.

mod body;
mod layer;
mod rejection;
mod target;
mod verify_webhook;
mod webhook;
mod webhook_fn;

pub use self::body::LambdaBody;
pub use self::layer::WebhookLayer;
pub use self::rejection::WebhookRejection;
pub use self::target::{KeepTarget, KeepTargetLayer};
pub use self::verify_webhook::VerifyWebhook;
pub use self::webhook::Webhook;
pub use self::webhook_fn::{WebhookFn, webhook_fn};
pub use hookseal_http::{ResponseBody, received_target};
#[cfg(feature = "replay")]
pub use hookseal_tower::{ReplayFuture, ReplayLayer, ReplayService};
