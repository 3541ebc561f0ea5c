//! Deliveries to sign, and signed deliveries to send.

use std::fmt;

use crate::header_name::HeaderName;
use crate::request::RequestHead;
use crate::time::UnixTime;

/// A delivery to sign: the body, and what a scheme may sign besides.
#[derive(Clone)]
pub struct Delivery<'a> {
    method: &'a str,
    target: &'a str,
    body: &'a [u8],
    pub(crate) timestamp: UnixTime,
    pub(crate) event_id: Option<String>,
    pub(crate) event_type: Option<String>,
    pub(crate) attempt: Option<u32>,
    headers: Vec<(HeaderName, String)>,
}

impl<'a> Delivery<'a> {
    /// A `POST` of `body` to `/`, signed now.
    #[must_use]
    pub fn new(body: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        Self {
            method: "POST",
            target: "/",
            body: body.as_ref(),
            timestamp: crate::time::Clock::now(&crate::time::SystemClock),
            event_id: None,
            event_type: None,
            attempt: None,
            headers: Vec::new(),
        }
    }

    /// The time it is signed at.
    #[must_use]
    pub const fn signed_at(&self) -> UnixTime {
        self.timestamp
    }

    /// The same delivery with another body.
    #[must_use]
    pub fn body(mut self, body: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        self.body = body.as_ref();
        self
    }

    /// The method, in capitals.
    #[must_use]
    pub const fn method(mut self, method: &'a str) -> Self {
        self.method = method;
        self
    }

    /// The request target: path and query.
    #[must_use]
    pub const fn target(mut self, target: &'a str) -> Self {
        self.target = target;
        self
    }

    /// The time it is signed at.
    #[must_use]
    pub const fn timestamp(mut self, at: UnixTime) -> Self {
        self.timestamp = at;
        self
    }

    /// The event's id, for schemes that carry it in a header.
    #[must_use]
    pub fn event_id(mut self, id: impl Into<String>) -> Self {
        self.event_id = Some(id.into());
        self
    }

    /// The kind of event, for schemes that carry it in a header.
    #[must_use]
    pub fn event_type(mut self, kind: impl Into<String>) -> Self {
        self.event_type = Some(kind.into());
        self
    }

    /// The number of the attempt, for schemes that carry it in a header.
    #[must_use]
    pub const fn attempt(mut self, attempt: u32) -> Self {
        self.attempt = Some(attempt);
        self
    }

    /// Another header, which the scheme may sign.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// Shows neither the body nor the values of headers.
impl fmt::Debug for Delivery<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("method", &self.method)
            .field("target", &self.target)
            .field("body", &self.body.len())
            .field("timestamp", &self.timestamp)
            .finish_non_exhaustive()
    }
}

/// A signed delivery: all that has to be sent.
///
/// It is a [`RequestHead`], so a test can verify it without any HTTP.
#[derive(Clone)]
pub struct SignedDelivery {
    method: String,
    pub(crate) target: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// The bytes of its signatures, in the order in which they were written.
    pub(crate) signatures: Vec<Vec<u8>>,
}

impl SignedDelivery {
    pub(crate) fn of(delivery: &Delivery<'_>) -> Self {
        Self {
            method: delivery.method.to_owned(),
            target: delivery.target.to_owned(),
            headers: delivery
                .headers
                .iter()
                .map(|(name, value)| (name.to_string(), value.clone()))
                .collect(),
            body: delivery.body.to_vec(),
            signatures: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, name: &HeaderName, value: String) {
        self.headers.push((name.to_string(), value));
    }

    pub(crate) fn remove(&mut self, name: &HeaderName) {
        let is_other = |(other, _): &(String, String)| !other.eq_ignore_ascii_case(name.as_str());
        self.headers.retain(is_other);
    }

    /// The headers to send, names as the sender spells them.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The body, exactly as signed.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

/// Shows the names of the headers but not the signature in them, nor the body.
impl fmt::Debug for SignedDelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers().map(|(name, _)| name).collect();
        f.debug_struct("SignedDelivery")
            .field("method", &self.method)
            .field("target", &self.target)
            .field("headers", &names)
            .field("body", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl RequestHead for SignedDelivery {
    fn method(&self) -> &str {
        &self.method
    }

    fn target(&self) -> &str {
        &self.target
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        self.headers
            .iter()
            .filter(|(other, _)| other.eq_ignore_ascii_case(name))
            .nth(nth)
            .map(|(_, value)| value.as_bytes())
    }
}

/// To be sent, or given to a service under test. The target is path and query alone.
#[cfg(feature = "http")]
impl TryFrom<SignedDelivery> for http::Request<Vec<u8>> {
    type Error = http::Error;

    fn try_from(signed: SignedDelivery) -> Result<Self, http::Error> {
        let request = http::Request::builder()
            .method(&*signed.method)
            .uri(&*signed.target);
        let lines = signed.headers.iter();
        lines
            .fold(request, |request, (name, value)| {
                request.header(name, value)
            })
            .body(signed.body)
    }
}
