//! Certificates at addresses that the sender names.

use std::borrow::Cow;
use std::fmt;

use hookseal_core::keys::Wildcard;
use url::Url;
use x509_cert::Certificate;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

use super::{BadAnswer, KeySource, RemoteKey, check_addresses, example};
use crate::error::RemoteKeysError;

/// X.509 certificates in PEM, at addresses that requests name: a key's id is its address.
///
/// AWS SNS has it so, and PayPal. The scheme's key format must be `KeyFormat::Certificate`.
///
/// ```
/// use hookseal_core::keys::Wildcard;
/// use hookseal_remote_keys::{Certificates, RemoteKeys};
///
/// const ADDRESSES: &[Wildcard] = &[Wildcard::new("https://keys.*.example.com/signing-*.pem")];
/// const NAMES: &[Wildcard] = &[Wildcard::new("signing.example.com")];
///
/// let certificates = Certificates::new(ADDRESSES)?.names(NAMES);
/// let keys = RemoteKeys::certificates(certificates)?;
/// # Ok::<(), hookseal_remote_keys::RemoteKeysError>(())
/// ```
///
/// # What is trusted, and why
///
/// That the sender's own host, reached over HTTPS, serves the certificate at such an address.
/// Therefore an address is fetched only if it matches a pattern as a whole, text by text:
/// no user, port, query, fragment, percent sign or other host can be in it. Redirects are
/// not followed. All bounds of [the crate](crate) hold.
///
/// Of the document, the first certificate counts. It must name one of [`names`](Self::names)
/// in its `subjectAltName`, contain a key for the scheme's algorithm, and be valid, by the
/// verifier's clock, when the delivery is verified. Its issuer, the certificates after it and
/// revocation are not checked: HTTPS has already authenticated the server, and the addresses
/// are the sender's alone.
#[derive(Clone)]
pub struct Certificates {
    addresses: Cow<'static, [Wildcard]>,
    names: Option<Cow<'static, [Wildcard]>>,
    /// An address as they are.
    example: Url,
}

impl Certificates {
    /// Certificates at `addresses`, of which at least one must match. A pattern is `https`;
    /// in its host, the last two labels must not vary.
    ///
    /// # Errors
    ///
    /// [`RemoteKeysError::InvalidUrl`].
    pub fn new(addresses: impl Into<Cow<'static, [Wildcard]>>) -> Result<Self, RemoteKeysError> {
        let addresses = addresses.into();
        check_addresses(&addresses)?;
        let Some(first) = addresses.first() else {
            return Err(RemoteKeysError::InvalidUrl {
                reason: "no pattern was given",
            });
        };
        Ok(Self {
            example: example(first)?,
            addresses,
            names: None,
        })
    }

    /// The DNS names of which a certificate must have one. Any, by default.
    #[must_use]
    pub fn names(mut self, names: impl Into<Cow<'static, [Wildcard]>>) -> Self {
        self.names = Some(names.into());
        self
    }

    fn is_named(&self, certificate: &Certificate) -> bool {
        let Some(wanted) = &self.names else {
            return true;
        };
        let certificate = certificate.tbs_certificate();
        let Ok(Some((_, SubjectAltName(names)))) = certificate.get_extension::<SubjectAltName>()
        else {
            return false;
        };
        names.iter().any(|name| match name {
            GeneralName::DnsName(name) => wanted.iter().any(|wanted| wanted.matches(name.as_str())),
            _ => false,
        })
    }
}

impl KeySource for Certificates {
    fn url(&self, id: &str) -> Url {
        Url::parse(id).unwrap_or_else(|_| self.example.clone())
    }

    fn addresses(&self) -> Option<&[Wildcard]> {
        Some(&self.addresses)
    }

    fn takes(&self, id: &str) -> bool {
        self.addresses.iter().any(|pattern| pattern.matches(id))
            && Url::parse(id).is_ok_and(|url| url.as_str() == id)
    }

    fn read(&self, id: &str, body: &[u8]) -> Result<Vec<RemoteKey>, BadAnswer> {
        let none = || BadAnswer::new("the response is not an X.509 certificate in PEM");
        let text = str::from_utf8(body).map_err(|_| none())?;
        let chain = Certificate::load_pem_chain(text.trim().as_bytes()).map_err(|_| none())?;
        let certificate = chain.first().ok_or_else(none)?;
        if !self.is_named(certificate) {
            return Err(BadAnswer::new(
                "the certificate has none of the expected names",
            ));
        }
        Ok(vec![RemoteKey::new(id, text.trim())])
    }
}

/// Shows where they are.
impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificates")
            .field("addresses", &self.addresses)
            .field("names", &self.names)
            .finish_non_exhaustive()
    }
}
