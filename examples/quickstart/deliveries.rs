//! What is sent to the server, and what should become of it.

use std::time::Duration;

use bytes::Bytes;
use hookseal::signing::{SignedDelivery, Signer};
use hookseal::time::{Clock as _, SystemClock};
use hookseal::{Secret, UnixTime};
use hookseal_examples::BoxError;
use hookseal_examples::client::{self, Body};
use hookseal_examples::demo::{self, SENDERS, Sender};
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use http::{HeaderValue, Method, Request};

use super::mailchannels;
use super::server::{BODY_LIMIT, FORGOTTEN, OLD_MESHES_SECRET};

/// One request.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) sender: &'static str,
    pub(crate) what: &'static str,
    pub(crate) request: Request<Body>,
    pub(crate) expected: Expected,
}

/// What should become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// The handler gets it, once, and answers 204.
    Accepted,
    /// No handler gets it.
    Refused {
        status: u16,
        /// The end of the problem's type, which the sender sees.
        problem: &'static str,
        /// The rejection's code, which only the operator learns.
        why: &'static str,
    },
}

/// All of them, signed now.
pub(crate) fn all() -> Result<Vec<Case>, BoxError> {
    let mut cases = Vec::new();
    for sender in SENDERS {
        cases.push(case(
            sender,
            "signed",
            &signed(sender)?,
            Expected::Accepted,
        )?);
        cases.push(altered(sender)?);
    }
    cases.extend(mailchannels::cases()?);
    cases.extend(without_a_good_signature()?);
    cases.extend(at_the_wrong_time()?);
    cases.extend(with_other_keys()?);
    cases.extend(not_as_http_should_be()?);
    cases.extend(not_what_the_handler_reads()?);
    Ok(cases)
}

/// The signature of one body over another.
fn altered(sender: &'static Sender) -> Result<Case, BoxError> {
    let mut case = case(
        sender,
        "one byte added to the body",
        &signed(sender)?,
        unauthorized("signature_mismatch"),
    )?;
    let body = format!("{} ", sender.body);
    *case.request.body_mut() = client::whole(body);
    Ok(case)
}

fn without_a_good_signature() -> Result<Vec<Case>, BoxError> {
    let github = &demo::GITHUB;
    let forged = Signer::new(
        github.scheme.clone(),
        Secret::new("guessed-by-an-attacker")?,
    )?;
    let mut unsigned = case(
        github,
        "no signature",
        &signed(github)?,
        unauthorized("missing_signature"),
    )?;
    unsigned.request.headers_mut().remove("x-hub-signature-256");
    let mut twice = case(
        github,
        "two signature headers, one good",
        &signed(github)?,
        unauthorized("ambiguous"),
    )?;
    twice
        .request
        .headers_mut()
        .append("x-hub-signature-256", HeaderValue::from_static("sha256=00"));
    let mut malformed = case(
        github,
        "signature is no hex",
        &signed(github)?,
        unauthorized("malformed_signature"),
    )?;
    malformed.request.headers_mut().insert(
        "x-hub-signature-256",
        HeaderValue::from_static("sha256=let-me-in"),
    );
    let mut algorithm = case(
        &demo::SENDX,
        "names another algorithm",
        &signed(&demo::SENDX)?,
        unauthorized("unsupported_algorithm"),
    )?;
    algorithm
        .request
        .headers_mut()
        .insert("x-sendx-signature-alg", HeaderValue::from_static("none"));
    Ok(vec![
        case(
            github,
            "forged with a guessed secret",
            &github.sign(&forged, now())?,
            unauthorized("signature_mismatch"),
        )?,
        unsigned,
        twice,
        malformed,
        Case {
            request: client::request(demo::STRIPE.path, &signed(github)?)?,
            ..case(
                &demo::STRIPE,
                "GitHub's signature instead",
                &signed(github)?,
                unauthorized("missing_signature"),
            )?
        },
        algorithm,
    ])
}

fn at_the_wrong_time() -> Result<Vec<Case>, BoxError> {
    let ten_minutes = Duration::from_secs(600);
    let past = now().saturating_sub(ten_minutes);
    let future = now().saturating_add(ten_minutes);
    let mut cases = Vec::new();
    for sender in [
        &demo::STRIPE,
        &demo::SLACK,
        &demo::STANDARD_WEBHOOKS,
        &demo::DISCORD,
    ] {
        let signer = sender.demo_signer()?;
        cases.push(case(
            sender,
            "signed 10 minutes ago",
            &sender.sign(&signer, past)?,
            unauthorized("stale"),
        )?);
    }
    let sendmesh = &demo::SENDMESH;
    cases.push(case(
        sendmesh,
        "signed 10 minutes ahead",
        &sendmesh.sign(&sendmesh.demo_signer()?, future)?,
        unauthorized("future"),
    )?);
    // The signature of ten minutes ago, with the time of now.
    let mut renewed = case(
        sendmesh,
        "old, but its timestamp renewed",
        &sendmesh.sign(&sendmesh.demo_signer()?, past)?,
        unauthorized("signature_mismatch"),
    )?;
    renewed.request.headers_mut().insert(
        "x-sendmesh-timestamp",
        HeaderValue::try_from(now().to_string())?,
    );
    cases.push(renewed);
    Ok(cases)
}

fn with_other_keys() -> Result<Vec<Case>, BoxError> {
    let (acme, globex, stripe) = (&demo::MESHES, &demo::MESHES_SHA512, &demo::STRIPE);
    let old = |secret| -> Result<_, BoxError> {
        let signer = Signer::new(acme.scheme.clone(), Secret::new(secret)?)?;
        Ok(acme.sign(&signer, now())?)
    };
    // As globex signs, but with acme's secret.
    let demo::DemoKey::Secret(acmes) = acme.key else {
        return Err("a tenant of Meshes has a secret".into());
    };
    let crossed = Signer::new(globex.scheme.clone(), Secret::new(acmes)?)?;
    let rolling = Signer::new(
        stripe.scheme.clone(),
        Secret::new("whsec_demo_stripe_to_come")?,
    )?
    .and_key(Secret::new(demo::STRIPE_SECRET)?)?;
    Ok(vec![
        case(
            acme,
            "signed with the old secret",
            &old(OLD_MESHES_SECRET)?,
            Expected::Accepted,
        )?,
        case(
            acme,
            "signed with a retired secret",
            &old("demo-meshes-acme-years-ago-12")?,
            unauthorized("signature_mismatch"),
        )?,
        case(
            globex,
            "signed with acme's secret",
            &globex.sign(&crossed, now())?,
            unauthorized("signature_mismatch"),
        )?,
        case(
            stripe,
            "two secrets while one is rolled",
            &stripe.sign(&rolling, now())?,
            Expected::Accepted,
        )?,
    ])
}

fn not_as_http_should_be() -> Result<Vec<Case>, BoxError> {
    let github = &demo::GITHUB;
    let refused = |status, problem, why| Expected::Refused {
        status,
        problem,
        why,
    };
    let too_long = refused(413, "too-large", "body_too_large");

    let get = case(
        github,
        "GET",
        &signed(github)?,
        refused(405, "method-not-allowed", "method_not_allowed"),
    )?;
    let announced = case(github, "announces 2 MiB", &signed(github)?, too_long)?;
    let streamed = case(
        github,
        "1 byte too long, unannounced",
        &signed(github)?,
        too_long,
    )?;
    let slow = case(
        github,
        "stalls amid its body",
        &signed(github)?,
        refused(408, "timeout", "body_timeout"),
    )?;
    let forgotten = case(
        github,
        "signed, but the route has no layer",
        &signed(github)?,
        refused(500, "misconfigured", "misconfigured"),
    )?;
    Ok(vec![
        get.map(|request| *request.method_mut() = Method::GET),
        announced.map(|request| {
            let length = HeaderValue::from_static("2097152");
            request.headers_mut().insert(CONTENT_LENGTH, length);
            *request.body_mut() = client::stalling("{");
        }),
        streamed.map(|request| {
            let chunks = vec![
                Bytes::from(vec![b' '; BODY_LIMIT]),
                Bytes::from_static(b" "),
            ];
            *request.body_mut() = client::chunked(chunks);
        }),
        slow.map(|request| *request.body_mut() = client::stalling("{")),
        Case {
            request: client::request(FORGOTTEN, &signed(github)?)?,
            ..forgotten
        },
    ])
}

/// Authentic, so the sender may know what is wrong with it.
fn not_what_the_handler_reads() -> Result<Vec<Case>, BoxError> {
    let github = &demo::GITHUB;
    let signer = github.demo_signer()?;
    let payload = |body: &[u8]| signer.sign(&github.delivery(body));
    let refused = |status, problem, why| Expected::Refused {
        status,
        problem,
        why,
    };
    let zipped = case(
        github,
        "signed, but compressed",
        &payload(GZIPPED)?,
        refused(415, "unsupported-encoding", "payload_encoded"),
    )?;
    Ok(vec![
        case(
            github,
            "signed, but no JSON",
            &payload(b"{\"ref\":")?,
            refused(400, "malformed-payload", "payload_syntax"),
        )?,
        case(
            github,
            "signed, but no push",
            &payload(br#"{"repository":{"full_name":7}}"#)?,
            refused(422, "unexpected-payload", "payload_data"),
        )?,
        zipped.map(|request| {
            let gzip = HeaderValue::from_static("gzip");
            request.headers_mut().insert(CONTENT_ENCODING, gzip);
        }),
    ])
}

/// `{"ref":"refs/heads/main"}`, compressed by gzip.
const GZIPPED: &[u8] =
    b"\x1f\x8b\x08\0\0\0\0\0\x02\x03\xabV*JMS\xb2\x02\x91\xc5\xfa\x19\xa9\x89)\xc5\xfa\xb9\x89\x99yJ\xb5\0P\xa3t\x14\x19\0\0\0";

impl Case {
    /// The same with its request changed after it was signed.
    fn map(mut self, change: impl FnOnce(&mut Request<Body>)) -> Self {
        change(&mut self.request);
        self
    }
}

fn case(
    sender: &Sender,
    what: &'static str,
    delivery: &SignedDelivery,
    expected: Expected,
) -> Result<Case, BoxError> {
    Ok(Case {
        sender: sender.name,
        what,
        request: client::request(sender.path, delivery)?,
        expected,
    })
}

fn signed(sender: &Sender) -> Result<SignedDelivery, BoxError> {
    Ok(sender.sign(&sender.demo_signer()?, now())?)
}

fn now() -> UnixTime {
    SystemClock.now()
}

/// Whatever the reason, the sender gets the same 401.
pub(crate) const fn unauthorized(why: &'static str) -> Expected {
    Expected::Refused {
        status: 401,
        problem: "unauthorized",
        why,
    }
}
