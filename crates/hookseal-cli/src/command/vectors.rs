//! `hookseal vectors`.

use std::fmt::Write as _;

use bytes::Bytes;
use hookseal::{ConfigError, Rejection};
use hookseal_vectors::{Entry, Error, Expect, File, Vector};
use serde::Serialize;

use crate::case::Refusal;
use crate::cli::Vectors;
use crate::escape::escaped;
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::output::json;
use crate::output::text::{BAD, print, styled};

/// Runs the files; the exit status says whether all vectors passed.
pub(crate) fn run(args: &Vectors) -> Result<Outcome, Failure> {
    let mut tally = Tally::default();
    for path in &args.files {
        let name = escaped(&path.display().to_string());
        let bytes = std::fs::read(path).map_err(|error| Failure::io(&name, &error))?;
        let file = File::from_json(&bytes)
            .map_err(|error| Failure::new(format!("{name}: {}", Failure::from(error))))?;
        for entry in &file.vectors {
            match judge(entry) {
                Ok(()) => tally.passed += 1,
                Err(miss) => tally.failures.push(Failed {
                    file: name.clone(),
                    provider: escaped(&entry.provider),
                    name: escaped(&entry.name),
                    expected: miss.expected,
                    got: miss.got,
                }),
            }
        }
    }
    tally.failed = tally.failures.len();
    if tally.passed + tally.failed == 0 {
        return Err(Failure::new("these files contain no vectors"));
    }
    if args.json {
        json::print(&tally)?;
    } else {
        print(&tally.text())?;
    }
    Ok(Outcome::of(tally.failed == 0))
}

/// The expected and the actual result of a failed vector.
struct Miss {
    expected: String,
    got: String,
}

fn judge(entry: &Entry) -> Result<(), Miss> {
    let vector = entry.vector.as_ref().map_err(|error| Miss {
        expected: "a vector".to_owned(),
        got: escaped(&error.to_string()),
    })?;
    let miss = |got: String| Miss {
        expected: match (vector.expect(), vector.reason()) {
            (Expect::Reject, Some(reason)) => format!("reject ({})", escaped(reason)),
            (Expect::Reject, None) => "reject".to_owned(),
            _ => "accept".to_owned(),
        },
        got,
    };
    let verdict = verdict(vector).map_err(|error| miss(escaped(&error.to_string())))?;
    match (vector.expect(), verdict) {
        (Expect::Accept, Ok(())) => Ok(()),
        (Expect::Reject, Err(refusal))
            if vector.code().is_none_or(|code| code == refusal.code()) =>
        {
            Ok(())
        }
        (_, Ok(())) => Err(miss("accept".to_owned())),
        (_, Err(refusal)) => Err(miss(format!("reject ({}): {refusal}", refusal.code()))),
    }
}

/// The library's verdict; an error if it cannot be asked.
fn verdict(vector: &Vector) -> Result<Result<(), Refusal>, Error> {
    let request = vector.request();
    let verifier = vector.verifier().and_then(|builder| {
        let builder = builder
            .body_limit(LONGEST_BODY)
            // Secrets in files of vectors are not secret.
            .allow_weak_secrets();
        Ok(builder.build()?)
    });
    let verifier = match verifier {
        Ok(verifier) => verifier,
        Err(Error::Config(error)) if is_about_a_key(&error) => return Ok(Err(error.into())),
        Err(error) => return Err(error),
    };
    let body = Bytes::from(request.body.clone());
    Ok(match verifier.verify(request, body.clone()) {
        Ok(hookseal::Outcome::Event(event)) if event.bytes() == &body => Ok(()),
        Ok(hookseal::Outcome::Event(_)) => Err(Rejection::BodyIncomplete.into()),
        Ok(hookseal::Outcome::Handshake(answered)) => Err(Refusal::Handshake(answered)),
        Err(rejection) => Err(rejection.into()),
    })
}

/// A key that is refused refuses all requests. Other mistakes are the vector's.
const fn is_about_a_key(error: &ConfigError) -> bool {
    matches!(
        error,
        ConfigError::EmptySecret
            | ConfigError::InvalidKey { .. }
            | ConfigError::LooksLikeApiKey { .. }
            | ConfigError::PublishedSecret
            | ConfigError::SecretEndsInZeros { .. }
            | ConfigError::SecretHasInvisible { .. }
            | ConfigError::SecretHasMore { .. }
            | ConfigError::SecretHasWhitespace { .. }
            | ConfigError::SecretTooShort { .. }
            | ConfigError::WeakSecret
    )
}

const LONGEST_BODY: usize = 64 * 1024 * 1024;

#[derive(Default, Serialize)]
struct Tally {
    passed: usize,
    failed: usize,
    failures: Vec<Failed>,
}

#[derive(Serialize)]
struct Failed {
    file: String,
    provider: String,
    name: String,
    expected: String,
    got: String,
}

impl Tally {
    fn text(&self) -> String {
        let mut text = String::new();
        for failed in &self.failures {
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "{} {}: {} ({})\n  expected {}\n  got      {}",
                styled(BAD, "failed"),
                failed.file,
                failed.name,
                failed.provider,
                failed.expected,
                failed.got
            );
        }
        let _ = writeln!(text, "{} passed, {} failed", self.passed, self.failed);
        text
    }
}
