//! The cryptography that schemes written by hand are given: prepared, streaming,
//! and compared in constant time.

use std::fmt;

use crate::algorithm::{Macs, ReadyKey, Tag};
use crate::key::PreparedKey;

impl PreparedKey {
    /// A fresh HMAC under this key; `None` for public keys.
    #[must_use]
    pub fn mac(&self) -> Option<Mac> {
        let mut macs = Macs::none(self.ready.algorithm())?;
        macs.start(&self.ready);
        Some(Mac(macs))
    }

    /// Starts verifying `signature` over a message still to come; `None` for
    /// secrets and for signatures that cannot be this key's.
    #[must_use]
    pub fn verify_stream(&self, signature: &[u8]) -> Option<SignatureStream> {
        ReadyKey::verify_stream(&self.ready, signature)
            .map(Box::new)
            .map(SignatureStream)
    }
}

/// A running HMAC.
pub struct Mac(Macs);

impl Mac {
    /// The next piece of the message.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Whether the HMAC equals `signature`, compared in constant time and in full length.
    #[must_use]
    pub fn matches(self, signature: &[u8]) -> bool {
        Tag::new(signature).is_some_and(|tag| self.0.matching(&[tag]).is_some())
    }
}

impl fmt::Debug for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mac(…)")
    }
}

/// A public-key signature whose message is still arriving.
pub struct SignatureStream(Box<ed25519_dalek::StreamVerifier>);

impl SignatureStream {
    /// The next piece of the message.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Whether the signature holds for all that was given.
    #[must_use]
    pub fn holds(self) -> bool {
        self.0.finalize_and_verify().is_ok()
    }
}

impl fmt::Debug for SignatureStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignatureStream(…)")
    }
}
