//! HMACs over something of the head and then the body.

use bytes::Bytes;
use hookseal_core::keys::{KeyedMacs, Keys};
use hookseal_core::scheme::{Authentic, Check, Claim};
use hookseal_core::{Rejection, UnixTime};

/// A claim whose message is `before`, and then the whole body.
pub(crate) struct BeforeBody {
    pub(crate) before: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    pub(crate) at: UnixTime,
}

impl Claim for BeforeBody {
    fn check(self: Box<Self>, keys: &Keys) -> Result<Box<dyn Check>, Rejection> {
        let mut macs = keys.macs()?;
        macs.update(&self.before);
        Ok(Box::new(Hashing {
            macs,
            signature: self.signature,
            at: self.at,
        }))
    }
}

struct Hashing {
    macs: KeyedMacs,
    signature: Vec<u8>,
    at: UnixTime,
}

impl Check for Hashing {
    fn update(&mut self, chunk: &[u8]) {
        self.macs.update(chunk);
    }

    fn finish(self: Box<Self>, _body: &Bytes) -> Result<Authentic, Rejection> {
        let slot = self.macs.matching(&self.signature);
        let slot = slot.ok_or(Rejection::SignatureMismatch)?;
        Ok(Authentic::by(slot).at(Some(self.at)))
    }
}
