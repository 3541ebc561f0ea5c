//! K: keys and tenants.

use hookseal::{Key, KeyRing};

use crate::case::{Case, Needs, Stage};
use crate::senders::{BODY, GITHUB, MESHES, NOW, STANDARD, STANDARD_ED25519, STRIPE, Sender};

pub(super) const CASES: &[Case] = &[
    Case::new("k9_a_rotation_loses_no_delivery", rotation),
    Case::new("k9_a_delivery_signed_by_both_keys_is_accepted", both_keys),
    Case::new(
        "k10_a_delivery_finishes_with_the_keys_it_began_with",
        mid_flight,
    )
    .needing(Needs::Http1),
    Case::new("k11_keys_count_only_while_they_are_valid", validity),
    Case::new("k13_one_tenant_s_delivery_is_refused_at_another_s", tenants),
    Case::new("says_which_key_fitted", which_key),
];

fn ring(keys: impl IntoIterator<Item = Key>) -> KeyRing {
    keys.into_iter().fold(KeyRing::new(), KeyRing::with)
}

fn two(sender: &Sender) -> (Sender, Sender) {
    (sender.clone().with_key(1), sender.clone().with_key(2))
}

fn rotation(stage: &Stage<'_>) {
    for sender in [GITHUB, STANDARD, STANDARD_ED25519, MESHES] {
        let (old, new) = two(&sender);
        let verifier = old.verifier();
        let site = stage.serve(verifier.clone());
        site.accepts(&old.deliver());
        site.refuses(&new.deliver(), "signature_mismatch");
        verifier.replace_keys(ring([new.key(), old.key()])).unwrap();
        site.accepts(&old.deliver());
        site.accepts(&new.deliver());
        verifier.replace_keys(ring([new.key()])).unwrap();
        site.accepts(&new.deliver());
        site.refuses(&old.deliver(), "signature_mismatch");
        // A ring without keys is not taken; the old one stays.
        assert!(verifier.replace_keys(KeyRing::new()).is_err());
        site.accepts(&new.deliver());
    }
}

fn both_keys(stage: &Stage<'_>) {
    for sender in [STRIPE, STANDARD, STANDARD_ED25519] {
        let (old, new) = two(&sender);
        let both = sender.signer().and_key(new.material()).unwrap();
        let delivery = hookseal::signing::Delivery::new(BODY)
            .event_id("msg_1")
            .timestamp(NOW)
            .target("/hooks/raw");
        let request = crate::request::Request::of(&both.sign(&delivery).unwrap());
        for receiver in [old, new] {
            stage.serve(receiver.verifier()).accepts(&request);
        }
        let stranger = sender.clone().with_key(3);
        stage
            .serve(stranger.verifier())
            .refuses(&request, "signature_mismatch");
    }
}

fn mid_flight(stage: &Stage<'_>) {
    let (old, new) = two(&GITHUB);
    let verifier = old.verifier();
    let site = stage.serve(verifier.clone());
    let request = old.deliver();
    let mut connection = site.connect();
    let length = format!("content-length: {}", request.body.len());
    connection.write_head(&request, &[&length]);
    connection.write(&request.body[..10]);
    assert!(connection.is_silent_for(std::time::Duration::from_millis(300)));
    verifier.replace_keys(ring([new.key()])).unwrap();
    connection.write(&request.body[10..]);
    assert_eq!(connection.read_answer().status, 200);
    assert_eq!(site.handled().len(), 1);
    site.refuses(&request, "signature_mismatch");
}

fn validity(stage: &Stage<'_>) {
    let second = std::time::Duration::from_secs(1);
    let (before, after) = (NOW.saturating_sub(second), NOW.saturating_add(second));
    let with = |key: Key| stage.serve(GITHUB.keyless().key(key).build().unwrap());
    with(GITHUB.key().not_before(NOW)).accepts(&GITHUB.deliver());
    with(GITHUB.key().not_after(after)).accepts(&GITHUB.deliver());
    with(GITHUB.key().not_before(after)).refuses(&GITHUB.deliver(), "unknown_key");
    with(GITHUB.key().not_after(before)).refuses(&GITHUB.deliver(), "unknown_key");
    // One of two keys counts.
    let (old, new) = two(&GITHUB);
    let keys = ring([old.key().not_after(before), new.key()]);
    let site = stage.serve(GITHUB.keyless().keys(keys).build().unwrap());
    site.accepts(&new.deliver());
    site.refuses(&old.deliver(), "signature_mismatch");
}

fn tenants(stage: &Stage<'_>) {
    let (acme, globex) = two(&MESHES);
    let at_acme = stage.serve(acme.verifier());
    let at_globex = stage.serve(globex.verifier());
    at_acme.accepts(&acme.deliver());
    at_globex.accepts(&globex.deliver());
    at_acme.refuses(&globex.deliver(), "signature_mismatch");
    at_globex.refuses(&acme.deliver(), "signature_mismatch");
}

fn which_key(stage: &Stage<'_>) {
    let (old, new) = two(&GITHUB);
    let keys = ring([new.key().label("2026"), old.key().label("2025")]);
    let site = stage.serve(GITHUB.keyless().keys(keys).build().unwrap());
    let handled = site.accepts(&old.deliver());
    assert_eq!(
        (handled.key_index, handled.key_label.as_deref()),
        (1, Some("2025"))
    );
    let handled = site.accepts(&new.deliver());
    assert_eq!(
        (handled.key_index, handled.key_label.as_deref()),
        (0, Some("2026"))
    );
}
