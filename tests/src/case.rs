//! A case: what is sent, and what must come back.

use hookseal::Verifier;

use crate::runner::{Runner, Wire};
use crate::site::{App, Site};

/// One behaviour that every adapter must have.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// The name, with the id of the attack catalogue's row in front where it has one.
    pub name: &'static str,
    /// What a runner needs for it.
    pub needs: Needs,
    /// Panics where the behaviour is another.
    pub run: fn(&Stage<'_>),
}

/// What a case needs of a runner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing besides verification.
    Nothing,
    /// A layer or middleware in front of the handler.
    Layer,
    /// Both a layer and HTTP/1.1.
    LayerAndHttp1,
    /// HTTP/1.1 on a socket, to write raw bytes to.
    Http1,
    /// Any socket.
    Socket,
}

impl Case {
    /// A case that every runner can run.
    pub const fn new(name: &'static str, run: fn(&Stage<'_>)) -> Self {
        Self {
            name,
            needs: Needs::Nothing,
            run,
        }
    }

    /// A case for runners that have what it needs.
    pub const fn needing(mut self, needs: Needs) -> Self {
        self.needs = needs;
        self
    }

    /// Whether `runner` has what the case needs.
    pub fn fits(&self, runner: &dyn Runner) -> bool {
        let mut not_carried = runner.not_carried().iter();
        if not_carried.any(|not_carried| not_carried.case == self.name) {
            return false;
        }
        match self.needs {
            Needs::Nothing => true,
            Needs::Layer => runner.has_layer(),
            Needs::LayerAndHttp1 => runner.has_layer() && runner.wire() == Wire::Http1,
            Needs::Http1 => runner.wire() == Wire::Http1,
            Needs::Socket => runner.wire() != Wire::None,
        }
    }
}

/// Where a case plays: one adapter.
pub struct Stage<'a> {
    runner: &'a dyn Runner,
}

impl<'a> Stage<'a> {
    /// A stage on `runner`.
    pub const fn new(runner: &'a dyn Runner) -> Self {
        Self { runner }
    }

    /// The runner.
    pub const fn runner(&self) -> &dyn Runner {
        self.runner
    }

    /// Serves `verifier` until the site is dropped.
    pub fn serve(&self, verifier: Verifier) -> Site {
        self.serve_app(App::new(verifier))
    }

    /// Serves an app with more to it than its verifier.
    pub fn serve_app(&self, app: App) -> Site {
        let endpoint = self.runner.start(app.clone());
        Site::new(app, endpoint)
    }
}
