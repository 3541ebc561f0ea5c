//! The data guard that needs no layer, and the fairing that has its verifier.

use std::ops::Deref;

use hookseal_core::adapter::VerifierHolder;
use hookseal_core::{Payload, VerifiedEvent, Verifier};
use rocket::data::{self, Data, FromData};
use rocket::fairing::{self, Fairing, Info, Kind};
use rocket::request::Request;
use rocket::response::Response;
use rocket::{Build, Ignite, Rocket, Sentinel, async_trait};

use crate::WebhookRejection;
use crate::answer::write;
use crate::delivery::Delivery;
use crate::receive::{By, receive};

/// Verifies the request by the verifier of a [`WebhookFairing`], without any layer.
///
/// ```
/// use hookseal_core::Verifier;
/// use hookseal_rocket::{VerifyWebhook, WebhookFairing};
/// use rocket::{Build, Rocket, post, routes};
///
/// #[post("/hooks", data = "<event>")]
/// fn on_event(event: VerifyWebhook<serde_json::Value>) {
///     println!("{} bytes from {}", event.bytes().len(), event.provider());
/// }
///
/// fn app(verifier: Verifier) -> Rocket<Build> {
///     rocket::build()
///         .attach(WebhookFairing::new(verifier))
///         .mount("/", routes![on_event])
/// }
/// ```
///
/// If an app has several verifiers, each is of a type of its own, which handlers name.
/// [`verifiers!`](crate::verifiers) writes such types:
///
/// ```
/// use hookseal_core::{Raw, Verifier};
/// use hookseal_rocket::{VerifyWebhook, WebhookFairing, verifiers};
/// use rocket::{Build, Rocket, post, routes};
///
/// verifiers!(GitHub, Slack);
///
/// #[post("/hooks/github", data = "<event>")]
/// fn on_github(event: VerifyWebhook<Raw, GitHub>) {
///     println!("{} bytes", event.bytes().len());
/// }
///
/// #[post("/hooks/slack", data = "<event>")]
/// fn on_slack(event: VerifyWebhook<Raw, Slack>) {
///     println!("{} bytes", event.bytes().len());
/// }
///
/// fn app(github: Verifier, slack: Verifier) -> Rocket<Build> {
///     rocket::build()
///         .attach(WebhookFairing::new(GitHub::from(github)))
///         .attach(WebhookFairing::new(Slack::from(slack)))
///         .mount("/", routes![on_github, on_slack])
/// }
/// ```
///
/// If the fairing is missing, the app does not launch. The tenant, for verifiers that look up
/// their keys by it, is the `Option<Tenant>` in the request's local cache, where a request fairing
/// can put it.
///
/// **`Option<VerifyWebhook<T>>` is `None` for every refusal**, also of a wrong signature: Rocket
/// makes it so, for all data guards. Take `Result<VerifyWebhook<T>, WebhookRejection>` to see the
/// reason.
#[derive(Clone, Debug)]
pub struct VerifyWebhook<T, V: VerifierHolder = Verifier>(pub V::Event<T>);

impl<T, V: VerifierHolder<Event<T> = VerifiedEvent<T>>> Deref for VerifyWebhook<T, V> {
    type Target = VerifiedEvent<T>;

    fn deref(&self) -> &VerifiedEvent<T> {
        &self.0
    }
}

#[async_trait]
impl<'r, T, V> FromData<'r> for VerifyWebhook<T, V>
where
    T: Payload + Send,
    V: VerifierHolder<Event<T> = VerifiedEvent<T>> + Send + Sync + 'static,
{
    type Error = WebhookRejection;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> data::Outcome<'r, Self> {
        let attached = request.rocket().state::<Attached<V>>();
        let by = match attached {
            Some(Attached(verifier)) => By::Own(verifier.as_ref()),
            None => By::Missing(MISSING),
        };
        receive(request, data, by, Self).await
    }
}

impl<T, V> Sentinel for VerifyWebhook<T, V>
where
    V: VerifierHolder + Send + Sync + 'static,
{
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        rocket.state::<Attached<V>>().is_none()
    }
}

/// The verifier for [`VerifyWebhook`], and the answers to what it refuses.
///
/// It replaces the response of the catcher that Rocket calls for a failed guard, and keeps that
/// one's headers unless it has the same.
///
/// A second one for the same type of verifier does not launch.
#[derive(Clone, Debug)]
pub struct WebhookFairing<V = Verifier>(V);

impl<V: VerifierHolder> WebhookFairing<V> {
    /// A fairing that lets handlers verify by `verifier`, or by a type that holds one.
    #[must_use]
    pub const fn new(verifier: V) -> Self {
        Self(verifier)
    }
}

/// A verifier whose fairing is attached, in the app's state.
struct Attached<V>(V);

#[async_trait]
impl<V: VerifierHolder + Clone + Send + Sync + 'static> Fairing for WebhookFairing<V> {
    fn info(&self) -> Info {
        Info {
            name: "hookseal: the verifier of `VerifyWebhook`",
            kind: Kind::Ignite | Kind::Response,
        }
    }

    async fn on_ignite(&self, rocket: Rocket<Build>) -> fairing::Result {
        if rocket.state::<Attached<V>>().is_some() {
            tracing::error!(target: "hookseal", "{TWICE}");
            return Err(rocket);
        }
        Ok(rocket.manage(Attached(self.0.clone())))
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let rejection = Delivery::of(request).progress().rejection.clone();
        if let Some(rejection) = rejection
            && rejection.status() == response.status()
        {
            write(rejection.into(), response);
        }
    }
}

const MISSING: &str = "a `VerifyWebhook` has no verifier; add `.attach(WebhookFairing::new(verifier))`, or `WebhookFairing::new(V::from(verifier))` for a `VerifyWebhook<_, V>`";

const TWICE: &str =
    "two `WebhookFairing`s have verifiers of one type; let `verifiers!` write a type for each";
