//! The values of components (RFC 9421, sections 2.1 and 2.2).

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sfv::visitor::{DictionaryVisitor, EntryVisitor};
use sfv::{Dictionary, FieldType as _, Item, KeyRef, List, Parser};

use super::StructuredType;
use super::component::{Form, Part, encode_query};
use super::digest::{DigestHeader, Said};
use super::fields::{Refused, SIGNATURE_INPUT, header_name, joined, malformed};
use super::origin::Origin;
use crate::header_name::HeaderName;
use crate::limits::{MAX_FIELD_BYTES, MAX_FIELD_LINES, MAX_MEMBERS, MAX_QUERY_PARAMETERS};
use crate::request::RequestHead;
use crate::verdict::Rejection;

/// A request as its components are read from. What has to be parsed for them is parsed once,
/// however many components of however many signatures ask for it.
pub(super) struct Message<'a> {
    head: &'a dyn RequestHead,
    origin: Option<Origin<'a>>,
    /// Headers whose structured type the app has set.
    structured: &'a [(HeaderName, StructuredType)],
    dictionaries: RefCell<Vec<(String, Parsed)>>,
    /// The digest field that the rules use.
    digests: OnceCell<Result<Said, Rejection>>,
    /// The parameters of the query, names as they are encoded in an identifier.
    query: OnceCell<Result<Vec<(String, String)>, Rejection>>,
}

/// A header as a dictionary, if it is one.
type Parsed = Result<Rc<Dictionary>, Rejection>;

impl<'a> Message<'a> {
    pub(super) const fn new(
        head: &'a dyn RequestHead,
        origin: Option<Origin<'a>>,
        structured: &'a [(HeaderName, StructuredType)],
    ) -> Self {
        Self {
            head,
            origin,
            structured,
            dictionaries: RefCell::new(Vec::new()),
            digests: OnceCell::new(),
            query: OnceCell::new(),
        }
    }

    /// The digest field; the rules use one of the two.
    pub(super) fn digests(&self, header: DigestHeader) -> Result<Said, Rejection> {
        let said = self.digests.get_or_init(|| Said::parse(self.head, header));
        said.clone()
    }
}

impl Message<'_> {
    /// Appends the component's value.
    pub(super) fn write(&self, part: &Part<'_>, out: &mut Vec<u8>) -> Result<(), Rejection> {
        let head = self.head;
        let (path, query) = match head.target().split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (head.target(), None),
        };
        match part {
            Part::Method => out.extend_from_slice(head.method().as_bytes()),
            Part::Scheme => out.extend_from_slice(self.origin("@scheme")?.scheme.as_bytes()),
            Part::Authority => {
                out.extend_from_slice(self.origin("@authority")?.authority.as_bytes());
            }
            Part::TargetUri => {
                let origin = self.origin("@target-uri")?;
                for piece in [origin.scheme, "://", &origin.authority, origin.base_path] {
                    out.extend_from_slice(piece.as_bytes());
                }
                out.extend_from_slice(head.target().as_bytes());
            }
            Part::RequestTarget => {
                out.extend_from_slice(self.base_path().as_bytes());
                out.extend_from_slice(head.target().as_bytes());
            }
            Part::Path => {
                let base = self.base_path();
                // Section 2.2.6: the empty path is a slash.
                let path = if base.is_empty() && path.is_empty() {
                    "/"
                } else {
                    path
                };
                out.extend_from_slice(base.as_bytes());
                out.extend_from_slice(path.as_bytes());
            }
            Part::Query => {
                out.push(b'?');
                out.extend_from_slice(query.unwrap_or_default().as_bytes());
            }
            Part::QueryParam(name) => {
                let value = self.query_param(query.unwrap_or_default(), name)?;
                out.extend_from_slice(encode_query(value).as_bytes());
            }
            Part::Header { name, form } => self.write_header(name, form, out)?,
        }
        Ok(())
    }

    /// Appends what all values that one signature can hold for have in common, and no other
    /// has. The public URL's base, which is the app's own, is left out.
    pub(super) fn write_in_one_form(
        &self,
        part: &Part<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), Rejection> {
        match part {
            Part::Authority | Part::Scheme => Ok(()),
            Part::TargetUri => {
                out.extend_from_slice(self.head.target().as_bytes());
                Ok(())
            }
            // It may be signed as it is, or re-serialized.
            Part::Header {
                name,
                form: Form::Plain | Form::Bytes,
            } if self.type_of(name).is_some() => self
                .write_header(name, &Form::Structured, out)
                .or_else(|_| self.write_header(name, &Form::Plain, out)),
            Part::Header { name, form } => match form {
                Form::Bytes => self.write_header(name, &Form::Plain, out),
                form => self.write_header(name, form, out),
            },
            part => self.write(part, out),
        }
    }

    /// Never from `Host` or `X-Forwarded-*`, which are whatever someone has sent.
    fn origin(&self, component: &'static str) -> Result<&Origin<'_>, Rejection> {
        self.origin
            .as_ref()
            .ok_or(Rejection::MissingComponent { component })
    }

    fn base_path(&self) -> &str {
        self.origin.as_ref().map_or("", |origin| origin.base_path)
    }

    fn write_header(
        &self,
        name: &str,
        form: &Form<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), Rejection> {
        match form {
            Form::Plain => each_line(self.head, name, |nth, line| {
                if nth > 0 {
                    out.extend_from_slice(b", ");
                }
                out.extend_from_slice(line);
            }),
            Form::Bytes => each_line(self.head, name, |nth, line| {
                out.extend_from_slice(if nth > 0 { b", :" } else { b":" });
                out.extend_from_slice(STANDARD.encode(line).as_bytes());
                out.push(b':');
            }),
            Form::Structured => {
                let refused = |_| malformed(name);
                let field = || self.field(name);
                let text = match self.type_of(name) {
                    Some(StructuredType::Item) => {
                        let item: Item = Parser::new(&field()?).parse().map_err(refused)?;
                        item.serialize()
                    }
                    Some(StructuredType::List) => {
                        let list: List = Parser::new(&field()?).parse().map_err(refused)?;
                        list.serialize().unwrap_or_default()
                    }
                    Some(StructuredType::Dictionary) => {
                        self.dictionary(name)?.serialize().unwrap_or_default()
                    }
                    None => return Err(malformed(name)),
                };
                out.extend_from_slice(text.as_bytes());
                Ok(())
            }
            Form::Member(key) => {
                let all = self.dictionary(name)?;
                let member = all.get(key.as_ref()).ok_or_else(|| missing(name))?;
                // A list of one member is written as the member alone.
                let text = List::from([member.clone()]).serialize();
                out.extend_from_slice(text.unwrap_or_default().as_bytes());
                Ok(())
            }
        }
    }

    /// The header as a dictionary, which is parsed when it is first asked for.
    fn dictionary(&self, name: &str) -> Parsed {
        let mut known = self.dictionaries.borrow_mut();
        if let Some((_, parsed)) = known.iter().find(|(other, _)| other == name) {
            return parsed.clone();
        }
        let parsed = self.field(name).and_then(|value| dictionary(&value, name));
        let parsed = parsed.map(Rc::new);
        known.push((name.to_owned(), parsed.clone()));
        parsed
    }

    /// The decoded value of the only parameter whose encoded name is `name`
    /// (section 2.2.8: one that occurs several times cannot be covered).
    fn query_param(&self, query: &str, name: &str) -> Result<&str, Rejection> {
        let all = self.query.get_or_init(|| parameters(query));
        let all = all.as_ref().map_err(Clone::clone)?;
        let mut found = all.iter().filter(|(other, _)| other == name);
        let Some((_, value)) = found.next() else {
            return Err(Rejection::MissingComponent {
                component: "@query-param",
            });
        };
        // All bytes that are not UTF-8 decode to this character, so they could be swapped.
        let is_lossy = value.contains(char::REPLACEMENT_CHARACTER) || name.contains("%EF%BF%BD");
        if is_lossy || found.next().is_some() {
            return Err(Rejection::AmbiguousTarget);
        }
        Ok(value)
    }

    fn field(&self, name: &str) -> Result<Cow<'_, [u8]>, Rejection> {
        joined(self.head, name)?.ok_or_else(|| missing(name))
    }

    fn type_of(&self, name: &str) -> Option<StructuredType> {
        self.structured
            .iter()
            .find_map(|(other, kind)| other.as_str().eq_ignore_ascii_case(name).then_some(*kind))
            .or_else(|| StructuredType::known(name))
    }
}

fn missing(name: &str) -> Rejection {
    Rejection::MissingHeader {
        header: header_name(name),
    }
}

/// A header's value as a dictionary in which no key occurs twice.
///
/// The parser keeps the last of several duplicates (RFC 9651, section 4.2.2). Inserting one
/// before it would change what other parsers read, but not the signature.
fn dictionary(value: &[u8], name: &str) -> Result<Dictionary, Rejection> {
    let mut distinct = Distinct(Dictionary::new());
    Parser::new(value)
        .parse_dictionary_with_visitor(&mut distinct)
        .map_err(|_| malformed(name))?;
    Ok(distinct.0)
}

/// A dictionary that accepts each key once.
struct Distinct(Dictionary);

impl<'a> DictionaryVisitor<'a> for &mut Distinct {
    type Out = ();
    type Error = Refused;

    fn entry(&mut self, key: &'a KeyRef) -> Result<impl EntryVisitor<'a>, Refused> {
        if self.0.len() >= MAX_MEMBERS || self.0.contains_key(key) {
            return Err(Refused);
        }
        // This never fails.
        <Dictionary as DictionaryVisitor>::entry(&mut self.0, key).map_err(|_| Refused)
    }

    fn finish(self) -> Result<(), Refused> {
        Ok(())
    }
}

/// The parameters of a query, names as they are encoded in an identifier.
fn parameters(query: &str) -> Result<Vec<(String, String)>, Rejection> {
    if query.len() > MAX_FIELD_BYTES {
        return Err(malformed(SIGNATURE_INPUT));
    }
    let all: Vec<_> = form_urlencoded::parse(query.as_bytes())
        .take(MAX_QUERY_PARAMETERS + 1)
        .map(|(name, value)| (encode_query(&name).into_owned(), value.into_owned()))
        .collect();
    if all.len() > MAX_QUERY_PARAMETERS {
        return Err(malformed(SIGNATURE_INPUT));
    }
    Ok(all)
}

/// Hands over every line of a header, unfolded and trimmed (section 2.1).
fn each_line(
    head: &dyn RequestHead,
    name: &str,
    mut take: impl FnMut(usize, &[u8]),
) -> Result<(), Rejection> {
    for nth in 0..=MAX_FIELD_LINES {
        let Some(line) = head.header(name, nth) else {
            return if nth == 0 { Err(missing(name)) } else { Ok(()) };
        };
        let line = unfolded(line).ok_or_else(|| malformed(name))?;
        take(nth, trimmed(&line));
    }
    Err(malformed(name))
}

/// The line with each obsolete folding (RFC 9112, section 5.2) as one space; `None` when
/// it contains another line break, which would be another line of the signature base.
fn unfolded(line: &[u8]) -> Option<Cow<'_, [u8]>> {
    if !line.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
        return Some(Cow::Borrowed(line));
    }
    let mut plain = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some((byte, after)) = rest.split_first() {
        rest = match *byte {
            b'\r' => {
                let folded = after.strip_prefix(b"\n")?;
                let continued = trimmed_start(folded);
                if continued.len() == folded.len() {
                    return None;
                }
                // White space before the break belongs to the folding, too.
                while plain.last().copied().is_some_and(is_blank) {
                    plain.pop();
                }
                plain.push(b' ');
                continued
            }
            b'\n' | 0 => return None,
            byte => {
                plain.push(byte);
                after
            }
        };
    }
    Some(Cow::Owned(plain))
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

fn trimmed_start(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] = text {
        text = rest;
    }
    text
}

fn trimmed(text: &[u8]) -> &[u8] {
    let mut text = trimmed_start(text);
    while let [rest @ .., b' ' | b'\t'] = text {
        text = rest;
    }
    text
}
