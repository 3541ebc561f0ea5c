//! The cryptography that schemes written by hand are given: prepared, streaming,
//! and compared in constant time.

use std::fmt;

use smallvec::SmallVec;

use crate::Algorithm;
use crate::algorithm::{Macs, PublicStream, ReadyKey, SignatureForm, Tag};
use crate::key::{KeySlot, PreparedKey};

impl PreparedKey {
    /// A fresh HMAC under this key; `None` for public keys.
    #[must_use]
    pub fn mac(&self) -> Option<Mac> {
        let mut macs = Macs::none(self.ready.algorithm())?;
        macs.start(&self.ready).then_some(Mac(macs))
    }

    /// Starts verifying `signature` over a message still to come; `None` for
    /// secrets and for signatures that cannot be this key's. ECDSA signatures are DER.
    #[must_use]
    pub fn verify_stream(&self, signature: &[u8]) -> Option<SignatureStream> {
        self.verify_stream_as(signature, SignatureForm::Der)
    }

    /// As [`verify_stream`](Self::verify_stream), with ECDSA signatures as r || s.
    #[cfg(feature = "aws-lc")]
    #[must_use]
    pub fn verify_fixed_stream(&self, signature: &[u8]) -> Option<SignatureStream> {
        self.verify_stream_as(signature, SignatureForm::Fixed)
    }

    /// As [`verify_stream`](Self::verify_stream), with SHA-1 in the place of SHA-256, for
    /// keys of RSASSA-PKCS1-v1_5; `None` for all others. For senders that have not left
    /// SHA-1 yet, and only where the app has asked for it.
    #[cfg(feature = "aws-lc")]
    #[must_use]
    pub fn verify_sha1_stream(&self, signature: &[u8]) -> Option<SignatureStream> {
        if self.ready.algorithm() != Algorithm::RsaV15Sha256 {
            return None;
        }
        self.verify_stream_as(signature, SignatureForm::Sha1)
    }

    fn verify_stream_as(&self, signature: &[u8], form: SignatureForm) -> Option<SignatureStream> {
        ReadyKey::verify_stream(&self.ready, signature, form)
            .map(Box::new)
            .map(SignatureStream)
    }
}

/// The running HMACs of several keys, each beside the slot of its key.
pub(crate) struct KeyedMacs {
    macs: Macs,
    slots: SmallVec<[KeySlot; 8]>,
}

impl KeyedMacs {
    /// `None` for algorithms that are no HMAC. Keys of another algorithm are left out.
    pub(crate) fn start<'k>(
        algorithm: Algorithm,
        keys: impl Iterator<Item = &'k PreparedKey>,
    ) -> Option<Self> {
        let mut macs = Macs::none(algorithm)?;
        let slots = keys
            .filter(|key| macs.start(&key.ready))
            .map(PreparedKey::slot)
            .collect();
        Some(Self { macs, slots })
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.macs.update(bytes);
    }

    /// The key whose HMAC equals one of `tags`; all are compared.
    pub(crate) fn matching(self, tags: &[Tag]) -> Option<KeySlot> {
        let position = self.macs.matching(tags)?;
        self.slots.get(position).copied()
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

    /// Whether `token` is this HMAC's key itself, for senders that show their secret
    /// instead of signing with it. The HMACs are compared, so the time shows nothing of the
    /// key, nor its length.
    ///
    /// HMAC takes keys that differ by zeros at their end for one, and a long key for its
    /// hash: a token that has a zero byte or is no UTF-8 is none.
    #[must_use]
    pub fn is_keyed_by(self, token: &[u8]) -> bool {
        if token.contains(&0) || std::str::from_utf8(token).is_err() {
            return false;
        }
        let Ok(key) = ReadyKey::hmac(self.0.algorithm(), token) else {
            return false;
        };
        let Some(mut own) = Macs::none(self.0.algorithm()) else {
            return false;
        };
        // Both of the empty message: equal for equal keys alone.
        own.start(&key)
            && own
                .first_tag()
                .is_some_and(|tag| self.matches(tag.as_slice()))
    }
}

impl fmt::Debug for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mac(…)")
    }
}

/// A public-key signature whose message is still arriving.
pub struct SignatureStream(Box<PublicStream>);

impl SignatureStream {
    /// The next piece of the message.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Whether the signature holds for all that was given.
    #[must_use]
    pub fn holds(self) -> bool {
        self.0.holds()
    }
}

impl fmt::Debug for SignatureStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignatureStream(…)")
    }
}
