//! The response to a delivery that is already being processed.

/// The status for a delivery that is already being processed. Always sent with `Retry-After`.
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
