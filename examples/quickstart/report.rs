//! Sends the deliveries, compares what happened with what should have, and prints it.

use std::collections::HashSet;
use std::fmt;
use std::net::SocketAddr;

use bytes::Bytes;
use hookseal_examples::client::{self, Answer};

use super::deliveries::{Case, Expected};
use super::server::Record;

/// What happened to all deliveries.
#[derive(Debug)]
pub(crate) struct Report {
    rows: Vec<Row>,
    /// The different bodies of all answers with 401; more than one would tell an
    /// attacker which guess came closer.
    unauthorized_bodies: HashSet<Bytes>,
}

/// What happened to one delivery.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) sender: &'static str,
    pub(crate) what: &'static str,
    pub(crate) expected: Expected,
    pub(crate) happened: Happened,
}

#[derive(Debug)]
pub(crate) struct Happened {
    /// None when there was no answer.
    pub(crate) status: Option<u16>,
    /// The end of the problem's type, where the answer is a problem document.
    pub(crate) problem: Option<String>,
    /// How often a handler was reached.
    pub(crate) handled: usize,
    /// What the handler read, or why the delivery was refused.
    pub(crate) note: String,
}

impl Report {
    /// Sends the deliveries one after the other.
    pub(crate) async fn of(cases: Vec<Case>, address: SocketAddr, record: &Record) -> Self {
        let mut report = Self {
            rows: Vec::new(),
            unauthorized_bodies: HashSet::new(),
        };
        for case in cases {
            let handled_before = record.count();
            let answer = client::send(address, case.request).await;
            if let Ok(answer) = &answer
                && answer.status == 401
            {
                report.unauthorized_bodies.insert(answer.body.clone());
            }
            report.rows.push(Row {
                sender: case.sender,
                what: case.what,
                expected: case.expected,
                happened: Happened {
                    status: answer.as_ref().ok().map(|answer| answer.status.as_u16()),
                    problem: answer.as_ref().ok().and_then(problem),
                    handled: record.count().saturating_sub(handled_before),
                    note: answer.map_or_else(|error| error.to_string(), |_| record.take_note()),
                },
            });
        }
        report
    }

    /// Whether everything was as it should be.
    pub(crate) fn is_good(&self) -> bool {
        self.failed() == 0 && !self.rows.is_empty() && self.unauthorized_bodies.len() == 1
    }

    pub(crate) fn failed(&self) -> usize {
        self.rows.iter().filter(|row| !row.is_good()).count()
    }

    #[cfg(test)]
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }
}

impl Row {
    pub(crate) fn is_good(&self) -> bool {
        let happened = &self.happened;
        match self.expected {
            Expected::Accepted => {
                happened.status == Some(204) && happened.problem.is_none() && happened.handled == 1
            }
            Expected::Refused {
                status,
                problem,
                why,
            } => {
                happened.status == Some(status)
                    && happened.problem.as_deref() == Some(problem)
                    && happened.note == why
                    && happened.handled == 0
            }
        }
    }

    fn cells(&self) -> [String; 7] {
        let happened = &self.happened;
        [
            self.sender.to_owned(),
            self.what.to_owned(),
            self.expected.status().to_string(),
            happened
                .status
                .map_or("none".to_owned(), |status| status.to_string()),
            happened.problem.clone().unwrap_or_default(),
            happened.note.clone(),
            if self.is_good() { "ok" } else { "FAILED" }.to_owned(),
        ]
    }
}

impl Expected {
    const fn status(self) -> u16 {
        match self {
            Self::Accepted => 204,
            Self::Refused { status, .. } => status,
        }
    }
}

/// The last part of the `type` of a problem document (RFC 9457).
fn problem(answer: &Answer) -> Option<String> {
    if answer.content_type.as_deref() != Some(hookseal::adapter::Answer::PROBLEM) {
        return None;
    }
    let document: serde_json::Value = serde_json::from_slice(&answer.body).ok()?;
    let kind = document.get("type")?.as_str()?;
    kind.rsplit(['/', '#']).next().map(str::to_owned)
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = vec![HEADINGS.map(str::to_owned)];
        lines.extend(self.rows.iter().map(Row::cells));
        let mut widths = [0; 7];
        for line in &lines {
            for (width, cell) in widths.iter_mut().zip(line) {
                *width = cell.chars().count().max(*width);
            }
        }
        for line in lines {
            let cells = line.iter().zip(widths);
            let padded: Vec<String> = cells
                .map(|(cell, width)| format!("{cell:width$}"))
                .collect();
            writeln!(f, "{}", padded.join("  ").trim_end())?;
        }
        let accepted = |row: &&Row| row.expected == Expected::Accepted;
        let to_accept = self.rows.iter().filter(accepted).count();
        writeln!(
            f,
            "\n{} deliveries: {to_accept} to accept, {} to refuse; {} as expected, {} FAILED; {}",
            self.rows.len(),
            self.rows.len().saturating_sub(to_accept),
            self.rows.len().saturating_sub(self.failed()),
            self.failed(),
            match self.unauthorized_bodies.len() {
                1 => "all 401 answers are the same, byte for byte",
                _ => "the 401 answers DIFFER",
            },
        )
    }
}

const HEADINGS: [&str; 7] = [
    "sender",
    "delivery",
    "expected",
    "answer",
    "the sender sees",
    "known to the operator",
    "",
];
