//! Schemes of the catalogue that are code.

use std::fmt;

use hookseal_core::scheme::{Description, SchemeWords};
use hookseal_core::{Verifier, VerifierBuilder};

use super::family::Family;
use super::{SchemeKind, Settings};

/// A way of signing that is an implementation of
/// [`SignatureScheme`](hookseal_core::scheme::SignatureScheme).
#[derive(Clone, Copy)]
pub struct CodeScheme {
    scheme: &'static dyn Make,
    #[cfg(feature = "jwt")]
    words: Option<fn(SchemeWords) -> SchemeWords>,
    settings: &'static [&'static str],
    configured: Option<fn(Settings<'_>) -> VerifierBuilder>,
}

/// A function that makes a scheme, whatever its type.
trait Make: Send + Sync {
    fn verifier(&self) -> VerifierBuilder;
    fn description(&self) -> Description;
    fn words(&self) -> SchemeWords;
    fn kind(&self) -> SchemeKind;
}

impl<S: Family, F: Fn() -> S + Send + Sync> Make for F {
    fn verifier(&self) -> VerifierBuilder {
        Verifier::builder(self())
    }

    fn description(&self) -> Description {
        self().description()
    }

    fn words(&self) -> SchemeWords {
        Family::words(&self())
    }

    fn kind(&self) -> SchemeKind {
        S::KIND
    }
}

impl CodeScheme {
    /// The scheme that `scheme` makes; its type says what kind it is:
    ///
    /// ```ignore
    /// CodeScheme::new(&|| TWILIO)
    /// ```
    pub(crate) const fn new<S: Family, F: Fn() -> S + Send + Sync>(scheme: &'static F) -> Self {
        Self {
            scheme,
            #[cfg(feature = "jwt")]
            words: None,
            settings: &[],
            configured: None,
        }
    }

    /// Says more about the scheme than its type can.
    #[cfg(feature = "jwt")]
    pub(crate) const fn with_words(mut self, words: fn(SchemeWords) -> SchemeWords) -> Self {
        self.words = Some(words);
        self
    }

    /// The sender's settings besides keys, by names, and how a verifier begins
    /// with it.
    #[cfg(any(feature = "jwt", feature = "x509"))]
    pub(crate) const fn with_settings(
        mut self,
        names: &'static [&'static str],
        configured: fn(Settings<'_>) -> VerifierBuilder,
    ) -> Self {
        self.settings = names;
        self.configured = Some(configured);
        self
    }

    /// The family that it belongs to.
    #[must_use]
    pub fn kind(&self) -> SchemeKind {
        self.scheme.kind()
    }

    /// The names of the sender's settings besides keys, such as `webhook_id`. An
    /// app has the sender's own function for that; this is for tools that know no sender.
    #[must_use]
    pub const fn settings(&self) -> &'static [&'static str] {
        self.settings
    }

    /// Begins a verifier with settings: `values` gives those of each name, none or several.
    pub fn verifier_with(&self, values: &dyn Fn(&str) -> Vec<String>) -> VerifierBuilder {
        match self.configured {
            Some(configured) => configured(values),
            None => self.verifier(),
        }
    }

    /// Begins a verifier.
    pub fn verifier(&self) -> VerifierBuilder {
        self.scheme.verifier()
    }

    /// Everything that is the same for each of its requests.
    #[must_use]
    pub fn description(&self) -> Description {
        self.scheme.description()
    }

    /// Its rules in words.
    #[must_use]
    pub fn words(&self) -> SchemeWords {
        let words = self.scheme.words();
        #[cfg(feature = "jwt")]
        if let Some(more) = self.words {
            return more(words);
        }
        words
    }
}

impl fmt::Debug for CodeScheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CodeScheme").field(&self.words()).finish()
    }
}
