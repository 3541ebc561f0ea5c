//! The senders that the examples play, with secrets made up for the purpose.
//!
//! An app reads its secrets from the environment or a secret store and has no
//! fallback. The examples have one, so that they start with one command.

use std::env;

use hookseal::scheme::Scheme;
use hookseal::signing::{Delivery, PrivateKey, SignError, SignedDelivery, Signer};
use hookseal::{ConfigError, Secret, UnixTime, Verifier, providers};

/// Stands in for `GITHUB_WEBHOOK_SECRET`.
pub const GITHUB_SECRET: &str = "demo-github-secret-1f7a53c0";
/// Stands in for `SENDMESH_WEBHOOK_SECRET`.
pub const SENDMESH_SECRET: &str = "whsec_demo_sendmesh_4470ba";
/// Stands in for `SENDSAR_WEBHOOK_SECRET`.
pub const SENDSAR_SECRET: &str = "whsec_demo_sendsar_c3f9d2";
/// Stands in for `SHOPIFY_CLIENT_SECRET`.
pub const SHOPIFY_SECRET: &str = "demo-shopify-client-secret-a8";
/// Stands in for `SLACK_SIGNING_SECRET`.
pub const SLACK_SECRET: &str = "demo-slack-signing-secret-6be1";
/// Stands in for `STANDARD_WEBHOOKS_SECRET`.
pub const STANDARD_WEBHOOKS_SECRET: &str = "whsec_ZGVtby1zdGFuZGFyZC13ZWJob29rcy1zZWNyZXQ=";
/// Stands in for `STRIPE_WEBHOOK_SECRET`.
pub const STRIPE_SECRET: &str = "whsec_demo_stripe_9b2d71c4e05f";

/// A sender, and a delivery that it could make.
#[derive(Clone, Debug)]
pub struct Sender {
    /// How the command line calls it.
    pub id: &'static str,
    /// How it calls itself.
    pub name: &'static str,
    /// How it signs.
    pub scheme: Scheme,
    /// Where the examples receive it.
    pub path: &'static str,
    /// The environment variable that holds the secret.
    pub variable: &'static str,
    /// What it signs with when the variable is not set.
    pub key: DemoKey,
    /// The type of the event, for senders that say it in a header.
    pub event_type: &'static str,
    /// The payload.
    pub body: &'static str,
}

/// The key of a demonstration.
#[derive(Clone, Copy, Debug)]
pub enum DemoKey {
    /// A shared secret's text.
    Secret(&'static str),
    /// The seed of an Ed25519 key.
    Seed([u8; 32]),
}

impl Sender {
    /// Signs as this sender, with the secret in its environment variable or else the
    /// demonstration's.
    ///
    /// # Errors
    ///
    /// What is wrong with the secret.
    pub fn signer(&self) -> Result<Signer, ConfigError> {
        match env::var(self.variable) {
            Ok(secret) if matches!(self.key, DemoKey::Secret(_)) => {
                Signer::new(self.scheme.clone(), Secret::new(secret)?)
            }
            _ => self.demo_signer(),
        }
    }

    /// Signs as this sender with the demonstration's key.
    ///
    /// # Errors
    ///
    /// None in practice.
    pub fn demo_signer(&self) -> Result<Signer, ConfigError> {
        match self.key {
            DemoKey::Secret(secret) => Signer::new(self.scheme.clone(), Secret::new(secret)?),
            DemoKey::Seed(seed) => Signer::new(self.scheme.clone(), PrivateKey::from_seed(&seed)?),
        }
    }

    /// Verifies what [`demo_signer`](Self::demo_signer) signs.
    ///
    /// # Errors
    ///
    /// None in practice.
    pub fn demo_verifier(&self) -> Result<Verifier, ConfigError> {
        let verifier = Verifier::builder(self.scheme.clone());
        match self.key {
            DemoKey::Secret(secret) => verifier.key(Secret::new(secret)?),
            DemoKey::Seed(seed) => verifier.key(PrivateKey::from_seed(&seed)?.public_key()?),
        }
        .build()
    }

    /// Its delivery, signed by `signer` at `time`.
    ///
    /// # Errors
    ///
    /// None in practice.
    pub fn sign(&self, signer: &Signer, time: UnixTime) -> Result<SignedDelivery, SignError> {
        signer.sign(&self.delivery(self.body.as_bytes()).timestamp(time))
    }

    /// A delivery of `body` by this sender, to be signed.
    #[must_use]
    pub fn delivery<'a>(&self, body: &'a [u8]) -> Delivery<'a> {
        Delivery::new(body)
            .target(self.path)
            .event_id("evt_2Xw7dKq0")
            .event_type(self.event_type)
            .attempt(1)
    }
}

/// The secret in an environment variable, or the demonstration's. An app of your own has
/// no such fallback.
///
/// # Errors
///
/// What is wrong with the variable's value.
pub fn secret(variable: &str, fallback: &str) -> Result<Secret, ConfigError> {
    Secret::new(env::var(variable).unwrap_or_else(|_| fallback.to_owned()))
}

/// Every sender of the demonstration.
pub const SENDERS: &[Sender] = &[
    DISCORD,
    GITHUB,
    MESHES,
    MESHES_SHA512,
    SENDMESH,
    SENDSAR,
    SENDX,
    SHOPIFY,
    SLACK,
    STANDARD_WEBHOOKS,
    STANDARD_WEBHOOKS_ED25519,
    STRIPE,
    SVIX,
];

/// Discord: Ed25519 over timestamp and body.
pub const DISCORD: Sender = Sender {
    id: "discord",
    name: "Discord",
    scheme: providers::DISCORD,
    path: "/hooks/discord",
    variable: "DISCORD_PUBLIC_KEY",
    key: DemoKey::Seed([7; 32]),
    event_type: "",
    body: r#"{"id":"1187","type":1}"#,
};

/// GitHub: a push.
pub const GITHUB: Sender = Sender {
    id: "github",
    name: "GitHub",
    scheme: providers::GITHUB,
    path: "/hooks/github",
    variable: "GITHUB_WEBHOOK_SECRET",
    key: DemoKey::Secret(GITHUB_SECRET),
    event_type: "push",
    body: r#"{"ref":"refs/heads/main","repository":{"full_name":"octo/hello"},"pusher":{"name":"mona"}}"#,
};

/// Meshes: a tenant that has chosen HMAC-SHA256.
pub const MESHES: Sender = Sender {
    id: "meshes",
    name: "Meshes, tenant acme",
    scheme: providers::MESHES,
    path: "/hooks/meshes/acme",
    variable: "MESHES_WEBHOOK_SECRET",
    key: DemoKey::Secret("demo-meshes-acme-5d1c9e77"),
    event_type: "",
    body: CONTACT_CREATED,
};

/// Meshes: a tenant that has chosen HMAC-SHA512 and has a secret of its own.
pub const MESHES_SHA512: Sender = Sender {
    id: "meshes_sha512",
    name: "Meshes, tenant globex",
    scheme: providers::MESHES_SHA512,
    path: "/hooks/meshes/globex",
    variable: "MESHES_SHA512_WEBHOOK_SECRET",
    key: DemoKey::Secret("demo-meshes-globex-e02b6a41"),
    event_type: "",
    body: CONTACT_CREATED,
};

/// `SendMesh`: an SMS was delivered.
pub const SENDMESH: Sender = Sender {
    id: "sendmesh",
    name: "SendMesh",
    scheme: providers::SENDMESH,
    path: "/hooks/sendmesh",
    variable: "SENDMESH_WEBHOOK_SECRET",
    key: DemoKey::Secret(SENDMESH_SECRET),
    event_type: "",
    body: r#"{"event":"message.delivered","data":{"id":"msg_81"}}"#,
};

/// Sendsar: a message arrived.
pub const SENDSAR: Sender = Sender {
    id: "sendsar",
    name: "Sendsar",
    scheme: providers::SENDSAR,
    path: "/hooks/sendsar",
    variable: "SENDSAR_WEBHOOK_SECRET",
    key: DemoKey::Secret(SENDSAR_SECRET),
    event_type: "",
    body: r#"{"type":"message.created","data":{"text":"Grüße"}}"#,
};

/// `SendX`: a contact unsubscribed.
pub const SENDX: Sender = Sender {
    id: "sendx",
    name: "SendX",
    scheme: providers::SENDX,
    path: "/hooks/sendx",
    variable: "SENDX_TEAM_API_KEY",
    key: DemoKey::Secret("demo-sendx-team-key-77a0c1"),
    event_type: "",
    body: r#"{"type":4,"contact":{"email":"ada@example.com"}}"#,
};

/// Shopify: an order was placed.
pub const SHOPIFY: Sender = Sender {
    id: "shopify",
    name: "Shopify",
    scheme: providers::SHOPIFY,
    path: "/hooks/shopify",
    variable: "SHOPIFY_CLIENT_SECRET",
    key: DemoKey::Secret(SHOPIFY_SECRET),
    event_type: "orders/create",
    body: r#"{"id":820982911946154508,"total_price":"403.00"}"#,
};

/// Slack: someone mentioned the app.
pub const SLACK: Sender = Sender {
    id: "slack",
    name: "Slack",
    scheme: providers::SLACK,
    path: "/hooks/slack",
    variable: "SLACK_SIGNING_SECRET",
    key: DemoKey::Secret(SLACK_SECRET),
    event_type: "",
    body: r#"{"event_id":"Ev0PV52K21","event":{"type":"app_mention","text":"it's me"}}"#,
};

/// Standard Webhooks with a shared secret (v1).
pub const STANDARD_WEBHOOKS: Sender = Sender {
    id: "standard_webhooks",
    name: "Standard Webhooks v1",
    scheme: providers::STANDARD_WEBHOOKS,
    path: "/hooks/standard",
    variable: "STANDARD_WEBHOOKS_SECRET",
    key: DemoKey::Secret(STANDARD_WEBHOOKS_SECRET),
    event_type: "",
    body: USER_CREATED,
};

/// Standard Webhooks with an Ed25519 key (v1a).
pub const STANDARD_WEBHOOKS_ED25519: Sender = Sender {
    id: "standard_webhooks_ed25519",
    name: "Standard Webhooks v1a",
    scheme: providers::STANDARD_WEBHOOKS_ED25519,
    path: "/hooks/standard-ed25519",
    variable: "STANDARD_WEBHOOKS_PUBLIC_KEY",
    key: DemoKey::Seed([42; 32]),
    event_type: "",
    body: USER_CREATED,
};

/// Stripe: an invoice was paid.
pub const STRIPE: Sender = Sender {
    id: "stripe",
    name: "Stripe",
    scheme: providers::STRIPE,
    path: "/hooks/stripe",
    variable: "STRIPE_WEBHOOK_SECRET",
    key: DemoKey::Secret(STRIPE_SECRET),
    event_type: "",
    body: r#"{"id":"evt_1Nlq","type":"invoice.paid","data":{"object":{"amount_paid":1999}}}"#,
};

/// Svix: Standard Webhooks under other header names.
pub const SVIX: Sender = Sender {
    id: "svix",
    name: "Svix",
    scheme: providers::SVIX,
    path: "/hooks/svix",
    variable: "SVIX_WEBHOOK_SECRET",
    key: DemoKey::Secret("whsec_ZGVtby1zdml4LXNlY3JldC0yNy1ieXRlcy1sb25n"),
    event_type: "",
    body: USER_CREATED,
};

const CONTACT_CREATED: &str =
    r#"{"uuid":"0b4e2a52","event":"contact.created","data":{"email":"ada@example.com"}}"#;
const USER_CREATED: &str = r#"{"type":"user.created","data":{"id":42}}"#;
