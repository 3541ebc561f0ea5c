//! The ways of signing: each describes its sender, and reads from a head what it claims.
//!
//! ```text
//! Description          what is the same for all requests, asked once
//! Incoming ─► Claim    what one head says, read once and believed by nobody yet
//! Claim + Keys ─► Check ─► Authentic
//! ```
//!
//! [`Scheme`] serves all senders whose rules can be expressed as data.

mod any;
mod claim;
mod coverage;
mod description;
mod groups;
pub(crate) mod header;
#[cfg(feature = "httpsig")]
pub mod httpsig;
mod identity;
pub(crate) mod incoming;
#[cfg(feature = "jwt")]
pub mod jwt;
mod members;
mod one_of;
mod per_key;
mod token;

use std::fmt;

pub(crate) use self::any::{AnyCheck, AnyScheme};
pub use self::claim::{Authentic, Check, Claim};
pub use self::coverage::BodyCoverage;
pub use self::description::Description;
pub use self::groups::SignatureGroups;
use self::header::claim::SchemeClaim;
pub use self::header::{
    Freshness, Layout, Part, Scheme, SchemeWords, SignatureField, SignedMessage, Timestamp,
    TimestampPlace,
};
pub use self::identity::Delivered;
pub use self::incoming::{Incoming, LateTimestamp};
pub use self::members::{MemberPart, MembersClaim, SignedMembers};
pub use self::per_key::HeaderPerKey;
pub use self::token::SharedToken;

use crate::error::ConfigError;
use crate::verdict::Rejection;
use crate::writing::{Draft, SignError};

/// A way of signing requests.
///
/// [`Scheme`] implements it for everything that can be said as data. Implement it
/// by hand for what cannot; it may live in any crate:
///
/// ```
/// use bytes::Bytes;
/// use hookseal_core::{Algorithm, BodyCoverage, Rejection};
/// use hookseal_core::keys::{KeyedMacs, Keys};
/// use hookseal_core::scheme::{
///     Authentic, Check, Claim, Description, HeaderName, Incoming, SignatureScheme,
/// };
///
/// const SIGNATURE: HeaderName = HeaderName::from_static("X-Signature");
///
/// /// Signs the *reversed* body, which no template can say.
/// #[derive(Debug)]
/// struct Reversed;
///
/// impl SignatureScheme for Reversed {
///     fn description(&self) -> Description {
///         Description::new("reversed", Algorithm::HmacSha256, BodyCoverage::Whole)
///             .with_headers([SIGNATURE])
///     }
///
///     fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
///         let signature = incoming
///             .only_header(&SIGNATURE)?
///             .ok_or(Rejection::MissingSignature { header: SIGNATURE })?;
///         Ok(Box::new(Signature(signature.to_vec())))
///     }
/// }
///
/// /// The signature in the head.
/// struct Signature(Vec<u8>);
///
/// impl Claim for Signature {
///     fn check(self: Box<Self>, keys: &Keys) -> Result<Box<dyn Check>, Rejection> {
///         let macs = keys.macs()?;
///         Ok(Box::new(Reversing { signature: self.0, macs }))
///     }
/// }
///
/// struct Reversing {
///     signature: Vec<u8>,
///     macs: KeyedMacs,
/// }
///
/// impl Check for Reversing {
///     fn update(&mut self, _chunk: &[u8]) {} // all at once, at the end
///
///     fn finish(mut self: Box<Self>, body: &Bytes) -> Result<Authentic, Rejection> {
///         let reversed: Vec<u8> = body.iter().rev().copied().collect();
///         self.macs.update(&reversed);
///         let slot = self.macs.matching(&self.signature);
///         slot.map(Authentic::by).ok_or(Rejection::SignatureMismatch)
///     }
/// }
/// ```
pub trait SignatureScheme: fmt::Debug + Send + Sync + 'static {
    /// Everything that is the same for all requests. A verifier calls this once.
    fn description(&self) -> Description;

    /// Refuses a configuration that the scheme cannot work with.
    ///
    /// # Errors
    ///
    /// The setting that is missing or wrong.
    fn validate(&self, public_url: Option<&str>) -> Result<(), ConfigError> {
        let _ = public_url;
        Ok(())
    }

    /// Reads all that the head says, once, and refuses all that can be refused without a key.
    ///
    /// # Errors
    ///
    /// Why the request cannot be authentic, whatever the keys.
    fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection>;

    /// Feeds `part` everything that the signature covers except the timestamp. Deliveries
    /// without a signed event id are the same event if these bytes are equal, so they must be
    /// equal for every attempt to deliver one event, and must differ between two events.
    /// By default the whole body, less what the
    /// [facts](Description::with_facts) say is new for each attempt.
    ///
    /// Only what the signature covers, in one form: signed headers as well as the body; the
    /// fields of a form in their signed order, the members that are signed. Feed what can be
    /// written in two ways under one signature in one way, or a replayed delivery, rewritten,
    /// counts as a new one.
    ///
    /// # Errors
    ///
    /// A part that the request lacks. It was verified before, so the app has changed it since.
    fn event_identity(
        &self,
        delivered: &Delivered<'_>,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        delivered.lasting(part);
        Ok(())
    }

    /// Writes a delivery as the sender does, for a [`Signer`](crate::signing::Signer): its headers, and
    /// its body where the signature is in it.
    ///
    /// It only writes down. What is signed is what the [check](Claim::check) then hashes of it,
    /// so the two cannot disagree: [`Draft::signature`] is blank at first, and the
    /// delivery is written again once the message is known.
    ///
    /// # Errors
    ///
    /// A part that the delivery lacks; by default, [`SignError::VerifiesOnly`].
    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        let _ = draft;
        Err(SignError::VerifiesOnly)
    }
}

impl SignatureScheme for Scheme {
    fn description(&self) -> Description {
        let coverage = if self.is_ambiguous() {
            BodyCoverage::Parts
        } else {
            BodyCoverage::Whole
        };
        Description::new(self.id.clone(), self.algorithm, coverage)
            .with_key_format(self.key_format.clone())
            .with_min_key_bytes(self.min_key_bytes)
            .with_api_keys(self.api_keys)
            .with_methods(self.methods.clone())
            .with_facts(self.facts.clone())
            .with_handshakes(self.handshakes.clone())
            .with_headers(self.headers().cloned())
            .with_other_names(self.other_names)
            .with_signed_headers(self.signed_headers().cloned())
            .with_freshness(self.timestamp.as_ref().and_then(|at| at.freshness))
            .with_retry_window(self.retry_window)
            .with_retry_status(self.retry_status)
            .with_receipt(self.receipt)
            .with_greatest_body(self.greatest_body)
    }

    fn validate(&self, public_url: Option<&str>) -> Result<(), ConfigError> {
        Self::validate(self)?;
        if public_url.is_none() && self.message.iter().any(Part::is_url) {
            return Err(ConfigError::PublicUrlNeeded {
                scheme: self.id.clone().into_owned(),
            });
        }
        Ok(())
    }

    fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
        let mut claim = SchemeClaim::new(self);
        claim.read(self, incoming, incoming.own_recorder())?;
        Ok(Box::new(claim))
    }

    fn event_identity(
        &self,
        delivered: &Delivered<'_>,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        self.write_identity(delivered.head(), delivered.body(), part)
    }

    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        draft.write_by(self)
    }
}
