//! Which handler takes an event.

use std::collections::HashMap;
use std::fmt;

use crate::engine::VerifiedBody;
use crate::verdict::{PayloadError, Rejection};

/// An app's handlers, by the type of the event: for adapters, whose `EventRouter` calls them.
///
/// ```
/// use hookseal_core::adapter::Handlers;
/// # use hookseal_core::{Algorithm, Secret, Verifier};
/// # use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};
/// # use hookseal_core::signing::{Delivery, Signer};
/// # const ACME: Scheme = Scheme::new(
/// #     "acme",
/// #     Algorithm::HmacSha256,
/// #     SignatureField::plain(HeaderName::from_static("Acme-Signature")),
/// # )
/// # .with_event_type(Source::header("Acme-Event"));
/// # let secret = || Secret::new("6f1d9a52c3e84b70a1f5");
/// # let verifier = Verifier::new(ACME, secret()?)?;
/// # let delivery = Delivery::new("{}").event_type("order.paid");
/// # let delivery = Signer::new(ACME, secret()?)?.sign(&delivery)?;
/// # let outcome = verifier.verify(&delivery, delivery.body().to_vec())?;
/// # let body = outcome.event().ok_or("a handshake")?;
///
/// let handlers = Handlers::new().on("order.paid", "thank").fallback("note");
/// assert_eq!(handlers.choose(&body), Ok(&"thank"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Handlers<H> {
    by_kind: HashMap<Box<str>, H>,
    others: Others<H>,
}

/// What becomes of an event of another type.
#[derive(Clone)]
enum Others<H> {
    Handler(H),
    Accept,
    Refuse,
}

impl<H> Default for Handlers<H> {
    fn default() -> Self {
        Self {
            by_kind: HashMap::new(),
            others: Others::Refuse,
        }
    }
}

impl<H> Handlers<H> {
    /// None. Every event is refused with 422.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With a handler for events of this type.
    ///
    /// # Panics
    ///
    /// If there is one already.
    #[must_use]
    pub fn on(mut self, kind: impl Into<String>, handler: H) -> Self {
        let kind = kind.into().into_boxed_str();
        assert!(
            !self.by_kind.contains_key(&kind),
            "events of the type `{kind}` have a handler already"
        );
        self.by_kind.insert(kind, handler);
        self
    }

    /// With a handler for all other events, also for those whose type is unknown.
    #[must_use]
    pub fn fallback(mut self, handler: H) -> Self {
        self.others = Others::Handler(handler);
        self
    }

    /// Answers 204 to all other events, so that their sender does not retry.
    #[must_use]
    pub fn accept_others(mut self) -> Self {
        self.others = Others::Accept;
        self
    }

    /// The handler of this event, by its type as it is claimed: see [`VerifiedBody::kind`].
    ///
    /// # Errors
    ///
    /// [`PayloadError::Unhandled`] if no handler takes it. It is logged.
    pub fn choose(&self, event: &VerifiedBody) -> Result<&H, Rejection> {
        let own = event.kind().and_then(|kind| self.by_kind.get(kind));
        let accepted = match (own, &self.others) {
            (Some(handler), _) | (None, Others::Handler(handler)) => return Ok(handler),
            (None, Others::Accept) => true,
            (None, Others::Refuse) => false,
        };
        let rejection = Rejection::Payload(PayloadError::Unhandled { accepted });
        event.provenance.verifier.log(&rejection);
        Err(rejection)
    }
}

/// Shows the types that have handlers.
impl<H> fmt::Debug for Handlers<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let others = match self.others {
            Others::Handler(_) => "handled",
            Others::Accept => "accepted",
            Others::Refuse => "refused",
        };
        f.debug_struct("Handlers")
            .field("on", &self.by_kind.keys())
            .field("others", &others)
            .finish()
    }
}
