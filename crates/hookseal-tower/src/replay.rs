//! The layer that has each delivery handled once.

mod future;
mod layer;
mod service;

pub use self::future::ReplayFuture;
pub use self::layer::ReplayLayer;
pub use self::service::ReplayService;
