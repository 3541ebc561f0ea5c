//! What every sender of the catalogue promises: how much of a body is signed, and that nobody
//! learns from answers which tenants an app knows.

#![cfg(all(
    feature = "aws-lc",
    feature = "dates",
    feature = "form",
    feature = "httpsig",
    feature = "jwt",
    feature = "multipart",
    feature = "sha1",
    feature = "x509"
))]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::similar_names,
    clippy::unwrap_used
)] // a test; a signer and what it signed

mod coverage;
#[allow(dead_code)] // more of it is of use elsewhere
#[path = "../injective/request.rs"]
mod request;
mod sender;
#[path = "../common/settings.rs"]
mod settings;
mod strangers;
mod wrappers;
