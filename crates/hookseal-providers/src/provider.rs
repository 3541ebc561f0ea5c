//! What the catalogue says of a sender beside its scheme.

use std::fmt;

#[cfg(feature = "httpsig")]
use hookseal_core::httpsig::MessageSignatures;
use hookseal_core::{Scheme, Verifier, VerifierBuilder};

/// A sender in the catalogue.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Provider {
    /// The id in events and logs, such as `github`.
    pub id: &'static str,
    /// The name as the sender spells it.
    pub name: &'static str,
    /// Its field.
    pub group: Group,
    /// The page on which the sender says how it signs.
    pub documentation: &'static str,
    /// The day on which the scheme was last compared with the sender's page or library, or
    /// with what others have written after them, as `2026-11-21`.
    pub checked: &'static str,
    /// Its usual scheme.
    pub scheme: ProviderScheme,
    /// What test vectors and the command call the usual scheme, beside the id. Requests
    /// that it ignores, such as those signed by SHA-1 alone, have names of their own: it is
    /// the one that refuses them.
    pub names: &'static [&'static str],
    /// Its schemes beside the usual one.
    pub variants: &'static [Variant],
}

/// A sender's scheme beside the usual one.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Variant {
    /// What it is called among the sender's schemes, such as `events`.
    pub name: &'static str,
    /// How this crate calls it, such as `SHOPIFY_EVENTS`.
    pub constant: &'static str,
    /// The scheme.
    pub scheme: ProviderScheme,
}

impl Variant {
    /// A scheme that is data, and the code that says it.
    pub(crate) const fn new(name: &'static str, constant: &'static str, scheme: Scheme) -> Self {
        let scheme = ProviderScheme::Data(scheme);
        Self {
            name,
            constant,
            scheme,
        }
    }

    /// Its name among all senders, such as `shopify-events`.
    #[must_use]
    pub fn full_name(&self, provider: &Provider) -> String {
        format!("{}-{}", provider.id.replace('_', "-"), self.name)
    }
}

impl Provider {
    /// A sender whose scheme is data; its file's folder says the group.
    pub(crate) const fn new(
        id: &'static str,
        name: &'static str,
        documentation: &'static str,
        checked: &'static str,
        scheme: Scheme,
    ) -> Self {
        let scheme = ProviderScheme::Data(scheme);
        Self::with(id, name, documentation, checked, scheme)
    }

    /// As [`new`](Self::new), for any scheme.
    pub(crate) const fn with(
        id: &'static str,
        name: &'static str,
        documentation: &'static str,
        checked: &'static str,
        scheme: ProviderScheme,
    ) -> Self {
        Self {
            id,
            name,
            group: Group::Standards,
            documentation,
            checked,
            scheme,
            names: &[],
            variants: &[],
        }
    }

    /// The same with names for the usual scheme.
    pub(crate) const fn called(mut self, names: &'static [&'static str]) -> Self {
        self.names = names;
        self
    }

    /// The same with schemes beside the usual one.
    pub(crate) const fn variants(mut self, variants: &'static [Variant]) -> Self {
        self.variants = variants;
        self
    }

    pub(crate) const fn in_group(mut self, group: Group) -> Self {
        self.group = group;
        self
    }

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

    /// What keeps a captured delivery from being sent again.
    #[must_use]
    pub fn replay(&self) -> Replay {
        let Some(scheme) = self.scheme.data() else {
            return Replay::Judged; // RFC 9421: `created` is demanded
        };
        let words = scheme.words();
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
    /// By HTTP Message Signatures (RFC 9421); calling it gives what they must have.
    #[cfg(feature = "httpsig")]
    MessageSignatures(fn() -> MessageSignatures),
}

impl ProviderScheme {
    /// The scheme, where it is data.
    #[must_use]
    pub const fn data(&self) -> Option<&Scheme> {
        match self {
            Self::Data(scheme) => Some(scheme),
            #[cfg(feature = "httpsig")]
            Self::MessageSignatures(_) => None,
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
    ///     .key(Secret::new("It's a Secret to Everybody")?)
    ///     .build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verifier(&self) -> VerifierBuilder {
        match self {
            Self::Data(scheme) => Verifier::builder(scheme.clone()),
            #[cfg(feature = "httpsig")]
            Self::MessageSignatures(rules) => Verifier::builder(rules()),
        }
    }
}

/// What protects from a delivery that is captured and sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Replay {
    /// A signed timestamp, judged by default; within its tolerance, only the app's memory
    /// of event ids.
    Judged,
    /// The timestamp is signed, but the sender states no limit, so none is judged unless
    /// the app sets one with `VerifierBuilder::tolerance`.
    SignedNotJudged,
    /// No timestamp is signed in the head: only the app's memory of event ids protects.
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
