//! Errors that end the command before there is a verdict: usage errors, unreadable files.

use std::fmt;

/// Why the command could not do its work. Exit status 2.
///
/// Its text never contains key material.
#[derive(Debug)]
pub(crate) struct Failure {
    text: String,
    is_broken_pipe: bool,
}

impl Failure {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            is_broken_pipe: false,
        }
    }

    /// `what` cannot be read or written.
    pub(crate) fn io(what: &dyn fmt::Display, error: &std::io::Error) -> Self {
        Self {
            text: format!("{what}: {error}"),
            is_broken_pipe: error.kind() == std::io::ErrorKind::BrokenPipe,
        }
    }

    /// Whether the reader of the output has read enough, as `head` does: no failure at all.
    pub(crate) const fn is_broken_pipe(&self) -> bool {
        self.is_broken_pipe
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Text from a file may contain terminal control sequences.
impl From<hookseal_vectors::Error> for Failure {
    fn from(error: hookseal_vectors::Error) -> Self {
        Self::new(crate::escape::escaped(&error.to_string()))
    }
}

impl From<hookseal::ConfigError> for Failure {
    fn from(error: hookseal::ConfigError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<hookseal::signing::SignError> for Failure {
    fn from(error: hookseal::signing::SignError) -> Self {
        Self::new(error.to_string())
    }
}
