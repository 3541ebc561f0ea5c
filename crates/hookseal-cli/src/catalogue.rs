//! The senders that the command knows, each with its schemes.

use std::borrow::Cow;

use hookseal::httpsig::MessageSignatures;
use hookseal::providers::{self, CodeScheme, ProviderScheme};
use hookseal::{Algorithm, HeaderName, Scheme, Verifier, VerifierBuilder};

use crate::failure::Failure;

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
    pub(crate) name: &'static str,
    pub(crate) documentation: &'static str,
    /// The constant in `hookseal::providers`.
    pub(crate) constant: String,
    pub(crate) rules: Rules,
}

/// Schemes beside the usual ones: sender, variant, other names for it.
const VARIANTS: &[(&str, &str, &[&str], &str, Scheme)] = &[
    (
        "meshes",
        "meshes-sha512",
        &["sha512"],
        "MESHES_SHA512",
        providers::MESHES_SHA512,
    ),
    (
        "sentry",
        "sentry-app",
        &["app"],
        "SENTRY_APP",
        providers::SENTRY_APP,
    ),
    (
        "grafana",
        "grafana-timestamp",
        &["timestamp"],
        "grafana_with_timestamp(HeaderName::from_static(\"X-Grafana-Timestamp\"))",
        providers::grafana_with_timestamp(HeaderName::from_static("X-Grafana-Timestamp")),
    ),
    (
        "shopify",
        "shopify-events",
        &["events"],
        "SHOPIFY_EVENTS",
        providers::SHOPIFY_EVENTS,
    ),
    (
        "standard_webhooks",
        "standard-webhooks-ed25519",
        &["ed25519", "v1a"],
        "STANDARD_WEBHOOKS_ED25519",
        providers::STANDARD_WEBHOOKS_ED25519,
    ),
];

/// Other names of the usual schemes.
const USUAL: &[(&str, &[&str])] = &[
    ("discord", &["ed25519"]),
    ("github", &["sha256", "sha1-legacy"]),
    ("meshes", &["sha256", "meshes-sha256"]),
    ("shopify", &["webhooks"]),
    ("slack", &["v0"]),
    ("standard_webhooks", &["v1", "hmac"]),
    ("stripe", &["v1", "v1-thin"]),
    ("svix", &["v1"]),
];

/// All senders in the order of their ids, each followed by its other schemes.
pub(crate) fn all() -> Vec<Entry> {
    let mut entries = Vec::new();
    for provider in providers::ALL {
        let usual = Entry {
            id: provider.id,
            variant: None,
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
        let others: Vec<_> = VARIANTS
            .iter()
            .filter(|(id, ..)| *id == provider.id)
            .map(|(_, variant, _, constant, scheme)| Entry {
                variant: Some(variant),
                constant: (*constant).to_owned(),
                rules: scheme.clone().into(),
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
    let same = |name: &str| name.replace('-', "_") == wanted;
    let entries = all();
    if variant.is_none()
        && let Some(entry) = entries.iter().find(|entry| entry.variant.is_some_and(same))
    {
        return Ok(entry.clone());
    }
    let own: Vec<_> = entries.iter().filter(|entry| same(entry.id)).collect();
    let Some(usual) = own.first() else {
        return Err(Failure::new(format!(
            "there is no provider `{}`; `hookseal providers` lists those there are",
            crate::output::escaped(id)
        )));
    };
    let Some(variant) = variant else {
        return Ok((*usual).clone());
    };
    let has = |names: &[&str]| names.contains(&variant);
    let is_usual = variant == usual.id
        || USUAL
            .iter()
            .any(|(id, names)| *id == usual.id && has(names));
    if is_usual {
        return Ok((*usual).clone());
    }
    VARIANTS
        .iter()
        .find(|(id, name, others, ..)| *id == usual.id && (*name == variant || has(others)))
        .and_then(|(_, name, ..)| own.iter().find(|entry| entry.variant == Some(name)))
        .map(|entry| (*entry).clone())
        .ok_or_else(|| {
            let names: Vec<_> = own.iter().filter_map(|entry| entry.variant).collect();
            Failure::new(format!(
                "{} has no scheme `{}`{}",
                usual.id,
                crate::output::escaped(variant),
                if names.is_empty() {
                    "; it has one only, so leave the name out".to_owned()
                } else {
                    format!("; besides the usual one it has {}", names.join(", "))
                }
            ))
        })
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

    /// How it is called on the command line.
    pub(crate) fn title(&self) -> String {
        self.variant.unwrap_or(self.id).to_owned()
    }
}
