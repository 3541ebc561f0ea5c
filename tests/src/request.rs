//! What is sent.

use hookseal::adapter::RequestHead;
use hookseal::signing::SignedDelivery;

/// A request that a case sends. Made from a really signed delivery, then bent.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Header lines in order.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body.
    pub body: Vec<u8>,
    /// How the body travels.
    pub transfer: Transfer,
}

/// As its sender has written it.
impl RequestHead for Request {
    fn method(&self) -> &str {
        &self.method
    }

    fn target(&self) -> &str {
        &self.target
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let own = self.headers.iter();
        own.filter(|(other, _)| other.eq_ignore_ascii_case(name))
            .nth(nth)
            .map(|(_, value)| value.as_slice())
    }
}

/// How a body travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transfer {
    /// At once, with its length announced.
    Length,
    /// In chunks of this many bytes, its length unknown before.
    Chunked(usize),
    /// In pieces of this many bytes, its length announced.
    Pieces(usize),
}

impl Request {
    /// The request that delivers `signed`.
    pub fn of(signed: &SignedDelivery) -> Self {
        Self {
            method: signed.method().to_owned(),
            target: signed.target().to_owned(),
            headers: signed
                .headers()
                .map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec()))
                .collect(),
            body: signed.body().to_vec(),
            transfer: Transfer::Length,
        }
    }

    /// One without headers and body.
    pub fn plain(method: &str, target: &str) -> Self {
        Self {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            transfer: Transfer::Length,
        }
    }

    /// To another endpoint.
    pub fn to(mut self, target: &str) -> Self {
        target.clone_into(&mut self.target);
        self
    }

    /// With another method.
    pub fn method(mut self, method: &str) -> Self {
        method.clone_into(&mut self.method);
        self
    }

    /// With another body.
    pub fn body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.body = body.as_ref().to_vec();
        self
    }

    /// With the body in chunks of this size.
    pub const fn chunked(mut self, size: usize) -> Self {
        self.transfer = Transfer::Chunked(size);
        self
    }

    /// With the body in pieces of this size, its length announced.
    pub const fn in_pieces(mut self, size: usize) -> Self {
        self.transfer = Transfer::Pieces(size);
        self
    }

    /// The value of a header that it has.
    pub fn header(&self, name: &str) -> &[u8] {
        self.headers
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name))
            .map_or_else(|| panic!("no header {name}"), |(_, value)| value)
    }

    /// Whether it has a header.
    pub fn has(&self, name: &str) -> bool {
        self.headers
            .iter()
            .any(|(other, _)| other.eq_ignore_ascii_case(name))
    }

    /// The value of a header as text.
    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.header(name).to_vec()).unwrap()
    }

    /// Without a header.
    pub fn without(mut self, name: &str) -> Self {
        let before = self.headers.len();
        self.headers
            .retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        assert!(self.headers.len() < before, "no header {name}");
        self
    }

    /// With one more line of a header.
    pub fn adding(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers
            .push((name.to_owned(), value.as_ref().to_vec()));
        self
    }

    /// With another value for a header that it has.
    pub fn with(self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.without(name).adding(name, value)
    }

    /// With the value of a header changed.
    pub fn editing(self, name: &str, edit: impl FnOnce(String) -> String) -> Self {
        let value = edit(self.text(name));
        self.with(name, value)
    }

    /// With a header under another name.
    pub fn renaming(self, name: &str, other: &str) -> Self {
        let value = self.header(name).to_vec();
        self.without(name).adding(other, value)
    }

    /// The body in the pieces that travel.
    pub fn pieces(&self) -> Vec<&[u8]> {
        self.pieces_of_at_least(1)
    }

    /// The body in the pieces that travel, none of fewer bytes than these.
    pub fn pieces_of_at_least(&self, bytes: usize) -> Vec<&[u8]> {
        let size = match self.transfer {
            Transfer::Length => self.body.len(),
            Transfer::Chunked(size) | Transfer::Pieces(size) => size,
        };
        self.body.chunks(size.max(bytes).max(1)).collect()
    }
}
