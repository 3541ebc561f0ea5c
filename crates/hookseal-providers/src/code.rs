//! Schemes that are code, as the catalogue holds them.

use std::fmt;

use hookseal_core::{
    Freshness, SharedToken, SignatureScheme as _, SignedMembers, TokenPlace, VerifierBuilder,
};

/// A way of signing that is an implementation of
/// [`SignatureScheme`](hookseal_core::SignatureScheme).
#[derive(Clone, Copy)]
pub struct CodeScheme {
    verifier: fn() -> VerifierBuilder,
    words: fn() -> CodeWords,
}

/// What a [`CodeScheme`] demands, in words, for tables and pages. What every scheme says of
/// itself (its algorithm, methods, facts, how much of the body it covers), the
/// [`VerifierBuilder`] knows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodeWords {
    /// How it is signed, such as `hmac-sha1`.
    pub algorithm: String,
    /// Where the signature stands, and how its value is written.
    pub signature: String,
    /// What is signed.
    pub message: String,
    /// What of the secret's or public key's text is the key.
    pub key: String,
    /// Where the signed timestamp stands, if there is one, and its freshness, if judged.
    pub timestamp: Option<(String, Option<Freshness>)>,
    /// Whether the app must say its public URL.
    pub needs_public_url: bool,
}

impl CodeScheme {
    /// How a verifier of it begins, and what it demands.
    pub(crate) const fn new(verifier: fn() -> VerifierBuilder, words: fn() -> CodeWords) -> Self {
        Self { verifier, words }
    }

    /// Begins a verifier.
    pub fn verifier(&self) -> VerifierBuilder {
        (self.verifier)()
    }

    /// What it demands, in words.
    #[must_use]
    pub fn words(&self) -> CodeWords {
        (self.words)()
    }
}

impl fmt::Debug for CodeScheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CodeScheme").field(&self.words()).finish()
    }
}

impl CodeWords {
    /// The key is the secret's text, and no timestamp is signed.
    pub(crate) fn new(algorithm: &str, signature: &str, message: &str) -> Self {
        Self {
            algorithm: algorithm.to_owned(),
            signature: signature.to_owned(),
            message: message.to_owned(),
            key: "the text itself".to_owned(),
            timestamp: None,
            needs_public_url: false,
        }
    }

    /// A token that is shown instead of a signature.
    pub(crate) fn token(scheme: &SharedToken) -> Self {
        let place = match scheme.place() {
            TokenPlace::Header { name, prefix } => format!("{name}: {prefix}<token>"),
            TokenPlace::Body(path) => format!("body {path}: <token>"),
            TokenPlace::Basic => "Authorization: Basic <base64 of the token>".to_owned(),
            _ => String::new(), // there are no other places
        };
        Self::new("comparison", &place, "{token}")
    }

    /// The URL and the fields of a form.
    #[cfg(feature = "form")]
    pub(crate) fn url_and_form(algorithm: &str, signature: &str) -> Self {
        let mut words = Self::new(algorithm, signature, "{url}{fields by name}");
        words.needs_public_url = true;
        words
    }

    /// A signature in the JSON body.
    pub(crate) fn members(scheme: &SignedMembers) -> Self {
        let mut words = Self::new(
            scheme.algorithm().as_str(),
            &format!("body {}", scheme.signature()),
            &scheme.message(),
        );
        words.timestamp = scheme
            .timestamp_pointer()
            .map(|pointer| (format!("body {pointer}"), scheme.freshness()));
        words
    }
}
