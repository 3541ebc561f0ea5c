//! The calmest of several passes: on a machine that others use too, whole seconds are slow,
//! for some kinds of code more than for others.

/// Something that was measured.
pub trait Measured {
    /// What everyone took together.
    fn total(&self) -> f64;
}

/// Keeps of each measurement the pass in which everyone together was fastest. A pass has its
/// measurements in the order of the first.
pub fn keep_calmest<T: Measured>(kept: &mut Vec<T>, pass: Vec<T>) {
    if kept.is_empty() {
        *kept = pass;
        return;
    }
    for (kept, new) in kept.iter_mut().zip(pass) {
        if new.total() < kept.total() {
            *kept = new;
        }
    }
}
