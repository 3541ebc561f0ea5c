//! What a guard knows a delivery by.

use std::time::Duration;

use hookseal::Verifier;
use hookseal::replay::{
    Admission, DeliveryKey, Identity, MemoryStore, ReplayGuard, ReplayGuardBuilder, ReplayStore,
    Reservation, ReserveRequest, Reserved, Settled, StoreError,
};

use crate::sent::Sent;

/// What a delivery is known by, if it is authentic at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    By(DeliveryKey),
    /// Each is handled.
    Unguarded,
}

pub(crate) fn known(
    verifier: &Verifier,
    sent: &Sent,
    identity: Identity,
    is_in_process: bool,
) -> Option<Known> {
    let builder = if is_in_process {
        let store = MemoryStore::builder().capacity(1).build();
        ReplayGuard::builder("hooks", store)
    } else {
        ReplayGuard::builder("hooks", Elsewhere)
    };
    let admission = admission(verifier, sent, builder.identity(identity))?;
    let request = admission.request();
    Some(request.map_or(Known::Unguarded, |request| Known::By(*request.key())))
}

/// For how long a delivery is known that is done, by a guard that has no opinion; nothing
/// where it is not guarded even by its message.
pub(crate) fn retention(verifier: &Verifier, sent: &Sent) -> Option<Duration> {
    let least = Duration::from_secs(1);
    let builder = ReplayGuard::builder("hooks", Elsewhere)
        .identity(Identity::Message)
        .lease(least)
        .retention(least);
    let admission = admission(verifier, sent, builder)?;
    admission.request().map(ReserveRequest::retention)
}

fn admission(verifier: &Verifier, sent: &Sent, builder: ReplayGuardBuilder) -> Option<Admission> {
    let body = verifier.verify(sent, sent.body.clone()).ok()?.event()?;
    Some(builder.build().unwrap().admit(&body, sent).unwrap())
}

/// A store of several processes; it is never asked.
#[derive(Debug)]
struct Elsewhere;

const NEVER: &str = "nothing is reserved here";

impl ReplayStore for Elsewhere {
    async fn reserve(&self, _: &ReserveRequest) -> Result<Reserved, StoreError> {
        Err(StoreError::new(NEVER))
    }

    async fn extend(&self, _: &Reservation) -> Result<Settled, StoreError> {
        Err(StoreError::new(NEVER))
    }

    async fn commit(&self, _: &Reservation) -> Result<Settled, StoreError> {
        Err(StoreError::new(NEVER))
    }

    async fn release(&self, _: &Reservation) -> Result<Settled, StoreError> {
        Err(StoreError::new(NEVER))
    }

    async fn forget(&self, _: &DeliveryKey) -> Result<bool, StoreError> {
        Err(StoreError::new(NEVER))
    }
}
