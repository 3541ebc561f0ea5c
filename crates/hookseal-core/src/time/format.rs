//! How timestamps are written.

use std::str::FromStr;

use crate::error::ConfigError;

/// How a timestamp is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimestampFormat {
    /// A date and time as in HTTP (IMF-fixdate, RFC 9110, section 5.6.7), such as
    /// `Tue, 14 Nov 2023 22:13:20 GMT`; 29 bytes.
    #[cfg(feature = "dates")]
    HttpDate,
    /// Whole milliseconds since 1970, 1 to 20 digits without sign or leading zero.
    Milliseconds,
    /// A date and time as in RFC 3339, at most 40 bytes.
    #[cfg(feature = "dates")]
    Rfc3339,
    /// Whole seconds since 1970, 1 to 20 digits without sign or leading zero.
    Seconds,
}

impl TimestampFormat {
    const ALL: &[Self] = &[
        #[cfg(feature = "dates")]
        Self::HttpDate,
        Self::Milliseconds,
        #[cfg(feature = "dates")]
        Self::Rfc3339,
        Self::Seconds,
    ];

    /// Its name: `seconds`, `milliseconds`, `RFC 3339` or `HTTP date`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            #[cfg(feature = "dates")]
            Self::HttpDate => "HTTP date",
            Self::Milliseconds => "milliseconds",
            #[cfg(feature = "dates")]
            Self::Rfc3339 => "RFC 3339",
            Self::Seconds => "seconds",
        }
    }
}

/// By its [name](Self::as_str).
impl FromStr for TimestampFormat {
    type Err = ConfigError;

    fn from_str(word: &str) -> Result<Self, ConfigError> {
        let mut all = Self::ALL.iter().copied();
        all.find(|format| format.as_str() == word)
            .ok_or_else(|| ConfigError::UnknownWord {
                word: word.to_owned(),
                known: "a format of timestamps: `seconds` or `milliseconds`, and with the feature `dates` also `RFC 3339` or `HTTP date`",
            })
    }
}

/// A number of 1 to 20 ASCII digits, without sign or leading zero.
///
/// `str::parse` alone would also accept `+5` and `005`: other texts for the same
/// number, while the signature covers the text.
#[inline]
pub(crate) fn digits(text: &[u8]) -> Option<u64> {
    if !matches!(text, [b'0'] | [b'1'..=b'9', ..]) {
        return None;
    }
    text.iter().try_fold(0_u64, |number, digit| match digit {
        b'0'..=b'9' => number.checked_mul(10)?.checked_add(u64::from(digit - b'0')),
        _ => None,
    })
}
