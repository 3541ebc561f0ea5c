//! Runs that outlive their client.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use super::{Admission, Answer, Reservation};

/// Work that goes on in a task of its own.
pub type Background = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Admission {
    /// Like [`run`](Self::run), for adapters of servers that drop a request's future when its
    /// client has gone: a run that is dropped after it has begun goes on in the background, and
    /// so does a commit that the store has not accepted yet.
    ///
    /// `spawn` starts a task of the adapter's runtime. If no runtime is left to run it, it
    /// drops its argument; the lease of the delivery then ends by itself.
    pub fn run_to_end<H, T, R, S, F>(
        self,
        sleep: S,
        handle: H,
        status: impl FnOnce(&R) -> Option<u16> + Send + 'static,
        spawn: fn(Background),
    ) -> RunToEnd<R>
    where
        H: FnOnce(Option<Reservation>) -> T + Send + 'static,
        T: Future<Output = R> + Send + 'static,
        R: Send + 'static,
        S: Fn(Duration) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let run = self.run(sleep.clone(), handle, status);
        RunToEnd {
            run: Some(Box::pin(async move {
                let ran = run.await;
                let unsettled = ran.unsettled;
                let settling = unsettled.map(|one| Box::pin(one.settle(sleep)) as Background);
                (ran.answer, settling)
            })),
            begun: false,
            spawn,
        }
    }
}

/// The future of [`Admission::run_to_end`].
#[must_use = "nothing is handled unless it is polled"]
pub struct RunToEnd<R: Send + 'static> {
    /// Taken at its end, or when it continues elsewhere.
    run: Option<Run<R>>,
    begun: bool,
    spawn: fn(Background),
}

type Run<R> = Pin<Box<dyn Future<Output = (Answer<R>, Option<Background>)> + Send>>;

impl<R: Send> Future for RunToEnd<R> {
    type Output = Answer<R>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Answer<R>> {
        self.begun = true;
        let Some(run) = &mut self.run else {
            return Poll::Pending; // polled after completion
        };
        let Poll::Ready((answer, settling)) = run.as_mut().poll(context) else {
            return Poll::Pending;
        };
        self.run = None;
        if let Some(settling) = settling {
            (self.spawn)(settling);
        }
        Poll::Ready(answer)
    }
}

impl<R: Send> Drop for RunToEnd<R> {
    fn drop(&mut self) {
        if self.begun
            && let Some(run) = self.run.take()
        {
            (self.spawn)(Box::pin(async {
                if let (_, Some(settling)) = run.await {
                    settling.await;
                }
            }));
        }
    }
}

impl<R: Send> fmt::Debug for RunToEnd<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunToEnd").finish_non_exhaustive()
    }
}
