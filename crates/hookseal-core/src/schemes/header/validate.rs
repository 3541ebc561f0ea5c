//! Checks of a scheme when a verifier or a signer is built.

use super::{HeaderName, Layout, Part, Scheme, Source, TimestampPlace};
use crate::error::ConfigError;
use crate::json;

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
        if self.message.iter().any(is_empty_literal) {
            return self.invalid("the message has an empty literal, which separates nothing");
        }
        self.validate_timestamp(signs(&Part::Timestamp))?;
        if signs(&Part::EventId) && !matches!(self.facts.id, Some(Source::Header(_))) {
            return self.invalid("the message contains the event id, but no header is set for it");
        }
        if self.methods.is_empty() {
            return self.invalid("no method is allowed");
        }
        if self.other_names.len() > MAX_OTHER_NAMES {
            return self.invalid("more than 3 headers are renamed");
        }
        if !self.ambiguous && self.has_touching_parts() {
            return Err(ConfigError::AmbiguousTemplate {
                scheme: self.id.clone().into_owned(),
            });
        }
        Ok(())
    }

    fn validate_timestamp(&self, is_part: bool) -> Result<(), ConfigError> {
        let place = self.timestamp.as_ref().map(|timestamp| &timestamp.place);
        let pairs = matches!(self.signature.layout, Layout::Pairs { .. });
        let list = matches!(self.signature.layout, Layout::List);
        let reason = match (place, is_part) {
            (None, true) => "the message contains a timestamp, but no place is set for it",
            (Some(TimestampPlace::Json(_)), true) => {
                "a timestamp in the body is signed with the body, so it cannot be a separate part"
            }
            (Some(TimestampPlace::Json(pointer)), false) if !json::is_plain(pointer) => {
                "the timestamp's pointer does not begin with a slash, or has an escape"
            }
            (
                Some(TimestampPlace::First | TimestampPlace::Header(_) | TimestampPlace::Pair(_)),
                false,
            ) => "a timestamp that is not signed proves nothing",
            (Some(TimestampPlace::First), true) if !list => {
                "a timestamp before the signatures needs a signature header that is a list"
            }
            (Some(TimestampPlace::First | TimestampPlace::Pair(_)), true)
                if !self.signature.is_single() =>
            {
                "each of several signature headers would have a timestamp of its own"
            }
            (Some(TimestampPlace::Pair(_)), true) if !pairs => {
                "a timestamp pair needs a signature header of pairs"
            }
            _ => return Ok(()),
        };
        self.invalid(reason)
    }

    /// The headers that are signed for sure, with that of the event id where it is signed.
    pub(crate) fn signed_headers(&self) -> impl Iterator<Item = &HeaderName> {
        let parts = if self.is_ambiguous() {
            &[]
        } else {
            &*self.message
        };
        parts
            .iter()
            .filter_map(|part| match (part, &self.facts.id) {
                (Part::Header(name), _) | (Part::EventId, Some(Source::Header(name))) => Some(name),
                _ => None,
            })
    }

    /// Whether its author has said that parts touch, and they do.
    pub(crate) fn is_ambiguous(&self) -> bool {
        self.ambiguous && self.has_touching_parts()
    }

    /// Whether the timestamp must have a fixed width, because the value read next to it may
    /// contain digits that could be read as part of it: see
    /// [`has_touching_parts`](Self::has_touching_parts) for the order of reading.
    pub(crate) fn timestamp_has_fixed_width(&self) -> bool {
        let (before, after) = self.around_body();
        before.windows(2).any(|pair| match pair {
            [Part::Timestamp, Part::Literal(next)] => next.first().is_some_and(u8::is_ascii_digit),
            [Part::Literal(_), Part::Timestamp] => false,
            [Part::Timestamp, _] | [_, Part::Timestamp] => true,
            _ => false,
        }) || after.windows(2).any(|pair| match pair {
            [Part::Literal(last), Part::Timestamp] => last.last().is_some_and(u8::is_ascii_digit),
            [_, Part::Timestamp] => true,
            _ => false,
        })
    }

    /// Whether two parts touch of which nothing says where one ends.
    ///
    /// Before the body a message is read from its start, and after it from its end. There the
    /// end, or the beginning, of a timestamp is unambiguous: it has a fixed width if something
    /// is adjacent to it, and a date looks like nothing else. So it is for a method, which is
    /// one of few, and a URL, which begins with the public one. A body is unambiguous if it is
    /// [JSON](Scheme::json_bodies).
    ///
    /// Each request is checked for the properties this relies on: see
    /// [`refuse_separator_in`](Self::refuse_separator_in).
    fn has_touching_parts(&self) -> bool {
        let literal = |part: &Part| matches!(part, Part::Literal(_));
        let (before, after) = self.around_body();
        before.windows(2).any(|pair| match pair {
            [left, right] => {
                let ends = match left {
                    Part::Timestamp => true,
                    Part::Method => self.methods_tell_their_end(),
                    left => literal(left),
                };
                let begins = match right {
                    Part::Timestamp => true,
                    Part::Body => self.json_bodies,
                    right => literal(right),
                };
                !ends && !begins
            }
            _ => false,
        }) || after.windows(2).any(|pair| match pair {
            [left, right] => {
                // Read from the end, a URL's beginning is the last one there is, and what is
                // in front of a timestamp ends where that begins.
                let begins = matches!(right, Part::Timestamp | Part::Url) || literal(right);
                !begins && !literal(left)
            }
            _ => false,
        })
    }

    /// Whether none of the methods is the beginning of another.
    fn methods_tell_their_end(&self) -> bool {
        self.methods.iter().all(|one| {
            let mut others = self.methods.iter().filter(|other| *other != one);
            !others.any(|other| other.starts_with(&**one))
        })
    }

    /// The message up to the body and from the body on, the body in both.
    fn around_body(&self) -> (&[Part], &[Part]) {
        let parts = &*self.message;
        let body = parts.iter().position(|part| *part == Part::Body);
        let before = body.and_then(|at| parts.get(..=at)).unwrap_or(parts);
        let after = body.and_then(|at| parts.get(at..)).unwrap_or_default();
        (before, after)
    }

    fn invalid(&self, reason: &'static str) -> Result<(), ConfigError> {
        Err(ConfigError::InvalidScheme {
            scheme: self.id.clone().into_owned(),
            reason,
        })
    }
}

/// So that all of them are found in one pass over a head.
pub(crate) const MAX_OTHER_NAMES: usize = 3;

fn is_empty_literal(part: &Part) -> bool {
    matches!(part, Part::Literal(bytes) if bytes.is_empty())
}

#[cfg(test)]
mod tests;
