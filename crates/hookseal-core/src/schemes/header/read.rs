//! Reading what a scheme needs from a head: signatures, timestamp, event id.

use std::ops::RangeInclusive;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
#[cfg(feature = "dates")]
use time::OffsetDateTime;
#[cfg(feature = "dates")]
use time::format_description::well_known::Rfc3339;

use super::{
    Freshness, FreshnessPolicy, Layout, Scheme, SignatureField, Timestamp, TimestampPlace,
};
use crate::crypto::Algorithm;
use crate::crypto::algorithm::{SignatureForm, Tags};
use crate::encoding::Encoding;
use crate::header_name::HeaderName;
use crate::limits::{MAX_ENTRIES, MAX_SIGNATURES};
use crate::request::{RequestHead, Single};
use crate::time::format::digits;
use crate::time::{TimestampFormat, UnixTime, millis};
use crate::verdict::Rejection;

impl Scheme {
    /// The value of the signature header, or of the first line of those that there may be.
    pub(crate) fn signature_value<'a>(
        &self,
        head: &'a dyn RequestHead,
    ) -> Result<&'a [u8], Rejection> {
        let header = &self.signature.header;
        if !self.signature.is_single() {
            let mut first = None;
            self.each_line(head, &mut |line| {
                first.get_or_insert(line);
                Ok(())
            })?;
            return first.ok_or_else(|| Rejection::MissingSignature {
                header: header.clone(),
            });
        }
        match once(head, header)? {
            None | Some(b"") => Err(Rejection::MissingSignature {
                header: header.clone(),
            }),
            Some(value) => Ok(value),
        }
    }

    /// Hands over the values of all headers and lines that hold signatures, in their order.
    fn each_line<'a>(
        &self,
        head: &'a dyn RequestHead,
        found: &mut dyn FnMut(&'a [u8]) -> Result<(), Rejection>,
    ) -> Result<(), Rejection> {
        let field = &self.signature;
        for (place, name) in std::iter::once(&field.header)
            .chain(field.others.iter())
            .enumerate()
        {
            let mut is_there = false;
            if field.lines {
                for nth in 0..=MAX_SIGNATURES {
                    let Some(line) = head.header(name.as_str(), nth) else {
                        break;
                    };
                    if nth == MAX_SIGNATURES {
                        return Err(Rejection::TooManySignatures {
                            maximum: MAX_SIGNATURES,
                        });
                    }
                    is_there = true;
                    if !line.is_empty() {
                        found(line)?;
                    }
                }
            } else if let Some(line) = once(head, name)? {
                is_there = true;
                if !line.is_empty() {
                    found(line)?;
                }
            }
            if place > 0 && !is_there {
                break;
            }
        }
        Ok(())
    }

    /// Adds all signatures that the head holds to `tags`; at least one. `value` is that of the
    /// first header.
    #[inline]
    pub(crate) fn all_signatures(
        &self,
        head: &dyn RequestHead,
        value: &[u8],
        most: usize,
        tags: &mut Tags,
    ) -> Result<(), Rejection> {
        if self.signature.is_single() {
            return self.signatures(value, most, tags);
        }
        // By one key each, so the comparisons are all that they cost.
        let most = if self.algorithm.is_symmetric() {
            most.max(self.signature.others.len().saturating_add(1))
        } else {
            most
        };
        self.each_line(head, &mut |line| match self.signatures(line, most, tags) {
            Err(Rejection::MalformedSignature { .. }) => Ok(()),
            other => other,
        })?;
        if tags.is_empty() {
            return Err(self.malformed());
        }
        Ok(())
    }

    fn malformed(&self) -> Rejection {
        Rejection::MalformedSignature {
            header: self.signature.header.clone(),
        }
    }

    /// Adds the signatures in `value` to `tags`; at least one.
    pub(crate) fn signatures(
        &self,
        value: &[u8],
        most: usize,
        tags: &mut Tags,
    ) -> Result<(), Rejection> {
        let field = &self.signature;
        let wanted = self.algorithm.signature_lengths(self.signature_form);
        let mut room = Room::default();
        let mut take = |text: &[u8]| {
            if let Some(tag) = decode(field.encoding, text, &wanted, &mut room) {
                if tags.len() >= most {
                    return Err(Rejection::TooManySignatures { maximum: most });
                }
                tags.push(tag);
            }
            Ok(())
        };
        match &field.layout {
            Layout::Prefixed(prefix) => {
                if let Some(text) = value.strip_prefix(prefix.as_bytes()) {
                    take(text)?;
                }
            }
            Layout::Pairs { key, separator } => {
                for (name, text) in pairs(value, *separator)? {
                    if name == key.as_bytes() {
                        take(text)?;
                    }
                }
            }
            Layout::List => {
                for (position, entry) in value.split(|byte| *byte == b',').enumerate() {
                    if position >= MAX_ENTRIES {
                        return Err(Rejection::TooManySignatures { maximum: most });
                    }
                    take(entry.trim_ascii())?;
                }
            }
            Layout::Versions(version) => {
                for (position, entry) in value.split(|byte| *byte == b' ').enumerate() {
                    if position >= MAX_ENTRIES {
                        return Err(Rejection::TooManySignatures { maximum: most });
                    }
                    // A comma is left where a list was joined by both.
                    let entry = entry.strip_suffix(b",").unwrap_or(entry);
                    let signature = entry
                        .strip_prefix(version.as_bytes())
                        .and_then(|rest| rest.strip_prefix(b","));
                    if let Some(text) = signature {
                        take(text)?;
                    }
                }
            }
        }
        if tags.is_empty() {
            return Err(self.malformed());
        }
        Ok(())
    }

    /// The timestamp's text in the head, and the instant it says, found fresh.
    pub(crate) fn read_timestamp<'a>(
        &self,
        head: &'a dyn RequestHead,
        signature_value: &'a [u8],
        freshness: FreshnessPolicy,
        now: impl FnOnce() -> UnixTime,
    ) -> Result<Option<(&'a [u8], UnixTime)>, Rejection> {
        let Some(timestamp) = &self.timestamp else {
            return Ok(None);
        };
        if let TimestampPlace::Json(_) = timestamp.place {
            return Ok(None); // the body is still to come
        }
        let text = match self.timestamp_text(timestamp, head, signature_value)? {
            None | Some(b"") => return Err(Rejection::MissingTimestamp),
            Some(text) => text,
        };
        let format = timestamp.format;
        if self.timestamp_has_fixed_width() && !format.has_fixed_width(text) {
            return Err(Rejection::MalformedTimestamp);
        }
        let Some(at) = parse_timestamp(text, format) else {
            return Err(Rejection::MalformedTimestamp);
        };
        if let Some(freshness) = freshness.over(timestamp.freshness) {
            check_fresh(at, now(), format, freshness)?;
        }
        Ok(Some((text, at)))
    }

    /// The timestamp's text, if the head has it.
    #[inline]
    pub(super) fn timestamp_text<'a>(
        &self,
        timestamp: &Timestamp,
        head: &'a dyn RequestHead,
        signature_value: &'a [u8],
    ) -> Result<Option<&'a [u8]>, Rejection> {
        match &timestamp.place {
            TimestampPlace::First => Ok(signature_value.split(|byte| *byte == b',').next()),
            TimestampPlace::Header(name) => once(head, name),
            TimestampPlace::Json(_) => Ok(None),
            TimestampPlace::Pair(key) => {
                only_pair(signature_value, key.as_bytes(), &self.signature)
            }
        }
    }
}

/// The value of a header of which there may be one at most.
#[inline]
pub(crate) fn once<'a>(
    head: &'a dyn RequestHead,
    name: &HeaderName,
) -> Result<Option<&'a [u8]>, Rejection> {
    match head.single(name.as_str()) {
        Single::Missing => Ok(None),
        Single::Once(value) => Ok(Some(value)),
        Single::Repeated => Err(Rejection::Ambiguous {
            field: name.clone(),
        }),
    }
}

/// The pairs of a `k=v,k=v` list. Spaces before a name are stripped, because proxies add
/// them when they join lines; entries without `=` are skipped.
fn pairs(value: &[u8], separator: char) -> Result<impl Iterator<Item = (&[u8], &[u8])>, Rejection> {
    let separates = move |byte: &u8| char::from(*byte) == separator;
    if value.split(separates).nth(MAX_ENTRIES).is_some() {
        return Err(Rejection::TooManySignatures {
            maximum: MAX_SIGNATURES,
        });
    }
    Ok(value.split(separates).filter_map(|entry| {
        let entry = entry.trim_ascii_start();
        let at = entry.iter().position(|byte| *byte == b'=')?;
        let (name, rest) = entry.split_at_checked(at)?;
        Some((name, rest.strip_prefix(b"=")?))
    }))
}

/// The value of the pair `key`, which may occur once at most.
fn only_pair<'a>(
    value: &'a [u8],
    key: &[u8],
    field: &SignatureField,
) -> Result<Option<&'a [u8]>, Rejection> {
    let separator = match &field.layout {
        Layout::Pairs { separator, .. } => *separator,
        Layout::List | Layout::Prefixed(_) | Layout::Versions(_) => ',',
    };
    let mut found = pairs(value, separator)?.filter(|(name, _)| *name == key);
    let first = found.next();
    if found.next().is_some() {
        return Err(Rejection::Ambiguous {
            field: field.header.clone(),
        });
    }
    Ok(first.map(|(_, text)| text))
}

impl HeaderName {
    /// The value of this header, which may occur once at most.
    ///
    /// # Errors
    ///
    /// [`Rejection::Ambiguous`] when it occurs again: neither line is to be trusted.
    pub fn only_in<'a>(&self, head: &'a dyn RequestHead) -> Result<Option<&'a [u8]>, Rejection> {
        once(head, self)
    }
}

impl Encoding {
    /// The bytes of a signature of `algorithm`, for schemes written by hand; as strict as in
    /// a [`Scheme`]: see [`SignatureField`].
    #[must_use]
    pub fn signature(self, text: &[u8], algorithm: Algorithm) -> Option<Vec<u8>> {
        let wanted = algorithm.signature_lengths(SignatureForm::Der);
        decode(self, text, &wanted, &mut Room::default()).map(<[u8]>::to_vec)
    }
}

/// Room to decode one signature after the other in; for those of RSA it has to be made.
struct Room {
    // Decoders of base64 want room for whole groups: 66 bytes for 64.
    short: [u8; 72],
    long: Vec<u8>,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            short: [0; 72],
            long: Vec::new(),
        }
    }
}

/// The signature in `text`, if it decodes to a length that is `wanted`.
///
/// Text of any other length is turned away before it is decoded. Each signature
/// has one text: base64 must be padded as its alphabet says, and its unused bits
/// must be zero.
fn decode<'r>(
    encoding: Encoding,
    text: &[u8],
    wanted: &RangeInclusive<usize>,
    room: &'r mut Room,
) -> Option<&'r [u8]> {
    let encoded = |bytes: usize| match encoding {
        Encoding::Hex => 2 * bytes,
        Encoding::Base64 => bytes.div_ceil(3) * 4,
        Encoding::Base64Url => (bytes * 4).div_ceil(3),
    };
    if !(encoded(*wanted.start())..=encoded(*wanted.end())).contains(&text.len()) {
        return None;
    }
    let needed = wanted.end() + 2;
    let bytes = if needed <= room.short.len() {
        room.short.as_mut_slice()
    } else {
        room.long.resize(needed, 0);
        room.long.as_mut_slice()
    };
    let decoded = match encoding {
        Encoding::Hex => {
            let length = text.len() / 2;
            // It strips `0x`, and is then too short to fill this.
            const_hex::decode_to_slice(text, bytes.get_mut(..length)?).ok()?;
            length
        }
        Encoding::Base64 => STANDARD.decode_slice(text, bytes).ok()?,
        Encoding::Base64Url => URL_SAFE_NO_PAD.decode_slice(text, bytes).ok()?,
    };
    if !wanted.contains(&decoded) {
        return None;
    }
    bytes.get(..decoded)
}

#[inline]
pub(crate) fn parse_timestamp(text: &[u8], format: TimestampFormat) -> Option<UnixTime> {
    match format {
        TimestampFormat::Seconds => digits(text).map(UnixTime::from_secs),
        TimestampFormat::Milliseconds => digits(text).map(UnixTime::from_millis),
        #[cfg(feature = "dates")]
        TimestampFormat::HttpDate => {
            // The two obsolete forms, which the parser knows as well, have other lengths.
            if text.len() != HTTP_DATE_BYTES {
                return None;
            }
            let at = httpdate::parse_http_date(std::str::from_utf8(text).ok()?).ok()?;
            let since = at.duration_since(std::time::UNIX_EPOCH).ok()?;
            Some(UnixTime::from_secs(since.as_secs()))
        }
        #[cfg(feature = "dates")]
        TimestampFormat::Rfc3339 => {
            if text.len() > MAX_RFC3339_BYTES {
                return None;
            }
            let text = std::str::from_utf8(text).ok()?;
            let at = OffsetDateTime::parse(text, &Rfc3339).ok()?;
            let millis = at.unix_timestamp_nanos().div_euclid(1_000_000);
            u64::try_from(millis).ok().map(UnixTime::from_millis)
        }
    }
}

#[cfg(feature = "dates")]
const HTTP_DATE_BYTES: usize = 29;

#[cfg(feature = "dates")]
const MAX_RFC3339_BYTES: usize = 40;

impl TimestampFormat {
    /// Whether a timestamp that is held to a width could begin with these bytes. Rather too
    /// often than not.
    pub(crate) fn may_begin(self, byte: impl Fn(usize) -> Option<u8>) -> bool {
        #[cfg(feature = "dates")]
        let is = |at, wanted| byte(at) == Some(wanted);
        let digits =
            |count| (0..count).all(|at| byte(at).is_some_and(|byte| byte.is_ascii_digit()));
        match self {
            Self::Seconds => digits(10),
            Self::Milliseconds => digits(13),
            // `2023-11-`
            #[cfg(feature = "dates")]
            Self::Rfc3339 => is(4, b'-') && is(7, b'-') && digits(4),
            // `Tue, 14 `
            #[cfg(feature = "dates")]
            Self::HttpDate => is(3, b',') && is(4, b' ') && is(7, b' '),
        }
    }

    /// Ten digits of seconds reach from 2001 to 2286, thirteen of milliseconds likewise.
    /// Held to that, a timestamp cannot pass digits to what follows it.
    pub(crate) fn has_fixed_width(self, text: &[u8]) -> bool {
        match self {
            Self::Seconds => text.len() == 10,
            Self::Milliseconds => text.len() == 13,
            #[cfg(feature = "dates")]
            Self::Rfc3339 => true,
            #[cfg(feature = "dates")]
            Self::HttpDate => text.len() == HTTP_DATE_BYTES,
        }
    }
}

/// Judges a timestamp in the unit in which it is written.
#[inline]
pub(crate) fn check_fresh(
    at: UnixTime,
    now: UnixTime,
    format: TimestampFormat,
    freshness: Freshness,
) -> Result<(), Rejection> {
    // Compared in the sender's unit: where it writes whole seconds, a part of a
    // second of ours must not make a timestamp stale.
    let now = match format {
        TimestampFormat::Seconds => UnixTime::from_secs(now.as_secs()),
        #[cfg(feature = "dates")]
        TimestampFormat::HttpDate => UnixTime::from_secs(now.as_secs()),
        _ => now,
    };
    let (age, ahead) = (
        now.as_millis().saturating_sub(at.as_millis()),
        at.as_millis().saturating_sub(now.as_millis()),
    );
    if age > millis(freshness.max_age) {
        return Err(Rejection::Stale {
            age_secs: Duration::from_millis(age).as_secs(),
            allowed_secs: freshness.max_age.as_secs(),
        });
    }
    if ahead > millis(freshness.max_future) {
        return Err(Rejection::Future {
            ahead_secs: Duration::from_millis(ahead).as_secs(),
            allowed_secs: freshness.max_future.as_secs(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
