//! A sender that delivers until it is told 2xx, as senders do.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use hookseal::{Delivery, Signer, UnixTime, providers};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::serve::secret;

/// Delivers over one connection, which it makes anew when it breaks.
pub(super) struct Client {
    address: SocketAddr,
    signer: Signer,
    connection: Option<SendRequest<Full<Bytes>>>,
}

impl Client {
    pub(super) fn new(address: SocketAddr) -> Self {
        Self {
            address,
            signer: Signer::new(providers::STRIPE, secret()).unwrap(),
            connection: None,
        }
    }

    /// Delivers once, signed anew; the status, if there was an answer.
    pub(super) async fn deliver(&mut self, id: &str) -> Option<u16> {
        let request = self.request(id);
        let mut connection = match self.connection.take() {
            Some(connection) if !connection.is_closed() => connection,
            _ => self.connect().await?,
        };
        let response = connection.send_request(request).await.ok()?;
        let status = response.status().as_u16();
        response.into_body().collect().await.ok()?;
        if connection.ready().await.is_ok() {
            self.connection = Some(connection);
        }
        Some(status)
    }

    /// Delivers until it is told 2xx; how often that took, or nothing if it gave up.
    pub(super) async fn insist(&mut self, id: &str, patience: Duration) -> Option<usize> {
        let start = std::time::Instant::now();
        let mut tries = 0;
        while start.elapsed() < patience {
            tries += 1;
            if matches!(self.deliver(id).await, Some(200..300)) {
                return Some(tries);
            }
            tokio::time::sleep(PAUSE).await;
        }
        None
    }

    /// Delivers until it is told 2xx, or its receiver is gone; whether it was told.
    pub(super) async fn persist(&mut self, id: &str) -> bool {
        loop {
            match self.deliver(id).await {
                Some(200..300) => return true,
                Some(_) => tokio::time::sleep(PAUSE).await,
                None => return false,
            }
        }
    }

    /// Breaks the connection.
    pub(super) fn hang_up(&mut self) {
        self.connection = None;
    }

    fn request(&self, id: &str) -> http::Request<Full<Bytes>> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let body = format!(r#"{{"id":"{id}","type":"order.placed"}}"#);
        let at = UnixTime::from_secs(now.as_secs());
        let signed = self
            .signer
            .sign(&Delivery::new(&body).timestamp(at))
            .unwrap();
        let mut request = http::Request::post("/").header("host", "hooks.test");
        for (name, value) in signed.headers() {
            request = request.header(name, value);
        }
        request.body(Full::from(body)).unwrap()
    }

    async fn connect(&self) -> Option<SendRequest<Full<Bytes>>> {
        let stream = TcpStream::connect(self.address).await.ok()?;
        stream.set_nodelay(true).ok()?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
        tokio::spawn(connection);
        Some(sender)
    }
}

const PAUSE: Duration = Duration::from_millis(20);
