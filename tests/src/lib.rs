//! The conformance suite: what every adapter must do, said once.
//!
//! A [`Case`](case::Case) speaks of requests and answers alone. A
//! [`Runner`](runner::Runner) serves a verifier by one adapter, over a real socket
//! where it has one. `conformance.rs` runs every case through every runner; a new
//! framework is one more runner.
//!
//! Names of cases begin with the ids of the attack catalogue where there is one,
//! such as `s1` (signatures), `t9` (time), `h1` (headers) or `b2` (bodies).

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::panic,
    clippy::return_self_not_must_use,
    clippy::unwrap_in_result,
    clippy::unwrap_used,
    missing_debug_implementations
)]

pub mod answer;
pub mod audit;
pub mod case;
pub mod clients;
pub mod engines;
pub mod instances;
pub mod leaks;
pub mod meter;
pub mod request;
pub mod runner;
pub mod senders;
pub mod site;
pub mod storm;
pub mod suite;
pub mod vectors;
pub mod wire;
