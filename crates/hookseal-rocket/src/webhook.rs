//! The data guard inside a layer.

use std::ops::Deref;

use hookseal_core::{Payload, VerifiedEvent};
use rocket::async_trait;
use rocket::data::{self, Data, FromData};
use rocket::request::Request;

use crate::WebhookRejection;
use crate::receive::{By, receive};

/// An event that the [`WebhookLayer`](crate::WebhookLayer) around the route has verified.
///
/// ```
/// use hookseal_rocket::Webhook;
/// use rocket::post;
///
/// #[post("/acme", data = "<event>")]
/// fn on_event(event: Webhook<serde_json::Value>) -> String {
///     format!("{} bytes from {}", event.bytes().len(), event.provider())
/// }
/// ```
///
/// Without a layer the answer is 500 and the log says what to add: a route that was left out lets
/// nothing through.
///
/// **`Option<Webhook<T>>` is `None` for every refusal**, also of a wrong signature: Rocket makes it
/// so, for all data guards. Take `Result<Webhook<T>, WebhookRejection>` to see the reason.
#[derive(Clone, Debug)]
pub struct Webhook<T>(pub VerifiedEvent<T>);

/// Rocket's handlers take no patterns as arguments, so the event is found without one.
impl<T> Deref for Webhook<T> {
    type Target = VerifiedEvent<T>;

    fn deref(&self) -> &VerifiedEvent<T> {
        &self.0
    }
}

#[async_trait]
impl<'r, T: Payload + Send> FromData<'r> for Webhook<T> {
    type Error = WebhookRejection;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> data::Outcome<'r, Self> {
        receive(request, data, By::Layers(MISSING_LAYER), Self).await
    }
}

const MISSING_LAYER: &str = "`Webhook` needs a `WebhookLayer` around its route; mount `WebhookLayer::new(verifier).around(routes![…])`, or take `VerifyWebhook`";
