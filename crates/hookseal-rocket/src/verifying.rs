//! A layer around one route: the verifier, and the options by which it knows more than a head.

use std::fmt;
use std::sync::Arc;

use hookseal_core::{Tenant, Verifier};
use hookseal_http::TenantFound;
use rocket::request::Request;
use rocket::route::Route;

use crate::head::Facts;

/// The app's settings of a layer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub(crate) target_of: Option<Find<Option<String>>>,
    pub(crate) tenant_of: Option<TenantBy>,
}

/// A function of the app's.
pub(crate) struct Find<T>(pub(crate) Arc<dyn Fn(&Request<'_>) -> T + Send + Sync>);

#[derive(Clone, Debug)]
pub(crate) enum TenantBy {
    Parameter(Arc<str>),
    Function(Find<Option<String>>),
}

impl<T> Clone for Find<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> fmt::Debug for Find<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Find(…)")
    }
}

/// A layer around one route.
pub(crate) struct Verifying {
    pub(crate) verifier: Verifier,
    options: Options,
    /// The route's parameters and their segments, counted from where the route is mounted.
    parameters: Vec<(String, usize)>,
}

impl Verifying {
    pub(crate) fn new(verifier: &Verifier, options: &Options, route: &Route) -> Self {
        let segments = route.uri.unmounted_origin.path().raw_segments();
        let parameters = segments.enumerate().filter_map(|(place, segment)| {
            let name = segment.as_str().strip_prefix('<')?.strip_suffix('>')?;
            Some((name.to_owned(), place))
        });
        Self {
            verifier: verifier.clone(),
            options: options.clone(),
            parameters: parameters.collect(),
        }
    }

    /// Asks the app's functions what is not in a request's head.
    pub(crate) fn facts(&self, request: &Request<'_>) -> Facts {
        Facts {
            target: self
                .options
                .target_of
                .as_ref()
                .and_then(|Find(of)| of(request)),
            tenant: self.options.tenant_of.as_ref().map(|by| match by {
                TenantBy::Parameter(name) => self.parameter(name, request),
                TenantBy::Function(Find(of)) => Ok(of(request).map(Tenant::new)),
            }),
        }
    }

    fn parameter(&self, name: &str, request: &Request<'_>) -> TenantFound {
        let parameters = self.parameters.iter().filter_map(|(name, place)| {
            let value = request.param::<&str>(*place)?;
            Some((name, value.ok()?))
        });
        Tenant::by_parameter(name, request.uri().path().as_str(), parameters)
    }
}
