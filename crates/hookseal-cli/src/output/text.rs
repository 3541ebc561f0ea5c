//! Text for people: in colours on a terminal, and with control characters escaped.

use std::fmt::Display;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::diagnose::Hint;
use crate::diagnose::time::date;
use crate::escape::{escaped, shortened};
use crate::explain::Explanation;
use crate::failure::Failure;
use crate::report::{Event, Report, Trouble};

pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(crate) const STRONG: Style = Style::new().bold();
pub(crate) const FAINT: Style = Style::new().dimmed();

/// Text in a style.
pub(crate) fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// Why the command could not do its work.
pub(crate) fn failure(failure: &Failure) {
    // There is nowhere left to report to.
    let _ = writeln!(anstream::stderr(), "{}: {failure}", styled(BAD, "error"));
}

/// A note for the user in addition to the result.
pub(crate) fn note(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// Prints text, whose styles are left out where there is no terminal.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| Failure::io(&"standard output", &error))
}

/// The verdict, and what is wrong.
pub(crate) fn verdict(report: &Report) -> Result<(), Failure> {
    print(&verdict_text(report))
}

/// All steps, then the verdict.
pub(crate) fn explanation(report: &Report) -> Result<(), Failure> {
    let steps = report
        .explanation
        .as_ref()
        .map_or_else(String::new, explanation_text);
    print(&format!("{steps}{}", verdict_text(report)))
}

/// The verdict, and what is wrong, as text.
pub(crate) fn verdict_text(report: &Report) -> String {
    let mut text = Vec::new();
    // Writing to memory cannot fail.
    let _ = match (&report.event, &report.trouble) {
        (Some(event), _) => verified(&mut text, report, event),
        (None, Some(trouble)) => refused(&mut text, report, trouble),
        (None, None) => Ok(()),
    };
    String::from_utf8_lossy(&text).into_owned()
}

fn verified(out: &mut impl Write, report: &Report, event: &Event) -> io::Result<()> {
    write!(out, "{} {}", styled(GOOD, "verified"), report.provider)?;
    let signed = |signed: bool| if signed { "" } else { " (not signed)" };
    if let Some(kind) = &event.event_type {
        let shown = shortened(&escaped(kind), 80);
        write!(out, "  {shown}{}", signed(event.event_type_signed))?;
    }
    if let Some(id) = &event.event_id {
        let shown = shortened(&escaped(id), 80);
        write!(out, "  {shown}{}", signed(event.event_id_signed))?;
    }
    if let Some(seconds) = event.timestamp {
        write!(
            out,
            "  signed at {}",
            date(hookseal::UnixTime::from_secs(seconds))
        )?;
    }
    if let Some(key) = &event.key {
        write!(out, "  by {}", escaped(key))?;
    }
    writeln!(out)
}

fn refused(out: &mut impl Write, report: &Report, trouble: &Trouble) -> io::Result<()> {
    // No event, and nothing wrong.
    let verdict = if trouble.error == HANDSHAKE {
        styled(GOOD, "handshake")
    } else {
        styled(BAD, "refused")
    };
    writeln!(
        out,
        "{verdict} {}  {} {}",
        report.provider,
        trouble.message,
        styled(FAINT, format!("[{}]", trouble.error))
    )?;
    let proven = trouble.hints.iter().filter(|hint| hint.proven).count();
    if proven > 1 {
        writeln!(out, "\n{proven} things are wrong at once:")?;
    }
    trouble.hints.iter().try_for_each(|one| hint(out, one))
}

fn hint(out: &mut impl Write, hint: &Hint) -> io::Result<()> {
    let kind = if hint.proven {
        styled(STRONG, "found")
    } else {
        styled(STRONG, "possible")
    };
    writeln!(
        out,
        "\n{kind} {} {}",
        escaped(&hint.message),
        styled(FAINT, format!("[{}]", hint.code))
    )?;
    writeln!(out, "  {} {}", styled(STRONG, "fix"), escaped(&hint.fix))?;
    for (name, code) in [("axum", &hint.axum), ("actix", &hint.actix)] {
        let Some(code) = code else { continue };
        writeln!(out, "  {}", styled(STRONG, name))?;
        for line in code.lines() {
            writeln!(out, "    {}", escaped(line))?;
        }
    }
    Ok(())
}

/// All steps as text.
pub(crate) fn explanation_text(explanation: &Explanation) -> String {
    let mut text = Vec::new();
    // Writing to memory cannot fail.
    let _ = steps(&mut text, explanation);
    String::from_utf8_lossy(&text).into_owned()
}

fn steps(out: &mut impl Write, explanation: &Explanation) -> io::Result<()> {
    for step in &explanation.steps {
        let mark = match step.ok {
            Some(true) => styled(GOOD, "✓"),
            Some(false) => styled(BAD, "✗"),
            None => styled(FAINT, "·"),
        };
        write!(out, "{mark} {}  {}", styled(STRONG, step.step), step.detail)?;
        if let Some(code) = step.code {
            write!(out, " {}", styled(FAINT, format!("[{code}]")))?;
        }
        writeln!(out)?;
    }
    writeln!(
        out,
        "  {}  {}",
        styled(STRONG, "expected"),
        explanation.expected_form
    )?;
    if explanation.signed_message.is_none() {
        let why = if explanation.nothing_signed {
            "there is none: the sender sends the token, and signs nothing"
        } else {
            "cannot be put together from this request"
        };
        writeln!(out, "  {}  {why}", styled(STRONG, "signed message"))?;
    }
    for message in explanation
        .signed_message
        .iter()
        .chain(&explanation.further_signed_messages)
    {
        writeln!(
            out,
            "  {}  {}, {} bytes, SHA-256 {}",
            styled(STRONG, "signed message"),
            message.parts,
            message.bytes,
            message.sha256
        )?;
        writeln!(
            out,
            "    text  {}",
            message.text.replace('\n', "\n          ")
        )?;
        writeln!(out, "    hex   {}", message.hex)?;
    }
    writeln!(out)
}

/// The code of a request that is answered as a handshake.
const HANDSHAKE: &str = "handshake";
