//! Verified webhooks for axum, actix-web, ntex, poem, Rocket, salvo, warp, AWS Lambda and tower.
//!
//! A webhook is an HTTP request that another company's server sends to yours. Anyone can
//! send one; only its signature proves who did. hookseal checks the signature over the raw
//! body as it arrives, and hands the handler a [`VerifiedEvent<T>`], which cannot exist
//! unless the signature is valid.
//!
//! # In three steps
//!
//! 1. Choose how the sender signs, from [`providers`] or as a [`Scheme`](scheme::Scheme) of your own.
//! 2. Build a [`Verifier`] with the keys you have from the sender.
//! 3. Put it in front of your handlers: the `WebhookLayer` of your framework's module
//!    (feature `axum`, `actix`, `lambda`, `ntex`, `poem`, `rocket`, `salvo`, `tower` or `warp`), or an extractor that needs no layer.
//!
//! ```
//! use hookseal::{Secret, Verifier};
//! use hookseal::providers::STRIPE;
//!
//! # fn main() -> Result<(), hookseal::ConfigError> {
//! # let secret = "whsec_5WTr3Fh8Zx1QnYd0";
//! let verifier = Verifier::builder(STRIPE)
//!     .key(Secret::new(secret)?)
//!     .body_limit(256 * 1024)
//!     .build()?;
//! # Ok(())
//! # }
//! ```
//!
//! Everything that can be wrong with a configuration is an error of
//! [`build`](VerifierBuilder::build): an empty, too short or malformed secret, a key of
//! the wrong kind, two keys that are one. A verifier that exists can verify.
//!
//! # What handlers get
//!
//! [`VerifiedEvent`] holds the payload as your type, the exact bytes, and the known facts
//! about the event: its id, its type, when it was signed, with which key. Facts are
//! [`Attribute`]s, which say whether the signature covers them. [`Raw`] provides the bytes
//! without decoding; with a `Result` of the extractor, a handler can decide how to treat a
//! payload that it cannot read.
//!
//! # Once
//!
//! Every sender delivers at least once. A [`replay::ReplayGuard`] has each delivery handled
//! once, and handled again only where its handler has failed: see [`replay`].
//!
//! # Tests
//!
//! [`Signer`](signing::Signer) signs as the sender would, so a test sends a delivery with a real signature and
//! really verifies it. There is no other way to create an event.
//!
//! ```
//! use hookseal::{Secret, Verifier};
//! use hookseal::providers::GITHUB;
//! use hookseal::signing::{Delivery, Signer};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let secret = || Secret::new("a-secret-for-this-test-only");
//! let verifier = Verifier::builder(GITHUB).key(secret()?).build()?;
//! let signer = Signer::new(GITHUB, secret()?)?;
//!
//! let delivery = signer.sign(&Delivery::new(r#"{"zen":"Design for failure."}"#))?;
//! let outcome = verifier.verify(&delivery, delivery.body().to_vec())?;
//! let event = outcome.event().ok_or("a handshake")?.decode::<serde_json::Value>()?;
//! assert_eq!(event.payload()["zen"], "Design for failure.");
//! # Ok(())
//! # }
//! ```
//!
//! The same works for senders that send a token, put the signature into the body, or sign with
//! a JSON Web Token or a private key: use a [`PrivateKey`](signing::PrivateKey) of your own.
//! [`Signer::forge`](signing::Signer::forge) writes deliveries that must be refused. For senders that use RFC 9421
//! there is `httpsig::MessageSigner`.
//!
//! # Features
//!
//! | feature | gives |
//! |---|---|
//! | `axum` | [`axum`](https://docs.rs/hookseal-axum): layer and extractors |
//! | `actix` | [`actix`](https://docs.rs/hookseal-actix): middleware and extractor |
//! | `ntex` | [`ntex`](https://docs.rs/hookseal-ntex): middleware and extractors |
//! | `poem` | [`poem`](https://docs.rs/hookseal-poem): middleware and extractors |
//! | `rocket` | [`rocket`](https://docs.rs/hookseal-rocket): layer and data guards |
//! | `salvo` | [`salvo`](https://docs.rs/hookseal-salvo): middleware and extractors (Rust 1.95) |
//! | `dates` | timestamps that are dates (Box, Klaviyo, Twitch, Zendesk) |
//! | `derive` | [`WebhookEvents`](https://docs.rs/hookseal-derive): enums of your own types, decoded by the type of the event |
//! | `ed25519` | Ed25519, in any scheme, and the senders that use it (Discord, HighLevel, MailPace, Standard Webhooks' asymmetric scheme, Telnyx) |
//! | `form` | signed URLs, form fields or query parameters (Braintree, Contentful, Mandrill, Mercado Pago, Twilio), or handshakes in the query (Dropbox, Meta, Microsoft Graph, X) |
//! | `http` | [`http`](https://docs.rs/hookseal-http): verification of `http` 1.x requests without a framework, and the parts that adapters share; comes with all adapters except `actix` and `ntex` |
//! | `httpsig` | `httpsig`: HTTP Message Signatures (RFC 9421) with `Content-Digest` (RFC 9530), and the senders that use them (MailChannels) |
//! | `jwt` | `jwt`: JSON Web Tokens, and the senders that use them (Google Cloud Pub/Sub, Netlify, Plaid; and fal) |
//! | `lambda` | [`lambda`](https://docs.rs/hookseal-lambda): layer and events for AWS Lambda functions |
//! | `multipart` | senders that sign a part of `multipart/form-data` (Dropbox Sign) |
//! | `remote-keys` | [`remote_keys`](https://docs.rs/hookseal-remote-keys): keys fetched over HTTPS by the id that a request names |
//! | `aws-lc` | ECDSA and RSA signatures, in any scheme, and the senders that use them (SendGrid, Wise) |
//! | `redis` | [`redis`](https://docs.rs/hookseal-redis): deliveries handled once across machines, by Redis or Valkey |
//! | `postgres` | [`postgres`](https://docs.rs/hookseal-postgres): the same by PostgreSQL, also within the handler's transaction |
//! | `conformance` | [`replay::conformance`]: the suite for authors of replay stores |
//! | `replay` | [`replay`]: each delivery handled once; with an adapter, its `ReplayLayer` |
//! | `sha1` | HMAC with SHA-1, in any scheme, and the senders that use it (Expo, Help Scout, Intercom, Segment, Sinch's Numbers API, Taiga, Trello, Vercel, Webex) |
//! | `tower` | [`tower`](https://docs.rs/hookseal-tower): the layer for any service over `http` 1.x |
//! | `warp` | [`warp`](https://docs.rs/hookseal-warp): filters and layer |
//! | `x509` | X.509 certificates as keys, and the senders that use them (AWS SNS, PayPal); with `remote-keys`, fetched from pinned addresses |
//!
//! `dates`, `ed25519`, `form`, `replay` and `sha1` are on by default. Without any, the core verifies what is
//! signed by HMAC with SHA-2, of whatever implements [`RequestHead`](adapter::RequestHead).

#[cfg(feature = "httpsig")]
pub use hookseal_core::httpsig;
#[cfg(feature = "jwt")]
pub use hookseal_core::jwt;
pub use hookseal_core::{
    Algorithm, Attribute, BodyCoverage, ConfigError, Freshness, Key, KeyRing, Outcome, Payload,
    PayloadError, PublicKey, Raw, Rejection, RejectionKind, Secret, Tenant, UnixTime, VerifiedBody,
    VerifiedEvent, Verifier, VerifierBuilder, adapter, from_json, from_json_object, handshake,
    keys, limits, scheme, signing, time, trace,
};

#[cfg(feature = "actix")]
#[doc(inline)]
pub use hookseal_actix as actix;
#[cfg(feature = "axum")]
#[doc(inline)]
pub use hookseal_axum as axum;
#[cfg(feature = "derive")]
pub use hookseal_derive::WebhookEvents;
#[cfg(feature = "http")]
#[doc(inline)]
pub use hookseal_http as http;
#[cfg(feature = "lambda")]
#[doc(inline)]
pub use hookseal_lambda as lambda;
#[cfg(feature = "ntex")]
#[doc(inline)]
pub use hookseal_ntex as ntex;
#[cfg(feature = "poem")]
#[doc(inline)]
pub use hookseal_poem as poem;
#[cfg(feature = "postgres")]
#[doc(inline)]
pub use hookseal_postgres as postgres;
#[doc(inline)]
pub use hookseal_providers as providers;
#[cfg(feature = "redis")]
#[doc(inline)]
pub use hookseal_redis as redis;
#[cfg(feature = "remote-keys")]
#[doc(inline)]
pub use hookseal_remote_keys as remote_keys;
#[cfg(feature = "replay")]
#[doc(inline)]
pub use hookseal_replay as replay;
#[cfg(feature = "rocket")]
#[doc(inline)]
pub use hookseal_rocket as rocket;
#[cfg(feature = "salvo")]
#[doc(inline)]
pub use hookseal_salvo as salvo;
#[cfg(feature = "tower")]
#[doc(inline)]
pub use hookseal_tower as tower;
#[cfg(feature = "warp")]
#[doc(inline)]
pub use hookseal_warp as warp;
