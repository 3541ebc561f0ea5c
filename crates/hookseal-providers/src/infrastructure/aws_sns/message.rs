//! The contents of an AWS SNS message.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hookseal_core::scheme::{Encoding, TimestampFormat};
use hookseal_core::signing::{Draft, SignError};
use hookseal_core::{Rejection, from_json_object};
use serde::Deserialize;

/// The payload of AWS SNS.
///
/// All of it but [`unsubscribe_url`](Self::unsubscribe_url) is signed. Type:
/// `Notification`, `SubscriptionConfirmation` or `UnsubscribeConfirmation`; see
/// [`event_type`](hookseal_core::VerifiedBody::event_type).
///
/// Source: <https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html>
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct AwsSnsMessage {
    /// The kind of message.
    #[serde(rename = "Type")]
    pub kind: String,
    /// Its id, equal for every attempt.
    pub message_id: String,
    /// The topic's ARN: one of those the verifier was given.
    pub topic_arn: String,
    /// The published text; for confirmations, a text for people.
    pub message: String,
    /// The subject, if the publisher gave one.
    pub subject: Option<String>,
    /// When it was published, as RFC 3339 has it.
    pub timestamp: String,
    /// Confirms the subscription, by `ConfirmSubscription`. Confirmations have it.
    pub token: Option<String>,
    /// Confirms the subscription when it is fetched. Confirmations have it.
    #[serde(rename = "SubscribeURL")]
    pub subscribe_url: Option<String>,
    /// Ends the subscription when it is fetched. **Not signed.** Notifications have it.
    #[serde(rename = "UnsubscribeURL")]
    pub unsubscribe_url: Option<String>,
}

/// The parts of a message that matter for its signature. Not verified yet.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Envelope<'a> {
    #[serde(borrow, rename = "Type")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    message: Cow<'a, str>,
    #[serde(borrow)]
    message_id: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) topic_arn: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) timestamp: Cow<'a, str>,
    signature: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) signature_version: Cow<'a, str>,
    #[serde(borrow, rename = "SigningCertURL")]
    pub(super) signing_cert_url: Cow<'a, str>,
    subject: Option<Cow<'a, str>>,
    token: Option<Cow<'a, str>>,
    #[serde(rename = "SubscribeURL")]
    subscribe_url: Option<Cow<'a, str>>,
}

impl<'a> Envelope<'a> {
    /// Reads a body, and refuses what could be signed in two ways: names and values are
    /// separated by line feeds, so only the first value, the message, may have some.
    pub(super) fn open(body: &'a [u8]) -> Result<Self, Rejection> {
        let malformed = |reason| Err(Rejection::MalformedBody { reason });
        let Ok(envelope) = from_json_object::<Self>(body) else {
            return malformed("it is not a signed message from AWS SNS");
        };
        let confirms = match &*envelope.kind {
            "Notification" => false,
            "SubscriptionConfirmation" | "UnsubscribeConfirmation" => true,
            _ => return malformed("its Type is unknown"),
        };
        let (token, url) = (&envelope.token, &envelope.subscribe_url);
        let fits = if confirms {
            token.is_some() && url.is_some() && envelope.subject.is_none()
        } else {
            token.is_none() && url.is_none()
        };
        if !fits {
            return malformed("it has members that are not signed for its Type");
        }
        let others = envelope.pieces().skip(1);
        if others.flatten().any(|(_, value)| value.contains('\n')) {
            return malformed("a member other than Message has a line feed");
        }
        Ok(envelope)
    }

    /// The signature's bytes.
    pub(super) fn signature(&self) -> Result<Vec<u8>, Rejection> {
        let text = self
            .signature
            .as_deref()
            .ok_or(Rejection::MissingInBody { what: "Signature" })?;
        STANDARD.decode(text).map_err(|_| Rejection::MalformedBody {
            reason: "its Signature is not base64",
        })
    }

    /// Gives `take` the text that is signed, piece by piece.
    pub(super) fn signed(&self, take: &mut dyn FnMut(&str)) {
        for (name, value) in self.pieces().flatten() {
            for text in [name, "\n", value, "\n"] {
                take(text);
            }
        }
    }

    /// Gives `take` what is signed, but for the time.
    pub(super) fn lasting(&self, take: &mut dyn FnMut(&str)) {
        let lasting = |(name, _): &(&str, &str)| *name != "Timestamp";
        for (name, value) in self.pieces().flatten().filter(lasting) {
            take(name);
            take(value);
        }
    }

    /// Names and values in the order in which they are signed.
    fn pieces(&self) -> impl Iterator<Item = Option<(&'static str, &str)>> {
        let confirms = self.kind != "Notification";
        [
            Some(("Message", &*self.message)),
            Some(("MessageId", &*self.message_id)),
            self.subject
                .as_deref()
                .filter(|_| !confirms)
                .map(|subject| ("Subject", subject)),
            self.subscribe_url
                .as_deref()
                .filter(|_| confirms)
                .map(|url| ("SubscribeURL", url)),
            Some(("Timestamp", &*self.timestamp)),
            self.token
                .as_deref()
                .filter(|_| confirms)
                .map(|token| ("Token", token)),
            Some(("TopicArn", &*self.topic_arn)),
            Some(("Type", &*self.kind)),
        ]
        .into_iter()
    }
}

/// Writes a message of the topic, signed.
pub(super) fn write(draft: &mut Draft<'_>, topic: &str) -> Result<(), SignError> {
    let is_message = from_json_object::<IsMessage>(draft.body()).is_ok();
    if !is_message {
        let text = std::str::from_utf8(draft.body())
            .map_err(|_| SignError::Unsignable("a message for SNS must be text".to_owned()))?
            .to_owned();
        draft.set_body("{}");
        draft.set_member("/Type", "Notification")?;
        draft.set_member("/MessageId", draft.event_id()?)?;
        draft.set_member("/Message", &text)?;
    }
    let time = draft.timestamp(TimestampFormat::Rfc3339)?;
    let certificate = draft.key_id().unwrap_or(SOME_CERTIFICATE);
    for (member, value) in [
        ("/TopicArn", topic),
        ("/Timestamp", &time),
        ("/SignatureVersion", "2"),
        ("/SigningCertURL", certificate),
    ] {
        draft.set_member(member, value)?;
    }
    let signature = draft.signature(Encoding::Base64);
    draft.set_member("/Signature", &signature)
}

/// A member that only bodies of SNS have.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct IsMessage {
    #[allow(dead_code)] // only whether it is there counts
    message_id: String,
}

/// The address that is named if a signer knows none.
const SOME_CERTIFICATE: &str = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem";
