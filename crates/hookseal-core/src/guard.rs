//! For authors of guards against replays: what a verified delivery is known by, and for how
//! long. The guard itself is the crate `hookseal-replay`.

pub use crate::engine::{Known, Owner};
