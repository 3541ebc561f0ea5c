//! An app of actix's.

use std::hint::black_box;

use actix_web::dev::{HttpServiceFactory, Service as _};
use actix_web::rt::System;
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, Resource, web};
use bytes::Bytes;
use futures_util::FutureExt as _;
use hookseal_actix::WebhookLayer;
use hookseal_providers::GITHUB;
use http::StatusCode;

use crate::{BODY, Failed, USUAL, verifier};

pub(crate) fn bare() -> Resource {
    web::resource("/hook").route(web::post().to(async |body: Bytes| body))
}

pub(crate) fn layer() -> Result<impl HttpServiceFactory + 'static, Failed> {
    Ok(bare().wrap(WebhookLayer::new(verifier(GITHUB)?)))
}

/// Sends requests without a signature.
pub(crate) fn unsigned(
    resource: impl HttpServiceFactory + 'static,
    count: usize,
    expected: StatusCode,
) -> Result<(), Failed> {
    let app = App::new().service(resource);
    let service = System::new().block_on(init_service(app));
    for _ in 0..count {
        let request = TestRequest::post().uri("/hook").set_payload(BODY.clone());
        let request = USUAL
            .into_iter()
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
