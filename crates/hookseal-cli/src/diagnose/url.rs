//! Mistakes with the URL, for schemes that sign it: what a proxy or a router changed.

use hookseal::Part;

use super::{Attempt, Family, Fix, Hint};
use crate::case::Case;

pub(super) fn attempts(case: &Case) -> Vec<Attempt> {
    let signs_base = case.signs(&Part::Url);
    let signs_target = signs_base
        || [Part::Path, Part::Query, Part::Target]
            .iter()
            .any(|part| case.signs(part));
    let mut found = Vec::new();
    if signs_target {
        found.extend(targets(case));
    }
    if signs_base {
        found.extend(bases(case));
    }
    found
}

fn targets(case: &Case) -> Vec<Attempt> {
    let target = case.head.target.as_str();
    let (path, query) = target
        .split_once('?')
        .map_or((target, None), |(path, query)| (path, Some(query)));
    let with = |path: &str| match query {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut found = Vec::new();
    let slash = match path.strip_suffix('/') {
        Some(bare) => (with(bare), "without the slash at the end of the path"),
        None => (
            with(&format!("{path}/")),
            "with a slash at the end of the path",
        ),
    };
    found.push(target_attempt(
        case,
        "url_trailing_slash",
        slash.0,
        slash.1,
        "Register the URL at the sender exactly as your server receives it; let no layer add or \
         take off the slash (`NormalizePath` in front of hookseal does).",
    ));
    if query.is_some() {
        found.push(target_attempt(
            case,
            "url_query",
            path.to_owned(),
            "without the query",
            "Something on the way added the query, or the sender leaves it out: register the URL \
             without one.",
        ));
    }
    for name in [
        "X-Original-URI",
        "X-Original-URL",
        "X-Forwarded-Uri",
        "X-Rewrite-URL",
    ] {
        if let Some(original) = case.head.text(name) {
            found.push(target_attempt(
                case,
                "url_rewritten",
                hookseal_vectors::split_url(original).1,
                &format!("that {name} has"),
                "A proxy rewrites path or query on the way. Let it pass the target on unchanged, or \
                 put the part that it takes off into `public_url`.",
            ));
        }
    }
    if let Some(prefix) = case.head.text("X-Forwarded-Prefix") {
        found.push(target_attempt(
            case,
            "url_prefix",
            format!("{}{target}", prefix.trim_end_matches('/')),
            "behind the prefix that a proxy took off",
            "A proxy takes a prefix off the path: put it into `public_url`.",
        ));
    }
    found.retain(|attempt| attempt.case.head.target != target);
    found
}

fn target_attempt(
    case: &Case,
    code: &'static str,
    target: String,
    what: &str,
    text: &str,
) -> Attempt {
    let message = format!(
        "The sender signed the URL {what}: `{}`.",
        crate::output::shortened(&crate::output::escaped(&target), 200)
    );
    let mut changed = case.clone();
    changed.head.target = target;
    Attempt {
        family: Family::Url,
        hint: Hint::proven(code, message, Fix::outside(text)),
        case: changed,
    }
}

/// Scheme, host and port of the public URL.
fn bases(case: &Case) -> Vec<Attempt> {
    let mut found = Vec::new();
    if let Some(base) = case.public_url.as_deref() {
        let (scheme, rest) = base.split_once("://").unwrap_or(("https", base));
        let other = if scheme == "https" { "http" } else { "https" };
        found.push(base_attempt(
            case,
            "url_scheme",
            format!("{other}://{rest}"),
        ));
        let (authority, path) = rest
            .find('/')
            .and_then(|at| rest.split_at_checked(at))
            .unwrap_or((rest, ""));
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (host, Some(port)),
            _ => (authority, None),
        };
        if port.is_some() {
            found.push(base_attempt(
                case,
                "url_port",
                format!("{scheme}://{host}{path}"),
            ));
        }
        let forwarded = case.head.text("X-Forwarded-Port");
        let usual = if scheme == "https" { "443" } else { "80" };
        for port in forwarded
            .into_iter()
            .chain([usual])
            .chain(PORTS.iter().copied())
        {
            let url = format!("{scheme}://{host}:{port}{path}");
            found.push(base_attempt(case, "url_port", url));
        }
    }
    for name in ["X-Forwarded-Host", "X-Original-Host", "Host"] {
        if let Some(host) = case.head.text(name) {
            for scheme in ["https", "http"] {
                found.push(base_attempt(case, "url_host", format!("{scheme}://{host}")));
            }
        }
    }
    let mut seen: Vec<Option<String>> = vec![case.public_url.clone()];
    found.retain(|attempt| {
        let new = !seen.contains(&attempt.case.public_url);
        seen.push(attempt.case.public_url.clone());
        new
    });
    found
}

fn base_attempt(case: &Case, code: &'static str, base: String) -> Attempt {
    let what = match code {
        "url_scheme" => "another scheme",
        "url_port" => "another port",
        _ => "another host",
    };
    let shown = crate::output::shortened(&crate::output::escaped(&base), 200);
    let message = match &case.public_url {
        Some(_) => format!("The sender signed a URL with {what}: it begins with `{shown}`."),
        None => format!(
            "The sender signed its URL, which begins with `{shown}`, but no public URL is configured."
        ),
    };
    let fix = Fix::verifier(
        "Configure the URL that the sender calls, not the one behind your proxy.",
        &format!(
            "let verifier = Verifier::builder({}).key({}).public_url({shown:?}).build()?;",
            case.constant,
            case.key_variable()
        ),
    );
    let mut changed = case.clone();
    changed.public_url = Some(base);
    Attempt {
        family: Family::Url,
        hint: Hint::proven(code, message, fix),
        case: changed,
    }
}

/// Where servers for development listen.
const PORTS: &[&str] = &["3000", "4000", "5000", "8000", "8080", "8443", "8787"];
