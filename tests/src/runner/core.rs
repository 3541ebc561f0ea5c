//! The core by itself: an adapter for no framework at all.

use std::convert::Infallible;
use std::net::SocketAddr;

use bytes::Bytes;
use futures_util::stream;
use hookseal::adapter::RequestHead;
use hookseal::{Outcome, Payload, Raw, Rejection, Tenant, VerifiedBody, Verifier};
use serde_json::Value;

use super::{Runner, Senders, Wire};
use crate::answer::Answer;
use crate::request::{Request, Transfer};
use crate::site::{App, Endpoint, HANDLED, Order, is_eaten, rewritten, tenant_in};

/// Calls the core directly.
pub struct Core;

impl Runner for Core {
    fn name(&self) -> &'static str {
        "core"
    }

    fn wire(&self) -> Wire {
        Wire::None
    }

    fn has_layer(&self) -> bool {
        false
    }

    fn vectors_of(&self) -> Senders {
        Senders::All
    }

    fn start(&self, app: App) -> Box<dyn Endpoint> {
        Box::new(Direct(app))
    }
}

struct Direct(App);

impl Endpoint for Direct {
    fn exchange(&mut self, request: &Request) -> Answer {
        let Self(app) = self;
        let verified = if request.target.ends_with("/open") {
            Err(Rejection::no_verifier("nothing verifies this route"))
        } else {
            let outer = app.outer.as_ref();
            let outer = outer.map_or(Ok(()), |outer| verify(outer, request).map(drop));
            outer.and_then(|()| verify(&app.verifier, request))
        };
        let handled = verified.and_then(|outcome| match outcome {
            Outcome::Event(body) => {
                handle(app, request, body)?;
                Ok(Answer::received(200, Vec::new(), HANDLED.into()))
            }
            Outcome::Handshake(answered) => Ok(respond(answered.answer())),
        });
        handled.unwrap_or_else(|rejection| {
            app.refused(&rejection);
            answer_of(&rejection)
        })
    }

    fn address(&self) -> Option<SocketAddr> {
        None
    }
}

/// The response that a rejection is.
pub fn answer_of(rejection: &Rejection) -> Answer {
    respond(&rejection.answer())
}

fn respond(answer: &hookseal::adapter::Answer) -> Answer {
    let headers = answer
        .headers()
        .map(|(name, value)| {
            (
                name.to_owned(),
                String::from_utf8_lossy(&value).into_owned(),
            )
        })
        .collect();
    Answer::received(answer.status(), headers, answer.body().into())
}

fn verify(verifier: &Verifier, request: &Request) -> Result<Outcome, Rejection> {
    let eaten = is_eaten(&request.target);
    let pieces: Vec<_> = request
        .pieces()
        .into_iter()
        .filter(|_| !eaten)
        .map(|piece| Ok::<_, Infallible>(Bytes::copy_from_slice(piece)))
        .collect();
    let receive = async {
        let head = Head::of(request);
        let receiving = verifier
            .receive(stream::iter(pieces), tokio::time::sleep)
            .with_head(head);
        crate::leaks::saw_debug(&receiving);
        receiving.await
    };
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap()
        .block_on(receive)
}

fn handle(app: &App, request: &Request, body: VerifiedBody) -> Result<(), Rejection> {
    fn take<T: Payload + std::fmt::Debug>(
        app: &App,
        by: &'static str,
        body: VerifiedBody,
    ) -> Result<(), Rejection> {
        app.took(by, &body.decode_or_reject::<T>()?);
        Ok(())
    }
    let target = rewritten(&request.target).unwrap_or(&request.target);
    match target.split('?').next() {
        Some("/hooks/json") => take::<Value>(app, "json", body),
        Some("/hooks/order") => take::<Order>(app, "order", body),
        _ => take::<Raw>(app, "raw", body),
    }
}

/// A request's head, as a parser would present it: blanks around values taken off.
struct Head<'a> {
    request: &'a Request,
    length: Option<String>,
    tenant: Option<Tenant>,
}

impl<'a> Head<'a> {
    fn of(request: &'a Request) -> Self {
        let announced = !matches!(request.transfer, Transfer::Chunked(_));
        Self {
            request,
            tenant: tenant_in(&request.target),
            length: (announced && !request.has("content-length"))
                .then(|| request.body.len().to_string()),
        }
    }
}

impl RequestHead for Head<'_> {
    fn method(&self) -> &str {
        &self.request.method
    }

    fn target(&self) -> &str {
        &self.request.target
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let length = self
            .length
            .iter()
            .map(|length| ("content-length", length.as_bytes()));
        self.request
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.trim_ascii()))
            .chain(length)
            .filter(|(other, _)| other.eq_ignore_ascii_case(name))
            .nth(nth)
            .map(|(_, value)| value)
    }

    fn tenant(&self) -> Option<&str> {
        self.tenant.as_ref().map(Tenant::as_str)
    }
}
