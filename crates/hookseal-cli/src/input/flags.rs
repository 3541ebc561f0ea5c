//! A request given by options.

use std::fs::File;
use std::path::Path;

use hookseal::scheme::HeaderName;
use hookseal_vectors::split_url;

use super::{BodySource, Given, Head};
use crate::failure::Failure;

/// The request of `--method`, `--url`, `--header` and `--body`.
pub(crate) fn read(
    method: &str,
    url: &str,
    headers: &[String],
    body: &Path,
) -> Result<Given, Failure> {
    let (origin, target) = split_url(url);
    let headers = headers
        .iter()
        .map(|line| header(line))
        .collect::<Result<_, _>>()?;
    Ok(Given {
        head: Head {
            method: method.to_owned(),
            target,
            headers,
        },
        body: open(body)?,
        origin,
        received: None,
    })
}

/// A file as a body; `-` is the standard input.
pub(crate) fn open(path: &Path) -> Result<BodySource, Failure> {
    if path == Path::new("-") {
        return Ok(BodySource::Reader(Box::new(std::io::stdin()), None));
    }
    let file = File::open(path).map_err(|error| Failure::io(&path.display(), &error))?;
    Ok(BodySource::Reader(Box::new(file), None))
}

/// One line `Name: value`.
pub(crate) fn header(line: &str) -> Result<(String, Vec<u8>), Failure> {
    let (name, value) = line
        .split_once(':')
        .ok_or_else(|| Failure::new("a header is given as 'Name: value'"))?;
    let name = HeaderName::new(name)?;
    Ok((
        name.as_str().to_owned(),
        value.trim_matches([' ', '\t']).into(),
    ))
}
