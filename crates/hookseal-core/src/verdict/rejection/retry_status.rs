//! How a sender is asked to retry.

/// The status with which a sender is asked to retry, always with `Retry-After`: while its
/// delivery is in progress, and while it cannot be checked or reserved now.
///
/// It has to be one on which the sender tries again, or the event is lost:
/// [`Scheme::with_retry_status`](crate::scheme::Scheme::with_retry_status).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryStatus {
    /// 503, which nearly every sender retries. Brevo and HighLevel do not.
    #[default]
    ServiceUnavailable,
    /// 429, for senders that retry nothing else, such as Brevo and HighLevel.
    TooManyRequests,
    /// 409, for senders that retry it.
    Conflict,
    /// 425, for senders that retry it.
    TooEarly,
}

impl RetryStatus {
    /// The number.
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::ServiceUnavailable => 503,
            Self::TooManyRequests => 429,
            Self::Conflict => 409,
            Self::TooEarly => 425,
        }
    }
}
