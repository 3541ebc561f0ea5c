//! Apps of actix's.

use std::hint::black_box;

use actix_web::dev::{HttpServiceFactory, Service as _};
use actix_web::rt::System;
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, Resource, web};
use bytes::Bytes;
use futures_util::FutureExt as _;
use hookseal_actix::{Webhook, WebhookLayer};
use hookseal_core::Raw;
use hookseal_providers::GITHUB;
use http::StatusCode;

use crate::{BODY, Failed, Headers, USUAL, verifier};

pub(crate) fn bare() -> Resource {
    web::resource("/hook").route(web::post().to(async |body: Bytes| body))
}

/// The bare app behind a layer that does nothing.
pub(crate) fn through() -> impl HttpServiceFactory + 'static {
    bare().wrap_fn(|request, next| next.call(request))
}

pub(crate) fn layer() -> Result<impl HttpServiceFactory + 'static, Failed> {
    let resource = web::resource("/hook").route(web::post().to(on_event));
    Ok(resource.wrap(WebhookLayer::new(verifier(GITHUB)?)))
}

pub(crate) fn extractor() -> Result<Resource, Failed> {
    let resource = web::resource("/hook").app_data(verifier(GITHUB)?);
    Ok(resource.route(web::post().to(on_event)))
}

async fn on_event(Webhook(event): Webhook<Raw>) -> Bytes {
    event.bytes().clone()
}

/// Sends requests with these headers and the usual ones.
pub(crate) fn requests(
    resource: impl HttpServiceFactory + 'static,
    headers: &Headers,
    count: usize,
    expected: StatusCode,
) -> Result<(), Failed> {
    let app = App::new().service(resource);
    let service = System::new().block_on(init_service(app));
    for _ in 0..count {
        let request = TestRequest::post().uri("/hook").set_payload(BODY.clone());
        let own = headers.iter().map(|(name, value)| (&**name, &**value));
        let request = USUAL
            .into_iter()
            .chain(own)
            .fold(request, TestRequest::insert_header)
            .to_request();
        let answer = service.call(black_box(request)).now_or_never();
        let Some(Ok(response)) = black_box(answer) else {
            return Err("it waits".into());
        };
        if response.status().as_u16() != expected.as_u16() {
            return Err(response.status().as_str().into());
        }
    }
    Ok(())
}
