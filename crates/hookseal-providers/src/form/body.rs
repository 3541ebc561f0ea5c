//! The fields of a form.

use std::borrow::Cow;

use hookseal_core::Rejection;
use hookseal_core::adapter::RequestHead;
use percent_encoding::percent_decode;

use crate::within::CONTENT_TYPE;

/// A name and its value.
pub(crate) type Field<'a> = (Cow<'a, str>, Cow<'a, str>);

/// The fields of a form, in their order.
pub(crate) fn fields(body: &[u8]) -> Result<Vec<Field<'_>>, Rejection> {
    let malformed = |reason| Err(Rejection::MalformedBody { reason });
    // The parser puts U+FFFD in the place of what is none: another body of the same fields.
    if percent_decode(body).decode_utf8().is_err() {
        return malformed("the form is not UTF-8");
    }
    let fields: Vec<_> = form_urlencoded::parse(body).take(MAX_FIELDS + 1).collect();
    if fields.len() > MAX_FIELDS {
        return malformed("the form has more than 1,000 fields");
    }
    Ok(fields)
}

/// Whether the body says that it is a form.
pub(crate) fn is_form(head: &dyn RequestHead) -> Result<bool, Rejection> {
    let Some(value) = CONTENT_TYPE.only_in(head)? else {
        return Ok(false);
    };
    let essence = value.split(|byte| *byte == b';').next().unwrap_or_default();
    Ok(essence.trim_ascii().eq_ignore_ascii_case(FORM.as_bytes()))
}

/// Refuses what does not say that it is a form.
pub(crate) fn demand_form(head: &dyn RequestHead) -> Result<(), Rejection> {
    is_form(head)?
        .then_some(())
        .ok_or(Rejection::MalformedBody {
            reason: "it is not a form",
        })
}

pub(crate) const TWICE: Rejection = Rejection::MalformedBody {
    reason: "a field occurs twice",
};
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
const MAX_FIELDS: usize = 1_000;
