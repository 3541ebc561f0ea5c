//! A request as captured on the wire (RFC 9112), read by `httparse`.

use std::io::{self, BufRead, Read};

use bytes::Bytes;
use http::Uri;

use super::{BodySource, BodyTrouble, Given, Head};
use crate::failure::Failure;

/// Reads the head; the body is left in the reader.
pub(crate) fn read(mut reader: Box<dyn BufRead>, name: &str) -> Result<Given, Failure> {
    let bytes = read_head(&mut reader).map_err(|error| Failure::io(&name, &error))?;
    if bytes.trim_ascii().is_empty() {
        return Err(Failure::new(format!(
            "{name} is empty: there is no request"
        )));
    }
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let broken = |reason: &str| {
        Failure::new(format!(
            "{name} is not an HTTP/1.1 request as captured on the wire: {reason}"
        ))
    };
    match request.parse(&bytes) {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) => return Err(broken("its head has no end")),
        Err(error) => return Err(broken(&error.to_string())),
    }
    let target = request.path.unwrap_or("/");
    let head = Head {
        method: request.method.unwrap_or_default().to_owned(),
        target: origin_form(target),
        headers: request
            .headers
            .iter()
            .map(|header| (header.name.to_owned(), header.value.to_vec()))
            .collect(),
    };
    let body = match (head.text("transfer-encoding"), head.text("content-length")) {
        (Some(encoding), _) if encoding.eq_ignore_ascii_case("chunked") => {
            BodySource::Chunked(reader)
        }
        (Some(_), _) => return Err(broken("its transfer encoding is not `chunked`")),
        (None, Some(length)) => match length.parse() {
            Ok(length) => BodySource::Reader(reader, Some(length)),
            Err(_) => return Err(broken("its Content-Length is not a number")),
        },
        (None, None) => BodySource::Reader(reader, None),
    };
    Ok(Given {
        head,
        body,
        origin: None,
        received: None,
    })
}

/// Up to and with the empty line.
fn read_head(reader: &mut dyn BufRead) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let mut reader = reader.take(MAX_HEAD_BYTES);
    loop {
        let start = head.len();
        let read = reader.read_until(b'\n', &mut head)?;
        let line = head.get(start..).unwrap_or_default();
        if read == 0 || (start > 0 && line.trim_ascii_end().is_empty()) {
            return Ok(head);
        }
    }
}

/// Proxies are sent whole URLs; what counts is path and query.
fn origin_form(target: &str) -> String {
    if target.starts_with('/') {
        return target.to_owned();
    }
    target
        .parse::<Uri>()
        .ok()
        .and_then(|uri| Some(uri.path_and_query()?.as_str().to_owned()))
        .unwrap_or_else(|| target.to_owned())
}

/// Puts the chunks of a body together.
pub(super) fn read_chunks(
    mut reader: Box<dyn BufRead>,
    limit: usize,
) -> Result<Bytes, BodyTrouble> {
    let mut body = Vec::new();
    loop {
        let line = line(&mut reader)?;
        let Ok(httparse::Status::Complete((_, size))) = httparse::parse_chunk_size(&line) else {
            return Err(BodyTrouble::CutShort(body.into()));
        };
        if size == 0 {
            return Ok(body.into());
        }
        let room = u64::try_from(limit.saturating_sub(body.len())).unwrap_or(u64::MAX);
        if size > room {
            return Err(BodyTrouble::TooLarge);
        }
        let read = (&mut reader)
            .take(size)
            .read_to_end(&mut body)
            .map_err(BodyTrouble::Unreadable)?;
        if u64::try_from(read).ok() != Some(size) {
            return Err(BodyTrouble::CutShort(body.into()));
        }
        if !self::line(&mut reader)?.trim_ascii().is_empty() {
            return Err(BodyTrouble::CutShort(body.into()));
        }
    }
}

fn line(reader: &mut dyn BufRead) -> Result<Vec<u8>, BodyTrouble> {
    let mut line = Vec::new();
    reader
        .take(MAX_LINE_BYTES)
        .read_until(b'\n', &mut line)
        .map_err(BodyTrouble::Unreadable)?;
    Ok(line)
}

const MAX_HEADERS: usize = 256;
const MAX_HEAD_BYTES: u64 = 256 * 1024;
const MAX_LINE_BYTES: u64 = 4096;
