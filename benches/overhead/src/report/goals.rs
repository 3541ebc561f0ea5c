//! The goals, what was measured of each, and whether it holds.

use serde::Serialize;

use super::{Compared, Report, size_name, whole};
use crate::contestant::{BARE, Kind};
use crate::frames::Framing;
use crate::frameworks::Framework;
use crate::measure::time::{Case, Timing};

const KIB: usize = 1024;

#[derive(Debug, Serialize)]
pub struct Goal {
    pub what: String,
    pub goal: &'static str,
    pub measured: String,
    pub holds: bool,
}

/// All goals of which something was measured.
#[must_use]
pub fn goals(report: &Report) -> Vec<Goal> {
    let mut all = Vec::new();
    all.extend(report.cases.iter().flat_map(own_costs));
    for framework in Framework::ALL {
        let (most, goal) = match framework {
            Framework::Core => (0, "none"),
            Framework::Tower => (3, "≤ 3 more than the bare app"),
            _ => (5, "≤ 5 more than the bare app"),
        };
        all.extend(allocations(report, framework, most, goal));
    }
    all.extend(last_frame(report));
    for framework in Framework::ALL {
        all.extend(peak(report, framework));
    }
    all.extend(report.refusals.iter().map(|refusal| Goal {
        what: format!("{}: refusal without a signature", refusal.framework.name()),
        goal: "≤ 1.1 × the app that reads the body and answers 401",
        measured: format!(
            "{:.2} × ({:.0} of {:.0} ns), {} reads",
            refusal.share, refusal.nanoseconds, refusal.by_hand_nanoseconds, refusal.body_reads
        ),
        holds: refusal.share <= 1.1,
    }));
    all.extend(report.httpsig.iter().map(|httpsig| Goal {
        what: format!("MailChannels, key kept, {}", size_name(httpsig.size)),
        goal: "≤ 1.10 × (Ed25519 + SHA-256)",
        measured: format!(
            "{:.3} × (httpsig-hyper {:.2} ×)",
            httpsig.hookseal, httpsig.httpsig_hyper
        ),
        holds: httpsig.hookseal <= 1.10 && httpsig.hookseal < httpsig.httpsig_hyper,
    }));
    all
}

/// What the layer allocates more than the bare app.
fn more_allocations(report: &Report, framework: Framework) -> Option<u64> {
    let count = |name| Some(report.allocated(framework, whole(KIB), name)?.count);
    Some(count("hookseal")?.saturating_sub(count(BARE)?))
}

fn allocations(
    report: &Report,
    framework: Framework,
    most: u64,
    goal: &'static str,
) -> Option<Goal> {
    let more = more_allocations(report, framework)?;
    Some(Goal {
        what: format!("{}: allocations, 1 KiB", framework.name()),
        goal,
        measured: more.to_string(),
        holds: more <= most,
    })
}

fn last_frame(report: &Report) -> Option<Goal> {
    let measured = report.last_frame?;
    Some(Goal {
        what: format!(
            "last frame to handler, {} in 16 KiB frames",
            size_name(measured.size)
        ),
        goal: "≤ 5 % of hashing the whole body",
        measured: format!(
            "{:.1} % (buffer-then-verify {:.0} %)",
            100.0 * measured.hookseal,
            100.0 * measured.buffer_then_verify
        ),
        holds: measured.hookseal <= 0.05,
    })
}

fn peak(report: &Report, framework: Framework) -> Option<Goal> {
    let case = Case {
        size: KIB * KIB,
        framing: Framing::Of16KiB,
    };
    // The core is given the whole body, and so are a Lambda function and Rocket's local client.
    if matches!(
        framework,
        Framework::Core | Framework::Lambda | Framework::Rocket
    ) {
        return None;
    }
    let peak = report.allocated(framework, case, "hookseal")?.peak as f64;
    let size = case.size as f64;
    Some(Goal {
        what: format!("{}: peak memory, 1 MiB in 16 KiB frames", framework.name()),
        goal: "≤ 1.02 × body + 64 KiB",
        measured: format!("{:.3} × body", peak / size),
        holds: peak <= 1.02 * size + 64.0 * 1024.0,
    })
}

/// The own cost of hookseal (the request without the bare app and without the HMAC), beside
/// that of the best peer that verifies the same scheme in the same place. Only of small bodies:
/// of long ones all cost is the hash.
fn own_costs(compared: &Compared) -> Vec<Goal> {
    let hmac = compared.hmac();
    let own_cost = |timing: &Timing| timing.overhead_nanoseconds - hmac;
    let of_kind = |kind| move |timing: &&Timing| timing.kind == kind;
    if compared.case.size > KIB || compared.case.framing != Framing::One {
        return Vec::new();
    }
    let all = compared.timings.iter().filter(of_kind(Kind::Hookseal));
    all.filter_map(|own| {
        let peers = compared.timings.iter().filter(of_kind(Kind::Peer));
        let best = peers
            .filter(|peer| peer.signed == own.signed && peer.place == own.place)
            .min_by(|a, b| own_cost(a).total_cmp(&own_cost(b)))?;
        let (ours, theirs) = (own_cost(own), own_cost(best));
        Some(Goal {
            what: format!(
                "{}: {}, {}",
                compared.framework.name(),
                own.name,
                size_name(compared.case.size),
            ),
            goal: "own cost ≤ half of the best peer's",
            measured: format!(
                "{ours:.0} ns, {theirs:.0} ns of {}: {:.2} ×",
                best.name,
                ours / theirs
            ),
            holds: 2.0 * ours <= theirs,
        })
    })
    .collect()
}
