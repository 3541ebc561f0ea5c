//! The head of an actix request, as the core sees it.

use actix_web::dev;
use hookseal_core::RequestHead;

/// A view of an actix request's head. actix keeps the URI as received, also inside scopes.
#[derive(Clone, Copy, Debug)]
pub struct ActixHead<'a>(pub &'a dev::RequestHead);

impl RequestHead for ActixHead<'_> {
    fn method(&self) -> &str {
        self.0.method.as_str()
    }

    fn target(&self) -> &str {
        self.0
            .uri
            .path_and_query()
            .map_or("/", |target| target.as_str())
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        // Looking a name up by `&str` would allocate an owned header name each time;
        // going through the few headers of a request does not.
        self.0
            .headers
            .iter()
            .filter(|(other, _)| other.as_str().eq_ignore_ascii_case(name))
            .nth(nth)
            .map(|(_, value)| value.as_bytes())
    }
}
