//! How much of a body a signature covers.

use std::fmt;

/// How much of a request's body its signature covers.
///
/// Of most senders it is all. Some send a shared token along, or sign a few values: anyone who
/// sees one such delivery, be it in a log, can send any other body with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BodyCoverage {
    /// Nothing of it: the request shows that its sender knows a secret, no more.
    Nothing,
    /// Some values in it; the scheme's documentation says which.
    Parts,
    /// All of it: every byte. Where it is a form whose fields are signed, it is their names and
    /// texts, in whatever percent-encoding, less the field that is the signature itself.
    Whole,
}

/// In words, as tables show it.
impl fmt::Display for BodyCoverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "nothing of the body",
            Self::Parts => "parts of the body",
            Self::Whole => "the whole body",
        })
    }
}
