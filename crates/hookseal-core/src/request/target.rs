//! The original request target, for requests whose target was rewritten.

use std::fmt;

/// The request target that the sender has called and signed: put into a request's extensions
/// by the app, in front of the layer or the extractor that verifies, where the request that
/// reaches it has another one.
///
/// For schemes that sign the URL, its path or its query. Anything that rewrites the target
/// on its way breaks them: path normalisers before a router, proxies that strip a prefix,
/// gateways that add a stage. The adapters have a layer that keeps the target before it is
/// rewritten (`KeepTargetLayer`, in actix-web `KeepTarget`), and look here first.
///
/// Lost information cannot be restored: gateways such as Amazon's REST APIs (version 1) and
/// load balancers pass on a query that was parsed and written again, in another order and
/// with other escapes, so signatures over the query cannot be verified there.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceivedTarget(Box<str>);

impl ReceivedTarget {
    /// Path and query, byte for byte, such as `/prod/hooks?team=7`.
    #[must_use]
    pub fn new(target: impl Into<Box<str>>) -> Self {
        Self(target.into())
    }

    /// Path and query.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Does not show the target, because its query may contain a token.
impl fmt::Debug for ReceivedTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReceivedTarget(…)")
    }
}
