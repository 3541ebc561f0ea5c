//! Looking up a request's keys, for verifiers that do not have them: one step before
//! [`begin`](Verifier::begin), on a path that then is the same. Where only the body names
//! its keys, the body is read before that.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::{KeySource, Verifier};
use crate::body::Gathered;
use crate::head::Found;
use crate::resolver::{KeyIds, Resolution, Strangers};
use crate::{KeyQuery, ReadyKeys, Rejection, RequestHead, Unresolved, Verification};

/// What is to be done for a request's keys.
pub(crate) enum LookUp {
    /// They are there.
    NotNeeded,
    /// They are being looked up.
    Begun(Resolution),
    /// The body has to be read first, into this.
    AfterBody(Gathered),
}

impl Verifier {
    /// Begins to look up the keys of a request, where that has to be done. What can be
    /// refused without them is refused first.
    pub(crate) fn look_up(&self, head: &dyn RequestHead) -> Result<LookUp, Rejection> {
        let KeySource::Resolver {
            resolver,
            after_body,
            ..
        } = &self.0.keys
        else {
            return Ok(LookUp::NotNeeded);
        };
        let (head, scheme) = (&self.find(head), self.0.scheme.as_dyn());
        let incoming = self.incoming(head, None);
        match self.0.greeter.unsigned(head) {
            // It is answered with a key, so it goes on.
            Some(handshake) if handshake.takes_key() => {}
            handshake => {
                if let Some(handshake) = handshake {
                    self.0.greeter.answer_unsigned(handshake, &incoming)?;
                }
                self.check_method(head)?;
                let announced = self.check_length(head)?;
                if resolver.one_scheme_for_all() {
                    scheme.screen(&incoming)?;
                }
                if *after_body {
                    let body = Gathered::new(self.body_limit(), announced)
                        .retry_status(self.retry_status());
                    return Ok(LookUp::AfterBody(body));
                }
            }
        }
        let query = KeyQuery::new(head, scheme);
        let resolution = resolver.start(&query, self.0.rules.clone());
        Ok(LookUp::Begun(resolution))
    }

    /// Begins to look up the keys that a body names, unless it can be refused without.
    pub(crate) fn look_up_named_by(
        &self,
        head: &dyn RequestHead,
        body: &Bytes,
    ) -> Result<Resolution, Rejection> {
        let KeySource::Resolver { resolver, .. } = &self.0.keys else {
            return Err(Rejection::UnknownKey); // only a resolver is asked
        };
        let (head, scheme) = (&self.find(head), self.0.scheme.as_dyn());
        let mut ids = KeyIds::default();
        let incoming = self.incoming(head, None);
        scheme.body_key_ids(&incoming, body, &mut |id| ids.add(id))?;
        let query = KeyQuery::naming(ids, head, scheme);
        Ok(resolver.start(&query, self.0.rules.clone()))
    }

    /// Begins with what a lookup has found. Strangers are refused like those who have signed
    /// with a wrong key, after the same work; unless the app could not say who it is.
    pub(crate) fn begin_resolved(
        &self,
        head: &dyn RequestHead,
        found: Result<ReadyKeys, Unresolved>,
    ) -> Result<Verification, Rejection> {
        let keys = match found {
            Ok(keys) => Some(keys),
            Err(Unresolved::Unavailable {
                reason,
                retry_after,
            }) => {
                return Err(Rejection::KeyUnavailable {
                    reason,
                    status: self.retry_status(),
                    retry_after_secs: retry_after.as_secs().max(1),
                });
            }
            Err(Unresolved::Unknown) => None,
        };
        if let (None, Some(fault)) = (&keys, head.tenant_fault()) {
            return Err(fault.clone());
        }
        let strangers = match &self.0.keys {
            KeySource::Resolver { strangers, .. } => strangers.as_deref(),
            KeySource::Ring(_) => None,
        };
        let Some(strangers) = strangers else {
            let keys = keys.ok_or(Rejection::UnknownKey)?;
            return self.begin_with(head, &keys);
        };
        let head = &self.find(head);
        let Some(keys) = keys else {
            let announced = self.check_outside(head, || strangers.answering(head))?;
            return self.begin_as_stranger(head, announced, strangers, Rejection::UnknownKey);
        };
        strangers.note(&keys, || self.0.clock.now());
        let announced = self.check_outside(head, || Arc::clone(&keys.keys))?;
        let begun = self.begin_inside(head, keys, announced);
        begun.or_else(|refused| {
            let tells = strangers.of_many_schemes || refused == Rejection::UnknownKey;
            if tells && refused.is_unauthenticated() {
                return self.begin_as_stranger(head, announced, strangers, refused);
            }
            Err(refused)
        })
    }

    /// Goes on by keys that nobody has, to refuse the request for what it is refused for already.
    fn begin_as_stranger(
        &self,
        head: &Found<'_>,
        announced: Option<usize>,
        strangers: &Strangers,
        refused: Rejection,
    ) -> Result<Verification, Rejection> {
        let keys = strangers.keys(head);
        match self.begin_inside(head, keys.clone(), announced) {
            Ok(begun) => Ok(begun.refuse_in_any_case(refused)),
            // A tenant's own scheme might not have refused it from its head.
            Err(_) if strangers.of_many_schemes => {
                let unread = Verification::new(self.clone(), keys, announced).unchecked();
                Ok(unread.refuse_in_any_case(refused))
            }
            Err(Rejection::SignatureMismatch) => Err(refused),
            Err(other) => Err(other),
        }
    }

    /// How long a lookup of keys may take.
    pub(crate) fn lookup_timeout(&self) -> Duration {
        match &self.0.keys {
            KeySource::Ring(_) => Duration::ZERO,
            KeySource::Resolver { timeout, .. } => *timeout,
        }
    }
}
