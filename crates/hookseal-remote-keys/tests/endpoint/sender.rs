//! Senders with an Ed25519 key, and the verifier of their deliveries.

use std::convert::Infallible;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use ed25519_dalek::SigningKey;
use futures_util::stream;
use hookseal_core::httpsig::{MessageSignatures, MessageSigner};
use hookseal_core::signing::{Delivery, PrivateKey, SignedDelivery};
use hookseal_core::{Algorithm, Verifier};
use hookseal_remote_keys::{KeyById, RemoteKeys, RemoteKeysBuilder};

use crate::server::KeyServer;

pub(crate) const BODY: &str = r#"[{"event":"test"}]"#;

/// A key under an id.
#[derive(Clone)]
pub(crate) struct Sender {
    pub(crate) id: String,
    seed: [u8; 32],
}

impl Sender {
    pub(crate) fn new(id: &str, seed: u8) -> Self {
        Self {
            id: id.to_owned(),
            seed: [seed; 32],
        }
    }

    pub(crate) fn sign(&self) -> SignedDelivery {
        MessageSigner::new("acme", PrivateKey::from_seed(&self.seed).unwrap())
            .unwrap()
            .key_id(&self.id)
            .sign(&Delivery::new(BODY))
            .unwrap()
    }

    fn public(&self) -> [u8; 32] {
        SigningKey::from_bytes(&self.seed)
            .verifying_key()
            .to_bytes()
    }

    /// The base64 of a `SubjectPublicKeyInfo` (RFC 8410, section 10.1).
    pub(crate) fn spki(&self) -> String {
        let mut der = b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00".to_vec();
        der.extend(self.public());
        STANDARD.encode(der)
    }

    pub(crate) fn pem(&self) -> String {
        let base64 = self.spki();
        format!("-----BEGIN PUBLIC KEY-----\n{base64}\n-----END PUBLIC KEY-----\n")
    }

    /// The base64 of its 32 bytes.
    pub(crate) fn raw(&self) -> String {
        STANDARD.encode(self.public())
    }

    pub(crate) fn document(&self) -> String {
        format!(r#"{{"id":"{}","key":"{}"}}"#, self.id, self.spki())
    }

    pub(crate) fn jwk(&self) -> String {
        let x = URL_SAFE_NO_PAD.encode(self.public());
        let id = &self.id;
        format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"{id}","x":"{x}"}}"#)
    }
}

pub(crate) fn rules() -> MessageSignatures {
    MessageSignatures::new("acme", Algorithm::Ed25519).require_key_id()
}

/// A builder for keys from this server, one at a time.
pub(crate) fn by_id(server: &KeyServer) -> RemoteKeysBuilder {
    RemoteKeys::builder(KeyById::new(&server.url()).unwrap())
}

pub(crate) fn verifier(keys: &RemoteKeys) -> Arc<Verifier> {
    let builder = Verifier::builder(rules()).resolver(keys.clone());
    Arc::new(builder.build().unwrap())
}

/// The verdict: by which key it was accepted, or the code of why it was refused.
pub(crate) async fn deliver(verifier: &Verifier, delivery: &SignedDelivery) -> String {
    let chunks = stream::iter([Ok::<_, Infallible>(Bytes::copy_from_slice(delivery.body()))]);
    let receiving = verifier.receive(chunks, tokio::time::sleep);
    match receiving.with_head(delivery).await {
        Ok(outcome) => {
            let body = outcome.event().unwrap();
            assert_eq!(body.bytes(), BODY.as_bytes());
            body.decode::<hookseal_core::Raw>()
                .unwrap()
                .key_label()
                .unwrap()
                .to_owned()
        }
        Err(why) => why.code().to_owned(),
    }
}
