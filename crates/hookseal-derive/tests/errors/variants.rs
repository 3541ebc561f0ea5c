//! Variants whose attribute is missing or wrong.

use hookseal_derive::WebhookEvents;

#[derive(WebhookEvents)]
enum Bare {
    Push,
}

#[derive(WebhookEvents)]
enum Empty {
    #[event()]
    Push,
}

#[derive(WebhookEvents)]
enum NoText {
    #[event("")]
    Push,
}

#[derive(WebhookEvents)]
enum Word {
    #[event(push)]
    Push,
}

#[derive(WebhookEvents)]
enum OnlyMember {
    #[event(action = "opened")]
    Opened,
}

#[derive(WebhookEvents)]
enum Pointer {
    #[event("push", "action" = "opened")]
    Opened,
}

#[derive(WebhookEvents)]
enum Number {
    #[event("push", number = 7)]
    Seventh,
}

#[derive(WebhookEvents)]
enum TwoOthers {
    #[event(other)]
    Other,
    #[event(other)]
    Another,
}

#[derive(WebhookEvents)]
enum OtherAndMore {
    #[event(other, "push")]
    Other,
}

#[derive(WebhookEvents)]
enum Fields {
    #[event("push")]
    Push(String, u8),
}

fn main() {}
