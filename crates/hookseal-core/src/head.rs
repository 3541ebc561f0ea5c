//! A request's head as the core sees it, whatever HTTP crate parsed it.

mod wanted;

pub(crate) use self::wanted::{Found, Wanted};
use crate::HeaderName;

/// The head of an HTTP request: everything that is known before the body.
///
/// Adapters implement this for their framework's request type, so the core
/// depends on no version of any `http` crate. The view is only borrowed while
/// [`Verifier::begin`](crate::Verifier::begin) runs.
///
/// ```
/// use hookseal_core::RequestHead;
///
/// struct Captured {
///     headers: Vec<(String, Vec<u8>)>,
/// }
///
/// impl RequestHead for Captured {
///     fn method(&self) -> &str {
///         "POST"
///     }
///     fn target(&self) -> &str {
///         "/hooks/github?team=7"
///     }
///     fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
///         self.headers
///             .iter()
///             .filter(|(n, _)| n.eq_ignore_ascii_case(name))
///             .nth(nth)
///             .map(|(_, value)| value.as_slice())
///     }
/// }
/// ```
pub trait RequestHead {
    /// The method in capitals, such as `POST`.
    fn method(&self) -> &str;

    /// The request target in origin form: path and query, byte for byte as received.
    ///
    /// Where a router has stripped a prefix, this is still the target that came
    /// over the wire.
    fn target(&self) -> &str;

    /// The value of the `nth` header line (from 0) with this name, compared without
    /// regard to case, or `None` when there are fewer.
    fn header(&self, name: &str, nth: usize) -> Option<&[u8]>;

    /// The value of a header that may have one line at most.
    ///
    /// Two lines of the same name are never resolved by taking the first or the last: a
    /// proxy may have chosen the other.
    fn single(&self, name: &str) -> Single<'_> {
        match self.header(name, 0) {
            None => Single::Missing,
            Some(value) if self.header(name, 1).is_none() => Single::Once(value),
            Some(_) => Single::Repeated,
        }
    }

    /// Shows `each` every header line, names and values in the order of
    /// [`header`](Self::header), and returns `true`: what a verifier reads is then found in
    /// one pass. By default it returns `false`, and every header is asked for.
    fn lines<'a>(&'a self, each: &mut dyn FnMut(&'a str, &'a [u8])) -> bool {
        let _ = each;
        false
    }

    /// Whose request this is, as the app has found out: from the path, the host, a
    /// session. Never believed beyond choosing keys.
    fn tenant(&self) -> Option<&str> {
        None
    }

    /// A copy to keep while the request's keys are looked up: `KeptHead::of(self, …)`.
    ///
    /// Without it, requests whose keys have to be waited for are refused with 500.
    fn keep(&self) -> Option<KeptHead> {
        None
    }
}

/// What [`RequestHead::single`] finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Single<'a> {
    /// No line.
    Missing,
    /// The value of the one line there is.
    Once(&'a [u8]),
    /// Several lines, of which none is to be trusted.
    Repeated,
}

/// A copy of a head, kept while its request's keys are looked up.
#[derive(Clone)]
pub struct KeptHead {
    method: String,
    target: String,
    tenant: Option<String>,
    /// All names and values, one after the other.
    text: Vec<u8>,
    /// Where each name ends, and each value.
    lines: Vec<(usize, usize)>,
}

impl KeptHead {
    /// A copy of `head`, with its header lines in the order of [`RequestHead::header`].
    pub fn of<'a>(
        head: &dyn RequestHead,
        headers: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    ) -> Self {
        let (mut text, mut lines) = (Vec::with_capacity(1024), Vec::with_capacity(32));
        for (name, value) in headers {
            text.extend_from_slice(name.as_bytes());
            let name_end = text.len();
            text.extend_from_slice(value);
            lines.push((name_end, text.len()));
        }
        Self {
            method: head.method().to_owned(),
            target: head.target().to_owned(),
            tenant: head.tenant().map(str::to_owned),
            text,
            lines,
        }
    }
}

/// Shows no header.
impl std::fmt::Debug for KeptHead {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeptHead")
            .field("method", &self.method)
            .field("headers", &self.lines.len())
            .finish_non_exhaustive()
    }
}

impl RequestHead for KeptHead {
    fn method(&self) -> &str {
        &self.method
    }

    fn target(&self) -> &str {
        &self.target
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut nth = nth;
        let mut start = 0;
        for (name_end, end) in &self.lines {
            let other = self.text.get(start..*name_end)?;
            if other.eq_ignore_ascii_case(name.as_bytes()) {
                if nth == 0 {
                    return self.text.get(*name_end..*end);
                }
                nth -= 1;
            }
            start = *end;
        }
        None
    }

    fn tenant(&self) -> Option<&str> {
        self.tenant.as_deref()
    }
}

pub(crate) const CONTENT_ENCODING: HeaderName = HeaderName::from_static("content-encoding");
pub(crate) const CONTENT_LENGTH: HeaderName = HeaderName::from_static("content-length");
