//! Runs that outlive their client.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use super::{Admission, Answer, Reservation};

/// Work that goes on in a task of its own.
pub type Background = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Work that goes on in a task of its own, on the thread where it began.
pub type BackgroundHere = Pin<Box<dyn Future<Output = ()>>>;

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
        let run = Box::pin(async move {
            let ran = run.await;
            let unsettled = ran.unsettled;
            let settling = unsettled.map(|one| Box::pin(one.settle(sleep)) as Background);
            (ran.answer, settling)
        });
        RunToEnd::new(run, |run| Box::pin(settled(run)), spawn)
    }

    /// Like [`run_to_end`](Self::run_to_end), for servers whose handlers stay on one thread.
    pub fn run_to_end_here<H, T, R, S, F>(
        self,
        sleep: S,
        handle: H,
        status: impl FnOnce(&R) -> Option<u16> + 'static,
        spawn: fn(BackgroundHere),
    ) -> RunToEndHere<R>
    where
        H: FnOnce(Option<Reservation>) -> T + 'static,
        T: Future<Output = R> + 'static,
        R: 'static,
        S: Fn(Duration) -> F + Clone + 'static,
        F: Future<Output = ()> + 'static,
    {
        let run = self.run(sleep.clone(), handle, status);
        let run = Box::pin(async move {
            let ran = run.await;
            let unsettled = ran.unsettled;
            let settling = unsettled.map(|one| Box::pin(one.settle(sleep)) as BackgroundHere);
            (ran.answer, settling)
        });
        RunToEnd::new(run, |run| Box::pin(settled(run)), spawn)
    }
}

/// Both in one: the run, and what is left of it.
async fn settled<R, B: Future<Output = ()>>(run: impl Future<Output = (Answer<R>, Option<B>)>) {
    if let (_, Some(settling)) = run.await {
        settling.await;
    }
}

/// The future of [`Admission::run_to_end`].
#[must_use = "nothing is handled unless it is polled"]
pub struct RunToEnd<R: 'static, B = Background, D = Run<R>>
where
    D: Future<Output = (Answer<R>, Option<B>)> + Unpin,
{
    /// Taken at its end, or when it continues elsewhere.
    run: Option<D>,
    begun: bool,
    rest: fn(D) -> B,
    spawn: fn(B),
    answer: PhantomData<fn() -> R>,
}

/// The future of [`Admission::run_to_end_here`].
pub type RunToEndHere<R> = RunToEnd<R, BackgroundHere, RunHere<R>>;

/// A run, and the commit that the store has not accepted yet.
pub type Run<R> = Pin<Box<dyn Future<Output = (Answer<R>, Option<Background>)> + Send>>;

/// Like [`Run`], on one thread.
pub type RunHere<R> = Pin<Box<dyn Future<Output = (Answer<R>, Option<BackgroundHere>)>>>;

impl<R, B, D> RunToEnd<R, B, D>
where
    D: Future<Output = (Answer<R>, Option<B>)> + Unpin,
{
    const fn new(run: D, rest: fn(D) -> B, spawn: fn(B)) -> Self {
        Self {
            run: Some(run),
            begun: false,
            rest,
            spawn,
            answer: PhantomData,
        }
    }
}

impl<R, B, D> Future for RunToEnd<R, B, D>
where
    D: Future<Output = (Answer<R>, Option<B>)> + Unpin,
{
    type Output = Answer<R>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Answer<R>> {
        self.begun = true;
        let Some(run) = &mut self.run else {
            return Poll::Pending; // polled after completion
        };
        let Poll::Ready((answer, settling)) = Pin::new(run).poll(context) else {
            return Poll::Pending;
        };
        self.run = None;
        if let Some(settling) = settling {
            (self.spawn)(settling);
        }
        Poll::Ready(answer)
    }
}

impl<R, B, D> Drop for RunToEnd<R, B, D>
where
    D: Future<Output = (Answer<R>, Option<B>)> + Unpin,
{
    fn drop(&mut self) {
        if self.begun
            && let Some(run) = self.run.take()
        {
            (self.spawn)((self.rest)(run));
        }
    }
}

impl<R, B, D> fmt::Debug for RunToEnd<R, B, D>
where
    D: Future<Output = (Answer<R>, Option<B>)> + Unpin,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunToEnd").finish_non_exhaustive()
    }
}
