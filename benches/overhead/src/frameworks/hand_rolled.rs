//! The check of every tutorial: the key anew for each request, hex decoded, compared by
//! the MAC itself.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::delivery::Signed;

/// Whether `signature` is GitHub's for this body.
#[must_use]
pub(crate) fn holds(signature: &[u8], body: &[u8]) -> bool {
    let secret = Signed::GitHub.secret().as_bytes();
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else {
        return false;
    };
    let Some(signature) = signature.strip_prefix(b"sha256=") else {
        return false;
    };
    let Ok(signature) = hex::decode(signature) else {
        return false;
    };
    mac.update(body);
    mac.verify_slice(&signature).is_ok()
}

/// The header that it reads.
pub(crate) const HEADER: &str = "x-hub-signature-256";
