//! What is wrong with a configuration.

/// A configuration that cannot work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RemoteKeysError {
    /// An address from which no keys are fetched.
    #[error("the address of the keys: {reason}")]
    InvalidUrl {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The HTTP client cannot be made, such as for lack of TLS.
    #[error("the HTTP client cannot be made: {reason}")]
    Client {
        /// Why.
        reason: String,
    },
    /// A setting that cannot work: zero, or far too great.
    #[error("`{setting}` must not be zero, nor far too great")]
    InvalidSetting {
        /// The builder's method.
        setting: &'static str,
    },
}
