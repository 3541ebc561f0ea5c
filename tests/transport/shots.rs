//! The kinds of requests that are refused, at each length.

use hookseal::{Verifier, limits};
use hookseal_tests::request::Request;
use hookseal_tests::senders::SENDMESH;

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It is not.
    Genuine,
    /// It has no signature.
    Unsigned,
    /// It has one that cannot be.
    Malformed,
    /// It has a wrong one, which shows only once the body has been read.
    Forged,
    /// Its method is none of the sender's.
    Method,
    /// It is longer than the limit.
    TooLong,
}

impl Kind {
    /// Those that fit a body of this length.
    pub(crate) fn of_length(bytes: usize) -> &'static [Self] {
        if bytes > limits::DEFAULT_BODY_LIMIT {
            &[Self::Unsigned, Self::Method, Self::TooLong]
        } else {
            &[
                Self::Genuine,
                Self::Unsigned,
                Self::Malformed,
                Self::Forged,
                Self::Method,
            ]
        }
    }

    /// What it is answered, where the length is allowed.
    pub(crate) const fn status(self, bytes: usize) -> u16 {
        match self {
            Self::Method => 405,
            // The claim is read first.
            Self::Unsigned | Self::Malformed => 401,
            _ if bytes > limits::DEFAULT_BODY_LIMIT => 413,
            Self::Genuine => 200,
            _ => 401,
        }
    }

    /// Such a request, with a body of zeros.
    pub(crate) fn request(self, bytes: usize) -> Request {
        let request = SENDMESH.sign(vec![b'0'; bytes]);
        match self {
            Self::Genuine | Self::TooLong => request,
            Self::Unsigned => request.without(SENDMESH.header),
            Self::Malformed => request.with(SENDMESH.header, "v1=zz"),
            Self::Forged => request.editing(SENDMESH.header, |value| {
                let flipped = if value.ends_with('0') { "1" } else { "0" };
                format!("{}{flipped}", &value[..value.len() - 1])
            }),
            Self::Method => request.method("PUT"),
        }
    }
}

/// Whose longest body is the default one.
pub(crate) fn verifier() -> Verifier {
    SENDMESH.verifier()
}
