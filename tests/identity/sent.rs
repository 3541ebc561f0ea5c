//! A request that can be bent.

use hookseal::adapter::RequestHead;
use hookseal::signing::SignedDelivery;

/// A request, as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Vec<u8>,
}

impl Sent {
    pub(crate) fn of(signed: &SignedDelivery) -> Self {
        let line = |(name, value): (&str, &str)| (name.to_owned(), value.as_bytes().to_vec());
        Self {
            method: signed.method().to_owned(),
            target: signed.target().to_owned(),
            headers: signed.headers().map(line).collect(),
            body: signed.body().to_vec(),
        }
    }

    pub(crate) fn of_vector(request: &hookseal_vectors::Request) -> Self {
        Self {
            method: request.method.clone(),
            target: request.target.clone(),
            headers: request.headers.clone(),
            body: request.body.clone(),
        }
    }

    pub(crate) fn with_body(&self, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        Self {
            body,
            ..self.clone()
        }
    }

    pub(crate) fn with_target(&self, target: impl Into<String>) -> Self {
        let target = target.into();
        Self {
            target,
            ..self.clone()
        }
    }

    /// With no header but the body's type.
    pub(crate) fn without_signature_headers(&self) -> Self {
        let mut bare = self.clone();
        bare.headers
            .retain(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        bare
    }

    pub(crate) fn content_type(&self) -> String {
        let value = self.header("content-type", 0).unwrap_or_default();
        String::from_utf8_lossy(value).to_ascii_lowercase()
    }
}

impl RequestHead for Sent {
    fn method(&self) -> &str {
        &self.method
    }

    fn target(&self) -> &str {
        &self.target
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut lines = self.headers.iter();
        lines
            .by_ref()
            .filter(|(other, _)| other.eq_ignore_ascii_case(name))
            .nth(nth)
            .map(|(_, value)| value.as_slice())
    }
}
