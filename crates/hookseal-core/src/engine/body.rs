//! Keeping the body: one frame as it came, more frames in one buffer.

use bytes::Bytes;

use crate::limits::{BELIEVE_AFTER, BELIEVE_UP_TO, RETRY_AFTER_SECS};
use crate::verdict::{Rejection, RetryStatus};

/// Gathers the frames of a body up to a limit.
#[derive(Debug)]
pub(crate) struct Gathered {
    frames: Frames,
    limit: usize,
    /// The length that the head announced, at most `limit`.
    expected: usize,
    /// How the sender is asked to retry if there is no memory for the body.
    retry_status: RetryStatus,
}

#[derive(Debug)]
enum Frames {
    None,
    /// A body that comes in one frame is not copied.
    One(Bytes),
    Many(Vec<u8>),
    /// A frame was refused: whatever comes now, this is not the body that was sent.
    Refused(Refused),
}

/// Why a frame was refused.
#[derive(Clone, Copy, Debug)]
enum Refused {
    /// It would have crossed the limit.
    TooLarge,
    /// The machine has no memory for it.
    NoMemory,
}

impl Gathered {
    pub(crate) const fn new(limit: usize) -> Self {
        Self {
            frames: Frames::None,
            limit,
            expected: 0,
            retry_status: RetryStatus::ServiceUnavailable,
        }
    }

    /// The status on which the sender tries again.
    pub(crate) const fn retry_status(mut self, status: RetryStatus) -> Self {
        self.retry_status = status;
        self
    }

    /// The length that the head announces, if it does.
    pub(crate) const fn expect(&mut self, announced: Option<usize>) {
        self.expected = match announced {
            Some(length) if length <= self.limit => length,
            _ => 0,
        };
    }

    /// Refuses a frame that would cross the limit, before it is hashed, and all after it.
    pub(crate) fn make_way(&mut self, frame: usize) -> Result<(), Rejection> {
        match self.frames {
            Frames::Refused(why) => Err(self.rejection(why)),
            _ if frame > self.limit.saturating_sub(self.len()) => {
                Err(self.refuse(Refused::TooLarge))
            }
            _ => Ok(()),
        }
    }

    /// The chunks held so far are useless now; they are freed before the answer is written.
    fn refuse(&mut self, why: Refused) -> Rejection {
        self.frames = Frames::Refused(why);
        self.rejection(why)
    }

    /// Whether a frame, for which [`make_way`](Self::make_way) has found room, may be all
    /// there is: the first one, where it is as long as was announced, or is small.
    pub(crate) fn may_be_whole_with(&self, frame: usize) -> bool {
        match self.frames {
            Frames::None => frame == self.expected || frame <= SMALL,
            _ => frame == 0,
        }
    }

    /// The bytes so far.
    pub(crate) fn as_slice(&self) -> &[u8] {
        match &self.frames {
            Frames::None | Frames::Refused(_) => &[],
            Frames::One(frame) => frame,
            Frames::Many(buffer) => buffer,
        }
    }

    /// Keeps a frame for which [`make_way`](Self::make_way) has found room. Refuses it where
    /// the machine has no memory for it.
    pub(crate) fn push(&mut self, frame: Bytes) -> Result<(), Rejection> {
        if frame.is_empty() {
            return Ok(());
        }
        let held = self.len();
        let room = self.room(held, frame.len());
        let grown = match &mut self.frames {
            Frames::None => {
                self.frames = Frames::One(frame);
                return Ok(());
            }
            Frames::One(first) => {
                let mut buffer = Vec::new();
                let grown = buffer.try_reserve_exact(room);
                if grown.is_ok() {
                    buffer.extend_from_slice(first);
                    buffer.extend_from_slice(&frame);
                    self.frames = Frames::Many(buffer);
                }
                grown
            }
            Frames::Many(buffer) => {
                let fits = buffer.capacity().saturating_sub(held) >= frame.len();
                let grown = if fits {
                    Ok(())
                } else {
                    buffer.try_reserve_exact(room.saturating_sub(held))
                };
                if grown.is_ok() {
                    buffer.extend_from_slice(&frame);
                }
                grown
            }
            Frames::Refused(why) => {
                let why = *why;
                return Err(self.rejection(why));
            }
        };
        grown.map_err(|_| self.refuse(Refused::NoMemory))
    }

    pub(crate) fn len(&self) -> usize {
        match &self.frames {
            Frames::None | Frames::Refused(_) => 0,
            Frames::One(frame) => frame.len(),
            Frames::Many(buffer) => buffer.len(),
        }
    }

    /// Why a body of this length is refused: if the head has announced another, something has
    /// changed it on this side of the server, and neither key nor sender is to blame.
    pub(crate) fn blame(&self, refused: Rejection, received: usize) -> Rejection {
        let announced = self.expected;
        if announced == 0 || announced == received || !refused.is_unauthenticated() {
            return refused;
        }
        Rejection::BodyNotAsAnnounced {
            announced,
            received,
        }
    }

    /// The body; refused when a frame of it was. None is left.
    pub(crate) fn take_all(&mut self) -> Result<Bytes, Rejection> {
        match std::mem::replace(&mut self.frames, Frames::None) {
            Frames::None => Ok(Bytes::new()),
            Frames::One(frame) => Ok(frame),
            Frames::Many(buffer) => Ok(Bytes::from(buffer)),
            Frames::Refused(why) => Err(self.rejection(why)),
        }
    }

    const fn rejection(&self, why: Refused) -> Rejection {
        match why {
            Refused::TooLarge => Rejection::BodyTooLarge { limit: self.limit },
            Refused::NoMemory => Rejection::Overloaded {
                status: self.retry_status,
                retry_after_secs: RETRY_AFTER_SECS,
            },
        }
    }

    /// How much room to make, never more than the limit. Without an announced length the
    /// buffer doubles. With one it is made in one go, but not before [`BELIEVE_AFTER`] bytes
    /// have come, and no more than [`BELIEVE_UP_TO`] before half of it is there: announcing
    /// alone costs no memory.
    fn room(&self, held: usize, more: usize) -> usize {
        let needed = held.saturating_add(more);
        let doubled = held.saturating_mul(2).max(needed);
        let expected = self.expected;
        if expected >= needed && (expected <= BELIEVE_AFTER || needed >= BELIEVE_AFTER) {
            return expected.min(doubled.max(BELIEVE_UP_TO));
        }
        doubled.max(BELIEVE_AFTER).min(self.limit).max(needed)
    }
}

/// Bodies up to this size are hashed at the end, since that takes only a few microseconds.
const SMALL: usize = 4 * 1024;

#[cfg(test)]
mod tests;
