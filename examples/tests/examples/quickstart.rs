//! The quickstart's own checks, shown to bite: against servers that are wrong in one
//! way it must report exactly that.

#[path = "../../quickstart/deliveries.rs"]
mod deliveries;
#[path = "../../quickstart/mailchannels.rs"]
mod mailchannels;
#[path = "../../quickstart/report.rs"]
mod report;
#[path = "../../quickstart/server.rs"]
mod server;

use std::future::ready;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use axum::middleware::map_response;
use axum::response::Response;
use hookseal::Rejection;
use hookseal_examples::demo::GITHUB_SECRET;
use tokio::net::TcpListener;

use self::deliveries::Expected;
use self::report::Report;
use self::server::Record;

async fn report(app: impl FnOnce(Record) -> Router) -> Report {
    let record = Record::default();
    let app = app(record.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    Report::of(deliveries::all().unwrap(), address, &record).await
}

fn real(record: Record) -> Router {
    server::app(GITHUB_SECRET, record).unwrap()
}

#[tokio::test]
async fn the_real_server_is_good() {
    let report = report(real).await;
    assert!(report.is_good(), "{report}");
}

#[tokio::test]
async fn a_server_that_verifies_nothing_is_found() {
    let report = report(|record| {
        Router::new().fallback(async move || {
            record.handled("anything".to_owned());
            StatusCode::NO_CONTENT
        })
    })
    .await;
    for row in report.rows() {
        assert_eq!(
            row.is_good(),
            row.expected == Expected::Accepted,
            "{report}"
        );
    }
    assert!(!report.is_good());
}

#[tokio::test]
async fn a_server_that_refuses_everything_is_found() {
    let report = report(|_| {
        Router::new().fallback(async || {
            let why = Rejection::SignatureMismatch;
            hookseal::axum::WebhookRejection::Refused(why)
        })
    })
    .await;
    for row in report.rows() {
        assert!(!row.is_good(), "the operator learns nothing here: {row:?}");
    }
}

#[tokio::test]
async fn a_handler_that_runs_once_too_often_is_found() {
    let report = report(|record| {
        let handled = record.clone();
        real(record).layer(map_response(move |response: Response| {
            handled.handled("once more".to_owned());
            ready(response)
        }))
    })
    .await;
    assert_eq!(report.failed(), report.rows().len(), "{report}");
}

#[tokio::test]
async fn refusals_that_differ_are_found() {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    async fn number(response: Response) -> Response {
        if response.status() != StatusCode::UNAUTHORIZED {
            return response;
        }
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let telling = format!(
            r#"{{"type":"https://github.com/hookseal/hookseal/blob/main/docs/problems.md#unauthorized","n":{number}}}"#
        );
        let mut response = response.map(|_| Body::from(telling));
        response.headers_mut().remove("content-length");
        response
    }
    let report = report(|record| real(record).layer(map_response(number))).await;
    assert_eq!(report.failed(), 0, "{report}");
    assert!(!report.is_good());
}
