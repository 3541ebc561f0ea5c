//! The command's output.

pub(crate) mod json;
pub(crate) mod text;
