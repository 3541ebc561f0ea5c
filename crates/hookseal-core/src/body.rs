//! Keeping the body: one frame as it came, more frames in one buffer.

use bytes::Bytes;

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
    Many(Vec<u8>),
    /// A frame was refused: whatever comes now, this is not the body that was sent.
    Overflowed,
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

    /// Refuses a frame that would cross the limit, before it is hashed, and all after it.
    pub(crate) fn make_way(&mut self, frame: usize) -> Result<(), Rejection> {
        let overflowed = matches!(self.frames, Frames::Overflowed);
        if overflowed || frame > self.limit.saturating_sub(self.len()) {
            // What was held is of no use any more; it is freed before the answer is written.
            self.frames = Frames::Overflowed;
            return Err(self.too_large());
        }
        Ok(())
    }

    /// Whether a frame, for which [`make_way`](Self::make_way) has found room, may be all
    /// there is: the first one, where it is as long as was announced, or is small.
    pub(crate) fn may_be_whole_with(&self, frame: usize) -> bool {
        match self.frames {
            Frames::None => frame == self.expected || frame <= SMALL,
            _ => frame == 0,
        }
    }

    /// What there is.
    pub(crate) fn as_slice(&self) -> &[u8] {
        match &self.frames {
            Frames::None | Frames::Overflowed => &[],
            Frames::One(frame) => frame,
            Frames::Many(buffer) => buffer,
        }
    }

    /// Keeps a frame for which [`make_way`](Self::make_way) has found room.
    pub(crate) fn push(&mut self, frame: Bytes) {
        if frame.is_empty() {
            return;
        }
        let held = self.len();
        let room = self.room(held, frame.len());
        match &mut self.frames {
            Frames::None => self.frames = Frames::One(frame),
            Frames::One(first) => {
                let mut buffer = Vec::with_capacity(room);
                buffer.extend_from_slice(first);
                buffer.extend_from_slice(&frame);
                self.frames = Frames::Many(buffer);
            }
            Frames::Many(buffer) => {
                if buffer.capacity().saturating_sub(held) < frame.len() {
                    buffer.reserve_exact(room.saturating_sub(held));
                }
                buffer.extend_from_slice(&frame);
            }
            Frames::Overflowed => {}
        }
    }

    pub(crate) fn len(&self) -> usize {
        match &self.frames {
            Frames::None | Frames::Overflowed => 0,
            Frames::One(frame) => frame.len(),
            Frames::Many(buffer) => buffer.len(),
        }
    }

    /// The body; refused when a frame of it was. None is left.
    pub(crate) fn take_all(&mut self) -> Result<Bytes, Rejection> {
        match std::mem::replace(&mut self.frames, Frames::None) {
            Frames::None => Ok(Bytes::new()),
            Frames::One(frame) => Ok(frame),
            Frames::Many(buffer) => Ok(Bytes::from(buffer)),
            Frames::Overflowed => Err(self.too_large()),
        }
    }

    const fn too_large(&self) -> Rejection {
        Rejection::BodyTooLarge { limit: self.limit }
    }

    /// How much room to make, never more than the limit. An announced length is believed
    /// where it is small or [`BELIEVE_AFTER`] bytes have come, so announcing alone costs
    /// no memory; without one the buffer doubles.
    fn room(&self, held: usize, more: usize) -> usize {
        let needed = held.saturating_add(more);
        let expected = self.expected;
        if expected >= needed && (expected <= BELIEVE_AFTER || needed >= BELIEVE_AFTER) {
            return expected;
        }
        held.saturating_mul(2)
            .max(BELIEVE_AFTER)
            .min(self.limit)
            .max(needed)
    }
}

const BELIEVE_AFTER: usize = 16 * 1024;

/// What is hashed in so short a time, some microseconds, that it may wait for the end.
const SMALL: usize = 4 * 1024;

#[cfg(test)]
mod tests;
