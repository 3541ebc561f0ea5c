//! Real servers, of both frameworks, with a guard before their handler.

use std::net::{SocketAddr, TcpListener};
use std::thread::JoinHandle;

use actix_web::{App, HttpServer, web};
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Extension, Router};
use hookseal::replay::{ReplayGuard, Reservation};
use hookseal::{Raw, Secret, VerifiedEvent, Verifier, providers};
use tokio::sync::oneshot;

use super::Handler;

/// A framework.
#[derive(Clone, Copy, Debug)]
pub enum Adapter {
    /// axum.
    Axum,
    /// actix-web.
    Actix,
}

/// A server on a thread of its own, stopped when dropped.
pub(super) struct Serving {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Serving {
    pub(super) fn start(adapter: Adapter, guard: ReplayGuard, handler: Handler) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                tokio::select! {
                    () = serve(adapter, listener, guard, handler) => {}
                    _ = stopped => {}
                }
            });
        });
        Self {
            address,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn serve(adapter: Adapter, listener: TcpListener, guard: ReplayGuard, handler: Handler) {
    match adapter {
        Adapter::Axum => {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            let app = Router::new()
                .route("/", post(in_axum))
                .route_layer(hookseal::axum::ReplayLayer::new(guard))
                .route_layer(hookseal::axum::WebhookLayer::new(verifier()))
                .layer(Extension(handler));
            axum::serve(listener, app).await.unwrap();
        }
        Adapter::Actix => {
            let verifier = verifier();
            let app = move || {
                App::new()
                    .app_data(web::Data::new(handler.clone()))
                    .wrap(hookseal::actix::ReplayLayer::new(guard.clone()))
                    .wrap(hookseal::actix::WebhookLayer::new(verifier.clone()))
                    .route("/", web::post().to(in_actix))
            };
            let server = HttpServer::new(app).workers(1).disable_signals();
            server.listen(listener).unwrap().run().await.unwrap();
        }
    }
}

async fn in_axum(
    Extension(handler): Extension<Handler>,
    reservation: Option<Extension<Reservation>>,
    hookseal::axum::Webhook(event): hookseal::axum::Webhook<Raw>,
) -> StatusCode {
    let reservation = reservation.map(|Extension(reservation)| reservation);
    let status = handler(id(&event), reservation).await;
    StatusCode::from_u16(status).unwrap()
}

async fn in_actix(
    handler: web::Data<Handler>,
    reservation: Option<web::ReqData<Reservation>>,
    hookseal::actix::Webhook(event): hookseal::actix::Webhook<Raw>,
) -> actix_web::HttpResponse {
    let reservation = reservation.map(web::ReqData::into_inner);
    let status = handler(id(&event), reservation).await;
    actix_web::HttpResponse::new(actix_web::http::StatusCode::from_u16(status).unwrap())
}

fn id(event: &VerifiedEvent<Raw>) -> String {
    event.id().unwrap().signed().unwrap().to_owned()
}

fn verifier() -> Verifier {
    Verifier::new(providers::STRIPE, secret()).unwrap()
}

pub(super) fn secret() -> Secret {
    Secret::new("whsec_of-the-storm-alone").unwrap()
}
