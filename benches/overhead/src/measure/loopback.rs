//! End to end: real servers on this machine, one request after the other on a kept
//! connection. Only the ratio to the bare app says something.

use std::net::{SocketAddr, TcpListener};
use std::thread;
use std::time::Instant;

use anyhow::Result;
use axum::Router;
use axum::serve::ListenerExt as _;
use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use serde::Serialize;
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};

use super::Effort;
use crate::delivery::{Delivery, Signed};
use crate::frames::Framing;
use crate::frameworks::{Framework, actix, axum as axum_apps};

/// One app behind its server.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct EndToEnd {
    pub framework: Framework,
    pub name: &'static str,
    pub size: usize,
    /// Of one request, in the fastest round.
    pub microseconds: f64,
    pub ratio_to_bare: f64,
}

const NAMES: [&str; 3] = ["bare", "hookseal", "hand-rolled"];

/// Requests sent to one server before it is the next one's turn.
const IN_A_ROW: usize = 100;

/// The bare app, hookseal's and the hand-rolled one, each behind its framework's server.
///
/// # Errors
///
/// When the servers cannot be started or do not answer.
pub fn measure(framework: Framework, size: usize, effort: Effort) -> Result<Vec<EndToEnd>> {
    let addresses = match framework {
        Framework::Axum => [
            serve_axum(axum_apps::bare())?,
            serve_axum(axum_apps::layered(Signed::GitHub)?)?,
            serve_axum(axum_apps::by_hand())?,
        ],
        Framework::Actix => [serve_actix(0)?, serve_actix(1)?, serve_actix(2)?],
        _ => return Ok(Vec::new()), // these two show what a server leaves of a difference
    };
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let delivery = Delivery::new(Signed::GitHub, size, Framing::One)?;
    let mut clients = Vec::new();
    for address in addresses {
        clients.push(runtime.block_on(connect(address))?);
    }
    let mut measured = vec![Vec::new(); clients.len()];
    for round in 0..effort.rounds {
        for turn in 0..clients.len() {
            let place = (round + turn) % clients.len();
            measured[place].push(send(&runtime, &mut clients[place], &delivery)?);
        }
    }
    // The fastest rounds: what slows a round down is mostly where the kernel has put the
    // threads of client and server.
    let fastest = |rounds: &[f64]| rounds.iter().copied().fold(f64::INFINITY, f64::min);
    let bare = fastest(&measured[0]);
    Ok(NAMES
        .into_iter()
        .zip(&measured)
        .map(|(name, own)| EndToEnd {
            framework,
            name,
            size,
            microseconds: fastest(own) * 1e6 / IN_A_ROW as f64,
            ratio_to_bare: fastest(own) / bare,
        })
        .collect())
}

/// Sends deliveries one after the other; says how long they took.
fn send(
    runtime: &Runtime,
    client: &mut SendRequest<Full<Bytes>>,
    delivery: &Delivery,
) -> Result<f64> {
    let requests: Vec<_> = (0..IN_A_ROW)
        .map(|_| request(delivery))
        .collect::<Result<_>>()?;
    let start = Instant::now();
    runtime.block_on(async {
        for request in requests {
            client.ready().await?;
            let response = client.send_request(request).await?;
            delivery.expected.check(response.status().as_u16());
            response.into_body().collect().await?;
        }
        anyhow::Ok(())
    })?;
    Ok(start.elapsed().as_secs_f64())
}

fn request(delivery: &Delivery) -> Result<Request<Full<Bytes>>> {
    let mut request = Request::post("/hook");
    for (name, value) in &delivery.headers {
        request = request.header(name, value);
    }
    Ok(request.body(Full::new(delivery.body.clone()))?)
}

async fn connect(address: SocketAddr) -> Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (client, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(client)
}

fn serve_axum(router: Router) -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            // Else the kernel holds back answers until it may send more.
            let listener = listener.tap_io(|stream| {
                let _ = stream.set_nodelay(true);
            });
            axum::serve(listener, router).await
        })
    });
    Ok(address)
}

/// Serves the app of this place in [`NAMES`].
fn serve_actix(place: usize) -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        let server = actix_web::HttpServer::new(move || {
            actix_web::App::new().configure(|config| {
                match place {
                    0 => config.service(actix::bare()),
                    1 => match actix::layered(Signed::GitHub) {
                        Ok(app) => config.service(app),
                        Err(_) => config, // answers 404, which is noticed
                    },
                    _ => config.service(actix::by_hand()),
                };
            })
        });
        let server = server.workers(1).disable_signals().listen(listener)?;
        actix_web::rt::System::new().block_on(server.run())
    });
    Ok(address)
}
