//! Signatures within one part of a `multipart/form-data` body.

use std::convert::Infallible;
use std::future::ready;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::stream::once;
use hookseal_core::adapter::RequestHead;
use hookseal_core::scheme::{
    Claim, Delivered, Description, Incoming, SchemeWords, SignatureScheme,
};
use hookseal_core::signing::{Draft, SignError};
use hookseal_core::{BodyCoverage, ConfigError, Rejection};
use multer::Multipart;

use crate::part::PartClaim;
use crate::within::CONTENT_TYPE;

/// A sender that posts `multipart/form-data` (RFC 7578) and signs one of its parts as it would
/// sign a whole body.
///
/// **Other parts are not signed**, nor is the part's head: anyone can change them after seeing a
/// delivery. A body with two parts of that name is refused, or with more than 64 at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MultipartField<S> {
    scheme: S,
    name: &'static str,
}

impl<S: SignatureScheme> MultipartField<S> {
    /// Signed as `scheme` says, with the part `name` in the place of the body.
    #[must_use]
    pub const fn new(scheme: S, name: &'static str) -> Self {
        Self { scheme, name }
    }

    /// How the part is signed.
    pub(crate) const fn part(&self) -> &S {
        &self.scheme
    }

    /// Its rules in words, given those of the part's scheme.
    #[must_use]
    pub fn words(&self, words: SchemeWords) -> SchemeWords {
        let signature = format!("part {}, {}", self.name, words.signature);
        let mut words = words.with_signature(signature);
        words.coverage = self.description().coverage();
        words
    }
}

impl<S: SignatureScheme> SignatureScheme for MultipartField<S> {
    /// The body is no JSON, so that no member of it counts as signed.
    fn description(&self) -> Description {
        let part = self.scheme.description();
        let coverage = match part.coverage() {
            BodyCoverage::Whole => BodyCoverage::Parts,
            less => less,
        };
        part.with_coverage(coverage)
            .with_signed_members([""; 0])
            .with_headers([CONTENT_TYPE])
    }

    fn validate(&self, public_url: Option<&str>) -> Result<(), ConfigError> {
        self.scheme.validate(public_url)
    }

    fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
        let (boundary, name) = (boundary(incoming.head())?, self.name);
        Ok(Box::new(PartClaim {
            claim: self.scheme.claim(incoming)?,
            take: Box::new(move |body| only_part(body, boundary.clone(), name)),
        }))
    }

    /// By all of the part, signed or not: what is signed of it may be the same in many.
    fn event_identity(
        &self,
        delivered: &Delivered<'_>,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        let boundary = boundary(delivered.head())?;
        part(&only_part(delivered.body(), boundary, self.name)?);
        Ok(())
    }

    /// The signed part alone. A body that is not such a form is the part.
    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        if let Ok(boundary) = boundary(draft) {
            let body = Bytes::copy_from_slice(draft.body());
            draft.set_body(only_part(&body, boundary, self.name)?);
        }
        self.scheme.write(draft)?;
        let mut boundary = "hookseal".to_owned();
        let occurs = |boundary: &str| {
            let mut windows = draft.body().windows(boundary.len());
            windows.any(|window| window == boundary.as_bytes())
        };
        while occurs(&boundary) {
            boundary.push('-');
        }
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n",
            self.name
        );
        let end = format!("\r\n--{boundary}--\r\n");
        let form = [head.as_bytes(), draft.body(), end.as_bytes()].concat();
        draft.set_body(form);
        let kind = format!("multipart/form-data; boundary={boundary}");
        draft.set(&CONTENT_TYPE, kind);
        Ok(())
    }
}

/// The boundary between the parts, from the head.
pub(crate) fn boundary(head: &dyn RequestHead) -> Result<String, Rejection> {
    let value = CONTENT_TYPE.only_in(head)?.unwrap_or_default();
    std::str::from_utf8(value)
        .ok()
        .and_then(|text| multer::parse_boundary(text).ok())
        .ok_or(Rejection::MalformedBody {
            reason: "it is not multipart/form-data",
        })
}

/// The part of this name, of which there must be one.
fn only_part(body: &Bytes, boundary: String, name: &str) -> Result<Bytes, Rejection> {
    let mut found = None;
    each_part(body, boundary, MAX_PARTS, |other, text| {
        if other == Some(name) && found.replace(text).is_some() {
            return Err(TWICE);
        }
        Ok(())
    })?;
    found.ok_or(MISSING)
}

/// Names and texts of the parts whose names are wanted.
pub(crate) fn texts(
    body: &Bytes,
    boundary: String,
    is_wanted: impl Fn(&str) -> bool,
) -> Result<Vec<(String, String)>, Rejection> {
    let mut found = Vec::new();
    each_part(body, boundary, MAX_FIELDS, |name, text| {
        if let Some(name) = name.filter(|name| is_wanted(name)) {
            let text = std::str::from_utf8(&text).map_err(|_| NO_TEXT)?;
            found.push((name.to_owned(), text.to_owned()));
        }
        Ok(())
    })?;
    Ok(found)
}

/// Shows each part, with its name if it has one.
fn each_part(
    body: &Bytes,
    boundary: String,
    most: usize,
    mut see: impl FnMut(Option<&str>, Bytes) -> Result<(), Rejection>,
) -> Result<(), Rejection> {
    let whole = once(ready(Ok::<_, Infallible>(body.clone())));
    let mut parts = Multipart::new(whole, boundary);
    let seen = async {
        for _ in 0..most {
            let Ok(next) = parts.next_field().await else {
                return Err(MALFORMED);
            };
            let Some(part) = next else {
                return Ok(());
            };
            let name = part.name().map(str::to_owned);
            let text = part.bytes().await.map_err(|_| MALFORMED)?;
            see(name.as_deref(), text)?;
        }
        Err(TOO_MANY)
    };
    // All of the body is there, so that there is nothing to wait for.
    seen.now_or_never().unwrap_or(Err(MALFORMED))
}

const MAX_PARTS: usize = 64;
/// Of a form that has its fields as parts.
const MAX_FIELDS: usize = 1_000;
const NO_TEXT: Rejection = Rejection::MalformedBody {
    reason: "a signed field is not text",
};
const MALFORMED: Rejection = Rejection::MalformedBody {
    reason: "its boundary is missing or malformed",
};
const MISSING: Rejection = Rejection::MissingInBody {
    what: "signed part",
};
const TOO_MANY: Rejection = Rejection::MalformedBody {
    reason: "it has too many parts",
};
const TWICE: Rejection = Rejection::MalformedBody {
    reason: "the signed part occurs twice",
};

#[cfg(test)]
mod tests;
