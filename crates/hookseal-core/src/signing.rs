//! The same schemes in the other direction: signing deliveries, for tests and for senders.

mod seal;

use crate::error::{ConfigError, check_public_url};
use crate::schemes::header::Layout;
use crate::schemes::{AnyScheme, SignatureScheme};
use crate::writing::{By, Seals, SignerKey};

#[cfg(any(feature = "aws-lc", feature = "ed25519"))]
pub use crate::writing::PrivateKey;
pub use crate::writing::{Delivery, Draft, Forgery, SignError, SignedDelivery, SigningMaterial};

/// Signs deliveries as a sender does.
///
/// Tests use it to exercise real verification; senders use it in production.
///
/// ```
/// use hookseal_core::{Algorithm, Secret, Verifier};
/// use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
/// use hookseal_core::signing::{Delivery, Signer};
///
/// const SCHEME: Scheme = Scheme::new(
///     "acme",
///     Algorithm::HmacSha256,
///     SignatureField::plain(HeaderName::from_static("Acme-Signature")),
/// );
/// let secret = || Secret::new("3b1c1f9a0d5e47a2b6f0");
/// let signer = Signer::new(SCHEME, secret()?)?;
/// let signed = signer.sign(&Delivery::new(br#"{"hello":"world"}"#))?;
///
/// let verifier = Verifier::builder(SCHEME).key(secret()?).build()?;
/// assert!(verifier.verify(&signed, signed.body().to_vec()).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// So does any other [`SignatureScheme`] that says how its deliveries are
/// [written](SignatureScheme::write). Some put the signature into the body, so send what the
/// [`SignedDelivery`] has:
///
/// ```
/// use hookseal_core::{Algorithm, Secret};
/// use hookseal_core::scheme::{MemberPart, SignedMembers};
/// use hookseal_core::signing::{Delivery, Signer};
///
/// const ACME: SignedMembers = SignedMembers::new(
///     "acme",
///     Algorithm::HmacSha256,
///     "/mac",
///     &[MemberPart::Member("/sum")],
/// );
/// let signer = Signer::new(ACME, Secret::new("3b1c1f9a0d5e47a2b6f0")?)?;
/// let signed = signer.sign(&Delivery::new(br#"{"sum":7}"#))?;
/// assert!(signed.body().starts_with(br#"{"sum":7,"mac":""#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// For RFC 9421 there is `httpsig::MessageSigner`.
#[derive(Debug)]
pub struct Signer {
    scheme: AnyScheme,
    keys: Vec<SignerKey>,
    key_id: Option<String>,
    public_url: Option<String>,
}

impl Signer {
    /// A signer with one key. Weak secrets are accepted: choosing them is the sender's
    /// responsibility.
    ///
    /// # Errors
    ///
    /// A problem with the scheme or the key.
    pub fn new(
        scheme: impl SignatureScheme,
        key: impl Into<SigningMaterial>,
    ) -> Result<Self, ConfigError> {
        Self::by(AnyScheme::new(scheme), key.into())
    }

    pub(crate) fn by(scheme: AnyScheme, key: SigningMaterial) -> Result<Self, ConfigError> {
        match scheme.as_dyn().validate(None) {
            // It may still be set.
            Ok(()) | Err(ConfigError::PublicUrlNeeded { .. }) => {}
            Err(error) => return Err(error),
        }
        let mut signer = Self {
            scheme,
            keys: Vec::new(),
            key_id: None,
            public_url: None,
        };
        signer.add(key)?;
        Ok(signer)
    }

    /// Signs with one more key, while the receiver may still have the other.
    ///
    /// # Errors
    ///
    /// [`ConfigError::InvalidScheme`] when the scheme has room for one signature only. Schemes
    /// that are code say so when they [`sign`](Self::sign).
    pub fn and_key(mut self, key: impl Into<SigningMaterial>) -> Result<Self, ConfigError> {
        if let Some(scheme) = self.scheme.as_data()
            && matches!(scheme.signature.layout, Layout::Prefixed(_))
        {
            return Err(ConfigError::InvalidScheme {
                scheme: scheme.id.clone().into_owned(),
                reason: "its header has room for one signature only",
            });
        }
        self.add(key.into())?;
        Ok(self)
    }

    /// The id by which deliveries name their key, for schemes that do.
    #[must_use]
    pub fn key_id(mut self, id: impl Into<String>) -> Self {
        self.key_id = Some(id.into());
        self
    }

    /// The base of the receiver's URL, for schemes that sign the URL.
    ///
    /// # Errors
    ///
    /// [`ConfigError::InvalidPublicUrl`].
    pub fn public_url(mut self, base: impl Into<String>) -> Result<Self, ConfigError> {
        let base = base.into();
        check_public_url(&base)?;
        self.public_url = Some(base);
        Ok(self)
    }

    /// Signs a delivery.
    ///
    /// # Errors
    ///
    /// A signed part that the delivery lacks, or that is malformed.
    pub fn sign(&self, delivery: &Delivery<'_>) -> Result<SignedDelivery, SignError> {
        let Some(scheme) = self.scheme.as_data() else {
            return self.seal(self.scheme.as_dyn(), delivery);
        };
        let mut draft = Draft::new(delivery, self.writer(), Seals::Made(&[]));
        draft.write_by(scheme)?;
        Ok(draft.finish())
    }

    /// Writes a delivery as an attacker without the key would, for tests that it is refused.
    ///
    /// ```
    /// use hookseal_core::{Secret, Verifier};
    /// use hookseal_core::scheme::{HeaderName, SharedToken};
    /// use hookseal_core::signing::{Delivery, Forgery, Signer};
    ///
    /// const ACME: SharedToken =
    ///     SharedToken::header("acme", HeaderName::from_static("X-Acme-Token"));
    /// let secret = || Secret::new("Jp0_pZ3kXgA7rmVu5RcW");
    /// let verifier = Verifier::new(ACME, secret()?)?;
    /// let signer = Signer::new(ACME, secret()?)?;
    /// let forged = signer.forge(&Delivery::new("{}"), Forgery::Zeros)?;
    /// assert!(verifier.verify(&forged, forged.body().to_vec()).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`sign`](Self::sign).
    pub fn forge(
        &self,
        delivery: &Delivery<'_>,
        forgery: Forgery<'_>,
    ) -> Result<SignedDelivery, SignError> {
        let scheme = self.scheme.as_dyn();
        let draft = self.draft(scheme, delivery, Seals::Forged(forgery))?;
        Ok(draft.finish())
    }

    /// The parts that a draft uses.
    fn writer(&self) -> By<'_> {
        By {
            algorithm: self.scheme.description().algorithm(),
            keys: &self.keys,
            key_id: self.key_id.as_deref(),
            public_url: self.public_url.as_deref(),
        }
    }

    fn add(&mut self, key: SigningMaterial) -> Result<(), ConfigError> {
        let said = self.scheme.description();
        let format = said.key_format().clone();
        let key = SignerKey::new(key, said.id(), said.algorithm(), format)?;
        self.keys.push(key);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
