//! Algorithms, and what is computed by them.

pub(crate) mod algorithm;
mod transcript;

pub use self::algorithm::Algorithm;
pub(crate) use self::transcript::{Note, Transcript};
