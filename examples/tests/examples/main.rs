//! Runs every example as a newcomer would, and sends the servers the very commands that
//! they print.

// Helpers of tests are tests, which clippy cannot know of whole files.
#![allow(clippy::panic, clippy::unwrap_used)]

mod programs;
mod quickstart;
mod replay;
#[cfg(unix)] // a POSIX shell reads the printed commands, as it would read pasted ones
mod servers;
mod support;
