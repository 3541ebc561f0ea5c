//! Requests to a store, and its responses.

use std::time::Duration;

use super::{DeliveryKey, Fingerprint};

/// A request to reserve a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReserveRequest {
    key: DeliveryKey,
    fingerprint: Fingerprint,
    lease: Duration,
    retention: Duration,
}

impl ReserveRequest {
    /// To hold `key` for a `lease`; once done, it is to be known for `retention`. Both are ten
    /// years at most, so that no store's clock overflows by them.
    #[must_use]
    pub const fn new(
        key: DeliveryKey,
        fingerprint: Fingerprint,
        lease: Duration,
        retention: Duration,
    ) -> Self {
        Self {
            key,
            fingerprint,
            lease: bounded(lease),
            retention: bounded(retention),
        }
    }

    /// The delivery's key.
    #[must_use]
    pub const fn key(&self) -> &DeliveryKey {
        &self.key
    }

    /// The fingerprint of its body.
    #[must_use]
    pub const fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    /// How long it is held before others may take it over.
    #[must_use]
    pub const fn lease(&self) -> Duration {
        self.lease
    }

    /// For how long it is known once it is done, and kept at least while it is not.
    #[must_use]
    pub const fn retention(&self) -> Duration {
        self.retention
    }
}

/// As long as a store can count.
const fn bounded(time: Duration) -> Duration {
    if time.as_secs() < LONGEST.as_secs() {
        time
    } else {
        LONGEST
    }
}

/// Ten years.
const LONGEST: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// A delivery held by one run of its handler: the store has granted it nobody else.
///
/// Adapters put it where handlers find it: in axum and tower it is an `Extension`, in
/// actix-web `ReqData`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reservation {
    request: ReserveRequest,
    token: u64,
    attempt: u32,
}

impl Reservation {
    /// A reservation granted by a store: with a `token` greater than all earlier ones for this
    /// key, for the `attempt`th run of the handler, from 1.
    #[must_use]
    pub const fn new(request: ReserveRequest, token: u64, attempt: u32) -> Self {
        Self {
            request,
            token,
            attempt,
        }
    }

    /// The request that was granted.
    #[must_use]
    pub const fn request(&self) -> &ReserveRequest {
        &self.request
    }

    /// The delivery's key.
    #[must_use]
    pub const fn key(&self) -> &DeliveryKey {
        &self.request.key
    }

    /// The fencing token: greater than that of every earlier run. Where a handler writes to
    /// something that can compare, an earlier run that has only been slow is kept out by it.
    ///
    /// Tokens of the stores here begin with the time in microseconds, so they go on growing
    /// once a delivery has been forgotten, unless the clock has been set back by then.
    #[must_use]
    pub const fn token(&self) -> u64 {
        self.token
    }

    /// The how manieth run of the handler this is, from 1.
    #[must_use]
    pub const fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Whether an earlier run has failed, has crashed, or has lost its lease. It may have
    /// done part of its work.
    #[must_use]
    pub const fn is_repeated(&self) -> bool {
        self.attempt > 1
    }
}

/// The answer to a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reserved {
    /// It is held now.
    Granted(Reservation),
    /// Another run holds it.
    InFlight {
        /// When its lease ends, unless it is extended.
        lease_left: Duration,
    },
    /// It was committed before.
    Done {
        /// Whether with a body of the same fingerprint.
        same_body: bool,
    },
}

/// The answer to extending, committing or releasing a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Done as requested.
    Applied,
    /// This very reservation was committed before; nothing has changed.
    AlreadyCommitted,
    /// The reservation is no longer current: it was released, taken over after its lease,
    /// or forgotten. Nothing has changed.
    Fenced,
}
