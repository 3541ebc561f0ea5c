//! Bodies of `lambda_http`.

use bytes::Bytes;
use hookseal_http::{Rebuild, bytes_of};
use http::Response;
use http_body_util::Full;
use lambda_http::Body;

/// Verified bytes go on as a body of `lambda_http`: as text if they are UTF-8.
#[derive(Clone, Copy, Debug)]
pub struct LambdaBody;

impl<B> Rebuild<B> for LambdaBody {
    type Body = Body;

    fn rebuild(bytes: Bytes) -> Body {
        body_of(bytes)
    }
}

fn body_of(bytes: Bytes) -> Body {
    if bytes.is_empty() {
        return Body::Empty;
    }
    match String::from_utf8(bytes.into()) {
        Ok(text) => Body::Text(text),
        Err(other) => Body::Binary(other.into_bytes()),
    }
}

/// A refusal or an answer, as a function returns it.
pub(crate) fn lambda_response(response: Response<Full<Bytes>>) -> Response<Body> {
    response.map(|body| body_of(bytes_of(body)))
}
