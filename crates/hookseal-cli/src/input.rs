//! Requests as the command is given them: a JSON file, as captured, or by options.

pub(crate) mod flags;
pub(crate) mod raw;
pub(crate) mod request_file;

use std::io::{self, BufRead, Read};

use bytes::Bytes;
use hookseal::UnixTime;
use hookseal::adapter::RequestHead;

/// A request's head.
#[derive(Clone, Debug, Default)]
pub(crate) struct Head {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
}

/// A request whose body has still to be read.
pub(crate) struct Given {
    pub(crate) head: Head,
    pub(crate) body: BodySource,
    /// Scheme and authority, where the URL was given whole.
    pub(crate) origin: Option<String>,
    /// When it arrived, where the file says so.
    pub(crate) received: Option<UnixTime>,
}

/// Where a body comes from.
pub(crate) enum BodySource {
    /// It is there.
    Here(Vec<u8>),
    /// So many bytes, or up to the end.
    Reader(Box<dyn Read>, Option<u64>),
    /// In chunks (RFC 9112, section 7.1).
    Chunked(Box<dyn BufRead>),
}

/// Why there is no body.
#[derive(Debug)]
pub(crate) enum BodyTrouble {
    /// Longer than the limit; the rest is not read.
    TooLarge,
    /// It ended early: what there was of it.
    CutShort(Bytes),
    /// It cannot be read.
    Unreadable(io::Error),
}

impl BodySource {
    /// Reads the body, never more than `limit` and a byte.
    pub(crate) fn read(self, limit: usize) -> Result<Bytes, BodyTrouble> {
        let whole = match self {
            Self::Here(bytes) => bytes,
            Self::Chunked(reader) => return raw::read_chunks(reader, limit),
            Self::Reader(reader, length) => {
                if length.is_some_and(|length| usize::try_from(length).is_ok_and(|l| l > limit)) {
                    return Err(BodyTrouble::TooLarge);
                }
                let most = length.unwrap_or_else(|| limit_and_one(limit));
                let mut bytes = Vec::new();
                reader
                    .take(most)
                    .read_to_end(&mut bytes)
                    .map_err(BodyTrouble::Unreadable)?;
                let read = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                if length.is_some_and(|length| read < length) {
                    return Err(BodyTrouble::CutShort(bytes.into()));
                }
                bytes
            }
        };
        if whole.len() > limit {
            return Err(BodyTrouble::TooLarge);
        }
        Ok(whole.into())
    }
}

fn limit_and_one(limit: usize) -> u64 {
    u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1)
}

impl Head {
    /// The first value of a header, as text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(self.header(name, 0)?).ok()
    }

    /// Replaces a header's value; adds it where it is not there.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<Vec<u8>>) {
        self.remove(name);
        self.headers.push((name.to_owned(), value.into()));
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.headers
            .retain(|(other, _)| !other.eq_ignore_ascii_case(name));
    }
}

impl RequestHead for Head {
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
            .map(|(_, value)| value.as_slice())
    }
}
