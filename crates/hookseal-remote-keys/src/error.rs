//! The problems of a configuration.

use std::fmt;

/// A configuration that cannot work. `Debug` is the same text as `Display`, since that is what
/// a `main` prints that ends by `?`.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RemoteKeysError {
    /// An address from which no keys are fetched.
    #[error("the address of the keys is invalid: {reason}")]
    InvalidUrl {
        /// The problem.
        reason: &'static str,
    },
    /// The HTTP client cannot be made, such as for lack of TLS.
    #[error("the HTTP client cannot be built: {reason}")]
    Client {
        /// Why.
        reason: String,
    },
    /// A setting that cannot work: zero, or far too great.
    #[error("`{setting}` must be greater than zero and within a sensible range")]
    InvalidSetting {
        /// The builder's method.
        setting: &'static str,
    },
}

impl fmt::Debug for RemoteKeysError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::RemoteKeysError;

    #[test]
    fn what_main_prints_is_the_message() {
        let error = RemoteKeysError::InvalidSetting { setting: "max" };
        assert_eq!(format!("{error:?}"), error.to_string());
        assert!(
            error
                .to_string()
                .starts_with("`max` must be greater than zero")
        );
    }
}
