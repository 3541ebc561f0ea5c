//! The middleware that has each delivery handled once.

mod asked;
mod future;
mod middleware;

pub use self::future::ReplayFuture;
pub use self::middleware::{ReplayLayer, ReplayMiddleware};
