//! The tenant of a request, from a parameter of its path: one rule for all adapters.

use super::Tenant;
use crate::verdict::Rejection;

impl Tenant {
    /// The tenant named by the path parameter `name`, as the adapters' `tenant_param` finds it.
    /// For apps on tower with their own router.
    ///
    /// `path` is the request's as received (its query does not matter), `parameters` are all those of the route that was
    /// matched, each percent-decoded once: `a%2Fb` is `a/b`, `a%252Fb` is `a%2Fb`, a plus
    /// stays one. There is no tenant if the path can be decoded in more than one way: if
    /// an escape is malformed, or one of the parameters is not UTF-8 or contains U+FFFD, which
    /// some routers put in its place.
    ///
    /// ```
    /// use hookseal_core::Tenant;
    ///
    /// let tenant = Tenant::by_parameter("tenant", "/hooks/a%2Fb", [("tenant", "a/b")]);
    /// assert_eq!(tenant, Ok(Some(Tenant::new("a/b"))));
    /// ```
    ///
    /// # Errors
    ///
    /// [`Rejection::TenantParameter`] where the route has no such parameter, or several of
    /// that name.
    pub fn by_parameter<N, V>(
        name: &str,
        path: &str,
        parameters: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Option<Self>, Rejection>
    where
        N: AsRef<str>,
        V: AsRef<str>,
    {
        let mut is_readable = has_whole_escapes(path);
        let (mut found, mut count) = (None, 0_usize);
        for (other, value) in parameters {
            is_readable &= !value.as_ref().contains(char::REPLACEMENT_CHARACTER);
            if other.as_ref() == name {
                count = count.saturating_add(1);
                found = Some(value);
            }
        }
        match (found, count) {
            (Some(value), 1) => Ok(is_readable.then(|| Self::new(value.as_ref()))),
            _ => Err(Rejection::TenantParameter { name: name.into() }),
        }
    }
}

/// Whether two hexadecimal digits follow each percent sign of the path. Routers disagree about
/// other escapes.
fn has_whole_escapes(target: &str) -> bool {
    let path = target.split('?').next().unwrap_or_default();
    let mut behind = path.split('%').skip(1).map(str::as_bytes);
    behind.all(
        |digits| matches!(digits, [a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str, parameters: &[(&str, &str)]) -> Result<Option<Tenant>, Rejection> {
        Tenant::by_parameter("tenant", path, parameters.iter().copied())
    }

    #[test]
    fn one_parameter_of_the_name_says_whose_it_is() {
        let acme = || Ok(Some(Tenant::new("acme")));
        assert_eq!(of("/hooks/acme", &[("tenant", "acme")]), acme());
        let among = [("region", "eu"), ("tenant", "acme")];
        assert_eq!(of("/eu/acme", &among), acme());
        let query = of("/acme?half=50%", &[("tenant", "acme")]);
        assert_eq!(query, acme());
        let slash = of("/a%2fb", &[("tenant", "a/b")]);
        assert_eq!(slash, Ok(Some(Tenant::new("a/b"))));
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_nobody_s() {
        for path in ["/%", "/%2", "/%zz", "/%2%35", "/%%41", "/x%/y"] {
            assert_eq!(of(path, &[("tenant", "acme")]), Ok(None), "{path}");
        }
        assert_eq!(of("/%FF", &[("tenant", "\u{fffd}")]), Ok(None));
        let other = [("region", "\u{fffd}"), ("tenant", "acme")];
        assert_eq!(of("/%FF/acme", &other), Ok(None));
    }

    #[test]
    fn a_route_without_the_parameter_or_with_two_is_the_app_s_mistake() {
        for parameters in [
            &[][..],
            &[("tennant", "acme")],
            &[("tenant", "acme"), ("tenant", "globex")],
            &[("tenant", "acme"), ("tenant", "acme")],
        ] {
            let error = of("/hooks/acme", parameters).unwrap_err();
            assert_eq!((error.code(), error.status()), ("misconfigured", 500));
            assert!(error.to_string().contains("`tenant`"), "{error}");
            assert!(!error.to_string().contains("acme"), "{error}");
        }
    }
}
