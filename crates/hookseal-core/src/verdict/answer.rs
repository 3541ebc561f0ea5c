//! The response to a sender when no handler responds, and nothing more.
//!
//! This is the only place that turns a [`Rejection`] into a response. Every
//! failure to authenticate gives the same bytes, so the response is not an oracle.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use bytes::Bytes;
use smallvec::SmallVec;

use crate::verdict::{PayloadError, Rejection, RetryStatus};

/// The response to a request that no handler responds to.
///
/// Refusals are problem documents (RFC 9457, "Problem Details for HTTP APIs"):
///
/// | refusal | status |
/// |---|---|
/// | cannot be authenticated, for whatever reason | 401 |
/// | authentic, but not readable as JSON | 400 |
/// | authentic JSON, but not of the type the handler takes | 422 |
/// | authentic, but of a type that no handler takes | 422, or 204 if the app leaves it out |
/// | authentic, but compressed (`Content-Encoding`) | 415 |
/// | a method the sender does not use | 405 with `Allow` |
/// | body too long, too slow, or cut off | 413, 408, 400 |
/// | a key lookup that failed | the sender's [`RetryStatus`], mostly 503, with `Retry-After` |
/// | the budget for unverified bodies is used up | the same |
/// | a delivery that is already being processed | the same, or what the guard says |
/// | a replay store that is unavailable | the same |
/// | a different body under an event id that was handled, if the app refuses that | 422 |
/// | neither layer nor verifier installed; a guarded handler that panics | 500 |
///
/// A [`Handshake`](crate::handshake::Handshake) is not refused: its sender gets the response that
/// it expects.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    status: u16,
    content_type: Option<&'static str>,
    body: Cow<'static, str>,
    headers: SmallVec<[(&'static str, Bytes); 1]>,
    close: bool,
}

/// Shows neither headers nor body: the answer to a handshake may echo a secret.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Kind {
    status: u16,
    json: &'static str,
    /// Whether an HTTP/1 connection should end because the body has not been read to its end.
    close: bool,
}

macro_rules! kind {
    ($status:literal, $slug:literal, $title:literal, close: $close:literal) => {
        Kind {
            status: $status,
            json: concat!(
                r#"{"type":"https://github.com/hookseal/hookseal/blob/main/docs/problems.md#"#,
                $slug,
                r#"","title":""#,
                $title,
                r#"","status":"#,
                $status,
                "}",
            ),
            close: $close,
        }
    };
}

macro_rules! kinds {
    ($($name:ident = $status:literal, $slug:literal, $title:literal, close: $close:literal;)*) => {
        $(static $name: Kind = kind!($status, $slug, $title, close: $close);)*
    };
}

kinds! {
    UNAUTHORIZED = 401, "unauthorized", "The request could not be authenticated", close: false;
    MALFORMED_PAYLOAD = 400, "malformed-payload", "The payload is malformed", close: false;
    UNEXPECTED_PAYLOAD = 422, "unexpected-payload", "The payload does not have the expected structure", close: false;
    UNHANDLED_EVENT = 422, "unhandled-event", "Events of this type are not handled", close: false;
    UNSUPPORTED_ENCODING = 415, "unsupported-encoding", "The content coding is not supported", close: false;
    METHOD_NOT_ALLOWED = 405, "method-not-allowed", "The method is not allowed", close: false;
    TOO_LARGE = 413, "too-large", "The body is too large", close: false;
    TIMEOUT = 408, "timeout", "The body did not arrive in time", close: false;
    INCOMPLETE = 400, "incomplete", "The body is incomplete", close: true;
    OTHER_BODY = 422, "other-body", "The event was already handled with a different body", close: false;
    HANDLER_FAILED = 500, "handler-failed", "The delivery could not be handled", close: false;
    MISCONFIGURED = 500, "misconfigured", "The receiver is not configured", close: false;
}

/// One thing said with the status on which the sender tries again.
#[derive(Debug)]
struct ComeAgain {
    unavailable: Kind,
    many: Kind,
    conflict: Kind,
    early: Kind,
}

macro_rules! come_again {
    ($($name:ident = $slug:literal, $title:literal;)*) => {
        $(static $name: ComeAgain = ComeAgain {
            unavailable: kind!(503, $slug, $title, close: false),
            many: kind!(429, $slug, $title, close: false),
            conflict: kind!(409, $slug, $title, close: false),
            early: kind!(425, $slug, $title, close: false),
        };)*
    };
}

come_again! {
    UNAVAILABLE = "unavailable", "The request cannot be verified right now";
    IN_FLIGHT = "in-flight", "The delivery is already being processed";
    OVERLOADED = "overloaded", "The receiver is overloaded";
}

impl ComeAgain {
    const fn by(&self, status: RetryStatus) -> &Kind {
        match status {
            RetryStatus::ServiceUnavailable => &self.unavailable,
            RetryStatus::TooManyRequests => &self.many,
            RetryStatus::Conflict => &self.conflict,
            RetryStatus::TooEarly => &self.early,
        }
    }
}

impl Kind {
    /// The one mapping from a refusal to its response.
    fn of(rejection: &Rejection) -> &'static Self {
        match rejection.cause() {
            // No cause is of the second kind.
            Rejection::BodyIncomplete | Rejection::UnreadBody { .. } => &INCOMPLETE,
            Rejection::BodyTimeout => &TIMEOUT,
            Rejection::BodyTooLarge { .. } | Rejection::BodyTooLargeOutside => &TOO_LARGE,
            Rejection::MethodNotAllowed { .. } => &METHOD_NOT_ALLOWED,
            Rejection::KeyUnavailable { status, .. }
            | Rejection::StoreUnavailable { status, .. } => UNAVAILABLE.by(*status),
            Rejection::HandlerFailed { .. } => &HANDLER_FAILED,
            Rejection::InFlight { status, .. } => IN_FLIGHT.by(*status),
            Rejection::OtherBody => &OTHER_BODY,
            Rejection::Overloaded { status, .. } => OVERLOADED.by(*status),
            Rejection::Closed { .. }
            | Rejection::Misconfigured { .. }
            | Rejection::Payload(PayloadError::Misconfigured { .. })
            | Rejection::TenantParameter { .. } => &MISCONFIGURED,
            Rejection::Payload(PayloadError::Form | PayloadError::Syntax { .. }) => {
                &MALFORMED_PAYLOAD
            }
            Rejection::Payload(PayloadError::Data { .. } | PayloadError::Other { .. }) => {
                &UNEXPECTED_PAYLOAD
            }
            Rejection::Payload(PayloadError::Encoded) => &UNSUPPORTED_ENCODING,
            Rejection::Payload(PayloadError::Unhandled { .. }) => &UNHANDLED_EVENT,
            // All others are of `RejectionKind::Unauthenticated`.
            _ => &UNAUTHORIZED,
        }
    }
}

impl Answer {
    /// The response to this rejection.
    pub(crate) fn of(rejection: &Rejection) -> Self {
        if let Rejection::Payload(PayloadError::Unhandled { accepted: true }) = rejection.cause() {
            return Self::empty(204);
        }
        let unread = matches!(rejection, Rejection::UnreadBody { .. });
        let kind = Kind::of(rejection);
        let mut answer = Self {
            status: kind.status,
            content_type: Some(Self::PROBLEM),
            body: Cow::Borrowed(kind.json),
            headers: SmallVec::new(),
            close: kind.close || unread,
        };
        match rejection.cause() {
            // For the log only, and said by the title.
            Rejection::Payload(
                PayloadError::Misconfigured { .. } | PayloadError::Unhandled { .. },
            ) => {}
            Rejection::Payload(error) => {
                answer.body = Cow::Owned(with_detail(kind.json, &error.to_string()));
            }
            Rejection::MethodNotAllowed { allow } => {
                answer = answer.header("allow", allow.clone());
            }
            Rejection::InFlight {
                retry_after_secs, ..
            }
            | Rejection::KeyUnavailable {
                retry_after_secs, ..
            }
            | Rejection::Overloaded {
                retry_after_secs, ..
            }
            | Rejection::StoreUnavailable {
                retry_after_secs, ..
            } => answer = answer.header("retry-after", retry_after_secs.to_string()),
            _ => {}
        }
        answer
    }

    /// This status and no body, such as for a duplicate.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            content_type: None,
            body: Cow::Borrowed(""),
            headers: SmallVec::new(),
            close: false,
        }
    }

    /// With a body of this media type, which no browser will take for another.
    #[must_use]
    pub fn saying(
        mut self,
        content_type: &'static str,
        body: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.content_type = Some(content_type);
        self.body = body.into();
        self.header("x-content-type-options", "nosniff")
    }

    /// With another header, its name in lower case.
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<Bytes>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// An HTTP/1 connection ends after it.
    pub(crate) const fn close(&mut self) {
        self.close = true;
    }

    /// The media type of text.
    pub const PLAIN_TEXT: &'static str = "text/plain; charset=utf-8";

    /// The media type of refusals, `application/problem+json`.
    pub const PROBLEM: &'static str = "application/problem+json";

    /// The HTTP status.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// The body; for refusals, the JSON document.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// The body as bytes, without a copy where it is static.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        match self.body {
            Cow::Borrowed(body) => Bytes::from_static(body.as_bytes()),
            Cow::Owned(body) => Bytes::from(body),
        }
    }

    /// Whether an HTTP/1 connection should end after the response, because part of the
    /// body was left unread. For failures to authenticate this depends only on how much the
    /// client still had to send.
    #[must_use]
    pub const fn closes_connection(&self) -> bool {
        self.close
    }

    /// The headers of the response, names in lower case: the content type, `no-store`,
    /// `allow` for a method that is not allowed, `retry-after` where the sender may retry,
    /// and the headers that a handshake requires.
    ///
    /// Values are bytes, as the types of frameworks are made of them without a copy.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, Bytes)> {
        self.content_type
            .map(|content_type| ("content-type", content_type))
            .into_iter()
            .chain([("cache-control", "no-store")])
            .map(|(name, value)| (name, Bytes::from_static(value.as_bytes())))
            .chain(self.headers.iter().cloned())
    }
}

/// Adds a `detail` member. The detail says where in the payload the error is and
/// contains no value of it.
fn with_detail(json: &str, detail: &str) -> String {
    let mut body = json.strip_suffix('}').unwrap_or(json).to_owned();
    let detail = serde_json::Value::from(detail);
    // Writing to a String cannot fail.
    let _ = write!(body, r#","detail":{detail}}}"#);
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_document_is_json_with_its_own_status() {
        let fixed = [
            &UNAUTHORIZED,
            &MALFORMED_PAYLOAD,
            &UNEXPECTED_PAYLOAD,
            &UNSUPPORTED_ENCODING,
            &METHOD_NOT_ALLOWED,
            &TOO_LARGE,
            &TIMEOUT,
            &INCOMPLETE,
            &OTHER_BODY,
            &HANDLER_FAILED,
            &MISCONFIGURED,
        ];
        let again = [&UNAVAILABLE, &IN_FLIGHT, &OVERLOADED]
            .map(|said| RETRY_STATUSES.map(|status| said.by(status)));
        for (kind, status) in again
            .iter()
            .flat_map(|said| said.iter().zip(RETRY_STATUSES))
        {
            assert_eq!(kind.status, status.code());
        }
        for kind in fixed.into_iter().chain(again.into_iter().flatten()) {
            let value: serde_json::Value = serde_json::from_str(kind.json).unwrap();
            assert_eq!(value["status"], kind.status);
            assert!(value["type"].is_string() && value["title"].is_string());
        }
    }

    const RETRY_STATUSES: [RetryStatus; 4] = [
        RetryStatus::ServiceUnavailable,
        RetryStatus::TooManyRequests,
        RetryStatus::Conflict,
        RetryStatus::TooEarly,
    ];

    #[test]
    fn a_sender_that_may_come_again_is_asked_with_its_own_status() {
        for status in RETRY_STATUSES {
            let (reason, retry_after_secs) = (String::new(), 7);
            for rejection in [
                Rejection::InFlight {
                    status,
                    retry_after_secs,
                },
                Rejection::KeyUnavailable {
                    reason: reason.clone(),
                    status,
                    retry_after_secs,
                },
                Rejection::Overloaded {
                    status,
                    retry_after_secs,
                },
                Rejection::StoreUnavailable {
                    reason,
                    status,
                    retry_after_secs,
                },
            ] {
                let answer = rejection.answer();
                assert_eq!(answer.status(), status.code(), "{rejection:?}");
                let after = answer.headers().find(|(name, _)| *name == "retry-after");
                assert_eq!(after.unwrap().1, "7", "{rejection:?}");
            }
        }
    }

    #[test]
    fn a_detail_is_escaped() {
        let value: serde_json::Value =
            serde_json::from_str(&with_detail(UNAUTHORIZED.json, "at \"a\nb\"")).unwrap();
        assert_eq!(value["detail"], "at \"a\nb\"");
    }

    #[test]
    fn o9_o10_only_an_authentic_payload_gets_a_detail_and_it_is_a_place() {
        let members = |rejection: Rejection| {
            let answer = rejection.answer();
            let value: serde_json::Value = serde_json::from_str(answer.body()).unwrap();
            assert_eq!(value["status"], answer.status());
            let names: Vec<_> = value.as_object().unwrap().keys().cloned().collect();
            (names.join(" "), value["detail"].clone())
        };
        let fixed = "status title type";
        for rejection in [
            Rejection::SignatureMismatch,
            Rejection::BodyTimeout,
            Rejection::BodyTooLarge { limit: 12_345 },
            Rejection::Misconfigured { reason: "hint" },
        ] {
            let answer = rejection.answer();
            assert!(!answer.body().contains("12345") && !answer.body().contains("hint"));
            assert_eq!(members(rejection).0, fixed);
        }
        let (names, detail) = members(Rejection::Payload(PayloadError::Data {
            line: 3,
            column: 4,
            path: "items[0]".to_owned(),
            problem: None,
        }));
        assert_eq!(names, "detail status title type");
        assert_eq!(
            detail,
            "unexpected JSON at line 3, column 4, path `items[0]`"
        );
    }

    #[test]
    fn b24_the_connection_ends_where_the_body_may_be_left_unread() {
        for (rejection, close) in [
            (Rejection::BodyTooLarge { limit: 1 }, false),
            (Rejection::BodyTimeout, false),
            (Rejection::BodyIncomplete, true),
            (Rejection::SignatureMismatch, false),
            (Rejection::MissingTimestamp, false),
            (Rejection::Misconfigured { reason: "" }, false),
            (Rejection::no_verifier("add a layer"), true),
            (Rejection::Payload(PayloadError::Encoded), false),
        ] {
            let answer = rejection.answer();
            assert_eq!(answer.closes_connection(), close);
            let unread = rejection.clone().with_unread_body();
            assert_eq!(unread.clone().with_unread_body(), unread);
            assert!(unread.answer().closes_connection());
            // Nothing else differs.
            assert_eq!(unread.answer().body(), answer.body());
            assert_eq!(
                (unread.status(), unread.code()),
                (answer.status(), rejection.code())
            );
            assert_eq!(unread.to_string(), rejection.to_string());
            assert_eq!(unread.is_unauthenticated(), rejection.is_unauthenticated());
        }
    }
}
