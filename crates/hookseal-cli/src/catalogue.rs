//! The senders that the command knows, each with its schemes.

use std::borrow::Cow;

use hookseal::httpsig::MessageSignatures;
use hookseal::providers::{CodeScheme, Provider, ProviderScheme, SchemeKind};
use hookseal::scheme::{HeaderName, KeyFormat, Scheme, SchemeWords, SignatureScheme};
use hookseal::{Algorithm, ConfigError, Verifier, VerifierBuilder, providers};

use crate::escape::escaped;
use crate::failure::Failure;

/// How a request is checked.
#[derive(Clone, Debug)]
pub(crate) enum Rules {
    /// By a scheme that is data.
    Data(Box<Scheme>),
    /// By a scheme that is code.
    Code(Code),
    /// By HTTP Message Signatures (RFC 9421).
    Messages(Box<MessageSignatures>),
}

impl Rules {
    pub(crate) fn builder(&self) -> VerifierBuilder {
        match self {
            Self::Data(scheme) => Verifier::builder(scheme.as_ref().clone()),
            Self::Code(code) => code.builder(),
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
            Self::Data(scheme) => Some(scheme.key_format().clone()),
            Self::Code(_) => None,
            Self::Messages(rules) => Some(rules.description().key_format().clone()),
        }
    }

    /// The family of the scheme.
    pub(crate) fn kind(&self) -> SchemeKind {
        match self {
            Self::Data(_) => SchemeKind::Header,
            Self::Code(code) => code.scheme.kind(),
            Self::Messages(_) => SchemeKind::MessageSignatures,
        }
    }

    /// The longest body that the sender sends, in bytes, where it documents that.
    pub(crate) fn greatest_body(&self) -> Option<usize> {
        match self {
            Self::Data(scheme) => scheme.description().greatest_body(),
            Self::Code(code) => code.words().greatest_body,
            Self::Messages(rules) => rules.description().greatest_body(),
        }
    }

    /// Whether the app has to say the URL that the sender calls.
    #[cfg(test)]
    pub(crate) fn needs_public_url(&self) -> bool {
        match self {
            Self::Data(scheme) => scheme.words().needs_public_url,
            Self::Code(code) => code.words().needs_public_url,
            Self::Messages(_) => false,
        }
    }

    /// The headers that carry the secret itself, where the sender shows a token.
    pub(crate) fn tokens(&self) -> Vec<String> {
        match self {
            Self::Code(code) if code.shows_token() => code.words().headers,
            _ => Vec::new(),
        }
    }

    /// The methods that deliveries come with.
    pub(crate) fn methods(&self) -> Vec<Cow<'static, str>> {
        self.builder().methods().to_vec()
    }
}

/// A scheme that is code, with its settings besides keys.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    scheme: CodeScheme,
    /// Names and values.
    settings: Vec<(String, String)>,
}

impl Code {
    fn builder(&self) -> VerifierBuilder {
        self.scheme.verifier_with(&|name| {
            let own = self.settings.iter().filter(|(other, _)| other == name);
            own.map(|(_, value)| value.clone()).collect()
        })
    }

    /// Its rules in words.
    pub(crate) fn words(&self) -> SchemeWords {
        self.scheme.words()
    }

    /// The names of its settings.
    pub(crate) const fn setting_names(&self) -> &'static [&'static str] {
        self.scheme.settings()
    }

    /// Whether it has a token in the place of a signature.
    pub(crate) fn shows_token(&self) -> bool {
        self.scheme.kind() == SchemeKind::Token
    }
}

impl From<Scheme> for Rules {
    fn from(scheme: Scheme) -> Self {
        Self::Data(Box::new(scheme))
    }
}

impl Rules {
    /// Those of a scheme of the catalogue; `None` for a kind that this command does not know.
    fn of(scheme: &ProviderScheme) -> Option<Self> {
        match scheme {
            ProviderScheme::Data(scheme) => Some(scheme.clone().into()),
            ProviderScheme::Code(scheme) => Some(Self::Code(Code {
                scheme: *scheme,
                settings: Vec::new(),
            })),
            ProviderScheme::MessageSignatures(rules) => Some(Self::Messages(Box::new(rules()))),
            _ => None,
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
    /// The code for it, in `module`.
    pub(crate) constant: String,
    pub(crate) module: &'static str,
    pub(crate) rules: Rules,
}

/// All senders in the order of their ids, each followed by its other schemes.
pub(crate) fn all() -> Vec<Entry> {
    let entry = |provider: &Provider, variant, title, constant, scheme| {
        Some(Entry {
            id: provider.id,
            variant,
            title,
            name: provider.name,
            documentation: provider.documentation,
            constant,
            module: "hookseal::providers",
            rules: Rules::of(scheme)?,
        })
    };
    let mut entries = Vec::new();
    for provider in providers::ALL {
        let (title, constant) = (provider.id.to_owned(), provider.constant.to_owned());
        entries.extend(entry(provider, None, title, constant, &provider.scheme));
        entries.extend(provider.variants.iter().filter_map(|variant| {
            let (title, constant) = (variant.full_name(provider), variant.constant.to_owned());
            entry(
                provider,
                Some(variant.name),
                title,
                constant,
                &variant.scheme,
            )
        }));
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
        module: "hookseal::httpsig",
        rules: Rules::Messages(Box::new(rules)),
    })
}

/// For schemes that sign a URL, whichever it is.
const ANY_URL: &str = "https://example.com";

/// How senders are called that sign by RFC 9421 and are not in the catalogue.
const HTTPSIG: &str = "httpsig";

/// The position of the scheme with this name among the sender's: 0 is the usual one.
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
            "; it has only one scheme, so omit the name".to_owned()
        } else {
            format!("; it has {}", names.join(", "))
        }
    )
}

impl Entry {
    /// The same sender with these settings: each `NAME=VALUE`.
    pub(crate) fn with_settings(mut self, settings: &[String]) -> Result<Self, Failure> {
        let known = match &self.rules {
            Rules::Code(code) => code.setting_names(),
            Rules::Data(_) | Rules::Messages(_) => &[],
        };
        let all = known.join(", ");
        let mut read = Vec::new();
        for setting in settings {
            let Some((name, value)) = setting.split_once('=') else {
                return Err(Failure::new("a setting is given as --setting NAME=VALUE"));
            };
            if known.is_empty() {
                return Err(Failure::new(format!("{} has no settings", self.id)));
            }
            if !known.contains(&name) {
                return Err(Failure::new(format!(
                    "{} has no setting `{}`; it has {all}",
                    self.id,
                    escaped(name)
                )));
            }
            read.push((name.to_owned(), value.to_owned()));
        }
        if let Rules::Code(code) = &mut self.rules {
            code.settings = read;
            // The scheme is checked before there is any key.
            if let (false, Err(error @ ConfigError::InvalidScheme { .. })) =
                (known.is_empty(), code.builder().public_url(ANY_URL).build())
            {
                return Err(Failure::new(format!(
                    "{error} (settings: --setting NAME=VALUE, of {all})"
                )));
            }
        }
        Ok(self)
    }

    /// The same sender, with its signature in another header.
    pub(crate) fn with_header(mut self, name: &str) -> Result<Self, Failure> {
        let header = HeaderName::new(name)?;
        let Rules::Data(scheme) = &self.rules else {
            return Err(Failure::new(format!(
                "the header in which {} signs cannot be chosen",
                self.id
            )));
        };
        let field = scheme.signature().clone().with_header(header);
        self.rules = scheme.as_ref().clone().with_signature(field).into();
        Ok(self)
    }
}
