//! Where the example servers listen, and what they log.

use std::env;
use std::net::{Ipv4Addr, SocketAddr};

use crate::BoxError;

/// `127.0.0.1:3000`, or the port in the environment variable `PORT`; 0 takes a free one.
///
/// # Errors
///
/// When `PORT` is no port.
pub fn address() -> Result<SocketAddr, BoxError> {
    let port = match env::var("PORT") {
        Ok(text) => text
            .parse()
            .map_err(|_| format!("PORT is `{text}`, which is no port from 0 to 65535"))?,
        Err(_) => 3000,
    };
    Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
}

/// Writes the log to the standard error: it says why a delivery was refused, which
/// the sender does not learn.
pub fn log_refusals() {
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
        .with_writer(std::io::stderr)
        .init();
}
