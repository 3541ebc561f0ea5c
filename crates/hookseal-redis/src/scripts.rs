//! The operations, each one script: one atomic step, one round trip.

use redis::Script;

/// Scripts with their digests, computed once.
#[derive(Debug)]
pub(crate) struct Scripts {
    pub(crate) reserve: Script,
    pub(crate) extend: Script,
    pub(crate) commit: Script,
    pub(crate) release: Script,
    pub(crate) forget: Script,
}

impl Scripts {
    pub(crate) fn new() -> Self {
        Self {
            reserve: Script::new(include_str!("lua/reserve.lua")),
            extend: Script::new(include_str!("lua/extend.lua")),
            commit: Script::new(include_str!("lua/commit.lua")),
            release: Script::new(include_str!("lua/release.lua")),
            forget: Script::new(include_str!("lua/forget.lua")),
        }
    }
}

/// The version of the records, which every script must know how to read.
pub(crate) const VERSION: u8 = 1;
