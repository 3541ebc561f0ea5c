//! Leptos: webhooks beside the pages that the server renders.
//!
//! Run it: `cargo run --manifest-path examples/on-axum/Cargo.toml --bin leptos`, and paste the
//! commands that it prints.

use std::error::Error;

use axum::http::StatusCode;
use axum::routing::post;
use hookseal::axum::{Webhook, WebhookRouter};
use hookseal_examples_on_axum::{github, what_to_try};
use leptos::prelude::*;
use leptos_axum::{LeptosRoutes as _, generate_route_list};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;
use serde::Deserialize;
use tokio::net::TcpListener;

#[derive(Deserialize)]
struct Push {
    #[serde(rename = "ref")]
    branch: String,
}

async fn on_push(Webhook(event): Webhook<Push>) -> StatusCode {
    println!("a push to {}", event.payload().branch);
    StatusCode::NO_CONTENT
}

#[component]
fn App() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=|| "not found">
                <Route path=path!("/") view=|| view! { <h1>"Pushes arrive here"</h1> } />
            </Routes>
        </Router>
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let hooks = WebhookRouter::new(github()?).route("/github", post(on_push));
    let options = LeptosOptions::builder().output_name("pushes").build();
    let app = axum::Router::new()
        .leptos_routes(&options, generate_route_list(App), App)
        .with_state(options)
        .nest("/hooks", hooks.into_router());

    let listener = TcpListener::bind("127.0.0.1:3000").await?;
    let address = listener.local_addr()?;
    println!("{}", what_to_try(&format!("http://{address}/hooks/github")));
    Ok(axum::serve(listener, app).await?)
}
