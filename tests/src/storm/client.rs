//! A sender that delivers until it is told 2xx, as senders do.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use hookseal::signing::{Delivery, Signer};
use hookseal::{UnixTime, providers};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::serve::secret;

/// What a delivery was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// After how many seconds to come again.
    pub(super) retry_after: Option<u64>,
}

impl Answer {
    pub(super) const fn is_2xx(self) -> bool {
        matches!(self.status, 200..300)
    }

    /// Whether it was told to come again, and when.
    pub(super) const fn is_unavailable(self) -> bool {
        self.status == 503 && self.retry_after.is_some()
    }
}

fn retry_after<B>(response: &http::Response<B>) -> Option<u64> {
    let value = response.headers().get(http::header::RETRY_AFTER)?;
    value.to_str().ok()?.parse().ok()
}

/// Delivers over one connection, which it makes anew when it breaks.
pub(super) struct Client {
    address: SocketAddr,
    signer: Signer,
    /// How far its clock is ahead, in seconds.
    ahead: i64,
    connection: Option<SendRequest<Full<Bytes>>>,
}

impl Client {
    pub(super) fn new(address: SocketAddr) -> Self {
        Self {
            address,
            signer: Signer::new(providers::STRIPE, secret()).unwrap(),
            ahead: 0,
            connection: None,
        }
    }

    /// With the clock of a receiver that is off by so many seconds, which would else take no
    /// timestamp of its.
    pub(super) const fn ahead(mut self, seconds: i64) -> Self {
        self.ahead = seconds;
        self
    }

    /// Delivers once, signed anew; what was answered, if anything.
    pub(super) async fn deliver(&mut self, id: &str) -> Option<Answer> {
        let request = self.request(id);
        let mut connection = match self.connection.take() {
            Some(connection) if !connection.is_closed() => connection,
            _ => self.connect().await?,
        };
        let response = connection.send_request(request).await.ok()?;
        let answer = Answer {
            status: response.status().as_u16(),
            retry_after: retry_after(&response),
        };
        response.into_body().collect().await.ok()?;
        if connection.ready().await.is_ok() {
            self.connection = Some(connection);
        }
        Some(answer)
    }

    /// Delivers until it is told 2xx; how often that took, or nothing if it gave up.
    pub(super) async fn insist(&mut self, id: &str, patience: Duration) -> Option<usize> {
        let start = std::time::Instant::now();
        let mut tries = 0;
        while start.elapsed() < patience {
            tries += 1;
            if self.deliver(id).await.is_some_and(Answer::is_2xx) {
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
                Some(answer) if answer.is_2xx() => return true,
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
        let at = UnixTime::from_secs(now.as_secs().saturating_add_signed(self.ahead));
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
