//! Clients that put exactly the bytes on the wire that a case wants there.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Frame;
use hyper_util::rt::{TokioExecutor, TokioIo};

use crate::answer::Answer;
use crate::request::{Request, Transfer};
use crate::site::Endpoint;

/// How long a client waits for anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// An HTTP/1.1 connection that is written to byte by byte.
pub struct Connection {
    stream: TcpStream,
    unread: Vec<u8>,
    /// Whether the request was a `HEAD`, whose answer has no body whatever it announces.
    head: bool,
}

impl Connection {
    /// Connects.
    pub fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect_timeout(&address, PATIENCE).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream,
            unread: Vec::new(),
            head: false,
        }
    }

    /// Writes bytes. The server may have closed already, which is for the case to see.
    pub fn write(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.stream.write_all(bytes.as_ref()).is_ok()
    }

    /// Writes the head of a request, with these lines added.
    pub fn write_head(&mut self, request: &Request, lines: &[&str]) {
        self.head = request.method == "HEAD";
        let mut head = format!("{} {} HTTP/1.1\r\n", request.method, request.target).into_bytes();
        if !request.has("host") {
            head.extend_from_slice(b"host: hooks.test\r\n");
        }
        for (name, value) in &request.headers {
            head.extend_from_slice(name.as_bytes());
            head.extend_from_slice(b": ");
            head.extend_from_slice(value);
            head.extend_from_slice(b"\r\n");
        }
        for line in lines {
            head.extend_from_slice(line.as_bytes());
            head.extend_from_slice(b"\r\n");
        }
        head.extend_from_slice(b"\r\n");
        self.write(head);
    }

    /// Writes a whole request.
    pub fn write_request(&mut self, request: &Request) {
        match request.transfer {
            Transfer::Length | Transfer::Pieces(_) => {
                let length = format!("content-length: {}", request.body.len());
                let mut lines = vec![length.as_str()];
                lines.retain(|_| !request.has("content-length"));
                self.write_head(request, &lines);
                for piece in request.pieces() {
                    self.write(piece);
                }
            }
            Transfer::Chunked(_) => {
                self.write_head(request, &["transfer-encoding: chunked"]);
                let mut body = Vec::new();
                for piece in request.pieces() {
                    body.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
                    body.extend_from_slice(piece);
                    body.extend_from_slice(b"\r\n");
                }
                body.extend_from_slice(b"0\r\n\r\n");
                self.write(body);
            }
        }
    }

    /// No more will be written.
    pub fn finish_writing(&self) {
        let _ = self.stream.shutdown(std::net::Shutdown::Write);
    }

    /// The next answer, with interim ones (1xx) counted as answers.
    pub fn read_answer(&mut self) -> Answer {
        self.try_read_answer().expect("an answer can be read")
    }

    /// The next answer, or `None` when the connection ends before one.
    pub fn try_read_answer(&mut self) -> Option<Answer> {
        let (status, headers, head) = loop {
            if let Some(parsed) = parse_head(&self.unread) {
                break parsed;
            }
            if !self.read_more() {
                return None;
            }
        };
        self.unread.drain(..head);
        let value = |name: &str| {
            headers
                .iter()
                .find(|(other, _)| other == name)
                .map(|(_, value)| value.clone())
        };
        let body = if self.head {
            Vec::new()
        } else if let Some(length) = value("content-length") {
            self.take(length.parse().unwrap())?
        } else if value("transfer-encoding").is_some() {
            self.take_chunks()?
        } else if status >= 200 && status != 204 {
            while self.read_more() {}
            std::mem::take(&mut self.unread)
        } else {
            Vec::new()
        };
        Some(Answer::received(status, headers, body))
    }

    /// Whether the server has closed the connection, waiting a while for it.
    pub fn is_closed(&mut self) -> bool {
        while self.unread.is_empty() {
            if !self.read_more() {
                return true;
            }
        }
        false
    }

    /// Whether nothing arrives within `time`.
    pub fn is_silent_for(&mut self, time: Duration) -> bool {
        self.stream.set_read_timeout(Some(time)).unwrap();
        let silent = self.unread.is_empty() && {
            let mut byte = [0];
            match self.stream.read(&mut byte) {
                Ok(read) => {
                    self.unread.extend_from_slice(&byte[..read]);
                    false
                }
                Err(error) => matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
            }
        };
        self.stream.set_read_timeout(Some(PATIENCE)).unwrap();
        silent
    }

    fn read_more(&mut self) -> bool {
        let mut buffer = [0; 16 * 1024];
        match self.stream.read(&mut buffer) {
            Ok(0) | Err(_) => false,
            Ok(read) => {
                self.unread.extend_from_slice(&buffer[..read]);
                true
            }
        }
    }

    fn take(&mut self, length: usize) -> Option<Vec<u8>> {
        while self.unread.len() < length {
            if !self.read_more() {
                return None;
            }
        }
        Some(self.unread.drain(..length).collect())
    }

    fn take_chunks(&mut self) -> Option<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let (start, size) = loop {
                if let Ok(httparse::Status::Complete(found)) =
                    httparse::parse_chunk_size(&self.unread)
                {
                    break found;
                }
                if !self.read_more() {
                    return None;
                }
            };
            self.take(start)?;
            let size = usize::try_from(size).unwrap();
            body.extend(self.take(size)?);
            self.take(2)?;
            if size == 0 {
                return Some(body);
            }
        }
    }
}

type Head = (u16, Vec<(String, String)>, usize);

fn parse_head(bytes: &[u8]) -> Option<Head> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(length) = response.parse(bytes).unwrap() else {
        return None;
    };
    let headers = response
        .headers
        .iter()
        .map(|header| {
            (
                header.name.to_ascii_lowercase(),
                String::from_utf8_lossy(header.value).into_owned(),
            )
        })
        .collect();
    Some((response.code.unwrap(), headers, length))
}

/// Reaches a server by HTTP/1.1, with a connection for each request.
pub struct Http1(pub SocketAddr);

impl Endpoint for Http1 {
    fn exchange(&mut self, request: &Request) -> Answer {
        let mut connection = Connection::open(self.0);
        connection.write_request(request);
        connection.read_answer()
    }

    fn address(&self) -> Option<SocketAddr> {
        Some(self.0)
    }
}

/// Reaches a server by HTTP/2 without TLS, with a connection for each request.
pub struct Http2 {
    address: SocketAddr,
    runtime: tokio::runtime::Runtime,
}

impl Http2 {
    /// A client for the server at `address`.
    pub fn new(address: SocketAddr) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        Self { address, runtime }
    }

    /// As HTTP/2 clients do, the request is sent once more where its connection ends without
    /// an answer: a server that ends one while the client still writes may lose it.
    async fn send(&self, request: &Request) -> Answer {
        match self.try_send(request).await {
            Ok(answer) => answer,
            Err(_) => self.try_send(request).await.unwrap(),
        }
    }

    async fn try_send(&self, request: &Request) -> Result<Answer, hyper::Error> {
        let stream = tokio::net::TcpStream::connect(self.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (mut sender, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
                .await?;
        tokio::spawn(connection);
        let mut head = http::Request::builder()
            .method(request.method.as_str())
            .uri(format!("http://hooks.test{}", request.target));
        for (name, value) in &request.headers {
            head = head.header(name.as_str(), value.as_slice());
        }
        let announced = !matches!(request.transfer, Transfer::Chunked(_));
        if announced && !request.has("content-length") {
            head = head.header("content-length", request.body.len());
        }
        // h2 itself ends connections with thousands of tiny frames.
        let pieces: Vec<_> = request
            .pieces_of_at_least(request.body.len() / 200)
            .into_iter()
            .map(|piece| {
                let piece = Bytes::copy_from_slice(piece);
                Ok::<_, std::convert::Infallible>(Frame::data(piece))
            })
            .collect();
        let body = StreamBody::new(stream::iter(pieces));
        let response = sender.send_request(head.body(body).unwrap()).await?;
        let (parts, body) = response.into_parts();
        let headers = parts
            .headers
            .iter()
            .map(|(name, value)| {
                (
                    name.to_string(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect();
        let body = body.collect().await?.to_bytes().to_vec();
        Ok(Answer::received(parts.status.as_u16(), headers, body))
    }
}

impl Endpoint for Http2 {
    fn exchange(&mut self, request: &Request) -> Answer {
        self.runtime
            .block_on(async { tokio::time::timeout(PATIENCE, self.send(request)).await })
            .expect("an answer within the client's patience")
    }

    fn address(&self) -> Option<SocketAddr> {
        None
    }
}
