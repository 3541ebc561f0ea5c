//! Every vector is explained: what the verifier refuses fails at one step, which has the
//! refusal's code, and what it accepts fails at none.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::borrow::Cow;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use hookseal::Algorithm;
use hookseal::httpsig::{Component, MessageSignatures, StructuredType};
use hookseal::limits::DEFAULT_BODY_LIMIT;
use hookseal::scheme::{HeaderName, KeyFormat};
use hookseal_vectors::{Entry, Expect, File, Vector};
use serde_json::Value;
use zeroize::Zeroizing;

use super::Explanation;
use crate::case::Case;
use crate::catalogue::{self, Rules};
use crate::input::Head;
use crate::keys::{GivenKey, Material};

/// The problem with an explanation, if there is one.
fn fault(case: &Case) -> Option<String> {
    let verdict = case.judge();
    let explanation = Explanation::of(case);
    let steps = &explanation.steps;
    let failed = steps.iter().find(|step| step.ok == Some(false));
    let code = verdict.as_ref().err().map(crate::case::Refusal::code);
    let is_right = match (code, failed) {
        (None, None) => true,
        (Some(code), Some(step)) => step.code == Some(code) && step.step != "other rules",
        _ => false,
    };
    let names_its_code = steps
        .iter()
        .all(|step| step.code.is_some() == (step.ok == Some(false)));
    // An accepted request passed every step that is checked.
    let passed_all = code.is_some()
        || steps.iter().all(|step| {
            step.ok == Some(true) || step.detail.ends_with("another signature decides")
        });
    // Of what comes behind a refusal nothing is known, unless the time alone was wrong.
    let is_about_time = matches!(code, Some("expired" | "future" | "stale"));
    let mut behind = steps
        .iter()
        .skip_while(|step| step.ok != Some(false))
        .skip(1);
    let knows_too_much = matches!(case.rules, Rules::Data(_))
        && !is_about_time
        && behind.any(|step| step.ok.is_some());
    let is_right = is_right && names_its_code && passed_all && !knows_too_much;
    let shown: Vec<_> = steps
        .iter()
        .map(|step| format!("\n  {:?} {:?} {}", step.ok, step.code, step.step))
        .collect();
    (!is_right).then(|| format!("{code:?}:{}", shown.concat()))
}

#[test]
fn every_vector_fails_where_the_verifier_refuses_it() {
    let mut faults = Vec::new();
    let (mut accepted, mut refused) = (0, 0);
    for (name, entry, value) in vectors() {
        let title = format!("{name}: {} {}", entry.provider, entry.name);
        let vector = entry.vector.unwrap();
        let Some(case) = case(&entry.provider, &value, &vector) else {
            faults.push(format!("{title}: no case"));
            continue;
        };
        // The case is the vector: else the test would be of something else.
        let theirs = vector.verifier().and_then(|builder| Ok(builder.build()?));
        let theirs = theirs.map(|verifier| verifier.verify(vector.request(), case.body.clone()));
        let own = case.judge().map(drop).map_err(|refusal| refusal.code());
        let theirs = match theirs {
            Ok(theirs) => theirs.map(drop).map_err(|rejection| rejection.code()),
            Err(_) if own.is_err() => own,
            Err(_) => Err("misconfigured"),
        };
        if own != theirs {
            faults.push(format!("{title}: {own:?}, but the vector {theirs:?}"));
        }
        match vector.expect() {
            Expect::Accept => accepted += 1,
            Expect::Reject => refused += 1,
        }
        if let Some(fault) = fault(&case) {
            faults.push(format!("{title}: {fault}"));
        }
    }
    let shown: Vec<_> = faults.iter().take(10).map(String::as_str).collect();
    assert!(
        faults.is_empty(),
        "{} faults: {}",
        faults.len(),
        shown.join("\n")
    );
    assert!(accepted > 1_000 && refused > 2_000, "{accepted}, {refused}");
}

/// The step that fails, and its code.
fn failed(scheme: &str, headers: &[(&str, &str)], body: &str) -> (&'static str, &'static str) {
    let vector = serde_json::json!({
        "provider": scheme,
        "secret": "5f1c9e7ab2d84036",
        "headers": headers,
        "body": body,
        "now_unix": 1_700_000_000,
        "expect": "reject",
    });
    let file = serde_json::json!({ "vectors": [vector] }).to_string();
    let entry = File::from_json(file.as_bytes()).unwrap().vectors.remove(0);
    let case = case(scheme, &vector, &entry.vector.unwrap()).unwrap();
    let steps = Explanation::of(&case).steps;
    let mut failed = steps.iter().filter(|step| step.ok == Some(false));
    let step = failed.next().unwrap();
    assert!(failed.next().is_none(), "{steps:#?}");
    (step.step, step.code.unwrap())
}

#[test]
fn what_is_refused_fails_where_it_is_read() {
    let github = |value: &str| failed("github", &[("X-Hub-Signature-256", value)], "{}");
    let zeros = "0".repeat(64);
    for value in ["sha256=00", "sha1=00", &zeros, "sha256=", "x"] {
        assert_eq!(github(value), ("signature form", "malformed_signature"));
    }
    assert_eq!(github(""), ("signature header", "missing_signature"));
    let right_form = format!("sha256={zeros}");
    assert_eq!(github(&right_form), ("signature", "signature_mismatch"));
    let twice = [("X-Hub-Signature-256", right_form.as_str()); 2];
    assert_eq!(
        failed("github", &twice, "{}"),
        ("signature header", "ambiguous")
    );

    let stripe = |value: &str| {
        let value = value.replace("v1=_", &format!("v1={zeros}"));
        failed("stripe", &[("Stripe-Signature", &value)], "{}")
    };
    for (value, code) in [
        ("t=+1700000000,v1=_", "malformed_timestamp"),
        ("t=01700000000,v1=_", "malformed_timestamp"),
        ("t=1700000000,t=1700000000,v1=_", "ambiguous"),
        ("v1=_", "missing_timestamp"),
        ("t=,v1=_", "missing_timestamp"),
    ] {
        assert_eq!(stripe(value), ("timestamp", code), "{value}");
    }
    for (value, code) in [
        ("t=1700000000;v1=_", "malformed_signature"),
        ("t=1700000000,v1=00", "malformed_signature"),
        (&",".repeat(70), "too_many_signatures"),
    ] {
        assert_eq!(stripe(value), ("signature form", code), "{value}");
    }
    let mismatch = ("signature", "signature_mismatch");
    assert_eq!(stripe("t=1700000000,v1=_"), mismatch);

    let eaten = [
        ("Content-Length", "7"),
        ("X-Hub-Signature-256", right_form.as_str()),
    ];
    let gone = ("body", "body_not_as_announced");
    assert_eq!(failed("github", &eaten, ""), gone);
    let linear = [("Linear-Signature", zeros.as_str())];
    assert_eq!(failed("linear", &linear, "{}"), mismatch);
    let long = [
        ("Content-Length", "99999999999"),
        ("X-Hub-Signature-256", right_form.as_str()),
    ];
    assert_eq!(failed("github", &long, "{}"), ("length", "body_too_large"));
}

/// All vectors of requests, with the files that they are in.
fn vectors() -> Vec<(String, Entry, Value)> {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors"));
    let mut found = Vec::new();
    for folder in ["", "field", "httpsig"] {
        let Ok(files) = fs::read_dir(root.join(folder)) else {
            continue; // not every folder has to be there
        };
        for path in files.map(|file| file.unwrap().path()) {
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let bytes = fs::read(&path).unwrap();
            let value: Value = serde_json::from_slice(&bytes).unwrap();
            let values = value.get("vectors").and_then(Value::as_array).unwrap();
            let entries = File::from_json(&bytes).unwrap().vectors;
            for (entry, value) in entries.into_iter().zip(values) {
                found.push((path.display().to_string(), entry, value.clone()));
            }
        }
    }
    found
}

/// The arguments that a user of the command would give for this vector.
fn case(provider: &str, value: &Value, vector: &Vector) -> Option<Case> {
    let request = vector.request();
    let context = value.get("context").cloned().unwrap_or_default();
    let text = |name: &str| {
        let own = value.get(name).and_then(Value::as_str);
        own.or_else(|| context.get(name).and_then(Value::as_str))
    };
    let id = text("keyid").or_else(|| text("key_id"));
    let keys = keys(value, id);
    let is_public = keys.iter().all(|key| key.kind() == "public key");
    let max_age = context.get("max_age");
    let rules = match provider {
        "httpsig" => {
            let algorithm = algorithm(text("algorithm").unwrap_or("ed25519"));
            let rules = MessageSignatures::new("httpsig", algorithm).with_methods(METHODS);
            Rules::Messages(Box::new(rules))
        }
        _ => of_catalogue(provider, text("scheme"), is_public, &context)?,
    };
    let rules = match rules {
        Rules::Messages(rules) => {
            Rules::Messages(Box::new(policy(*rules, &context, key_format(value))))
        }
        Rules::Data(scheme) => {
            let mut scheme = *scheme;
            if let Some(name) = text("algorithm") {
                scheme = scheme.with_algorithm(algorithm(name));
            }
            if let Some(format) = key_format(value) {
                scheme = scheme.with_key_format(format);
            }
            if let Some(name) = text("header_name") {
                let field = scheme.signature().clone();
                scheme = scheme.with_signature(field.with_header(HeaderName::new(name).unwrap()));
            }
            scheme.into()
        }
        Rules::Code(code) => Rules::Code(code),
    };
    let is_messages = matches!(rules, Rules::Messages(_));
    let tolerance = match max_age {
        _ if is_messages => None,
        Some(Value::Null) => Some(ANY_AGE),
        Some(seconds) => Some(Duration::from_secs(seconds.as_u64()?)),
        None => None,
    };
    Some(Case {
        constant: "ACME".to_owned(),
        body_limit: rules.greatest_body().unwrap_or(DEFAULT_BODY_LIMIT),
        rules,
        keys,
        others: Vec::new(),
        head: Head {
            method: request.method.clone(),
            target: request.target.clone(),
            headers: request.headers.clone(),
        },
        body: request.body.clone().into(),
        now: request.now.unwrap_or_else(crate::diagnose::now),
        tolerance,
        public_url: text("public_url")
            .map(str::to_owned)
            .or_else(|| request.origin.clone()),
        allow_weak: context.get("allow_weak_secrets") == Some(&Value::Bool(true)),
        answers_handshakes: false,
    })
}

fn of_catalogue(
    provider: &str,
    scheme: Option<&str>,
    is_public: bool,
    context: &Value,
) -> Option<Rules> {
    let mut entry = catalogue::find(provider, scheme).ok()?;
    let takes_secrets = |entry: &catalogue::Entry| {
        entry.rules.data().is_some() && entry.rules.algorithm().is_symmetric()
    };
    if scheme.is_none() && is_public && takes_secrets(&entry) {
        // The first of its schemes that takes public keys.
        let mut others = catalogue::all().into_iter();
        entry = others
            .find(|other| other.id == entry.id && !takes_secrets(other))
            .unwrap_or(entry);
    }
    let settings = context.get("settings").and_then(Value::as_object);
    let settings: Vec<_> = settings
        .into_iter()
        .flatten()
        .flat_map(|(name, values)| {
            let values = values.as_array().into_iter().flatten();
            values.filter_map(move |value| Some(format!("{name}={}", value.as_str()?)))
        })
        .collect();
    // What is not told is left out on purpose.
    if settings.is_empty() {
        return Some(entry.rules);
    }
    Some(entry.with_settings(&settings).ok()?.rules)
}

/// The policy of RFC 9421 that a vector is checked by.
fn policy(
    mut rules: MessageSignatures,
    context: &Value,
    format: Option<KeyFormat>,
) -> MessageSignatures {
    let cache_control = HeaderName::from_static("cache-control");
    rules = rules.with_structured_header(cache_control, StructuredType::Dictionary);
    rules = match context.get("max_age") {
        Some(Value::Null) => rules.with_max_age(ANY_AGE),
        Some(seconds) => rules.with_max_age(Duration::from_secs(seconds.as_u64().unwrap())),
        None => rules,
    };
    if let Some(required) = context.get("required").and_then(Value::as_array) {
        let components = required
            .iter()
            .map(|text| text.as_str().unwrap().parse::<Component>().unwrap());
        rules = rules.require(components);
    }
    let text = |name: &str| context.get(name).and_then(Value::as_str);
    if let Some(label) = text("label") {
        rules = rules.with_label(label);
    }
    if let Some(tag) = text("tag") {
        rules = rules.with_tag(tag);
    }
    match format {
        Some(format) => rules.with_key_format(format),
        None => rules,
    }
}

/// The keys with their ids.
fn keys(value: &Value, id: Option<&str>) -> Vec<GivenKey> {
    let given = |label: &str, material: Material, id: Option<&str>| GivenKey {
        id: id.map(str::to_owned),
        ..GivenKey::new(label, material)
    };
    let secret = |text: &str| Material::Text(Zeroizing::new(text.to_owned()));
    let mut found = Vec::new();
    let own = value.get("secret").and_then(Value::as_str);
    found.extend(own.map(|text| given("secret", secret(text), id)));
    match value.get("secrets") {
        Some(Value::Array(all)) => {
            let texts = all.iter().filter_map(Value::as_str);
            found.extend(texts.map(|text| given("secrets", secret(text), id)));
        }
        Some(Value::Object(all)) => {
            let texts = all
                .iter()
                .filter_map(|(label, text)| Some((label, text.as_str()?)));
            let others = texts.filter(|(_, text)| Some(*text) != own);
            found.extend(others.map(|(label, text)| given(label, secret(text), id)));
        }
        _ => {}
    }
    if let Some(text) = value.get("public_key").and_then(Value::as_str) {
        found.push(given("public_key", Material::Public(text.to_owned()), id));
    }
    let by_id = value.get("keys").and_then(Value::as_object);
    for (id, entry) in by_id.into_iter().flatten() {
        if let Some(text) = entry.get("secret").and_then(Value::as_str) {
            found.push(given(id, secret(text), Some(id)));
        }
        if let Some(text) = entry.get("public_key").and_then(Value::as_str) {
            found.push(given(id, Material::Public(text.to_owned()), Some(id)));
        }
    }
    found
}

fn algorithm(name: &str) -> Algorithm {
    match name.strip_prefix("sha") {
        Some(bits) => format!("hmac-sha{bits}").parse().unwrap(),
        None => name.parse().unwrap(),
    }
}

fn key_format(value: &Value) -> Option<KeyFormat> {
    let name = ["secret_format", "public_key_format"]
        .iter()
        .find_map(|name| value.get(*name)?.as_str())?;
    Some(match name.split_whitespace().next()? {
        "hex" => KeyFormat::Hex,
        "base64" => KeyFormat::base64(),
        "whsec" => KeyFormat::prefixed_base64("whsec_"),
        "whpk" => KeyFormat::prefixed_base64("whpk_"),
        "pem" | "spki" | "base64-spki" => KeyFormat::Spki,
        "text" => KeyFormat::Utf8,
        other => panic!("{other}"),
    })
}

const METHODS: &[Cow<'static, str>] = &[
    Cow::Borrowed("DELETE"),
    Cow::Borrowed("GET"),
    Cow::Borrowed("PATCH"),
    Cow::Borrowed("POST"),
    Cow::Borrowed("PUT"),
];

const ANY_AGE: Duration = Duration::from_secs(1 << 32);
