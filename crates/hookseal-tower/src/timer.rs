//! The way to sleep that a layer has unless it is given another.

use std::time::Duration;

use tokio::time::Sleep;

/// tokio's way to sleep, the default of [`WebhookLayer`](crate::WebhookLayer).
pub type TokioSleep = fn(Duration) -> Sleep;
