//! The request target, where the request at hand has another.

use std::fmt;

/// The request target that the sender has called and signed: put into a request's extensions
/// by the app, in front of the layer or the extractor that verifies, where the request that
/// reaches it has another one.
///
/// For schemes that sign the URL, its path or its query. Whatever rewrites the target on its
/// way breaks those: normalisers of paths in front of a router, proxies that take a prefix
/// off, gateways that add a stage. The adapters have a layer that keeps the target before it
/// is rewritten (`KeepTargetLayer`, in actix-web `KeepTarget`), and look here first.
///
/// What is gone cannot be kept: gateways such as Amazon's REST APIs (version 1) and load
/// balancers hand over a query that was taken apart and put together again, in another order
/// and with other escapes, so that signatures over the query cannot be verified there.
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

/// Does not show the target, whose query may hold a token.
impl fmt::Debug for ReceivedTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReceivedTarget(…)")
    }
}
