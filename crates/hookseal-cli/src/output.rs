//! What the command prints.

pub(crate) mod json;
pub(crate) mod text;
