//! What is wrong with a configuration.

/// A configuration that cannot work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
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
