//! The store's record of one delivery.

use std::time::Duration;

use crate::{Fingerprint, Reservation, ReserveRequest, Reserved};

/// A record of a delivery. Times are milliseconds of the store's clock.
pub(super) struct Record {
    pub(super) state: State,
    pub(super) token: u64,
    attempt: u32,
    fingerprint: Fingerprint,
    pub(super) expires: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Free,
    InFlight { until: u64 },
    Done,
}

impl Record {
    pub(super) const fn new(request: &ReserveRequest) -> Self {
        Self {
            state: State::Free,
            token: 0,
            attempt: 0,
            fingerprint: *request.fingerprint(),
            expires: u64::MAX,
        }
    }

    pub(super) fn reserve(
        &mut self,
        request: &ReserveRequest,
        now: u64,
        next_token: impl FnOnce() -> u64,
    ) -> Reserved {
        if self.expires <= now {
            self.state = State::Free;
            self.attempt = 0;
        }
        match self.state {
            State::Done => {
                let same_body = self.fingerprint == *request.fingerprint();
                return Reserved::Done { same_body };
            }
            State::InFlight { until } if until > now => {
                let lease_left = Duration::from_millis(until.saturating_sub(now));
                return Reserved::InFlight { lease_left };
            }
            State::InFlight { .. } | State::Free => {}
        }
        self.token = next_token();
        self.attempt = self.attempt.saturating_add(1);
        self.fingerprint = *request.fingerprint();
        self.hold(request, now);
        Reserved::Granted(Reservation::new(*request, self.token, self.attempt))
    }

    /// Begins a lease. The record outlives it by its retention, for the counters.
    pub(super) fn hold(&mut self, request: &ReserveRequest, now: u64) {
        let until = now.saturating_add(millis(request.lease()));
        self.state = State::InFlight { until };
        self.expires = until.saturating_add(millis(request.retention()));
    }
}

/// `duration` in whole milliseconds, saturating.
pub(super) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
