//! MailChannels, which signs by RFC 9421: headers, and a digest of the body among them.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use hookseal::axum::Webhook;
use hookseal::httpsig::{Component, MessageSigner};
use hookseal::providers::{MailChannelsEvent, mailchannels};
use hookseal::signing::{Delivery, PrivateKey};
use hookseal::time::{Clock as _, SystemClock};
use hookseal::{ConfigError, Key, UnixTime, Verifier};
use hookseal_examples::{BoxError, client};

use super::deliveries::{Case, Expected, unauthorized};
use super::server::Record;

pub(crate) const PATH: &str = "/hooks/mailchannels";

/// With the key at hand; `cargo run --example mailchannels` fetches it.
pub(crate) fn verifier() -> Result<Verifier, ConfigError> {
    let key = Key::from(private_key(1)?.public_key()?).id("mckey");
    Verifier::new(mailchannels(), key)
}

pub(crate) async fn on_batch(
    State(record): State<Record>,
    Webhook(batch): Webhook<Vec<MailChannelsEvent>>,
) -> StatusCode {
    let kinds: Vec<_> = batch.payload().iter().map(|e| e.kind.name()).collect();
    record.handled(kinds.join(", "));
    StatusCode::NO_CONTENT
}

/// What is sent, and what should become of it.
pub(crate) fn cases() -> Result<Vec<Case>, BoxError> {
    let now = SystemClock.now();
    let genuine = || signer(1);
    let mut altered = case(
        "one byte added to the body",
        &genuine()?,
        now,
        unauthorized("digest_mismatch"),
    )?;
    *altered.request.body_mut() = client::whole(format!("{BATCH} "));
    let mut uncovered = case(
        "the body is not covered",
        &genuine()?.components([Component::METHOD]),
        now,
        unauthorized("not_covered"),
    )?;
    *uncovered.request.body_mut() = client::whole(BATCH);
    let past = now.saturating_sub(Duration::from_secs(600));
    Ok(vec![
        case("signed", &genuine()?, now, Expected::Accepted)?,
        altered,
        uncovered,
        case(
            "signed with another's key",
            &signer(2)?,
            now,
            unauthorized("signature_mismatch"),
        )?,
        case(
            "names a key that nobody has",
            &genuine()?.key_id("another"),
            now,
            unauthorized("unknown_key"),
        )?,
        case(
            "signed 10 minutes ago",
            &genuine()?,
            past,
            unauthorized("stale"),
        )?,
    ])
}

fn case(
    what: &'static str,
    signer: &MessageSigner,
    at: UnixTime,
    expected: Expected,
) -> Result<Case, BoxError> {
    let delivery = Delivery::new(BATCH).target(PATH).timestamp(at);
    Ok(Case {
        sender: "MailChannels",
        what,
        request: client::request(PATH, &signer.sign(&delivery)?)?,
        expected,
    })
}

fn signer(seed: u8) -> Result<MessageSigner, ConfigError> {
    Ok(MessageSigner::new("mailchannels", private_key(seed)?)?
        .label("sig_1738775282")
        .components([Component::CONTENT_DIGEST])
        .key_id("mckey"))
}

fn private_key(seed: u8) -> Result<PrivateKey, ConfigError> {
    PrivateKey::from_seed(&[seed; 32])
}

const BATCH: &str = r#"[{"event":"delivered","customerHandle":"acme","timestamp":1700000000}]"#;
