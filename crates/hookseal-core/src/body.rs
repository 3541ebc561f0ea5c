//! Keeping the body: one frame as it came, more frames in one buffer.

use bytes::{Bytes, BytesMut};

use crate::Rejection;

/// Gathers the frames of a body up to a limit.
#[derive(Debug)]
pub(crate) struct Gathered {
    frames: Frames,
    limit: usize,
    /// The length that the head announced, at most `limit`.
    expected: usize,
}

#[derive(Debug)]
enum Frames {
    None,
    /// A body that comes in one frame is not copied.
    One(Bytes),
    Many(BytesMut),
}

impl Gathered {
    pub(crate) const fn new(limit: usize, announced: Option<usize>) -> Self {
        let expected = match announced {
            Some(length) if length <= limit => length,
            _ => 0,
        };
        Self {
            frames: Frames::None,
            limit,
            expected,
        }
    }

    /// Refuses a frame that would cross the limit, before it is hashed.
    pub(crate) fn make_way(&mut self, frame: usize) -> Result<(), Rejection> {
        if frame > self.limit.saturating_sub(self.len()) {
            // What was held is of no use any more; it is freed before the answer is written.
            self.frames = Frames::None;
            return Err(Rejection::BodyTooLarge { limit: self.limit });
        }
        Ok(())
    }

    /// Keeps a frame for which [`make_way`](Self::make_way) has found room.
    pub(crate) fn push(&mut self, frame: Bytes) {
        if frame.is_empty() {
            return;
        }
        let held = self.len();
        match &mut self.frames {
            Frames::None => self.frames = Frames::One(frame),
            Frames::One(first) => {
                let mut buffer = BytesMut::with_capacity(room(held, frame.len(), self.expected));
                buffer.extend_from_slice(first);
                buffer.extend_from_slice(&frame);
                self.frames = Frames::Many(buffer);
            }
            Frames::Many(buffer) => {
                if buffer.capacity().saturating_sub(held) < frame.len() {
                    buffer.reserve(room(held, frame.len(), self.expected).saturating_sub(held));
                }
                buffer.extend_from_slice(&frame);
            }
        }
    }

    pub(crate) fn len(&self) -> usize {
        match &self.frames {
            Frames::None => 0,
            Frames::One(frame) => frame.len(),
            Frames::Many(buffer) => buffer.len(),
        }
    }

    pub(crate) fn into_bytes(self) -> Bytes {
        match self.frames {
            Frames::None => Bytes::new(),
            Frames::One(frame) => frame,
            Frames::Many(buffer) => buffer.freeze(),
        }
    }
}

/// How much room to make. The announced length is believed only after
/// [`BELIEVE_AFTER`] bytes have come, so announcing alone costs no memory.
fn room(held: usize, more: usize, expected: usize) -> usize {
    let needed = held.saturating_add(more);
    if needed >= BELIEVE_AFTER && expected >= needed {
        expected
    } else {
        needed.max(BELIEVE_AFTER)
    }
}

const BELIEVE_AFTER: usize = 16 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_frame_is_not_copied() {
        let frame = Bytes::from(vec![7; 100]);
        let mut body = Gathered::new(100, None);
        body.push(Bytes::new());
        body.push(frame.clone());
        body.push(Bytes::new());
        assert_eq!(body.into_bytes().as_ptr(), frame.as_ptr());
    }

    #[test]
    fn the_limit_itself_passes_and_one_more_byte_does_not() {
        let mut body = Gathered::new(10, None);
        for half in [b"12345", b"67890"] {
            body.make_way(half.len()).unwrap();
            body.push(Bytes::from_static(half));
        }
        assert_eq!(body.make_way(1), Err(Rejection::BodyTooLarge { limit: 10 }));
        assert_eq!(body.len(), 0, "what was held is freed");
    }

    #[test]
    fn an_announced_length_is_reserved_once_enough_has_come() {
        let frame = Bytes::from(vec![0; 8 * 1024]);
        let mut body = Gathered::new(1 << 20, Some(1 << 20));
        for _ in 0..128 {
            body.push(frame.clone());
        }
        let Frames::Many(buffer) = &body.frames else {
            panic!("several frames are gathered");
        };
        assert_eq!(buffer.capacity(), 1 << 20, "not a byte more than announced");
    }
}
