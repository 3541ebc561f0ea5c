//! The layer and the data guard in Rocket, on mounted routes.

#![allow(clippy::needless_pass_by_value)] // guards

use std::net::SocketAddr;
use std::sync::mpsc::Sender;

use ::rocket::config::{Config, Ident, LogLevel, Shutdown};
use ::rocket::fairing::AdHoc;
use ::rocket::http::uri::Origin;
use ::rocket::http::{Method, Status};
use ::rocket::shield::Shield;
use ::rocket::{Build, Request, Route, State, post, routes};
use hookseal::rocket::{
    Guarded, KeepTarget, ReplayLayer, VerifyWebhook, Webhook, WebhookFairing, WebhookLayer, refusal,
};
use hookseal::{Raw, Verifier};
use serde_json::Value;

use super::{NotCarried, Runner, Wire};
use crate::site::{self, App, HANDLED, Order, rewritten, tenant_in};

/// `hookseal-rocket`, with its layer or by the data guard alone.
pub(super) struct Rocket {
    pub(super) layer: bool,
}

impl Runner for Rocket {
    fn name(&self) -> &'static str {
        if self.layer { "rocket" } else { "rocket_guard" }
    }

    fn wire(&self) -> Wire {
        Wire::Http1
    }

    fn has_layer(&self) -> bool {
        self.layer
    }

    fn not_carried(&self) -> &'static [NotCarried] {
        NOT_CARRIED
    }

    fn start(&self, app: App) -> Box<dyn site::Endpoint> {
        let layer = self.layer;
        super::server::Server::run_announced(self.wire(), move |announce| {
            serve(announce, app, layer)
        })
    }
}

const NOT_CARRIED: &[NotCarried] = &[
    NotCarried {
        case: "b10_a_handler_reads_what_was_verified_whatever_its_coding",
        why: ONE_GUARD,
    },
    NotCarried {
        case: "b12_what_has_read_the_body_before_is_blamed_and_not_the_secret",
        why: "nothing in front of a data guard can take the data away",
    },
    NotCarried {
        case: "b37_what_the_layer_has_verified_no_extractor_refuses_as_too_long",
        why: ONE_GUARD,
    },
    NotCarried {
        case: "hands_the_same_bytes_to_other_extractors",
        why: ONE_GUARD,
    },
    NotCarried {
        case: "x4_the_event_keeps_the_verified_bytes",
        why: "nothing between a layer and the data guard can replace the data",
    },
    waits("b1_a_client_that_owes_too_much_is_answered_at_once"),
    waits("b33_a_guard_that_nothing_verifies_for_reads_the_body"),
    waits("b6_a_slow_body_is_refused_at_the_deadline"),
    waits("k10_a_delivery_finishes_with_the_keys_it_began_with"),
    waits("k10_a_rotation_amid_a_delivery_does_not_touch_it"),
    waits("refuses_a_wrong_signature_without_waiting_for_the_body"),
    waits("t17_freshness_is_judged_when_the_head_arrives"),
    NotCarried {
        case: "s15_bytes_beyond_ascii_are_refused",
        why: "Rocket drops header lines that are not UTF-8",
    },
];

/// A case that is about the time before the first bytes of a body.
const fn waits(case: &'static str) -> NotCarried {
    let why = "Rocket waits for the first 14 bytes of the data before it routes";
    NotCarried { case, why }
}

const ONE_GUARD: &str = "a handler of Rocket's has one data guard, which is the only one to read";

async fn serve(announce: Sender<SocketAddr>, app: App, layer: bool) {
    let config = Config {
        port: 0,
        ident: Ident::none(),
        log_level: LogLevel::Off,
        shutdown: Shutdown {
            ctrlc: false,
            #[cfg(unix)]
            signals: std::collections::HashSet::new(),
            ..Shutdown::default()
        },
        ..Config::debug_default()
    };
    let announcing = AdHoc::on_liftoff("announce", move |rocket| {
        let config = rocket.config();
        let address = SocketAddr::new(config.address, config.port);
        announce.send(address).unwrap();
        Box::pin(async {})
    });
    let noting = app.clone();
    let note = AdHoc::on_response("note refusals", move |request, _| {
        if let Some(rejection) = refusal(request) {
            noting.refused(&rejection);
        }
        Box::pin(async {})
    });
    let rocket = ::rocket::custom(config)
        // Its headers are Rocket's, and not asked for here.
        .attach(Shield::new())
        .attach(KeepTarget)
        .attach(AdHoc::on_request("in front", |request, _| {
            in_front(request);
            Box::pin(async {})
        }))
        .attach(announcing)
        .attach(note)
        .manage(app.clone());
    let rocket = if layer {
        layered(rocket, &app)
    } else {
        extracted(rocket, &app)
    };
    if let Err(error) = rocket.launch().await {
        panic!("{error}");
    }
}

/// A fairing that rewrites targets, and finds out by itself whose request it is.
fn in_front(request: &mut Request<'_>) {
    let tenant = tenant_in(request.uri().path().as_str());
    request.local_cache(|| tenant);
    let target = request.uri().to_string();
    if let Some(target) = rewritten(&target) {
        request.set_uri(Origin::parse_owned(target.to_owned()).unwrap());
    }
}

fn layered(rocket: ::rocket::Rocket<Build>, app: &App) -> ::rocket::Rocket<Build> {
    let layer = |verifier: &Verifier| {
        let layer = WebhookLayer::new(verifier.clone());
        let others = METHODS.into_iter().filter(|method| *method != Method::Post);
        others.fold(layer, WebhookLayer::also_by)
    };
    let verify = layer(&app.verifier);
    let by_tenant = verify.clone().tenant_param("tenant");
    let mut hooks = verify.around(guarded(app, routes![raw, json, order, rest]));
    hooks.extend(by_tenant.around(guarded(app, routes![of_tenant, of_misspelt])));
    match &app.outer {
        None => hooks.extend(by_all_methods(guarded(app, routes![open]))),
        Some(outer) => hooks = WebhookLayer::new(outer.clone()).around(hooks),
    }
    // Answers for `open`, which may have no layer around it.
    let fairing = WebhookFairing::new(app.verifier.clone());
    rocket
        .attach(fairing)
        .mount("/hooks", hooks)
        .mount("/", verify.around(routes![elsewhere]))
}

/// Routes inside the guard's layer, if there is one.
fn guarded(app: &App, routes: Vec<Route>) -> Vec<Route> {
    match &app.guard {
        None => routes,
        Some(guard) => ReplayLayer::new(guard.clone()).around(routes),
    }
}

fn extracted(rocket: ::rocket::Rocket<Build>, app: &App) -> ::rocket::Rocket<Build> {
    let hooks = by_all_methods(routes![own_raw, own_json, own_order]);
    let rocket = rocket.attach(WebhookFairing::new(app.verifier.clone()));
    match &app.outer {
        None => rocket
            .mount("/", hooks)
            .mount("/hooks", by_all_methods(routes![open])),
        Some(outer) => rocket.mount("/", WebhookLayer::new(outer.clone()).around(hooks)),
    }
}

const METHODS: [Method; 9] = [
    Method::Get,
    Method::Put,
    Method::Post,
    Method::Delete,
    Method::Options,
    Method::Head,
    Method::Trace,
    Method::Connect,
    Method::Patch,
];

fn by_all_methods(routes: Vec<Route>) -> Vec<Route> {
    let by = |route: &Route, method| {
        let mut route = route.clone();
        route.method = method;
        route
    };
    let routes = routes.iter();
    routes
        .flat_map(|route| METHODS.map(|method| by(route, method)))
        .collect()
}

type Handled = (Status, &'static str);

#[post("/raw", data = "<event>")]
async fn raw(app: &State<App>, guarded: Guarded<'_>, event: Webhook<Raw>) -> Handled {
    app.took("raw", &event);
    let status = app.act(guarded.reservation().as_ref()).await;
    (Status::new(status), HANDLED)
}

#[post("/<_..>", rank = 10, data = "<event>")]
async fn rest(app: &State<App>, guarded: Guarded<'_>, event: Webhook<Raw>) -> Handled {
    raw(app, guarded, event).await
}

#[post("/<_..>", rank = 11, data = "<event>")]
async fn elsewhere(app: &State<App>, guarded: Guarded<'_>, event: Webhook<Raw>) -> Handled {
    raw(app, guarded, event).await
}

#[post("/tenants/<tenant>", data = "<event>")]
async fn of_tenant(
    tenant: &str,
    app: &State<App>,
    guarded: Guarded<'_>,
    event: Webhook<Raw>,
) -> Handled {
    let _ = tenant;
    raw(app, guarded, event).await
}

#[post("/misspelt/<tennant>", data = "<event>")]
async fn of_misspelt(
    tennant: &str,
    app: &State<App>,
    guarded: Guarded<'_>,
    event: Webhook<Raw>,
) -> Handled {
    let _ = tennant;
    raw(app, guarded, event).await
}

#[post("/open", data = "<event>")]
async fn open(app: &State<App>, guarded: Guarded<'_>, event: Webhook<Raw>) -> Handled {
    raw(app, guarded, event).await
}

#[post("/json", data = "<event>")]
fn json(event: Webhook<Value>, app: &State<App>) -> &'static str {
    app.took("json", &event);
    HANDLED
}

#[post("/order", data = "<event>")]
fn order(app: &State<App>, event: Webhook<Order>) -> &'static str {
    app.took("order", &event);
    HANDLED
}

#[post("/<_..>", rank = 10, data = "<event>")]
fn own_raw(app: &State<App>, event: VerifyWebhook<Raw>) -> &'static str {
    app.took("raw", &event);
    HANDLED
}

#[post("/hooks/json", data = "<event>")]
fn own_json(app: &State<App>, event: VerifyWebhook<Value>) -> &'static str {
    app.took("json", &event);
    HANDLED
}

#[post("/hooks/order", data = "<event>")]
fn own_order(app: &State<App>, event: VerifyWebhook<Order>) -> &'static str {
    app.took("order", &event);
    HANDLED
}
