//! A request together with all it is checked by: what is verified, explained, and varied to
//! find a mistake.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use hookseal::adapter::RequestHead as _;
use hookseal::handshake::AnsweredHandshake;
use hookseal::httpsig::SignatureBase;
use hookseal::limits::GREATEST_BODY_LIMIT;
use hookseal::scheme::{HeaderName, Part, Scheme, TimestampPlace};
use hookseal::time::ManualClock;
use hookseal::trace::Trace;
use hookseal::{
    ConfigError, KeyRing, Rejection, UnixTime, VerifiedBody, Verifier, VerifierBuilder,
};

use crate::catalogue::Rules;
use crate::input::Head;
use crate::keys::GivenKey;

/// A request, and how it is checked.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// The sender's constant in `hookseal::providers`, for the code that is shown.
    pub(crate) constant: String,
    pub(crate) rules: Rules,
    pub(crate) keys: Vec<GivenKey>,
    /// Keys that are not configured, but might be the one that signed.
    pub(crate) others: Vec<GivenKey>,
    pub(crate) head: Head,
    pub(crate) body: Bytes,
    pub(crate) now: UnixTime,
    pub(crate) tolerance: Option<Duration>,
    pub(crate) public_url: Option<String>,
    pub(crate) allow_weak: bool,
    pub(crate) body_limit: usize,
    /// Whether handshakes are answered, as an app does, rather than checked by their
    /// signatures.
    pub(crate) answers_handshakes: bool,
}

/// Why a case does not verify.
#[derive(Clone, Debug)]
pub(crate) enum Refusal {
    /// The configuration is one that the library refuses.
    Config(ConfigError),
    /// Not an event but a handshake, which the app answers.
    Handshake(Box<AnsweredHandshake>),
    /// The request is refused.
    Rejection(Rejection),
}

impl Refusal {
    /// A stable name.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Config(error) => config_code(error),
            Self::Handshake(_) => "handshake",
            Self::Rejection(rejection) => rejection.code(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::Handshake(answered) => write!(f, "answered a handshake: {}", answered.name()),
            Self::Rejection(rejection) => rejection.fmt(f),
        }
    }
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        Self::Rejection(rejection)
    }
}

impl From<ConfigError> for Refusal {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl Case {
    /// The verifier that an app with this configuration has.
    pub(crate) fn verifier(&self) -> Result<Verifier, ConfigError> {
        let mut builder = self.builder()?.body_limit(self.body_limit);
        if let Some(tolerance) = self.tolerance {
            builder = builder.tolerance(tolerance, tolerance);
        }
        if self.allow_weak {
            builder = builder.allow_weak_secrets();
        }
        if !self.answers_handshakes {
            builder = builder.without_handshakes();
        }
        builder.build()
    }

    /// The verdict that an app with this configuration comes to.
    pub(crate) fn judge(&self) -> Result<VerifiedBody, Refusal> {
        let outcome = self.verifier()?.verify(&self.head, self.body.clone())?;
        outcome.into_event().map_err(Refusal::Handshake)
    }

    /// The verdict on the head alone.
    pub(crate) fn judge_head(&self) -> Result<(), Refusal> {
        drop(self.verifier()?.begin(&self.head)?);
        Ok(())
    }

    /// The steps of a verifier to which the time does not matter; nothing where the time is all
    /// that can be checked.
    pub(crate) fn trace_beside_time(&self) -> Option<Trace> {
        self.times().find_map(|now| {
            let verifier = self.lenient_verifier(now).ok()?;
            let trace = verifier.trace(&self.head, self.body.clone());
            let is_expired = matches!(trace.verdict(), Err(Rejection::Expired { .. }));
            (!is_expired).then_some(trace)
        })
    }

    /// Now, and the times at which what has expired had not.
    fn times(&self) -> impl Iterator<Item = UnixTime> {
        let created = self.bases().into_iter().filter_map(|base| base.created);
        std::iter::once(self.now)
            .chain(created)
            .chain(self.before_expiry())
    }

    /// Whether the signature holds, however old it is and however weak its secret.
    pub(crate) fn holds(&self) -> bool {
        // What has expired is checked as when it was made.
        self.times().any(|now| self.holds_at(now))
    }

    /// A time at which a token that has expired had not.
    pub(crate) fn before_expiry(&self) -> Option<UnixTime> {
        let Rules::Code(_) = self.rules else {
            return None;
        };
        let verifier = self.lenient_verifier(self.now).ok()?;
        match verifier.begin(&self.head).err()? {
            Rejection::Expired { ago_secs } => {
                let since = Duration::from_secs(ago_secs.saturating_add(1));
                Some(self.now.saturating_sub(since))
            }
            _ => None,
        }
    }

    /// A verifier that judges signatures alone.
    pub(crate) fn lenient_verifier(&self, now: UnixTime) -> Result<Verifier, ConfigError> {
        self.builder()?
            .clock(ManualClock::new(now))
            .without_handshakes()
            .allow_weak_secrets()
            .without_freshness()
            .body_limit(GREATEST_BODY_LIMIT)
            .build()
    }

    fn holds_at(&self, now: UnixTime) -> bool {
        let Ok(verifier) = self.lenient_verifier(now) else {
            return false;
        };
        let body = self.body.clone();
        match verifier.verify(&self.head, body.clone()) {
            Ok(_) => true,
            // The method is checked apart from the signature, unless that covers it.
            Err(Rejection::MethodNotAllowed { .. }) if !self.signs(&Part::Method) => {
                let mut head = self.head.clone();
                if let Some(method) = self.rules.methods().first() {
                    head.method = method.to_string();
                }
                verifier.verify(&head, body).is_ok()
            }
            Err(_) => false,
        }
    }

    /// The same with its headers under the names that the scheme says first, where the sender
    /// has chosen the others.
    fn with_first_names(&self) -> Self {
        let mut case = self.clone();
        let Rules::Data(scheme) = &self.rules else {
            return case;
        };
        let pairs = scheme.other_names();
        let has = |name: &HeaderName| self.head.header(name.as_str(), 0).is_some();
        if pairs.iter().any(|(first, _)| has(first)) {
            return case;
        }
        for (name, _) in &mut case.head.headers {
            let mut pairs = pairs.iter();
            let pair = pairs.find(|(_, other)| other.as_str().eq_ignore_ascii_case(name));
            if let Some((first, _)) = pair {
                first.as_str().clone_into(name);
            }
        }
        case
    }

    /// Whether a part is in the signed message; in RFC 9421 the sender chooses, and of code
    /// it is not known.
    pub(crate) fn signs(&self, part: &Part) -> bool {
        match &self.rules {
            Rules::Data(scheme) => {
                let mut parts = scheme.message().iter();
                return parts.any(|own| own == part || (own.is_url() && part.is_url()));
            }
            Rules::Code(_) => return true,
            Rules::Messages(_) => {}
        }
        let names: &[&str] = match part {
            Part::Body => &["content-digest", "repr-digest"],
            Part::Method => &["@method"],
            Part::Path => &["@path"],
            Part::Query => &["@query", "@query-param"],
            Part::Target => &["@request-target"],
            Part::Url => &["@authority", "@scheme", "@target-uri"],
            _ => &[],
        };
        self.bases().iter().any(|base| {
            let mut covered = base.components.iter();
            covered.any(|component| names.contains(&component.name()))
        })
    }

    /// Whether scheme, host and port of the URL are signed.
    pub(crate) fn signs_base(&self) -> bool {
        match &self.rules {
            Rules::Code(code) => code.words().needs_public_url,
            Rules::Data(_) | Rules::Messages(_) => self.signs(&Part::Url),
        }
    }

    /// Whether anything of path and query is signed.
    pub(crate) fn signs_target(&self) -> bool {
        if let Rules::Code(_) = self.rules {
            let mut other = self.clone();
            "/another/target?with=a&query=too".clone_into(&mut other.head.target);
            return self.signed_messages() != other.signed_messages();
        }
        let parts = [Part::Path, Part::Query, Part::Target, Part::Url];
        parts.iter().any(|part| self.signs(part))
    }

    /// The text that a signature would have to cover, as far as the check gets.
    pub(crate) fn signed_messages(&self) -> Vec<Vec<u8>> {
        let now = self.before_expiry().unwrap_or(self.now);
        let messages = self.lenient_verifier(now).map(|verifier| {
            let trace = verifier.trace(&self.head, self.body.clone());
            trace.messages().to_vec()
        });
        match (messages, self.rules.data()) {
            (Ok(messages), _) if !messages.is_empty() => messages,
            // The check did not come that far.
            (_, Some(scheme)) => self.message_of(scheme).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    fn message_of(&self, scheme: &Scheme) -> Option<Vec<u8>> {
        let case = self.with_first_names();
        let message = scheme
            .signed_message(&case.head, case.public_url.as_deref())
            .ok()?;
        let body: &[u8] = if message.has_body { &self.body } else { b"" };
        Some([&message.before_body, body, &message.after_body].concat())
    }

    /// Whether the signed time is a member of the body.
    pub(crate) fn has_its_time_in_the_body(&self) -> bool {
        let scheme = self.rules.data();
        let timestamp = scheme.and_then(|scheme| scheme.timestamp());
        timestamp.is_some_and(|timestamp| matches!(timestamp.place(), TimestampPlace::Json(_)))
    }

    /// The name of the key in the code that is shown.
    pub(crate) fn key_variable(&self) -> &'static str {
        if self.rules.algorithm().is_symmetric() {
            "secret"
        } else {
            "public_key"
        }
    }

    /// The content of the signatures of RFC 9421; empty for other schemes.
    pub(crate) fn bases(&self) -> Vec<SignatureBase> {
        match &self.rules {
            Rules::Code(_) | Rules::Data(_) => Vec::new(),
            Rules::Messages(rules) => rules
                .signature_bases(&self.head, self.public_url.as_deref())
                .unwrap_or_default(),
        }
    }

    fn builder(&self) -> Result<VerifierBuilder, ConfigError> {
        let keys = self
            .keys
            .iter()
            .map(GivenKey::key)
            .collect::<Result<KeyRing, _>>()?;
        let mut builder = self
            .rules
            .builder()
            .keys(keys)
            .clock(ManualClock::new(self.now));
        if let Some(url) = &self.public_url {
            builder = builder.public_url(url);
        }
        Ok(builder)
    }
}

/// A stable name of a configuration's error.
pub(crate) const fn config_code(error: &ConfigError) -> &'static str {
    match error {
        ConfigError::AmbiguousTemplate { .. } | ConfigError::InvalidScheme { .. } => {
            "invalid_scheme"
        }
        ConfigError::EquivalentKeys { .. } => "equivalent_keys",
        ConfigError::EmptySecret => "empty_secret",
        ConfigError::InvalidKey { .. } => "invalid_key",
        ConfigError::InvalidPublicUrl => "invalid_public_url",
        ConfigError::LooksLikeApiKey { .. } => "api_key",
        ConfigError::NoKey => "no_key",
        ConfigError::PublicUrlNeeded { .. } => "public_url_needed",
        ConfigError::PublishedSecret => "published_secret",
        ConfigError::SecretEndsInZeros { .. } => "secret_zeros",
        ConfigError::SecretHasInvisible { .. } => "secret_invisible",
        ConfigError::SecretHasMore { .. } => "secret_has_more",
        ConfigError::SecretHasWhitespace { .. } => "secret_whitespace",
        ConfigError::SecretTooShort { .. } => "secret_too_short",
        ConfigError::TooManyKeys { .. } => "too_many_keys",
        ConfigError::WeakSecret => "weak_secret",
        ConfigError::WrongKeyKind { .. } => "wrong_key_kind",
        _ => "misconfigured",
    }
}
