//! The longest times and none at all.

use std::time::Duration;

use super::{ReserveRequest, Run, Saw, body, new_key};
use crate::{ReplayStore, Reserved, Settled};

impl<R: ReplayStore, S> Run<'_, R, S> {
    /// No clock overflows by any time that an app can set.
    pub(super) async fn extremes(&self) -> Result<(), Saw> {
        let longest = self.settled_of(Duration::MAX, Duration::MAX).await?;
        if longest != [Settled::Applied, Settled::Applied] {
            return Err(Saw(format!("the longest times give {longest:?}")));
        }
        // Over at once or not, they are no error.
        self.settled_of(Duration::ZERO, Duration::ZERO).await?;
        self.settled_of(Duration::MAX, Duration::ZERO).await?;
        self.settled_of(Duration::ZERO, Duration::MAX).await?;
        Ok(())
    }

    /// A new key, extended and committed.
    async fn settled_of(&self, lease: Duration, retention: Duration) -> Result<[Settled; 2], Saw> {
        let request = ReserveRequest::new(new_key(), body(1), lease, retention);
        match self.store.reserve(&request).await? {
            Reserved::Granted(held) => {
                let extended = self.store.extend(&held).await?;
                let committed = self.store.commit(&held).await?;
                self.store.reserve(&request).await?;
                Ok([extended, committed])
            }
            other => Err(Saw(format!("a new key gives {other:?}"))),
        }
    }
}
