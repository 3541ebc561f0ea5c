//! Small things that keep their place: bytes while they are few, and values of constants.

/// A byte buffer. The first `N` bytes need no allocation.
///
/// Appending is a single `copy_from_slice`, which `SmallVec::extend_from_slice` is not.
#[derive(Clone)]
pub(crate) struct Inline<const N: usize> {
    near: [u8; N],
    /// How many of `near` are used, while `far` is empty.
    used: usize,
    /// All of them, where there are more than `N`.
    far: Vec<u8>,
}

impl<const N: usize> Inline<N> {
    /// Adds some at the end.
    #[inline]
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        let end = self.used.saturating_add(bytes.len());
        match self.near.get_mut(self.used..end) {
            Some(room) => {
                room.copy_from_slice(bytes);
                self.used = end;
            }
            None => self.push_far(bytes),
        }
    }

    #[cold]
    fn push_far(&mut self, bytes: &[u8]) {
        if self.far.is_empty() {
            let all = self.used.saturating_add(bytes.len());
            self.far.reserve(all.max(FAR));
            let near = self.near.get(..self.used).unwrap_or_default();
            self.far.extend_from_slice(near);
            self.used = N; // from here on none fits
        }
        self.far.extend_from_slice(bytes);
    }

    /// All of them.
    #[inline]
    pub(crate) fn as_slice(&self) -> &[u8] {
        if self.far.is_empty() {
            self.near.get(..self.used).unwrap_or_default()
        } else {
            &self.far
        }
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.as_slice().len()
    }
}

impl<const N: usize> Default for Inline<N> {
    #[inline]
    fn default() -> Self {
        Self {
            near: [0; N],
            used: 0,
            far: Vec::new(),
        }
    }
}

/// The capacity of the first allocation: values longer than usual are seldom only a little longer.
const FAR: usize = 512;

/// Assigns in a `const fn`: the old value is forgotten, since a destructor cannot
/// run at compile time. What a builder replaces is a borrowed default, so
/// nothing leaks.
pub(crate) const fn replace<T>(slot: &mut T, value: T) {
    std::mem::forget(std::mem::replace(slot, value));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_in_their_order_wherever_they_are_kept() {
        for pieces in [
            &[][..],
            &[0],
            &[8],
            &[3, 5],
            &[3, 6],
            &[8, 0, 1],
            &[9],
            &[0, 700, 2, 0, 3],
        ] {
            let (mut inline, mut all) = (Inline::<8>::default(), Vec::new());
            for (number, length) in (0..).zip(pieces) {
                inline.push(&vec![number; *length]);
                all.extend(vec![number; *length]);
                assert_eq!(inline.as_slice(), all);
                assert_eq!(inline.len(), all.len());
                assert_eq!(inline.clone().as_slice(), all);
            }
        }
    }
}
