//! What a request without a signature costs, which anyone can send.

use anyhow::Result;
use serde::Serialize;

use super::calm::Measured;
use super::{Effort, median, rounds};
use crate::contestant::{Batch, Contestant};
use crate::delivery::{Delivery, Signed};
use crate::frames::{self, Framing};
use crate::frameworks::Framework;

/// A refused request beside an accepted one of 1 KiB.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Refusal {
    pub framework: Framework,
    pub accepted_nanoseconds: f64,
    pub refused_nanoseconds: f64,
    /// Of what the accepted one takes.
    pub share: f64,
    /// How often the body was asked for frames.
    pub body_reads: usize,
}

impl Measured for Refusal {
    fn total(&self) -> f64 {
        self.accepted_nanoseconds + self.refused_nanoseconds
    }
}

/// hookseal's refusal of a request without a signature, behind its layer.
///
/// # Errors
///
/// None: the schemes are fixed.
pub fn measure(
    framework: Framework,
    contestants: &[Contestant],
    effort: Effort,
) -> Result<Option<Refusal>> {
    let Some(hookseal) = contestants.iter().find(|other| other.name == "hookseal") else {
        return Ok(None);
    };
    let signed = Delivery::new(Signed::GitHub, 1024, Framing::One)?;
    let unsigned = signed.clone().unsigned(Signed::GitHub);

    let batch = hookseal.prepare(&unsigned, 1);
    frames::watch();
    batch();
    let body_reads = frames::unwatch();

    let accepted = |count| hookseal.prepare(&signed, count);
    let refused = |count| hookseal.prepare(&unsigned, count);
    let both: [&dyn Fn(usize) -> Batch; 2] = [&accepted, &refused];
    let measured = rounds(&both, effort);
    let [accepted, refused] = &measured[..] else {
        return Ok(None);
    };
    Ok(Some(Refusal {
        framework,
        accepted_nanoseconds: median(accepted.iter().copied()),
        refused_nanoseconds: median(refused.iter().copied()),
        share: median(
            refused
                .iter()
                .zip(accepted)
                .map(|(refused, whole)| refused / whole),
        ),
        body_reads,
    }))
}
