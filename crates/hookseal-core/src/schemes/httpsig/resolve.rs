//! From a component identifier as written to a component that is understood. What is
//! not understood is refused (RFC 9421, section 2.5), never skipped.

use std::borrow::Cow;

use sfv::BareItemFromInput;

use super::component::{Form, Part};
use super::fields::{Covered, SIGNATURE_INPUT, malformed};
use crate::header_name::HeaderName;
use crate::verdict::Rejection;

/// The components of one signature; none occurs twice.
pub(super) fn resolve<'a>(covered: &'a [Covered<'_>]) -> Result<Vec<Part<'a>>, Rejection> {
    let mut parts = Vec::with_capacity(covered.len());
    for component in covered {
        let part = one(component).ok_or_else(|| malformed(SIGNATURE_INPUT))?;
        if parts.contains(&part) {
            return Err(malformed(SIGNATURE_INPUT));
        }
        parts.push(part);
    }
    Ok(parts)
}

pub(super) fn one<'a>(covered: &'a Covered<'_>) -> Option<Part<'a>> {
    let name = covered.name.as_str();
    if name.starts_with('@') {
        derived(name, covered)
    } else {
        header(name, covered)
    }
}

/// Section 2.2. `@status` belongs to responses, as do components marked `req`.
fn derived<'a>(name: &str, covered: &'a Covered<'_>) -> Option<Part<'a>> {
    if name == "@query-param" {
        return match covered.parameters.as_slice() {
            [(key, BareItemFromInput::String(name))] if key.as_str() == "name" => {
                Some(Part::QueryParam(Cow::Borrowed(name.as_str())))
            }
            _ => None,
        };
    }
    if !covered.parameters.is_empty() {
        return None;
    }
    Some(match name {
        "@method" => Part::Method,
        "@target-uri" => Part::TargetUri,
        "@authority" => Part::Authority,
        "@scheme" => Part::Scheme,
        "@request-target" => Part::RequestTarget,
        "@path" => Part::Path,
        "@query" => Part::Query,
        _ => return None,
    })
}

/// Section 2.1. Trailers (`tr`) are not read, so what they say cannot be vouched for.
fn header<'a>(name: &'a str, covered: &'a Covered<'_>) -> Option<Part<'a>> {
    let is_lower_token =
        HeaderName::is_token(name) && !name.bytes().any(|byte| byte.is_ascii_uppercase());
    if !is_lower_token {
        return None;
    }
    let (mut structured, mut member, mut bytes) = (false, None, false);
    for (key, value) in &covered.parameters {
        match (key.as_str(), value) {
            ("sf", BareItemFromInput::Boolean(true)) => structured = true,
            ("bs", BareItemFromInput::Boolean(true)) => bytes = true,
            ("key", BareItemFromInput::String(key)) => member = Some(key.as_str()),
            _ => return None,
        }
    }
    let form = match (structured, member, bytes) {
        (false, None, false) => Form::Plain,
        (true, None, false) => Form::Structured,
        (_, Some(key), false) => Form::Member(Cow::Borrowed(key)),
        (false, None, true) => Form::Bytes,
        // Section 2.5: `bs` goes with neither of the others.
        (_, _, true) => return None,
    };
    Some(Part::Header {
        name: Cow::Borrowed(name),
        form,
    })
}
