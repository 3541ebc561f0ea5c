//! The verdict on a request, as it is printed.

use hookseal::{ConfigError, VerifiedBody};
use serde::Serialize;

use crate::case::{Case, Refusal};
use crate::catalogue::Entry;
use crate::diagnose::{Hint, diagnose};
use crate::explain::Explanation;
use crate::outcome::Outcome;

/// The verdict, with what is known of the event or what is wrong.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) verified: bool,
    pub(crate) provider: String,
    #[serde(flatten)]
    pub(crate) event: Option<Event>,
    #[serde(flatten)]
    pub(crate) trouble: Option<Trouble>,
    #[serde(flatten)]
    pub(crate) explanation: Option<Explanation>,
    #[serde(skip)]
    pub(crate) outcome: Outcome,
}

/// The facts about a verified event.
#[derive(Debug, Serialize)]
#[allow(clippy::struct_field_names)] // named as in the JSON
pub(crate) struct Event {
    pub(crate) event_id: Option<String>,
    pub(crate) event_type: Option<String>,
    /// Seconds since 1970, where it is signed.
    pub(crate) timestamp: Option<u64>,
    /// The label of the key that fitted.
    pub(crate) key: Option<String>,
    /// Whether the signature covers id and type.
    pub(crate) event_id_signed: bool,
    pub(crate) event_type_signed: bool,
}

/// Why it is refused.
#[derive(Debug, Serialize)]
pub(crate) struct Trouble {
    pub(crate) error: &'static str,
    pub(crate) message: String,
    pub(crate) hints: Vec<Hint>,
}

impl Report {
    /// Looks for the mistake, where there is one.
    pub(crate) fn new(entry: &Entry, case: &Case, verdict: &Result<VerifiedBody, Refusal>) -> Self {
        let (event, trouble) = match verdict {
            Ok(body) => (Some(Event::of(body)), None),
            Err(refusal) => {
                let trouble = Trouble {
                    error: refusal.code(),
                    message: refusal.to_string(),
                    hints: diagnose(case, refusal),
                };
                (None, Some(trouble))
            }
        };
        Self {
            verified: event.is_some(),
            provider: entry.id.to_owned(),
            event,
            trouble,
            explanation: None,
            outcome: outcome(verdict),
        }
    }
}

/// The exit status: a configuration that could verify no request is a usage error.
fn outcome(verdict: &Result<VerifiedBody, Refusal>) -> Outcome {
    match verdict {
        Ok(_) | Err(Refusal::Handshake(_)) => Outcome::Done,
        Err(
            Refusal::Config(
                ConfigError::InvalidKey { .. }
                | ConfigError::LooksLikeApiKey { .. }
                | ConfigError::PublishedSecret
                | ConfigError::SecretEndsInZeros { .. }
                | ConfigError::SecretHasInvisible { .. }
                | ConfigError::SecretHasMore { .. }
                | ConfigError::SecretHasWhitespace { .. }
                | ConfigError::SecretTooShort { .. }
                | ConfigError::WeakSecret,
            )
            | Refusal::Rejection(_),
        ) => Outcome::Refused,
        Err(Refusal::Config(_)) => Outcome::WrongUse,
    }
}

impl Event {
    fn of(body: &VerifiedBody) -> Self {
        let (id, kind) = (body.id(), body.event_type());
        Self {
            event_id: id.as_ref().map(|id| id.claimed().to_owned()),
            event_type: kind.as_ref().map(|kind| kind.claimed().to_owned()),
            timestamp: body.timestamp().map(hookseal::UnixTime::as_secs),
            key: body.key_label().map(str::to_owned),
            event_id_signed: id.is_some_and(|id| id.is_signed()),
            event_type_signed: kind.is_some_and(|kind| kind.is_signed()),
        }
    }
}
