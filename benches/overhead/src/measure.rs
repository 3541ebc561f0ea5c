//! What is measured, one thing each.

pub mod calm;
pub mod httpsig;
pub mod last_frame;
pub mod loopback;
pub mod refusal;
mod rounds;
pub mod time;

pub use self::rounds::{Effort, median, rounds};
