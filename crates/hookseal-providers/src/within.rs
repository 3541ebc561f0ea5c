//! Schemes that read parts of a body.

use hookseal_core::scheme::HeaderName;

/// Names the kind of a body that has parts.
pub(crate) const CONTENT_TYPE: HeaderName = HeaderName::from_static("Content-Type");
