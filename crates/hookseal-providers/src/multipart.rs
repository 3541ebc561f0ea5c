//! Signatures within one part of a `multipart/form-data` body.

use std::convert::Infallible;
use std::future::ready;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::stream::once;
use hookseal_core::{
    Authentic, BodyCoverage, Check, Draft, Incoming, Rejection, RequestHead, SchemeWords,
    SignError, SignatureScheme,
};
use multer::Multipart;

use crate::within::{CONTENT_TYPE, as_scheme};

/// A sender that posts `multipart/form-data` (RFC 7578) and signs one of its parts as it would
/// sign a whole body.
///
/// **Other parts are not signed**, nor is the part's head: anyone can change them who has seen a
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

    /// What it demands, where the scheme of the part demands `words`.
    #[must_use]
    pub fn words(&self, words: SchemeWords) -> SchemeWords {
        let signature = format!("part {}, {}", self.name, words.signature);
        let mut words = words.signature(signature);
        words.coverage = self.body_coverage();
        words
    }
}

impl<S: SignatureScheme> SignatureScheme for MultipartField<S> {
    type Check = MultipartCheck<S::Check>;

    as_scheme!();

    fn body_coverage(&self) -> BodyCoverage {
        match self.scheme.body_coverage() {
            BodyCoverage::Whole => BodyCoverage::Parts,
            less => less,
        }
    }

    fn signs_member(&self, _: &str) -> bool {
        false // the body is no JSON
    }

    /// By all of the part, signed or not: what is signed of it may be the same in many.
    fn tell_apart(
        &self,
        head: &dyn RequestHead,
        body: &Bytes,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        part(&only_part(body, boundary(head)?, self.name)?);
        Ok(())
    }

    fn screen(&self, incoming: &Incoming<'_>) -> Result<(), Rejection> {
        boundary(incoming.head())?;
        self.scheme.screen(incoming)
    }

    fn begin(&self, incoming: &Incoming<'_>) -> Result<MultipartCheck<S::Check>, Rejection> {
        Ok(MultipartCheck {
            boundary: boundary(incoming.head())?,
            check: self.scheme.begin(incoming)?,
            name: self.name,
        })
    }

    /// The signed part alone. A body that is no such form is the part.
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

/// The check of a [`MultipartField`] under way.
#[derive(Debug)]
pub struct MultipartCheck<C> {
    check: C,
    boundary: String,
    name: &'static str,
}

impl<C: Check> Check for MultipartCheck<C> {
    fn update(&mut self, _chunk: &[u8]) {} // the part is known when all is there

    fn finish(mut self, body: &Bytes) -> Result<Authentic, Rejection> {
        let part = only_part(body, self.boundary, self.name)?;
        self.check.update(&part);
        self.check.finish(&part)
    }
}

/// What stands between the parts, as the head says.
fn boundary(head: &dyn RequestHead) -> Result<String, Rejection> {
    let value = CONTENT_TYPE.only_in(head)?.unwrap_or_default();
    std::str::from_utf8(value)
        .ok()
        .and_then(|text| multer::parse_boundary(text).ok())
        .ok_or(Rejection::MalformedBody {
            reason: "it is no multipart/form-data",
        })
}

/// The part of this name, of which there must be one.
fn only_part(body: &Bytes, boundary: String, name: &str) -> Result<Bytes, Rejection> {
    let whole = once(ready(Ok::<_, Infallible>(body.clone())));
    let mut parts = Multipart::new(whole, boundary);
    let found = async {
        let mut found = None;
        for _ in 0..MAX_PARTS {
            let Ok(next) = parts.next_field().await else {
                return Err(MALFORMED);
            };
            let Some(part) = next else {
                return found.ok_or(MISSING);
            };
            let is_it = part.name() == Some(name);
            let text = part.bytes().await.map_err(|_| MALFORMED)?;
            if is_it && found.replace(text).is_some() {
                return Err(TWICE);
            }
        }
        Err(TOO_MANY)
    };
    // All of the body is there, so that there is nothing to wait for.
    found.now_or_never().unwrap_or(Err(MALFORMED))
}

const MAX_PARTS: usize = 64;
const MALFORMED: Rejection = Rejection::MalformedBody {
    reason: "its parts cannot be told apart",
};
const MISSING: Rejection = Rejection::MissingInBody {
    what: "part that is signed",
};
const TOO_MANY: Rejection = Rejection::MalformedBody {
    reason: "it has more than 64 parts",
};
const TWICE: Rejection = Rejection::MalformedBody {
    reason: "the part that is signed occurs twice",
};

#[cfg(test)]
mod tests;
