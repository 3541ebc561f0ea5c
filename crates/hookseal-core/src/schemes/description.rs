//! A scheme's description of its sender, read once when a verifier is built.

use std::borrow::Cow;
use std::time::Duration;

use super::BodyCoverage;
use crate::crypto::Algorithm;
use crate::event::EventFacts;
use crate::handshake::Handshake;
use crate::header_name::HeaderName;
use crate::key::{KeyFormat, SecretRules};
use crate::limits::DEFAULT_MIN_KEY_BYTES;
use crate::schemes::Freshness;
use crate::verdict::RetryStatus;

/// Everything about a way of signing that is the same for each request: the sender's name, its
/// keys, its limits, and what its signature covers.
///
/// A verifier asks for it once. How much of the body is signed has no default: a scheme that
/// says nothing must not promise anything.
///
/// ```
/// use hookseal_core::{Algorithm, BodyCoverage};
/// use hookseal_core::scheme::{Description, HeaderName};
///
/// let description = Description::new("acme", Algorithm::HmacSha256, BodyCoverage::Whole)
///     .with_headers([HeaderName::from_static("Acme-Signature")]);
/// assert_eq!(description.min_key_bytes(), 16);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    id: Cow<'static, str>,
    algorithm: Algorithm,
    coverage: BodyCoverage,
    key_format: KeyFormat,
    min_key_bytes: usize,
    signs_with_api_keys: bool,
    methods: Cow<'static, [Cow<'static, str>]>,
    facts: EventFacts,
    handshakes: Cow<'static, [Handshake]>,
    headers: Vec<HeaderName>,
    other_names: Cow<'static, [(HeaderName, HeaderName)]>,
    signed_headers: Vec<HeaderName>,
    /// Where it is not just what `coverage` says.
    signed_members: Option<Vec<Cow<'static, str>>>,
    freshness: Option<Freshness>,
    retry_window: Option<Duration>,
    retry_status: RetryStatus,
    receipt: Option<&'static str>,
    greatest_body: Option<usize>,
    names_keys_in_body: bool,
}

impl Description {
    /// A sender that is called `id`, such as `github`, and signs with keys for `algorithm`.
    ///
    /// `coverage` says how much of the body the signature covers. If that is not the whole body,
    /// anyone who sees one delivery can send another body with the same signature: events report
    /// it, and the scheme's documentation must say it.
    #[must_use]
    pub fn new(
        id: impl Into<Cow<'static, str>>,
        algorithm: Algorithm,
        coverage: BodyCoverage,
    ) -> Self {
        Self {
            id: id.into(),
            algorithm,
            coverage,
            key_format: KeyFormat::Utf8,
            min_key_bytes: DEFAULT_MIN_KEY_BYTES,
            signs_with_api_keys: false,
            methods: Cow::Borrowed(&[Cow::Borrowed("POST")]),
            facts: EventFacts::new(),
            handshakes: Cow::Borrowed(&[]),
            headers: Vec::new(),
            other_names: Cow::Borrowed(&[]),
            signed_headers: Vec::new(),
            signed_members: None,
            freshness: None,
            retry_window: None,
            retry_status: RetryStatus::ServiceUnavailable,
            receipt: None,
            greatest_body: None,
            names_keys_in_body: false,
        }
    }

    /// With another coverage, such as that of a scheme that reads one part of a form.
    #[must_use]
    pub const fn with_coverage(mut self, coverage: BodyCoverage) -> Self {
        self.coverage = coverage;
        self
    }

    /// How the text of a key becomes bytes (default: the text itself).
    #[must_use]
    pub fn with_key_format(mut self, format: KeyFormat) -> Self {
        self.key_format = format;
        self
    }

    /// The minimum length of a secret, in bytes (default 16).
    #[must_use]
    pub const fn with_min_key_bytes(mut self, bytes: usize) -> Self {
        self.min_key_bytes = bytes;
        self
    }

    /// The sender signs with its API keys, such as `sk_live_…`, which are otherwise refused
    /// because they were probably pasted by mistake.
    #[must_use]
    pub const fn with_api_keys(mut self, signs_with_api_keys: bool) -> Self {
        self.signs_with_api_keys = signs_with_api_keys;
        self
    }

    /// The methods its deliveries come with, in capitals (default `POST`).
    #[must_use]
    pub fn with_methods(mut self, methods: impl Into<Cow<'static, [Cow<'static, str>]>>) -> Self {
        self.methods = methods.into();
        self
    }

    /// Where the event's id, type and attempt are written (default: nowhere).
    #[must_use]
    pub fn with_facts(mut self, facts: EventFacts) -> Self {
        self.facts = facts;
        self
    }

    /// Requests that are not events and expect a certain answer (default: none).
    #[must_use]
    pub fn with_handshakes(mut self, handshakes: impl Into<Cow<'static, [Handshake]>>) -> Self {
        self.handshakes = handshakes.into();
        self
    }

    /// More headers that the scheme reads of every request, besides those of its facts. They
    /// are found in one pass over the head; a scheme can still ask for others, one at a time.
    #[must_use]
    pub fn with_headers(mut self, names: impl IntoIterator<Item = HeaderName>) -> Self {
        self.headers.extend(names);
        self
    }

    /// Other names of headers: of each pair, the second is read where the scheme asks for the
    /// first, if a request has none of the first ones. Three pairs at most.
    #[must_use]
    pub fn with_other_names(
        mut self,
        pairs: impl Into<Cow<'static, [(HeaderName, HeaderName)]>>,
    ) -> Self {
        self.other_names = pairs.into();
        self
    }

    /// The headers that the signature covers: a fact in one of them counts as signed
    /// (default: none).
    #[must_use]
    pub fn with_signed_headers(mut self, names: impl IntoIterator<Item = HeaderName>) -> Self {
        self.signed_headers = names.into_iter().collect();
        self
    }

    /// The members of the JSON body that the signature covers, as pointers such as `/data/id`,
    /// in which `*` is any one step (default: all of them, if it covers the whole body). None
    /// if the body is not JSON.
    #[must_use]
    pub fn with_signed_members(
        mut self,
        pointers: impl IntoIterator<Item = impl Into<Cow<'static, str>>>,
    ) -> Self {
        self.signed_members = Some(pointers.into_iter().map(Into::into).collect());
        self
    }

    /// How far a signed timestamp may be in the past and in the future, unless the app says
    /// otherwise (default: not checked).
    #[must_use]
    pub fn with_freshness(mut self, freshness: impl Into<Option<Freshness>>) -> Self {
        self.freshness = freshness.into();
        self
    }

    /// How long the sender keeps trying to deliver an event, where it documents that. A replay
    /// guard remembers deliveries for longer.
    #[must_use]
    pub fn with_retry_window(mut self, window: impl Into<Option<Duration>>) -> Self {
        self.retry_window = window.into();
        self
    }

    /// The status on which the sender tries again (default 503): refusals that ask it to come
    /// again have it, since an event for which it does not is lost.
    #[must_use]
    pub const fn with_retry_status(mut self, status: RetryStatus) -> Self {
        self.retry_status = status;
        self
    }

    /// The text that the sender wants in the answer to an event, or it delivers it again. A
    /// replay guard answers duplicates with it (default: none).
    #[must_use]
    pub fn with_receipt(mut self, text: impl Into<Option<&'static str>>) -> Self {
        self.receipt = text.into();
        self
    }

    /// The longest body that the sender sends, in bytes, where it documents that: the default
    /// limit of verifiers, instead of
    /// [`DEFAULT_BODY_LIMIT`](crate::limits::DEFAULT_BODY_LIMIT).
    #[must_use]
    pub fn with_greatest_body(mut self, bytes: impl Into<Option<usize>>) -> Self {
        self.greatest_body = bytes.into();
        self
    }

    /// Only the body names the keys: where keys are looked up, the body is read first, up to
    /// the verifier's limit and within its deadline, and
    /// [`Claim::key_ids_in`](crate::scheme::Claim::key_ids_in) is asked instead of
    /// [`Claim::key_ids`](crate::scheme::Claim::key_ids).
    #[must_use]
    pub const fn with_keys_named_in_body(mut self) -> Self {
        self.names_keys_in_body = true;
        self
    }

    /// The sender's name, such as `github`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The algorithm its keys are for.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// How much of the body the signature covers.
    #[must_use]
    pub const fn coverage(&self) -> BodyCoverage {
        self.coverage
    }

    /// How the text of a key becomes bytes.
    #[must_use]
    pub const fn key_format(&self) -> &KeyFormat {
        &self.key_format
    }

    /// The minimum length of a secret, in bytes.
    #[must_use]
    pub const fn min_key_bytes(&self) -> usize {
        self.min_key_bytes
    }

    /// Whether the sender signs with keys of its API.
    #[must_use]
    pub const fn signs_with_api_keys(&self) -> bool {
        self.signs_with_api_keys
    }

    /// The methods its deliveries come with.
    #[must_use]
    pub fn methods(&self) -> &[Cow<'static, str>] {
        &self.methods
    }

    /// Where the event's id, type and attempt are written.
    #[must_use]
    pub const fn facts(&self) -> &EventFacts {
        &self.facts
    }

    /// Requests that are not events.
    #[must_use]
    pub fn handshakes(&self) -> &[Handshake] {
        &self.handshakes
    }

    /// The headers that the scheme reads, besides those of its facts.
    #[must_use]
    pub fn headers(&self) -> &[HeaderName] {
        &self.headers
    }

    /// Pairs of headers in which the second can replace the first.
    #[must_use]
    pub fn other_names(&self) -> &[(HeaderName, HeaderName)] {
        &self.other_names
    }

    /// Whether the signature covers the header `name`.
    #[must_use]
    pub fn signs_header(&self, name: &HeaderName) -> bool {
        self.signed_headers.contains(name)
    }

    /// Whether the signature covers the member of the JSON body at this pointer.
    #[must_use]
    pub fn signs_member(&self, pointer: &str) -> bool {
        match &self.signed_members {
            None => self.coverage == BodyCoverage::Whole,
            Some(_) if self.coverage == BodyCoverage::Nothing => false,
            Some(signed) => signed.iter().any(|pattern| fits(pattern, pointer)),
        }
    }

    /// How far a signed timestamp may be in the past and in the future.
    #[must_use]
    pub const fn freshness(&self) -> Option<Freshness> {
        self.freshness
    }

    /// How long the sender keeps trying to deliver an event.
    #[must_use]
    pub const fn retry_window(&self) -> Option<Duration> {
        self.retry_window
    }

    /// The status on which the sender tries again.
    #[must_use]
    pub const fn retry_status(&self) -> RetryStatus {
        self.retry_status
    }

    /// The text that the sender wants in the answer to an event.
    #[must_use]
    pub const fn receipt(&self) -> Option<&'static str> {
        self.receipt
    }

    /// The longest body that the sender sends, in bytes.
    #[must_use]
    pub const fn greatest_body(&self) -> Option<usize> {
        self.greatest_body
    }

    /// Whether only the body names the keys.
    #[must_use]
    pub const fn names_keys_in_body(&self) -> bool {
        self.names_keys_in_body
    }

    pub(crate) fn secret_rules(&self, allow_weak: bool) -> SecretRules {
        SecretRules {
            scheme: self.id.clone().into_owned(),
            algorithm: self.algorithm,
            format: self.key_format.clone(),
            min_bytes: self.min_key_bytes,
            allow_weak,
            api_keys: self.signs_with_api_keys,
        }
    }
}

/// Whether a pointer has the steps of `pattern`, in which `*` is any one.
fn fits(pattern: &str, pointer: &str) -> bool {
    let mut steps = pointer.split('/');
    pattern.split('/').all(|wanted| {
        steps
            .next()
            .is_some_and(|step| wanted == "*" || wanted == step)
    }) && steps.next().is_none()
}
