//! What a sender is answered while its delivery is being handled.

/// How a sender is told to come back while its delivery is being handled. Always with
/// `Retry-After`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum InFlightStatus {
    /// 503, which every sender retries.
    #[default]
    ServiceUnavailable,
    /// 409, for senders that retry it.
    Conflict,
    /// 425, for senders that retry it.
    TooEarly,
}
