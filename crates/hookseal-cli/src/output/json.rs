//! JSON for other programs.

use std::fmt::Write as _;
use std::io::Write as _;

use serde::Serialize;

use crate::failure::Failure;

/// Prints one object in one line.
pub(crate) fn print(value: &impl Serialize) -> Result<(), Failure> {
    let line = line(value)?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")
        .and_then(|()| out.flush())
        .map_err(|error| Failure::io(&"standard output", &error))
}

/// One line of JSON that no terminal takes commands from: what `serde_json` leaves
/// unescaped of control characters (those from U+007F on) can stand in strings only.
pub(crate) fn line(value: &impl Serialize) -> Result<String, Failure> {
    let printed = serde_json::to_string(value).map_err(|error| Failure::new(error.to_string()))?;
    let mut line = String::with_capacity(printed.len());
    for character in printed.chars() {
        if character.is_control() || crate::escape::is_invisible(character) {
            // Writing to a String cannot fail.
            let _ = write!(line, "\\u{:04x}", u32::from(character));
        } else {
            line.push(character);
        }
    }
    Ok(line)
}
