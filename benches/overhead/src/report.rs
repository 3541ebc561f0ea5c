//! What was measured, all of it, and how it is shown.

pub mod goals;
pub mod plot;
pub mod table;

use serde::Serialize;

use crate::allocations::Allocated;
use crate::contestant::Kind;
use crate::frames::Framing;
use crate::frameworks::Framework;
use crate::measure::calm::Measured;
use crate::measure::httpsig::HttpSig;
use crate::measure::last_frame::LastFrame;
use crate::measure::loopback::EndToEnd;
use crate::measure::refusal::Refusal;
use crate::measure::time::{Case, Timing};

/// Everything that one run has found.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    pub machine: String,
    pub compiler: String,
    pub rounds: usize,
    /// Of each measurement the calmest is kept.
    pub passes: usize,
    pub cases: Vec<Compared>,
    pub allocated: Vec<Allocated>,
    pub refusals: Vec<Refusal>,
    pub last_frame: Option<LastFrame>,
    pub httpsig: Vec<HttpSig>,
    pub end_to_end: Vec<EndToEnd>,
}

/// Everyone's times for one case in one framework.
#[derive(Debug, Serialize)]
pub struct Compared {
    pub framework: Framework,
    #[serde(flatten)]
    pub case: Case,
    pub timings: Vec<Timing>,
}

impl Measured for Compared {
    fn total(&self) -> f64 {
        self.timings.iter().map(|timing| timing.nanoseconds).sum()
    }
}

impl Compared {
    /// The HMAC alone, in nanoseconds.
    #[must_use]
    pub fn hmac(&self) -> f64 {
        let mut floors = self
            .timings
            .iter()
            .filter(|timing| timing.kind == Kind::Floor);
        floors.next().map_or(f64::NAN, |timing| timing.nanoseconds)
    }

    #[must_use]
    pub fn timing(&self, name: &str) -> Option<&Timing> {
        self.timings.iter().find(|timing| timing.name == name)
    }
}

impl Report {
    pub(crate) fn compared(&self, framework: Framework, case: Case) -> Option<&Compared> {
        self.cases
            .iter()
            .find(|compared| compared.framework == framework && compared.case == case)
    }

    pub(crate) fn allocated(
        &self,
        framework: Framework,
        case: Case,
        name: &str,
    ) -> Option<&Allocated> {
        self.allocated.iter().find(|allocated| {
            allocated.framework == framework
                && allocated.size == case.size
                && allocated.framing == case.framing
                && allocated.name == name
        })
    }
}

/// A size as it is written.
#[must_use]
pub fn size_name(size: usize) -> String {
    match size {
        size if size >= 1024 * 1024 => format!("{} MiB", size / 1024 / 1024),
        size if size >= 1024 => format!("{} KiB", size / 1024),
        size => format!("{size} B"),
    }
}

/// A body of `size` bytes in one frame.
pub(crate) const fn whole(size: usize) -> Case {
    Case {
        size,
        framing: Framing::One,
    }
}
