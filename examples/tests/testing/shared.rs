use hookseal::providers::GITHUB;
use hookseal::signing::{Delivery, SignedDelivery, Signer};
use hookseal::{Secret, Verifier};

const SECRET: &str = "a-secret-for-this-test-only";

pub(crate) fn verifier() -> Verifier {
    Verifier::new(GITHUB, Secret::new(SECRET).unwrap()).unwrap()
}

/// A push, as GitHub would send it.
pub(crate) fn push() -> SignedDelivery {
    let signer = Signer::new(GITHUB, Secret::new(SECRET).unwrap()).unwrap();
    let body = r#"{"ref":"refs/heads/main"}"#;
    let delivery = Delivery::new(body).target("/github").event_type("push");
    signer.sign(&delivery).unwrap()
}
