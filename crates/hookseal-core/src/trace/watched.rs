//! A head that notes which headers a scheme of code reads.

use super::Recorder;
use crate::header_name::HeaderName;
use crate::request::{RequestHead, Single};
use crate::verdict::Rejection;

/// A request's head, as a traced scheme of code sees it.
pub(crate) struct Watched<'a> {
    head: &'a dyn RequestHead,
    recorder: &'a Recorder,
}

impl<'a> Watched<'a> {
    pub(crate) const fn new(head: &'a dyn RequestHead, recorder: &'a Recorder) -> Self {
        Self { head, recorder }
    }

    fn note(&self, name: &str) {
        // The length is a step of its own.
        if name.eq_ignore_ascii_case("content-length") {
            return;
        }
        if let Ok(header) = HeaderName::new(name) {
            self.recorder.read(&header, self.head.single(name));
        }
    }
}

impl RequestHead for Watched<'_> {
    fn method(&self) -> &str {
        self.head.method()
    }

    fn target(&self) -> &str {
        self.head.target()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        self.note(name);
        self.head.header(name, nth)
    }

    fn single(&self, name: &str) -> Single<'_> {
        self.note(name);
        self.head.single(name)
    }

    fn tenant(&self) -> Option<&str> {
        self.head.tenant()
    }

    fn tenant_fault(&self) -> Option<&Rejection> {
        self.head.tenant_fault()
    }
}
