//! The steps of a claim by a [`Scheme`], as a trace shows them. None of this runs for a request
//! that is not traced.

use super::{AlgorithmHeader, Part, Scheme, TimestampPlace};
use crate::header_name::HeaderName;
use crate::request::RequestHead;
use crate::schemes::Incoming;
use crate::schemes::incoming::{note_header, time_step};
use crate::trace::{Detail, Recorder, Step};
use crate::verdict::Rejection;

/// Notes the steps of one claim.
pub(super) struct Steps<'a> {
    scheme: &'a Scheme,
    to: &'a Recorder,
}

impl<'a> Steps<'a> {
    #[cold]
    pub(super) const fn new(scheme: &'a Scheme, to: &'a Recorder) -> Self {
        Self { scheme, to }
    }

    /// The header in which the sender signs.
    #[cold]
    pub(super) fn header(&self, head: &dyn RequestHead, read: &Result<&[u8], Rejection>) {
        let name = self.signature_header(head);
        note_header(self.to, "signature header", head, name, read);
    }

    /// A header that must have one value.
    #[cold]
    pub(super) fn algorithm(
        &self,
        head: &dyn RequestHead,
        header: &AlgorithmHeader,
        agrees: &Result<(), Rejection>,
    ) {
        let detail = Detail::Header {
            name: header.name.clone(),
            found: head.single(header.name.as_str()).into(),
            wanted: Some(header.value.clone()),
        };
        self.to
            .note(Step::ended("algorithm header", agrees).with(detail));
    }

    /// How the signatures are written.
    #[cold]
    pub(super) fn signatures(
        &self,
        head: &dyn RequestHead,
        value: &[u8],
        count: usize,
        read: &Result<(), Rejection>,
    ) {
        let detail = Detail::Signatures {
            header: self.signature_header(head).clone(),
            value: value.to_vec(),
            count,
        };
        self.to
            .note(Step::ended("signature form", read).with(detail));
    }

    /// The timestamp, if the head has to have it.
    #[cold]
    pub(super) fn timestamp<T>(
        &self,
        incoming: &Incoming<'_>,
        value: &[u8],
        read: &Result<T, Rejection>,
    ) {
        let Some(timestamp) = &self.scheme.timestamp else {
            return;
        };
        let header = &self.scheme.signature.header;
        let place = match &timestamp.place {
            TimestampPlace::First => format!("the first in {header}"),
            TimestampPlace::Header(name) => name.to_string(),
            TimestampPlace::Json(_) => return,
            TimestampPlace::Pair(key) => format!("{key}= in {header}"),
        };
        let text = self
            .scheme
            .timestamp_text(timestamp, incoming.head(), value);
        self.to.note(time_step(
            read,
            place,
            text.ok().flatten(),
            timestamp.format,
            incoming.freshness(timestamp.freshness),
            incoming.now(),
        ));
    }

    /// An event id that could be read in two ways.
    #[cold]
    pub(super) fn event_id<T>(&self, head: &dyn RequestHead, read: &Result<T, Rejection>) {
        if let Some(name) = self.scheme.id_header() {
            note_header(self.to, "event id", head, name, read);
        }
    }

    /// The signed parts of the head up to the one that is refused, and the message.
    #[cold]
    pub(super) fn message(
        &self,
        head: &dyn RequestHead,
        (before, after): (&[u8], &[u8]),
        rendered: &Result<(), Rejection>,
    ) {
        let refused = rendered.as_ref().err();
        for part in self.scheme.message.iter() {
            let (step, name, is_refused) = match (part, self.scheme.id_header()) {
                (Part::EventId, Some(name)) => {
                    let is_refused = matches!(refused, Some(Rejection::MalformedId));
                    ("event id", name, is_refused)
                }
                (Part::Header(name), _) => {
                    let is_refused = match refused {
                        Some(
                            Rejection::MissingHeader { header }
                            | Rejection::Ambiguous { field: header },
                        ) => header == name,
                        _ => false,
                    };
                    ("signed header", name, is_refused)
                }
                _ => continue,
            };
            let ended = if is_refused { rendered } else { &Ok(()) };
            note_header(self.to, step, head, name, ended);
            if is_refused {
                return;
            }
        }
        let detail = Detail::Message {
            before_body: before.to_vec(),
            after_body: after.to_vec(),
        };
        self.to.note(match refused {
            Some(refused) => Step::refused("message", refused.clone()),
            None => Step::held("message").with(detail),
        });
    }

    /// The header in which the sender signs, or the first of those that may take its place.
    fn signature_header(&self, head: &dyn RequestHead) -> &HeaderName {
        let field = &self.scheme.signature;
        let mut names = std::iter::once(&field.header).chain(field.others.iter());
        names
            .find(|name| head.header(name.as_str(), 0).is_some())
            .unwrap_or(&field.header)
    }
}
