//! Where the facts about an event are, and what a head says of them.

mod lasting;
pub(crate) mod pointer;
mod rules;
mod said;

pub(crate) use self::lasting::lasting;
pub use self::rules::{EventFacts, Source};
pub use self::said::Attribute;
pub(crate) use self::said::{HeadFacts, is_id};
