//! The tables, in Markdown.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};

use super::goals::goals;
use super::{Compared, Report, size_name, whole};
use crate::contestant::{BARE, Kind};
use crate::frameworks::Framework;

/// Everything that a run has found.
#[must_use]
pub fn tables(report: &Report) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write_goals(&mut text, report);
    for compared in &report.cases {
        let _ = write_case(&mut text, report, compared);
    }
    let _ = write_end_to_end(&mut text, report);
    text
}

/// The goals alone.
fn goals_table(report: &Report) -> String {
    let mut text = String::new();
    let _ = write_goals(&mut text, report);
    text
}

fn write_goals(text: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(
        text,
        "| what | goal | measured | holds |\n|---|---|---|---|"
    )?;
    for goal in goals(report) {
        let holds = if goal.holds { "yes" } else { "**no**" };
        writeln!(
            text,
            "| {} | {} | {} | {holds} |",
            goal.what, goal.goal, goal.measured
        )?;
    }
    Ok(())
}

fn write_case(text: &mut String, report: &Report, compared: &Compared) -> std::fmt::Result {
    let case = compared.case;
    writeln!(
        text,
        "\n{}, {}, {} (HMAC alone: {:.0} ns)\n\n\
         | | ns a request | of bare | overhead, in HMACs | allocations | bytes | peak |\n\
         |---|--:|--:|--:|--:|--:|--:|",
        compared.framework.name(),
        size_name(case.size),
        case.framing.name(),
        compared.hmac(),
    )?;
    for timing in &compared.timings {
        if timing.kind == Kind::Floor {
            continue;
        }
        let (count, bytes, peak) = report
            .allocated(compared.framework, case, timing.name)
            .map_or((0, 0, 0), |own| (own.count, own.bytes, own.peak));
        writeln!(
            text,
            "| {} | {:.0} | {:.2} × | {:.2} | {count} | {bytes} | {peak} |",
            timing.name, timing.nanoseconds, timing.ratio_to_bare, timing.overhead_in_hmacs
        )?;
    }
    Ok(())
}

fn write_end_to_end(text: &mut String, report: &Report) -> std::fmt::Result {
    if report.end_to_end.is_empty() {
        return Ok(());
    }
    writeln!(
        text,
        "\nend to end over loopback, one request after the other, fastest of the rounds\n\n\
         | framework | app | body | µs a request | of bare |\n|---|---|--:|--:|--:|"
    )?;
    for row in &report.end_to_end {
        writeln!(
            text,
            "| {} | {} | {} | {:.0} | {:.2} × |",
            row.framework.name(),
            row.name,
            size_name(row.size),
            row.microseconds,
            row.ratio_to_bare
        )?;
    }
    Ok(())
}

/// The few figures that a reader asks for first.
fn summary(report: &Report) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write_summary(&mut text, report);
    text
}

fn write_summary(text: &mut String, report: &Report) -> std::fmt::Result {
    const KIB: usize = 1024;
    writeln!(
        text,
        "| a request, handled | bare app | hookseal, layer | extractor only | by hand | webhook-verify |\n\
         |---|--:|--:|--:|--:|--:|"
    )?;
    for framework in Framework::ALL {
        if framework == Framework::Core {
            continue; // has no bare app
        }
        for size in [KIB, KIB * KIB] {
            let Some(compared) = report.compared(framework, whole(size)) else {
                continue;
            };
            let of = |name: &str| {
                compared.timing(name).map_or_else(String::new, |timing| {
                    format!("{:.2} ×", timing.ratio_to_bare)
                })
            };
            let bare = compared
                .timing(BARE)
                .map_or(f64::NAN, |timing| timing.nanoseconds);
            writeln!(
                text,
                "| {}, {} | {:.1} µs | {} | {} | {} | {} |",
                framework.name(),
                size_name(size),
                bare / 1e3,
                of("hookseal"),
                of("hookseal, extractor only"),
                of("hand-rolled"),
                of("webhook-verify")
            )?;
        }
    }
    Ok(())
}

/// A page with its table, between the two comments that mark it, replaced by this run's: the
/// goals, or where it asks for less the summary.
///
/// # Errors
///
/// When the page has no such place.
pub fn into_page(page: &str, report: &Report) -> Result<String> {
    if let Some((before, rest)) = page.split_once(BEGIN_SUMMARY) {
        let (_, after) = rest
            .split_once(END)
            .context("the summary's place has no end")?;
        let summary = summary(report);
        return Ok(format!(
            "{before}{BEGIN_SUMMARY}\n\n{summary}\n{END}{after}"
        ));
    }
    let (before, rest) = page
        .split_once(BEGIN)
        .context("the page has no place for the table")?;
    let (_, after) = rest
        .split_once(END)
        .context("the table's place has no end")?;
    Ok(format!(
        "{before}{BEGIN}\n\n{}, {}; {} passes of {} rounds, of each line the calmest pass.\n\n{}\n{END}{after}",
        report.machine,
        report.compiler,
        report.passes,
        report.rounds,
        goals_table(report)
    ))
}

const BEGIN_SUMMARY: &str = "<!-- summary made by the overhead program -->";
const BEGIN: &str = "<!-- from here on made by the overhead program -->";
const END: &str = "<!-- up to here -->";
