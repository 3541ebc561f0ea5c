//! `Content-Encoding`, which handlers must not act on: anyone can set it, and what they read
//! would then not be what was verified.

use http::header::CONTENT_ENCODING;
use http::{Extensions, HeaderMap, HeaderValue};

/// The lines of `Content-Encoding` that a layer has removed from a verified request, in the
/// request's extensions. Inner layers that verify the request again still see them.
///
/// It is public for adapters that have to put a request together again, and copy its
/// extensions one by one.
#[derive(Clone, Debug)]
pub struct TakenOff(Vec<HeaderValue>);

impl TakenOff {
    pub(crate) fn among(extensions: &Extensions) -> &[HeaderValue] {
        extensions.get::<Self>().map_or(&[], |taken| &taken.0)
    }
}

/// Removes `Content-Encoding` from a request.
pub(crate) fn take_off(headers: &mut HeaderMap, extensions: &mut Extensions) {
    let lines = headers.get_all(CONTENT_ENCODING).iter();
    let taken: Vec<_> = lines.cloned().collect();
    // An outer layer may have removed them.
    if !taken.is_empty() {
        headers.remove(CONTENT_ENCODING);
        extensions.insert(TakenOff(taken));
    }
}
