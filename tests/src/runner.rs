//! Runners: each serves the same app by one adapter.

mod actix;
mod axum;
mod axum_extractor;
mod core;
mod lambda;
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

    /// Whether it runs the vectors of this file (default: of all).
    ///
    /// They test senders' schemes in the core, and what all adapters do with a request. For an
    /// adapter that takes heads and bodies from `hookseal-http`, as axum's does, the cases of the
    /// suite and the vectors of a few senders ([`vectors::FEW`](crate::vectors::FEW)) show the
    /// same in a tenth of the time.
    fn takes_vectors_of(&self, _file: &str) -> bool {
        true
    }

    /// Serves `app` for as long as the endpoint lives.
    fn start(&self, app: App) -> Box<dyn Endpoint>;
}

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

/// The files of vectors that run through every adapter.
pub const FOUNDING: &[&str] = &["mailchannels", "meshes", "sendmesh", "sendsar", "sendx"];

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
