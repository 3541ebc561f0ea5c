//! The statements, with their parameters.

use hookseal_replay::{DeliveryKey, Reservation, ReserveRequest};
use sqlx::Postgres;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;

/// A statement ready to run.
pub(crate) type Statement<'q> = Query<'q, Postgres, PgArguments>;

pub(crate) fn reserve(request: &ReserveRequest) -> Statement<'_> {
    sqlx::query(include_str!("sql/reserve.sql"))
        .bind(request.key().as_bytes())
        .bind(request.fingerprint().as_bytes())
        .bind(request.lease().as_secs_f64())
        .bind(request.retention().as_secs_f64())
}

pub(crate) fn look(request: &ReserveRequest) -> Statement<'_> {
    sqlx::query(include_str!("sql/look.sql"))
        .bind(request.key().as_bytes())
        .bind(request.fingerprint().as_bytes())
}

pub(crate) fn extend(held: &Reservation) -> sqlx::Result<Statement<'_>> {
    let request = held.request();
    Ok(of(held, include_str!("sql/extend.sql"))?
        .bind(request.lease().as_secs_f64())
        .bind(request.retention().as_secs_f64()))
}

pub(crate) fn commit(held: &Reservation) -> sqlx::Result<Statement<'_>> {
    let retention = held.request().retention();
    Ok(of(held, include_str!("sql/commit.sql"))?.bind(retention.as_secs_f64()))
}

pub(crate) fn release(held: &Reservation) -> sqlx::Result<Statement<'_>> {
    of(held, include_str!("sql/release.sql"))
}

pub(crate) fn is_done(held: &Reservation) -> sqlx::Result<Statement<'_>> {
    of(held, include_str!("sql/is_done.sql"))
}

pub(crate) fn forget(key: &DeliveryKey) -> Statement<'_> {
    sqlx::query(include_str!("sql/forget.sql")).bind(key.as_bytes())
}

pub(crate) const HEALTH: &str = include_str!("sql/health.sql");
pub(crate) const SWEEP: &str = include_str!("sql/sweep.sql");

/// A statement about a reservation: its key is `$1`, its token `$2`.
fn of<'q>(held: &'q Reservation, statement: &'static str) -> sqlx::Result<Statement<'q>> {
    let token = i64::try_from(held.token())
        .map_err(|_| sqlx::Error::Protocol("a token that this store never gave".to_owned()))?;
    let query = sqlx::query(statement);
    Ok(query.bind(held.key().as_bytes()).bind(token))
}
