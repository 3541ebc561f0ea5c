//! Looking up a request's keys, for verifiers that do not have them: between the claim that its
//! head makes and the keys that it is checked by. Where only the body names its keys, the body
//! is read before that.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::{KeySource, Verification, Verifier};
use crate::handshake::AnsweredHandshake;
use crate::request::RequestHead;
use crate::resolver::{KeyQuery, ReadyKeys, Resolution, Strangers, Unresolved};
use crate::trace::Untraced;
use crate::verdict::Rejection;

/// The next step for a request's keys.
pub(crate) enum LookUp {
    /// They are there.
    NotNeeded,
    /// It is a handshake, which needs none.
    Answered(Box<AnsweredHandshake>),
    /// They are being looked up.
    Begun(Awaiting),
    /// The body has to be read first.
    AfterBody(Box<Verification>),
}

/// A request whose keys have been looked up.
pub(crate) enum Resolved {
    Reading(Box<Verification>),
    Handshake(Box<AnsweredHandshake>),
}

/// A request whose keys are being looked up.
pub(crate) struct Awaiting {
    pub(crate) resolution: Resolution,
    /// The claim of its head, unless the keys determine the scheme to read it with.
    pub(crate) opened: Option<Box<Verification>>,
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
        let head = &self.find(None, head);
        let start = |query: &KeyQuery<'_>| resolver.start(query, self.0.rules.clone());
        let greeting = self.0.greeter.unsigned(head);
        let takes_key = greeting.is_some_and(crate::handshake::Handshake::takes_key);
        if !takes_key && let Some(answered) = self.greet(head, Arc::default)? {
            return Ok(LookUp::Answered(Box::new(answered)));
        }
        if takes_key || !resolver.one_scheme_for_all() {
            if !takes_key {
                self.check_method(head, Untraced)?;
                self.check_length(head, Untraced)?;
            }
            return Ok(LookUp::Begun(Awaiting {
                resolution: start(&KeyQuery::new(head, [""; 0])),
                opened: None,
            }));
        }
        let mut opened = Box::new(Verification::new(self.clone(), ReadyKeys::none()));
        opened.open(head, Untraced)?;
        if *after_body {
            return Ok(LookUp::AfterBody(opened));
        }
        Ok(LookUp::Begun(Awaiting {
            resolution: start(&KeyQuery::new(head, opened.key_ids())),
            opened: Some(opened),
        }))
    }

    /// Begins to look up the keys that a body names, unless it can be refused without.
    pub(crate) fn look_up_named_in(
        &self,
        head: &dyn RequestHead,
        body: &Bytes,
        mut opened: Box<Verification>,
    ) -> Result<Awaiting, Rejection> {
        let KeySource::Resolver { resolver, .. } = &self.0.keys else {
            return Err(Rejection::UnknownKey); // only a resolver is asked
        };
        let head = &self.find(None, head);
        let query = KeyQuery::new(head, opened.key_ids_in(body)?);
        Ok(Awaiting {
            resolution: resolver.start(&query, self.0.rules.clone()),
            opened: Some(opened),
        })
    }

    /// Continues with the result of a lookup. An unknown sender is refused exactly like a wrong
    /// signature, after the same amount of work, unless the app itself failed to name the tenant.
    pub(crate) fn resolved(
        &self,
        head: &dyn RequestHead,
        found: Result<ReadyKeys, Unresolved>,
        opened: Option<Box<Verification>>,
    ) -> Result<Resolved, Rejection> {
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
            KeySource::AnyOf(_) | KeySource::Closed { .. } | KeySource::Ring(_) => None,
        };
        let Some(strangers) = strangers else {
            return self.go_on(head, keys.ok_or(Rejection::UnknownKey)?, opened);
        };
        let Some(keys) = keys else {
            let answered = self.greet(&self.find(None, head), || strangers.answering(head))?;
            if let Some(answered) = answered {
                return Ok(Resolved::Handshake(Box::new(answered)));
            }
            return self.refuse_stranger(head, strangers, Rejection::UnknownKey);
        };
        strangers.note(&keys, || self.now());
        self.go_on(head, keys, opened).or_else(|refused| {
            let tells = strangers.of_many_schemes || refused == Rejection::UnknownKey;
            if tells && refused.is_unauthenticated() {
                return self.refuse_stranger(head, strangers, refused);
            }
            Err(refused)
        })
    }

    /// Checks the claim by these keys; one by a tenant's own scheme is still to be made.
    fn go_on(
        &self,
        head: &dyn RequestHead,
        keys: ReadyKeys,
        opened: Option<Box<Verification>>,
    ) -> Result<Resolved, Rejection> {
        if let (Some(mut opened), None) = (opened, &keys.scheme) {
            opened.admit_by(keys)?;
            return Ok(Resolved::Reading(opened));
        }
        let mut verification = Box::new(Verification::new(self.clone(), keys));
        Ok(match verification.enter(self, head, Untraced)? {
            None => Resolved::Reading(verification),
            Some(answered) => Resolved::Handshake(Box::new(answered)),
        })
    }

    /// Goes on by keys that nobody has, to refuse the request for what it is refused for already.
    fn refuse_stranger(
        &self,
        head: &dyn RequestHead,
        strangers: &Strangers,
        refused: Rejection,
    ) -> Result<Resolved, Rejection> {
        let head = &self.find(None, head);
        let keys = strangers.keys(head);
        let mut verification = Box::new(Verification::new(self.clone(), keys));
        let opened = verification.open(head, Untraced);
        match opened.and_then(|()| verification.admit(Untraced)) {
            Ok(()) => {}
            // A tenant's own scheme might not have refused it from its head.
            Err(other) if strangers.of_many_schemes && other.is_unauthenticated() => {
                verification.stop_checking();
            }
            Err(Rejection::SignatureMismatch) => return Err(refused),
            Err(other) => return Err(other),
        }
        verification.refuse_in_any_case(refused);
        Ok(Resolved::Reading(verification))
    }

    /// How long a lookup of keys may take.
    pub(crate) fn lookup_timeout(&self) -> Duration {
        match &self.0.keys {
            KeySource::AnyOf(_) | KeySource::Closed { .. } | KeySource::Ring(_) => Duration::ZERO,
            KeySource::Resolver { timeout, .. } => *timeout,
        }
    }
}
