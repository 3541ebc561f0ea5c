//! Facts about a request in addition to its head, for adapters of frameworks that have heads of
//! their own.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use crate::request::{HeaderSearch, ReceivedTarget, RequestHead};
use crate::resolver::Tenant;
use crate::verdict::Rejection;

/// The tenant of a request, if there is one; or why the app cannot determine it.
pub type TenantFound = Result<Option<Tenant>, Rejection>;

/// Facts about a request that are not in its head, kept with it while it is received.
///
/// Layers further out leave some of them among the request's extensions, and the app's functions
/// find others.
///
/// ```
/// use hookseal_core::Tenant;
/// use hookseal_core::adapter::{Facts, OwnedHead, ReceivedTarget, RequestHead};
///
/// let tenant = Tenant::new("acme");
/// let facts = Facts::left(Some(&tenant), None, None)
///     .with_target(Some(ReceivedTarget::new("/prod/hooks")));
/// let head = OwnedHead::new("POST", "/hooks");
/// assert_eq!(facts.head(&head).target(), "/prod/hooks");
/// assert_eq!(facts.head(&head).tenant(), Some("acme"));
/// ```
pub struct Facts {
    tenant: TenantFound,
    target: Option<ReceivedTarget>,
    taken_off: Option<TakenOff>,
}

impl Facts {
    /// The facts that layers further out have left in a request.
    #[must_use]
    pub fn left(
        tenant: Option<&Tenant>,
        target: Option<&ReceivedTarget>,
        taken_off: Option<&TakenOff>,
    ) -> Self {
        Self {
            tenant: Ok(tenant.cloned()),
            target: target.cloned(),
            taken_off: taken_off.cloned(),
        }
    }

    /// Replaces the tenant by what the app's function has found.
    #[must_use]
    pub fn with_tenant(mut self, tenant: TenantFound) -> Self {
        self.tenant = tenant;
        self
    }

    /// Replaces the target by another, if there is another.
    #[must_use]
    pub fn with_target(mut self, target: Option<ReceivedTarget>) -> Self {
        if target.is_some() {
            self.target = target;
        }
        self
    }

    /// Replaces the target by the one that was verified, for a replay guard, which goes by the
    /// same.
    #[must_use]
    pub fn with_verified_target(self, verified: Option<&VerifiedTarget>) -> Self {
        self.with_target(verified.map(|VerifiedTarget(target)| target.clone()))
    }

    /// The head that is verified: the request's, and these facts.
    pub const fn head<H>(&self, head: H) -> ToldHead<'_, H> {
        ToldHead { head, facts: self }
    }

    /// Takes the target that was verified, if it was not the request's own. The adapter leaves it
    /// among the extensions of the verified request, in place of any that was there.
    pub fn take_verified_target(&mut self) -> Option<VerifiedTarget> {
        self.target.take().map(VerifiedTarget)
    }
}

/// Shows neither target nor tenant.
impl fmt::Debug for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Facts").finish_non_exhaustive()
    }
}

/// The lines of `Content-Encoding` that a layer has removed from a verified request, in the
/// request's extensions. Inner layers that verify the request again still see them.
#[derive(Clone)]
pub struct TakenOff(Arc<[Bytes]>);

/// The values of the lines, in their order.
impl FromIterator<Bytes> for TakenOff {
    fn from_iter<I: IntoIterator<Item = Bytes>>(lines: I) -> Self {
        Self(lines.into_iter().collect())
    }
}

/// Shows no value.
impl fmt::Debug for TakenOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TakenOff(…)")
    }
}

/// The target that was verified, if it was not the request's own.
#[derive(Clone, Debug)]
pub struct VerifiedTarget(ReceivedTarget);

/// A request's head with [`Facts`] that are not in it.
#[derive(Clone, Copy)]
pub struct ToldHead<'a, H> {
    head: H,
    facts: &'a Facts,
}

impl<H: RequestHead> ToldHead<'_, H> {
    /// The removed lines, unless the header is there again.
    fn taken_off(&self) -> &[Bytes] {
        match &self.facts.taken_off {
            Some(TakenOff(lines)) if self.head.header(CONTENT_ENCODING, 0).is_none() => lines,
            _ => &[],
        }
    }
}

impl<H: RequestHead> RequestHead for ToldHead<'_, H> {
    fn method(&self) -> &str {
        self.head.method()
    }

    fn target(&self) -> &str {
        match &self.facts.target {
            Some(target) => target.as_str(),
            None => self.head.target(),
        }
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        match self.head.header(name, nth) {
            None if name.eq_ignore_ascii_case(CONTENT_ENCODING) => {
                self.taken_off().get(nth).map(AsRef::as_ref)
            }
            found => found,
        }
    }

    fn search<'a>(&'a self, search: &mut HeaderSearch<'a>) -> bool {
        let is_searched = self.head.search(search);
        if is_searched {
            for value in self.taken_off() {
                search.see(CONTENT_ENCODING, value);
            }
        }
        is_searched
    }

    fn tenant(&self) -> Option<&str> {
        let tenant = self.facts.tenant.as_ref().ok()?;
        tenant.as_ref().map(Tenant::as_str)
    }

    fn tenant_fault(&self) -> Option<&Rejection> {
        self.facts.tenant.as_ref().err()
    }
}

/// Shows no more than the method.
impl<H: RequestHead> fmt::Debug for ToldHead<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToldHead")
            .field("method", &self.head.method())
            .finish_non_exhaustive()
    }
}

const CONTENT_ENCODING: &str = "content-encoding";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::OwnedHead;

    #[test]
    fn removed_lines_are_seen_unless_the_header_is_there_again() {
        let taken_off: TakenOff = [Bytes::from("gzip"), Bytes::from("br")]
            .into_iter()
            .collect();
        let facts = Facts::left(None, None, Some(&taken_off));
        let head = OwnedHead::new("POST", "/");
        let told = facts.head(&head);
        assert_eq!(told.header("Content-Encoding", 0), Some(&b"gzip"[..]));
        assert_eq!(told.header("content-encoding", 1), Some(&b"br"[..]));
        assert_eq!(told.header("content-encoding", 2), None);
        let head = OwnedHead::new("POST", "/").with_header("Content-Encoding", "deflate");
        let told = facts.head(&head);
        assert_eq!(told.header("Content-Encoding", 0), Some(&b"deflate"[..]));
        assert_eq!(told.header("Content-Encoding", 1), None);
    }

    #[test]
    fn a_fault_of_the_app_is_no_tenant() {
        let fault = Rejection::TenantParameter { name: "x".into() };
        let facts = Facts::left(Some(&Tenant::new("acme")), None, None);
        let facts = facts.with_tenant(Err(fault.clone()));
        let head = OwnedHead::new("POST", "/");
        assert_eq!(facts.head(&head).tenant(), None);
        assert_eq!(facts.head(&head).tenant_fault(), Some(&fault));
        assert_eq!(
            format!("{facts:?}{:?}", facts.head(&head)).find("acme"),
            None
        );
    }
}
