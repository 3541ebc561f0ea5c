//! Where the pieces of a signed message stand in a request, and all ways to cut a message.

use hookseal_core::scheme::HeaderName;
use serde_json::Value;

use crate::request::Request;

#[derive(Clone, Debug)]
pub(crate) enum Slot {
    /// What is the same in each message.
    Literal(Vec<u8>),
    /// One of these.
    Method(Vec<String>),
    Target,
    /// The target, in which the escapes of these characters are decoded.
    Decoded(&'static str),
    Header(HeaderName),
    /// A header whose value is a timestamp.
    Time(HeaderName),
    /// A timestamp in a pair of a header.
    Pair(HeaderName, String, char),
    /// A timestamp in front of the signatures of a header.
    First(HeaderName),
    /// A parameter of the query.
    Query(&'static str),
    /// A field of the form that the body is.
    Field(&'static str),
    /// A member of the JSON body.
    Member(&'static str),
    Body,
    /// All that is left, which comes from what is not moved.
    Tail,
}

impl Slot {
    pub(crate) fn literal(text: impl AsRef<[u8]>) -> Self {
        Self::Literal(text.as_ref().to_vec())
    }

    /// What stands there.
    pub(crate) fn read(&self, request: &Request) -> Option<Vec<u8>> {
        match self {
            Self::Literal(text) => Some(text.clone()),
            Self::Method(_) => Some(request.method.clone().into_bytes()),
            Self::Target => Some(request.target.clone().into_bytes()),
            Self::Decoded(characters) => Some(decoded(&request.target, characters).into_bytes()),
            Self::Header(name) | Self::Time(name) => request.get(name).map(<[u8]>::to_vec),
            Self::First(name) => {
                let value = request.get(name)?;
                value.split(|byte| *byte == b',').next().map(<[u8]>::to_vec)
            }
            Self::Pair(header, key, separator) => {
                let value = std::str::from_utf8(request.get(header)?).ok()?;
                let mut pairs = value.split(*separator).map(str::trim_start);
                let text = pairs.find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='));
                text.map(|text| text.as_bytes().to_vec())
            }
            Self::Query(name) => {
                let (_, query) = request.target.split_once('?')?;
                parsed(query.as_bytes(), name)
            }
            Self::Field(name) => parsed(&request.body, name),
            Self::Member(pointer) => {
                let body: Value = serde_json::from_slice(&request.body).ok()?;
                let text = body.pointer(pointer)?.as_str()?.to_owned();
                Some(text.into_bytes())
            }
            Self::Body => Some(request.body.clone()),
            Self::Tail => None,
        }
    }

    /// Writes it. `None` where no request can have this there.
    pub(crate) fn write(&self, request: &mut Request, text: &[u8]) -> Option<()> {
        match self {
            Self::Literal(_) | Self::Tail => {}
            Self::Method(_) => request.method = String::from_utf8(text.to_vec()).ok()?,
            Self::Target | Self::Decoded(_) => {
                request.target = String::from_utf8(text.to_vec()).ok()?;
            }
            Self::Header(name) | Self::Time(name) => request.set(name, text),
            Self::First(name) => {
                let value = request.get(name)?;
                let at = value.iter().position(|byte| *byte == b',')?;
                let value = [text, &value[at..]].concat();
                request.set(name, &value);
            }
            Self::Pair(header, key, separator) => {
                let value = std::str::from_utf8(request.get(header)?).ok()?;
                let text = std::str::from_utf8(text).ok()?;
                let pairs: Vec<_> = value
                    .split(*separator)
                    .map(|pair| match pair.trim_start().strip_prefix(key) {
                        Some(rest) if rest.starts_with('=') => format!("{key}={text}"),
                        _ => pair.to_owned(),
                    })
                    .collect();
                let value = pairs.join(&separator.to_string());
                request.set(header, value.as_bytes());
            }
            Self::Query(name) => {
                let text = std::str::from_utf8(text).ok()?;
                let path = request.target.split('?').next()?;
                request.target = format!("{path}?{}", form(name, text));
            }
            Self::Field(name) => {
                request.body = form(name, std::str::from_utf8(text).ok()?).into_bytes();
            }
            Self::Member(pointer) => {
                let mut body: Value = serde_json::from_slice(&request.body).ok()?;
                let text = String::from_utf8(text.to_vec()).ok()?;
                *body.pointer_mut(pointer)? = Value::String(text);
                request.body = serde_json::to_vec(&body).ok()?;
            }
            Self::Body => request.body = text.to_vec(),
        }
        Some(())
    }

    /// Whether a request can have this there, and a scheme might take it: what cannot be is
    /// not tried. HTTP lets no line break into a header, and no blank into a target.
    fn can_be(&self, text: &[u8]) -> bool {
        let is_time = |text: &[u8]| {
            (1..=40).contains(&text.len())
                && (text.iter().all(u8::is_ascii_digit)
                    || (text.len() >= 20 && text.contains(&b':')))
        };
        match self {
            Self::Literal(own) => own == text,
            Self::Method(all) => all.iter().any(|method| method.as_bytes() == text),
            Self::Target | Self::Decoded(_) => {
                text.starts_with(b"/") && text.iter().all(u8::is_ascii_graphic)
            }
            Self::Header(_) => is_value(text),
            Self::Time(_) => is_value(text) && is_time(text),
            Self::First(_) => is_value(text) && is_time(text) && !text.contains(&b','),
            Self::Pair(_, _, separator) => {
                let own = u8::try_from(*separator).unwrap();
                is_value(text) && is_time(text) && !text.contains(&own)
            }
            Self::Query(_) | Self::Field(_) | Self::Member(_) => std::str::from_utf8(text).is_ok(),
            Self::Body | Self::Tail => true,
        }
    }
}

/// The target without the escapes of these characters.
fn decoded(target: &str, characters: &str) -> String {
    let mut target = target.to_owned();
    // One at a time: none of them is a percent sign.
    for character in characters.chars() {
        let escape = format!("%{:02X}", u32::from(character));
        for escape in [escape.to_ascii_lowercase(), escape] {
            target = target.replace(&escape, &character.to_string());
        }
    }
    target
}

fn is_value(text: &[u8]) -> bool {
    !text.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) && text.trim_ascii() == text
}

fn form(name: &str, text: &str) -> String {
    form_urlencoded::Serializer::new(String::new())
        .append_pair(name, text)
        .finish()
}

fn parsed(form: &[u8], name: &str) -> Option<Vec<u8>> {
    let mut found = form_urlencoded::parse(form).filter(|(other, _)| other == name);
    found.next().map(|(_, text)| text.into_owned().into_bytes())
}

/// All ways in which `message` can be read as these pieces, one behind the other.
pub(crate) fn cuts<'m>(
    message: &'m [u8],
    slots: &[Slot],
    tail: &[u8],
    found: &mut dyn FnMut(&[&'m [u8]]),
) {
    fn go<'m>(
        rest: &'m [u8],
        slots: &[Slot],
        tail: &[u8],
        cut: &mut Vec<&'m [u8]>,
        found: &mut dyn FnMut(&[&'m [u8]]),
    ) {
        let Some((slot, others)) = slots.split_first() else {
            if rest.is_empty() {
                found(cut);
            }
            return;
        };
        let lengths = match slot {
            Slot::Literal(text) => text.len()..=text.len(),
            Slot::Tail => tail.len()..=tail.len(),
            _ if others.is_empty() => rest.len()..=rest.len(),
            _ => 0..=rest.len(),
        };
        for length in lengths {
            let Some((piece, after)) = rest.split_at_checked(length) else {
                return;
            };
            if slot.can_be(piece) && (!matches!(slot, Slot::Tail) || piece == tail) {
                cut.push(piece);
                go(after, others, tail, cut, found);
                cut.pop();
            }
        }
    }
    go(message, slots, tail, &mut Vec::new(), found);
}
