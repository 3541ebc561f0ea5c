//! A resolver without its type, and a lookup that cannot bring its task down.

use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Unresolved};

/// Any [`KeyResolver`].
#[derive(Clone, Debug)]
pub(crate) struct AnyResolver(Arc<dyn DynResolver>);

trait DynResolver: fmt::Debug + Send + Sync {
    fn one_scheme_for_all(&self) -> bool;
    fn hides_whom_it_knows(&self) -> bool;
    fn start(
        self: Arc<Self>,
        request: &KeyQuery<'_>,
        rules: KeyRules,
    ) -> Result<Lookup, Unresolved>;
}

type Lookup = Pin<Box<dyn Future<Output = Result<ReadyKeys, Unresolved>> + Send>>;

impl<R: KeyResolver> DynResolver for R {
    fn one_scheme_for_all(&self) -> bool {
        KeyResolver::one_scheme_for_all(self)
    }

    fn hides_whom_it_knows(&self) -> bool {
        KeyResolver::hides_whom_it_knows(self)
    }

    fn start(
        self: Arc<Self>,
        request: &KeyQuery<'_>,
        rules: KeyRules,
    ) -> Result<Lookup, Unresolved> {
        let query = self.query(request)?;
        Ok(Box::pin(async move { self.resolve(query, rules).await }))
    }
}

impl AnyResolver {
    pub(crate) fn new(resolver: impl KeyResolver) -> Self {
        Self(Arc::new(resolver))
    }

    pub(crate) fn one_scheme_for_all(&self) -> bool {
        self.0.one_scheme_for_all()
    }

    pub(crate) fn hides_whom_it_knows(&self) -> bool {
        self.0.hides_whom_it_knows()
    }

    /// Reads the head and begins to look up.
    pub(crate) fn start(&self, request: &KeyQuery<'_>, rules: KeyRules) -> Resolution {
        let started = catch_unwind(AssertUnwindSafe(|| {
            Arc::clone(&self.0).start(request, rules)
        }));
        Resolution(match started {
            Ok(Ok(lookup)) => Ok(lookup),
            Ok(Err(unresolved)) => Err(Some(unresolved)),
            Err(_) => Err(Some(panicked())),
        })
    }
}

/// A lookup under way.
pub(crate) struct Resolution(Result<Lookup, Option<Unresolved>>);

impl Future for Resolution {
    type Output = Result<ReadyKeys, Unresolved>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            Ok(lookup) => match catch_unwind(AssertUnwindSafe(|| lookup.as_mut().poll(context))) {
                Ok(poll) => poll,
                Err(_) => Poll::Ready(Err(panicked())),
            },
            Err(unresolved) => match unresolved.take() {
                Some(unresolved) => Poll::Ready(Err(unresolved)),
                None => Poll::Pending, // polled after completion
            },
        }
    }
}

fn panicked() -> Unresolved {
    Unresolved::unavailable("the key resolver panicked")
}
