//! From what a request says about itself to the verdict.

use std::sync::Arc;

use bytes::Bytes;

use crate::key::{KeySlot, Keys};
use crate::time::UnixTime;
use crate::verdict::Rejection;

/// Everything a request's head claims, read once and not yet verified: its signatures, its
/// timestamp, the keys it names, the pieces of its message.
///
/// A claim owns what it needs. The head is gone when its keys have been looked up, and when the
/// body has come.
pub trait Claim: Send + 'static {
    /// The ids of the keys that the request names, each once, so that a resolver can look the
    /// keys up. Anyone can name any key. None, by default.
    fn key_ids(&self) -> Vec<&str> {
        Vec::new()
    }

    /// The ids of the keys that the body names, each once. Only called where the scheme
    /// [says](crate::scheme::Description::with_keys_named_in_body) that the body names them and a
    /// resolver looks them up. What it reads here it can keep for the check.
    ///
    /// # Errors
    ///
    /// Why the request cannot be authentic, whatever the keys: that costs no lookup.
    fn key_ids_in(&mut self, body: &Bytes) -> Result<Vec<String>, Rejection> {
        let _ = body;
        Ok(Vec::new())
    }

    /// Starts to check the claim by these keys. There may be none that is valid.
    ///
    /// # Errors
    ///
    /// [`Rejection::UnknownKey`] where no key can have signed it, or why the request is already
    /// known not to be authentic.
    fn check(self: Box<Self>, keys: &Keys) -> Result<Box<dyn Check>, Rejection>;
}

/// A check that is running: it sees the body once, as it arrives.
pub trait Check: Send + 'static {
    /// The next piece of the body.
    fn update(&mut self, chunk: &[u8]);

    /// The verdict, after the last piece. `body` is the whole body again, for
    /// schemes that cannot work piece by piece.
    ///
    /// # Errors
    ///
    /// [`Rejection::SignatureMismatch`], or what else is wrong.
    fn finish(self: Box<Self>, body: &Bytes) -> Result<Authentic, Rejection>;
}

/// The verdict of a check that held: by which key, and signed when.
#[derive(Clone, Debug)]
pub struct Authentic {
    pub(crate) slot: KeySlot,
    pub(crate) timestamp: Option<UnixTime>,
    pub(crate) label: Option<Arc<str>>,
    /// The part of the body that was checked, where it is a part: signed handshakes are known
    /// by it.
    pub(crate) part: Option<Bytes>,
}

impl Authentic {
    /// The signature held under this key.
    #[must_use]
    pub const fn by(slot: KeySlot) -> Self {
        Self {
            slot,
            timestamp: None,
            label: None,
            part: None,
        }
    }

    /// It was this part of the body that was checked, where the body is a form of several:
    /// signed handshakes are known by what is in it.
    #[must_use]
    pub fn of_part(mut self, part: Bytes) -> Self {
        self.part = Some(part);
        self
    }

    /// With this signed timestamp.
    #[must_use]
    pub const fn at(mut self, timestamp: Option<UnixTime>) -> Self {
        self.timestamp = timestamp;
        self
    }

    /// With the label of the signature that held, where a request can have several.
    #[must_use]
    pub fn labelled(mut self, label: impl Into<Arc<str>>) -> Self {
        self.label = Some(label.into());
        self
    }
}
