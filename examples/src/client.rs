//! A small HTTP/1.1 client: one connection for each request, over real TCP.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use hookseal::adapter::RequestHead as _;
use hookseal::signing::SignedDelivery;
use http::{Request, StatusCode, header};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, StreamBody};
use hyper::body::Frame;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::BoxError;

/// The body of a request.
pub type Body = UnsyncBoxBody<Bytes, Infallible>;

/// What a server has answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The body's media type.
    pub content_type: Option<String>,
    /// The body.
    pub body: Bytes,
}

/// The signed delivery as a request to `path`.
///
/// # Errors
///
/// When a header's value cannot be sent.
pub fn request(path: &str, signed: &SignedDelivery) -> Result<Request<Body>, http::Error> {
    let mut request = Request::builder()
        .method(signed.method())
        .uri(path)
        .header(header::CONTENT_TYPE, "application/json");
    for (name, value) in signed.headers() {
        request = request.header(name, value);
    }
    request.body(whole(signed.body().to_vec()))
}

/// A body that is there at once.
#[must_use]
pub fn whole(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).boxed_unsync()
}

/// A body whose chunks follow each other, without an announced length.
#[must_use]
pub fn chunked(chunks: Vec<Bytes>) -> Body {
    let frames = chunks.into_iter().map(|chunk| Ok(Frame::data(chunk)));
    UnsyncBoxBody::new(StreamBody::new(stream::iter(frames)))
}

/// A body of which these bytes come, and then nothing, not even an end.
#[must_use]
pub fn stalling(bytes: impl Into<Bytes>) -> Body {
    let first = Ok(Frame::data(bytes.into()));
    let frames = stream::iter([first]).chain(stream::pending());
    UnsyncBoxBody::new(StreamBody::new(frames))
}

/// Sends a request and waits for the whole answer, up to ten seconds.
///
/// # Errors
///
/// When there is no answer.
pub async fn send(address: SocketAddr, request: Request<Body>) -> Result<Answer, BoxError> {
    timeout(PATIENCE, send_and_wait(address, request)).await?
}

async fn send_and_wait(
    address: SocketAddr,
    mut request: Request<Body>,
) -> Result<Answer, BoxError> {
    let host = header::HeaderValue::try_from(address.to_string())?;
    request.headers_mut().insert(header::HOST, host);
    let stream = TcpStream::connect(address).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // Ends when the answer has been read and `sender` is dropped.
    let connection = tokio::spawn(connection);
    let (head, body) = sender.send_request(request).await?.into_parts();
    let body = body.collect().await?.to_bytes();
    connection.abort();
    Ok(Answer {
        status: head.status,
        content_type: head
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned),
        body,
    })
}

const PATIENCE: Duration = Duration::from_secs(10);
