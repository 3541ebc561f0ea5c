//! R: signatures by RFC 9421, as MailChannels makes them, with keys known beforehand and
//! keys looked up by their id.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hookseal::httpsig::{Component, DigestAlgorithm, MessageSigner};
use hookseal::keys::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Unresolved};
use hookseal::providers::mailchannels;
use hookseal::signing::{Delivery, PrivateKey};
use hookseal::time::ManualClock;
use hookseal::{Key, UnixTime, Verifier, VerifierBuilder};

use crate::case::{Case, Needs, Stage};
use crate::leaks;
use crate::request::Request;
use crate::senders::NOW;

pub(super) const CASES: &[Case] = &[
    Case::new("mailchannels_deliveries_are_accepted", accepted),
    Case::new("r1_a_body_that_is_not_covered_is_refused", not_covered),
    Case::new("r2_a_changed_body_is_refused", changed_body),
    Case::new(
        "r3_a_right_digest_that_is_not_covered_is_refused",
        digest_not_covered,
    ),
    Case::new("r4_digests_of_other_algorithms_are_refused", other_digests),
    Case::new("r5_one_wrong_digest_among_two_is_refused", two_digests),
    Case::new("r7_alg_may_only_agree_with_the_key", algorithm),
    Case::new("r9_created_is_demanded_and_judged", created),
    Case::new("r12_one_right_label_is_enough", two_labels),
    Case::new("r13_a_label_in_one_header_alone_is_ignored", half_a_label),
    Case::new("r21_an_unknown_key_id_is_refused", unknown_key),
    Case::new("refuses_what_another_key_has_signed", other_key),
    Case::new("o1_every_401_of_rfc_9421_is_the_same_too", same_answer),
    Case::new(
        "refuses_a_wrong_signature_without_waiting_for_the_body",
        head_only,
    )
    .needing(Needs::Http1),
    Case::new("keys_are_looked_up_by_their_id", looked_up),
    Case::new(
        "k19_what_can_be_refused_without_a_key_is_not_looked_up",
        not_looked_up,
    ),
];

const BODY: &str = r#"[{"event":"delivered","customerHandle":"acme","timestamp":1700000000}]"#;

fn private(seed: u8) -> PrivateKey {
    PrivateKey::from_seed(&[seed; 32]).unwrap()
}

fn key(seed: u8) -> Key {
    private(seed).public_key().unwrap().into()
}

fn builder() -> VerifierBuilder {
    Verifier::builder(mailchannels()).clock(ManualClock::new(NOW))
}

fn verifier() -> Verifier {
    builder().key(key(1).id("mckey")).build().unwrap()
}

fn signer(seed: u8) -> MessageSigner {
    MessageSigner::new("mailchannels", private(seed))
        .unwrap()
        .label("sig_1700000000")
        .components([Component::CONTENT_DIGEST])
        .key_id("mckey")
}

fn deliver(signer: &MessageSigner, body: &str, at: UnixTime) -> Request {
    let delivery = Delivery::new(body).target("/hooks/raw").timestamp(at);
    let request = Request::of(&signer.sign(&delivery).unwrap());
    leaks::never_show(&request.text("Signature"));
    request
}

fn genuine() -> Request {
    deliver(&signer(1), BODY, NOW)
}

fn accepted(stage: &Stage<'_>) {
    let site = stage.serve(verifier());
    let handled = site.accepts(&genuine());
    assert_eq!(handled.provider, "mailchannels");
    assert_eq!(handled.timestamp, Some(NOW.as_millis()));
    site.accepts(&genuine().chunked(7));
    site.accepts(&deliver(&signer(1), "[]", NOW));
    site.accepts(&deliver(&signer(1), &"🦀".repeat(50_000), NOW).chunked(10_000));
    for digest in [DigestAlgorithm::Sha256, DigestAlgorithm::Sha512] {
        site.accepts(&deliver(&signer(1).digests([digest]), BODY, NOW));
    }
    assert_eq!(site.accepts(&genuine().to("/hooks/json")).by, "json");
}

fn not_covered(stage: &Stage<'_>) {
    let site = stage.serve(verifier());
    let headers = signer(1).components([Component::METHOD]);
    let request = deliver(&headers, "", NOW);
    // Both of the sender's libraries refuse an empty body, too, whose digest is not covered.
    site.refuses(&request, "not_covered");
    site.refuses(&request.clone().body("[]"), "not_covered");
    site.refuses(&request.body("[]").chunked(1), "not_covered");
}

fn changed_body(stage: &Stage<'_>) {
    let site = stage.serve(verifier());
    for body in ["", "[]", &BODY[1..], &format!("{BODY}\n")] {
        site.refuses(&genuine().body(body), "digest_mismatch");
        site.refuses(&genuine().body(body).chunked(9), "digest_mismatch");
    }
}

fn digest_not_covered(stage: &Stage<'_>) {
    let site = stage.serve(verifier());
    let digest = genuine().text("Content-Digest");
    let request = deliver(&signer(1).components([Component::METHOD]), "", NOW);
    let request = request.body(BODY).adding("Content-Digest", digest);
    site.refuses(&request, "not_covered");
}

fn other_digests(stage: &Stage<'_>) {
    let site = stage.serve(verifier());
    for digest in [
        "md5=:AAAAAAAAAAAAAAAAAAAAAA==:",
        "unixsum=:AQ==:",
        "sha=:AAAA:",
    ] {
        let request = genuine().with("Content-Digest", digest);
        site.refuses(&request, "unsupported_algorithm");
    }
}

fn two_digests(stage: &Stage<'_>) {
    let site = stage.serve(verifier());
    let both = signer(1).digests([DigestAlgorithm::Sha256, DigestAlgorithm::Sha512]);
    let request = deliver(&both, BODY, NOW);
    site.accepts(&request);
    // Whichever is changed, it is either not what was signed or not the body's.
    let other = deliver(&both, "[]", NOW).text("Content-Digest");
    let ours = request.text("Content-Digest");
    let mixed = format!(
        "{}, {}",
        ours.split(", ").next().unwrap(),
        other.split(", ").nth(1).unwrap()
    );
    site.refuses(&request.with("Content-Digest", mixed), "signature_mismatch");
}

fn algorithm(stage: &Stage<'_>) {
    let site = stage.serve(verifier());
    site.accepts(&deliver(&signer(1).without_alg(), BODY, NOW));
    for other in ["hmac-sha256", "rsa-v1_5-sha256", "none", "Ed25519", ""] {
        let named = format!("alg=\"{other}\"");
        let request = genuine().editing("Signature-Input", |value| {
            value.replace("alg=\"ed25519\"", &named)
        });
        site.refuses(&request, "unsupported_algorithm");
    }
}

fn created(stage: &Stage<'_>) {
    let site = stage.serve(verifier());
    let seconds = Duration::from_secs;
    let at = |at| deliver(&signer(1), BODY, at);
    site.accepts(&at(NOW.saturating_sub(seconds(300))));
    site.refuses(&at(NOW.saturating_sub(seconds(301))), "stale");
    site.accepts(&at(NOW.saturating_add(seconds(60))));
    site.refuses(&at(NOW.saturating_add(seconds(61))), "future");
    let without = |value: String| value.replace(";created=1700000000", "");
    site.refuses(
        &genuine().editing("Signature-Input", without),
        "missing_timestamp",
    );
    let brief = signer(1).expires_after(seconds(10));
    site.accepts(&deliver(&brief, BODY, NOW.saturating_sub(seconds(10))));
    site.refuses(
        &deliver(&brief, BODY, NOW.saturating_sub(seconds(11))),
        "expired",
    );
}

fn two_labels(stage: &Stage<'_>) {
    let site = stage.serve(verifier());
    let wrong = deliver(&signer(2).label("first"), BODY, NOW);
    let right = genuine();
    let joined = |name: &str| format!("{}, {}", wrong.text(name), right.text(name));
    let request = right
        .clone()
        .with("Signature-Input", joined("Signature-Input"))
        .with("Signature", joined("Signature"));
    site.accepts(&request);
}

fn half_a_label(stage: &Stage<'_>) {
    let site = stage.serve(verifier());
    for header in ["Signature", "Signature-Input"] {
        site.refuses(&genuine().without(header), "missing_signature");
        let other = genuine().editing(header, |value| value.replace("sig_", "other_"));
        site.refuses(&other, "missing_signature");
    }
}

fn unknown_key(stage: &Stage<'_>) {
    let site = stage.serve(verifier());
    for id in ["other", "../mckey", "MCKEY", "", &"k".repeat(10_000)] {
        let request = genuine().editing("Signature-Input", |value| value.replace("mckey", id));
        site.refuses(&request, "unknown_key");
    }
    let without = |value: String| value.replace(";keyid=\"mckey\"", "");
    site.refuses(
        &genuine().editing("Signature-Input", without),
        "unknown_key",
    );
}

fn other_key(stage: &Stage<'_>) {
    let site = stage.serve(verifier());
    site.refuses(&deliver(&signer(2), BODY, NOW), "signature_mismatch");
}

fn same_answer(stage: &Stage<'_>) {
    let site = stage.serve(verifier());
    let first = site.refuses(&genuine().without("Signature"), "missing_signature");
    let first = first.comparable();
    for (request, code) in [
        (deliver(&signer(2), BODY, NOW), "signature_mismatch"),
        (genuine().body("[]"), "digest_mismatch"),
        (genuine().with("Signature", "zz=="), "malformed_signature"),
        (
            genuine().editing("Signature-Input", |value| value.replace("mckey", "k")),
            "unknown_key",
        ),
    ] {
        assert_eq!(site.refuses(&request, code).comparable(), first);
    }
}

fn head_only(stage: &Stage<'_>) {
    let patience = Duration::from_millis(200);
    let builder = builder().key(key(1).id("mckey")).read_timeout(patience);
    let site = stage.serve(builder.build().unwrap());
    let mut connection = site.connect();
    connection.write_head(
        &deliver(&signer(2), BODY, NOW),
        &[&format!("content-length: {}", BODY.len())],
    );
    let answer = connection.read_answer();
    assert_eq!(answer.status, 401, "without the body, which never comes");
    assert_eq!(site.handled(), []);
}

/// Keys by their id, and how often they were looked up.
#[derive(Clone, Debug, Default)]
struct Keys {
    seeds: Arc<Mutex<HashMap<String, u8>>>,
    lookups: Arc<Mutex<Vec<String>>>,
}

impl KeyResolver for Keys {
    type Query = Vec<String>;

    fn query(&self, request: &KeyQuery<'_>) -> Result<Vec<String>, Unresolved> {
        Ok(request.key_ids().to_vec())
    }

    async fn resolve(&self, ids: Vec<String>, rules: KeyRules) -> Result<ReadyKeys, Unresolved> {
        self.lookups.lock().unwrap().extend(ids.iter().cloned());
        tokio::time::sleep(Duration::from_millis(1)).await;
        let id = ids.into_iter().next().ok_or(Unresolved::Unknown)?;
        if id == "down" {
            return Err(Unresolved::unavailable("the key server is down"));
        }
        let seed = self.seeds.lock().unwrap().get(&id).copied();
        let key = key(seed.ok_or(Unresolved::Unknown)?);
        Ok(rules.prepare(key.id(id))?)
    }
}

fn looked_up(stage: &Stage<'_>) {
    let keys = Keys::default();
    keys.seeds.lock().unwrap().insert("mckey".to_owned(), 1);
    let site = stage.serve(builder().resolver(keys.clone()).build().unwrap());
    site.accepts(&genuine());
    site.refuses(&deliver(&signer(2), BODY, NOW), "signature_mismatch");
    site.refuses(
        &deliver(&signer(1).key_id("other"), BODY, NOW),
        "unknown_key",
    );
    let down = deliver(&signer(1).key_id("down"), BODY, NOW);
    site.answers(&down, 503, "unavailable", "key_unavailable");
    // The sender changes to a new key.
    keys.seeds.lock().unwrap().insert("new".to_owned(), 2);
    site.accepts(&deliver(&signer(2).key_id("new"), BODY, NOW));
    site.accepts(&genuine());
}

fn not_looked_up(stage: &Stage<'_>) {
    let keys = Keys::default();
    let site = stage.serve(builder().resolver(keys.clone()).build().unwrap());
    let hour = Duration::from_secs(3_600);
    for (request, code) in [
        (genuine().without("Signature"), "missing_signature"),
        (genuine().with("Signature", "zz=="), "malformed_signature"),
        (deliver(&signer(1), BODY, NOW.saturating_sub(hour)), "stale"),
    ] {
        site.refuses(&request, code);
    }
    assert_eq!(*keys.lookups.lock().unwrap(), Vec::<String>::new());
}
