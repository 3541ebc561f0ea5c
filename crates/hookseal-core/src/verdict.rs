//! How a request ends: refusals, for logs, and the answers that senders get.

mod answer;
mod payload_error;
pub(crate) mod rejection;

pub use self::answer::Answer;
pub use self::payload_error::PayloadError;
pub use self::rejection::{Rejection, RejectionKind, RetryStatus, Sampler};
