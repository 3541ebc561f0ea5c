//! A sender's entry in the catalogue.

mod code;
mod family;
mod kind;

use std::fmt;

#[cfg(feature = "httpsig")]
use hookseal_core::httpsig::MessageSignatures;
use hookseal_core::scheme::{Description, Scheme, SchemeWords, SignatureScheme as _};
use hookseal_core::{Verifier, VerifierBuilder};

pub use self::code::CodeScheme;
pub(crate) use self::family::Family;
pub use self::kind::SchemeKind;

/// A sender in the catalogue.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Provider {
    /// The id in events and logs, such as `github`.
    pub id: &'static str,
    /// The name as the sender spells it.
    pub name: &'static str,
    /// The code for its usual scheme, in this crate: `GITHUB`, or `paypal(webhook_id)` for a
    /// function, with the names of its settings.
    pub constant: &'static str,
    /// Its field.
    pub group: Group,
    /// The page on which the sender says how it signs.
    pub documentation: &'static str,
    /// The day on which the scheme was last compared with the sender's page or library, or
    /// with what others have written after them, as `2026-11-21`.
    pub checked: &'static str,
    /// The feature of this crate and of the facade without which it is not there.
    pub feature: Option<&'static str>,
    /// Its usual scheme.
    pub scheme: ProviderScheme,
    /// Further names of the usual scheme, for test vectors and the command. Requests
    /// that it ignores, such as those signed by SHA-1 alone, have names of their own: it is
    /// the one that refuses them.
    pub names: &'static [&'static str],
    /// Its schemes other than the usual one.
    pub variants: &'static [Variant],
}

/// A sender's scheme other than the usual one.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Variant {
    /// Its name among the sender's schemes, such as `events`.
    pub name: &'static str,
    /// How this crate calls it, such as `SHOPIFY_EVENTS`.
    pub constant: &'static str,
    /// The scheme.
    pub scheme: ProviderScheme,
}

impl Variant {
    /// Its name among all senders, such as `shopify-events`.
    #[must_use]
    pub fn full_name(&self, provider: &Provider) -> String {
        format!("{}-{}", provider.id.replace('_', "-"), self.name)
    }
}

impl Provider {
    /// The scheme of this name: the sender's id or one of its [`names`](Self::names) for the
    /// usual one, `events` or `shopify-events` for one of its [`variants`](field@Self::variants).
    ///
    /// ```
    /// let shopify = hookseal_providers::ALL.iter().find(|sender| sender.id == "shopify");
    /// let shopify = shopify.ok_or("no such sender")?;
    /// assert!(shopify.scheme_named("events").is_some());
    /// assert!(shopify.scheme_named("nothing").is_none());
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn scheme_named(&self, name: &str) -> Option<&ProviderScheme> {
        if name.replace('-', "_") == self.id || self.names.contains(&name) {
            return Some(&self.scheme);
        }
        self.variants
            .iter()
            .find(|variant| variant.name == name || variant.full_name(self) == name)
            .map(|variant| &variant.scheme)
    }

    /// The family of its usual scheme.
    #[must_use]
    pub fn kind(&self) -> SchemeKind {
        self.scheme.kind()
    }

    /// The protection from replays of a captured delivery.
    #[must_use]
    pub fn replay(&self) -> Replay {
        let words = self.scheme.words();
        match (words.timestamp, words.tolerance) {
            (None, _) => Replay::NothingSigned,
            (Some(_), None) => Replay::SignedNotJudged,
            (Some(_), Some(_)) => Replay::Judged,
        }
    }
}

/// How a sender in the catalogue signs.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant)] // they are constants, one for each sender
pub enum ProviderScheme {
    /// In a way of its own, as data.
    Data(Scheme),
    /// In a way of its own that data cannot say.
    Code(CodeScheme),
    /// By HTTP Message Signatures (RFC 9421); calling it gives what they must have.
    #[cfg(feature = "httpsig")]
    MessageSignatures(fn() -> MessageSignatures),
}

/// The values of a setting, by its name.
type Settings<'a> = &'a dyn Fn(&str) -> Vec<String>;

impl ProviderScheme {
    /// The scheme, where it is data.
    #[must_use]
    pub const fn data(&self) -> Option<&Scheme> {
        match self {
            Self::Data(scheme) => Some(scheme),
            Self::Code(_) => None,
            #[cfg(feature = "httpsig")]
            Self::MessageSignatures(_) => None,
        }
    }

    /// The family that it belongs to.
    #[must_use]
    pub fn kind(&self) -> SchemeKind {
        match self {
            Self::Data(_) => Scheme::KIND,
            Self::Code(code) => code.kind(),
            #[cfg(feature = "httpsig")]
            Self::MessageSignatures(_) => MessageSignatures::KIND,
        }
    }

    /// Everything that is the same for each request: algorithm, key, limits, what is covered.
    #[must_use]
    pub fn description(&self) -> Description {
        match self {
            Self::Data(scheme) => scheme.description(),
            Self::Code(code) => code.description(),
            #[cfg(feature = "httpsig")]
            Self::MessageSignatures(rules) => rules().description(),
        }
    }

    /// Its rules in words.
    #[must_use]
    pub fn words(&self) -> SchemeWords {
        match self {
            Self::Data(scheme) => scheme.words(),
            Self::Code(code) => code.words(),
            #[cfg(feature = "httpsig")]
            Self::MessageSignatures(rules) => rules().words(),
        }
    }

    /// Begins a verifier of this sender's deliveries.
    ///
    /// ```
    /// use hookseal_core::Secret;
    ///
    /// let github = hookseal_providers::ALL.iter().find(|sender| sender.id == "github");
    /// let verifier = github
    ///     .map(|sender| sender.scheme.verifier())
    ///     .ok_or("no such sender")?
    ///     .key(Secret::new("6f1d9a52c3e84b70a1f5")?)
    ///     .build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verifier(&self) -> VerifierBuilder {
        match self {
            Self::Data(scheme) => Verifier::builder(scheme.clone()),
            Self::Code(code) => code.verifier(),
            #[cfg(feature = "httpsig")]
            Self::MessageSignatures(rules) => Verifier::builder(rules()),
        }
    }

    /// The names of the sender's settings besides keys, such as `webhook_id`.
    #[must_use]
    pub const fn settings(&self) -> &'static [&'static str] {
        match self {
            Self::Code(code) => code.settings(),
            Self::Data(_) => &[],
            #[cfg(feature = "httpsig")]
            Self::MessageSignatures(_) => &[],
        }
    }

    /// Begins a verifier with the sender's settings besides keys: `values` gives those of each
    /// name, none or several. A scheme without settings asks for none.
    pub fn verifier_with(&self, values: &dyn Fn(&str) -> Vec<String>) -> VerifierBuilder {
        match self {
            Self::Code(code) => code.verifier_with(values),
            Self::Data(_) => self.verifier(),
            #[cfg(feature = "httpsig")]
            Self::MessageSignatures(_) => self.verifier(),
        }
    }
}

/// The protection from a delivery that is captured and sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Replay {
    /// A signed timestamp, checked by default; within its tolerance, only the app's memory
    /// of event ids.
    Judged,
    /// The timestamp is signed, but the sender states no limit, so none is checked unless
    /// the app sets one with `VerifierBuilder::tolerance`.
    SignedNotJudged,
    /// No timestamp is signed, or none that the sender wants checked: only the app's memory of
    /// event ids protects.
    NothingSigned,
}

/// A sender's field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Group {
    /// Chat, telephony, meetings, streams.
    Chat,
    /// Shops and what ships their goods.
    Commerce,
    /// Users, identities, signatures of people.
    Identity,
    /// Hosting, builds, monitoring, models.
    Infrastructure,
    /// Mail and campaigns.
    Mail,
    /// Payments, banking, accounting.
    Payments,
    /// Tasks, documents, forms, customers.
    Productivity,
    /// Source code.
    SourceHosting,
    /// Schemes that many senders share.
    Standards,
}

/// The name as a heading.
impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chat => "Chat",
            Self::Commerce => "Commerce",
            Self::Identity => "Identity",
            Self::Infrastructure => "Infrastructure",
            Self::Mail => "Mail",
            Self::Payments => "Payments",
            Self::Productivity => "Productivity",
            Self::SourceHosting => "Source hosting",
            Self::Standards => "Standards",
        })
    }
}
