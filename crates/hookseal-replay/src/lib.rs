//! No delivery handled twice, none lost: the replay guard.
//!
//! Every sender delivers at least once, so handlers see duplicates. Remembering ids and
//! refusing the second would lose events, since an id would be burnt before its handler
//! has succeeded. Here an id is *reserved* when a verified delivery arrives, *committed*
//! when its handler has answered 2xx, and *released* when it failed; what crashes is
//! covered by a lease that ends.
//!
//! ```text
//!            reserve                          commit
//!  absent ─────────────► in flight (token) ─────────────► done ──retention──► absent
//!    ▲                     │   ▲      │ lease ended, reserve: in flight (token + 1)
//!    └───── retention ── free ─┘ ◄────┘ release
//! ```
//!
//! | a delivery that is | gets |
//! |---|---|
//! | new, or free again | its handler |
//! | done | the success status, without its handler |
//! | in flight | 503 and `Retry-After`: if it got 2xx and the first run failed, the event would be lost |
//!
//! The promises depend on the store: see [`ReplayStore`].
//!
//! Adapters walk this way by [`ReplayGuard::admit`] and [`Admission::run`], or
//! [`Admission::run_to_end`] if their server drops the requests of clients that have gone
//! ([`Admission::run_to_end_here`] if its handlers stay on one thread); all belong to no runtime.

mod admission;
#[cfg(feature = "conformance")]
pub mod conformance;
mod detached;
mod duplicates;
mod erased;
mod error;
mod guard;
mod health;
mod hold;
mod identity;
mod key;
mod memory;
mod message;
mod reservation;
mod run;
mod runs;
mod store;
mod unsettled;

pub use self::admission::Admission;
pub use self::detached::{Background, BackgroundHere, Run, RunHere, RunToEnd, RunToEndHere};
pub use self::error::StoreError;
pub use self::guard::{OtherBody, ReplayGuard, ReplayGuardBuilder};
pub use self::health::Health;
pub use self::identity::Identity;
pub use self::key::{DeliveryKey, Fingerprint};
pub use self::memory::{MemoryStore, MemoryStoreBuilder};
pub use self::reservation::{Reservation, ReserveRequest, Reserved, Settled};
pub use self::run::{Answer, Ran};
pub use self::runs::Drained;
pub use self::store::ReplayStore;
pub use self::unsettled::Unsettled;
pub use hookseal_core::scheme::RetryStatus;

#[cfg(test)]
mod tests;
