//! Loco: its routes are axum's, and so is hookseal's router.
//!
//! Run it: `cargo run --manifest-path examples/on-axum/Cargo.toml --bin loco`, and paste the
//! commands that it prints.

use std::path::Path;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use hookseal::axum::{Webhook, WebhookRouter};
use hookseal_examples_on_axum::{github, what_to_try};
use loco_rs::app::{AppContext, Hooks};
use loco_rs::bgworker::Queue;
use loco_rs::boot::{BootResult, ServeParams, StartMode, create_app, start};
use loco_rs::config::Config;
use loco_rs::controller::AppRoutes;
use loco_rs::environment::Environment;
use loco_rs::prelude::async_trait;
use loco_rs::task::Tasks;
use loco_rs::{Error, Result};
use serde::Deserialize;

#[derive(Deserialize)]
struct Push {
    #[serde(rename = "ref")]
    branch: String,
}

async fn on_push(Webhook(event): Webhook<Push>) -> StatusCode {
    println!("a push to {}", event.payload().branch);
    StatusCode::NO_CONTENT
}

struct App;

#[async_trait]
impl Hooks for App {
    fn app_name() -> &'static str {
        "hookseal-on-loco"
    }

    /// The webhooks come first, so that Loco's own middleware is around them too. A secret that
    /// is missing stops the app here.
    async fn before_routes(_: &AppContext) -> Result<Router<AppContext>> {
        let verifier = github().map_err(Error::wrap)?;
        let hooks = WebhookRouter::new(verifier).route("/github", post(on_push));
        Ok(Router::new().nest("/hooks", hooks.into_router()))
    }

    fn routes(_: &AppContext) -> AppRoutes {
        AppRoutes::with_default_routes()
    }

    async fn load_config(environment: &Environment) -> Result<Config> {
        environment.load_from_folder(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/config")))
    }

    async fn boot(
        mode: StartMode,
        environment: &Environment,
        config: Config,
    ) -> Result<BootResult> {
        create_app::<Self>(mode, environment, config).await
    }

    async fn connect_workers(_: &AppContext, _: &Queue) -> Result<()> {
        Ok(())
    }

    fn register_tasks(_: &mut Tasks) {}
}

#[tokio::main]
async fn main() -> Result<()> {
    let environment = Environment::Development;
    let config = App::load_config(&environment).await?;
    let address = ServeParams {
        port: config.server.port,
        binding: config.server.binding.clone(),
    };
    println!(
        "{}",
        what_to_try(&format!("{}/hooks/github", config.server.full_url()))
    );
    let boot = App::boot(StartMode::ServerOnly, &environment, config).await?;
    start::<App>(boot, address, true).await
}
