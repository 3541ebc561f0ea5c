//! Running a handler while its delivery is held.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use super::erased::within;
use super::guard::Inner;
use super::{Reservation, Settled};

/// Why a handler did not respond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failed {
    Panicked,
    TimedOut,
}

/// Runs a handler to its end, whatever that is, with a lease that is extended meanwhile
/// where there is one.
///
/// A handler that is ready at once costs neither a timer nor the room for one.
pub(super) async fn hold<H, R, S, F>(
    guard: &Inner,
    held: Option<&Reservation>,
    sleep: &S,
    handler: H,
) -> Result<R, Failed>
where
    H: Future<Output = R>,
    S: Fn(Duration) -> F,
    F: Future<Output = ()>,
{
    let mut handler = pin!(handler);
    let mut keeping = None;
    poll_fn(
        |context| match catch_unwind(AssertUnwindSafe(|| handler.as_mut().poll(context))) {
            Ok(Poll::Ready(answer)) => Poll::Ready(Ok(answer)),
            Ok(Poll::Pending) => {
                let keeping = keeping.get_or_insert_with(|| Box::pin(keep(guard, held, sleep)));
                let kept = keeping.as_mut().poll(context);
                kept.map(|()| Err(Failed::TimedOut))
            }
            Err(_) => Poll::Ready(Err(Failed::Panicked)),
        },
    )
    .await
}

/// Extends the lease until the handler has had its time.
async fn keep<S, F>(guard: &Inner, held: Option<&Reservation>, sleep: &S)
where
    S: Fn(Duration) -> F,
    F: Future<Output = ()>,
{
    let mut left = guard.handler_timeout;
    if let Some(held) = held {
        loop {
            let pause = left.min(held.request().lease() / 3);
            sleep(pause).await;
            left = left.saturating_sub(pause);
            if left.is_zero() {
                return;
            }
            let extended = within(guard.store_timeout, sleep, guard.store.extend(held)).await;
            match extended {
                Ok(Settled::Applied) => {}
                // Committed by the handler itself, in a transaction of its own.
                Ok(Settled::AlreadyCommitted) => break,
                Ok(Settled::Fenced) => {
                    tracing::error!(
                        target: "hookseal", endpoint = guard.endpoint, key = %held.key(),
                        "lost its lease while its handler was running: the delivery may be handled twice; consider a longer lease"
                    );
                    break;
                }
                Err(error) => tracing::warn!(
                    target: "hookseal", endpoint = guard.endpoint, key = %held.key(),
                    "the lease could not be extended; retrying after a third of it: {error}"
                ),
            }
        }
    }
    sleep(left).await;
}
