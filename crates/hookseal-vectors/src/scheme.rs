//! The scheme for a vector's request.

use std::borrow::Cow;
use std::time::Duration;

use hookseal_core::httpsig::{Component, MessageSignatures, StructuredType};
use hookseal_core::scheme::{HeaderName, KeyFormat, Scheme, SignatureScheme as _};
use hookseal_core::{Algorithm, Verifier, VerifierBuilder};
use hookseal_providers::{ALL, Provider, ProviderScheme};

use crate::Error;
use crate::vector::{MaxAge, Vector};

/// The scheme of a vector, as its context has changed it.
#[allow(clippy::large_enum_variant)] // there is one at a time
pub(crate) enum Chosen {
    Data(Scheme),
    Messages(MessageSignatures),
    /// One that no context changes.
    Fixed(&'static ProviderScheme),
}

impl Chosen {
    /// `settings` returns the values of the sender's settings besides keys.
    pub(crate) fn verifier(self, settings: &dyn Fn(&str) -> Vec<String>) -> VerifierBuilder {
        match self {
            Self::Data(scheme) => Verifier::builder(scheme),
            Self::Messages(rules) => Verifier::builder(rules),
            Self::Fixed(scheme) => scheme.verifier_with(settings),
        }
    }

    pub(crate) const fn is_messages(&self) -> bool {
        matches!(self, Self::Messages(_))
    }
}

impl Vector {
    pub(crate) fn chosen(&self) -> Result<Chosen, Error> {
        if self.provider == HTTPSIG {
            let algorithm = self.algorithm()?.unwrap_or(Algorithm::Ed25519);
            let rules = MessageSignatures::new(HTTPSIG, algorithm).with_methods(ALL_METHODS);
            return Ok(Chosen::Messages(self.demanding(rules)?));
        }
        let provider = ALL
            .iter()
            .find(|provider| provider.id == self.provider)
            .ok_or_else(|| Error::UnknownProvider {
                provider: self.provider.clone(),
            })?;
        match self.named(provider)? {
            ProviderScheme::Data(scheme) => Ok(Chosen::Data(self.adapted(scheme.clone())?)),
            ProviderScheme::MessageSignatures(rules) => {
                let rules = rules();
                let algorithm = self.algorithm()?;
                if algorithm.is_some_and(|algorithm| algorithm != rules.description().algorithm()) {
                    return Err(self.fixed("algorithm"));
                }
                Ok(Chosen::Messages(self.demanding(rules)?))
            }
            other => {
                for (member, value) in [
                    ("algorithm", &self.context.algorithm),
                    ("header_name", &self.context.header_name),
                ] {
                    if value.is_some() {
                        return Err(self.fixed(member));
                    }
                }
                Ok(Chosen::Fixed(other))
            }
        }
    }

    /// The scheme that the vector names; else the usual one for such keys.
    fn named(&self, provider: &'static Provider) -> Result<&'static ProviderScheme, Error> {
        if let Some(name) = &self.scheme {
            let others = provider.variants.iter().map(|variant| variant.name);
            return provider
                .scheme_named(name)
                .ok_or_else(|| Error::UnknownScheme {
                    provider: provider.id,
                    scheme: name.clone(),
                    known: provider.names.iter().copied().chain(others).collect(),
                });
        }
        let takes_secrets =
            |scheme: &ProviderScheme| scheme.description().algorithm().is_symmetric();
        if self.keys.are_public() && takes_secrets(&provider.scheme) {
            let mut others = provider.variants.iter().map(|variant| &variant.scheme);
            if let Some(scheme) = others.find(|scheme| !takes_secrets(scheme)) {
                return Ok(scheme);
            }
        }
        Ok(&provider.scheme)
    }

    fn adapted(&self, mut scheme: Scheme) -> Result<Scheme, Error> {
        if let Some(name) = &self.context.header_name {
            let field = scheme.signature().clone();
            scheme = scheme.with_signature(field.with_header(HeaderName::new(name)?));
        }
        if let Some(algorithm) = self.algorithm()? {
            scheme = scheme.with_algorithm(algorithm);
        }
        if let Some(format) = self.key_format()? {
            scheme = scheme.with_key_format(format);
        }
        Ok(scheme)
    }

    fn demanding(&self, mut rules: MessageSignatures) -> Result<MessageSignatures, Error> {
        let context = &self.context;
        if context.header_name.is_some() {
            return Err(self.fixed("header_name"));
        }
        // A header of the RFC's examples, whose type is in no registry.
        let cache_control = HeaderName::from_static("cache-control");
        rules = rules.with_structured_header(cache_control, StructuredType::Dictionary);
        if let MaxAge::Seconds(seconds) = context.max_age {
            rules = rules.with_max_age(Duration::from_secs(seconds));
        }
        if let Some(required) = &context.required {
            let components = required
                .iter()
                .map(|text| text.parse())
                .collect::<Result<Vec<Component>, _>>()?;
            rules = rules.require(components);
        }
        if let Some(label) = &context.label {
            rules = rules.with_label(label);
        }
        if let Some(tag) = &context.tag {
            rules = rules.with_tag(tag);
        }
        if let Some(format) = self.key_format()? {
            rules = rules.with_key_format(format);
        }
        Ok(rules)
    }

    /// By its usual name, or by its hash where it is an HMAC.
    fn algorithm(&self) -> Result<Option<Algorithm>, Error> {
        let Some(name) = self.context.algorithm.as_deref() else {
            return Ok(None);
        };
        Ok(Some(match name.strip_prefix("sha") {
            Some(bits) => format!("hmac-sha{bits}").parse()?,
            None => name.parse()?,
        }))
    }

    /// By its first word; what follows is a note.
    fn key_format(&self) -> Result<Option<KeyFormat>, Error> {
        let Some(name) = self.key_format.as_deref() else {
            return Ok(None);
        };
        let word = name.split_whitespace().next().unwrap_or_default();
        Ok(Some(match word.to_ascii_lowercase().as_str() {
            "text" => KeyFormat::Utf8,
            "hex" => KeyFormat::Hex,
            "base64" => KeyFormat::base64(),
            "whsec" => KeyFormat::prefixed_base64("whsec_"),
            "whpk" => KeyFormat::prefixed_base64("whpk_"),
            "pem" | "spki" | "base64-spki" => KeyFormat::Spki,
            _ => return Err(Error::UnknownKeyFormat(name.to_owned())),
        }))
    }

    fn fixed(&self, member: &'static str) -> Error {
        Error::FixedScheme {
            provider: self.provider.clone(),
            member,
        }
    }
}

/// Requests of nobody in particular, signed by RFC 9421.
const HTTPSIG: &str = "httpsig";

const ALL_METHODS: &[Cow<'static, str>] = &[
    Cow::Borrowed("DELETE"),
    Cow::Borrowed("GET"),
    Cow::Borrowed("PATCH"),
    Cow::Borrowed("POST"),
    Cow::Borrowed("PUT"),
];
