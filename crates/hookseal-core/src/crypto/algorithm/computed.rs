use subtle::{Choice, ConstantTimeEq as _};

/// An HMAC, or a digest, that was computed here and is compared with what somebody sent.
///
/// It can be compared by its methods only, which take the same time whatever differs. Its bytes
/// cannot be had, and there is no `==`:
///
/// ```
/// include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/crypto/algorithm/computed.rs"));
/// # fn main() {
/// let computed = Computed::new([7; 32]);
/// assert!(bool::from(computed.equals(&[7; 32])));
/// assert!(!computed.is_any_of([&[7; 31][..], &[8; 32]].into_iter()));
/// # }
/// ```
///
/// ```compile_fail,E0369
/// include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/crypto/algorithm/computed.rs"));
/// # fn main() {
/// let computed = Computed::new([7; 32]);
/// assert!(computed == Computed::new([7; 32]));
/// # }
/// ```
///
/// ```compile_fail,E0369
/// include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/crypto/algorithm/computed.rs"));
/// # fn main() {
/// let computed = Computed::new([7; 32]);
/// assert!(computed == [7; 32]);
/// # }
/// ```
///
/// ```compile_fail,E0599
/// include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/crypto/algorithm/computed.rs"));
/// # fn main() {
/// let computed = Computed::new([7; 32]);
/// assert!(computed.as_ref() == &[7; 32][..]);
/// # }
/// ```
#[derive(Clone)]
pub(crate) struct Computed<B>(B);

impl<B: AsRef<[u8]>> Computed<B> {
    #[inline]
    pub(crate) const fn new(bytes: B) -> Self {
        Self(bytes)
    }

    /// Whether it is what was sent.
    #[inline]
    pub(crate) fn equals(&self, sent: &[u8]) -> Choice {
        same(self.0.as_ref(), sent)
    }

    /// Whether it is one of those that were sent. All are compared, in full, in a time that
    /// tells only their lengths.
    #[inline]
    pub(crate) fn is_any_of<'t>(&self, sent: impl Iterator<Item = &'t [u8]>) -> bool {
        let equal = sent.fold(Choice::from(0), |equal, one| equal | self.equals(one));
        equal.into()
    }
}

/// As `subtle` compares slices, eight bytes at a time, and looking at what differs only once.
#[inline]
fn same(left: &[u8], right: &[u8]) -> Choice {
    if left.len() != right.len() {
        return Choice::from(0);
    }
    let ((left, left_rest), (right, right_rest)) = (left.as_chunks(), right.as_chunks());
    let words = left.iter().zip(right);
    let differing = words.fold(0, |differing, (left, right)| {
        differing | (u64::from_ne_bytes(*left) ^ u64::from_ne_bytes(*right))
    });
    differing.ct_eq(&0) & left_rest.ct_eq(right_rest)
}

#[cfg(test)]
mod tests {
    use super::Computed;

    static_assertions::assert_not_impl_any!(
        Computed<[u8; 32]>: PartialEq, PartialEq<[u8]>, PartialEq<[u8; 32]>, AsRef<[u8]>,
        std::ops::Deref, std::borrow::Borrow<[u8]>, std::fmt::Debug
    );

    #[test]
    fn one_bit_anywhere_makes_two_tags_differ() {
        for length in [0, 1, 7, 8, 20, 32, 48, 64, 72] {
            let bytes: Vec<u8> = (0..length).collect();
            let computed = Computed::new(&bytes);
            assert!(computed.is_any_of([&[9; 9][..], &bytes].into_iter()));
            assert!(!computed.is_any_of(std::iter::empty()));
            for bit in 0..usize::from(length) * 8 {
                let mut other = bytes.clone();
                other[bit / 8] ^= 1 << (bit % 8);
                assert!(!computed.is_any_of([&other[..]].into_iter()), "{bit}");
                assert!(!bool::from(computed.equals(&other)), "{bit}");
            }
            let longer = [&bytes[..], &[0]].concat();
            assert!(!computed.is_any_of([&longer[..]].into_iter()));
        }
    }
}
