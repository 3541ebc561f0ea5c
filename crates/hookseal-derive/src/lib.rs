//! `#[derive(WebhookEvents)]`: an enum of an app's own types, decoded by the type of the event.
//!
//! Apps use it through `hookseal`, with the feature `derive`.

mod attributes;
mod events;
mod expand;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

use self::events::Events;

/// Makes an enum a payload (`hookseal::Payload`) whose variant is chosen by the type of the event.
///
/// It works for every sender whose scheme says where the type is: in a header, in the body, or in
/// the first event of a batch. Each variant holds nothing, or one payload: a type that serde can
/// deserialize, `Raw`, `Form<T>`, or another enum of events.
///
/// ```
/// use hookseal_core::{Raw, VerifiedEvent};
/// use hookseal_derive::WebhookEvents;
/// # // In an app this is `hookseal::WebhookEvents`.
///
/// #[derive(serde::Deserialize)]
/// struct Push {
///     after: String,
/// }
///
/// #[derive(serde::Deserialize)]
/// struct PullRequest {
///     number: u64,
/// }
///
/// #[derive(WebhookEvents)]
/// #[events(sender = "github")]
/// # #[events(crate = hookseal_core)]
/// enum GitHubEvent {
///     #[event("push")]
///     Push(Push),
///     #[event("pull_request", action = "opened")]
///     Opened(PullRequest),
///     #[event("star", "watch")]
///     Liked,
///     #[event(other)]
///     Other(Raw),
/// }
///
/// fn on_event(event: &VerifiedEvent<GitHubEvent>) {
///     match event.payload() {
///         GitHubEvent::Push(push) => println!("a push up to {}", push.after),
///         GitHubEvent::Opened(request) => println!("pull request {}", request.number),
///         GitHubEvent::Liked => println!("someone likes it"),
///         GitHubEvent::Other(raw) => println!("{} bytes of another type", raw.0.len()),
///     }
/// }
/// ```
///
/// # Attributes of a variant
///
/// | attribute | the variant takes |
/// |---|---|
/// | `#[event("push")]` | events of this type; of several, separated by commas, each |
/// | `#[event("pull_request", action = "opened")]` | those of them whose body has this member with this value |
/// | `#[event("invoice", "/data/status" = "paid")]` | the same, by a JSON Pointer (RFC 6901) |
/// | `#[event(other)]` | all others |
///
/// The first variant that fits takes the event.
///
/// # Attributes of the enum
///
/// | attribute | effect |
/// |---|---|
/// | `#[events(sender = "github")]` | behind another sender's verifier the answer is 500, and the log says so |
/// | `#[events(signed)]` | the type must be signed; if the sender does not sign it, the answer is 500 |
/// | `#[events(unknown = "accept")]` | events that no variant takes are answered 204 |
/// | `#[events(unknown = "refuse")]` | they are answered 422, which some senders take as a reason to retry |
/// | `#[events(crate = path)]` | the path of `hookseal`, if it has another name |
///
/// An enum needs either a variant for all others or `unknown`.
///
/// # The type is often not signed
///
/// GitHub, Shopify and others send the type in a header that the signature does not cover. Anyone
/// who has captured a delivery can send it again as one of another type. The body is still
/// authentic, and must be what the variant holds. If that is not enough, because two types look
/// the same, demand `signed`, or compare with a signed member of the body.
#[proc_macro_derive(WebhookEvents, attributes(event, events))]
pub fn webhook_events(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    match Events::read(&input) {
        Ok(events) => expand::payload(&input, &events).into(),
        Err(error) => error.into_compile_error().into(),
    }
}
