//! Reading `Signature-Input` and `Signature` (RFC 9421, sections 4.1 and 4.2) with the
//! parser of `sfv`, within bounds and without duplicates.

use std::borrow::Cow;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sfv::visitor::{
    DictionaryVisitor, EntryVisitor, Ignored, InnerListVisitor, ItemVisitor, Never,
    ParameterVisitor,
};
use sfv::{BareItemFromInput, ItemSerializer, KeyRef, Parser, RefBareItem, StringRef};

use crate::header_name::HeaderName;
use crate::limits::{
    MAX_COMPONENTS, MAX_COMPONENTS_IN_ALL, MAX_FIELD_BYTES, MAX_FIELD_LINES, MAX_LABELS,
    MAX_PARAMETERS,
};
use crate::request::RequestHead;
use crate::verdict::Rejection;

pub(super) const SIGNATURE: &str = "signature";
pub(super) const SIGNATURE_INPUT: &str = "signature-input";

/// Parameters in the order in which they were written; no key occurs twice.
pub(super) type Parameters<'a> = Vec<(&'a KeyRef, BareItemFromInput<'a>)>;

/// One member of `Signature-Input`.
pub(super) struct Input<'a> {
    pub(super) label: &'a KeyRef,
    pub(super) components: Vec<Covered<'a>>,
    pub(super) parameters: Parameters<'a>,
}

/// A component identifier as it was written.
pub(super) struct Covered<'a> {
    pub(super) name: Cow<'a, StringRef>,
    pub(super) parameters: Parameters<'a>,
}

impl Covered<'_> {
    /// Its strict serialization (RFC 9421, section 2.5).
    pub(super) fn write_id(&self, out: &mut String) {
        let _ = ItemSerializer::with_buffer(out)
            .bare_item(&*self.name)
            .parameters(self.parameters.iter().map(borrowed));
    }
}

impl Input<'_> {
    /// The value of `@signature-params` (RFC 9421, section 2.3).
    pub(super) fn write_params(&self, out: &mut String) {
        out.push('(');
        for (position, covered) in self.components.iter().enumerate() {
            if position > 0 {
                out.push(' ');
            }
            covered.write_id(out);
        }
        out.push(')');
        for (key, value) in self.parameters.iter().map(borrowed) {
            write_parameter(out, key, value);
        }
    }

    /// Whether it lists a component of this name, in whatever form.
    pub(super) fn names(&self, name: &str) -> bool {
        let mut names = self.components.iter().map(|component| &component.name);
        names.any(|own| own.as_str() == name)
    }

    pub(super) fn parameter(&self, name: &str) -> Option<&BareItemFromInput<'_>> {
        self.parameters
            .iter()
            .find_map(|(key, value)| (key.as_str() == name).then_some(value))
    }
}

/// Reads one identifier as written in `Signature-Input`, such as `"@query";x`.
pub(super) fn parse_component(text: &str) -> Option<Covered<'_>> {
    let mut all = Vec::with_capacity(1);
    Parser::new(text)
        .parse_item_with_visitor(OneComponent(&mut all))
        .ok()?;
    all.pop()
}

fn borrowed<'b>(
    (key, value): &'b (&KeyRef, BareItemFromInput<'_>),
) -> (&'b KeyRef, RefBareItem<'b>) {
    (key, value.into())
}

/// Appends `;key=value`. Only whole items can be serialized, so an item is written and
/// removed again.
pub(super) fn write_parameter<'b>(
    out: &mut String,
    key: &KeyRef,
    value: impl Into<RefBareItem<'b>>,
) {
    let mut item = ItemSerializer::new()
        .bare_item(0)
        .parameter(key, value)
        .finish();
    out.push_str(&item.split_off(1));
}

/// The content of both fields of a request.
pub(super) struct Signatures<'a> {
    pub(super) inputs: Vec<Input<'a>>,
    signatures: Vec<(&'a KeyRef, Vec<u8>)>,
}

impl<'a> Signatures<'a> {
    pub(super) fn parse(fields: &'a Fields<'_>) -> Result<Self, Rejection> {
        let mut inputs = Inputs::default();
        let parsed = Parser::new(&fields.input).parse_dictionary_with_visitor(&mut inputs);
        if inputs.too_many {
            return Err(TOO_MANY);
        }
        parsed.map_err(|_| malformed(SIGNATURE_INPUT))?;
        let mut values = Values::default();
        let parsed = Parser::new(&fields.signature).parse_dictionary_with_visitor(&mut values);
        if values.too_many {
            return Err(TOO_MANY);
        }
        parsed.map_err(|_| malformed(SIGNATURE))?;
        // The parser accepts base64 without padding and with non-zero trailing bits.
        // Here a signature has exactly one text.
        for (_, bytes) in &values.signatures {
            let mut text = String::with_capacity(bytes.len().saturating_mul(2));
            text.push(':');
            STANDARD.encode_string(bytes, &mut text);
            text.push(':');
            if !contains(&fields.signature, text.as_bytes()) {
                return Err(malformed(SIGNATURE));
            }
        }
        Ok(Self {
            inputs: inputs.all,
            signatures: values.signatures,
        })
    }

    /// The signature under `label`; a label in one field only is of no use.
    pub(super) fn signature(&self, label: &KeyRef) -> Option<&[u8]> {
        self.signatures
            .iter()
            .find_map(|(other, bytes)| (*other == label).then_some(bytes.as_slice()))
    }
}

/// The text of both fields.
pub(super) struct Fields<'a> {
    input: Cow<'a, [u8]>,
    signature: Cow<'a, [u8]>,
}

impl<'a> Fields<'a> {
    pub(super) fn read(head: &'a dyn RequestHead) -> Result<Self, Rejection> {
        let field = |name: &str| match joined(head, name)? {
            Some(value) if !value.is_empty() => Ok(value),
            _ => Err(Rejection::MissingSignature {
                header: header_name(name),
            }),
        };
        Ok(Self {
            signature: field(SIGNATURE)?,
            input: field(SIGNATURE_INPUT)?,
        })
    }
}

/// The lines of a structured field as one (RFC 9651, section 4.2).
pub(super) fn joined<'a>(
    head: &'a dyn RequestHead,
    name: &str,
) -> Result<Option<Cow<'a, [u8]>>, Rejection> {
    let Some(first) = head.header(name, 0) else {
        return Ok(None);
    };
    let mut value = Cow::Borrowed(first);
    for nth in 1..=MAX_FIELD_LINES {
        if value.len() > MAX_FIELD_BYTES {
            break;
        }
        let Some(line) = head.header(name, nth) else {
            return Ok(Some(value));
        };
        let all = value.to_mut();
        all.extend_from_slice(b", ");
        all.extend_from_slice(line);
    }
    Err(malformed(name))
}

pub(super) fn malformed(header: &str) -> Rejection {
    Rejection::MalformedSignature {
        header: header_name(header),
    }
}

/// The name for a refusal; those that occur often need no allocation.
pub(super) fn header_name(name: &str) -> HeaderName {
    match name {
        SIGNATURE => HeaderName::from_static(SIGNATURE),
        "content-digest" => HeaderName::from_static("content-digest"),
        _ => HeaderName::new(name).unwrap_or(HeaderName::from_static(SIGNATURE_INPUT)),
    }
}

const TOO_MANY: Rejection = Rejection::TooManySignatures {
    maximum: MAX_LABELS,
};

fn contains(text: &[u8], piece: &[u8]) -> bool {
    memchr::memmem::find(text, piece).is_some()
}

/// Why a visitor stopped the parser: a duplicate, a wrong type, or a bound.
#[derive(Debug)]
pub(super) struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("refused")
    }
}

impl std::error::Error for Refused {}

#[derive(Default)]
struct Inputs<'a> {
    all: Vec<Input<'a>>,
    /// The components of those that have been read.
    components: usize,
    too_many: bool,
}

impl<'a> DictionaryVisitor<'a> for &mut Inputs<'a> {
    type Out = ();
    type Error = Refused;

    fn entry(&mut self, label: &'a KeyRef) -> Result<impl EntryVisitor<'a>, Refused> {
        if self.all.len() >= MAX_LABELS {
            self.too_many = true;
            return Err(Refused);
        }
        // RFC 9421, section 4.1: each label is unique. That the last one wins is for
        // fields that do not say so.
        if self.all.iter().any(|input| input.label == label) {
            return Err(Refused);
        }
        self.all.push(Input {
            label,
            components: Vec::new(),
            parameters: Vec::new(),
        });
        let input = self.all.last_mut().ok_or(Refused)?;
        Ok(OneInput {
            input,
            in_all: &mut self.components,
        })
    }

    fn finish(self) -> Result<(), Refused> {
        Ok(())
    }
}

struct OneInput<'v, 'a> {
    input: &'v mut Input<'a>,
    in_all: &'v mut usize,
}

impl<'a> EntryVisitor<'a> for OneInput<'_, 'a> {
    type Error = Refused;

    fn item(self) -> Result<impl ItemVisitor<'a>, Refused> {
        Err::<Never, _>(Refused)
    }

    fn inner_list(self) -> Result<impl InnerListVisitor<'a>, Refused> {
        Ok(self)
    }
}

impl<'a> InnerListVisitor<'a> for OneInput<'_, 'a> {
    type Error = Refused;

    fn item(&mut self) -> Result<impl ItemVisitor<'a>, Refused> {
        let components = &mut self.input.components;
        if components.len() >= MAX_COMPONENTS || *self.in_all >= MAX_COMPONENTS_IN_ALL {
            return Err(Refused);
        }
        *self.in_all += 1;
        Ok(OneComponent(components))
    }

    fn finish(self) -> Result<impl ParameterVisitor<'a>, Refused> {
        Ok(IntoParameters(&mut self.input.parameters))
    }
}

struct OneComponent<'v, 'a>(&'v mut Vec<Covered<'a>>);

impl<'a> ItemVisitor<'a> for OneComponent<'_, 'a> {
    type Out = ();
    type Error = Refused;

    fn bare_item(
        self,
        item: BareItemFromInput<'a>,
    ) -> Result<impl ParameterVisitor<'a, Out = ()>, Refused> {
        let BareItemFromInput::String(name) = item else {
            return Err(Refused);
        };
        self.0.push(Covered {
            name,
            parameters: Vec::new(),
        });
        let last = self.0.last_mut().ok_or(Refused)?;
        Ok(IntoParameters(&mut last.parameters))
    }
}

struct IntoParameters<'v, 'a>(&'v mut Parameters<'a>);

impl<'a> ParameterVisitor<'a> for IntoParameters<'_, 'a> {
    type Out = ();
    type Error = Refused;

    fn parameter(&mut self, key: &'a KeyRef, value: BareItemFromInput<'a>) -> Result<(), Refused> {
        if self.0.len() >= MAX_PARAMETERS || self.0.iter().any(|(other, _)| *other == key) {
            return Err(Refused);
        }
        self.0.push((key, value));
        Ok(())
    }

    fn finish(self) -> Result<(), Refused> {
        Ok(())
    }
}

#[derive(Default)]
struct Values<'a> {
    signatures: Vec<(&'a KeyRef, Vec<u8>)>,
    too_many: bool,
}

impl<'a> DictionaryVisitor<'a> for &mut Values<'a> {
    type Out = ();
    type Error = Refused;

    fn entry(&mut self, label: &'a KeyRef) -> Result<impl EntryVisitor<'a>, Refused> {
        if self.signatures.len() >= MAX_LABELS {
            self.too_many = true;
            return Err(Refused);
        }
        if self.signatures.iter().any(|(other, _)| *other == label) {
            return Err(Refused);
        }
        Ok(OneValue {
            label,
            signatures: &mut self.signatures,
        })
    }

    fn finish(self) -> Result<(), Refused> {
        Ok(())
    }
}

/// A member that has to be a byte sequence; its parameters mean nothing.
pub(super) struct OneValue<'v, 'a> {
    pub(super) label: &'a KeyRef,
    pub(super) signatures: &'v mut Vec<(&'a KeyRef, Vec<u8>)>,
}

impl<'a> EntryVisitor<'a> for OneValue<'_, 'a> {
    type Error = Refused;

    fn item(self) -> Result<impl ItemVisitor<'a>, Refused> {
        Ok(self)
    }

    fn inner_list(self) -> Result<impl InnerListVisitor<'a>, Refused> {
        Err::<Never, _>(Refused)
    }
}

impl<'a> ItemVisitor<'a> for OneValue<'_, 'a> {
    type Out = ();
    type Error = Refused;

    fn bare_item(
        self,
        item: BareItemFromInput<'a>,
    ) -> Result<impl ParameterVisitor<'a, Out = ()>, Refused> {
        let BareItemFromInput::ByteSequence(bytes) = item else {
            return Err(Refused);
        };
        self.signatures.push((self.label, bytes));
        Ok(Ignored)
    }
}
