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
    all.extend(core(report));
    all.extend(layer(report));
    for framework in [Framework::Axum, Framework::Actix] {
        all.extend(typed(report, framework));
    }
    all.extend(last_frame(report));
    for framework in [Framework::Tower, Framework::Axum, Framework::Actix] {
        all.extend(peak(report, framework));
    }
    all.extend(report.cases.iter().flat_map(peers));
    all.extend(report.refusals.iter().map(|refusal| Goal {
        what: format!("{}: refusal without a signature", refusal.framework.name()),
        goal: "≤ 5 % of an accepted 1 KiB request, body not read",
        measured: format!(
            "{:.1} % ({:.0} of {:.0} ns), {} reads",
            100.0 * refusal.share,
            refusal.refused_nanoseconds,
            refusal.accepted_nanoseconds,
            refusal.body_reads
        ),
        holds: refusal.share <= 0.05 && refusal.body_reads == 0,
    }));
    all.extend(report.httpsig.iter().map(|httpsig| Goal {
        what: format!("MailChannels, key kept, {}", size_name(httpsig.size)),
        goal: "≤ 1.15 × (Ed25519 + SHA-256)",
        measured: format!(
            "{:.3} × (httpsig-hyper {:.2} ×)",
            httpsig.hookseal, httpsig.httpsig_hyper
        ),
        holds: httpsig.hookseal <= 1.15 && httpsig.hookseal < httpsig.httpsig_hyper,
    }));
    all
}

fn core(report: &Report) -> Vec<Goal> {
    let goal = |compared: &Compared| {
        let case = compared.case;
        let (most, goal) = match case.size {
            KIB => (1.10, "≤ 1.10 × the HMAC, 0 allocations"),
            size if size >= 64 * KIB => (1.01, "≤ 1.01 × the HMAC"),
            _ => return None,
        };
        let times = compared.timing("hookseal")?.overhead_in_hmacs;
        let allocations = report.allocated(Framework::Core, case, "hookseal")?.count;
        Some(Goal {
            what: format!("core, {}", size_name(case.size)),
            goal,
            measured: format!("{times:.3} ×, {allocations} allocations"),
            holds: times <= most && (case.size != KIB || allocations == 0),
        })
    };
    let cases = report.cases.iter();
    cases
        .filter(|compared| compared.framework == Framework::Core)
        .filter_map(goal)
        .collect()
}

/// What the layer allocates more than the bare app.
fn more_allocations(report: &Report, framework: Framework) -> Option<u64> {
    let count = |name| Some(report.allocated(framework, whole(KIB), name)?.count);
    Some(count("hookseal")?.saturating_sub(count(BARE)?))
}

fn layer(report: &Report) -> Option<Goal> {
    let timing = report
        .compared(Framework::Tower, whole(KIB))?
        .timing("hookseal")?;
    let more = more_allocations(report, Framework::Tower)?;
    Some(Goal {
        what: "tower: layer, 1 KiB".to_owned(),
        goal: "overhead ≤ 1.35 × the HMAC, ≤ 3 allocations more than bare",
        measured: format!("{:.3} ×, {more} more", timing.overhead_in_hmacs),
        holds: timing.overhead_in_hmacs <= 1.35 && more <= 3,
    })
}

fn typed(report: &Report, framework: Framework) -> Option<Goal> {
    let compared = report.compared(framework, whole(KIB))?;
    let beyond = compared.timing("hookseal")?.overhead_nanoseconds - compared.hmac();
    let more = more_allocations(report, framework)?;
    Some(Goal {
        what: format!("{}: layer and typed extractor, 1 KiB", framework.name()),
        goal: "≤ 300 ns beyond HMAC and decoding, ≤ 5 allocations more than bare",
        measured: format!("{beyond:.0} ns, {more} more"),
        holds: beyond <= 300.0 && more <= 5,
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
    let peak = report.allocated(framework, case, "hookseal")?.peak as f64;
    let size = case.size as f64;
    Some(Goal {
        what: format!("{}: peak memory, 1 MiB in 16 KiB frames", framework.name()),
        goal: "≤ 1.02 × body + 64 KiB",
        measured: format!("{:.3} × body", peak / size),
        holds: peak <= 1.02 * size + 64.0 * 1024.0,
    })
}

/// hookseal beside the best of the peers of each scheme that verify in the same place.
fn peers(compared: &Compared) -> Vec<Goal> {
    let of_kind = |kind| move |timing: &&Timing| timing.kind == kind;
    let all = compared.timings.iter().filter(of_kind(Kind::Hookseal));
    all.filter_map(|own| {
        let peers = compared.timings.iter().filter(of_kind(Kind::Peer));
        let best = peers
            .filter(|peer| peer.signed == own.signed && peer.place == own.place)
            .min_by(|a, b| a.overhead_nanoseconds.total_cmp(&b.overhead_nanoseconds))?;
        let small = compared.case.size < 64 * KIB;
        let least = if small { 1.5 } else { 1.0 };
        // What is less than the bare app's own time varies is no overhead to divide by.
        let noise = own.nanoseconds / 50.0;
        let times = (own.overhead_nanoseconds > noise)
            .then(|| best.overhead_nanoseconds / own.overhead_nanoseconds);
        let times_less = times.map_or_else(
            || "overhead within noise".to_owned(),
            |times| format!("overhead {times:.2} × less"),
        );
        Some(Goal {
            what: format!(
                "{}: {} against the best peer, {}, {}",
                compared.framework.name(),
                own.name,
                size_name(compared.case.size),
                compared.case.framing.name()
            ),
            goal: if small {
                "≥ 1.5 × less overhead"
            } else {
                "less overhead"
            },
            measured: format!(
                "{:.0} against {:.0} ns of {}, {times_less}",
                own.nanoseconds, best.nanoseconds, best.name
            ),
            holds: times.is_none_or(|times| times > least),
        })
    })
    .collect()
}
