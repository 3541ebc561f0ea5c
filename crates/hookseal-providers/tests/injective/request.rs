//! A request of which every piece can be written again.

use hookseal_core::adapter::RequestHead;
use hookseal_core::scheme::HeaderName;
use hookseal_core::signing::SignedDelivery;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn of(signed: &SignedDelivery) -> Self {
        Self {
            method: signed.method().to_owned(),
            target: signed.target().to_owned(),
            headers: signed
                .headers()
                .map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec()))
                .collect(),
            body: signed.body().to_vec(),
        }
    }

    /// With headers in order and in small letters.
    pub(crate) fn sorted(mut self) -> Self {
        for (name, _) in &mut self.headers {
            name.make_ascii_lowercase();
        }
        self.headers.sort_unstable();
        self
    }

    pub(crate) fn get(&self, name: &HeaderName) -> Option<&[u8]> {
        self.header(name.as_str(), 0)
    }

    pub(crate) fn set(&mut self, name: &HeaderName, value: &[u8]) {
        let own = |other: &str| other.eq_ignore_ascii_case(name.as_str());
        self.headers.retain(|(other, _)| !own(other));
        self.headers.push((name.to_string(), value.to_vec()));
    }
}

impl RequestHead for Request {
    fn method(&self) -> &str {
        &self.method
    }

    fn target(&self) -> &str {
        &self.target
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut own = self
            .headers
            .iter()
            .filter(|(other, _)| other.eq_ignore_ascii_case(name));
        own.nth(nth).map(|(_, value)| value.as_slice())
    }
}
