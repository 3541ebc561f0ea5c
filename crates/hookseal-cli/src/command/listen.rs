//! `hookseal listen`.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hookseal::adapter::Answer;
use hookseal::{Rejection, VerifiedBody};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::given;
use crate::case::{Case, Refusal};
use crate::catalogue::Entry;
use crate::cli::Listen;
use crate::diagnose::now;
use crate::escape::{escaped, escaped_bytes, shortened};
use crate::explain::Explanation;
use crate::failure::Failure;
use crate::input::Head;
use crate::outcome::Outcome;
use crate::output::json;
use crate::output::text::{self, FAINT, styled};
use crate::report::Report;

/// Receives deliveries until it is stopped, or has had enough.
pub(crate) fn run(args: &Listen) -> Result<Outcome, Failure> {
    let entry = given::entry(&args.sender)?;
    let private = given::private_keys(&args.signing)?;
    let keys = given::verifying_keys(&args.keys, &private)?;
    let mut case = given::case(&entry, keys, &args.sender, &args.rules);
    case.answers_handshakes = true;
    // What is wrong with the keys is said now, not at the first delivery.
    case.verifier()?;
    let receiver = Receiver {
        entry,
        tokens: case.rules.tokens(),
        case,
        now: args.rules.now,
        explain: args.explain,
    };
    super::runtime()?.block_on(serve(args, Arc::new(receiver)))
}

/// The state that all connections share.
struct Receiver {
    entry: Entry,
    case: Case,
    now: Option<u64>,
    explain: bool,
    /// The headers that carry the secret itself.
    tokens: Vec<String>,
}

/// A delivery with the verdict on it.
struct Delivery {
    line: String,
    headers: Vec<String>,
    report: Report,
}

async fn serve(args: &Listen, receiver: Arc<Receiver>) -> Result<Outcome, Failure> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| Failure::io(&address, &error))?;
    let address = listener
        .local_addr()
        .map_err(|error| Failure::io(&address, &error))?;
    text::note(&format!(
        "listening for {} on http://{address}/ (Ctrl-C ends it)",
        receiver.entry.name
    ));
    let (tell, mut told) = mpsc::unbounded_channel();
    let connections = GracefulShutdown::new();
    let mut left = args.count;
    let mut all_verified = true;
    while left != Some(0) {
        tokio::select! {
            accepted = listener.accept() => {
                // What goes wrong with one connection is no reason to end.
                let Ok((stream, _)) = accepted else { continue };
                let (receiver, tell) = (Arc::clone(&receiver), tell.clone());
                let service = service_fn(move |request| {
                    answer(Arc::clone(&receiver), tell.clone(), request)
                });
                let connection = http1::Builder::new()
                    .timer(TokioTimer::new())
                    .header_read_timeout(HEAD_TIMEOUT)
                    .serve_connection(TokioIo::new(stream), service);
                let connection = connections.watch(connection);
                tokio::spawn(async move { connection.await.ok() });
            }
            Some(delivery) = told.recv() => {
                show(args, &delivery)?;
                all_verified &= delivery.report.outcome == Outcome::Done;
                left = left.map(|left| left.saturating_sub(1));
            }
        }
    }
    // The last answers are still on their way.
    let _ = timeout(LAST_ANSWERS, connections.shutdown()).await;
    Ok(Outcome::of(all_verified))
}

fn show(args: &Listen, delivery: &Delivery) -> Result<(), Failure> {
    if args.json {
        return json::print(&delivery.report);
    }
    let mut shown = format!("\n{}\n", delivery.line);
    for header in &delivery.headers {
        shown.push_str(&styled(FAINT, header));
        shown.push('\n');
    }
    if let Some(explanation) = &delivery.report.explanation {
        shown.push_str(&text::explanation_text(explanation));
    }
    shown.push_str(&text::verdict_text(&delivery.report));
    text::print(&shown)
}

/// Judges one delivery, tells of it, and answers as an app would.
async fn answer(
    receiver: Arc<Receiver>,
    tell: mpsc::UnboundedSender<Delivery>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let head = Head {
        method: parts.method.as_str().to_owned(),
        target: parts
            .uri
            .path_and_query()
            .map_or("/", |target| target.as_str())
            .to_owned(),
        headers: parts
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
            .collect(),
    };
    let body = read(body, receiver.case.body_limit).await;
    // Looking for the mistake is work for a while.
    let judged = tokio::task::spawn_blocking(move || judge(&receiver, head, body)).await;
    let Ok((delivery, refusal)) = judged else {
        return Ok(status(StatusCode::INTERNAL_SERVER_ERROR));
    };
    // Told no more once enough deliveries have come.
    let _ = tell.send(delivery);
    Ok(match refusal {
        None => status(StatusCode::NO_CONTENT),
        Some(Refusal::Config(_)) => status(StatusCode::INTERNAL_SERVER_ERROR),
        Some(Refusal::Handshake(answered)) => respond(answered.into_answer()),
        Some(Refusal::Rejection(rejection)) => respond(rejection.answer()),
    })
}

async fn read(body: Incoming, limit: usize) -> Result<Bytes, Rejection> {
    match timeout(BODY_TIMEOUT, Limited::new(body, limit).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Rejection::BodyTooLarge { limit }),
        Ok(Err(_)) => Err(Rejection::BodyIncomplete),
        Err(_) => Err(Rejection::BodyTimeout),
    }
}

fn judge(
    receiver: &Receiver,
    head: Head,
    body: Result<Bytes, Rejection>,
) -> (Delivery, Option<Refusal>) {
    let mut case = Case {
        head,
        now: receiver.now.map_or_else(now, hookseal::UnixTime::from_secs),
        ..receiver.case.clone()
    };
    let verdict: Result<VerifiedBody, Refusal> = match body {
        Ok(body) => {
            case.body = body;
            case.judge()
        }
        // An app does not read the body of what it refuses by the head.
        Err(rejection) => Err(case.judge_head().err().unwrap_or_else(|| rejection.into())),
    };
    let mut report = Report::new(&receiver.entry, &case, &verdict);
    if receiver.explain {
        report.explanation = Some(Explanation::of(&case));
    }
    let line = format!(
        "{} {}  {} bytes",
        escaped(&case.head.method),
        shortened(&escaped(&case.head.target), 200),
        case.body.len()
    );
    let headers = case
        .head
        .headers
        .iter()
        .filter(|(name, _)| !is_private(name))
        .map(|(name, value)| {
            let shown = if receiver
                .tokens
                .iter()
                .any(|token| token.eq_ignore_ascii_case(name))
            {
                format!("{} bytes, which are not shown", value.len())
            } else {
                shortened(&escaped_bytes(value), 100)
            };
            format!("  {}: {shown}", escaped(name))
        })
        .collect();
    let delivery = Delivery {
        line,
        headers,
        report,
    };
    (delivery, verdict.err())
}

/// Headers that are nobody's business.
fn is_private(name: &str) -> bool {
    ["authorization", "cookie", "proxy-authorization"]
        .iter()
        .any(|private| name.eq_ignore_ascii_case(private))
}

fn status(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}

fn respond(answer: Answer) -> Response<Full<Bytes>> {
    let mut response = Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        response = response.header(name, &*value);
    }
    response
        .body(Full::new(answer.into_bytes()))
        .unwrap_or_else(|_| status(StatusCode::INTERNAL_SERVER_ERROR))
}

const BODY_TIMEOUT: Duration = Duration::from_secs(30);
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
const LAST_ANSWERS: Duration = Duration::from_secs(2);
