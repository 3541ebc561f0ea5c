//! One way to receive a delivery, and how it is run.

use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use serde::Serialize;

use crate::delivery::{Delivery, Signed};

/// One way to receive a delivery.
pub struct Contestant {
    pub name: &'static str,
    pub kind: Kind,
    pub place: Place,
    pub signed: Signed,
    /// The contestant whose cost is none of verification's.
    pub bare: &'static str,
    prepare: Box<Prepare>,
}

type Prepare = dyn Fn(&Delivery, usize) -> Batch;

/// Deliveries that are ready to be received, and are when it is called.
pub type Batch = Box<dyn FnOnce()>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The HMAC alone, by a key whose schedule is computed.
    Floor,
    /// The app without any verification.
    Bare,
    Hookseal,
    /// As tutorials do it.
    HandRolled,
    Peer,
}

/// Where the signature is verified. Only what stands in the same place does equal work: each
/// framework has a price of its own for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In a layer that the framework has put around the route.
    Layer,
    /// In a layer around the whole app.
    AroundApp,
    /// Where the handler's arguments are made, or in the handler.
    Handler,
}

/// The name of the contestants without verification.
pub const BARE: &str = "bare";

impl Contestant {
    /// Made of what readies a number of equal deliveries.
    pub fn new(
        name: &'static str,
        kind: Kind,
        signed: Signed,
        prepare: impl Fn(&Delivery, usize) -> Batch + 'static,
    ) -> Self {
        Self {
            name,
            kind,
            place: Place::Layer,
            signed,
            bare: BARE,
            prepare: Box::new(prepare),
        }
    }

    /// Made of how a delivery becomes a request, and which status answers that.
    pub fn answering<R: 'static>(
        name: &'static str,
        kind: Kind,
        signed: Signed,
        request: impl Fn(&Delivery) -> R + 'static,
        answer: impl AsyncFn(R) -> u16 + 'static,
    ) -> Self {
        let answer = Rc::new(answer);
        Self::new(name, kind, signed, move |delivery, count| {
            let answer = Rc::clone(&answer);
            let requests: Vec<_> = (0..count).map(|_| request(delivery)).collect();
            let expected = delivery.expected;
            Box::new(move || {
                for request in requests {
                    expected.check(at_once(answer(request)));
                }
            })
        })
    }

    /// Compared with a bare app of its own, where it runs in another version of a framework.
    #[must_use]
    pub fn beside(mut self, bare: &'static str) -> Self {
        self.bare = bare;
        self
    }

    /// It verifies there, and not in a layer around the route.
    #[must_use]
    pub const fn in_place(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    #[must_use]
    pub fn prepare(&self, delivery: &Delivery, count: usize) -> Batch {
        (self.prepare)(delivery, count)
    }
}

/// The output of a future that waits for nothing, as none here does.
///
/// # Panics
///
/// When it waits.
pub fn at_once<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a contestant waits for something"),
    }
}
