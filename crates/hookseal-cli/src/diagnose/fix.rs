//! How to fix a mistake, in words and in code.

/// Words, and code for each framework where there is something to write.
#[derive(Clone, Debug, Default)]
pub(super) struct Fix {
    pub(super) text: String,
    pub(super) axum: Option<String>,
    pub(super) actix: Option<String>,
}

impl Fix {
    /// Nothing to write in the app.
    pub(super) fn outside(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// How the verifier is built, which is the same everywhere.
    pub(super) fn verifier(text: impl Into<String>, code: &str) -> Self {
        Self {
            text: text.into(),
            axum: Some(format!(
                "{code}\n.route_layer(hookseal::axum::WebhookLayer::new(verifier))"
            )),
            actix: Some(format!(
                "{code}\n.wrap(hookseal::actix::WebhookLayer::new(verifier.clone()))"
            )),
        }
    }

    /// The app says what the sender has called, where its requests have another target.
    /// `expression` makes it of the one at hand.
    pub(super) fn target(text: impl Into<String>, expression: impl Fn(&str) -> String) -> Self {
        let axum = expression("received_target(parts)");
        let actix = expression("request.uri().to_string()");
        Self {
            text: text.into(),
            axum: Some(format!(
                "use hookseal::axum::{{WebhookLayer, received_target}};\n\
                 .route_layer(WebhookLayer::new(verifier).target_of(|parts| {axum}))"
            )),
            actix: Some(format!(
                ".wrap(hookseal::actix::WebhookLayer::new(verifier.clone())\n    \
                 .target_of(|request| {actix}))"
            )),
        }
    }

    /// A layer that runs before hookseal's rewrites the target.
    pub(super) fn kept_target(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            axum: Some(
                "// around what rewrites the target, which runs before the router\n\
                 let app = ServiceBuilder::new()\n    \
                 .layer(hookseal::axum::KeepTargetLayer)\n    \
                 .layer(NormalizePathLayer::trim_trailing_slash())\n    \
                 .service(router);"
                    .to_owned(),
            ),
            actix: Some(
                "// the middleware that is wrapped last runs first\n\
                 App::new().wrap(NormalizePath::trim()).wrap(hookseal::actix::KeepTarget)"
                    .to_owned(),
            ),
        }
    }

    /// The app gets to the body before hookseal, or makes another one of it.
    pub(super) fn body(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            axum: Some(
                "// the layer that is added last runs first; the handler takes the verified bytes\n\
                 .route(\"/hooks\", post(on_event))\n\
                 .route_layer(hookseal::axum::WebhookLayer::new(verifier))\n\
                 async fn on_event(Webhook(event): Webhook<Event>) { … }"
                    .to_owned(),
            ),
            actix: Some(
                "// the middleware that is wrapped last runs first\n\
                 web::resource(\"/hooks\")\n    \
                 .wrap(hookseal::actix::WebhookLayer::new(verifier.clone()))\n    \
                 .route(web::post().to(on_event))\n\
                 async fn on_event(Webhook(event): Webhook<Event>) -> HttpResponse { … }"
                    .to_owned(),
            ),
        }
    }

    /// A layer that changes bodies has to run after hookseal's.
    pub(super) fn layer_order(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            axum: Some(
                ".layer(RequestDecompressionLayer::new()) // runs second\n\
                 .layer(hookseal::axum::WebhookLayer::new(verifier)) // added last, runs first"
                    .to_owned(),
            ),
            actix: Some(
                "// nothing decompresses before it; the handler takes `Webhook<Raw>`\n\
                 .wrap(hookseal::actix::WebhookLayer::new(verifier.clone()))"
                    .to_owned(),
            ),
        }
    }
}
