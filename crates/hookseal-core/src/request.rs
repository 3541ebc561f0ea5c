//! A request's head as the core sees it, whatever HTTP crate parsed it.

#[cfg(feature = "http")]
mod http;
mod owned;
mod target;
mod wanted;

pub use self::owned::OwnedHead;
pub use self::target::ReceivedTarget;
pub use self::wanted::HeaderSearch;
pub(crate) use self::wanted::{Found, Wanted};

use crate::verdict::Rejection;

/// The head of an HTTP request: everything that is known before the body.
///
/// Adapters implement this for their framework's request type, so the core
/// depends on no version of any `http` crate. The view is only borrowed while
/// [`Verifier::begin`](crate::Verifier::begin) runs, or one poll of
/// [`Receiving`](crate::adapter::Receiving): nothing keeps it, or a copy of it.
///
/// Where there is no framework, [`OwnedHead`] is one; with the feature `http` a request of the
/// crate `http` is, too.
///
/// ```
/// use hookseal_core::adapter::RequestHead;
///
/// struct Mine {
///     headers: Vec<(String, Vec<u8>)>,
/// }
///
/// impl RequestHead for Mine {
///     fn method(&self) -> &str {
///         "POST"
///     }
///     fn target(&self) -> &str {
///         "/hooks/github?team=7"
///     }
///     fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
///         self.headers
///             .iter()
///             .filter(|(n, _)| n.eq_ignore_ascii_case(name))
///             .nth(nth)
///             .map(|(_, value)| value.as_slice())
///     }
/// }
/// ```
pub trait RequestHead {
    /// The method in capitals, such as `POST`.
    fn method(&self) -> &str;

    /// The request target in origin form: path and query, byte for byte as received.
    ///
    /// Where a router has stripped a prefix, this is still the target that came
    /// over the wire.
    fn target(&self) -> &str;

    /// The value of the `nth` header line (from 0) with this name, compared without
    /// regard to case, or `None` when there are fewer.
    fn header(&self, name: &str, nth: usize) -> Option<&[u8]>;

    /// The value of a header that may have one line at most.
    ///
    /// Two lines of the same name are never resolved by taking the first or the last: a
    /// proxy may have chosen the other.
    fn single(&self, name: &str) -> Single<'_> {
        match self.header(name, 0) {
            None => Single::Missing,
            Some(value) if self.header(name, 1).is_none() => Single::Once(value),
            Some(_) => Single::Repeated,
        }
    }

    /// Shows `search` every header line, names and values in the order of
    /// [`header`](Self::header), and returns `true`: what a verifier reads is then found in
    /// one pass. By default it returns `false`, and every header is asked for.
    fn search<'a>(&'a self, search: &mut HeaderSearch<'a>) -> bool {
        let _ = search;
        false
    }

    /// The tenant as determined by the app: from the path, the host, a session. It only
    /// selects keys; nothing else relies on it.
    fn tenant(&self) -> Option<&str> {
        None
    }

    /// Why there is no [`tenant`](Self::tenant), if that is the app's mistake and not the
    /// request's. A request whose keys are not found is then refused for this reason.
    fn tenant_fault(&self) -> Option<&Rejection> {
        None
    }
}

/// The result of [`RequestHead::single`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Single<'a> {
    /// No line.
    Missing,
    /// The value of the one line there is.
    Once(&'a [u8]),
    /// Several lines, of which none is to be trusted.
    Repeated,
}

/// A head that is lent is the same head.
impl<H: RequestHead + ?Sized> RequestHead for &H {
    fn method(&self) -> &str {
        (**self).method()
    }

    fn target(&self) -> &str {
        (**self).target()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        (**self).header(name, nth)
    }

    fn single(&self, name: &str) -> Single<'_> {
        (**self).single(name)
    }

    fn search<'a>(&'a self, search: &mut HeaderSearch<'a>) -> bool {
        (**self).search(search)
    }

    fn tenant(&self) -> Option<&str> {
        (**self).tenant()
    }

    fn tenant_fault(&self) -> Option<&Rejection> {
        (**self).tenant_fault()
    }
}
