//! Clients that go before their handler is done.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::client::Client;
use super::ledger::Ledger;
use super::serve::{Adapter, Serving};
use super::{Kept, handler};

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub struct Gone {
    /// Clients that have gone.
    pub clients: usize,
    /// Deliveries that were never handled.
    pub lost: usize,
    /// Deliveries that were handled more than once.
    pub twice: usize,
    /// Deliveries whose sender came back, and was never told that they are done.
    pub refused: usize,
}

impl fmt::Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "clients gone: {}, {} handled exactly once, {} twice, {} lost, {} never acknowledged when their sender came back",
            self.clients,
            self.clients - self.lost - self.twice,
            self.twice,
            self.lost,
            self.refused,
        )
    }
}

/// Each client goes after 40 ms; its handler takes 100.
pub async fn gone(store: &Kept, clients: usize) -> Gone {
    let ledger = Arc::new(Ledger::default());
    let handler = {
        let ledger = Arc::clone(&ledger);
        handler(move |id, reservation| {
            let ledger = Arc::clone(&ledger);
            async move {
                tokio::time::sleep(Duration::from_millis(100)).await;
                ledger.done(id, reservation.unwrap().token());
                200
            }
        })
    };
    let servers = [Adapter::Axum, Adapter::Actix].map(|adapter| {
        Serving::start(
            adapter,
            store.guard(|builder| builder),
            Arc::clone(&handler),
        )
    });
    let mut refused = 0;
    for batch in (0..clients).collect::<Vec<_>>().chunks(50) {
        let senders: Vec<_> = batch
            .iter()
            .map(|at| {
                let (mut client, id) = (Client::new(servers[at % 2].address()), id_of(*at));
                tokio::spawn(async move {
                    let answer = client.deliver(&id);
                    let _ = tokio::time::timeout(Duration::from_millis(40), answer).await;
                    client.hang_up();
                    // Long after the handler is done; what a busy machine has not let begin
                    // is begun by the retry.
                    tokio::time::sleep(Duration::from_millis(400)).await;
                    client.insist(&id, Duration::from_secs(60)).await.is_some()
                })
            })
            .collect();
        for sender in senders {
            refused += usize::from(!sender.await.unwrap());
        }
    }
    let names: Vec<_> = (0..clients).map(id_of).collect();
    let (lost, twice) = ledger.judge(names.iter().map(String::as_str));
    Gone {
        clients,
        lost,
        twice,
        refused,
    }
}

fn id_of(at: usize) -> String {
    format!("evt_gone_{at}")
}
