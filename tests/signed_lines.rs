//! Deliveries of the founding senders as our signers make them, one JSON object a line:
//! what `vectors/scripts/check_signer.mjs` gives to the senders' own verifiers.
//!
//! ```console
//! $ cargo run -p hookseal-tests --example signed_lines | node tests/vectors/scripts/check_signer.mjs
//! ```

use std::error::Error;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hookseal::httpsig::{Component, MessageSigner};
use hookseal::signing::{Delivery, PrivateKey, SignedDelivery, Signer};
use hookseal::{Secret, UnixTime, providers};
use serde_json::{Value, json};

const NOW: u64 = 1_700_000_000;
const SECRET: &str = "whsec_b3d1e07fa2c94f6880d5";
/// The public key of the seed of 32 sevens, as a `SubjectPublicKeyInfo`.
const PUBLIC_KEY: &str = "MCowBQYDK2VwAyEA6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=";

const BODIES: &[&str] = &[
    r#"[{"event":"delivered","customerHandle":"acme","timestamp":1700000000}]"#,
    "[{\"name\":\"Zoë 🦀\"}]\r\n",
];

fn main() -> Result<(), Box<dyn Error>> {
    for body in BODIES {
        let delivery = Delivery::new(*body).timestamp(UnixTime::from_secs(NOW));
        for (provider, scheme) in [
            ("sendmesh", providers::SENDMESH),
            ("sendx", providers::SENDX),
            ("sendsar", providers::SENDSAR),
        ] {
            let signed = Signer::new(scheme, Secret::new(SECRET)?)?.sign(&delivery)?;
            print(provider, ("secret", SECRET), &signed);
        }
        let signed = MessageSigner::new("mailchannels", PrivateKey::from_seed(&[7; 32])?)?
            .label("sig_1700000000")
            .components([Component::CONTENT_DIGEST])
            .key_id("mckey")
            .sign(&delivery)?;
        print("mailchannels", ("public_key", PUBLIC_KEY), &signed);
    }
    Ok(())
}

fn print(provider: &str, (kind, key): (&str, &str), signed: &SignedDelivery) {
    let headers: Vec<Value> = signed
        .headers()
        .map(|(name, value)| json!([name, value]))
        .collect();
    let line = json!({
        "provider": provider,
        kind: key,
        "headers": headers,
        "body_base64": BASE64.encode(signed.body()),
        "now_unix": NOW,
    });
    println!("{line}");
}
