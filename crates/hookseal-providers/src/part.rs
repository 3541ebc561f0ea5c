//! Schemes that are another one, over a part of the body.

use bytes::Bytes;
use hookseal_core::Rejection;
use hookseal_core::keys::Keys;
use hookseal_core::scheme::{Authentic, Check, Claim};

/// Takes the signed part out of a body.
pub(crate) type TakePart = Box<dyn Fn(&Bytes) -> Result<Bytes, Rejection> + Send>;

/// A claim about one part of the body.
pub(crate) struct PartClaim {
    pub(crate) claim: Box<dyn Claim>,
    pub(crate) take: TakePart,
}

impl Claim for PartClaim {
    fn key_ids(&self) -> Vec<&str> {
        self.claim.key_ids()
    }

    fn key_ids_in(&mut self, body: &Bytes) -> Result<Vec<String>, Rejection> {
        let part = (self.take)(body)?;
        self.claim.key_ids_in(&part)
    }

    fn check(self: Box<Self>, keys: &Keys) -> Result<Box<dyn Check>, Rejection> {
        Ok(Box::new(PartCheck {
            check: self.claim.check(keys)?,
            take: self.take,
        }))
    }
}

/// The check of one part: it is known when the whole body is there.
struct PartCheck {
    check: Box<dyn Check>,
    take: TakePart,
}

impl Check for PartCheck {
    fn update(&mut self, _chunk: &[u8]) {}

    fn finish(mut self: Box<Self>, body: &Bytes) -> Result<Authentic, Rejection> {
        let part = (self.take)(body)?;
        self.check.update(&part);
        let held = self.check.finish(&part)?;
        Ok(held.of_part(part))
    }
}
