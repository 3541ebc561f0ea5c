//! What the benches share: bodies, and deliveries signed for them.

use hookseal::scheme::Scheme;
use hookseal::signing::{Delivery, SignedDelivery, Signer};
use hookseal::{ConfigError, Secret, Verifier};

/// The secret of every bench.
pub const SECRET: &str = "9f2c60d1b7e84a35a1c0";

/// Sizes of bodies, in bytes: a small event, a usual one, a large one, the default limit.
pub const SIZES: &[usize] = &[256, 2 * 1024, 64 * 1024, 1024 * 1024];

/// A body of this size, the same each time.
#[must_use]
pub fn body(size: usize) -> Vec<u8> {
    b"{\"event\":\"order.placed\"}"
        .iter()
        .copied()
        .cycle()
        .take(size)
        .collect()
}

/// A verifier of `scheme`.
///
/// # Errors
///
/// None for the schemes of the catalogue.
pub fn verifier(scheme: Scheme) -> Result<Verifier, ConfigError> {
    Verifier::builder(scheme).key(Secret::new(SECRET)?).build()
}

/// A delivery of `body`, signed now.
///
/// # Errors
///
/// None for the schemes of the catalogue.
pub fn signed(scheme: Scheme, body: &[u8]) -> Result<SignedDelivery, Box<dyn std::error::Error>> {
    let signer = Signer::new(scheme, Secret::new(SECRET)?)?;
    Ok(signer.sign(&Delivery::new(body).event_id("msg_1"))?)
}
