//! A server on a thread and a runtime of its own, stopped on drop.

use std::future::Future;
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use super::Wire;
use crate::answer::Answer;
use crate::request::Request;
use crate::site::Endpoint;
use crate::wire::{Http1, Http2};

/// A running server and a client for it.
pub(super) struct Server {
    client: Box<dyn Endpoint>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Runs what `serve` makes, on a free port of the loopback, until dropped.
    pub(super) fn run<F, S>(wire: Wire, serve: S) -> Box<dyn Endpoint>
    where
        S: FnOnce(TcpListener) -> F + Send + 'static,
        F: Future<Output = ()>,
    {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        Self::run_announced(wire, move |announce| {
            announce.send(address).unwrap();
            serve(listener)
        })
    }

    /// Like [`run`](Self::run), for frameworks that open the port themselves: `serve` announces
    /// its address.
    pub(super) fn run_announced<F, S>(wire: Wire, serve: S) -> Box<dyn Endpoint>
    where
        S: FnOnce(Sender<SocketAddr>) -> F + Send + 'static,
        F: Future<Output = ()>,
    {
        let (announce, announced) = channel();
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            // actix needs its own kind of runtime, which does for all.
            actix_web::rt::System::new().block_on(async move {
                tokio::select! {
                    () = serve(announce) => {}
                    _ = stopped => {}
                }
            });
        });
        let address = announced.recv().unwrap();
        Box::new(Self {
            client: match wire {
                Wire::Http2 => Box::new(Http2::new(address)),
                Wire::Http1 | Wire::None => Box::new(Http1(address)),
            },
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Endpoint for Server {
    fn exchange(&mut self, request: &Request) -> Answer {
        self.client.exchange(request)
    }

    fn address(&self) -> Option<SocketAddr> {
        self.client.address()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
