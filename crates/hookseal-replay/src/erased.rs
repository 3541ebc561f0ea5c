//! A type-erased store, whose operations neither outlast their deadline nor panic in the
//! caller.

use std::fmt;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use super::{
    DeliveryKey, Health, ReplayStore, Reservation, ReserveRequest, Reserved, Settled, StoreError,
};

/// Any [`ReplayStore`].
#[derive(Clone, Debug)]
pub(super) struct AnyStore(Arc<dyn DynStore>);

/// An operation under way.
pub(super) type Operation<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// [`ReplayStore`] with its futures boxed.
trait DynStore: fmt::Debug + Send + Sync {
    fn reserve<'a>(&'a self, request: &'a ReserveRequest) -> Operation<'a, Reserved>;
    fn extend<'a>(&'a self, held: &'a Reservation) -> Operation<'a, Settled>;
    fn commit<'a>(&'a self, held: &'a Reservation) -> Operation<'a, Settled>;
    fn release<'a>(&'a self, held: &'a Reservation) -> Operation<'a, Settled>;
    fn forget<'a>(&'a self, key: &'a DeliveryKey) -> Operation<'a, bool>;
    fn health(&self) -> Operation<'_, Health>;
    fn is_in_process(&self) -> bool;
}

// Each call is made within its future, where a panic is caught.
impl<S: ReplayStore> DynStore for S {
    fn reserve<'a>(&'a self, request: &'a ReserveRequest) -> Operation<'a, Reserved> {
        Box::pin(async move { ReplayStore::reserve(self, request).await })
    }

    fn extend<'a>(&'a self, held: &'a Reservation) -> Operation<'a, Settled> {
        Box::pin(async move { ReplayStore::extend(self, held).await })
    }

    fn commit<'a>(&'a self, held: &'a Reservation) -> Operation<'a, Settled> {
        Box::pin(async move { ReplayStore::commit(self, held).await })
    }

    fn release<'a>(&'a self, held: &'a Reservation) -> Operation<'a, Settled> {
        Box::pin(async move { ReplayStore::release(self, held).await })
    }

    fn forget<'a>(&'a self, key: &'a DeliveryKey) -> Operation<'a, bool> {
        Box::pin(async move { ReplayStore::forget(self, key).await })
    }

    fn health(&self) -> Operation<'_, Health> {
        Box::pin(async move { ReplayStore::health(self).await })
    }

    fn is_in_process(&self) -> bool {
        ReplayStore::is_in_process(self)
    }
}

impl AnyStore {
    pub(super) fn new(store: impl ReplayStore) -> Self {
        Self(Arc::new(store))
    }

    pub(super) fn reserve<'a>(&'a self, request: &'a ReserveRequest) -> Operation<'a, Reserved> {
        self.0.reserve(request)
    }

    pub(super) fn extend<'a>(&'a self, held: &'a Reservation) -> Operation<'a, Settled> {
        self.0.extend(held)
    }

    pub(super) fn commit<'a>(&'a self, held: &'a Reservation) -> Operation<'a, Settled> {
        self.0.commit(held)
    }

    pub(super) fn release<'a>(&'a self, held: &'a Reservation) -> Operation<'a, Settled> {
        self.0.release(held)
    }

    pub(super) fn forget<'a>(&'a self, key: &'a DeliveryKey) -> Operation<'a, bool> {
        self.0.forget(key)
    }

    pub(super) fn health(&self) -> Operation<'_, Health> {
        self.0.health()
    }

    pub(super) fn is_in_process(&self) -> bool {
        self.0.is_in_process()
    }
}

/// An operation's result, or an error if it has panicked or taken too long.
///
/// The timer, and the room for it, is only made when the operation has to be waited for.
pub(super) async fn within<T, S, F>(
    timeout: Duration,
    sleep: &S,
    mut operation: Operation<'_, T>,
) -> Result<T, StoreError>
where
    S: Fn(Duration) -> F,
    F: Future<Output = ()>,
{
    let mut deadline = None;
    poll_fn(
        |context| match catch_unwind(AssertUnwindSafe(|| operation.as_mut().poll(context))) {
            Ok(Poll::Ready(result)) => Poll::Ready(result),
            Ok(Poll::Pending) => deadline
                .get_or_insert_with(|| Box::pin(sleep(timeout)))
                .as_mut()
                .poll(context)
                .map(|()| Err(StoreError::new("the store did not answer in time"))),
            Err(_) => Poll::Ready(Err(StoreError::new("it panicked"))),
        },
    )
    .await
}
