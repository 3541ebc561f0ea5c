//! How a body travels changes no verdict: in one frame or in many, its length announced or not.

use std::collections::HashMap;

use hookseal::httpsig::{Component, MessageSignatures, MessageSigner};
use hookseal::signing::{Delivery, PrivateKey};
use hookseal::time::ManualClock;
use hookseal::{Algorithm, Verifier};
use hookseal_vectors::{Entry, Expect};

use crate::case::{Case, Stage};
use crate::request::Request;
use crate::runner::Wire;
use crate::senders::{BODY, NOW, SENDMESH};
use crate::site::{Handled, Site};
use crate::vectors;

pub(super) const CASES: &[Case] = &[
    Case::new(
        "b38_vectors_have_one_verdict_however_the_body_travels",
        of_vectors,
    ),
    Case::new(
        "b38_bounds_have_one_verdict_however_the_body_travels",
        of_bounds,
    ),
    Case::new(
        "r12_one_right_label_is_enough_however_the_body_travels",
        of_labels,
    ),
];

/// What comes of a request: what is answered, why it was refused, what a handler got.
type Verdict = (u16, Vec<&'static str>, Vec<Handled>);

fn verdict(site: &Site, request: &Request) -> Verdict {
    let status = site.send(request).status;
    let codes = site
        .refusals()
        .iter()
        .map(hookseal::Rejection::code)
        .collect();
    (status, codes, site.handled())
}

/// Sends a request in every framing.
fn compare(site: &Site, request: &Request, name: &str) -> Result<(), String> {
    let first = verdict(site, request);
    let length = request.body.len();
    // Some sign that their length is announced, and how.
    let signs_length = request.has("content-length")
        || request.headers.iter().any(|(_, value)| {
            let value = value.to_ascii_lowercase();
            value.windows(14).any(|part| part == b"content-length")
        });
    let third = length / 3 + 1;
    let mut framings = vec![request.clone().in_pieces(third)];
    if !signs_length {
        framings.push(request.clone().chunked(length.max(1)));
        framings.push(request.clone().chunked(third));
        framings.push(request.clone().chunked(length / 40 + 1));
    }
    for framed in framings {
        let other = verdict(site, &framed);
        if other != first {
            let how = framed.transfer;
            return Err(format!("{name}: {other:?} where {how:?}, else {first:?}"));
        }
    }
    Ok(())
}

/// A few stand for the others: the first of each sender that is accepted, and the first three
/// of each reason for a refusal; more where there is no socket, fewer over HTTP/2, where each
/// connection takes its time.
fn is_tried(stage: &Stage<'_>, entry: &Entry, seen: &mut HashMap<String, usize>) -> bool {
    let vector = vectors::vector(entry);
    let (senders, refusals) = match stage.runner().wire() {
        Wire::None => (usize::MAX, 30),
        Wire::Http1 => (usize::MAX, 3),
        Wire::Http2 => (1, 1),
    };
    let (kind, most) = match vector.expect() {
        Expect::Accept => {
            let sender = entry.provider.chars().take(senders);
            (format!("accepted {}", sender.collect::<String>()), 1)
        }
        Expect::Reject => (vector.code().unwrap_or_default().to_owned(), refusals),
    };
    let before = seen.entry(kind).or_default();
    *before += 1;
    *before <= most
}

fn of_vectors(stage: &Stage<'_>) {
    let (mut seen, mut failures) = (HashMap::new(), Vec::new());
    for file in vectors::files() {
        for entry in &file.vectors {
            if !is_tried(stage, entry, &mut seen) {
                continue;
            }
            let site = stage.serve(vectors::verifier(entry));
            let request = vectors::request(vectors::vector(entry));
            let name = format!("{} of {}", entry.name, file.name);
            failures.extend(compare(&site, &request, &name).err());
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn of_bounds(stage: &Stage<'_>) {
    let builder = SENDMESH.builder().body_limit(50_000);
    let site = stage.serve(builder.build().unwrap());
    let sized = |bytes| SENDMESH.sign("x".repeat(bytes));
    for (request, status) in [
        (sized(0), 200),
        (sized(1), 200),
        (sized(20_000), 200),
        (sized(50_000), 200),
        (sized(50_001), 413),
        (sized(200_000), 413),
        (sized(30_000).without(SENDMESH.header), 401),
        (sized(30_000).with(SENDMESH.header, "v1=zz"), 401),
        (sized(30_000).body("y".repeat(30_000)), 401),
        (sized(30_000).method("PUT"), 405),
    ] {
        let name = format!("{} of {} bytes", request.method, request.body.len());
        compare(&site, &request, &name).unwrap();
        assert_eq!(verdict(&site, &request).0, status, "{name}");
    }
}

/// Of two labels that hold, the first covers no body.
fn of_labels(stage: &Stage<'_>) {
    let private = || PrivateKey::from_seed(&[1; 32]).unwrap();
    let rules = MessageSignatures::new("acme", Algorithm::Ed25519);
    let verifier = Verifier::builder(rules)
        .clock(ManualClock::new(NOW))
        .key(private().public_key().unwrap())
        .build();
    let site = stage.serve(verifier.unwrap());
    let sign = |label: &str, components: &[Component], body: &str| {
        let signer = MessageSigner::new("acme", private()).unwrap();
        let signer = signer.label(label).components(components.to_vec());
        let delivery = Delivery::new(body).target("/hooks/raw").timestamp(NOW);
        Request::of(&signer.sign(&delivery).unwrap())
    };
    let head = [Component::METHOD];
    let whole = [Component::METHOD, Component::CONTENT_DIGEST];
    let joined = |first: &Request, second: &Request| {
        ["Signature-Input", "Signature"]
            .into_iter()
            .fold(second.clone(), |request, name| {
                let both = format!("{}, {}", first.text(name), second.text(name));
                request.with(name, both)
            })
    };
    let (bare, covering) = (sign("a", &head, BODY), sign("b", &whole, BODY));
    for (request, status) in [
        (joined(&bare, &covering), 200),
        (covering.clone(), 200),
        (bare.clone(), 401),
        (bare.body(""), 200),
        (joined(&sign("a", &head, ""), &covering.body("{}")), 401),
    ] {
        compare(&site, &request, "a label").unwrap();
        assert_eq!(verdict(&site, &request).0, status, "{request:?}");
    }
}
