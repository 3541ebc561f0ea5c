//! The signed message, part by part, in both directions.

use super::{Part, Scheme};
use crate::scheme::read::{is_id, once};
use crate::{Rejection, RequestHead};

/// What the parts of a message stand for in one request.
pub(crate) struct Values<'a> {
    pub(crate) head: &'a dyn RequestHead,
    pub(crate) timestamp: Option<&'a [u8]>,
    pub(crate) event_id: Option<&'a [u8]>,
    pub(crate) public_url: Option<&'a str>,
}

/// Which side of the body a piece of the message stands on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    BeforeBody,
    AfterBody,
}

impl Scheme {
    /// Hands every piece of the message but the body to `sink`, in order.
    pub(crate) fn render(
        &self,
        values: &Values<'_>,
        mut sink: impl FnMut(Side, &[u8]),
    ) -> Result<(), Rejection> {
        let mut side = Side::BeforeBody;
        for (position, part) in self.message.iter().enumerate() {
            let head = values.head;
            let text: &[u8] = match part {
                Part::Body => {
                    side = Side::AfterBody;
                    continue;
                }
                Part::Literal(bytes) => {
                    sink(side, bytes);
                    continue;
                }
                Part::Timestamp => values.timestamp.ok_or(Rejection::MissingTimestamp)?,
                Part::EventId => values
                    .event_id
                    .filter(|id| is_id(id))
                    .ok_or(Rejection::MalformedId)?,
                Part::Header(name) => {
                    once(head, name)?.ok_or_else(|| Rejection::MissingHeader {
                        header: name.clone(),
                    })?
                }
                Part::Method => head.method().as_bytes(),
                Part::Path => path_and_query(head.target()).0.as_bytes(),
                Part::Query => path_and_query(head.target()).1.as_bytes(),
                Part::Target => head.target().as_bytes(),
                Part::Url => {
                    sink(side, values.public_url.unwrap_or_default().as_bytes());
                    head.target().as_bytes()
                }
            };
            self.refuse_separator_in(text, position, side)?;
            sink(side, text);
        }
        Ok(())
    }

    /// Refuses a value that could end or begin in two places: `a.b` + `.` + `c` is also
    /// `a` + `.` + `b.c`.
    ///
    /// Before the body a message is read from its start, so there the literal behind
    /// a value must not occur any sooner; after it, from its end, so there the literal
    /// in front must not occur any later. A timestamp is held to a width where it
    /// could pass anything on: see [`Scheme::timestamp_has_fixed_width`].
    fn refuse_separator_in(
        &self,
        text: &[u8],
        position: usize,
        side: Side,
    ) -> Result<(), Rejection> {
        let literal = |at: Option<usize>| match self.message.get(at?) {
            Some(Part::Literal(separator)) => Some(&**separator),
            _ => None,
        };
        let two_ways = match side {
            Side::BeforeBody => literal(position.checked_add(1))
                .is_some_and(|separator| occurs_sooner(text, separator)),
            Side::AfterBody => literal(position.checked_sub(1))
                .is_some_and(|separator| occurs_later(text, separator)),
        };
        match self.message.get(position) {
            Some(Part::Timestamp) | None => Ok(()),
            _ if !two_ways => Ok(()),
            Some(Part::EventId) => Err(Rejection::MalformedId),
            Some(Part::Header(name)) => Err(Rejection::Ambiguous {
                field: name.clone(),
            }),
            Some(_) => Err(Rejection::AmbiguousTarget),
        }
    }
}

/// Whether `separator` begins within `text` when it stands behind it: also `::` in
/// `a:` + `::`, where the text alone does not contain it.
fn occurs_sooner(text: &[u8], separator: &[u8]) -> bool {
    (0..text.len()).any(|start| {
        let rest = text.get(start..).unwrap_or_default();
        match separator.strip_prefix(rest) {
            Some(overhang) => separator.starts_with(overhang),
            None => rest.starts_with(separator),
        }
    })
}

/// Whether `separator` ends within `text` when it stands in front of it.
fn occurs_later(text: &[u8], separator: &[u8]) -> bool {
    (1..=text.len()).any(|end| {
        let rest = text.get(..end).unwrap_or_default();
        match separator.strip_suffix(rest) {
            Some(overhang) => separator.ends_with(overhang),
            None => rest.ends_with(separator),
        }
    })
}

/// A request target's path and its query without the question mark.
fn path_and_query(target: &str) -> (&str, &str) {
    target.split_once('?').unwrap_or((target, ""))
}

#[cfg(test)]
mod tests;
