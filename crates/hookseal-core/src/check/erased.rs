//! One type around data-driven and hand-written schemes, so a verifier has no type
//! parameter. Only hand-written ones are boxed.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;

use super::{Authentic, BodyCoverage, Check, Incoming, SchemeCheck, SignatureScheme};
use crate::head::Wanted;
use crate::key::{PreparedKey, SecretRules};
use crate::{
    Algorithm, ConfigError, Draft, EventFacts, Handshake, HeaderName, KeyFormat, Rejection,
    RequestHead, RetryStatus, Scheme, SignError,
};

#[derive(Debug)]
pub(crate) enum AnyScheme {
    Data(Box<Scheme>),
    Custom(Box<dyn DynScheme>),
}

impl AnyScheme {
    /// Tells a [`Scheme`] from any other implementation once, when a verifier is
    /// built, so that its checks need no box per request.
    pub(crate) fn new(scheme: impl SignatureScheme) -> Self {
        match (&scheme as &dyn Any).downcast_ref::<Scheme>() {
            Some(data) => Self::Data(Box::new(data.clone())),
            None => Self::Custom(Box::new(scheme)),
        }
    }

    /// What reads the head by this scheme, before it has.
    #[inline]
    pub(crate) fn check(&self) -> AnyCheck {
        match self {
            Self::Data(_) => AnyCheck::Data(SchemeCheck::default()),
            Self::Custom(_) => AnyCheck::Idle,
        }
    }

    /// Refuses a request that has no signature at all, where that can be told at once: most
    /// junk has none.
    #[inline]
    pub(crate) fn demand_signature(&self, head: &dyn RequestHead) -> Result<(), Rejection> {
        match self {
            Self::Data(scheme) => scheme.signature_value(head).map(drop),
            Self::Custom(_) => Ok(()),
        }
    }

    /// The headers that are read of every request.
    pub(crate) fn wanted(&self) -> Wanted {
        let scheme = self.as_dyn();
        let facts = scheme.facts().headers().cloned();
        let handshakes = scheme.handshakes().iter().flat_map(Handshake::headers);
        let own = scheme.headers().into_iter().chain(facts);
        Wanted::new(own.chain(handshakes), scheme.other_names())
    }

    /// Tells `part` the body without what is new for each attempt.
    #[cfg(feature = "replay")]
    pub(crate) fn lasting(&self, body: &[u8], part: &mut dyn FnMut(&[u8])) {
        match self {
            Self::Data(scheme) => scheme.lasting(body, part),
            Self::Custom(scheme) => scheme.facts().lasting(body, part),
        }
    }

    /// Whether nothing of a body is new for each attempt.
    #[cfg(feature = "replay")]
    pub(crate) fn changes_no_body(&self) -> bool {
        match self {
            Self::Data(scheme) => scheme.changing_members().next().is_none(),
            Self::Custom(scheme) => scheme.facts().changing_members().next().is_none(),
        }
    }

    /// All but the hot path.
    pub(crate) fn as_dyn(&self) -> &dyn DynScheme {
        match self {
            Self::Data(scheme) => &**scheme,
            Self::Custom(scheme) => &**scheme,
        }
    }
}

/// [`SignatureScheme`] without its associated type.
pub(crate) trait DynScheme: fmt::Debug + Send + Sync {
    fn id(&self) -> &str;
    fn algorithm(&self) -> Algorithm;
    fn methods(&self) -> &[Cow<'static, str>];
    fn facts(&self) -> &EventFacts;
    fn handshakes(&self) -> &[Handshake];
    fn headers(&self) -> Vec<HeaderName>;
    fn other_names(&self) -> &[(HeaderName, HeaderName)];
    fn signs_header(&self, name: &HeaderName) -> bool;
    fn body_coverage(&self) -> BodyCoverage;
    fn signs_member(&self, pointer: &str) -> bool;
    #[cfg(feature = "replay")]
    fn tell_apart(
        &self,
        head: &dyn RequestHead,
        body: &Bytes,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection>;
    #[cfg(feature = "replay")]
    fn freshness(&self) -> Option<crate::Freshness>;
    #[cfg(feature = "replay")]
    fn retry_window(&self) -> Option<std::time::Duration>;
    fn retry_status(&self) -> RetryStatus;
    #[cfg(feature = "replay")]
    fn receipt(&self) -> Option<&'static str>;
    fn greatest_body(&self) -> Option<usize>;
    fn secret_rules(&self, allow_weak: bool) -> SecretRules;
    fn validate(&self, public_url: Option<&str>) -> Result<(), ConfigError>;
    fn key_ids(&self, head: &dyn RequestHead, found: &mut dyn FnMut(&str));
    fn names_keys_in_body(&self) -> bool;
    fn body_key_ids(
        &self,
        incoming: &Incoming<'_>,
        body: &Bytes,
        found: &mut dyn FnMut(&str),
    ) -> Result<(), Rejection>;
    fn screen(&self, incoming: &Incoming<'_>) -> Result<(), Rejection>;
    fn begin(&self, incoming: &Incoming<'_>) -> Result<Box<dyn DynCheck>, Rejection>;
    fn key_format(&self) -> KeyFormat;
    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError>;
}

impl<S: SignatureScheme> DynScheme for S {
    fn id(&self) -> &str {
        SignatureScheme::id(self)
    }

    fn algorithm(&self) -> Algorithm {
        SignatureScheme::algorithm(self)
    }

    fn methods(&self) -> &[Cow<'static, str>] {
        SignatureScheme::methods(self)
    }

    fn facts(&self) -> &EventFacts {
        SignatureScheme::facts(self)
    }

    fn handshakes(&self) -> &[Handshake] {
        SignatureScheme::handshakes(self)
    }

    fn headers(&self) -> Vec<HeaderName> {
        SignatureScheme::headers(self)
    }

    fn other_names(&self) -> &[(HeaderName, HeaderName)] {
        SignatureScheme::other_names(self)
    }

    fn signs_header(&self, name: &HeaderName) -> bool {
        SignatureScheme::signs_header(self, name)
    }

    fn body_coverage(&self) -> BodyCoverage {
        SignatureScheme::body_coverage(self)
    }

    fn signs_member(&self, pointer: &str) -> bool {
        SignatureScheme::signs_member(self, pointer)
    }

    #[cfg(feature = "replay")]
    fn tell_apart(
        &self,
        head: &dyn RequestHead,
        body: &Bytes,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        SignatureScheme::tell_apart(self, head, body, part)
    }

    #[cfg(feature = "replay")]
    fn freshness(&self) -> Option<crate::Freshness> {
        SignatureScheme::freshness(self)
    }

    #[cfg(feature = "replay")]
    fn retry_window(&self) -> Option<std::time::Duration> {
        SignatureScheme::retry_window(self)
    }

    fn retry_status(&self) -> RetryStatus {
        SignatureScheme::retry_status(self)
    }

    #[cfg(feature = "replay")]
    fn receipt(&self) -> Option<&'static str> {
        SignatureScheme::receipt(self)
    }

    fn greatest_body(&self) -> Option<usize> {
        SignatureScheme::greatest_body(self)
    }

    fn secret_rules(&self, allow_weak: bool) -> SecretRules {
        SecretRules {
            scheme: SignatureScheme::id(self).to_owned(),
            algorithm: SignatureScheme::algorithm(self),
            format: SignatureScheme::key_format(self),
            min_bytes: self.min_key_bytes(),
            allow_weak,
            api_keys: self.signs_with_api_keys(),
        }
    }

    fn validate(&self, public_url: Option<&str>) -> Result<(), ConfigError> {
        SignatureScheme::validate(self, public_url)
    }

    fn key_ids(&self, head: &dyn RequestHead, found: &mut dyn FnMut(&str)) {
        SignatureScheme::key_ids(self, head, found);
    }

    fn names_keys_in_body(&self) -> bool {
        SignatureScheme::names_keys_in_body(self)
    }

    fn body_key_ids(
        &self,
        incoming: &Incoming<'_>,
        body: &Bytes,
        found: &mut dyn FnMut(&str),
    ) -> Result<(), Rejection> {
        SignatureScheme::body_key_ids(self, incoming, body, found)
    }

    fn screen(&self, incoming: &Incoming<'_>) -> Result<(), Rejection> {
        SignatureScheme::screen(self, incoming)
    }

    fn begin(&self, incoming: &Incoming<'_>) -> Result<Box<dyn DynCheck>, Rejection> {
        Ok(Box::new(SignatureScheme::begin(self, incoming)?))
    }

    fn key_format(&self) -> KeyFormat {
        SignatureScheme::key_format(self)
    }

    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        SignatureScheme::write(self, draft)
    }
}

#[allow(clippy::large_enum_variant)] // the large one is the common one, and must not be boxed
pub(crate) enum AnyCheck {
    Data(SchemeCheck),
    Custom(Box<dyn DynCheck>),
    /// Of a scheme written by hand, before it has read the head.
    Idle,
}

impl AnyCheck {
    /// Reads the head by the scheme that it is of, and refuses what that refuses.
    pub(crate) fn read(
        &mut self,
        scheme: &AnyScheme,
        incoming: &Incoming<'_>,
    ) -> Result<(), Rejection> {
        match (self, scheme) {
            (Self::Data(check), AnyScheme::Data(scheme)) => check.read(scheme, incoming),
            (check, scheme) => {
                *check = Self::Custom(scheme.as_dyn().begin(incoming)?);
                Ok(())
            }
        }
    }

    /// Makes ready for a body that comes in pieces.
    pub(crate) fn start(&mut self, scheme: &AnyScheme, keys: &[PreparedKey]) {
        if let (Self::Data(check), AnyScheme::Data(scheme)) = (self, scheme) {
            check.start_with(scheme, keys);
        }
    }

    /// The next piece, after [`start`](Self::start).
    pub(crate) fn update(&mut self, chunk: &[u8]) {
        match self {
            Self::Data(check) => Check::update(check, chunk),
            Self::Custom(check) => check.update(chunk),
            Self::Idle => {}
        }
    }

    /// The verdict, after the last piece. Nothing is left of it after that.
    pub(crate) fn finish(&mut self, body: &Bytes) -> Result<Authentic, Rejection> {
        match self {
            Self::Data(check) => check.conclude(body),
            check => check.take_custom()?.finish(body),
        }
    }

    /// The verdict on a body of which it has seen no piece.
    pub(crate) fn finish_whole(
        &mut self,
        scheme: &AnyScheme,
        keys: &[PreparedKey],
        body: &Bytes,
    ) -> Result<Authentic, Rejection> {
        if let (Self::Data(check), AnyScheme::Data(scheme)) = (&*self, scheme) {
            return check.whole(scheme, keys, body);
        }
        let mut check = self.take_custom()?;
        check.update(body);
        check.finish(body)
    }

    /// One that is not there matches nothing.
    fn take_custom(&mut self) -> Result<Box<dyn DynCheck>, Rejection> {
        match std::mem::replace(self, Self::Idle) {
            Self::Custom(check) => Ok(check),
            Self::Data(_) | Self::Idle => Err(Rejection::SignatureMismatch),
        }
    }
}

/// [`Check`] behind a pointer.
pub(crate) trait DynCheck: Send {
    fn update(&mut self, chunk: &[u8]);
    fn finish(self: Box<Self>, body: &Bytes) -> Result<Authentic, Rejection>;
}

impl<C: Check> DynCheck for C {
    fn update(&mut self, chunk: &[u8]) {
        Check::update(self, chunk);
    }

    fn finish(self: Box<Self>, body: &Bytes) -> Result<Authentic, Rejection> {
        Check::finish(*self, body)
    }
}
