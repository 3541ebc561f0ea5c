//! An app under test, and what reached its handlers.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use hookseal::replay::{ReplayGuard, Reservation};
use hookseal::{Attribute, Rejection, Tenant, VerifiedBody, VerifiedEvent, Verifier};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use tokio::sync::Semaphore;

use crate::answer::Answer;
use crate::leaks;
use crate::request::Request;
use crate::wire::Connection;

/// What a handler got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handled {
    /// The endpoint's last segment.
    pub by: &'static str,
    /// The verified bytes.
    pub bytes: Vec<u8>,
    /// The sender's name.
    pub provider: String,
    /// The event's id, and whether it is signed.
    pub id: Option<(String, bool)>,
    /// The event's type, and whether it is signed.
    pub event_type: Option<(String, bool)>,
    /// The body's content coding, and whether it is signed.
    pub content_encoding: Option<(String, bool)>,
    /// The number of the attempt.
    pub attempt: Option<u32>,
    /// The signed timestamp, in milliseconds.
    pub timestamp: Option<u64>,
    /// Whose key fitted.
    pub tenant: Option<String>,
    /// The label of the key that fitted.
    pub key_label: Option<String>,
    /// Its position in the ring.
    pub key_index: usize,
}

/// The typed payload of the endpoint `order`.
#[derive(Clone, Debug, Deserialize)]
pub struct Order {
    /// Must be there, and a number.
    pub order: u32,
}

/// The app that each runner serves. Its endpoints, all under `/hooks`:
///
/// | endpoint | handler takes |
/// |---|---|
/// | `raw` | the verified bytes |
/// | `json` | any JSON |
/// | `order` | an [`Order`] |
/// | `bytes` | the framework's own body extractor, behind the layer |
/// | `replaced` | the verified bytes, after middleware behind the layer took the body away |
/// | `eaten` | the verified bytes, but something in front of the verifier has read the body |
/// | `tenants/{tenant}` | the verified bytes; the path says whose they are |
/// | `misspelt/{tennant}` | the same, but the layer is told another name for the parameter |
/// | any other path | the verified bytes |
/// | `open` | the verified bytes, but neither layer nor verifier is installed |
///
/// Where a target begins with `/stage`, something between server and app takes that off.
///
/// Where there is a guard, its layer is around all handlers, also that of `open`.
#[derive(Clone, Debug)]
pub struct App {
    /// The verifier.
    pub verifier: Verifier,
    /// A second one around the first.
    pub outer: Option<Verifier>,
    /// What has each delivery handled once, where the runner has layers.
    pub guard: Option<ReplayGuard>,
    acts: Arc<Mutex<VecDeque<Act>>>,
    runs: Arc<Mutex<Vec<Run>>>,
    handled: Arc<Mutex<Vec<Handled>>>,
    refusals: Arc<Mutex<Vec<Rejection>>>,
}

impl App {
    /// An app with one verifier.
    pub fn new(verifier: Verifier) -> Self {
        leaks::saw_debug(&verifier);
        Self {
            verifier,
            outer: None,
            guard: None,
            acts: Arc::default(),
            runs: Arc::default(),
            handled: Arc::default(),
            refusals: Arc::default(),
        }
    }

    /// With a second verifier around the first.
    pub fn inside(mut self, outer: Verifier) -> Self {
        self.outer = Some(outer);
        self
    }

    /// With a replay guard.
    pub fn guarded(mut self, guard: ReplayGuard) -> Self {
        leaks::saw_debug(&guard);
        self.guard = Some(guard);
        self
    }

    /// What handlers do next, run by run; then they answer 200.
    pub fn then(self, acts: impl IntoIterator<Item = Act>) -> Self {
        lock(&self.acts).extend(acts);
        self
    }

    /// Called by handlers that have what they need: does what the case wants done, and
    /// gives the status to answer.
    pub async fn act(&self, reservation: Option<&Reservation>) -> u16 {
        let at = {
            let mut runs = lock(&self.runs);
            runs.push(Run {
                attempt: reservation.map(Reservation::attempt),
                ended: false,
            });
            runs.len() - 1
        };
        let act = lock(&self.acts).pop_front();
        let status = match act {
            None => 200,
            Some(Act::Answer(status)) => status,
            Some(Act::Panic) => panic!("a handler of little care"),
            Some(Act::Hang) => std::future::pending().await,
            Some(Act::Hold(gate)) => {
                gate.0.acquire().await.unwrap().forget();
                200
            }
        };
        if let Some(run) = lock(&self.runs).get_mut(at) {
            run.ended = true;
        }
        status
    }

    /// Called by handlers with the event they got.
    pub fn took<T: std::fmt::Debug>(&self, by: &'static str, event: &VerifiedEvent<T>) {
        leaks::saw_debug(&event.body());
        self.push(by, event.body(), event.bytes());
    }

    /// Called by the handler of `bytes`, with what the framework's extractor gave it.
    pub fn took_bytes(&self, body: &VerifiedBody, bytes: &[u8]) {
        self.push("bytes", body, bytes);
    }

    /// Called by outer middleware with what it found in a response's extensions.
    pub fn refused(&self, rejection: &Rejection) {
        leaks::saw_debug(rejection);
        leaks::saw(&rejection.to_string());
        lock(&self.refusals).push(rejection.clone());
    }

    fn push(&self, by: &'static str, body: &VerifiedBody, bytes: &[u8]) {
        let fact =
            |fact: Option<Attribute<'_>>| fact.map(|f| (f.claimed().to_owned(), f.is_signed()));
        let handled = Handled {
            by,
            bytes: bytes.to_vec(),
            provider: body.provider().to_owned(),
            id: fact(body.id()),
            event_type: fact(body.event_type()),
            content_encoding: fact(body.content_encoding()),
            attempt: body.attempt(),
            timestamp: body.timestamp().map(hookseal::UnixTime::as_millis),
            tenant: body.tenant().map(str::to_owned),
            key_label: body.key_label().map(str::to_owned),
            key_index: body.key_index(),
        };
        lock(&self.handled).push(handled);
    }
}

/// What a handler does.
#[derive(Clone, Debug)]
pub enum Act {
    /// Answers with this status.
    Answer(u16),
    /// Does not come to its end.
    Hang,
    /// Answers 200 once the gate is opened.
    Hold(Gate),
    /// Panics.
    Panic,
}

/// Holds one handler until it is opened.
#[derive(Clone, Debug)]
pub struct Gate(Arc<Semaphore>);

impl Gate {
    /// A closed gate.
    pub fn new() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }

    /// Lets one handler through.
    pub fn open(&self) {
        self.0.add_permits(1);
    }
}

impl Default for Gate {
    fn default() -> Self {
        Self::new()
    }
}

/// A handler that has run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// As its reservation said, if it had one.
    pub attempt: Option<u32>,
    /// Whether it came to its end.
    pub ended: bool,
}

/// The tenant that a path names, where no adapter finds it: read by the adapters' rule.
pub fn tenant_in(target: &str) -> Option<Tenant> {
    let path = target.split('?').next()?;
    let segment = path.strip_prefix("/hooks/tenants/")?;
    let decoded = percent_decode_str(segment).decode_utf8_lossy();
    Tenant::by_parameter("tenant", path, [("tenant", decoded)]).unwrap()
}

/// Whether something in front of the verifier reads the body at this target.
pub fn is_eaten(path: &str) -> bool {
    path == "/hooks/eaten"
}

/// What a target becomes that something in front of the app rewrites.
pub fn rewritten(target: &str) -> Option<&str> {
    target.strip_prefix("/stage")
}

/// What every handler answers.
pub const HANDLED: &str = "handled";

/// How a runner is reached.
pub trait Endpoint {
    /// Sends a request and reads its answer.
    fn exchange(&mut self, request: &Request) -> Answer;

    /// Where it listens, if it speaks HTTP/1.1.
    fn address(&self) -> Option<SocketAddr>;
}

/// An app being served.
pub struct Site {
    app: App,
    endpoint: std::cell::RefCell<Box<dyn Endpoint>>,
}

impl Site {
    /// The app behind its endpoint.
    pub fn new(app: App, endpoint: Box<dyn Endpoint>) -> Self {
        Self {
            app,
            endpoint: std::cell::RefCell::new(endpoint),
        }
    }

    /// Sends a request and reads its answer.
    pub fn send(&self, request: &Request) -> Answer {
        self.endpoint.borrow_mut().exchange(request)
    }

    /// A raw connection, for cases that need HTTP/1.1.
    pub fn connect(&self) -> Connection {
        let address = self.endpoint.borrow().address();
        Connection::open(address.expect("a case that needs HTTP/1.1 says so"))
    }

    /// Where it listens, if it speaks HTTP/1.1.
    pub fn address(&self) -> Option<SocketAddr> {
        self.endpoint.borrow().address()
    }

    /// What has reached handlers since last asked.
    pub fn handled(&self) -> Vec<Handled> {
        std::mem::take(&mut lock(&self.app.handled))
    }

    /// The handlers that have run, of all time.
    pub fn runs(&self) -> Vec<Run> {
        lock(&self.app.runs).clone()
    }

    /// Waits until so many handlers have begun.
    #[track_caller]
    pub fn wait_for_runs(&self, count: usize) {
        wait_until(|| self.runs().len() >= count);
    }

    /// Why requests were refused since last asked, as outer middleware saw it.
    pub fn refusals(&self) -> Vec<Rejection> {
        std::mem::take(&mut lock(&self.app.refusals))
    }

    /// The request is let through, with exactly these bytes; what the handler got.
    #[track_caller]
    pub fn accepts(&self, request: &Request) -> Handled {
        let answer = self.send(request);
        assert_eq!(
            (answer.status, String::from_utf8_lossy(&answer.body)),
            (200, HANDLED.into()),
            "{request:?}"
        );
        let mut handled = self.handled();
        assert_eq!(handled.len(), 1, "the handler runs once");
        let handled = handled.remove(0);
        assert_eq!(handled.bytes, request.body, "the bytes are the same");
        handled
    }

    /// As [`accepts`](Self::accepts), after handlers that have failed with the request.
    #[track_caller]
    pub fn accepts_again(&self, request: &Request) -> Handled {
        self.handled();
        self.accepts(request)
    }

    /// The request is refused with 401 and the log says why by `code`; no handler runs.
    #[track_caller]
    pub fn refuses(&self, request: &Request, code: &str) -> Answer {
        self.answers(request, 401, "unauthorized", code)
    }

    /// The request is refused with this status and this problem; no handler runs.
    #[track_caller]
    pub fn answers(&self, request: &Request, status: u16, problem: &str, code: &str) -> Answer {
        let answer = self.send(request);
        assert_eq!(self.handled(), [], "no handler runs: {request:?}");
        assert_eq!(answer.status, status, "{request:?}");
        assert_eq!(answer.problem(), problem, "{request:?}");
        let codes: Vec<_> = self.refusals().iter().map(Rejection::code).collect();
        assert_eq!(codes, [code], "{request:?}");
        answer
    }
}

/// Waits for what must come to be before long.
#[track_caller]
pub fn wait_until(mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(
            start.elapsed() < Duration::from_secs(15),
            "it never came to be"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
