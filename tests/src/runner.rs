//! Runners: each serves the same app by one adapter.

mod actix;
mod axum;
mod axum_extractor;
mod core;
mod lambda;
mod ntex;
mod poem;
mod rocket;
mod salvo;
mod server;
mod tower;
mod warp;

use crate::site::{App, Endpoint};

pub use self::core::{Core, answer_of};

/// Serves an app by one adapter.
pub trait Runner: Sync {
    /// The adapter's name, as it stands in the names of tests.
    fn name(&self) -> &'static str;

    /// What it is reached by.
    fn wire(&self) -> Wire;

    /// Whether a layer or middleware verifies, rather than the extractor.
    fn has_layer(&self) -> bool;

    /// The cases that its requests cannot carry.
    fn not_carried(&self) -> &'static [NotCarried] {
        &[]
    }

    /// The senders whose vectors it runs.
    ///
    /// Vectors test senders' schemes, which are the core's. Of an adapter they test how it reads
    /// heads, bodies and targets. So all of them run through the core, and through one adapter
    /// for each kind of head: that of `http` 1.x, and actix's. For the others the founding systems
    /// and the cases of the suite show the same, in a tenth of the time.
    fn vectors_of(&self) -> Senders {
        Senders::Founding
    }

    /// Serves `app` for as long as the endpoint lives.
    fn start(&self, app: App) -> Box<dyn Endpoint>;
}

/// The senders whose vectors a runner runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Senders {
    /// All of the catalogue.
    All,
    /// The founding systems.
    Founding,
    /// None: its requests cannot carry some vectors of each.
    None,
}

impl Senders {
    /// Whether the vectors in this file are among theirs.
    #[must_use]
    pub fn include(self, file: &str) -> bool {
        match self {
            Self::All => true,
            Self::Founding => FOUNDING.contains(&file),
            Self::None => false,
        }
    }
}

/// The files of the founding systems.
const FOUNDING: &[&str] = &["mailchannels", "meshes", "sendmesh", "sendsar", "sendx"];

/// A case that a runner's requests cannot carry.
#[derive(Clone, Copy, Debug)]
pub struct NotCarried {
    /// The case's name.
    pub case: &'static str,
    /// Why.
    pub why: &'static str,
}

/// What a runner is reached by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// Function calls.
    None,
    /// HTTP/1.1 on a socket.
    Http1,
    /// HTTP/2 on a socket.
    Http2,
}

/// All runners.
pub const ALL: &[&dyn Runner] = &[
    &Core,
    &tower::Tower,
    &axum::Axum(Wire::Http1),
    &axum::Axum(Wire::Http2),
    &axum_extractor::AxumExtractor,
    &actix::Actix {
        wire: Wire::Http1,
        layer: true,
    },
    &actix::Actix {
        wire: Wire::Http2,
        layer: true,
    },
    &actix::Actix {
        wire: Wire::Http1,
        layer: false,
    },
    &ntex::Ntex { layer: true },
    &ntex::Ntex { layer: false },
    &poem::Poem { layer: true },
    &poem::Poem { layer: false },
    &lambda::Lambda(lambda::Trigger::FunctionUrl),
    &lambda::Lambda(lambda::Trigger::LoadBalancer),
    &rocket::Rocket { layer: true },
    &rocket::Rocket { layer: false },
    &salvo::Salvo { layer: true },
    &salvo::Salvo { layer: false },
    &warp::Warp { layer: true },
    &warp::Warp { layer: false },
];
