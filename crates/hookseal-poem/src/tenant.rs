//! Tenants in the path.

use std::fmt;

use hookseal_core::Tenant;
use hookseal_http::TenantFound;
use percent_encoding::percent_decode_str;
use poem::Request;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use crate::head::received_target;

/// The tenant named by a path parameter of the matched route.
pub(crate) fn path_parameter(request: &Request, name: &str) -> TenantFound {
    let target = received_target(request);
    // poem leaves parameters out that are not UTF-8.
    if !is_utf8(target) || !is_utf8(request.uri().path()) {
        return Ok(None);
    }
    let parameters = request.path_params::<Parameters>();
    let parameters = parameters.map_or_else(|_| Vec::new(), |Parameters(all)| all);
    Tenant::by_parameter(name, target, parameters)
}

fn is_utf8(target: &str) -> bool {
    let path = target.split('?').next().unwrap_or_default();
    percent_decode_str(path).decode_utf8().is_ok()
}

/// All parameters in order, also those whose name comes twice.
struct Parameters(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Parameters {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Pairs).map(Self)
    }
}

struct Pairs;

impl<'de> Visitor<'de> for Pairs {
    type Value = Vec<(String, String)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("path parameters")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(pairs)
    }
}
