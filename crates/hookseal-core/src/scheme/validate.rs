//! What is wrong with a scheme, found when a verifier or a signer is built.

use super::{Grammar, HeaderName, Part, Scheme, Source, TimestampFormat, TimestampSource};
use crate::ConfigError;

impl Scheme {
    /// Refuses rules that could not verify anything or would verify too much.
    pub(crate) fn validate(&self) -> Result<(), ConfigError> {
        let signs = |part: &Part| self.message.contains(part);
        if !signs(&Part::Body) {
            return self.invalid("the message does not contain the body");
        }
        if self
            .message
            .iter()
            .filter(|part| **part == Part::Body)
            .count()
            > 1
        {
            return self.invalid("the message contains the body twice");
        }
        match (&self.timestamp, signs(&Part::Timestamp)) {
            (None, true) => {
                return self.invalid("the message has a timestamp but no place is given for it");
            }
            (Some(_), false) => {
                return self.invalid("a timestamp that is not signed proves nothing");
            }
            (Some(timestamp), true) => {
                let pairs = matches!(self.signature.grammar, Grammar::Pairs { .. });
                if matches!(timestamp.source, TimestampSource::Pair(_)) && !pairs {
                    return self.invalid("a timestamp pair needs a signature header of pairs");
                }
            }
            (None, false) => {}
        }
        if signs(&Part::EventId) && !matches!(self.facts.id, Some(Source::Header(_))) {
            return self.invalid("the message has an event id but no header is given for it");
        }
        if self.methods.is_empty() {
            return self.invalid("no method is allowed");
        }
        if !self.ambiguous && self.has_touching_parts() {
            return Err(ConfigError::AmbiguousTemplate {
                scheme: self.id.clone().into_owned(),
            });
        }
        Ok(())
    }

    /// Whether the event id's header is one of the signed parts.
    pub(crate) fn signs_header(&self, name: &HeaderName) -> bool {
        self.message.iter().any(|part| match part {
            Part::Header(signed) => signed == name,
            Part::EventId => self.facts.id == Some(Source::Header(name.clone())),
            _ => false,
        })
    }

    /// Whether a part that follows directly must have a timestamp of fixed width.
    pub(crate) fn timestamp_touches_next(&self) -> bool {
        self.message.windows(2).any(
            |pair| matches!(pair, [Part::Timestamp, next] if !matches!(next, Part::Literal(_))),
        )
    }

    /// Whether two parts of variable length stand side by side. A timestamp is
    /// held to a fixed width where something follows it, so it may.
    fn has_touching_parts(&self) -> bool {
        let fixed = |part: &Part| match part {
            Part::Literal(_) => true,
            Part::Timestamp => self
                .timestamp
                .as_ref()
                .is_some_and(|timestamp| timestamp.format != TimestampFormat::Rfc3339),
            _ => false,
        };
        self.message
            .windows(2)
            .any(|pair| matches!(pair, [left, right] if !fixed(left) && !matches!(right, Part::Literal(_))))
    }

    fn invalid(&self, reason: &'static str) -> Result<(), ConfigError> {
        Err(ConfigError::InvalidScheme {
            scheme: self.id.clone().into_owned(),
            reason,
        })
    }
}
