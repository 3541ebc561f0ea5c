//! The command line.

use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

/// Sign, send, verify and explain webhook deliveries.
#[derive(Debug, Parser)]
#[command(name = "hookseal", version, about, propagate_version = true, after_help = TOUR)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// When to colour the output; `auto` means on a terminal, unless `NO_COLOR` is set
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub(crate) color: Colour,
}

/// Reads the command line; ends the process where it is wrong or asks for help.
///
/// An argument that fits nowhere may be a secret that someone has pasted, so it is not
/// repeated.
pub(crate) fn parse() -> Cli {
    Cli::try_parse().unwrap_or_else(|mut error| {
        if error.kind() == ErrorKind::UnknownArgument
            && let Some(ContextValue::String(text)) = error.get(ContextKind::InvalidArg)
        {
            let shown = if text == "--secret" {
                "--secret VALUE (anyone on this machine can read arguments)"
            } else if text.starts_with("--") {
                text
            } else {
                "…"
            };
            let shown = ContextValue::String(shown.to_owned());
            error.insert(ContextKind::InvalidArg, shown);
        }
        error.exit()
    })
}

const TOUR: &str = "\
A verified delivery in a minute:

  export DEMO_SECRET=a-secret-for-trying-things-out
  hookseal sign github --secret-env DEMO_SECRET --format json > delivery.json
  hookseal verify github --secret-env DEMO_SECRET --request delivery.json
  hookseal explain github --secret-env DEMO_SECRET --request delivery.json

Live, in two terminals (DEMO_SECRET set in both):

  hookseal listen github --secret-env DEMO_SECRET
  hookseal send github --secret-env DEMO_SECRET --to http://127.0.0.1:8787/

Exit status: 0 verified, 1 refused, 2 usage error.";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Providers(Providers),
    Verify(Verify),
    Explain(Explain),
    Sign(Sign),
    Send(Send),
    Listen(Listen),
    Vectors(Vectors),
    Completions(Completions),
    Man(Man),
}

/// List the senders that hookseal knows, or show one
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  hookseal providers
  hookseal providers stripe
  hookseal providers --json")]
pub(crate) struct Providers {
    /// The sender to show, with everything it signs and where
    pub(crate) id: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Verify a captured request: exit status 0 if its signature holds, 1 if it is refused
#[derive(Args, Debug)]
#[command(after_help = REQUEST_HELP)]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) given: Given,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Show step by step how a request is verified, and find out why its signature does not match
#[derive(Args, Debug)]
#[command(after_help = EXPLAIN_HELP)]
pub(crate) struct Explain {
    #[command(flatten)]
    pub(crate) given: Given,
    /// Another secret that might be the one that signed, in an environment variable
    #[arg(long, value_name = "NAME")]
    pub(crate) other_secret_env: Vec<String>,
    /// Another secret or public key that might be the one, in a file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) other_key_file: Vec<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

const REQUEST_HELP: &str = "\
The request is one of:
  --request FILE   JSON: {\"method\", \"url\", \"headers\", \"body_base64\"}, as `hookseal sign
                   --format json` writes it; headers are an object, or a list of pairs; one
                   vector is such a file, and its `now_unix` counts unless --now is given
  --raw FILE       an HTTP/1.1 request as captured on the wire; the default, from the
                   standard input
  --header … --body FILE

Examples:
  hookseal verify stripe --secret-env STRIPE_SECRET --raw captured.http
  hookseal verify github --secret-file secret.txt --body push.json \\
      --header 'X-Hub-Signature-256: sha256=757107ea…'
  hookseal verify discord --public-key-file key.txt --request delivery.json --json
  nc -l 8080 | hookseal verify slack --secret-env SLACK_SECRET --now 1700000000

Exit status: 0 verified, 1 refused, 2 usage error.";

const EXPLAIN_HELP: &str = "\
Common mistakes are undone one by one, then in pairs: white space, prefixes and encodings of
the secret; encoding, prefix, version and header of the signature; newlines, line ends, byte
order mark, compression and re-serialised JSON of the body; slash, port, scheme and query of
the URL; unit and skew of the time; another sender, another key. The first that makes the
signature right is named, with its fix for axum and actix-web. Neither the secret nor the
signature that would be right is ever shown.

Examples:
  hookseal explain stripe --secret-env STRIPE_SECRET --raw captured.http
  hookseal explain github --secret-env SECRET --other-secret-env OLD_SECRET --request d.json
  hookseal explain svix --secret-file secret.txt --request delivery.json --json

Exit status: 0 verified, 1 refused, 2 usage error.";

/// The request to verify, and the keys and rules to verify it with.
#[derive(Args, Debug)]
pub(crate) struct Given {
    #[command(flatten)]
    pub(crate) sender: Sender,
    #[command(flatten)]
    pub(crate) keys: Keys,
    #[command(flatten)]
    pub(crate) request: Request,
    #[command(flatten)]
    pub(crate) rules: Rules,
}

/// Whose deliveries.
#[derive(Args, Debug)]
pub(crate) struct Sender {
    /// The sender, such as `github`; `hookseal providers` lists them. `httpsig` is any that
    /// signs by RFC 9421
    #[arg(value_name = "PROVIDER")]
    pub(crate) provider: String,
    /// Which of its schemes, if not the usual one, such as `shopify-events`; of `httpsig`,
    /// the algorithm
    #[arg(long, value_name = "NAME")]
    pub(crate) scheme: Option<String>,
    /// The header of the signature, where the sender lets its users choose
    #[arg(long, value_name = "HEADER")]
    pub(crate) signature_header: Option<String>,
    /// Scheme and host that the sender calls, such as `https://hooks.example.com`, where the URL is signed
    #[arg(long, value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// A setting of the sender's scheme besides keys, such as `topic=arn:aws:sns:…` for
    /// `aws_sns`; repeat it for several. `hookseal providers ID` shows the names
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) setting: Vec<String>,
}

/// Keys to verify with. They are used exactly as they are stored.
#[derive(Args, Debug)]
#[command(next_help_heading = "Keys (never given as plain arguments)")]
pub(crate) struct Keys {
    /// Environment variable that holds the secret; repeat it for several
    #[arg(long, value_name = "NAME")]
    pub(crate) secret_env: Vec<String>,
    /// File that holds the secret, `-` for the standard input; repeat it for several
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) secret_file: Vec<PathBuf>,
    /// File that holds the public key: as the sender shows it, PEM, or bytes
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) public_key_file: Vec<PathBuf>,
    /// The id by which requests name the key: `keyid` of RFC 9421, `kid` of a token, the
    /// address of a certificate
    #[arg(long, value_name = "ID")]
    pub(crate) key_id: Option<String>,
}

/// Keys to sign with.
#[derive(Args, Debug)]
#[command(next_help_heading = "Keys (never given as plain arguments)")]
pub(crate) struct SigningKeys {
    /// Environment variable that holds the private key
    #[arg(long, value_name = "NAME")]
    pub(crate) private_key_env: Vec<String>,
    /// File that holds the private key: PEM (Ed25519, ECDSA, RSA), or 32 bytes of Ed25519 in hex
    /// or base64
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) private_key_file: Vec<PathBuf>,
}

/// The request to verify.
#[derive(Args, Debug)]
#[allow(clippy::struct_field_names)] // named as the options are
#[command(next_help_heading = "Request")]
pub(crate) struct Request {
    /// The request as JSON, `-` for the standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["raw", "header", "body"], value_hint = ValueHint::FilePath)]
    pub(crate) request: Option<PathBuf>,
    /// The request as captured on the wire, `-` for the standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["header", "body"], value_hint = ValueHint::FilePath)]
    pub(crate) raw: Option<PathBuf>,
    /// A header of the request; repeat it for several
    #[arg(long, short = 'H', value_name = "NAME: VALUE", requires = "body")]
    pub(crate) header: Vec<String>,
    /// The request's body, `-` for the standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) body: Option<PathBuf>,
    /// The request's method
    #[arg(long, default_value = "POST", requires = "body")]
    pub(crate) method: String,
    /// The request's URL, or its path and query
    #[arg(long, default_value = "/", requires = "body")]
    pub(crate) url: String,
}

/// How strictly it is verified.
#[derive(Args, Debug)]
#[command(next_help_heading = "Verification")]
pub(crate) struct Rules {
    /// Verify as if it were this time, in seconds since 1970, instead of now
    #[arg(long, value_name = "UNIX")]
    pub(crate) now: Option<u64>,
    /// How far a signed timestamp may be in the past and in the future, instead of the sender's own limits
    #[arg(long, value_name = "SECONDS")]
    pub(crate) tolerance: Option<u64>,
    /// The longest body that is accepted, instead of the sender's documented limit, or 1 MiB
    #[arg(long, value_name = "BYTES")]
    pub(crate) body_limit: Option<usize>,
    /// Accept short and placeholder secrets, for published examples
    #[arg(long)]
    pub(crate) allow_weak_secrets: bool,
}

/// A delivery to sign.
#[derive(Args, Debug)]
#[command(next_help_heading = "Delivery")]
pub(crate) struct Delivery {
    /// The body, `-` for the standard input; a sample of the sender's by default
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) body: Option<PathBuf>,
    /// The event's id; a fresh one by default
    #[arg(long, value_name = "ID")]
    pub(crate) event_id: Option<String>,
    /// The kind of event, for senders that say it in a header
    #[arg(long, value_name = "TYPE")]
    pub(crate) event_type: Option<String>,
    /// The time it is signed at, in seconds since 1970, instead of now
    #[arg(long, value_name = "UNIX")]
    pub(crate) at: Option<u64>,
    /// Another header; repeat it for several
    #[arg(long, short = 'H', value_name = "NAME: VALUE")]
    pub(crate) header: Vec<String>,
}

/// Sign a delivery as the sender would, and print it
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  hookseal sign github --secret-env SECRET
  hookseal sign stripe --secret-env SECRET --body event.json --format curl \\
      --url http://127.0.0.1:3000/hooks/stripe
  hookseal sign github --secret-env SECRET --format json | \\
      hookseal verify github --secret-env SECRET --request -
  openssl genpkey -algorithm ed25519 -out key.pem
  hookseal sign discord --private-key-file key.pem
  openssl genpkey -algorithm rsa -out rsa.pem
  hookseal sign aws_sns --private-key-file rsa.pem \\
      --setting topic=arn:aws:sns:eu-west-1:123456789012:orders --format json")]
pub(crate) struct Sign {
    #[command(flatten)]
    pub(crate) sender: Sender,
    #[command(flatten)]
    pub(crate) keys: Keys,
    #[command(flatten)]
    pub(crate) signing: SigningKeys,
    #[command(flatten)]
    pub(crate) delivery: Delivery,
    /// Where it would be sent
    #[arg(long, default_value = "http://127.0.0.1:8787/")]
    pub(crate) url: String,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// The headers, one a line; the URL and the body as well, where signing changes them
    Text,
    /// The whole request, as `verify --request` takes it
    Json,
    /// A command that sends it
    Curl,
}

/// Send signed deliveries to a server: by default on this machine only
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  hookseal send github --secret-env SECRET --to http://127.0.0.1:3000/hooks/github
  hookseal send stripe --secret-env SECRET --to http://localhost:3000/hooks/stripe --tamper body
  hookseal send slack --secret-env SECRET --to http://127.0.0.1:3000/ --repeat 1000 --concurrency 20

Exit status: 0 if every answer was the one to expect (2xx; 4xx with --tamper), 1 if not.")]
pub(crate) struct Send {
    #[command(flatten)]
    pub(crate) sender: Sender,
    #[command(flatten)]
    pub(crate) keys: Keys,
    #[command(flatten)]
    pub(crate) signing: SigningKeys,
    #[command(flatten)]
    pub(crate) delivery: Delivery,
    /// The URL to send to
    #[arg(long, value_name = "URL")]
    pub(crate) to: String,
    /// How many deliveries to send
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub(crate) repeat: u32,
    /// How many at once
    #[arg(long, value_name = "M", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub(crate) concurrency: u32,
    /// Tamper with each delivery after signing it; then a refusal is expected
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(crate) tamper: Option<Tamper>,
    /// Send each delivery a second time, unchanged, as after a lost answer
    #[arg(long, conflicts_with = "tamper")]
    pub(crate) duplicate: bool,
    /// Send to other machines than this one
    #[arg(long)]
    pub(crate) allow_remote: bool,
    /// How long to wait for an answer
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    pub(crate) timeout: u64,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tamper {
    /// Change the body
    Body,
    /// Change the signature
    Signature,
    /// Change the timestamp, as someone replaying a captured delivery would
    Timestamp,
    /// Leave the signature out
    Missing,
}

/// Receive deliveries on this machine, and show each as it arrives: verified, or why not
#[derive(Args, Debug)]
#[command(after_help = "\
It listens on 127.0.0.1 only; to receive from a sender's servers, put a tunnel in front of it.
It answers 204 to verified deliveries, and otherwise as hookseal answers.

Examples:
  hookseal listen github --secret-env SECRET
  hookseal listen stripe --secret-env SECRET --port 3000 --json")]
pub(crate) struct Listen {
    #[command(flatten)]
    pub(crate) sender: Sender,
    #[command(flatten)]
    pub(crate) keys: Keys,
    #[command(flatten)]
    pub(crate) signing: SigningKeys,
    #[command(flatten)]
    pub(crate) rules: Rules,
    /// The port; 0 takes a free one
    #[arg(long, default_value_t = 8787)]
    pub(crate) port: u16,
    /// Exit after this many deliveries: exit status 0 if all were verified, 1 if not
    #[arg(long, value_name = "N")]
    pub(crate) count: Option<u64>,
    /// Show every step, not only the mistakes
    #[arg(long)]
    pub(crate) explain: bool,
    /// Print one JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
}

/// Run files of test vectors through the verifier
#[derive(Args, Debug)]
#[command(after_help = "\
A file is {\"vectors\": [{…}]}; a vector has `provider`, `scheme` (where the provider has
several), `name`, `secret` | `secrets` | `public_key` | `keys` ({\"id\": {…}}), `context`
(`public_url`, `header_name`, `algorithm` …), `method`, `url`, `headers` (pairs or an
object), `body_base64`, `now_unix`, `expect` (`accept` | `reject`), and `reason`, which for
`reject` may be the expected code. The documentation of `hookseal-vectors` has the details.

Example:
  hookseal vectors tests/vectors/*.json

Exit status: 0 if all passed, 1 if any failed, 2 if a file cannot be read or holds none.")]
pub(crate) struct Vectors {
    /// The files
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Print completions for a shell
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  hookseal completions bash > ~/.local/share/bash-completion/completions/hookseal")]
pub(crate) struct Completions {
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// Print the manual page, or write all of them into a folder
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  hookseal man | man -l -
  hookseal man --out ~/.local/share/man/man1")]
pub(crate) struct Man {
    /// Write one page for each command here
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
}
