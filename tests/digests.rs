//! The vectors of RFC 9530 through every adapter: `vectors/digest/rfc9530.json`.
//!
//! Each field is covered by a signature that is made here by hand and holds, so that the
//! digests alone decide.

#![allow(clippy::panic, clippy::unwrap_used)]

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use hookseal::httpsig::{DigestHeader, MessageSignatures};
use hookseal::time::ManualClock;
use hookseal::{Algorithm, Secret, UnixTime, Verifier};
use hookseal_tests::case::Stage;
use hookseal_tests::request::{Request, Transfer};
use hookseal_tests::runner::{self, Runner};
use serde::Deserialize;
use sha2::Sha256;

const SECRET: &str = "an hmac secret for the vectors of RFC 9530";
const NOW: u64 = 1_700_000_000;

#[derive(Deserialize)]
struct File {
    vectors: Vec<Vector>,
}

/// A digest field and a body, and what must be said of them.
#[derive(Deserialize)]
struct Vector {
    name: String,
    field: String,
    value: String,
    content_base64: String,
    expect: String,
    #[serde(default)]
    reason: Option<String>,
}

impl Vector {
    fn verifier(&self) -> Verifier {
        let header = match self.field.as_str() {
            "Content-Digest" => DigestHeader::ContentDigest,
            "Repr-Digest" => DigestHeader::ReprDigest,
            other => panic!("no digest field {other}"),
        };
        let rules =
            MessageSignatures::new("digest", Algorithm::HmacSha256).with_digest_header(header);
        Verifier::builder(rules)
            .key(Secret::new(SECRET).unwrap())
            .clock(ManualClock::new(UnixTime::from_secs(NOW)))
            .build()
            .unwrap()
    }

    /// The field signed, and its content sent in pieces or at once.
    fn request(&self, transfer: Transfer) -> Request {
        let id = self.field.to_ascii_lowercase();
        let input = format!("(\"{id}\");created={NOW}");
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(format!("\"{id}\": {}\n\"@signature-params\": {input}", self.value).as_bytes());
        let signature = BASE64.encode(mac.finalize().into_bytes());
        let headers = [
            (self.field.as_str(), self.value.clone()),
            ("Signature-Input", format!("sig1={input}")),
            ("Signature", format!("sig1=:{signature}:")),
        ];
        Request {
            method: "POST".to_owned(),
            target: "/hooks/raw".to_owned(),
            headers: headers
                .map(|(name, value)| (name.to_owned(), value.into_bytes()))
                .into(),
            body: BASE64.decode(&self.content_base64).unwrap(),
            transfer,
        }
    }

    /// What the app saw: `accept`, or the code of the one refusal.
    fn verdict(&self, runner: &dyn Runner, transfer: Transfer) -> String {
        let request = self.request(transfer);
        let site = Stage::new(runner).serve(self.verifier());
        let answer = site.send(&request);
        match (site.handled().as_slice(), site.refusals().as_slice()) {
            ([handled], []) if answer.status == 200 && handled.bytes == request.body => {
                "accept".to_owned()
            }
            ([], [rejection]) if answer.status == 401 => rejection.code().to_owned(),
            other => format!("{} {other:?}", answer.status),
        }
    }
}

#[test]
fn every_digest_is_judged_as_its_vector_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/digest/rfc9530.json");
    let file: File = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(file.vectors.len() >= 36);
    let mut failures = Vec::new();
    for vector in &file.vectors {
        let expected = match (vector.expect.as_str(), &vector.reason) {
            ("accept", None) => "accept",
            ("reject", Some(reason)) => reason,
            other => panic!("{}: {other:?}", vector.name),
        };
        for runner in runner::ALL {
            for transfer in [Transfer::Length, Transfer::Chunked(5)] {
                let said = vector.verdict(*runner, transfer);
                if said != expected {
                    failures.push(format!(
                        "{} by {}, {transfer:?}: {said} instead of {expected}",
                        vector.name,
                        runner.name()
                    ));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
