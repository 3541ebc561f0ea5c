//! The events of every trigger, through `lambda_http`'s own parsing and service types.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod event;
mod function;
#[cfg(feature = "replay")]
mod replay;
mod triggers;
