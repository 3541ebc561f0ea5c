//! What ends the command before there is a verdict: wrong use, unreadable files.

use std::fmt;

/// Why the command could not do its work. Exit status 2.
///
/// Its text never contains key material.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// `what` cannot be read or written.
    pub(crate) fn io(what: &dyn fmt::Display, error: &std::io::Error) -> Self {
        Self(format!("{what}: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What stands in a file may steer a terminal.
impl From<hookseal_vectors::Error> for Failure {
    fn from(error: hookseal_vectors::Error) -> Self {
        Self(crate::output::escaped(&error.to_string()))
    }
}

impl From<hookseal::ConfigError> for Failure {
    fn from(error: hookseal::ConfigError) -> Self {
        Self(error.to_string())
    }
}

impl From<hookseal::SignError> for Failure {
    fn from(error: hookseal::SignError) -> Self {
        Self(error.to_string())
    }
}
