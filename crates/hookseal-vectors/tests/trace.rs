//! Every vector is traced: the first step that failed has the refusal's code, nothing fails where
//! the request is accepted, and the verdict is the verifier's.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::PathBuf;

use hookseal_core::trace::{Detail, Ended, Found, Step};
use hookseal_core::{Outcome, Rejection};
use hookseal_vectors::{Entry, File, Vector};

/// All vectors of requests, with the files that they are in.
fn vectors() -> Vec<(String, Entry)> {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors"));
    let mut found = Vec::new();
    for folder in ["", "field", "httpsig"] {
        for file in fs::read_dir(root.join(folder)).unwrap() {
            let path = file.unwrap().path();
            if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                let entries = File::from_json(&fs::read(&path).unwrap()).unwrap().vectors;
                let name = path.display().to_string();
                found.extend(entries.into_iter().map(|entry| (name.clone(), entry)));
            }
        }
    }
    found
}

/// The problem with the trace of a vector, if there is one, and whether it is accepted.
fn fault(vector: &Vector) -> Option<(bool, Option<String>)> {
    let request = vector.request();
    // A sender that is not in this build, or a key that is refused.
    let verifier = vector.verifier().ok()?.build().ok()?;
    let verdict = verifier.verify(request, request.body.clone());
    let trace = verifier.trace(request, request.body.clone());
    let shown = || {
        let steps = trace.steps().iter();
        let lines = steps.map(|step| format!("\n  {}: {:?}", step.name(), step.outcome()));
        lines.collect::<String>()
    };
    let mut problems = Vec::new();
    if trace.verdict() != verdict.as_ref().map(drop) {
        problems.push("another verdict");
    }
    if trace.failed().and_then(Step::rejection) != verdict.as_ref().err() {
        problems.push("the first step that failed has not the refusal");
    }
    let failed = |step: &&Step| matches!(step.outcome(), Ended::Refused(_));
    if trace.steps().iter().filter(failed).count() > 1 {
        problems.push("several steps failed");
    }
    let nameless = ["claim", "body rules"];
    if trace
        .failed()
        .is_some_and(|step| nameless.contains(&step.name()))
    {
        problems.push("the step has no name");
    }
    if is_authentic(&verdict) && trace.steps().last().map(Step::name) != Some("facts") {
        problems.push("it ended early");
    }
    // Short ones are words that a header may have.
    for secret in vector.secrets().filter(|secret| secret.len() > 12) {
        if trace.steps().iter().any(|step| shows(step, secret)) {
            problems.push("a secret is shown");
        }
    }
    let problem = (!problems.is_empty()).then(|| format!("{problems:?} {verdict:?}{}", shown()));
    Some((verdict.is_ok(), problem))
}

/// Whether it is an event, and no handshake.
const fn is_authentic(verdict: &Result<Outcome, Rejection>) -> bool {
    matches!(verdict, Ok(Outcome::Event(_)))
}

/// Whether a step has this text anywhere.
fn shows(step: &Step, secret: &str) -> bool {
    let has = |bytes: &[u8]| {
        let mut places = bytes.windows(secret.len().max(1));
        places.any(|place| place == secret.as_bytes())
    };
    match step.detail() {
        Detail::Text(text) => has(text.as_bytes()),
        Detail::Header {
            found: Found::Once(value),
            ..
        }
        | Detail::Signatures { value, .. } => has(value),
        Detail::Time { text, .. } => text.as_deref().is_some_and(has),
        _ => false,
    }
}

#[test]
fn every_vector_fails_at_the_step_that_refuses_it() {
    let mut faults = Vec::new();
    let (mut accepted, mut refused) = (0, 0);
    for (file, entry) in vectors() {
        let Some((is_accepted, problem)) = entry.vector.as_ref().ok().and_then(fault) else {
            continue;
        };
        if is_accepted {
            accepted += 1;
        } else {
            refused += 1;
        }
        if let Some(problem) = problem {
            faults.push(format!("{file}: {}: {problem}", entry.name));
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
