//! The tenant in a path. Parameters have no names in warp, but positions.

use hookseal_core::Tenant;
use hookseal_http::TenantFound;
use percent_encoding::percent_decode_str;

/// The tenant named by a segment of the path. A path that does not reach as far names none.
pub(crate) fn segment(target: &str, position: usize) -> TenantFound {
    let path = target.split('?').next().unwrap_or_default();
    let segment = path.split('/').skip(1).nth(position);
    let Some(segment) = segment.filter(|segment| !segment.is_empty()) else {
        return Ok(None);
    };
    match percent_decode_str(segment).decode_utf8() {
        Ok(name) => Tenant::by_parameter("tenant", path, [("tenant", name)]),
        Err(_) => Ok(None),
    }
}
