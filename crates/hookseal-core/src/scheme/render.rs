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
            if *part != Part::Timestamp {
                self.refuse_separator_in(text, position, part)?;
            }
            sink(side, text);
        }
        Ok(())
    }

    /// A value that contains the literal behind it could end in two places:
    /// `a.b` + `.` + `c` is also `a` + `.` + `b.c`.
    fn refuse_separator_in(
        &self,
        text: &[u8],
        position: usize,
        part: &Part,
    ) -> Result<(), Rejection> {
        let Some(Part::Literal(separator)) = self.message.get(position.saturating_add(1)) else {
            return Ok(());
        };
        let found = !separator.is_empty()
            && text
                .windows(separator.len())
                .any(|window| window == separator.as_ref());
        match part {
            _ if !found => Ok(()),
            Part::EventId => Err(Rejection::MalformedId),
            Part::Header(name) => Err(Rejection::Ambiguous {
                field: name.clone(),
            }),
            _ => Err(Rejection::AmbiguousTarget),
        }
    }
}

/// A request target's path and its query without the question mark.
fn path_and_query(target: &str) -> (&str, &str) {
    target.split_once('?').unwrap_or((target, ""))
}
