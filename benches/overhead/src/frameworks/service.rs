//! Contestants that are services over `http` 1.x: those of tower and axum.

use std::fmt::Debug;

use http::{Request, Response};
use tower::Service;

use crate::contestant::{Contestant, Kind, at_once};
use crate::delivery::{Delivery, Signed};
use crate::frames::Frames;

/// A contestant that receives requests by a service, their bodies made by `body`.
pub(crate) fn contestant<S, B, A>(
    name: &'static str,
    kind: Kind,
    signed: Signed,
    body: fn(Frames) -> B,
    service: S,
) -> Contestant
where
    B: 'static,
    S: Service<Request<B>, Response = Response<A>, Error: Debug> + Clone + 'static,
{
    Contestant::new(name, kind, signed, move |delivery, count| {
        let mut service = service.clone();
        let requests: Vec<_> = (0..count)
            .map(|_| {
                request(
                    delivery,
                    body(Frames::new(&delivery.body, delivery.framing)),
                )
            })
            .collect();
        let expected = delivery.expected;
        Box::new(move || {
            for request in requests {
                let ready = at_once(std::future::poll_fn(|context| service.poll_ready(context)));
                assert!(ready.is_ok(), "not ready");
                match at_once(service.call(request)) {
                    Ok(response) => expected.check(response.status().as_u16()),
                    Err(error) => panic!("{name}: {error:?}"),
                }
            }
        })
    })
}

/// A delivery as a request with this body.
pub(crate) fn request<B>(delivery: &Delivery, body: B) -> Request<B> {
    let mut request = Request::post("/hook");
    for (name, value) in &delivery.headers {
        request = request.header(name, value);
    }
    request
        .body(body)
        .unwrap_or_else(|error| unreachable!("a delivery is a request: {error}"))
}
