//! Facts about a request in addition to its head: among its extensions, and in its path.

use bytes::Bytes;
use hookseal_core::adapter::{Facts, TakenOff, TenantFound, VerifiedTarget};
use hookseal_core::{Tenant, VerifiedBody};
use ntex::http::header::CONTENT_ENCODING;
use ntex::web::{HttpRequest, WebRequest};
use percent_encoding::percent_decode_str;

/// The facts in a request's extensions.
pub(crate) fn among(request: &HttpRequest) -> Facts {
    let extensions = request.extensions();
    Facts::left(extensions.get(), extensions.get(), extensions.get())
}

/// The tenant named by a path parameter of the matched resource.
pub(crate) fn path_parameter(request: &HttpRequest, name: &str) -> TenantFound {
    let path = request.path();
    // ntex decodes parameters into strings without a look at whether they are UTF-8.
    if percent_decode_str(path).decode_utf8().is_err() {
        return Ok(None);
    }
    Tenant::by_parameter(name, path, request.match_info().iter())
}

/// Puts among a request's extensions what was verified.
pub(crate) fn pass_on<E>(mut facts: Facts, request: &WebRequest<E>, verified: VerifiedBody) {
    let mut extensions = request.extensions_mut();
    let verified_before = extensions.insert(verified).is_some();
    match facts.take_verified_target() {
        Some(target) => {
            extensions.insert(target);
        }
        // That of a layer further out is not what was verified last.
        None if verified_before => {
            extensions.remove::<VerifiedTarget>();
        }
        None => {}
    }
}

/// Removes `Content-Encoding` from a request: ntex's own extractors decode a body by it, and
/// anyone can set it, so what a handler reads would not be what was verified.
pub(crate) fn take_off_encoding<E>(request: &mut WebRequest<E>) {
    let lines = request.headers().get_all(CONTENT_ENCODING);
    let mut lines = lines.map(|value| Bytes::copy_from_slice(value.as_bytes()));
    // A layer further out may have removed them.
    if let Some(first) = lines.next() {
        let taken: TakenOff = std::iter::once(first).chain(lines).collect();
        request.headers_mut().remove(CONTENT_ENCODING);
        request.extensions_mut().insert(taken);
    }
}
