//! How long a request takes, and how much of that is verification.

use anyhow::Result;
use serde::Serialize;

use super::{Effort, median, rounds};
use crate::contestant::{Batch, Contestant, Kind, Place};
use crate::delivery::{Delivery, Signed};
use crate::frames::Framing;

/// One size of body, cut one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Case {
    pub size: usize,
    pub framing: Framing,
}

/// What one contestant took of a case. Medians over the rounds; differences and ratios are
/// taken within each round first.
#[derive(Clone, Debug, Serialize)]
pub struct Timing {
    pub name: &'static str,
    pub kind: Kind,
    pub place: Place,
    pub signed: Signed,
    pub nanoseconds: f64,
    /// Of the bare app's time.
    pub ratio_to_bare: f64,
    /// What it takes more than the bare app.
    pub overhead_nanoseconds: f64,
    /// The overhead in units of the HMAC alone.
    pub overhead_in_hmacs: f64,
}

/// Times all of them, interleaved.
///
/// # Errors
///
/// None: the schemes are fixed.
pub fn compare(contestants: &[Contestant], case: Case, effort: Effort) -> Result<Vec<Timing>> {
    let deliveries = Signed::ALL
        .into_iter()
        .map(|signed| Delivery::new(signed, case.size, case.framing))
        .collect::<Result<Vec<_>>>()?;
    let prepare: Vec<_> = contestants
        .iter()
        .map(|contestant| {
            let delivery = &deliveries[contestant.signed as usize];
            move |count| contestant.prepare(delivery, count)
        })
        .collect();
    let prepare: Vec<&dyn Fn(usize) -> Batch> = prepare.iter().map(|each| each as _).collect();
    let measured = rounds(&prepare, effort);

    let of = |name: &str| {
        let place = contestants.iter().position(|other| other.name == name);
        place.map_or(&[] as &[f64], |place| &measured[place])
    };
    let floor = of(contestants[0].name);
    Ok(contestants
        .iter()
        .zip(&measured)
        .map(|(contestant, own)| {
            let bare = of(contestant.bare);
            let overhead = || own.iter().zip(bare).map(|(own, bare)| own - bare);
            Timing {
                name: contestant.name,
                kind: contestant.kind,
                place: contestant.place,
                signed: contestant.signed,
                nanoseconds: median(own.iter().copied()),
                ratio_to_bare: median(own.iter().zip(bare).map(|(own, bare)| own / bare)),
                overhead_nanoseconds: median(overhead()),
                overhead_in_hmacs: median(overhead().zip(floor).map(|(over, hmac)| over / hmac)),
            }
        })
        .collect())
}
