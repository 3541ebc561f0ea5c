//! The log lines of refusals.

use std::fmt::{self, Write as _};
use std::time::Duration;

use super::{Rejection, Sampler};
use crate::time::{Clock as _, SystemClock, UnixTime};
use crate::verdict::PayloadError;

impl Rejection {
    /// Writes the log line of this refusal. Verifiers and guards log theirs by themselves.
    ///
    /// | refusals | level |
    /// |---|---|
    /// | configuration errors, which only the operator can fix | `ERROR`, sampled |
    /// | a guarded handler that has failed | `ERROR` |
    /// | a failed key lookup, an unavailable replay store, an exhausted budget, a body that the app itself changed | `WARN`, sampled |
    /// | requests that may be from the real sender: a well-formed signature that does not match, has an unknown key or a wrong time; the headers of several senders; a body that is too long, too slow or cut off, after a well-formed head (if tenants have schemes of their own, an announced length over the limit is refused before the head is read); an authentic payload that cannot be read, or that no handler takes | `WARN`, sampled |
    /// | all others: anyone can send junk; events that the app leaves out | `DEBUG` |
    ///
    /// "Sampled" means: the first of its kind, and then one a minute, whose field `more` counts
    /// those in between; these are logged at `DEBUG`. Junk can also look like the sender's own
    /// requests. Each verifier samples for itself.
    pub fn log(&self, provider: &str) {
        static SHARED: Samplers = Samplers::new();
        self.log_by(&SHARED, provider, || SystemClock.now());
    }

    /// Like [`log`](Self::log), with samplers of one's own.
    pub(crate) fn log_by(
        &self,
        samplers: &Samplers,
        provider: &str,
        now: impl FnOnce() -> UnixTime,
    ) {
        let (text, code) = (OneLine(self), self.code());
        let (level, topic) = match self.voice() {
            Voice::Low => {
                tracing::debug!(target: "hookseal", provider, code, "refused: {text}");
                return;
            }
            Voice::Each => {
                tracing::error!(target: "hookseal", provider, code, "{text}");
                return;
            }
            Voice::Sampled(level, topic) => (level, topic),
        };
        match (samplers.due(topic, now()), level) {
            (None, _) => {
                tracing::debug!(target: "hookseal", provider, code, "refused: {text}");
            }
            (Some(more), Level::Warn) => {
                tracing::warn!(target: "hookseal", provider, code, more, "refused: {text}");
            }
            (Some(more), Level::Error) => {
                tracing::error!(target: "hookseal", provider, code, more, "{text}");
            }
        }
    }

    /// How it is logged.
    fn voice(&self) -> Voice {
        use {Level::Error, Level::Warn};
        match self.cause() {
            Self::HandlerFailed { .. } => Voice::Each,
            Self::Closed { .. }
            | Self::Misconfigured { .. }
            | Self::Payload(PayloadError::Misconfigured { .. })
            | Self::TenantParameter { .. } => Voice::Sampled(Error, Topic::Configuration),
            Self::Payload(PayloadError::Unhandled { accepted: true }) => Voice::Low,
            Self::BodyNotAsAnnounced { .. } => Voice::Sampled(Warn, Topic::ChangedBody),
            Self::KeyUnavailable { .. } => Voice::Sampled(Warn, Topic::Keys),
            Self::StoreUnavailable { .. } => Voice::Sampled(Warn, Topic::Store),
            Self::Overloaded { .. } => Voice::Sampled(Warn, Topic::Budget),
            Self::DigestMismatch { .. }
            | Self::HandshakeToken
            | Self::NonceRefused
            | Self::NotAddressed { .. }
            | Self::NotCovered { .. }
            | Self::SignatureMismatch
            | Self::UnclearSender { several: true } => Voice::Sampled(Warn, Topic::Signature),
            Self::UnknownKey => Voice::Sampled(Warn, Topic::UnknownKey),
            Self::Expired { .. } | Self::Future { .. } | Self::Stale { .. } => {
                Voice::Sampled(Warn, Topic::Time)
            }
            Self::Payload(_) => Voice::Sampled(Warn, Topic::Payload),
            Self::BodyIncomplete
            | Self::BodyTimeout
            | Self::BodyTooLarge { .. }
            | Self::BodyTooLargeOutside => Voice::Sampled(Warn, Topic::Body),
            _ => Voice::Low,
        }
    }
}

/// How a refusal is logged.
enum Voice {
    Low,
    Each,
    Sampled(Level, Topic),
}

enum Level {
    Warn,
    Error,
}

/// The kinds that are sampled separately, so that many of one kind hide none of another.
#[derive(Clone, Copy)]
enum Topic {
    Body,
    Budget,
    ChangedBody,
    Configuration,
    Keys,
    Payload,
    Signature,
    Store,
    Time,
    UnknownKey,
}

const TOPICS: usize = Topic::UnknownKey as usize + 1;

/// A sampler for each kind of refusal.
pub(crate) struct Samplers([Sampler; TOPICS]);

impl Samplers {
    pub(crate) const fn new() -> Self {
        Self([const { Sampler::every(PAUSE) }; TOPICS])
    }

    fn due(&self, topic: Topic, now: UnixTime) -> Option<u64> {
        self.0.get(topic as usize)?.due(now)
    }
}

const PAUSE: Duration = Duration::from_secs(60);

/// Shows a text without its control characters, so that what a payload brings into it
/// (the names of its members) cannot begin a log line of its own.
pub(super) struct OneLine<T>(pub(super) T);

impl<T: fmt::Display> fmt::Display for OneLine<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Escaping<'a, 'f>(&'a mut fmt::Formatter<'f>);

        impl fmt::Write for Escaping<'_, '_> {
            fn write_str(&mut self, text: &str) -> fmt::Result {
                for character in text.chars() {
                    if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') {
                        write!(self.0, "{}", character.escape_unicode())?;
                    } else {
                        self.0.write_char(character)?;
                    }
                }
                Ok(())
            }
        }

        write!(Escaping(f), "{}", self.0)
    }
}
