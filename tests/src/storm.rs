//! Deliveries by the thousand, and everything that can go wrong with them: for the figures
//! that `replay_storm` prints, and with fewer of them for the tests.

mod client;
mod clocks;
mod gone;
mod kill;
mod ledger;
mod outage;
mod serve;
mod shower;
mod store;

use std::pin::Pin;
use std::sync::Arc;

use hookseal::replay::Reservation;

pub use self::clocks::{Clocks, clock_set, clocks};
pub use self::gone::{Gone, gone};
pub use self::kill::{Kills, kills, serve_until_killed};
pub use self::outage::{Outage, outage};
pub use self::serve::Adapter;
pub use self::shower::{Shower, shower};
pub use self::store::{Engine, Fault, Kept};

/// What is done with a delivery: its id, its reservation, and the status to answer.
type Handler = Arc<
    dyn Fn(String, Option<Reservation>) -> Pin<Box<dyn Future<Output = u16> + Send>> + Send + Sync,
>;

fn handler<F>(handle: impl Fn(String, Option<Reservation>) -> F + Send + Sync + 'static) -> Handler
where
    F: Future<Output = u16> + Send + 'static,
{
    Arc::new(move |id, reservation| Box::pin(handle(id, reservation)))
}

/// Handlers here panic on purpose, a thousand times; that need not be shown.
pub fn hide_panics_of_handlers() {
    let show = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if panic.payload().downcast_ref() != Some(&PANIC) {
            show(panic);
        }
    }));
}

const PANIC: &str = "a handler that panics on purpose";
