//! Public-key signatures over something of the head and then a digest of the body.

use hookseal_core::keys::{KeySlot, Keys, SignatureStream};
use hookseal_core::scheme::Authentic;
use hookseal_core::{Rejection, UnixTime};

/// The signature under each key that may have made it, over all but the digest.
pub(crate) struct Prehashed {
    streams: Vec<(KeySlot, SignatureStream)>,
    at: UnixTime,
}

impl Prehashed {
    /// By the keys that are named `id`, where the message begins with `before`.
    pub(crate) fn start(
        keys: &Keys,
        id: Option<&str>,
        signature: &[u8],
        before: &[u8],
        at: UnixTime,
    ) -> Result<Self, Rejection> {
        let mut named = keys.named(id).peekable();
        if named.peek().is_none() {
            return Err(Rejection::UnknownKey);
        }
        let streams = named.filter_map(|key| {
            let mut stream = key.verify_stream(signature)?;
            stream.update(before);
            Some((key.slot(), stream))
        });
        let streams = streams.collect();
        Ok(Self { streams, at })
    }

    /// The verdict, now that the digest's text is known.
    pub(crate) fn finish(self, digest: &str) -> Result<Authentic, Rejection> {
        let holds = |(slot, mut stream): (KeySlot, SignatureStream)| {
            stream.update(digest.as_bytes());
            stream.holds().then_some(slot)
        };
        let slot = self.streams.into_iter().find_map(holds);
        let slot = slot.ok_or(Rejection::SignatureMismatch)?;
        Ok(Authentic::by(slot).at(Some(self.at)))
    }
}
