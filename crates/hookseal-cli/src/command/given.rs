//! The arguments of `verify` and `explain`, made into a case.

use std::fs::File;
use std::io::{BufReader, IsTerminal as _, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use hookseal::limits::DEFAULT_BODY_LIMIT;
use hookseal::{Rejection, UnixTime, VerifiedBody};

use crate::case::{Case, Refusal};
use crate::catalogue::{self, Entry};
use crate::cli;
use crate::diagnose;
use crate::failure::Failure;
use crate::input::{BodyTrouble, Given, Head, flags, raw, request_file};
use crate::keys::{self, GivenKey};

/// A case with the verdict on it.
pub(crate) struct Judged {
    pub(crate) entry: Entry,
    pub(crate) case: Case,
    pub(crate) verdict: Result<VerifiedBody, Refusal>,
}

/// Reads everything and comes to the verdict.
pub(crate) fn judge(given: &cli::Given, others: Vec<GivenKey>) -> Result<Judged, Failure> {
    one_standard_input(given)?;
    let entry = entry(&given.sender)?;
    let keys = verifying_keys(&given.keys, &[])?;
    let request = request(&given.request, body_limit(&entry, &given.rules))?;
    let now = given.rules.now.map(UnixTime::from_secs);
    let mut case = Case {
        head: request.head,
        now: now.or(request.received).unwrap_or_else(diagnose::now),
        public_url: given.sender.public_url.clone().or(request.origin),
        others,
        ..case(&entry, keys, &given.sender, &given.rules)
    };
    // What the head alone can tell comes before the body is read.
    let head_says = case.judge_head().err();
    let body_says = match request.body.read(case.body_limit) {
        Ok(body) => {
            case.body = body;
            None
        }
        Err(BodyTrouble::CutShort(body)) => {
            case.body = body;
            Some(Rejection::BodyIncomplete.into())
        }
        Err(BodyTrouble::TooLarge) => Some(
            Rejection::BodyTooLarge {
                limit: case.body_limit,
            }
            .into(),
        ),
        Err(BodyTrouble::Unreadable(error)) => return Err(Failure::io(&"the body", &error)),
    };
    let verdict = match head_says.or(body_says) {
        Some(refusal) => Err(refusal),
        None => case.judge(),
    };
    Ok(Judged {
        entry,
        case,
        verdict,
    })
}

/// The sender of the options.
pub(crate) fn entry(sender: &cli::Sender) -> Result<Entry, Failure> {
    let entry = catalogue::find(&sender.provider, sender.scheme.as_deref())?;
    let entry = entry.with_settings(&sender.setting)?;
    match &sender.signature_header {
        Some(name) => entry.with_header(name),
        None => Ok(entry),
    }
}

/// A case without a request yet.
pub(crate) fn case(
    entry: &Entry,
    keys: Vec<GivenKey>,
    sender: &cli::Sender,
    rules: &cli::Rules,
) -> Case {
    Case {
        constant: entry.constant.clone(),
        rules: entry.rules.clone(),
        keys,
        others: Vec::new(),
        head: Head::default(),
        body: bytes::Bytes::new(),
        now: UnixTime::default(),
        tolerance: rules.tolerance.map(Duration::from_secs),
        public_url: sender.public_url.clone(),
        allow_weak: rules.allow_weak_secrets,
        body_limit: body_limit(entry, rules),
        answers_handshakes: false,
    }
}

/// The longest body that is read.
fn body_limit(entry: &Entry, rules: &cli::Rules) -> usize {
    rules
        .body_limit
        .or(entry.rules.greatest_body())
        .unwrap_or(DEFAULT_BODY_LIMIT)
}

/// The keys of the options, of which there must be one.
pub(crate) fn verifying_keys(
    args: &cli::Keys,
    private: &[GivenKey],
) -> Result<Vec<GivenKey>, Failure> {
    let mut keys = secrets(args)?;
    for path in &args.public_key_file {
        keys.push(keys::public_from_file(path)?);
    }
    keys.extend_from_slice(private);
    if keys.is_empty() {
        return Err(Failure::new(
            "no key was given: use --secret-env, --secret-file or --public-key-file",
        ));
    }
    for key in &mut keys {
        key.id.clone_from(&args.key_id);
    }
    Ok(keys)
}

/// The secrets of the options.
pub(crate) fn secrets(args: &cli::Keys) -> Result<Vec<GivenKey>, Failure> {
    let from_env = args
        .secret_env
        .iter()
        .map(|name| keys::secret_from_env(name));
    let from_file = args
        .secret_file
        .iter()
        .map(|path| keys::secret_from_file(path));
    from_env.chain(from_file).collect()
}

/// The private keys of the options.
pub(crate) fn private_keys(args: &cli::SigningKeys) -> Result<Vec<GivenKey>, Failure> {
    let from_env = args
        .private_key_env
        .iter()
        .map(|name| keys::private_from_env(name));
    let from_file = args
        .private_key_file
        .iter()
        .map(|path| keys::private_from_file(path));
    from_env.chain(from_file).collect()
}

/// Keys that `explain` tries besides.
pub(crate) fn other_keys(envs: &[String], files: &[PathBuf]) -> Result<Vec<GivenKey>, Failure> {
    let mut keys = Vec::new();
    for name in envs {
        keys.push(keys::secret_from_env(name)?);
    }
    for path in files {
        // Which of the two it is, the sender's scheme knows.
        keys.push(keys::secret_from_file(path)?);
        keys.push(keys::public_from_file(path)?);
    }
    Ok(keys)
}

fn request(args: &cli::Request, limit: usize) -> Result<Given, Failure> {
    if let Some(path) = &args.request {
        return request_file::read(open(path)?, limit, &name(path));
    }
    if let Some(body) = &args.body {
        return flags::read(&args.method, &args.url, &args.header, body);
    }
    let path = args.raw.as_deref().unwrap_or(Path::new("-"));
    if args.raw.is_none() && std::io::stdin().is_terminal() {
        return Err(Failure::new(
            "no request was given: use --request, --raw, or --header and --body",
        ));
    }
    raw::read(Box::new(BufReader::new(open(path)?)), &name(path))
}

fn open(path: &Path) -> Result<Box<dyn Read>, Failure> {
    if is_standard_input(path) {
        return Ok(Box::new(std::io::stdin()));
    }
    let file = File::open(path).map_err(|error| Failure::io(&name(path), &error))?;
    Ok(Box::new(file))
}

fn name(path: &Path) -> String {
    if is_standard_input(path) {
        return "the standard input".to_owned();
    }
    crate::escape::escaped(&path.display().to_string())
}

fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

/// Refuses to read two things from it.
fn one_standard_input(given: &cli::Given) -> Result<(), Failure> {
    let request = &given.request;
    let none = request.request.is_none() && request.raw.is_none() && request.body.is_none();
    let paths = given
        .keys
        .secret_file
        .iter()
        .chain(&given.keys.public_key_file)
        .chain(&request.request)
        .chain(&request.raw)
        .chain(&request.body);
    let readers = paths.filter(|path| is_standard_input(path)).count() + usize::from(none);
    if readers > 1 {
        return Err(Failure::new(
            "the standard input can be one thing only: the request or a key",
        ));
    }
    Ok(())
}
