//! The fate of a delivery, depending on the responses of its handler and its store.

use std::future::ready;

use futures_util::FutureExt as _;
use hookseal_core::Rejection;

use super::{ACME, guard, no_sleep, status, verified};
use crate::{
    Answer, DeliveryKey, ReplayGuard, ReplayGuardBuilder, ReplayStore, Reservation, ReserveRequest,
    Reserved, Settled, StoreError,
};

fn run(guard: &ReplayGuard, answer: u16) -> Answer<u16> {
    let (body, head) = verified(&ACME, r#"{"id":"evt_1"}"#);
    let admission = guard.admit(&body, &head).unwrap();
    let ran = admission.run(no_sleep, move |_| ready(answer), status);
    ran.now_or_never().unwrap().answer
}

#[test]
fn i15_success_alone_settles_a_delivery() {
    let statuses = [
        100, 199, 300, 302, 400, 404, 406, 409, 410, 422, 429, 499, 500, 503, 599,
    ];
    for failed in statuses {
        let guard = guard();
        assert!(
            matches!(run(&guard, failed), Answer::Handled(_)),
            "{failed}"
        );
        assert!(matches!(run(&guard, 200), Answer::Handled(200)), "{failed}");
        assert!(matches!(run(&guard, 200), Answer::Duplicate(_)));
    }
    for success in [200, 201, 202, 204, 299] {
        let guard = guard();
        run(&guard, success);
        assert!(
            matches!(run(&guard, 200), Answer::Duplicate(_)),
            "{success}"
        );
    }
}

/// Cannot be asked.
#[derive(Debug)]
struct Down;

impl ReplayStore for Down {
    async fn reserve(&self, _: &ReserveRequest) -> Result<Reserved, StoreError> {
        Err(StoreError::new("connection refused"))
    }

    async fn extend(&self, _: &Reservation) -> Result<Settled, StoreError> {
        Err(StoreError::new("connection refused"))
    }

    async fn commit(&self, _: &Reservation) -> Result<Settled, StoreError> {
        Err(StoreError::new("connection refused"))
    }

    async fn release(&self, _: &Reservation) -> Result<Settled, StoreError> {
        Err(StoreError::new("connection refused"))
    }

    async fn forget(&self, _: &DeliveryKey) -> Result<bool, StoreError> {
        Err(StoreError::new("connection refused"))
    }
}

#[test]
fn i21_nothing_is_handled_unguarded_unless_the_app_says_so() {
    let refuses = |builder: ReplayGuardBuilder| {
        let answer = run(&builder.build().unwrap(), 200);
        matches!(answer, Answer::Refused(Rejection::StoreUnavailable { .. }))
    };
    assert!(refuses(ReplayGuard::builder("test", Down)));
    assert!(!refuses(ReplayGuard::builder("test", Down).fail_open()));
    let answer = run(&ReplayGuard::new("test", Down).unwrap(), 200);
    assert!(matches!(answer, Answer::Refused(_)));
}
