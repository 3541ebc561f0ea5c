//! What a request without a signature costs, which anyone can send.

use anyhow::Result;
use serde::Serialize;

use super::calm::Measured;
use super::{Effort, median, rounds};
use crate::contestant::{Batch, Contestant, Kind};
use crate::delivery::{Delivery, Signed};
use crate::frames::{self, Framing};
use crate::frameworks::Framework;

/// A request of 1 KiB without a signature: refused by hookseal, and by an app that reads the
/// same body and answers 401 by itself.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Refusal {
    pub framework: Framework,
    pub nanoseconds: f64,
    pub by_hand_nanoseconds: f64,
    /// Of what the app takes by itself.
    pub share: f64,
    /// How often the body was asked for frames.
    pub body_reads: usize,
}

impl Measured for Refusal {
    fn total(&self) -> f64 {
        self.nanoseconds + self.by_hand_nanoseconds
    }
}

/// hookseal's refusal, by its layer. None of the core, which answers nobody.
///
/// # Errors
///
/// None: the schemes are fixed.
pub fn measure(
    framework: Framework,
    contestants: &[Contestant],
    effort: Effort,
) -> Result<Option<Refusal>> {
    if framework == Framework::Core {
        return Ok(None);
    }
    let of = |kind| contestants.iter().find(|other| other.kind == kind);
    let (Some(hookseal), Some(by_hand)) = (of(Kind::Hookseal), of(Kind::HandRolled)) else {
        return Ok(None);
    };
    let signed = Delivery::new(Signed::GitHub, 1024, Framing::One)?;
    let unsigned = signed.unsigned(Signed::GitHub);

    let batch = hookseal.prepare(&unsigned, 1);
    frames::watch();
    batch();
    let body_reads = frames::unwatch();

    let ours = |count| hookseal.prepare(&unsigned, count);
    let theirs = |count| by_hand.prepare(&unsigned, count);
    let both: [&dyn Fn(usize) -> Batch; 2] = [&ours, &theirs];
    let measured = rounds(&both, effort);
    let [ours, theirs] = &measured[..] else {
        return Ok(None);
    };
    let shares = ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs);
    Ok(Some(Refusal {
        framework,
        nanoseconds: median(ours.iter().copied()),
        by_hand_nanoseconds: median(theirs.iter().copied()),
        share: median(shares),
        body_reads,
    }))
}
