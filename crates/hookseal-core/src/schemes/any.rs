//! Schemes of data and schemes of code under one type, so that a verifier needs no type
//! parameter. Only those of code are boxed.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use super::header::claim::{SchemeCheck, SchemeClaim};
use super::{Authentic, Check, Claim, Description, Incoming, SignatureScheme};
use crate::handshake::Handshake;
use crate::key::{Keys, PreparedKey, PreparedKeys};
use crate::request::Wanted;
use crate::schemes::Scheme;
use crate::time::UnixTime;
use crate::trace::Watch;
use crate::verdict::Rejection;

/// A scheme, with what it has said about itself.
pub(crate) struct AnyScheme {
    description: Description,
    kind: Kind,
}

enum Kind {
    Data(Box<Scheme>),
    Code(Box<dyn SignatureScheme>),
}

impl AnyScheme {
    /// Distinguishes a [`Scheme`] from other implementations once, when a verifier is
    /// built, so that its checks need no box per request.
    pub(crate) fn new(scheme: impl SignatureScheme) -> Self {
        Self {
            description: scheme.description(),
            kind: match (&scheme as &dyn Any).downcast_ref::<Scheme>() {
                Some(data) => Kind::Data(Box::new(data.clone())),
                None => Kind::Code(Box::new(scheme)),
            },
        }
    }

    /// Its own description.
    pub(crate) const fn description(&self) -> &Description {
        &self.description
    }

    /// All but the hot path.
    pub(crate) fn as_dyn(&self) -> &dyn SignatureScheme {
        match &self.kind {
            Kind::Data(scheme) => &**scheme,
            Kind::Code(scheme) => &**scheme,
        }
    }

    /// The scheme, where it is data.
    pub(crate) fn as_data(&self) -> Option<&Scheme> {
        match &self.kind {
            Kind::Data(scheme) => Some(scheme),
            Kind::Code(_) => None,
        }
    }

    /// The state of a check by this scheme before the head has been read.
    #[inline]
    pub(crate) fn idle(&self) -> AnyCheck {
        match &self.kind {
            Kind::Data(scheme) => AnyCheck::Data(SchemeCheck::new(SchemeClaim::new(scheme))),
            Kind::Code(_) => AnyCheck::Idle,
        }
    }

    /// The headers that are read of every request.
    pub(crate) fn wanted(&self) -> Wanted {
        let said = &self.description;
        let handshakes = said.handshakes().iter().flat_map(Handshake::headers);
        let own = said.headers().iter().chain(said.facts().headers()).cloned();
        Wanted::new(own.chain(handshakes), said.other_names())
    }

    /// Feeds `part` the body without the members that are new for each attempt.
    pub(crate) fn lasting(&self, body: &[u8], part: &mut dyn FnMut(&[u8])) {
        match &self.kind {
            Kind::Data(scheme) => scheme.lasting(body, part),
            Kind::Code(_) => self.description.facts().lasting(body, part),
        }
    }

    /// Whether nothing of a body is new for each attempt.
    pub(crate) fn changes_no_body(&self) -> bool {
        match &self.kind {
            Kind::Data(scheme) => scheme.changing_members().next().is_none(),
            Kind::Code(_) => self.description.facts().changing_members().next().is_none(),
        }
    }
}

impl fmt::Debug for AnyScheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Data(scheme) => scheme.fmt(f),
            Kind::Code(scheme) => scheme.fmt(f),
        }
    }
}

/// A request between its head and its verdict.
#[allow(clippy::large_enum_variant)] // the large one is the common one, and must not be boxed
pub(crate) enum AnyCheck {
    /// By a [`Scheme`], in each of its states.
    Data(SchemeCheck),
    /// Of a scheme of code: the head has been read.
    Claimed(Box<dyn Claim>),
    /// Of a scheme of code: the keys are known.
    Running(Box<dyn Check>),
    /// Of a scheme of code, before and after everything.
    Idle,
}

impl AnyCheck {
    /// Reads the head by the scheme that it is [of](AnyScheme::idle), and refuses what that
    /// refuses whatever the keys.
    #[inline]
    pub(crate) fn read(
        &mut self,
        scheme: &AnyScheme,
        incoming: &Incoming<'_>,
        watch: impl Watch,
    ) -> Result<(), Rejection> {
        match (self, &scheme.kind) {
            (Self::Data(check), Kind::Data(scheme)) => check.read(scheme, incoming, watch),
            (check, _) => {
                *check = Self::Claimed(scheme.as_dyn().claim(incoming)?);
                Ok(())
            }
        }
    }

    /// The keys that the head names.
    pub(crate) fn key_ids(&self) -> Vec<&str> {
        match self {
            Self::Claimed(claim) => claim.key_ids(),
            Self::Data(_) | Self::Running(_) | Self::Idle => Vec::new(),
        }
    }

    /// The keys that the body names.
    pub(crate) fn key_ids_in(&mut self, body: &Bytes) -> Result<Vec<String>, Rejection> {
        match self {
            Self::Claimed(claim) => claim.key_ids_in(body),
            Self::Data(_) | Self::Running(_) | Self::Idle => Ok(Vec::new()),
        }
    }

    /// Goes on by the keys of `ring` that are valid now.
    #[inline]
    pub(crate) fn admit(
        &mut self,
        ring: &Arc<PreparedKeys>,
        now: impl FnOnce() -> UnixTime,
    ) -> Result<(), Rejection> {
        match self {
            Self::Data(check) => check.admit(ring.valid(now)),
            check => {
                let Self::Claimed(claim) = std::mem::replace(check, Self::Idle) else {
                    return Err(Rejection::SignatureMismatch); // it never claimed anything
                };
                let keys = Keys::valid(Arc::clone(ring), now);
                *check = Self::Running(claim.check(&keys)?);
                Ok(())
            }
        }
    }

    /// Makes ready for a body that comes in pieces.
    pub(crate) fn start(&mut self, keys: &[PreparedKey]) {
        if let Self::Data(check) = self {
            check.start(keys);
        }
    }

    /// The next piece, after [`start`](Self::start).
    pub(crate) fn update(&mut self, chunk: &[u8]) {
        match self {
            Self::Data(check) => check.update(chunk),
            Self::Running(check) => check.update(chunk),
            Self::Claimed(_) | Self::Idle => {}
        }
    }

    /// The verdict, after the last piece. Nothing is left of it after that.
    pub(crate) fn finish(&mut self, body: &Bytes) -> Result<Authentic, Rejection> {
        match self {
            Self::Data(check) => check.conclude(body),
            check => check.take_running()?.finish(body),
        }
    }

    /// The verdict on a body of which it has seen no piece.
    #[inline]
    pub(crate) fn finish_whole(
        &mut self,
        keys: &[PreparedKey],
        body: &Bytes,
    ) -> Result<Authentic, Rejection> {
        if let Self::Data(check) = self {
            return check.whole(keys, body);
        }
        let mut check = self.take_running()?;
        check.update(body);
        check.finish(body)
    }

    /// One that is not there matches nothing.
    fn take_running(&mut self) -> Result<Box<dyn Check>, Rejection> {
        match std::mem::replace(self, Self::Idle) {
            Self::Running(check) => Ok(check),
            Self::Data(_) | Self::Claimed(_) | Self::Idle => Err(Rejection::SignatureMismatch),
        }
    }
}
