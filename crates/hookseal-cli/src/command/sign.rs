//! `hookseal sign`.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hookseal::adapter::RequestHead as _;
use hookseal::httpsig::MessageSigner;
use hookseal::scheme::{HeaderName, Part, Scheme, SignatureScheme as _, Source};
use hookseal::signing::{Delivery, SignedDelivery, Signer, SigningMaterial};
use hookseal::{Algorithm, UnixTime};
use hookseal_vectors::split_url;
use serde_json::json;

use super::given;
use crate::catalogue::{Entry, Rules};
use crate::cli::{self, Format, Sign};
use crate::diagnose::now;
use crate::escape::{escaped, escaped_bytes};
use crate::failure::Failure;
use crate::input::flags;
use crate::keys::GivenKey;
use crate::outcome::Outcome;
use crate::output::{json as json_output, text};
use crate::samples;

/// Signs a delivery, and prints it.
pub(crate) fn run(args: &Sign) -> Result<Outcome, Failure> {
    let entry = given::entry(&args.sender)?;
    let keys = signing_keys(&args.keys, &args.signing)?;
    let (origin, target) = split_url(&args.url);
    let signing = Signing::new(
        &entry,
        &keys,
        args.keys.key_id.as_deref(),
        args.sender.public_url.clone().or_else(|| origin.clone()),
        target.clone(),
        &args.delivery,
    )?;
    let signed = signing.sign(0)?;
    // Some sign in the URL as well.
    let url = if signed.target() == target {
        args.url.clone()
    } else {
        format!("{}{}", origin.unwrap_or_default(), signed.target())
    };
    match args.format {
        Format::Text => {
            let changed = url != args.url || !signing.has_body(signed.body());
            text::print(&as_text(&signed, changed.then_some(&url)))?;
        }
        Format::Json => json_output::print(&request_file(&signed, &url, signing.at()))?,
        Format::Curl => text::print(&format!("{}\n", curl(&url, &signed)?))?,
    }
    Ok(Outcome::Done)
}

/// The headers, a line each; with the URL, all of the request.
fn as_text(signed: &SignedDelivery, url: Option<&String>) -> String {
    let lines = signed
        .headers()
        .map(|(name, value)| format!("{name}: {}\n", escaped(value)));
    let headers: String = lines.collect();
    match url {
        None => headers,
        Some(url) => format!(
            "{} {}\n{headers}\n{}\n",
            signed.method(),
            escaped(url),
            escaped_bytes(signed.body())
        ),
    }
}

/// Keys that can sign.
pub(crate) fn signing_keys(
    keys: &cli::Keys,
    signing: &cli::SigningKeys,
) -> Result<Vec<GivenKey>, Failure> {
    let mut found = given::secrets(keys)?;
    found.extend(given::private_keys(signing)?);
    if found.is_empty() {
        return Err(Failure::new(
            "no key was given: use --secret-env, --secret-file, --private-key-env or --private-key-file",
        ));
    }
    Ok(found)
}

/// The material that deliveries are signed with.
pub(crate) struct Signing {
    pub(super) signer: AnySigner,
    target: String,
    body: Vec<u8>,
    headers: Vec<(HeaderName, String)>,
    event_id: Option<String>,
    event_type: String,
    at: Option<UnixTime>,
    /// The function that puts the time into a sample.
    stamp: Option<Box<Scheme>>,
}

impl Signing {
    pub(crate) fn new(
        entry: &Entry,
        keys: &[GivenKey],
        key_id: Option<&str>,
        origin: Option<String>,
        target: String,
        delivery: &cli::Delivery,
    ) -> Result<Self, Failure> {
        let sample = samples::of(entry.id);
        let body = match &delivery.body {
            None => sample.body.as_bytes().to_vec(),
            Some(path) => flags::open(path)?
                .read(LONGEST_BODY)
                .map_err(|_| Failure::new("the body cannot be read, or is longer than 64 MiB"))?
                .to_vec(),
        };
        let content_type = match body.trim_ascii_start() {
            [b'{' | b'[', ..] => "application/json",
            _ => sample.content_type,
        };
        let mut headers = vec![(
            HeaderName::from_static("Content-Type"),
            content_type.to_owned(),
        )];
        for line in &delivery.header {
            let (name, value) = flags::header(line)?;
            let value = String::from_utf8(value)
                .map_err(|_| Failure::new(format!("the value of {name} is not text")))?;
            headers.retain(|(other, _)| !other.as_str().eq_ignore_ascii_case(&name));
            headers.push((HeaderName::new(name)?, value));
        }
        let at = delivery.at.map(UnixTime::from_secs);
        for name in signed_headers(entry) {
            let given = |(other, _): &(HeaderName, String)| *other == name;
            if !headers.iter().any(given) {
                // Times and nonces, of which nothing but the signature is checked.
                headers.push((name, at.unwrap_or_else(now).as_millis().to_string()));
            }
        }
        let sampled = entry.rules.data().filter(|_| delivery.body.is_none());
        Ok(Self {
            stamp: sampled.cloned().map(Box::new),
            signer: AnySigner::new(entry, keys, key_id, origin)?,
            target,
            body,
            headers,
            event_id: delivery.event_id.clone(),
            event_type: delivery
                .event_type
                .clone()
                .unwrap_or_else(|| sample.event_type.to_owned()),
            at,
        })
    }

    /// When it is signed.
    pub(crate) fn at(&self) -> UnixTime {
        self.at.unwrap_or_else(now)
    }

    /// Whether this is the body as it was before signing.
    fn has_body(&self, body: &[u8]) -> bool {
        body == self.body
    }

    /// The body that is sent at this time.
    pub(super) fn body(&self, at: UnixTime) -> Cow<'_, [u8]> {
        let scheme = self.stamp.as_deref();
        let stamped = scheme.and_then(|scheme| samples::stamped(scheme, &self.body, at));
        stamped.map_or(Cow::Borrowed(&self.body), Cow::Owned)
    }

    /// The delivery of this number, not signed yet: each has an id of its own.
    pub(super) fn delivery<'a>(
        &'a self,
        number: u32,
        body: &'a [u8],
        at: UnixTime,
    ) -> Delivery<'a> {
        let id = self.event_id.clone().unwrap_or_else(|| fresh_id(number));
        let mut delivery = Delivery::new(body)
            .target(&self.target)
            .timestamp(at)
            .event_id(id)
            .attempt(1);
        if !self.event_type.is_empty() {
            delivery = delivery.event_type(&self.event_type);
        }
        for (name, value) in &self.headers {
            delivery = delivery.header(name.clone(), value);
        }
        delivery
    }

    /// Signs the delivery of this number.
    pub(crate) fn sign(&self, number: u32) -> Result<SignedDelivery, Failure> {
        let at = self.at();
        let body = self.body(at);
        self.signer.sign(&self.delivery(number, &body, at))
    }
}

/// Headers that are signed, and that the signer does not write by itself.
fn signed_headers(entry: &Entry) -> Vec<HeaderName> {
    let Some(scheme) = entry.rules.data() else {
        return Vec::new();
    };
    let facts = [scheme.event_id(), scheme.event_type(), scheme.attempt()];
    let parts = scheme.message().iter();
    parts
        .filter_map(|part| match part {
            Part::Header(name) => Some(name),
            _ => None,
        })
        .filter(|name| {
            let is_fact =
                |source: &&Source| matches!(source, Source::Header(other) if other == *name);
            !facts.iter().flatten().any(is_fact)
        })
        .cloned()
        .collect()
}

/// Either way of signing.
pub(super) enum AnySigner {
    Scheme(Box<Signer>),
    Messages(Box<MessageSigner>),
}

impl AnySigner {
    fn new(
        entry: &Entry,
        keys: &[GivenKey],
        key_id: Option<&str>,
        origin: Option<String>,
    ) -> Result<Self, Failure> {
        let (first, others) = keys
            .split_first()
            .ok_or_else(|| Failure::new("no key was given"))?;
        let signs_url = match &entry.rules {
            Rules::Data(scheme) => scheme.message().iter().any(Part::is_url),
            Rules::Code(code) => code.words().needs_public_url,
            Rules::Messages(rules) if others.is_empty() => {
                return Self::messages(entry, rules.description().algorithm(), first, key_id);
            }
            Rules::Messages(_) => {
                return Err(Failure::new(format!("{} signs with one key", entry.id)));
            }
        };
        let mut signer = entry.rules.builder().signer(first.signing()?)?;
        for key in others {
            signer = signer.and_key(key.signing()?)?;
        }
        if let Some(id) = key_id {
            signer = signer.key_id(id);
        }
        Ok(Self::Scheme(Box::new(match origin {
            Some(origin) if signs_url => signer.public_url(origin)?,
            _ => signer,
        })))
    }

    fn messages(
        entry: &Entry,
        algorithm: Algorithm,
        key: &GivenKey,
        key_id: Option<&str>,
    ) -> Result<Self, Failure> {
        let material = key.signing()?;
        let fits = match &material {
            SigningMaterial::Private(key) => key.signs_by(algorithm),
            SigningMaterial::Secret(_) => algorithm == Algorithm::HmacSha256,
            _ => false,
        };
        if !fits {
            return Err(Failure::new(format!(
                "this {} does not sign by {algorithm}",
                key.kind()
            )));
        }
        let signer = MessageSigner::new(entry.id, material)?
            .algorithm(algorithm)
            .key_id(key_id.unwrap_or("test-key"));
        Ok(Self::Messages(Box::new(signer)))
    }

    pub(super) fn sign(&self, delivery: &Delivery<'_>) -> Result<SignedDelivery, Failure> {
        Ok(match self {
            Self::Scheme(signer) => signer.sign(delivery)?,
            Self::Messages(signer) => signer.sign(delivery)?,
        })
    }
}

fn fresh_id(number: u32) -> String {
    let nanos = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_nanos();
    format!("msg_{nanos:x}_{number}")
}

/// The request as `verify --request` takes it.
fn request_file(signed: &SignedDelivery, url: &str, at: UnixTime) -> serde_json::Value {
    let headers: Vec<_> = signed.headers().collect();
    json!({
        "method": signed.method(),
        "url": url,
        "headers": headers,
        "body_base64": STANDARD.encode(signed.body()),
        // Some timestamps have milliseconds, and must not lie ahead.
        "now_unix": at.as_millis().div_ceil(1_000),
    })
}

/// A command for a POSIX shell that sends this delivery.
fn curl(url: &str, signed: &SignedDelivery) -> Result<String, Failure> {
    let body = std::str::from_utf8(signed.body())
        .ok()
        .filter(|body| !body.contains('\0'))
        .ok_or_else(|| {
            Failure::new("a body that is not text does not fit into a command; use --format json")
        })?;
    let mut command = format!("curl -i -X {} {}", signed.method(), quoted(url));
    for (name, value) in signed.headers() {
        // Writing to a String cannot fail.
        let _ = write!(command, " \\\n  -H {}", quoted(&format!("{name}: {value}")));
    }
    let _ = write!(command, " \\\n  --data-raw {}", quoted(body));
    Ok(command)
}

/// As one word of a POSIX shell, whatever it contains.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

const LONGEST_BODY: usize = 64 * 1024 * 1024;
