//! Mistakes with the URL, for schemes that sign it: what a proxy or a router changed.

mod target;
mod variants;

use super::{Attempt, Depth, Family, Fix, Hint};
use crate::case::Case;

pub(super) fn attempts(case: &Case, depth: Depth) -> impl Iterator<Item = Attempt> {
    let signs_base = case.signs_base();
    let signs_target = signs_base || case.signs_target();
    let targets = signs_target.then(|| target::attempts(case, depth));
    let bases = signs_base.then(|| bases(case));
    targets
        .into_iter()
        .flatten()
        .chain(bases.into_iter().flatten())
}

/// Scheme, host and port of the public URL.
fn bases(case: &Case) -> Vec<Attempt> {
    let mut found = Vec::new();
    if let Some(base) = case.public_url.as_deref() {
        found.extend(without_path(case, base));
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

/// A path of the public URL that the requests have as well.
fn without_path(case: &Case, base: &str) -> Option<Attempt> {
    let (scheme, rest) = base.split_once("://")?;
    let (authority, path) = rest.split_once('/')?;
    if path.trim_matches('/').is_empty() {
        return None;
    }
    Some(base_attempt(
        case,
        "url_prefix",
        format!("{scheme}://{authority}"),
    ))
}

fn base_attempt(case: &Case, code: &'static str, base: String) -> Attempt {
    let what = match code {
        "url_scheme" => "another scheme",
        "url_port" => "another port",
        "url_prefix" => "no path before the request's own",
        _ => "another host",
    };
    let shown = crate::escape::shortened(&crate::escape::escaped(&base), 200);
    let message = match &case.public_url {
        Some(_) => format!("The sender signed a URL with {what}: it begins with `{shown}`."),
        None => format!(
            "The sender signed its URL, which begins with `{shown}`, but no public URL is configured."
        ),
    };
    let fix = Fix::verifier(
        "Configure the URL that the sender calls, not the one that your proxy calls.",
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
