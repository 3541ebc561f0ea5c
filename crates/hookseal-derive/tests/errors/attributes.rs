//! Attributes that say nothing, or too much.

use hookseal_derive::WebhookEvents;

#[derive(WebhookEvents)]
#[events(crate = hookseal_core, unknown = "ignore")]
enum Unknown {
    #[event("push")]
    Push,
}

#[derive(WebhookEvents)]
#[events(crate = hookseal_core, sendr = "github")]
enum Misspelt {
    #[event("push")]
    Push,
}

#[derive(WebhookEvents)]
#[events(crate = hookseal_core, unknown = "accept")]
enum Both {
    #[event("push")]
    Push,
    #[event(other)]
    Other,
}

#[derive(WebhookEvents)]
enum Neither {
    #[event("push")]
    Push,
}

#[derive(WebhookEvents)]
struct Push;

fn main() {}
