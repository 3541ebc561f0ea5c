//! The sender's side: signs a delivery now and prints the command that sends it, for
//! the other examples and for servers of your own.
//!
//! Run it: `cargo run --example sign -- stripe http://127.0.0.1:3000`. The secret is the
//! one in the sender's environment variable (`STRIPE_WEBHOOK_SECRET`), or the
//! demonstration's.
//!
//! Try another sender's name; a wrong one gives the list of them. Without leaving the
//! terminal: `eval "$(cargo run -q --example sign -- stripe http://127.0.0.1:3000)"`.

use std::env;
use std::net::SocketAddr;

use hookseal::time::{Clock as _, SystemClock};
use hookseal_examples::demo::{SENDERS, Sender};
use hookseal_examples::{BoxError, try_it};

fn main() -> Result<(), BoxError> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [id, server] = arguments.as_slice() else {
        return Err("usage: sign <sender> http://<address>:<port>".into());
    };
    let sender = find(id)?;
    let address = address(server)?;

    let signed = sender.sign(&sender.signer()?, SystemClock.now())?;
    println!("{}", try_it::curl(address, sender.path, &signed));
    Ok(())
}

fn find(id: &str) -> Result<&'static Sender, BoxError> {
    SENDERS
        .iter()
        .find(|sender| sender.id == id)
        .ok_or_else(|| {
            let ids: Vec<&str> = SENDERS.iter().map(|sender| sender.id).collect();
            format!("`{id}` is none of {}", ids.join(", ")).into()
        })
}

fn address(url: &str) -> Result<SocketAddr, BoxError> {
    url.strip_prefix("http://")
        .and_then(|address| address.trim_end_matches('/').parse().ok())
        .ok_or_else(|| format!("`{url}` is not like http://127.0.0.1:3000").into())
}
