//! The signed message, read from a text such as `{timestamp}.{body}`.

use std::borrow::Cow;

use super::{Part, Scheme};
use crate::error::ConfigError;
use crate::event::Source;
use crate::header_name::HeaderName;

impl Scheme {
    /// The message that is signed, from a text as [`SchemeWords::message`](super::SchemeWords)
    /// has it: parts in braces, and fixed text between them. For senders that are configured.
    ///
    /// The parts are `{body}`, `{timestamp}`, `{id}`, `{method}`, `{path}`, `{query}`,
    /// `{path and query}`, `{url}`, and headers by their names, such as `{Acme-Topic}`. The
    /// header of the [event id](Self::with_event_id), if that was said before, is taken for
    /// the id. In fixed text `\n`, `\r`, `\t`, `\\`, `\'`, `\"` and `\x7b` are one byte each.
    ///
    /// ```
    /// use hookseal_core::Algorithm;
    /// use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Timestamp, TimestampFormat};
    ///
    /// /// As it may stand in a file: `prefix = "v0="`, and so on.
    /// #[derive(serde::Deserialize)]
    /// struct Sender {
    ///     name: String,
    ///     algorithm: String,
    ///     header: String,
    ///     prefix: String,
    ///     encoding: String,
    ///     timestamp: String,
    ///     unit: String,
    ///     message: String,
    /// }
    ///
    /// fn scheme(sender: Sender) -> Result<Scheme, hookseal_core::ConfigError> {
    ///     let header = HeaderName::new(sender.header)?;
    ///     let signature = SignatureField::prefixed_owned(header, sender.prefix)
    ///         .with_encoding(sender.encoding.parse()?);
    ///     let time = Timestamp::header(HeaderName::new(sender.timestamp)?, sender.unit.parse()?);
    ///     Scheme::new("configured", sender.algorithm.parse()?, signature)
    ///         .with_id_owned(sender.name)
    ///         .with_timestamp(time)
    ///         .with_message_template(&sender.message)
    /// }
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sender = serde_json::from_str(
    ///     r#"{
    ///         "name": "acme",
    ///         "algorithm": "hmac-sha256",
    ///         "header": "Acme-Signature",
    ///         "prefix": "v0=",
    ///         "encoding": "hex",
    ///         "timestamp": "Acme-Time",
    ///         "unit": "seconds",
    ///         "message": "v0:{timestamp}:{body}"
    ///     }"#,
    /// )?;
    /// assert_eq!(scheme(sender)?.words().message, "v0:{timestamp}:{body}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ConfigError::InvalidTemplate`], or [`ConfigError::InvalidHeaderName`] for what is in
    /// braces and is neither a part nor a header.
    pub fn with_message_template(self, template: &str) -> Result<Self, ConfigError> {
        let mut parts = Vec::new();
        let mut rest = template;
        while !rest.is_empty() {
            if let Some(inside) = rest.strip_prefix('{') {
                let (name, behind) = inside.split_once('}').ok_or(UNCLOSED)?;
                parts.push(self.part_named(name)?);
                rest = behind;
            } else {
                let (fixed, behind) = rest.split_at(rest.find('{').unwrap_or(rest.len()));
                parts.push(Part::Literal(Cow::Owned(unescaped(fixed)?)));
                rest = behind;
            }
        }
        Ok(self.with_message_owned(parts))
    }

    fn part_named(&self, name: &str) -> Result<Part, ConfigError> {
        Ok(match name {
            "body" => Part::Body,
            "id" => Part::EventId,
            "method" => Part::Method,
            "path" => Part::Path,
            "path and query" => Part::Target,
            "query" => Part::Query,
            "timestamp" => Part::Timestamp,
            "url" => Part::Url,
            name => {
                let name = HeaderName::new(name)?;
                match &self.facts.id {
                    Some(Source::Header(id)) if *id == name => Part::EventId,
                    _ => Part::Header(name),
                }
            }
        })
    }
}

/// The bytes that `escape_ascii` has written so.
fn unescaped(fixed: &str) -> Result<Vec<u8>, ConfigError> {
    let mut bytes = Vec::with_capacity(fixed.len());
    let mut rest = fixed.as_bytes();
    while let [first, behind @ ..] = rest {
        rest = behind;
        match (first, behind) {
            (b'}', _) => return Err(UNOPENED),
            (b'\\', [b'x', high, low, behind @ ..]) => {
                let digit = |digit: &u8| char::from(*digit).to_digit(16);
                let (high, low) = digit(high).zip(digit(low)).ok_or(ESCAPE)?;
                bytes.push(u8::try_from(high * 16 + low).map_err(|_| ESCAPE)?);
                rest = behind;
            }
            (b'\\', [escaped, behind @ ..]) => {
                bytes.push(match escaped {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'\\' | b'\'' | b'"' => *escaped,
                    _ => return Err(ESCAPE),
                });
                rest = behind;
            }
            (b'\\', []) => return Err(ESCAPE),
            (byte, _) => bytes.push(*byte),
        }
    }
    Ok(bytes)
}

const UNCLOSED: ConfigError = ConfigError::InvalidTemplate {
    reason: "a `{` has no `}`",
};
const UNOPENED: ConfigError = ConfigError::InvalidTemplate {
    reason: "a `}` has no `{`; fixed text has it as `\\x7d`",
};
const ESCAPE: ConfigError = ConfigError::InvalidTemplate {
    reason: "a `\\` begins no escape; fixed text has it as `\\\\`",
};

#[cfg(test)]
mod tests;
