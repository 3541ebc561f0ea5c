//! What a guard knows a delivery by.

use std::time::Duration;

use hookseal::Verifier;
use hookseal::replay::{
    DeliveryKey, Identity, MemoryStore, ReplayGuard, ReplayStore, Reservation, ReserveRequest,
    Reserved, Settled, StoreError,
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
    let request = request(verifier, sent, |in_process, elsewhere| {
        let builder = if is_in_process {
            ReplayGuard::builder("hooks", in_process)
        } else {
            ReplayGuard::builder("hooks", elsewhere)
        };
        builder.identity(identity).build().unwrap()
    })?;
    Some(request.map_or(Known::Unguarded, |request| Known::By(*request.key())))
}

/// For how long a delivery is known that is done, by a guard that has no opinion.
pub(crate) fn retention(verifier: &Verifier, sent: &Sent) -> Option<Duration> {
    let least = Duration::from_secs(1);
    let request = request(verifier, sent, |store, _| {
        ReplayGuard::builder("hooks", store)
            .identity(Identity::Message)
            .lease(least)
            .retention(least)
            .build()
            .unwrap()
    });
    request
        .expect("it is authentic")
        .map(|request| request.retention())
}

fn request(
    verifier: &Verifier,
    sent: &Sent,
    guard: impl FnOnce(MemoryStore, Elsewhere) -> ReplayGuard,
) -> Option<Option<ReserveRequest>> {
    let body = verifier.verify(sent, sent.body.clone()).ok()?;
    let guard = guard(MemoryStore::builder().capacity(1).build(), Elsewhere);
    let admission = guard.admit(&body, sent).unwrap();
    Some(admission.request().copied())
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
