//! What a delivery writes is written exactly once: the replay guard with its store in
//! PostgreSQL, whose commit is part of the handler's own transaction.
//!
//! Start a PostgreSQL, such as by
//!
//! ```console
//! $ docker run --rm -p 5432:5432 -e POSTGRES_HOST_AUTH_METHOD=trust postgres
//! ```
//!
//! and run it: `cargo run --example replay_postgres`. `DATABASE_URL` says where the server
//! is, if not at `postgres://postgres@127.0.0.1:5432/postgres`. The example plays Stripe,
//! which delivers everything more than once, counts what was written, and exits with an
//! error if that is not one row for each event.

use std::env;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Extension, Router};
use hookseal::axum::{ReplayLayer, Webhook, WebhookLayer};
use hookseal::postgres::{CommitError, PostgresStore};
use hookseal::providers::STRIPE;
use hookseal::replay::{ReplayGuard, Reservation};
use hookseal::{Secret, Verifier};
use hookseal_examples::play::{self, Invoice};
use hookseal_examples::{BoxError, demo};
use sqlx::PgPool;
use tokio::net::TcpListener;

async fn on_invoice(
    State(pool): State<PgPool>,
    Extension(reservation): Extension<Reservation>,
    Webhook(event): Webhook<Invoice>,
) -> StatusCode {
    match book(&pool, &reservation, event.payload()).await {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(error) => {
            println!("  rolled back: {error}");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

/// Books an invoice and commits its delivery: both, or neither.
async fn book(pool: &PgPool, reservation: &Reservation, invoice: &Invoice) -> Result<(), BoxError> {
    let mut transaction = pool.begin().await?;
    sqlx::query("INSERT INTO hookseal_example_invoices (kind) VALUES ($1)")
        .bind(&invoice.kind)
        .execute(&mut *transaction)
        .await?;
    if invoice.is_unlucky() && !reservation.is_repeated() {
        return Err("half way through".into()); // what was written above is undone
    }
    PostgresStore::commit_in(&mut transaction, reservation)
        .await
        .map_err(|error: CommitError| error.to_string())?;
    transaction.commit().await?;
    println!("  handled, attempt {}", reservation.attempt());
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    tracing_subscriber::fmt().init();
    let url = env::var("DATABASE_URL")
        .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/postgres".to_owned());
    let pool = PgPool::connect(&url).await.map_err(|error| {
        format!("{error}\nstart one by: docker run --rm -p 5432:5432 -e POSTGRES_HOST_AUTH_METHOD=trust postgres")
    })?;
    for statement in [
        "DROP TABLE IF EXISTS hookseal_example_invoices",
        "CREATE TABLE hookseal_example_invoices (kind text NOT NULL)",
    ] {
        sqlx::query(statement).execute(&pool).await?;
    }

    let store = PostgresStore::new(pool.clone());
    store.migrate().await?;
    tokio::spawn(store.sweep_every(Duration::from_secs(600)));
    let guard = ReplayGuard::new("billing", store)?;
    guard.check_store().await?; // logs what could break its promise

    let verifier = Verifier::new(STRIPE, Secret::new(demo::STRIPE_SECRET)?)?;
    let app = Router::new()
        .route("/hooks/stripe", post(on_invoice))
        .route_layer(ReplayLayer::new(guard))
        .route_layer(WebhookLayer::new(verifier)) // the last is the outer one: it verifies
        .with_state(pool.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, app).await });
    play::duplicates(address, "/hooks/stripe").await?;

    let written: i64 = sqlx::query_scalar("SELECT count(*) FROM hookseal_example_invoices")
        .fetch_one(&pool)
        .await?;
    println!("{written} rows were written for 2 events in 6 deliveries");
    match written {
        2 => Ok(()),
        _ => Err("that is not one for each".into()),
    }
}
