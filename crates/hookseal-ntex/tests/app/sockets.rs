//! What ntex's server does by itself, as the crate's page says.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Raw, Verifier};
use hookseal_ntex::{Webhook, WebhookLayer};
use ntex::rt::spawn_blocking;
use ntex::web::test::{TestServer, server};
use ntex::web::{self, App, HttpResponse};

use crate::support::{ACME, ORDER, secret};

async fn serve(verifier: Verifier) -> TestServer {
    async fn event(_: Webhook<Raw>) -> HttpResponse {
        HttpResponse::NoContent().finish()
    }
    server(async move || {
        let layer = WebhookLayer::new(verifier.clone());
        App::new().service(web::resource("/hook").middleware(layer).to(event))
    })
    .await
}

/// The status of the answer to these bytes after a head with a valid signature; `None` if there is
/// none.
async fn answer_to(server: &TestServer, framing: &str, body: String) -> Option<u16> {
    let signer = Signer::new(ACME, secret()).unwrap();
    let delivery = signer.sign(&Delivery::new(ORDER)).unwrap();
    let headers = delivery
        .headers()
        .map(|(name, value)| format!("{name}: {value}\r\n"));
    let headers: String = headers.collect();
    let first = "POST /hook HTTP/1.1\r\nHost: example.com";
    let request = format!("{first}\r\n{framing}\r\n{headers}\r\n{body}");
    let address = server.addr();
    let exchange = move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(10)))
            .unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut head = [0; 12];
        let read = stream.read_exact(&mut head);
        read.ok()
            .map(|()| String::from_utf8_lossy(&head[9..]).parse().unwrap())
    };
    spawn_blocking(exchange).await.unwrap()
}

const CHUNKED: &str = "Transfer-Encoding: chunked";

#[ntex::test]
async fn h10_ntex_refuses_trailers_and_broken_framing_by_itself() {
    let server = serve(Verifier::new(ACME, secret()).unwrap()).await;
    let chunk = format!("{:x}\r\n{ORDER}\r\n", ORDER.len());
    for (end, expected) in [
        ("0\r\n\r\n", Some(204)),
        ("0\r\nAcme-Signature: 00\r\n\r\n", Some(400)),
        ("not a length\r\n", Some(400)),
    ] {
        let body = format!("{chunk}{end}");
        assert_eq!(answer_to(&server, CHUNKED, body).await, expected, "{end}");
    }
}

/// The body is verified as it arrives, within the verifier's time.
#[ntex::test]
async fn b4_a_body_that_never_ends_is_given_up() {
    let builder = Verifier::builder(ACME).key(secret());
    let verifier = builder.read_timeout(Duration::from_millis(100)).build();
    let server = serve(verifier.unwrap()).await;
    let length = "Content-Length: 100";
    assert_eq!(answer_to(&server, length, "{".to_owned()).await, Some(408));
}
