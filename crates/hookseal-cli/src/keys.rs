//! Keys from the environment, files and the standard input. Never from arguments, which
//! anyone on the machine can read in the list of processes.

use std::fmt;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hookseal::signing::{PrivateKey, SigningMaterial};
use hookseal::{ConfigError, Key, PublicKey, Secret};
use zeroize::Zeroizing;

use crate::failure::Failure;

/// A key as it was given, kept so that others like it can be tried.
#[derive(Clone)]
pub(crate) struct GivenKey {
    /// Where it came from: the name of a variable or of a file.
    pub(crate) label: String,
    /// The id by which requests name it.
    pub(crate) id: Option<String>,
    pub(crate) material: Material,
}

/// Key material.
#[derive(Clone)]
pub(crate) enum Material {
    /// A secret's text.
    Text(Zeroizing<String>),
    /// A secret's bytes, where they are no text.
    Bytes(Zeroizing<Vec<u8>>),
    /// A public key's text.
    Public(String),
    /// A public key's bytes.
    PublicBytes(Vec<u8>),
    /// The seed of an Ed25519 key.
    Private(Zeroizing<[u8; 32]>),
    /// A private key in PEM.
    PrivatePem(Zeroizing<String>),
}

impl GivenKey {
    pub(crate) fn new(label: impl Into<String>, material: Material) -> Self {
        Self {
            label: label.into(),
            id: None,
            material,
        }
    }

    /// The same key made of other material.
    pub(crate) fn with(&self, material: Material) -> Self {
        Self {
            material,
            ..self.clone()
        }
    }

    /// The key for a verifier.
    pub(crate) fn key(&self) -> Result<Key, ConfigError> {
        let key = match &self.material {
            Material::Text(text) => Key::from(Secret::new(text.as_str())?),
            Material::Bytes(bytes) => Key::from(Secret::from_bytes(bytes.to_vec())?),
            Material::Public(text) => Key::from(PublicKey::new(text)?),
            Material::PublicBytes(bytes) => Key::from(PublicKey::from_bytes(bytes.clone())?),
            Material::Private(seed) => Key::from(PrivateKey::from_seed(&**seed)?.public_key()?),
            Material::PrivatePem(pem) => Key::from(PrivateKey::from_pem(pem)?.public_key()?),
        };
        let key = key.label(&self.label);
        Ok(match &self.id {
            Some(id) => key.id(id),
            None => key,
        })
    }

    /// The key for a signer.
    pub(crate) fn signing(&self) -> Result<SigningMaterial, Failure> {
        Ok(match &self.material {
            Material::Text(text) => Secret::new(text.as_str())?.into(),
            Material::Bytes(bytes) => Secret::from_bytes(bytes.to_vec())?.into(),
            Material::Private(seed) => PrivateKey::from_seed(&**seed)?.into(),
            Material::PrivatePem(pem) => PrivateKey::from_pem(pem)?.into(),
            Material::Public(_) | Material::PublicBytes(_) => {
                return Err(Failure::new("a public key cannot sign"));
            }
        })
    }

    /// The kind of key.
    pub(crate) const fn kind(&self) -> &'static str {
        match self.material {
            Material::Text(_) | Material::Bytes(_) => "secret",
            Material::Public(_) | Material::PublicBytes(_) => "public key",
            Material::Private(_) | Material::PrivatePem(_) => "private key",
        }
    }
}

/// Shows no material.
impl fmt::Debug for GivenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GivenKey")
            .field("label", &self.label)
            .finish_non_exhaustive()
    }
}

/// The secret in an environment variable, exactly as it is there.
pub(crate) fn secret_from_env(name: &str) -> Result<GivenKey, Failure> {
    Ok(GivenKey::new(name, secret(env(name)?)))
}

/// The secret in a file (`-` is the standard input), exactly as it is there.
pub(crate) fn secret_from_file(path: &Path) -> Result<GivenKey, Failure> {
    Ok(GivenKey::new(label(path), secret(read(path)?)))
}

/// The public key in a file: text, PEM, or bytes.
pub(crate) fn public_from_file(path: &Path) -> Result<GivenKey, Failure> {
    let material = match String::from_utf8(read(path)?.to_vec()) {
        Ok(text) => Material::Public(text),
        Err(error) => Material::PublicBytes(error.into_bytes()),
    };
    Ok(GivenKey::new(label(path), material))
}

/// The private key in a file: PEM, or of Ed25519 the seed in hex or base64.
pub(crate) fn private_from_file(path: &Path) -> Result<GivenKey, Failure> {
    private(label(path), &read(path)?)
}

/// As [`private_from_file`], in an environment variable.
pub(crate) fn private_from_env(name: &str) -> Result<GivenKey, Failure> {
    private(name.to_owned(), &env(name)?)
}

fn private(label: String, bytes: &[u8]) -> Result<GivenKey, Failure> {
    let text = std::str::from_utf8(bytes).ok().map(str::trim);
    if let Some(pem) = text.filter(|text| text.starts_with("-----BEGIN")) {
        PrivateKey::from_pem(pem).map_err(|error| Failure::new(format!("{label}: {error}")))?;
        let pem = Zeroizing::new(pem.to_owned());
        return Ok(GivenKey::new(label, Material::PrivatePem(pem)));
    }
    let seed = text
        .and_then(seed)
        .or_else(|| <[u8; 32]>::try_from(bytes).ok().map(Zeroizing::new))
        .ok_or_else(|| {
            Failure::new(format!(
                "{label}: this is not a private key; give it as PEM (`openssl genpkey -algorithm \
                 ed25519`, or of ECDSA or RSA), or the 32 bytes of an Ed25519 key in hex or base64"
            ))
        })?;
    Ok(GivenKey::new(label, Material::Private(seed)))
}

fn seed(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let bytes = Zeroizing::new(match base16ct::mixed::decode_vec(text) {
        Ok(bytes) => bytes,
        Err(_) => STANDARD
            .decode(text.strip_prefix("whsk_").unwrap_or(text))
            .ok()?,
    });
    match bytes.len() {
        // Some write the public key after the seed.
        32 | 64 => Some(Zeroizing::new(bytes.get(..32)?.try_into().ok()?)),
        _ => None,
    }
}

fn secret(bytes: Zeroizing<Vec<u8>>) -> Material {
    match std::str::from_utf8(&bytes) {
        Ok(text) => Material::Text(Zeroizing::new(text.to_owned())),
        Err(_) => Material::Bytes(bytes),
    }
}

fn env(name: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    match std::env::var_os(name) {
        Some(value) => Ok(Zeroizing::new(value.into_encoded_bytes())),
        // Whoever writes a secret here instead of a name must not see it again.
        None if is_name(name) => Err(Failure::new(format!(
            "the environment variable {name} is not set"
        ))),
        None => Err(Failure::new(
            "this is not the name of an environment variable; give the name, not the secret",
        )),
    }
}

/// Whether it looks like a variable's name rather than a secret.
fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_KEY_BYTES));
    let result = if path == Path::new("-") {
        std::io::stdin().take(LIMIT).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(LIMIT).read_to_end(&mut bytes))
    };
    result.map_err(|error| Failure::io(&label(path), &error))?;
    if bytes.len() > MAX_KEY_BYTES {
        return Err(Failure::new(format!("{}: too long for a key", label(path))));
    }
    Ok(bytes)
}

fn label(path: &Path) -> String {
    if path == Path::new("-") {
        return "standard input".to_owned();
    }
    crate::escape::escaped(&path.display().to_string())
}

const MAX_KEY_BYTES: usize = 64 * 1024;
const LIMIT: u64 = MAX_KEY_BYTES as u64 + 1;
