//! The contents of a request's signatures, for finding mistakes.

use sfv::BareItemFromInput;

use super::check::{key_id, seconds};
use super::component::Component;
use super::digest::{DigestVerdict, Digests, Said};
use super::fields::{Fields, Input, Signatures};
use super::origin::Origin;
use super::resolve::resolve;
use super::value::Message;
use super::{DigestHeader, MessageSignatures, base};
use crate::request::RequestHead;
use crate::schemes::Freshness;
use crate::time::UnixTime;
use crate::verdict::Rejection;

/// The content of one signature, and the bytes that it should sign: see
/// [`MessageSignatures::signature_bases`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SignatureBase {
    /// Its label.
    pub label: String,
    /// The covered components in order; empty if one of them is unknown.
    pub components: Vec<Component>,
    /// When it was made, as it says.
    pub created: Option<UnixTime>,
    /// Until when it holds, as it says.
    pub expires: Option<UnixTime>,
    /// The key that it names.
    pub key_id: Option<String>,
    /// The algorithm that it names.
    pub alg: Option<String>,
    /// The signature base (RFC 9421, section 2.5), or why this request has none.
    pub bytes: Result<Vec<u8>, Rejection>,
}

impl MessageSignatures {
    /// The signature base of each signature that these rules look at, whatever its age,
    /// key or tag: to be shown. It proves nothing; only a [`Verifier`](crate::Verifier) does.
    ///
    /// ```
    /// use hookseal_core::httpsig::{Component, MessageSignatures, MessageSigner};
    /// use hookseal_core::{Algorithm, Secret, UnixTime};
    /// use hookseal_core::signing::Delivery;
    ///
    /// let signer = MessageSigner::new("acme", Secret::new("uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTIne")?)?
    ///     .components([Component::METHOD]);
    /// let delivery = Delivery::new("").timestamp(UnixTime::from_secs(1_618_884_473));
    /// let signed = signer.sign(&delivery)?;
    ///
    /// let rules = MessageSignatures::new("acme", Algorithm::HmacSha256);
    /// let bases = rules.signature_bases(&signed, None)?;
    /// assert_eq!(
    ///     bases[0].bytes.as_deref(),
    ///     Ok(concat!(
    ///         "\"@method\": POST\n",
    ///         r#""@signature-params": ("@method");created=1618884473;alg="hmac-sha256""#,
    ///     )
    ///     .as_bytes()),
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `Signature` or `Signature-Input` is missing, or cannot be read.
    pub fn signature_bases(
        &self,
        head: &dyn RequestHead,
        public_url: Option<&str>,
    ) -> Result<Vec<SignatureBase>, Rejection> {
        let fields = Fields::read(head)?;
        let signatures = Signatures::parse(&fields)?;
        let message = Message::new(head, public_url.and_then(Origin::parse), &self.structured);
        Ok(self
            .candidates(&signatures)
            .map(|(input, _)| SignatureBase::of(input, &message))
            .collect())
    }

    /// Whether each digest of the body that we know, in the header that these rules look
    /// at, is that of `body`: to be shown, as [`signature_bases`](Self::signature_bases).
    ///
    /// # Errors
    ///
    /// The header is missing, or cannot be read.
    pub fn digest_verdicts(
        &self,
        head: &dyn RequestHead,
        body: &[u8],
    ) -> Result<Vec<DigestVerdict>, Rejection> {
        let mut digests = Digests::expecting(Said::parse(head, self.digest_header)?);
        digests.update(body);
        Ok(digests.verdicts())
    }

    /// The header whose digests count.
    #[must_use]
    pub const fn relies_on(&self) -> DigestHeader {
        self.digest_header
    }

    /// How far `created` may lie in the past and ahead.
    #[must_use]
    pub const fn freshness(&self) -> Freshness {
        self.freshness
    }
}

impl SignatureBase {
    fn of(input: &Input<'_>, message: &Message<'_>) -> Self {
        let parts = resolve(&input.components);
        let time = |name| seconds(input, name).ok().flatten();
        Self {
            label: input.label.as_str().to_owned(),
            components: parts.iter().flatten().map(Component::of).collect(),
            created: time("created"),
            expires: time("expires"),
            key_id: key_id(input).ok().flatten().map(str::to_owned),
            alg: match input.parameter("alg") {
                Some(BareItemFromInput::String(name)) => Some(name.as_str().to_owned()),
                _ => None,
            },
            bytes: parts.and_then(|parts| base::of_input(input, &parts, message)),
        }
    }
}
