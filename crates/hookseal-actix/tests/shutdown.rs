//! A server that is stopped while a handler runs whose client has gone.

#![cfg(feature = "replay")]
#![allow(clippy::panic, clippy::unwrap_used)]

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::rt::spawn;
use actix_web::rt::task::JoinHandle;
use actix_web::{App, HttpResponse, HttpServer, web};
use hookseal_actix::{ReplayLayer, WebhookLayer};
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Secret, Verifier};
use hookseal_replay::{MemoryStore, ReplayGuard};
use http_body_util::Full;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
);

fn secret() -> Secret {
    Secret::new("6f1d9a52c3e84b70a1f5").unwrap()
}

#[derive(Clone, Default)]
struct Runs {
    begun: Arc<AtomicUsize>,
    ended: Arc<AtomicUsize>,
}

impl Runs {
    fn so_far(&self) -> (usize, usize) {
        let (begun, ended) = (&self.begun, &self.ended);
        (begun.load(Ordering::SeqCst), ended.load(Ordering::SeqCst))
    }
}

async fn slow(runs: web::Data<Runs>) -> HttpResponse {
    runs.begun.fetch_add(1, Ordering::SeqCst);
    sleep(Duration::from_secs(1)).await;
    runs.ended.fetch_add(1, Ordering::SeqCst);
    HttpResponse::NoContent().finish()
}

/// A server whose handler runs, though its client has gone.
struct Served {
    guard: ReplayGuard,
    runs: Runs,
    handle: ServerHandle,
    server: JoinHandle<std::io::Result<()>>,
}

impl Served {
    async fn begin() -> Self {
        let guard = ReplayGuard::new("hooks", MemoryStore::new()).unwrap();
        let verifier = Verifier::new(ACME, secret()).unwrap();
        let runs = Runs::default();
        let (its_guard, its_runs) = (guard.clone(), runs.clone());
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let server = HttpServer::new(move || {
            let hook = web::resource("/hook")
                .wrap(ReplayLayer::new(its_guard.clone()))
                .wrap(WebhookLayer::new(verifier.clone()))
                .route(web::post().to(slow));
            let runs = web::Data::new(its_runs.clone());
            App::new().app_data(runs).service(hook)
        });
        let server = server.workers(1).disable_signals();
        let server = server.listen_auto_h2c(listener).unwrap().run();
        let handle = server.handle();
        let server = spawn(server);
        deliver_and_go(address, &runs).await;
        while guard.runs() == 0 {
            sleep(Duration::from_millis(5)).await;
        }
        // The server has noticed by now.
        sleep(Duration::from_millis(200)).await;
        Self {
            guard,
            runs,
            handle,
            server,
        }
    }

    async fn stop(self) {
        self.handle.stop(true).await;
        self.server.await.unwrap().unwrap();
    }
}

/// Sends a delivery over HTTP/2, where a server learns at once that its client has gone.
async fn deliver_and_go(address: SocketAddr, runs: &Runs) {
    let signer = Signer::new(ACME, secret()).unwrap();
    let delivery = signer.sign(&Delivery::new("{}")).unwrap();
    let mut request = http::Request::post("http://hooks.test/hook");
    for (name, value) in delivery.headers() {
        request = request.header(name, value);
    }
    let request = request
        .body(Full::new(web::Bytes::from_static(b"{}")))
        .unwrap();
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .unwrap();
    let connection = tokio::spawn(connection);
    let answer = tokio::spawn(async move { sender.send_request(request).await.map(drop) });
    while runs.so_far().0 == 0 {
        sleep(Duration::from_millis(5)).await;
    }
    answer.abort();
    connection.abort();
}

#[actix_web::test]
async fn i17_runs_whose_clients_have_gone_can_be_awaited() {
    let served = Served::begin().await;
    assert_eq!((served.runs.so_far(), served.guard.runs()), ((1, 0), 1));
    // No new connections, then the runs, and only then the workers on which they run.
    served.handle.pause().await;
    let drained = timeout(Duration::from_secs(10), served.guard.drained());
    drained.await.unwrap();
    assert_eq!((served.runs.so_far(), served.guard.runs()), ((1, 1), 0));
    served.stop().await;
}

#[actix_web::test]
async fn i17_a_server_that_stops_cuts_off_runs_that_nobody_awaits() {
    let served = Served::begin().await;
    let (guard, runs) = (served.guard.clone(), served.runs.clone());
    served.stop().await;
    // That is what it is to be awaited for; what was cut off is in progress no more.
    timeout(Duration::from_secs(10), guard.drained())
        .await
        .unwrap();
    assert_eq!((runs.so_far(), guard.runs()), ((1, 0), 0));
}
