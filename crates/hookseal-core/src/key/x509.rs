//! Public keys that come in an X.509 certificate (RFC 5280).

use der::Encode as _;
use x509_cert::Certificate;
use x509_cert::time::Time;

use crate::error::ConfigError;
use crate::time::UnixTime;

/// The relevant parts of a certificate: its key and its validity.
pub(super) struct Leaf {
    /// A `SubjectPublicKeyInfo` in DER.
    pub(super) key: Vec<u8>,
    pub(super) not_before: UnixTime,
    pub(super) not_after: UnixTime,
}

/// The first certificate of a PEM text (RFC 7468): where there are more, they are those
/// that vouch for it. `None` where the text begins with something else.
pub(super) fn leaf(text: &str) -> Option<Result<Leaf, ConfigError>> {
    text.trim_start()
        .starts_with("-----BEGIN CERTIFICATE-----")
        .then(|| read(text.trim_start()))
}

fn read(text: &str) -> Result<Leaf, ConfigError> {
    let invalid = ConfigError::InvalidKey {
        reason: "it is not an X.509 certificate in PEM",
    };
    let Ok(chain) = Certificate::load_pem_chain(text.as_bytes()) else {
        return Err(invalid);
    };
    let Some(certificate) = chain.first() else {
        return Err(invalid);
    };
    let certificate = certificate.tbs_certificate();
    let Ok(key) = certificate.subject_public_key_info().to_der() else {
        return Err(invalid);
    };
    let validity = certificate.validity();
    Ok(Leaf {
        key,
        not_before: instant(validity.not_before),
        not_after: instant(validity.not_after),
    })
}

fn instant(time: Time) -> UnixTime {
    UnixTime::from_secs(time.to_unix_duration().as_secs())
}
