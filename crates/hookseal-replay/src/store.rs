//! The trait for replay stores.

use std::fmt;
use std::future::Future;
use std::ops::Deref;

use super::{DeliveryKey, Health, Reservation, ReserveRequest, Reserved, Settled, StoreError};

/// Remembers deliveries.
///
/// Each operation is one atomic step, for all processes that share the store. For each
/// key, at most one reservation is current, tokens only grow, also over records that are
/// forgotten by then, and only the store's own clock is read. A record that the store would
/// never have written so is an error: nothing may be granted by it. What a store promises beyond that is what it
/// survives: the memory store no restart, a database what it has written to disk.
///
/// The suite in `hookseal_replay::conformance` (feature `conformance`) checks a store
/// against these rules. A whole store, for one process and without bounds:
///
/// ```
/// use std::collections::HashMap;
/// use std::sync::Mutex;
/// use std::time::Instant;
///
/// use hookseal_replay::{
///     DeliveryKey, Fingerprint, ReplayStore, Reservation, ReserveRequest, Reserved, Settled,
///     StoreError,
/// };
///
/// #[derive(Debug)]
/// enum State {
///     Free,
///     InFlight { until: Instant },
///     Done,
/// }
///
/// #[derive(Debug)]
/// struct Record {
///     state: State,
///     token: u64,
///     fingerprint: Fingerprint,
/// }
///
/// #[derive(Debug, Default)]
/// struct Unbounded(Mutex<HashMap<DeliveryKey, Record>>);
///
/// impl Unbounded {
///     /// Changes the state of a record whose reservation is current.
///     fn settle(&self, held: &Reservation, state: State) -> Settled {
///         let mut records = self.0.lock().unwrap();
///         match records.get_mut(held.key()) {
///             Some(record) if record.token == held.token() => match record.state {
///                 State::Done => Settled::AlreadyCommitted,
///                 State::InFlight { .. } => {
///                     record.state = state;
///                     Settled::Applied
///                 }
///                 State::Free => Settled::Fenced,
///             },
///             _ => Settled::Fenced,
///         }
///     }
/// }
///
/// impl ReplayStore for Unbounded {
///     async fn reserve(&self, request: &ReserveRequest) -> Result<Reserved, StoreError> {
///         let now = Instant::now();
///         let mut records = self.0.lock().unwrap();
///         let record = records.entry(*request.key()).or_insert(Record {
///             state: State::Free,
///             token: 0,
///             fingerprint: *request.fingerprint(),
///         });
///         match record.state {
///             State::Done => {
///                 let same_body = record.fingerprint == *request.fingerprint();
///                 return Ok(Reserved::Done { same_body });
///             }
///             State::InFlight { until } if until > now => {
///                 return Ok(Reserved::InFlight { lease_left: until - now });
///             }
///             _ => {}
///         }
///         record.token += 1;
///         record.fingerprint = *request.fingerprint();
///         record.state = State::InFlight { until: now + request.lease() };
///         let attempt = u32::try_from(record.token).unwrap_or(u32::MAX);
///         Ok(Reserved::Granted(Reservation::new(*request, record.token, attempt)))
///     }
///
///     async fn extend(&self, held: &Reservation) -> Result<Settled, StoreError> {
///         let until = Instant::now() + held.request().lease();
///         Ok(self.settle(held, State::InFlight { until }))
///     }
///
///     async fn commit(&self, held: &Reservation) -> Result<Settled, StoreError> {
///         Ok(self.settle(held, State::Done))
///     }
///
///     async fn release(&self, held: &Reservation) -> Result<Settled, StoreError> {
///         Ok(self.settle(held, State::Free))
///     }
///
///     async fn forget(&self, key: &DeliveryKey) -> Result<bool, StoreError> {
///         let mut records = self.0.lock().unwrap();
///         Ok(match records.get_mut(key) {
///             Some(record) if matches!(record.state, State::Done) => {
///                 record.state = State::Free;
///                 true
///             }
///             _ => false,
///         })
///     }
/// }
/// ```
pub trait ReplayStore: fmt::Debug + Send + Sync + 'static {
    /// Grants the key under a new token if it is unknown, free, forgotten after its
    /// retention, or in flight with a lease that has ended. Else says what it is.
    ///
    /// # Errors
    ///
    /// The store cannot be asked, or has no room: then nothing may be granted, and nothing
    /// that it knows may be dropped to make room.
    fn reserve(
        &self,
        request: &ReserveRequest,
    ) -> impl Future<Output = Result<Reserved, StoreError>> + Send;

    /// Restarts the lease of a current reservation, from now.
    ///
    /// # Errors
    ///
    /// The store cannot be asked.
    fn extend(
        &self,
        held: &Reservation,
    ) -> impl Future<Output = Result<Settled, StoreError>> + Send;

    /// Marks the delivery as done, to be remembered for its retention from now. A reservation
    /// whose lease has ended may still commit, unless another run has taken over.
    ///
    /// # Errors
    ///
    /// The store is unavailable. It may have committed nevertheless; a second call then
    /// returns [`Settled::AlreadyCommitted`].
    fn commit(
        &self,
        held: &Reservation,
    ) -> impl Future<Output = Result<Settled, StoreError>> + Send;

    /// The delivery has failed and may be handled again at once. The record stays for its
    /// retention, so that attempts go on being counted.
    ///
    /// # Errors
    ///
    /// The store cannot be asked.
    fn release(
        &self,
        held: &Reservation,
    ) -> impl Future<Output = Result<Settled, StoreError>> + Send;

    /// Lets a done delivery be handled again, when its sender is asked to redeliver it.
    /// Returns whether it was done. A delivery in flight stays in flight.
    ///
    /// # Errors
    ///
    /// The store cannot be asked.
    fn forget(&self, key: &DeliveryKey) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Whether all its records are in this process's memory, and end with it (default
    /// `false`). Deliveries without a signed id are then identified by a hash that only this
    /// process can compute, which is faster than SHA-256.
    fn is_in_process(&self) -> bool {
        false
    }

    /// Problems that could break the store's promise, as far as it can detect them. For use
    /// when an app starts.
    ///
    /// # Errors
    ///
    /// The store cannot be asked.
    fn health(&self) -> impl Future<Output = Result<Health, StoreError>> + Send {
        async { Ok(Health::sound()) }
    }
}

/// A pointer to a store, such as an `Arc`, is a store: each operation is the store's own, those
/// with a default among them.
impl<P> ReplayStore for P
where
    P: Deref<Target: ReplayStore> + fmt::Debug + Send + Sync + 'static,
{
    fn reserve(
        &self,
        request: &ReserveRequest,
    ) -> impl Future<Output = Result<Reserved, StoreError>> + Send {
        (**self).reserve(request)
    }

    fn extend(
        &self,
        held: &Reservation,
    ) -> impl Future<Output = Result<Settled, StoreError>> + Send {
        (**self).extend(held)
    }

    fn commit(
        &self,
        held: &Reservation,
    ) -> impl Future<Output = Result<Settled, StoreError>> + Send {
        (**self).commit(held)
    }

    fn release(
        &self,
        held: &Reservation,
    ) -> impl Future<Output = Result<Settled, StoreError>> + Send {
        (**self).release(held)
    }

    fn forget(&self, key: &DeliveryKey) -> impl Future<Output = Result<bool, StoreError>> + Send {
        (**self).forget(key)
    }

    fn is_in_process(&self) -> bool {
        (**self).is_in_process()
    }

    fn health(&self) -> impl Future<Output = Result<Health, StoreError>> + Send {
        (**self).health()
    }
}
