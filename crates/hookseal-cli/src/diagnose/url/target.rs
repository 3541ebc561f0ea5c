//! Path and query: slashes, prefixes, escapes and orders that were changed on the way.

use std::collections::HashSet;
use std::iter;
use std::time::{Duration, Instant};

use super::variants::{escapes, orders};
use super::{Attempt, Depth, Family, Fix, Hint};
use crate::case::Case;
use crate::escape::{escaped, shortened};

/// Another target, and what it means if that is the signed one.
struct Variant {
    code: &'static str,
    target: String,
    what: String,
    fix: Fix,
}

/// The likely ones, and for a mistake that comes alone all that there is time for.
pub(super) fn attempts(case: &Case, depth: Depth) -> impl Iterator<Item = Attempt> {
    let target = Target::of(&case.head.target);
    let rest = (depth == Depth::Single).then(|| rest(case, target));
    let mut seen = HashSet::from([case.head.target.clone()]);
    let mut end = None;
    likely(case, target)
        .into_iter()
        .chain(rest.into_iter().flatten())
        .filter(move |variant| seen.insert(variant.target.clone()))
        .take_while(move |_| {
            let now = Instant::now();
            *end.get_or_insert(now.checked_add(PATIENCE)) > Some(now)
        })
        .map(|variant| variant.attempt(case))
}

/// Path and query.
#[derive(Clone, Copy)]
struct Target<'a> {
    path: &'a str,
    query: Option<&'a str>,
}

impl<'a> Target<'a> {
    fn of(target: &'a str) -> Self {
        match target.split_once('?') {
            Some((path, query)) => Self {
                path,
                query: Some(query),
            },
            None => Self {
                path: target,
                query: None,
            },
        }
    }

    fn with_path(self, path: &str) -> String {
        match self.query {
            Some(query) => format!("{path}?{query}"),
            None => path.to_owned(),
        }
    }
}

impl Variant {
    fn attempt(self, case: &Case) -> Attempt {
        let message = format!(
            "The sender signed the URL {}: `{}`.",
            self.what,
            shortened(&escaped(&self.target), 200)
        );
        let mut changed = case.clone();
        changed.head.target = self.target;
        Attempt {
            family: Family::Url,
            hint: Hint::proven(self.code, message, self.fix),
            case: changed,
        }
    }
}

fn likely(case: &Case, target: Target<'_>) -> Vec<Variant> {
    let mut found = vec![slash(target)];
    if target.query.is_some() {
        found.push(Variant {
            code: "url_query",
            target: target.path.to_owned(),
            what: "without the query".to_owned(),
            fix: Fix::outside(
                "Something on the way added the query, or the sender leaves it out: register the \
                 URL without one.",
            ),
        });
    }
    for name in [
        "X-Original-URI",
        "X-Original-URL",
        "X-Forwarded-Uri",
        "X-Rewrite-URL",
    ] {
        if let Some(original) = case.head.text(name) {
            found.push(Variant {
                code: "url_rewritten",
                target: hookseal_vectors::split_url(original).1,
                what: format!("that {name} has"),
                fix: Fix::outside(
                    "A proxy rewrites path or query on the way. Let it pass the target on \
                     unchanged, or put the part that it takes off into `public_url`.",
                ),
            });
        }
    }
    let forwarded = case.head.text("X-Forwarded-Prefix");
    let forwarded = forwarded.map(|prefix| prefix.trim_end_matches('/'));
    found.extend(forwarded.map(|prefix| taken_off(case, target, prefix)));
    found.extend(added(case, target, 1));
    found
}

fn slash(target: Target<'_>) -> Variant {
    let (path, what) = match target.path.strip_suffix('/') {
        Some(bare) => (bare.to_owned(), "without the slash at the end of the path"),
        None => (
            format!("{}/", target.path),
            "with a slash at the end of the path",
        ),
    };
    Variant {
        code: "url_trailing_slash",
        target: target.with_path(&path),
        what: what.to_owned(),
        fix: Fix::kept_target(
            "Register the URL at the sender exactly as your server receives it. If a layer adds or \
             removes the slash (`NormalizePath`), keep the target before that.",
        ),
    }
}

/// The sender called a path that begins with this, which the app does not see.
fn taken_off(case: &Case, target: Target<'_>, prefix: &str) -> Variant {
    let public_url = case.public_url.as_deref().filter(|_| case.signs_base());
    let fix = match public_url {
        Some(base) => Fix::verifier(
            "Let the public URL end with what a proxy or gateway removes from the path.",
            &format!(
                "let verifier = Verifier::builder({}).key({}).public_url({:?}).build()?;",
                case.constant,
                case.key_variable(),
                format!("{}{prefix}", base.trim_end_matches('/'))
            ),
        ),
        None => Fix::target(
            "A proxy or gateway removes the beginning of the path: say what the sender has called.",
            |target| format!("Some(format!({:?}, {target}))", format!("{prefix}{{}}")),
        ),
    };
    Variant {
        code: "url_prefix",
        target: format!("{prefix}{}", target.with_path(target.path)),
        what: format!("with `{}` at the beginning", escaped(prefix)),
        fix,
    }
}

/// The app sees this many segments at the beginning that the sender did not call.
fn added(case: &Case, target: Target<'_>, segments: usize) -> Option<Variant> {
    let at = target.path.match_indices('/').nth(segments)?.0;
    let (prefix, path) = target.path.split_at_checked(at)?;
    // Then it is the public URL that should be without it.
    let public_url = case.public_url.as_deref();
    if public_url.is_some_and(|url| url.ends_with(prefix)) {
        return None;
    }
    Some(Variant {
        code: "url_prefix",
        target: target.with_path(path),
        what: format!("without `{}` at the beginning", escaped(prefix)),
        fix: Fix::target(
            "A gateway adds its stage, or a proxy a prefix: let it pass on the path as it came, or \
             say what the sender has called.",
            |target| format!("{target}.strip_prefix({prefix:?}).map(str::to_owned)"),
        ),
    })
}

/// All others, which are made as they are tried.
fn rest<'c>(case: &'c Case, target: Target<'c>) -> impl Iterator<Item = Variant> + 'c {
    let prefixes = PREFIXES
        .iter()
        .map(move |prefix| taken_off(case, target, prefix));
    let slashes = iter::once_with(move || Variant {
        code: "url_rewritten",
        target: format!("/{}", target.with_path(target.path)),
        what: "with two slashes at the beginning".to_owned(),
        fix: Fix::outside(
            "A proxy makes one slash of two (nginx: `merge_slashes`). Register the URL with one.",
        ),
    });
    let escapes = escapes(target.path, target.query).map(|(target, what)| Variant {
        code: "url_escapes",
        target,
        what: what.to_owned(),
        fix: Fix::outside(
            "A proxy decodes or encodes characters of the URL. Let it pass the URL on as it came \
             (nginx: `proxy_pass` without a path, such as `proxy_pass http://app;`), or register a \
             URL without such characters.",
        ),
    });
    let orders = target.query.into_iter().flat_map(orders);
    let orders = orders.map(move |(query, what)| Variant {
        code: "url_query_order",
        target: format!("{}?{query}", target.path),
        what: what.to_owned(),
        fix: Fix::outside(
            "A gateway takes the query apart and puts it together again (Amazon's REST APIs of \
             version 1 and load balancers do), or adds to it. Use one that passes it on as it came, \
             or register a URL without a query.",
        ),
    });
    iter::empty()
        .chain(added(case, target, 2))
        .chain(prefixes)
        .chain(slashes)
        .chain(escapes)
        .chain(orders)
}

/// Stages of gateways, and prefixes by which proxies find an app.
const PREFIXES: &[&str] = &[
    "/prod",
    "/Prod",
    "/production",
    "/live",
    "/staging",
    "/stage",
    "/Stage",
    "/dev",
    "/test",
    "/default",
    "/$default",
    "/api",
    "/v1",
    "/v2",
    "/api/v1",
    "/app",
    "/hooks",
    "/webhook",
    "/webhooks",
];

/// How long targets are tried, as each may need the whole body hashed.
const PATIENCE: Duration = Duration::from_secs(2);
