//! Plays a sender that delivers more than once, as they all do.

use std::net::SocketAddr;
use std::time::{SystemTime, UNIX_EPOCH};

use hookseal::signing::Signer;
use hookseal::{Secret, UnixTime};
use serde::Deserialize;

use crate::demo::{STRIPE, STRIPE_SECRET};
use crate::{BoxError, client};

/// The payload of the deliveries that are played.
#[derive(Clone, Debug, Deserialize)]
pub struct Invoice {
    /// What happened; the handlers of the examples fail with `invoice.unlucky` at first.
    #[serde(rename = "type")]
    pub kind: String,
}

impl Invoice {
    /// Whether the first try to handle it is to fail.
    #[must_use]
    pub fn is_unlucky(&self) -> bool {
        self.kind == "invoice.unlucky"
    }
}

/// Delivers events, each more than once, and compares the answers.
///
/// # Errors
///
/// An answer that is not as it should be.
pub async fn duplicates(address: SocketAddr, path: &str) -> Result<(), BoxError> {
    let stripe = Stripe { address, path };
    // Another event in each run, for stores that remember those of the last.
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos();
    let (paid, unlucky) = (format!("evt_{now}_1"), format!("evt_{now}_2"));
    println!("\nan event, and then the same again, twice:");
    stripe.expect(&paid, "invoice.paid", 204).await?;
    stripe.expect(&paid, "invoice.paid", 200).await?;
    stripe.expect(&paid, "invoice.paid", 200).await?;
    println!("\nan event whose handler fails at first:");
    stripe.expect(&unlucky, "invoice.unlucky", 500).await?;
    stripe.expect(&unlucky, "invoice.unlucky", 204).await?;
    stripe.expect(&unlucky, "invoice.unlucky", 200).await?;
    println!("\neach was handled once");
    Ok(())
}

struct Stripe<'a> {
    address: SocketAddr,
    path: &'a str,
}

impl Stripe<'_> {
    async fn expect(&self, id: &str, kind: &str, expected: u16) -> Result<(), BoxError> {
        let body = format!(r#"{{"id":"{id}","type":"{kind}"}}"#);
        let signer = Signer::new(STRIPE.scheme, Secret::new(STRIPE_SECRET)?)?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
        // Signed again each time, as Stripe does.
        let delivery = STRIPE.delivery(body.as_bytes());
        let delivery = delivery.timestamp(UnixTime::from_secs(now.as_secs()));
        let request = client::request(self.path, &signer.sign(&delivery)?)?;
        let status = client::send(self.address, request).await?.status.as_u16();
        let said = match status {
            204 => "by the handler",
            200 => "a duplicate, without the handler",
            500 => "the handler failed: it will be run again",
            _ => "?",
        };
        println!("  {id} {kind}: {status}, {said}");
        if status == expected {
            return Ok(());
        }
        Err(format!("{status} instead of {expected}").into())
    }
}
