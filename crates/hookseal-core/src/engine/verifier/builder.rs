//! Building a verifier: everything that can be wrong is found here.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;

use super::{Inner, KeySource, Member, Verifier};
use crate::crypto::Algorithm;
use crate::engine::receive::Budget;
use crate::error::{ConfigError, check_public_url};
use crate::handshake::{Greeter, Handshake, OfferedSecret, SecretTaker, Token};
use crate::key::{Key, KeyFormat, KeyRing, Secret, secret_bytes};
use crate::limits::{
    DEFAULT_BODY_LIMIT, DEFAULT_LOOKUP_TIMEOUT, DEFAULT_READ_TIMEOUT, GREATEST_BODY_LIMIT,
    UNVERIFIED_BUDGET,
};
use crate::resolver::{AnyResolver, KeyResolver, KeyRules, Strangers};
use crate::schemes::header::FreshnessPolicy;
use crate::schemes::{AnyScheme, Freshness, SignatureScheme};
use crate::signing::Signer;
use crate::time::{Clock, SystemClock};
use crate::verdict::rejection::Samplers;
use crate::writing::SigningMaterial;

/// Configures a [`Verifier`].
///
/// Defaults: bodies as long as the sender documents, 1 MiB where it does not; 30 seconds for
/// the whole body; the scheme's own freshness; the system's clock.
#[derive(Debug)]
#[must_use = "call `build` to get the verifier"]
pub struct VerifierBuilder {
    scheme: AnyScheme,
    keys: KeyRing,
    resolver: Option<AnyResolver>,
    lookup_timeout: Duration,
    allow_weak_secrets: bool,
    clock: Box<dyn Clock>,
    freshness: FreshnessPolicy,
    public_url: Option<String>,
    /// The app's setting, if there is one.
    body_limit: Option<usize>,
    unverified_budget: Option<usize>,
    read_timeout: Duration,
    handshakes: Vec<Handshake>,
    answers_handshakes: bool,
    handshake_token: Option<Secret>,
    secret_taker: Option<SecretTaker>,
    stranger_secret: Option<Secret>,
}

impl VerifierBuilder {
    pub(super) fn new(scheme: impl SignatureScheme) -> Self {
        Self {
            scheme: AnyScheme::new(scheme),
            keys: KeyRing::new(),
            resolver: None,
            lookup_timeout: DEFAULT_LOOKUP_TIMEOUT,
            allow_weak_secrets: false,
            clock: Box::new(SystemClock),
            freshness: FreshnessPolicy::OfScheme,
            public_url: None,
            body_limit: None,
            unverified_budget: None,
            read_timeout: DEFAULT_READ_TIMEOUT,
            handshakes: Vec::new(),
            answers_handshakes: true,
            handshake_token: None,
            secret_taker: None,
            stranger_secret: None,
        }
    }

    /// The sender's name, such as `github`.
    #[must_use]
    pub fn provider(&self) -> &str {
        self.scheme.description().id()
    }

    /// The algorithm that its keys are for.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.scheme.description().algorithm()
    }

    /// The methods that deliveries come with, in capitals.
    #[must_use]
    pub fn methods(&self) -> &[Cow<'static, str>] {
        self.scheme.description().methods()
    }

    /// A request from the sender that is not an event and expects a certain answer.
    #[must_use]
    pub fn handshakes(&self) -> &[Handshake] {
        self.scheme.description().handshakes()
    }

    /// Adds one key: a [`Secret`](crate::Secret), a [`PublicKey`](crate::PublicKey), or
    /// a [`Key`] with a label or a time of validity. At most 8 keys in all.
    pub fn key(mut self, key: impl Into<Key>) -> Self {
        self.keys = self.keys.with(key);
        self
    }

    /// Adds all keys of a ring.
    pub fn keys(mut self, keys: impl Into<KeyRing>) -> Self {
        self.keys.keys.extend(keys.into().keys);
        self
    }

    /// Has keys looked up for each request instead of given here, such as by tenant or
    /// by key id. Deliveries are then verified by [`Verifier::receive`], as all adapters do.
    pub fn resolver(mut self, resolver: impl KeyResolver) -> Self {
        self.resolver = Some(AnyResolver::new(resolver));
        self
    }

    /// The secret for answering challenges of unknown tenants, if keys are looked up by tenant
    /// and the sender expects an HMAC of its challenge, as X and Braintree do: each unknown name
    /// gets a key derived from this. It has no other use.
    ///
    /// Without it each process draws one at random. If an app runs in several processes, or is
    /// restarted, a different answer to the same challenge then reveals an unknown tenant: so
    /// give all processes the same. At least 16 bytes, as for secrets.
    pub fn stranger_secret(mut self, secret: Secret) -> Self {
        self.stranger_secret = Some(secret);
        self
    }

    /// How long a lookup of keys may take (default 2 s); then the answer is 503, and the
    /// sender may retry.
    pub fn lookup_timeout(mut self, timeout: Duration) -> Self {
        self.lookup_timeout = timeout;
        self
    }

    /// Accepts secrets that are shorter than the scheme requires, placeholders or patterns,
    /// published in documentation, or that look like API keys or like more than a secret. Empty
    /// secrets are still refused, and those that only zeros make long enough.
    ///
    /// For senders that let the user choose the secret, and for tests with published
    /// examples. Anyone who guesses the secret can sign.
    pub fn allow_weak_secrets(mut self) -> Self {
        self.allow_weak_secrets = true;
        self
    }

    /// The longest body that is accepted, in bytes. By default the longest that the sender
    /// documents, such as GitHub's 25 MiB, or
    /// [`DEFAULT_BODY_LIMIT`](crate::limits::DEFAULT_BODY_LIMIT) if it documents none.
    ///
    /// No more than [`GREATEST_BODY_LIMIT`](crate::limits::GREATEST_BODY_LIMIT).
    ///
    /// Where a [`KeyResolver`] has tenants with schemes of their own, the limit is that of
    /// the verifier's scheme: it is applied before any tenant is known.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = Some(bytes);
        self
    }

    /// The bytes that all unverified, incomplete bodies may hold together; requests beyond that
    /// are answered 503, to be retried
    /// ([`Rejection::Overloaded`](crate::Rejection::Overloaded)). By default
    /// [`UNVERIFIED_BUDGET`](crate::limits::UNVERIFIED_BUDGET), or four times the
    /// [`body_limit`](Self::body_limit) if that is more.
    ///
    /// Anyone can send bodies slowly, and many at once. Of each body the first
    /// [`UNCOUNTED`](crate::limits::UNCOUNTED) bytes are not counted, so that most deliveries
    /// are let through even when others have used up the rest; what is there when its head is
    /// is not counted, either. Each verifier has a count of its own, which its clones share;
    /// it is kept by [`Verifier::receive`].
    pub fn unverified_budget(mut self, bytes: usize) -> Self {
        self.unverified_budget = Some(bytes);
        self
    }

    /// How long the whole body may take to arrive (default 30 s). The adapters enforce it.
    ///
    /// No framework bounds this by itself; a sender of one byte a second would hold
    /// its connection and buffer for ever.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = timeout;
        self
    }

    /// How far a signed timestamp may be in the past and in the future, instead of the
    /// scheme's own values. The bounds are inclusive.
    pub fn tolerance(mut self, max_age: Duration, max_future: Duration) -> Self {
        self.freshness = FreshnessPolicy::Within(Freshness {
            max_age,
            max_future,
        });
        self
    }

    /// Accepts signed timestamps of any age: anyone who has captured a delivery can then
    /// replay it for ever, unless the app remembers the ids of its events.
    pub fn without_freshness(mut self) -> Self {
        self.freshness = FreshnessPolicy::Unchecked;
        self
    }

    /// The base of the URL that the sender calls, such as `https://hooks.example.com`,
    /// for schemes that sign the URL.
    ///
    /// It must be configured because a request cannot be trusted about it: behind a
    /// proxy, `Host` and `X-Forwarded-*` are whatever the client has sent.
    pub fn public_url(mut self, base: impl Into<String>) -> Self {
        self.public_url = Some(base.into());
        self
    }

    /// Answers this handshake as well, besides those of the scheme.
    pub fn handshake(mut self, handshake: Handshake) -> Self {
        self.handshakes.push(handshake);
        self
    }

    /// Answers no handshake of the scheme: unsigned ones are refused, and signed ones
    /// reach the handler as events.
    pub fn without_handshakes(mut self) -> Self {
        self.answers_handshakes = false;
        self
    }

    /// The token that unsigned handshakes must carry to be answered, if the sender sends back
    /// a token chosen by the app, such as Meta's `hub.verify_token`. Without this setting they
    /// are refused.
    ///
    /// At least 16 bytes, as for secrets.
    #[cfg(feature = "form")]
    pub fn handshake_token(mut self, token: Secret) -> Self {
        self.handshake_token = Some(token);
        self
    }

    /// For senders that first send the secret for all later events, such as Asana's
    /// `X-Hook-Secret`: `take` stores it and returns `true`, or returns `false`. Without this
    /// setting such offers are refused.
    ///
    /// Nothing proves who offers a secret, and anyone whose secret is accepted can sign events.
    /// So return `true` only if the app has just asked the sender for a webhook, at an address
    /// that nobody else knows, and has no secret yet.
    pub fn offered_secrets(
        mut self,
        take: impl Fn(OfferedSecret) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.secret_taker = Some(SecretTaker(Arc::new(take)));
        self
    }

    /// Where the time comes from (default the system's clock).
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// A signer by the same scheme, which knows the same public URL: see [`Signer`].
    ///
    /// # Errors
    ///
    /// A problem with the scheme, the key or the URL.
    pub fn signer(self, key: impl Into<SigningMaterial>) -> Result<Signer, ConfigError> {
        let signer = Signer::by(self.scheme, key.into())?;
        match self.public_url {
            Some(url) => signer.public_url(url),
            None => Ok(signer),
        }
    }

    /// Checks everything and computes the key schedules.
    ///
    /// # Errors
    ///
    /// The problem, and how to fix it: see [`ConfigError`].
    pub fn build(mut self) -> Result<Verifier, ConfigError> {
        if let Some(url) = &self.public_url {
            check_public_url(url)?;
        }
        for (setting, time) in [
            ("lookup_timeout", self.lookup_timeout),
            ("read_timeout", self.read_timeout),
        ] {
            if time.is_zero() {
                return Err(ConfigError::NoTime { setting });
            }
        }
        self.scheme.as_dyn().validate(self.public_url.as_deref())?;
        let scheme = self.scheme.description();
        let rules = KeyRules::new(
            scheme.secret_rules(self.allow_weak_secrets),
            self.public_url.clone(),
        );
        let chosen = |secret: &Secret| {
            let mut rules = scheme.secret_rules(self.allow_weak_secrets);
            rules.format = KeyFormat::Utf8;
            rules.min_bytes = MIN_TOKEN_BYTES;
            secret_bytes(secret, &rules)
        };
        let secret = self.stranger_secret.as_ref().map(chosen).transpose()?;
        let hidden = self
            .resolver
            .as_ref()
            .filter(|one| one.hides_whom_it_knows());
        let strangers = hidden.map(|resolver| {
            let many = !resolver.one_scheme_for_all();
            let secret = secret.as_ref().map(|bytes| bytes.as_slice());
            Strangers::new(rules.algorithm(), secret, many).map(Box::new)
        });
        let strangers = strangers.transpose()?;
        let keys = match self.resolver.take() {
            None => KeySource::Ring(ArcSwap::new(
                rules.prepare(std::mem::take(&mut self.keys))?.keys,
            )),
            Some(_) if !self.keys.is_empty() => return Err(ConfigError::KeysAreLookedUp),
            Some(resolver) => KeySource::Resolver {
                after_body: scheme.names_keys_in_body() && resolver.one_scheme_for_all(),
                resolver,
                timeout: self.lookup_timeout,
                strangers,
            },
        };
        let body_limit = self.greatest_body();
        let budget = self.budget(body_limit);
        check_bounds(body_limit, budget)?;
        let token = self.handshake_token.as_ref().map(chosen).transpose()?;
        let token = token.map(|bytes| Token::new(&bytes));
        Ok(self.assemble(keys, rules, token))
    }

    /// A verifier that refuses everything.
    pub(super) fn closed(self, reason: Arc<str>) -> Verifier {
        self.without_keys(KeySource::Closed { reason })
    }

    /// A verifier without keys of its own.
    fn without_keys(self, instead: KeySource) -> Verifier {
        let rules = self.scheme.description().secret_rules(false);
        let rules = KeyRules::new(rules, None);
        self.assemble(instead, rules, None)
    }

    /// A verifier whose requests are verified by one of these.
    pub(super) fn in_front_of(mut self, members: Box<[Member]>) -> Verifier {
        let verifiers = || members.iter().map(Member::verifier);
        self.body_limit = verifiers().map(Verifier::body_limit).max();
        let times = verifiers().map(Verifier::read_timeout);
        self.read_timeout = times.max().unwrap_or(self.read_timeout);
        self.without_keys(KeySource::AnyOf(members))
    }

    fn greatest_body(&self) -> usize {
        let documented = self.scheme.description().greatest_body();
        let limit = self.body_limit.or(documented);
        limit.unwrap_or(DEFAULT_BODY_LIMIT)
    }

    fn budget(&self, body_limit: usize) -> usize {
        self.unverified_budget
            .unwrap_or_else(|| body_limit.saturating_mul(4).max(UNVERIFIED_BUDGET))
    }

    fn assemble(self, keys: KeySource, rules: KeyRules, token: Option<Token>) -> Verifier {
        let body_limit = self.greatest_body();
        let budget = self.budget(body_limit);
        let scheme = self.scheme.description();
        let mut handshakes = self.handshakes;
        if self.answers_handshakes {
            handshakes.extend(scheme.handshakes());
        }
        Verifier(Arc::new(Inner {
            greeter: Greeter::new(handshakes, token, self.secret_taker),
            samplers: Samplers::new(),
            takes_post: scheme.methods().iter().any(|method| method == "POST"),
            body_limit,
            budget: Arc::new(Budget::new(budget, scheme.retry_status())),
            wanted: self.scheme.wanted(),
            rules,
            scheme: self.scheme,
            keys,
            clock: self.clock,
            freshness: self.freshness,
            public_url: self.public_url,
            read_timeout: self.read_timeout,
        }))
    }
}

/// A limit that no machine has is a mistake; with a budget below the limit, bodies that are
/// allowed could never be received.
fn check_bounds(limit: usize, budget: usize) -> Result<(), ConfigError> {
    if limit > GREATEST_BODY_LIMIT {
        return Err(ConfigError::BodyLimitTooGreat { limit });
    }
    if budget < limit {
        return Err(ConfigError::BudgetBelowLimit { budget, limit });
    }
    Ok(())
}

const MIN_TOKEN_BYTES: usize = 16;
