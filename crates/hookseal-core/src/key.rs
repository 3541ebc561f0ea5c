//! Keys as an app configures them: secrets, public keys, and rings of several.
//!
//! Nothing here can be shown: `Debug` is redacted, there is no `Display`,
//! `Serialize`, `PartialEq` or accessor, and the bytes are overwritten on drop.

mod format;
mod prepare;
#[cfg(feature = "spki")]
mod spki;
mod streams;
mod valid;
mod variable;
mod weak;
mod wildcard;
#[cfg(feature = "x509")]
mod x509;

use std::fmt;

use zeroize::Zeroizing;

pub use self::format::KeyFormat;
pub(crate) use self::prepare::KeySlots;
pub use self::prepare::{KeySlot, PreparedKey};
pub(crate) use self::prepare::{MAX_KEYS, PreparedKeys, SecretRules, secret_bytes};
pub use self::streams::{KeyedMacs, Mac, SignatureStream};
pub use self::valid::Keys;
pub use self::wildcard::Wildcard;

use crate::error::ConfigError;
use crate::time::UnixTime;

/// Key material as given: text that a scheme's [`KeyFormat`] decodes, or bytes.
pub(crate) enum Material {
    Text(Zeroizing<String>),
    Bytes(Zeroizing<Vec<u8>>),
}

/// A shared secret, as the sender's dashboard shows it.
///
/// ```
/// use hookseal_core::Secret;
///
/// let secret = Secret::new("whsec_Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJ0")?;
/// assert_eq!(format!("{secret:?}"), "Secret(…)");
/// assert!(Secret::new("").is_err());
/// assert!(Secret::new("from-a-file\n").is_err());
/// # Ok::<(), hookseal_core::ConfigError>(())
/// ```
pub struct Secret(pub(crate) Material);

impl Secret {
    /// The secret's text exactly as the sender gave it, prefix and all.
    ///
    /// Which part of it is the key, and how it is encoded, the scheme knows.
    ///
    /// # Errors
    ///
    /// [`ConfigError::EmptySecret`]; [`ConfigError::SecretHasWhitespace`] when it begins or ends
    /// with white space: use [`trimmed`](Self::trimmed) for secrets read from files; and
    /// [`ConfigError::SecretHasInvisible`] when it has characters that nobody sees.
    pub fn new(text: impl Into<String>) -> Result<Self, ConfigError> {
        let text = Zeroizing::new(text.into());
        if weak::trimmed(&text).is_empty() {
            return Err(ConfigError::EmptySecret);
        }
        if text.starts_with(char::is_whitespace) {
            return Err(ConfigError::SecretHasWhitespace { place: "begins" });
        }
        if text.ends_with(char::is_whitespace) {
            return Err(ConfigError::SecretHasWhitespace { place: "ends" });
        }
        weak::refuse_invisible(&text)?;
        Ok(Self(Material::Text(text)))
    }

    /// Like [`new`](Self::new), but without white space at both ends and without the byte order
    /// mark that some editors put at the start of a file.
    ///
    /// # Errors
    ///
    /// [`ConfigError::EmptySecret`] when nothing else is left, and
    /// [`ConfigError::SecretHasInvisible`].
    pub fn trimmed(text: impl Into<String>) -> Result<Self, ConfigError> {
        let text = Zeroizing::new(text.into());
        Self::new(weak::trimmed(&text))
    }

    /// The key's own bytes, for senders that hand out no text.
    ///
    /// # Errors
    ///
    /// [`ConfigError::EmptySecret`] when there are none, or only zeros, which to HMAC
    /// are the empty key.
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Result<Self, ConfigError> {
        let bytes = Zeroizing::new(bytes.into());
        if bytes.iter().all(|byte| *byte == 0) {
            return Err(ConfigError::EmptySecret);
        }
        Ok(Self(Material::Bytes(bytes)))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A sender's public key, as its dashboard shows it.
///
/// A different type from [`Secret`], without a conversion between the two: if a public
/// key were used as an HMAC secret, anyone could sign.
///
/// ```
/// use hookseal_core::PublicKey;
///
/// let key = PublicKey::new("b7a3c12dc0c8c748ab07525b701122b88bd78f600c76342d27f25e5f92444cde")?;
/// # Ok::<(), hookseal_core::ConfigError>(())
/// ```
pub struct PublicKey(pub(crate) Material);

impl PublicKey {
    /// The key's text as the sender gave it; the scheme knows its encoding. White space at its
    /// ends, and a byte order mark, are not part of it.
    ///
    /// # Errors
    ///
    /// [`ConfigError::InvalidKey`] when it is empty.
    pub fn new(text: impl Into<String>) -> Result<Self, ConfigError> {
        let text = text.into();
        let text = weak::trimmed(&text);
        if text.is_empty() {
            return Err(ConfigError::InvalidKey {
                reason: "the public key is empty",
            });
        }
        Ok(Self(Material::Text(Zeroizing::new(text.to_owned()))))
    }

    /// The key's own bytes: 32 for Ed25519 (RFC 8032, section 5.1.2), an uncompressed
    /// point for ECDSA (SEC 1, section 2.3.3), `RSAPublicKey` in DER for RSA (RFC 8017,
    /// appendix A.1.1).
    ///
    /// # Errors
    ///
    /// [`ConfigError::InvalidKey`] when there are none.
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Result<Self, ConfigError> {
        let bytes = bytes.into();
        if bytes.is_empty() {
            return Err(ConfigError::InvalidKey {
                reason: "the public key is empty",
            });
        }
        Ok(Self(Material::Bytes(Zeroizing::new(bytes))))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PublicKey(…)")
    }
}

/// One key of a ring: its material, a label for logs, and when it is valid.
#[derive(Debug)]
pub struct Key {
    pub(crate) kind: KeyKind,
    pub(crate) label: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) not_before: Option<UnixTime>,
    pub(crate) not_after: Option<UnixTime>,
}

#[derive(Debug)]
pub(crate) enum KeyKind {
    Secret(Secret),
    Public(PublicKey),
}

impl Key {
    const fn with(kind: KeyKind) -> Self {
        Self {
            kind,
            label: None,
            id: None,
            not_before: None,
            not_after: None,
        }
    }

    /// A name for this key in events and logs, such as `2026-11` or a key id. It
    /// must not be secret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// The id by which the sender names this key in its requests, such as the
    /// `keyid` of RFC 9421. It is not secret.
    ///
    /// Schemes whose signatures name a key try this key only for signatures with this id,
    /// compared byte for byte; a key without an id is tried for all. Other schemes ignore
    /// the id.
    ///
    /// ```
    /// use hookseal_core::{Key, PublicKey};
    ///
    /// let key = PublicKey::new("MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=")?;
    /// let key = Key::from(key).id("2026-11").label("mailchannels");
    /// # Ok::<(), hookseal_core::ConfigError>(())
    /// ```
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The key is not used before this instant.
    #[must_use]
    pub const fn not_before(mut self, instant: UnixTime) -> Self {
        self.not_before = Some(instant);
        self
    }

    /// The key is not used after this instant; at the instant itself it still is.
    #[must_use]
    pub const fn not_after(mut self, instant: UnixTime) -> Self {
        self.not_after = Some(instant);
        self
    }
}

impl From<Secret> for Key {
    fn from(secret: Secret) -> Self {
        Self::with(KeyKind::Secret(secret))
    }
}

impl From<PublicKey> for Key {
    fn from(key: PublicKey) -> Self {
        Self::with(KeyKind::Public(key))
    }
}

/// Several keys that are active at once, so a secret can be changed without a gap.
///
/// ```
/// use hookseal_core::{Key, KeyRing, Secret};
///
/// let ring = KeyRing::new()
///     .with(Key::from(Secret::new("the-secret-of-this-month")?).label("new"))
///     .with(Key::from(Secret::new("the-secret-of-last-month")?).label("old"));
/// assert_eq!(ring.len(), 2);
/// # Ok::<(), hookseal_core::ConfigError>(())
/// ```
#[derive(Debug, Default)]
pub struct KeyRing {
    pub(crate) keys: Vec<Key>,
}

impl KeyRing {
    /// A ring without keys; a verifier refuses it until one is added.
    #[must_use]
    pub const fn new() -> Self {
        Self { keys: Vec::new() }
    }

    /// The ring with one more key.
    #[must_use]
    pub fn with(mut self, key: impl Into<Key>) -> Self {
        self.keys.push(key.into());
        self
    }

    /// How many keys it has.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether it has none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

impl<K: Into<Key>> From<K> for KeyRing {
    fn from(key: K) -> Self {
        Self::new().with(key)
    }
}

impl<K: Into<Key>> FromIterator<K> for KeyRing {
    fn from_iter<I: IntoIterator<Item = K>>(keys: I) -> Self {
        Self {
            keys: keys.into_iter().map(Into::into).collect(),
        }
    }
}

#[cfg(test)]
mod tests;
