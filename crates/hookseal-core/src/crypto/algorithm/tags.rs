//! The signatures of one request.

use smallvec::SmallVec;

use super::MAX_TAG_BYTES;
use crate::inline::Inline;
use crate::limits::MAX_SIGNATURES;

/// Signatures found in one request, stored back to back. Two of 32 bytes fit without an
/// allocation, as does one of 64.
#[derive(Default)]
pub(crate) struct Tags {
    bytes: Inline<64>,
    /// Where each ends.
    ends: SmallVec<[u16; 4]>,
}

impl Tags {
    /// One more. One that no algorithm makes, or that is more than a request can have, is
    /// left out.
    #[inline]
    pub(crate) fn push(&mut self, tag: &[u8]) {
        let end = self.bytes.len().saturating_add(tag.len());
        if let (true, Ok(end)) = (tag.len() <= MAX_TAG_BYTES, u16::try_from(end)) {
            if self.ends.len() == self.ends.inline_size() {
                self.ends.reserve(MAX_SIGNATURES); // all that a request may have, at once
            }
            self.bytes.push(tag);
            self.ends.push(end);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> + Clone {
        let (bytes, mut start) = (self.bytes.as_slice(), 0);
        self.ends.iter().map(move |end| {
            let end = usize::from(*end);
            let tag = bytes.get(start..end).unwrap_or_default();
            start = end;
            tag
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_come_back_as_they_were_put_in() {
        let mut tags = Tags::default();
        let all = [&[1; 20][..], &[2; 32], &[], &[3; 64], &[4; 1024]];
        for tag in all {
            tags.push(tag);
        }
        tags.push(&[5; 1025]);
        assert_eq!(tags.iter().collect::<Vec<_>>(), all);
        assert_eq!(tags.len(), 5);
    }
}
