//! The signature base (RFC 9421, section 2.5).

use super::component::Part;
use super::fields::Input;
use super::value::Message;
use crate::verdict::Rejection;

/// Enough for the usual signature without growing.
const USUAL_BYTES: usize = 512;

/// The bytes that a signature with this input has signed.
pub(super) fn of_input(
    input: &Input<'_>,
    parts: &[Part<'_>],
    message: &Message<'_>,
) -> Result<Vec<u8>, Rejection> {
    let mut base = Vec::with_capacity(USUAL_BYTES);
    let mut text = String::with_capacity(USUAL_BYTES);
    for (covered, part) in input.components.iter().zip(parts) {
        text.clear();
        covered.write_id(&mut text);
        write_line(&mut base, &text, part, message)?;
    }
    text.clear();
    input.write_params(&mut text);
    write_params(&mut base, &text);
    Ok(base)
}

/// One line: the identifier as written, and the component's value.
pub(super) fn write_line(
    base: &mut Vec<u8>,
    id: &str,
    part: &Part<'_>,
    message: &Message<'_>,
) -> Result<(), Rejection> {
    base.extend_from_slice(id.as_bytes());
    base.extend_from_slice(b": ");
    message.write(part, base)?;
    base.push(b'\n');
    Ok(())
}

/// The last line, which no line feed ends.
pub(super) fn write_params(base: &mut Vec<u8>, params: &str) {
    base.extend_from_slice(b"\"@signature-params\": ");
    base.extend_from_slice(params.as_bytes());
}
