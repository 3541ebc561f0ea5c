//! The cryptography that schemes written by hand are given: prepared, streaming,
//! and compared in constant time.

use std::fmt;

use smallvec::SmallVec;

use super::{KeySlot, PreparedKey};
use crate::crypto::Algorithm;
use crate::crypto::algorithm::{Macs, PublicStream, ReadyKey, SignatureForm};

impl PreparedKey {
    /// A fresh HMAC under this key; `None` for public keys.
    #[must_use]
    pub fn mac(&self) -> Option<Mac> {
        let mut macs = Macs::none(self.ready.algorithm())?;
        macs.start(&self.ready).then_some(Mac { macs })
    }

    /// Starts verifying `signature` over a message still to come; `None` for
    /// secrets and for signatures that cannot be this key's. ECDSA signatures are DER.
    #[must_use]
    pub fn verify_stream(&self, signature: &[u8]) -> Option<SignatureStream> {
        self.verify_stream_as(signature, SignatureForm::Der)
    }

    /// Like [`verify_stream`](Self::verify_stream), but with ECDSA signatures as r || s, each as
    /// long as the curve's order (IEEE P1363). Other algorithms have one form.
    #[must_use]
    pub fn verify_fixed_stream(&self, signature: &[u8]) -> Option<SignatureStream> {
        self.verify_stream_as(signature, SignatureForm::Fixed)
    }

    /// Like [`verify_stream`](Self::verify_stream), but with SHA-1 instead of SHA-256, for
    /// RSASSA-PKCS1-v1_5 keys; `None` for all others. For senders that still use SHA-1, and
    /// only if the app has asked for it.
    #[cfg(feature = "aws-lc")]
    #[must_use]
    pub fn verify_sha1_stream(&self, signature: &[u8]) -> Option<SignatureStream> {
        if self.ready.algorithm() != Algorithm::RsaV15Sha256 {
            return None;
        }
        self.verify_stream_as(signature, SignatureForm::Sha1)
    }

    fn verify_stream_as(&self, signature: &[u8], form: SignatureForm) -> Option<SignatureStream> {
        let stream = ReadyKey::verify_stream(&self.ready, signature, form)?;
        Some(SignatureStream {
            stream: Box::new(stream),
        })
    }
}

/// The running HMACs of all keys of a request, each with the slot of its key.
pub struct KeyedMacs {
    algorithm: Algorithm,
    macs: Macs,
    slots: SmallVec<[KeySlot; 8]>,
}

impl KeyedMacs {
    /// No running HMAC yet; `None` for algorithms that are none.
    #[inline]
    pub(crate) fn none(algorithm: Algorithm) -> Option<Self> {
        Some(Self {
            algorithm,
            macs: Macs::none(algorithm)?,
            slots: SmallVec::new(),
        })
    }

    /// Adds one for each key. Keys of another algorithm are left out.
    pub(crate) fn start<'k>(&mut self, keys: impl Iterator<Item = &'k PreparedKey>) {
        for key in keys {
            if self.macs.start(&key.ready) {
                self.slots.push(key.slot());
            }
        }
    }

    /// The next piece of the message.
    pub fn update(&mut self, bytes: &[u8]) {
        self.macs.update(bytes);
    }

    /// The key whose HMAC equals `signature`. Every HMAC is compared in full and in constant
    /// time.
    #[must_use]
    pub fn matching(mut self, signature: &[u8]) -> Option<KeySlot> {
        self.matching_any(&std::iter::once(signature))
    }

    /// The key that `token` itself is, for senders that show their secret instead of signing
    /// with it. HMACs are compared, so the time shows nothing of a key, nor its length.
    ///
    /// To HMAC, keys that differ only in zeros at their end are equal, and a long key equals
    /// its hash; so a token with a zero byte, or one that is not UTF-8, is refused.
    #[must_use]
    pub fn keyed_by(mut self, token: &[u8]) -> Option<KeySlot> {
        if token.contains(&0) || std::str::from_utf8(token).is_err() {
            return None;
        }
        self.macs.forget(); // a token signs nothing
        let mut own = Macs::none(self.algorithm)?;
        // All of the empty message: equal for equal keys alone.
        let started = own.start(&ReadyKey::hmac(self.algorithm, token).ok()?);
        let own = own.first_tag().filter(|_| started)?;
        self.matching_any(&std::iter::once(own.as_slice()))
    }

    /// The key whose HMAC equals one of `tags`; all of them are compared.
    pub(crate) fn matching_any<'t>(
        &mut self,
        tags: &(impl Iterator<Item = &'t [u8]> + Clone),
    ) -> Option<KeySlot> {
        let position = self.macs.matching(tags)?;
        self.slots.get(position).copied()
    }
}

impl fmt::Debug for KeyedMacs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyedMacs(…)")
    }
}

/// A running HMAC.
pub struct Mac {
    macs: Macs,
}

impl Mac {
    /// The next piece of the message.
    pub fn update(&mut self, bytes: &[u8]) {
        self.macs.update(bytes);
    }

    /// Whether the HMAC equals `signature`, compared in constant time and in full length.
    #[must_use]
    pub fn matches(self, signature: &[u8]) -> bool {
        self.matches_any(&std::iter::once(signature))
    }

    /// Whether the HMAC equals one of `signatures`, of which all are compared, each in constant
    /// time and in full length. The message is hashed once, however many there are.
    #[must_use]
    pub fn matches_any<'s>(
        mut self,
        signatures: &(impl Iterator<Item = &'s [u8]> + Clone),
    ) -> bool {
        self.macs.matching(signatures).is_some()
    }
}

impl fmt::Debug for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mac(…)")
    }
}

/// A public-key signature whose message is still arriving.
pub struct SignatureStream {
    stream: Box<PublicStream>,
}

impl SignatureStream {
    /// The next piece of the message.
    pub fn update(&mut self, bytes: &[u8]) {
        self.stream.update(bytes);
    }

    /// Whether the signature holds for all that was given.
    #[must_use]
    pub fn holds(self) -> bool {
        self.stream.holds()
    }
}

impl fmt::Debug for SignatureStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignatureStream(…)")
    }
}
