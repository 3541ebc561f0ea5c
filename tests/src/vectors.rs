//! Known answers that we did not make: see `vectors/README.md`.

use std::path::{Path, PathBuf};

use hookseal::Verifier;
use hookseal_vectors::{Entry, Expect, Vector};

use crate::case::Stage;
use crate::leaks;
use crate::request::{Request, Transfer};

/// One file.
#[derive(Debug)]
pub struct File {
    /// The file's name without its ending: the provider's id, for most.
    pub name: String,
    /// Whose word proves the scheme: `documentation`, `sdk` or `independent`. Empty where
    /// the file is no sender's.
    pub proof: String,
    /// The vectors.
    pub vectors: Vec<Entry>,
}

/// All files of requests, in the order of their names.
pub fn files() -> Vec<File> {
    let mut paths: Vec<_> = ["", "httpsig"].into_iter().flat_map(json_files).collect();
    paths.sort();
    let mut files: Vec<_> = paths.iter().map(|path| read(path)).collect();
    for path in json_files("field") {
        let field = read(&path);
        let own = files.iter_mut().find(|file| file.name == field.name);
        own.unwrap_or_else(|| panic!("{} is of no sender", path.display()))
            .vectors
            .extend(field.vectors);
    }
    files
}

fn read(path: &Path) -> File {
    let file = hookseal_vectors::File::from_json(&std::fs::read(path).unwrap())
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    File {
        name: path.file_stem().unwrap().to_string_lossy().into_owned(),
        proof: file.proof.unwrap_or_default(),
        vectors: file.vectors,
    }
}

fn json_files(folder: &str) -> impl Iterator<Item = PathBuf> {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    std::fs::read_dir(vectors.join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
}

/// A vector that does not come through a runner.
#[derive(Clone, Copy, Debug)]
pub struct NotCarried {
    /// The runner's name.
    pub runner: &'static str,
    /// The file's name.
    pub file: &'static str,
    /// The vector's name.
    pub vector: &'static str,
    /// What the server answers by itself.
    status: u16,
    /// Why.
    pub why: &'static str,
}

/// What a server refuses before anything of ours sees it. It is sent all the same, and
/// must be refused in that way.
pub const NOT_CARRIED: &[NotCarried] = &[NotCarried {
    runner: "axum_h2",
    file: "mailchannels",
    vector: "hundred-labels",
    status: 431,
    why: "its headers are longer than the 16 KiB that hyper takes over HTTP/2",
}];

impl File {
    /// How many are to be accepted, and how many to be refused.
    pub fn counts(&self) -> (usize, usize) {
        let is_accepted = |entry: &&Entry| vector(entry).expect() == Expect::Accept;
        let accepted = self.vectors.iter().filter(is_accepted).count();
        (accepted, self.vectors.len() - accepted)
    }

    /// Runs all vectors through a runner; panics with the list of those that fail.
    pub fn run(&self, stage: &Stage<'_>) {
        let failures: Vec<_> = self
            .vectors
            .iter()
            .filter_map(|entry| {
                let result = match self.not_carried(stage, entry) {
                    None => run(entry, stage),
                    Some(stopped) => run_into(entry, stage, stopped.status),
                };
                Some(format!("{}: {}", entry.name, result.err()?))
            })
            .collect();
        assert!(
            failures.is_empty(),
            "{} of {}:\n{}",
            failures.len(),
            self.vectors.len(),
            failures.join("\n")
        );
    }

    fn not_carried(&self, stage: &Stage<'_>, entry: &Entry) -> Option<&'static NotCarried> {
        NOT_CARRIED.iter().find(|stopped| {
            stopped.runner == stage.runner().name()
                && stopped.file == self.name
                && stopped.vector == entry.name
        })
    }
}

fn run(entry: &Entry, stage: &Stage<'_>) -> Result<(), String> {
    let vector = vector(entry);
    let site = stage.serve(verifier(entry));
    let answer = site.send(&request(vector));
    let handled = site.handled();
    let refusals = site.refusals();
    match (vector.expect(), handled.as_slice(), refusals.as_slice()) {
        (Expect::Accept, [handled], []) if answer.status == 200 => {
            let same = handled.bytes == vector.request().body && handled.provider == entry.provider;
            same.then_some(()).ok_or_else(|| "other bytes".to_owned())
        }
        (Expect::Reject, [], [rejection]) if answer.status == rejection.status() => {
            let reason = vector.code().ok_or("no reason is given")?;
            (rejection.code() == reason)
                .then_some(())
                .ok_or_else(|| format!("{} instead of {reason}", rejection.code()))
        }
        _ => Err(format!("{} {refusals:?}", answer.status)),
    }
}

/// The server refuses it by itself. None that must be accepted may be lost so.
fn run_into(entry: &Entry, stage: &Stage<'_>, status: u16) -> Result<(), String> {
    let vector = vector(entry);
    let site = stage.serve(verifier(entry));
    let answer = site.send(&request(vector));
    let unseen = site.handled().is_empty() && site.refusals().is_empty();
    (vector.expect() == Expect::Reject && unseen && answer.status == status)
        .then_some(())
        .ok_or_else(|| format!("{} instead of {status} by the server", answer.status))
}

/// What a file says.
pub fn vector(entry: &Entry) -> &Vector {
    entry
        .vector
        .as_ref()
        .unwrap_or_else(|error| panic!("{}: {error}", entry.name))
}

/// The verifier that a vector is for.
pub fn verifier(entry: &Entry) -> Verifier {
    let vector = vector(entry);
    vector.secrets().for_each(leaks::never_show);
    vector
        .verifier()
        .and_then(|builder| Ok(builder.build()?))
        .unwrap_or_else(|error| panic!("{}: {error}", entry.name))
}

/// The request that a vector has.
pub fn request(vector: &Vector) -> Request {
    let request = vector.request();
    Request {
        method: request.method.clone(),
        target: request.target.clone(),
        headers: request.headers.clone(),
        body: request.body.clone(),
        transfer: Transfer::Length,
    }
}
