//! Variants that no event could reach.

use hookseal_derive::WebhookEvents;

#[derive(WebhookEvents)]
enum Twice {
    #[event("push")]
    Push,
    #[event("tag", "push")]
    Tag,
    #[event(other)]
    Other,
}

#[derive(WebhookEvents)]
enum TooLate {
    #[event("pull_request")]
    PullRequest,
    #[event("pull_request", action = "opened")]
    Opened,
    #[event(other)]
    Other,
}

fn main() {}
