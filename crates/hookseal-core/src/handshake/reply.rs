//! Answers to handshakes.

use serde_json::{Map, Value};

use super::Given;
use crate::crypto::algorithm::Macs;
use crate::encoding::Encoding;
use crate::key::PreparedKey;
use crate::verdict::Answer;

/// The answer to a handshake: 200 with the value to echo, unless another status is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reply {
    /// This status and no body.
    Empty(u16),
    /// No body, and headers of these names (in lower case) and values.
    Headers(&'static [(&'static str, Said)]),
    /// A JSON object with these members.
    Json(&'static [(&'static str, Said)]),
    /// The value it carried, as plain text.
    Text(Given),
    /// These, one after the other, as plain text.
    Texts(&'static [Said]),
}

/// The value of a member or header of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Said {
    /// The value that the handshake carried.
    Given(Given),
    /// Its HMAC with the scheme's algorithm and the first valid key, after a prefix.
    ///
    /// Anyone who can ask for HMACs can get any text signed. So only words are accepted, made
    /// of letters, digits and the base64 characters, which excludes JSON objects and forms.
    /// If the handshake itself is not signed, a delivery whose body is such a word is refused.
    Hmac {
        /// The value to authenticate.
        of: Given,
        /// The text in front of it.
        prefix: &'static str,
        /// How its bytes are written.
        encoding: Encoding,
    },
    /// The [id](crate::Key::id) of the first valid key; without one it is not answered.
    KeyId,
    /// This number.
    Number(u64),
    /// This text.
    Text(&'static str),
}

impl Reply {
    /// The answer; `None` if the request does not carry the value it needs.
    pub(super) fn answer(
        &self,
        read: impl Fn(Given) -> Option<String>,
        key: Option<&PreparedKey>,
    ) -> Option<Answer> {
        let ok = Answer::empty(200);
        Some(match *self {
            Self::Empty(status) => Answer::empty(status),
            Self::Headers(members) => {
                let mut answer = ok;
                for (name, said) in members {
                    answer = answer.header(name, said.text(&read, key)?);
                }
                answer
            }
            Self::Text(given) => ok.saying(Answer::PLAIN_TEXT, read(given)?),
            Self::Texts(texts) => {
                let mut texts = texts.iter();
                let text = texts.try_fold(String::new(), |text, said| {
                    Some(text + &said.text(&read, key)?)
                })?;
                ok.saying(Answer::PLAIN_TEXT, text)
            }
            Self::Json(members) => {
                let members = members
                    .iter()
                    .map(|(name, said)| Some(((*name).to_owned(), said.value(&read, key)?)))
                    .collect::<Option<Map<_, _>>>()?;
                ok.saying("application/json", Value::Object(members).to_string())
            }
        })
    }

    /// All that it gives back.
    pub(super) fn takes(&self) -> impl Iterator<Item = Given> {
        let (one, members) = match *self {
            Self::Empty(_) | Self::Texts(_) => (None, &[][..]),
            Self::Text(given) => (Some(given), &[][..]),
            Self::Headers(members) | Self::Json(members) => (None, members),
        };
        let texts = match *self {
            Self::Texts(texts) => texts,
            _ => &[],
        };
        let said = members.iter().map(|(_, said)| said).chain(texts);
        let of_said = said.filter_map(|said| match said {
            Said::Given(given) | Said::Hmac { of: given, .. } => Some(*given),
            Said::KeyId | Said::Number(_) | Said::Text(_) => None,
        });
        one.into_iter().chain(of_said)
    }

    /// Whether it needs a key.
    pub(super) fn takes_key(&self) -> bool {
        self.says(|said| matches!(said, Said::Hmac { .. } | Said::KeyId))
    }

    /// Whether it signs what it is given.
    pub(super) fn signs(&self) -> bool {
        self.says(|said| matches!(said, Said::Hmac { .. }))
    }

    fn says(&self, is_it: impl Fn(&Said) -> bool) -> bool {
        match self {
            Self::Json(members) | Self::Headers(members) => {
                members.iter().any(|(_, said)| is_it(said))
            }
            Self::Texts(texts) => texts.iter().any(is_it),
            Self::Empty(_) | Self::Text(_) => false,
        }
    }
}

impl Said {
    fn text(
        &self,
        read: impl Fn(Given) -> Option<String>,
        key: Option<&PreparedKey>,
    ) -> Option<String> {
        Some(match self.value(read, key)? {
            Value::String(text) => text,
            other => other.to_string(),
        })
    }

    fn value(
        &self,
        read: impl Fn(Given) -> Option<String>,
        key: Option<&PreparedKey>,
    ) -> Option<Value> {
        Some(match *self {
            Self::Given(given) => Value::String(read(given)?),
            Self::KeyId => Value::from(key?.id()?),
            Self::Number(number) => Value::from(number),
            Self::Text(text) => Value::from(text),
            Self::Hmac {
                of,
                prefix,
                encoding,
            } => {
                let word = read(of).filter(|word| is_word(word.as_bytes()))?;
                let key = &key?.ready;
                let mut macs = Macs::none(key.algorithm())?;
                macs.start(key).then_some(())?;
                macs.update(word.as_bytes());
                let tag = macs.first_tag()?;
                Value::String(format!("{prefix}{}", encoding.encode(tag.as_slice())))
            }
        })
    }
}

/// Whether a text may be a challenge, of which an HMAC is given to anyone who asks.
pub(super) fn is_word(text: &[u8]) -> bool {
    text.iter().copied().all(is_of_a_word)
}

/// The characters of challenges: letters, digits, and those of both base64 alphabets.
fn is_of_a_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_')
}
