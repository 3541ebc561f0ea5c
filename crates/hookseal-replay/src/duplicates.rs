//! The answer to a delivery that is done already.

use std::borrow::Cow;

use hookseal_core::adapter::Answer;

/// How duplicates are answered.
#[derive(Debug)]
pub(super) struct Duplicates {
    pub(super) status: u16,
    /// The media type and the text, where the app has chosen them.
    pub(super) body: Option<(&'static str, Cow<'static, str>)>,
}

impl Duplicates {
    /// The answer to a duplicate of a sender that wants this text in answers.
    pub(super) fn answer(&self, receipt: Option<&'static str>) -> Answer {
        let empty = Answer::empty(self.status);
        match (&self.body, receipt) {
            (Some((content_type, text)), _) => empty.saying(content_type, text.clone()),
            (None, Some(text)) if has_content(self.status) => {
                empty.saying(Answer::PLAIN_TEXT, text)
            }
            (None, _) => empty,
        }
    }

    /// Why it cannot be used, if so.
    pub(super) fn fault(&self) -> Option<&'static str> {
        if !(200..300).contains(&self.status) {
            return Some("the status for duplicates must be a success (2xx)");
        }
        let (content_type, _) = self.body.as_ref()?;
        if !has_content(self.status) {
            return Some("a response with the status for duplicates has no body");
        }
        let is_visible = |byte| matches!(byte, b' '..=b'~');
        if !content_type.contains('/') || !content_type.bytes().all(is_visible) {
            return Some("the media type of `duplicate_body` is none, such as `text/xml`");
        }
        None
    }
}

/// Whether responses of this status may have a body (RFC 9110, section 15.3).
const fn has_content(status: u16) -> bool {
    !matches!(status, 204 | 205)
}
