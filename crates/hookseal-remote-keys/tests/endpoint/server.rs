//! A server of keys, which does what a test tells it to.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Query;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

use crate::sender::Sender;

/// What is answered, to the id in the query, or what was posted, or else the path; and after
/// how long.
type Behaviour = Arc<dyn Fn(&str) -> (Duration, Response) + Send + Sync>;

pub(crate) type Answer = Box<dyn Fn(&str) -> Response + Send + Sync>;

/// It runs on threads of its own; stopped, its port is closed and its connections are cut.
pub(crate) struct KeyServer {
    pub(crate) address: SocketAddr,
    state: Arc<State>,
    runtime: Option<Runtime>,
}

struct State {
    asked: AtomicUsize,
    behaviour: Mutex<Behaviour>,
}

impl KeyServer {
    /// Answers as `answer` says, at once.
    pub(crate) fn start(answer: impl Fn(&str) -> Response + Send + Sync + 'static) -> Self {
        let state = Arc::new(State {
            asked: AtomicUsize::new(0),
            behaviour: Mutex::new(Arc::new(move |id| (Duration::ZERO, answer(id)))),
        });
        let (address, runtime) = serve(SocketAddr::from(([127, 0, 0, 1], 0)), Arc::clone(&state));
        Self {
            address,
            state,
            runtime: Some(runtime),
        }
    }

    /// Has these senders' keys.
    pub(crate) fn of<'a>(senders: impl IntoIterator<Item = &'a Sender>) -> Self {
        Self::start(keys_of(senders))
    }

    pub(crate) fn answer(&self, answer: impl Fn(&str) -> Response + Send + Sync + 'static) {
        self.answer_after(Duration::ZERO, answer);
    }

    pub(crate) fn answer_after(
        &self,
        delay: Duration,
        answer: impl Fn(&str) -> Response + Send + Sync + 'static,
    ) {
        *self.state.behaviour.lock().unwrap() = Arc::new(move |id| (delay, answer(id)));
    }

    /// Has this sender's key; for other ids nothing ever comes.
    pub(crate) fn hang_but_for(&self, sender: &Sender) {
        let answer = keys_of([sender]);
        let known = sender.id.clone();
        *self.state.behaviour.lock().unwrap() = Arc::new(move |id| {
            let seconds = if id == known { 0 } else { 3600 };
            (Duration::from_secs(seconds), answer(id))
        });
    }

    /// How many requests have come.
    pub(crate) fn asked(&self) -> usize {
        self.state.asked.load(Ordering::SeqCst)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/keys", self.address)
    }

    pub(crate) fn stop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
        // Until nobody listens any more.
        while std::net::TcpStream::connect(self.address).is_ok() {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    pub(crate) fn restart(&mut self) {
        let (_, runtime) = serve(self.address, Arc::clone(&self.state));
        self.runtime = Some(runtime);
    }
}

impl Drop for KeyServer {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn serve(address: SocketAddr, state: Arc<State>) -> (SocketAddr, Runtime) {
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let (sender, receiver) = std::sync::mpsc::channel();
    runtime.spawn(async move {
        let listener = TcpListener::bind(address).await.unwrap();
        sender.send(listener.local_addr().unwrap()).unwrap();
        let app = Router::new().fallback(
            async move |uri: Uri,
                        Query(query): Query<HashMap<String, String>>,
                        question: String| {
                state.asked.fetch_add(1, Ordering::SeqCst);
                let behaviour = Arc::clone(&*state.behaviour.lock().unwrap());
                let place = if question.is_empty() {
                    uri.path()
                } else {
                    &question
                };
                let id = query.get("id").map_or(place, String::as_str);
                let (delay, response) = behaviour(id);
                tokio::time::sleep(delay).await;
                response
            },
        );
        axum::serve(listener, app).await
    });
    (receiver.recv().unwrap(), runtime)
}

/// What MailChannels answers: a key, or 404.
pub(crate) fn keys_of<'a>(senders: impl IntoIterator<Item = &'a Sender>) -> Answer {
    let keys: HashMap<String, String> = senders
        .into_iter()
        .map(|sender| (sender.id.clone(), sender.document()))
        .collect();
    Box::new(move |id| match keys.get(id) {
        Some(document) => text(document),
        None => status(404),
    })
}

/// A key set of these senders' keys.
pub(crate) fn set_of<'a>(senders: impl IntoIterator<Item = &'a Sender>) -> Answer {
    let keys: Vec<String> = senders.into_iter().map(Sender::jwk).collect();
    let set = format!(r#"{{"keys":[{}]}}"#, keys.join(","));
    Box::new(move |_| text(&set))
}

pub(crate) fn text(body: &str) -> Response {
    body.to_owned().into_response()
}

pub(crate) fn status(code: u16) -> Response {
    StatusCode::from_u16(code).unwrap().into_response()
}

pub(crate) fn redirect(code: u16, to: &str) -> Response {
    (StatusCode::from_u16(code).unwrap(), [("location", to)]).into_response()
}

/// This body in chunks, without an announced length.
pub(crate) fn streamed(body: &str) -> Response {
    let chunks: Vec<_> = body.as_bytes().chunks(4096).map(<[u8]>::to_vec).collect();
    let chunks = chunks.into_iter().map(Ok::<_, std::io::Error>);
    Body::from_stream(futures_util::stream::iter(chunks)).into_response()
}
