//! A request in a JSON file: what `hookseal sign --format json` writes, or one vector.

use std::io::Read;

use hookseal_vectors::Request;

use super::{BodySource, Given, Head};
use crate::failure::Failure;

/// Reads at most what a body of `limit` bytes needs.
pub(crate) fn read(reader: impl Read, limit: usize, name: &str) -> Result<Given, Failure> {
    let most = u64::try_from(limit).unwrap_or(u64::MAX);
    let most = most.saturating_mul(6).saturating_add(HEAD_BYTES);
    let mut bytes = Vec::new();
    reader
        .take(most)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::io(&name, &error))?;
    if bytes.trim_ascii().is_empty() {
        return Err(Failure::new(format!(
            "{name} is empty: there is no request"
        )));
    }
    let request = Request::from_json(&bytes)
        .map_err(|error| Failure::new(format!("{name}: {error}; see `hookseal verify --help`")))?;
    Ok(Given {
        head: Head {
            method: request.method,
            target: request.target,
            headers: request.headers,
        },
        body: BodySource::Here(request.body),
        origin: request.origin,
        received: request.now,
    })
}

const HEAD_BYTES: u64 = 1024 * 1024;
