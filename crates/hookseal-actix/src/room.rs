//! actix's own limits for bodies, which must not refuse what has been verified.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use actix_web::dev::{Extensions, ServiceRequest};
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Data, FormConfig, JsonConfig, PayloadConfig};
use hookseal_core::Verifier;

/// The limits of actix's extractors, as the verifier's: for apps that say nothing of their own.
pub(crate) struct Room {
    form: Rc<Extensions>,
    json: Rc<Extensions>,
    payload: Rc<Extensions>,
}

impl Room {
    pub(crate) fn of(verifier: &Verifier) -> Self {
        let limit = verifier.body_limit();
        Self {
            form: holding(FormConfig::default().limit(limit)),
            json: holding(JsonConfig::default().limit(limit)),
            payload: holding(PayloadConfig::new(limit)),
        }
    }

    /// Makes room for a verified body of this length.
    pub(crate) fn make(&self, request: &mut ServiceRequest, length: usize) {
        if length > LIMIT_OF_PAYLOAD && !says::<PayloadConfig>(request) {
            add(request, &self.payload, length);
        }
        if length > LIMIT_OF_JSON && !says::<JsonConfig>(request) {
            add(request, &self.json, length);
        }
        if length > LIMIT_OF_FORM && is_form(request) && !says::<FormConfig>(request) {
            add(request, &self.form, length);
        }
    }
}

impl fmt::Debug for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Room").finish_non_exhaustive()
    }
}

fn holding<T: 'static>(config: T) -> Rc<Extensions> {
    let mut data = Extensions::new();
    data.insert(config);
    Rc::new(data)
}

/// Whether the app has a limit of its own.
fn says<T: 'static>(request: &ServiceRequest) -> bool {
    request.app_data::<T>().is_some() || request.app_data::<Data<T>>().is_some()
}

fn is_form(request: &ServiceRequest) -> bool {
    let kind = request.headers().get(CONTENT_TYPE);
    let kind = kind.and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| {
        kind.trim_start()
            .starts_with("application/x-www-form-urlencoded")
    })
}

fn add(request: &mut ServiceRequest, data: &Rc<Extensions>, length: usize) {
    // actix panics where it has handed out clones of the request, so where a panic ends the
    // process this is not tried.
    let added = cfg!(panic = "unwind")
        && catch_unwind(AssertUnwindSafe(|| {
            request.add_data_container(Rc::clone(data));
        }))
        .is_ok();
    if !added {
        tracing::warn!(
            target: "hookseal",
            length,
            "a verified body is longer than actix's extractors accept by default; raise the limit of `PayloadConfig`, `JsonConfig` or `FormConfig`"
        );
    }
}

/// The default limit of actix's extractors, in bytes.
const LIMIT_OF_FORM: usize = 16 * 1024;
const LIMIT_OF_JSON: usize = 2 * 1024 * 1024;
const LIMIT_OF_PAYLOAD: usize = 256 * 1024;
