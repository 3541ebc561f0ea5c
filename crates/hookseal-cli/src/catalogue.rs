//! The senders that the command knows, each with its schemes.

use std::borrow::Cow;

use hookseal::httpsig::MessageSignatures;
use hookseal::providers::{self, CodeScheme, Provider, ProviderScheme};
use hookseal::{
    Algorithm, HeaderName, KeyFormat, Scheme, SignatureScheme, Verifier, VerifierBuilder,
};

use crate::failure::Failure;
use crate::output::escaped;

/// How a request is judged.
#[derive(Clone, Debug)]
pub(crate) enum Rules {
    /// By a scheme that is data.
    Data(Box<Scheme>),
    /// By a scheme that is code.
    Code(CodeScheme),
    /// By HTTP Message Signatures (RFC 9421).
    Messages(Box<MessageSignatures>),
}

impl Rules {
    pub(crate) fn builder(&self) -> VerifierBuilder {
        match self {
            Self::Data(scheme) => Verifier::builder(scheme.as_ref().clone()),
            Self::Code(code) => code.verifier(),
            Self::Messages(rules) => Verifier::builder(rules.as_ref().clone()),
        }
    }

    /// The scheme, where it is data.
    pub(crate) fn data(&self) -> Option<&Scheme> {
        match self {
            Self::Data(scheme) => Some(scheme),
            Self::Code(_) | Self::Messages(_) => None,
        }
    }

    pub(crate) fn algorithm(&self) -> Algorithm {
        self.builder().algorithm()
    }

    /// How the text of a key becomes its bytes; only code itself knows for its own.
    pub(crate) fn key_format(&self) -> Option<KeyFormat> {
        match self {
            Self::Data(scheme) => Some(scheme.outline().key_format.clone()),
            Self::Code(_) => None,
            Self::Messages(rules) => Some(SignatureScheme::key_format(rules.as_ref())),
        }
    }

    /// The methods that deliveries come with.
    pub(crate) fn methods(&self) -> Vec<Cow<'static, str>> {
        self.builder().methods().to_vec()
    }
}

impl From<Scheme> for Rules {
    fn from(scheme: Scheme) -> Self {
        Self::Data(Box::new(scheme))
    }
}

impl From<&ProviderScheme> for Rules {
    fn from(scheme: &ProviderScheme) -> Self {
        match scheme {
            ProviderScheme::Code(code) => Self::Code(*code),
            ProviderScheme::MessageSignatures(rules) => Self::Messages(Box::new(rules())),
            // There is no fourth way of signing in the catalogue.
            other => other.data().map_or_else(
                || Self::Messages(Box::new(providers::mailchannels())),
                |scheme| scheme.clone().into(),
            ),
        }
    }
}

/// A sender with one of its schemes.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) id: &'static str,
    /// Which of its schemes, if not the usual one.
    pub(crate) variant: Option<&'static str>,
    /// How it is called on the command line.
    pub(crate) title: String,
    pub(crate) name: &'static str,
    pub(crate) documentation: &'static str,
    /// The constant in `hookseal::providers`.
    pub(crate) constant: String,
    pub(crate) rules: Rules,
}

/// All senders in the order of their ids, each followed by its other schemes.
pub(crate) fn all() -> Vec<Entry> {
    let mut entries = Vec::new();
    for provider in providers::ALL {
        let usual = Entry {
            id: provider.id,
            variant: None,
            title: provider.id.to_owned(),
            name: provider.name,
            documentation: provider.documentation,
            constant: match &provider.scheme {
                ProviderScheme::MessageSignatures(_) => {
                    format!("{}()", provider.id)
                }
                _ => provider.id.to_ascii_uppercase(),
            },
            rules: (&provider.scheme).into(),
        };
        let others: Vec<_> = provider
            .variants
            .iter()
            .map(|variant| Entry {
                variant: Some(variant.name),
                title: variant.full_name(provider),
                constant: variant.constant.to_owned(),
                rules: (&variant.scheme).into(),
                ..usual.clone()
            })
            .collect();
        entries.push(usual);
        entries.extend(others);
    }
    entries
}

/// The sender `id`, with its usual scheme or the one of that name.
pub(crate) fn find(id: &str, variant: Option<&str>) -> Result<Entry, Failure> {
    let wanted = id.to_ascii_lowercase().replace('-', "_");
    if wanted == HTTPSIG {
        return any_message_signatures(variant);
    }
    let entries = all();
    let provider = providers::ALL.iter().find(|provider| provider.id == wanted);
    let Some(provider) = provider else {
        let by_title = |entry: &&Entry| entry.title.replace('-', "_") == wanted;
        return entries
            .iter()
            .find(by_title)
            .filter(|_| variant.is_none())
            .cloned()
            .ok_or_else(|| {
                Failure::new(format!(
                    "there is no provider `{}`; `hookseal providers` lists those there are",
                    escaped(id)
                ))
            });
    };
    let own = entries.iter().filter(|entry| entry.id == provider.id);
    let position = match variant {
        None => Some(0),
        Some(name) => position(provider, name),
    };
    position
        .and_then(|position| own.clone().nth(position))
        .cloned()
        .ok_or_else(|| Failure::new(no_scheme(provider, variant.unwrap_or_default())))
}

/// A sender that signs by RFC 9421 and is not in the catalogue.
fn any_message_signatures(algorithm: Option<&str>) -> Result<Entry, Failure> {
    let algorithm = match algorithm {
        None => Algorithm::Ed25519,
        Some(name) => name.parse().map_err(|_| {
            Failure::new(format!(
                "{HTTPSIG} has no scheme `{}`; it has those of RFC 9421's algorithms: \
                 ecdsa-p256-sha256, ecdsa-p384-sha384, ed25519, hmac-sha256, rsa-pss-sha512, \
                 rsa-v1_5-sha256",
                escaped(name)
            ))
        })?,
    };
    let rules = MessageSignatures::new(HTTPSIG, algorithm);
    Ok(Entry {
        id: HTTPSIG,
        variant: None,
        title: HTTPSIG.to_owned(),
        name: "HTTP Message Signatures",
        documentation: "https://www.rfc-editor.org/rfc/rfc9421",
        constant: format!("MessageSignatures::new(\"acme\", Algorithm::{algorithm:?})"),
        rules: Rules::Messages(Box::new(rules)),
    })
}

/// How senders are called that sign by RFC 9421 and are not in the catalogue.
const HTTPSIG: &str = "httpsig";

/// Where the scheme of this name stands among the sender's: 0 is the usual one.
fn position(provider: &Provider, name: &str) -> Option<usize> {
    let scheme = provider.scheme_named(name)?;
    let same = |other: &ProviderScheme| std::ptr::eq(other, scheme);
    let others = provider.variants.iter().map(|variant| &variant.scheme);
    std::iter::once(&provider.scheme)
        .chain(others)
        .position(same)
}

fn no_scheme(provider: &Provider, name: &str) -> String {
    let usual = provider.names.iter().copied();
    let others = provider.variants.iter().map(|variant| variant.name);
    let names: Vec<_> = usual.chain(others).collect();
    format!(
        "{} has no scheme `{}`{}",
        provider.id,
        escaped(name),
        if names.is_empty() {
            "; it has one only, so leave the name out".to_owned()
        } else {
            format!("; it has {}", names.join(", "))
        }
    )
}

impl Entry {
    /// The same sender, with its signature in another header.
    pub(crate) fn with_header(mut self, name: &str) -> Result<Self, Failure> {
        let header = HeaderName::new(name)?;
        let Rules::Data(scheme) = &self.rules else {
            return Err(Failure::new(format!(
                "the header in which {} signs cannot be chosen",
                self.id
            )));
        };
        let field = scheme.outline().signature.clone().in_header(header);
        self.rules = scheme.as_ref().clone().signature(field).into();
        Ok(self)
    }
}
