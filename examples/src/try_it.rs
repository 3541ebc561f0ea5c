//! The commands that an example prints for trying it out.

use std::fmt::Write as _;
use std::net::SocketAddr;

use hookseal::signing::SignedDelivery;
use hookseal::time::{Clock as _, SystemClock};

use crate::BoxError;
use crate::demo::Sender;

/// Two commands: a delivery that `sender` has signed, and the same with another body.
///
/// # Errors
///
/// What is wrong with the sender's secret.
pub fn what_to_try(address: SocketAddr, sender: &Sender) -> Result<String, BoxError> {
    let signed = sender.sign(&sender.signer()?, SystemClock.now())?;
    let name = sender.name;
    Ok(format!(
        "\nA delivery that {name} has signed is accepted:\n\n{}\n\
         \nThe same signature over another body is refused with 401:\n\n{}\n\
         \nFor another delivery, signed now (a signed time is good for five minutes):\n\n\
         cargo run --example sign -- {} http://{address}\n",
        curl(address, sender.path, &signed),
        curl_with_body(address, sender.path, &signed, br#"{"forged":true}"#),
        sender.id,
    ))
}

/// A command for a POSIX shell that sends this delivery.
#[must_use]
pub fn curl(address: SocketAddr, path: &str, signed: &SignedDelivery) -> String {
    curl_with_body(address, path, signed, signed.body())
}

/// A command that sends this delivery's headers with a body of one's own.
#[must_use]
pub fn curl_with_body(
    address: SocketAddr,
    path: &str,
    signed: &SignedDelivery,
    body: &[u8],
) -> String {
    let mut command = format!("curl -i {}", quoted(&format!("http://{address}{path}")));
    let headers = [("Content-Type", "application/json")].into_iter();
    for (name, value) in headers.chain(signed.headers()) {
        // Writing to a String cannot fail.
        let _ = write!(command, " \\\n  -H {}", quoted(&format!("{name}: {value}")));
    }
    let body = quoted(&String::from_utf8_lossy(body));
    let _ = write!(command, " \\\n  --data-binary {body}");
    command
}

/// As one word of a POSIX shell, whatever it contains.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
