//! Refusals as responses.

use std::pin::{Pin, pin};
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use hookseal_core::adapter::Answer;
use hookseal_core::{Outcome, Rejection, VerifiedBody};
use http::header::CONNECTION;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use http_body::{Body, Frame, SizeHint};
use http_body_util::Full;
use pin_project::pin_project;

/// A response that hookseal gives in place of a handler, before it is made the framework's.
pub type OwnResponse = Response<Full<Bytes>>;

/// The response that refuses a request: its problem document, and the [`Rejection`]
/// itself among the response's extensions, for metrics in outer layers.
#[must_use]
pub fn refusal(rejection: Rejection) -> OwnResponse {
    let mut response = if rejection.is_unauthenticated() {
        copy(&UNAUTHENTICATED)
    } else {
        respond(rejection.answer())
    };
    if matches!(rejection, Rejection::UnreadBody { .. }) {
        end_connection(&mut response);
    }
    response.extensions_mut().insert(rejection);
    response
}

/// The response to junk, built once, because anyone can send junk.
static UNAUTHENTICATED: LazyLock<OwnResponse> =
    LazyLock::new(|| respond(Rejection::SignatureMismatch.answer()));

/// An answer as a response, such as that to a duplicate.
#[must_use]
pub fn respond(answer: Answer) -> OwnResponse {
    let mut response = Response::new(());
    *response.status_mut() =
        StatusCode::from_u16(answer.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers() {
        if let Ok(value) = HeaderValue::from_maybe_shared(value) {
            response
                .headers_mut()
                .insert(HeaderName::from_static(name), value);
        }
    }
    if answer.closes_connection() {
        end_connection(&mut response);
    }
    response.map(|()| Full::new(answer.into_bytes()))
}

/// The event to hand on, or the response to a request that has none: the answer to a handshake,
/// or the [`refusal`].
///
/// # Errors
///
/// That response.
#[allow(clippy::result_large_err)] // both are what the caller goes on with
#[inline]
pub fn event_or_response(verdict: Result<Outcome, Rejection>) -> Result<VerifiedBody, OwnResponse> {
    match verdict {
        Ok(Outcome::Event(verified)) => Ok(verified),
        Ok(Outcome::Handshake(answered)) => Err(respond(answered.into_answer())),
        Err(rejection) => Err(refusal(rejection)),
    }
}

/// The bytes of a response's body, for frameworks whose bodies are made of bytes.
///
/// ```
/// use hookseal_core::Rejection;
/// use hookseal_http::{bytes_of, refusal};
///
/// let response = refusal(Rejection::SignatureMismatch).map(bytes_of);
/// assert!(response.body().starts_with(b"{"));
/// ```
#[must_use]
pub fn bytes_of(body: Full<Bytes>) -> Bytes {
    // It has one frame, which is there.
    let mut context = Context::from_waker(Waker::noop());
    match pin!(body).poll_frame(&mut context) {
        Poll::Ready(Some(Ok(frame))) => frame.into_data().unwrap_or_default(),
        _ => Bytes::new(),
    }
}

fn end_connection<B>(response: &mut Response<B>) {
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(CONNECTION, close);
}

/// A copy whose headers have room for those that frameworks and outer layers add. A clone's
/// headers have none, and growing them costs more than cloning saves.
fn copy(response: &OwnResponse) -> OwnResponse {
    let mut copy = Response::new(response.body().clone());
    *copy.status_mut() = response.status();
    for (name, value) in response.headers() {
        copy.headers_mut().insert(name, value.clone());
    }
    copy
}

/// The inner service's response body, or a problem document.
#[derive(Debug)]
#[pin_project]
pub struct ResponseBody<B>(#[pin] Kind<B>);

#[derive(Debug)]
#[pin_project(project = KindState)]
enum Kind<B> {
    Inner(#[pin] B),
    Refusal(#[pin] Full<Bytes>),
}

impl<B> ResponseBody<B> {
    /// The answer of the inner service.
    pub const fn inner(body: B) -> Self {
        Self(Kind::Inner(body))
    }

    /// The body of a [`refusal`].
    pub const fn refusal(body: Full<Bytes>) -> Self {
        Self(Kind::Refusal(body))
    }

    /// A body of another type, built from either variant: for frameworks with type-erased
    /// bodies.
    pub fn fold<T>(self, inner: impl FnOnce(B) -> T, refusal: impl FnOnce(Full<Bytes>) -> T) -> T {
        match self.0 {
            Kind::Inner(body) => inner(body),
            Kind::Refusal(body) => refusal(body),
        }
    }
}

/// An empty body, for layers around that answer by themselves, such as tower-http's for CORS
/// and timeouts.
impl<B> Default for ResponseBody<B> {
    fn default() -> Self {
        Self::refusal(Full::default())
    }
}

impl<B: Body<Data = Bytes>> Body for ResponseBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        match self.project().0.project() {
            KindState::Inner(body) => body.poll_frame(context),
            KindState::Refusal(body) => body
                .poll_frame(context)
                .map(|frame| frame.map(|frame| frame.map_err(|never| match never {}))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Kind::Inner(body) => body.is_end_stream(),
            Kind::Refusal(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Kind::Inner(body) => body.size_hint(),
            Kind::Refusal(body) => body.size_hint(),
        }
    }
}
