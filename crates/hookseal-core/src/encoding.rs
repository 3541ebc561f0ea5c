//! How bytes are written as text.

use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use crate::error::ConfigError;

/// How the bytes of a signature are written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// Two hexadecimal digits a byte, in either case (RFC 4648, section 8).
    Hex,
    /// The standard alphabet with padding (RFC 4648, section 4).
    Base64,
    /// The URL-safe alphabet without padding (RFC 4648, section 5).
    Base64Url,
}

impl Encoding {
    /// Its name: `hex`, `base64` or `base64url`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hex => "hex",
            Self::Base64 => "base64",
            Self::Base64Url => "base64url",
        }
    }

    /// The bytes as text; of hex in lower case.
    #[must_use]
    pub fn encode(self, bytes: &[u8]) -> String {
        match self {
            Self::Hex => base16ct::lower::encode_string(bytes),
            Self::Base64 => STANDARD.encode(bytes),
            Self::Base64Url => URL_SAFE_NO_PAD.encode(bytes),
        }
    }
}

/// By its [name](Self::as_str).
impl FromStr for Encoding {
    type Err = ConfigError;

    fn from_str(word: &str) -> Result<Self, ConfigError> {
        [Self::Hex, Self::Base64, Self::Base64Url]
            .into_iter()
            .find(|encoding| encoding.as_str() == word)
            .ok_or_else(|| ConfigError::UnknownWord {
                word: word.to_owned(),
                known: "an encoding: `hex`, `base64` or `base64url`",
            })
    }
}
