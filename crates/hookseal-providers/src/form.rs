//! Signatures over a URL and the fields of a form.

mod body;
mod claim;
mod target;

use std::borrow::Cow;
use std::mem::{forget, replace};
use std::time::Duration;

use hookseal_core::adapter::RequestHead;
use hookseal_core::handshake::Handshake;
use hookseal_core::scheme::{
    Claim, Delivered, Description, Encoding, EventFacts, HeaderName, Incoming, SchemeWords,
    SignatureScheme,
};
use hookseal_core::signing::{Draft, SignError};
use hookseal_core::{Algorithm, BodyCoverage, ConfigError, Rejection};
use sha2::{Digest as _, Sha256};

pub(crate) use self::body::{FORM, TWICE, demand_form, fields, is_form};
use self::claim::{Mode, UrlClaim, signed_fields};
use self::target::targets;
pub(crate) use self::target::{IN_COMPONENT, parameter, with_parameter};
use crate::within::CONTENT_TYPE;

/// A sender that signs the URL that it calls, followed by the fields of the form that it
/// posts: each name and its value, sorted by name, with nothing between them.
///
/// **Nothing separates them**, so a body can be cut elsewhere under the same signature: `a=bc`
/// and `ab=c` are the same to the sender, and so are fields and the end of the URL. Someone who
/// has captured a delivery can make others, but only by re-splitting the same text. So the
/// coverage is [`BodyCoverage::Parts`]: a field's presence or its end proves nothing. If the
/// sender posts a single field with a known name, there is only one way to split, and the
/// coverage is [`BodyCoverage::Whole`].
///
/// The URL is the app's `public_url` with the request's target, never `Host`. Bodies
/// that the sender cannot have meant are refused: those that are not a form in UTF-8, or have
/// more than 1,000 fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlAndForm {
    id: &'static str,
    algorithm: Algorithm,
    header: HeaderName,
    settings: Option<Settings>,
    digest: Option<&'static str>,
    fields: Fields,
    any_port: bool,
    other_escapes: bool,
    methods: &'static [Cow<'static, str>],
    facts: EventFacts,
    handshakes: &'static [Handshake],
    retry_window: Option<Duration>,
    greatest_body: Option<usize>,
    questions: Option<Questions>,
}

/// Which forms ask for something, and may ask for the same twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Questions {
    with: &'static str,
    without: &'static [&'static str],
}

impl Questions {
    /// Whether the form is one, by the texts of which one is signed. A field's name is looked
    /// for wherever it may have been: what is signed does not tell where fields begin.
    fn is_one(self, mut texts: impl Iterator<Item = String>) -> bool {
        let mut has = false;
        let is_other = texts.any(|text| {
            has |= text.contains(self.with);
            self.without.iter().any(|name| text.contains(name))
        });
        has && !is_other
    }
}

/// The forms that the sender posts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fields {
    /// A name may occur again: each of its values is signed once, in their order.
    EachOnce,
    /// No name occurs again.
    Distinct,
    /// One field alone, of this name.
    Only(&'static str),
}

/// A header that names algorithm and key, as `key=<id>,algorithm=<name>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) header: HeaderName,
    /// The name that it must give, in whatever case, if it gives one.
    pub(crate) algorithm: &'static str,
    /// Whether both must be there.
    pub(crate) demanded: bool,
}

impl UrlAndForm {
    /// The signature is the header's value, in base64. A name may occur once.
    pub(crate) const fn new(id: &'static str, algorithm: Algorithm, header: HeaderName) -> Self {
        Self {
            id,
            algorithm,
            header,
            settings: None,
            digest: None,
            fields: Fields::Distinct,
            any_port: false,
            other_escapes: false,
            methods: &[Cow::Borrowed("POST")],
            facts: EventFacts::new(),
            handshakes: &[],
            retry_window: None,
            greatest_body: None,
            questions: None,
        }
    }

    /// A name may occur again; each of its values is signed once, in their order.
    pub(crate) const fn with_repeated_names(mut self) -> Self {
        self.fields = Fields::EachOnce;
        self
    }

    /// The form has a single field, with this name, which must not occur in the URL.
    pub(crate) const fn with_only_field(mut self, name: &'static str) -> Self {
        self.fields = Fields::Only(name);
        self
    }

    /// Bodies that are not a form are signed by their SHA-256, in hex, which is this parameter of
    /// the signed URL's query.
    pub(crate) const fn with_digest_parameter(mut self, name: &'static str) -> Self {
        self.digest = Some(name);
        self
    }

    /// The sender may sign the URL without its port, or with the one that goes without saying.
    pub(crate) const fn with_any_port(mut self) -> Self {
        self.any_port = true;
        self
    }

    /// The sender may sign the URL with its characters escaped in another way than it sends
    /// them: see [`other_escapes`].
    pub(crate) const fn with_other_escapes(mut self) -> Self {
        self.other_escapes = true;
        self
    }

    /// Requests that are not events and expect a certain answer.
    pub(crate) const fn with_handshakes(mut self, handshakes: &'static [Handshake]) -> Self {
        self.handshakes = handshakes;
        self
    }

    /// The header that names algorithm and key.
    pub(crate) const fn with_settings(mut self, settings: Settings) -> Self {
        let settings = Some(settings);
        forget(replace(&mut self.settings, settings));
        self
    }

    /// The methods that deliveries come with.
    pub(crate) const fn with_methods(mut self, methods: &'static [Cow<'static, str>]) -> Self {
        self.methods = methods;
        self
    }

    /// The places of an event's facts.
    pub(crate) const fn with_facts(mut self, facts: EventFacts) -> Self {
        forget(replace(&mut self.facts, facts));
        self
    }

    /// The longest body that the sender sends, in bytes, if it documents that: the default
    /// limit of verifiers.
    #[must_use]
    pub const fn with_greatest_body(mut self, bytes: usize) -> Self {
        self.greatest_body = Some(bytes);
        self
    }

    /// Forms that have the field `with`, and none of `without`, are questions, of which two
    /// can be the same: nothing tells them apart. A name counts
    /// wherever it occurs, in values too.
    pub(crate) const fn with_questions(
        mut self,
        with: &'static str,
        without: &'static [&'static str],
    ) -> Self {
        self.questions = Some(Questions { with, without });
        self
    }

    /// How long the sender goes on trying to deliver an event.
    #[must_use]
    pub const fn with_retry_window(mut self, window: Duration) -> Self {
        self.retry_window = Some(window);
        self
    }

    /// Its rules in words.
    #[must_use]
    pub fn words(&self) -> SchemeWords {
        SchemeWords::of(self)
            .with_signature(format!("{}: <base64>", self.header))
            .with_message(match self.fields {
                Fields::Only(name) => format!("{{url}}{name}{{field {name}}}"),
                _ => "{url}{fields by name}".to_owned(),
            })
            .with_public_url()
    }

    /// The id of the key, where the request names one and the algorithm is the scheme's.
    fn key_id<'a>(&self, head: &'a dyn RequestHead) -> Result<Option<&'a str>, Rejection> {
        let Some(settings) = &self.settings else {
            return Ok(None);
        };
        let other = || Rejection::UnsupportedAlgorithm {
            header: settings.header.clone(),
        };
        let value = match settings.header.only_in(head)? {
            None | Some(b"") if settings.demanded => return Err(other()),
            None | Some(b"") => return Ok(None),
            Some(value) => std::str::from_utf8(value).map_err(|_| other())?,
        };
        let (mut key, mut algorithm) = (None, None);
        for pair in value.split(',') {
            let slot = match pair
                .split_once('=')
                .map(|(name, value)| (name.trim(), value))
            {
                Some(("key", id)) => key.replace(id.trim()),
                Some(("algorithm", name)) => algorithm.replace(name.trim()),
                _ => None,
            };
            if slot.is_some() {
                return Err(Rejection::Ambiguous {
                    field: settings.header.clone(),
                });
            }
        }
        let is_own = match algorithm {
            Some(name) => name.eq_ignore_ascii_case(settings.algorithm),
            None => !settings.demanded,
        };
        is_own.then_some(key).ok_or_else(other)
    }

    fn signature(&self, head: &dyn RequestHead) -> Result<Vec<u8>, Rejection> {
        let header = || self.header.clone();
        match self.header.only_in(head)? {
            None | Some(b"") => Err(Rejection::MissingSignature { header: header() }),
            Some(text) => Encoding::Base64
                .signature(text, self.algorithm)
                .ok_or_else(|| Rejection::MalformedSignature { header: header() }),
        }
    }

    /// How the body is signed, by its type and the query.
    fn mode(&self, head: &dyn RequestHead) -> Result<Mode, Rejection> {
        if let Fields::Only(name) = self.fields {
            // Where the name first occurs, the URL has ended.
            let target = head.target();
            if format!("{target}{name}").find(name) != Some(target.len()) {
                return Err(Rejection::AmbiguousTarget);
            }
        }
        if is_form(head)? {
            return Ok(Mode::Form);
        }
        let Some(name) = self.digest else {
            return Ok(Mode::Nothing);
        };
        match parameter(head.target(), name)? {
            None => Ok(Mode::Nothing),
            Some(text) => Encoding::Hex
                .signature(text.as_bytes(), Algorithm::HmacSha256)
                .map(|digest| Mode::Digest(Sha256::new(), digest))
                .ok_or(Rejection::AmbiguousTarget),
        }
    }
}

impl SignatureScheme for UrlAndForm {
    fn description(&self) -> Description {
        let settings = self.settings.as_ref().map(|settings| &settings.header);
        let coverage = match self.fields {
            Fields::Only(_) => BodyCoverage::Whole,
            Fields::Distinct | Fields::EachOnce => BodyCoverage::Parts,
        };
        Description::new(self.id, self.algorithm, coverage)
            .with_methods(self.methods)
            .with_handshakes(self.handshakes)
            .with_retry_window(self.retry_window)
            .with_facts(self.facts.clone())
            .with_greatest_body(self.greatest_body)
            .with_headers([CONTENT_TYPE, self.header.clone()])
            .with_headers(settings.cloned())
    }

    /// In another order, or written otherwise, the fields are the same delivery. So they are
    /// as a piece of the URL: nothing of what is signed tells where that ends. Where the URL
    /// may be signed in several ways, its HMAC says which text was.
    fn event_identity(
        &self,
        delivered: &Delivered<'_>,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        let head = delivered.head();
        let target = head.target();
        let fields = if is_form(head)? {
            signed_fields(delivered.body(), self.fields)?
        } else {
            String::new() // the target has the body's digest
        };
        let texts = targets(target, self.other_escapes).map(|target| target + &fields);
        if self.questions.is_some_and(|it| it.is_one(texts)) {
            return Ok(());
        }
        if self.other_escapes {
            part(&self.signature(head)?);
        } else {
            part([target, &fields].concat().as_bytes());
        }
        Ok(())
    }

    fn validate(&self, public_url: Option<&str>) -> Result<(), ConfigError> {
        match public_url {
            Some(_) => Ok(()),
            None => Err(ConfigError::PublicUrlNeeded {
                scheme: self.id.to_owned(),
            }),
        }
    }

    fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
        let head = incoming.head();
        Ok(Box::new(UrlClaim {
            signature: self.signature(head)?,
            key_id: self.key_id(head)?.map(str::to_owned),
            mode: self.mode(head)?,
            base: incoming.public_url().unwrap_or_default().to_owned(),
            target: head.target().to_owned(),
            fields: self.fields,
            any_port: self.any_port,
            other_escapes: self.other_escapes,
        }))
    }

    /// A body that is not a form gets its digest into the URL, if the sender has one there.
    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        draft.push_facts(&self.facts);
        if let Some(settings) = &self.settings
            && (settings.demanded || draft.key_id().is_some())
        {
            let key = draft.key_id().map(|id| format!("key={id},"));
            let value = format!(
                "{}algorithm={}",
                key.unwrap_or_default(),
                settings.algorithm
            );
            draft.push(&settings.header, value);
        }
        if let (Some(name), false) = (self.digest, is_form(draft)?)
            && !draft.body().is_empty()
        {
            let digest = Encoding::Hex.encode(&Sha256::digest(draft.body()));
            draft.set_target(with_parameter(draft.target(), name, &digest));
        }
        let signature = draft.signature(Encoding::Base64);
        draft.push(&self.header, signature);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
