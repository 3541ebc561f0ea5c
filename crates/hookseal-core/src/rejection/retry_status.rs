//! What a sender is answered while its delivery is being handled.

/// How a sender is told to come back while its delivery is being handled. Always with
/// `Retry-After`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum InFlightStatus {
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
