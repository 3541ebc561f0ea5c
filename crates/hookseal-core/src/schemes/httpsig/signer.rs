//! Signing by RFC 9421: for senders, and for tests.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sfv::{KeyRef, RefBareItem, StringRef};

use super::base::{write_line, write_params};
use super::component::Component;
use super::digest::{DigestAlgorithm, DigestHeader};
use super::fields::write_parameter;
use super::origin::Origin;
use super::registered;
use super::value::Message;
use crate::crypto::Algorithm;
use crate::crypto::algorithm::SignatureForm;
use crate::error::{ConfigError, check_public_url};
use crate::header_name::HeaderName;
use crate::key::KeyFormat;
use crate::request::RequestHead as _;
use crate::writing::{Delivery, SignError, SignedDelivery, SignerKey, SigningMaterial};

/// Signs deliveries by RFC 9421: with `hmac-sha256` or `ed25519`, and by ECDSA or RSA where the
/// feature `aws-lc` is on.
///
/// ```
/// use std::time::Duration;
/// use hookseal_core::httpsig::{Component, MessageSigner};
/// use hookseal_core::{Secret, UnixTime};
/// use hookseal_core::adapter::RequestHead;
/// use hookseal_core::signing::Delivery;
///
/// let signer = MessageSigner::new("acme", Secret::new("uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTIne")?)?
///     .components([Component::METHOD, Component::CONTENT_DIGEST])
///     .expires_after(Duration::from_secs(300))
///     .key_id("2026-11");
/// let signed = signer.sign(
///     &Delivery::new(r#"{"hello": "world"}"#).timestamp(UnixTime::from_secs(1_618_884_473)),
/// )?;
/// assert_eq!(
///     signed.header("signature-input", 0),
///     Some(
///         concat!(
///             r#"sig1=("@method" "content-digest");created=1618884473;expires=1618884773"#,
///             r#";alg="hmac-sha256";keyid="2026-11""#,
///         )
///         .as_bytes()
///     ),
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// `created` is the delivery's timestamp. The digest header is made by the signer where a
/// component asks for it.
pub struct MessageSigner {
    algorithm: Algorithm,
    key: SignerKey,
    components: Vec<Component>,
    label: String,
    key_id: Option<String>,
    with_algorithm: bool,
    expires_after: Option<Duration>,
    nonce: Option<Box<dyn Fn() -> String + Send + Sync>>,
    tag: Option<String>,
    digests: Vec<DigestAlgorithm>,
    public_url: Option<String>,
}

impl MessageSigner {
    /// A signer for the sender `id`: `hmac-sha256` with a secret, whose text is the key, or with
    /// a private key by [its algorithm](crate::signing::PrivateKey::algorithm).
    ///
    /// It covers the body's SHA-256 digest, under the label `sig1`. Weak secrets are
    /// accepted: choosing them is the sender's responsibility.
    ///
    /// # Errors
    ///
    /// A problem with the key.
    pub fn new(id: &str, key: impl Into<SigningMaterial>) -> Result<Self, ConfigError> {
        let key = key.into();
        let algorithm = match &key {
            SigningMaterial::Secret(_) => Algorithm::HmacSha256,
            SigningMaterial::Private(private) => private.algorithm(),
        };
        Ok(Self {
            algorithm,
            key: SignerKey::new(key, id, algorithm, KeyFormat::Utf8)?,
            components: vec![Component::CONTENT_DIGEST],
            label: "sig1".to_owned(),
            key_id: None,
            with_algorithm: true,
            expires_after: None,
            nonce: None,
            tag: None,
            digests: vec![DigestAlgorithm::Sha256],
            public_url: None,
        })
    }

    /// The algorithm, where a key can sign by several: with RSA `rsa-v1_5-sha256` unless this
    /// says `rsa-pss-sha512`. One that is not the key's is an error when it signs.
    #[must_use]
    pub const fn algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// The covered components, in this order (default: only the body's digest). Without a
    /// digest the body is unsigned.
    #[must_use]
    pub fn components(mut self, components: impl IntoIterator<Item = Component>) -> Self {
        self.components = components.into_iter().collect();
        self
    }

    /// The label of the signature (default `sig1`): lower-case letters, digits, `_-.*`.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The parameter `keyid`.
    #[must_use]
    pub fn key_id(mut self, id: impl Into<String>) -> Self {
        self.key_id = Some(id.into());
        self
    }

    /// Leaves the parameter `alg` out.
    #[must_use]
    pub const fn without_alg(mut self) -> Self {
        self.with_algorithm = false;
        self
    }

    /// The parameter `expires`: this long after `created`, in whole seconds.
    #[must_use]
    pub const fn expires_after(mut self, duration: Duration) -> Self {
        self.expires_after = Some(duration);
        self
    }

    /// The parameter `nonce`, new for each delivery.
    #[must_use]
    pub fn nonce(mut self, make: impl Fn() -> String + Send + Sync + 'static) -> Self {
        self.nonce = Some(Box::new(make));
        self
    }

    /// The parameter `tag`.
    #[must_use]
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tag = Some(tag.into());
        self
    }

    /// The algorithms of the body's digests (default SHA-256).
    #[must_use]
    pub fn digests(mut self, algorithms: impl IntoIterator<Item = DigestAlgorithm>) -> Self {
        self.digests = algorithms.into_iter().collect();
        self
    }

    /// The base of the receiver's URL, for `@authority`, `@scheme` and `@target-uri`.
    ///
    /// # Errors
    ///
    /// [`ConfigError::InvalidPublicUrl`].
    pub fn public_url(mut self, base: impl Into<String>) -> Result<Self, ConfigError> {
        let base = base.into();
        check_public_url(&base)?;
        if Origin::parse(&base).is_none() {
            return Err(ConfigError::InvalidPublicUrl);
        }
        self.public_url = Some(base);
        Ok(self)
    }

    /// Signs a delivery.
    ///
    /// # Errors
    ///
    /// A covered component that the delivery lacks, or a value that cannot be written.
    pub fn sign(&self, delivery: &Delivery<'_>) -> Result<SignedDelivery, SignError> {
        let mut signed = SignedDelivery::of(delivery);
        self.push_digests(&mut signed)?;
        let params = self.params(delivery)?;
        let base = self.base(&signed, &params)?;
        let tag = self
            .key
            .sign(self.algorithm, SignatureForm::Fixed, &[&base])?;
        let label = KeyRef::from_str(&self.label).map_err(unwritable)?;
        let signature = STANDARD.encode(tag.as_slice());
        signed.push(
            &HeaderName::from_static("Signature-Input"),
            format!("{}={params}", label.as_str()),
        );
        signed.push(
            &HeaderName::from_static("Signature"),
            format!("{}=:{signature}:", label.as_str()),
        );
        Ok(signed)
    }

    fn push_digests(&self, signed: &mut SignedDelivery) -> Result<(), SignError> {
        for (header, name) in [
            (
                DigestHeader::ContentDigest,
                HeaderName::from_static("Content-Digest"),
            ),
            (
                DigestHeader::ReprDigest,
                HeaderName::from_static("Repr-Digest"),
            ),
        ] {
            if !self
                .components
                .iter()
                .any(|component| component.is_header(header.as_str()))
            {
                continue;
            }
            if signed.header(header.as_str(), 0).is_some() {
                return Err(SignError::Unsignable(format!(
                    "the signer writes {name} itself"
                )));
            }
            let members: Vec<String> = self
                .digests
                .iter()
                .map(|algorithm| {
                    let digest = STANDARD.encode(algorithm.of(signed.body()));
                    format!("{}=:{digest}:", algorithm.as_str())
                })
                .collect();
            signed.push(&name, members.join(", "));
        }
        Ok(())
    }

    /// The value of `@signature-params` (RFC 9421, section 2.3).
    fn params(&self, delivery: &Delivery<'_>) -> Result<String, SignError> {
        let mut params = String::from("(");
        for (position, component) in self.components.iter().enumerate() {
            if position > 0 {
                params.push(' ');
            }
            component.0.write_id(&mut params).map_err(unwritable)?;
        }
        params.push(')');

        let created = delivery.signed_at();
        let expires = self
            .expires_after
            .map(|after| created.saturating_add(after));
        for (key, at) in [("created", Some(created)), ("expires", expires)] {
            if let Some(at) = at {
                let seconds = i64::try_from(at.as_secs())
                    .ok()
                    .and_then(|seconds| sfv::Integer::try_from(seconds).ok())
                    .ok_or_else(|| unwritable("a time beyond 15 digits"))?;
                let key = KeyRef::from_str(key).map_err(unwritable)?;
                write_parameter(&mut params, key, RefBareItem::Integer(seconds));
            }
        }
        let algorithm = registered(self.algorithm).filter(|_| self.with_algorithm);
        for (key, text) in [
            ("nonce", self.nonce.as_ref().map(|make| Cow::Owned(make()))),
            ("alg", algorithm.map(Cow::Borrowed)),
            ("keyid", self.key_id.as_deref().map(Cow::Borrowed)),
            ("tag", self.tag.as_deref().map(Cow::Borrowed)),
        ] {
            if let Some(text) = text {
                let key = KeyRef::from_str(key).map_err(unwritable)?;
                let text = StringRef::from_str(&text).map_err(unwritable)?;
                write_parameter(&mut params, key, text);
            }
        }
        Ok(params)
    }

    fn base(&self, signed: &SignedDelivery, params: &str) -> Result<Vec<u8>, SignError> {
        let origin = self.public_url.as_deref().and_then(Origin::parse);
        let message = Message::new(signed, origin, &[]);
        let mut base = Vec::new();
        for Component(part) in &self.components {
            let mut id = String::new();
            part.write_id(&mut id).map_err(unwritable)?;
            write_line(&mut base, &id, part, &message)
                .map_err(|error| SignError::Unsignable(error.to_string()))?;
        }
        write_params(&mut base, params);
        Ok(base)
    }
}

fn unwritable(error: impl fmt::Display) -> SignError {
    SignError::Unsignable(error.to_string())
}

impl fmt::Debug for MessageSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageSigner")
            .field("algorithm", &self.algorithm)
            .field("components", &self.components)
            .field("label", &self.label)
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}
