//! Apps of ntex's with hookseal in them.

#![allow(clippy::panic, clippy::unused_async, clippy::unwrap_used)]

#[cfg(feature = "replay")]
mod guard;
mod routes;
mod sockets;
mod support;
mod targets;
