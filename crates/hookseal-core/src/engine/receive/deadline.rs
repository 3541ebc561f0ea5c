//! How long may be waited, by whatever timer the adapter has.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use pin_project::pin_project;

/// A deadline that starts when it is first waited for.
#[pin_project]
pub(super) struct Deadline<S, F> {
    sleep: S,
    #[pin]
    timer: Timer<F>,
}

#[pin_project(project = TimerProjection)]
enum Timer<F> {
    /// Most bodies are there when their head is, and need no timer.
    Unset(Duration),
    Set(#[pin] F),
}

impl<S, F> Deadline<S, F> {
    pub(super) const fn new(sleep: S, after: Duration) -> Self {
        Self {
            sleep,
            timer: Timer::Unset(after),
        }
    }

    /// Allows this much time from now on.
    pub(super) fn renew(self: Pin<&mut Self>, after: Duration) {
        self.project().timer.set(Timer::Unset(after));
    }
}

impl<S, F> Deadline<S, F>
where
    S: Fn(Duration) -> F,
    F: Future<Output = ()>,
{
    /// Ready when the time is over.
    pub(super) fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut this = self.project();
        if let TimerProjection::Unset(after) = this.timer.as_mut().project() {
            let timer = (this.sleep)(*after);
            this.timer.set(Timer::Set(timer));
        }
        match this.timer.project() {
            TimerProjection::Set(timer) => timer.poll(context),
            TimerProjection::Unset(_) => Poll::Pending,
        }
    }
}
