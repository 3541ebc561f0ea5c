//! Signing by a scheme that is code: its own check says what has to be signed.

use std::sync::Arc;

use bytes::Bytes;

use super::Signer;
use crate::crypto::Transcript;
use crate::error::ConfigError;
use crate::key::{Keys, PreparedKeys};
use crate::schemes::header::FreshnessPolicy;
use crate::schemes::{Incoming, SignatureScheme};
use crate::time::ManualClock;
use crate::verdict::Rejection;
use crate::writing::{Delivery, Draft, Seals, SignError, SignedDelivery, SignerKey};

impl Signer {
    /// Writes the delivery and checks it, until it holds: what the check has hashed when it
    /// fails is what the next signature has to be over.
    pub(super) fn seal(
        &self,
        scheme: &dyn SignatureScheme,
        delivery: &Delivery<'_>,
    ) -> Result<SignedDelivery, SignError> {
        let algorithm = self.scheme.description().algorithm();
        let mut signatures: Vec<Vec<u8>> = Vec::new();
        loop {
            let draft = self.draft(scheme, delivery, Seals::Made(&signatures))?;
            let asked = draft.asked;
            let signed = draft.finish();
            let transcript = Transcript::default();
            match self.check(scheme, delivery, &signed, &transcript) {
                Ok(()) => return Ok(signed),
                Err(Rejection::SignatureMismatch) if signatures.len() < asked => {
                    let next = transcript.take().pop();
                    let (Some(next), Some(key)) = (next, self.keys.first()) else {
                        return Err(SignError::VerifiesOnly);
                    };
                    let tag = key.sign(algorithm, next.form, &[&next.message])?;
                    signatures.push(tag.as_slice().to_vec());
                }
                Err(rejection) => return Err(rejection.into()),
            }
        }
    }

    /// The delivery as it is written with these signatures.
    pub(super) fn draft<'a>(
        &'a self,
        scheme: &dyn SignatureScheme,
        delivery: &'a Delivery<'a>,
        seals: Seals<'a>,
    ) -> Result<Draft<'a>, SignError> {
        match scheme.validate(self.public_url.as_deref()) {
            Ok(()) => {}
            Err(ConfigError::PublicUrlNeeded { .. }) => return Err(SignError::NoPublicUrl),
            Err(error) => return Err(SignError::Unsignable(error.to_string())),
        }
        let mut draft = Draft::new(delivery, self.writer(), seals);
        scheme.write(&mut draft)?;
        if draft.keys_used < self.keys.len() {
            return Err(SignError::OneKeyOnly);
        }
        Ok(draft)
    }

    fn check(
        &self,
        scheme: &dyn SignatureScheme,
        delivery: &Delivery<'_>,
        signed: &SignedDelivery,
        transcript: &Transcript,
    ) -> Result<(), Rejection> {
        let clock = ManualClock::new(delivery.timestamp);
        let policy = FreshnessPolicy::Unchecked;
        let incoming = Incoming::new(signed, &clock, policy, self.public_url.as_deref());
        let ready = self.keys.iter().map(SignerKey::verifying);
        let keys = PreparedKeys::of_signer(ready.flatten()).recording(transcript);
        let keys = Keys::valid(Arc::new(keys), || delivery.timestamp);
        let mut check = scheme.claim(&incoming)?.check(&keys)?;
        check.update(signed.body());
        check
            .finish(&Bytes::copy_from_slice(signed.body()))
            .map(drop)
    }
}
