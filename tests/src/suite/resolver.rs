//! K: keys that are looked up when a request arrives.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hookseal::keys::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Unresolved};
use hookseal::scheme::RetryStatus;
use hookseal::{Key, KeyRing, Verifier};

use crate::case::{Case, Needs, Stage};
use crate::leaks::logged;
use crate::request::Request;
use crate::senders::{MESHES, Sender};

pub(super) const CASES: &[Case] = &[
    Case::new("k13_each_tenant_s_deliveries_are_its_own", own),
    Case::new("k16_an_unknown_tenant_gets_the_same_answer", unknown),
    Case::new("k17_tenants_are_compared_byte_for_byte", verbatim),
    Case::new("k17_a_tenant_in_a_path_is_decoded_once", decoded),
    Case::new(
        "k17_a_path_that_can_be_read_in_two_ways_is_nobody_s",
        undecodable,
    ),
    Case::new(
        "a_misspelt_parameter_is_the_app_s_mistake_and_named",
        misspelt,
    )
    .needing(Needs::Layer),
    Case::new("k18_a_lookup_that_fails_is_503", failing),
    Case::new("k18_a_slow_lookup_is_503_at_its_deadline", slow),
    Case::new(
        "k9_a_tenant_rotates_its_keys_while_deliveries_arrive",
        rotation,
    ),
    Case::new(
        "k10_a_rotation_amid_a_delivery_does_not_touch_it",
        mid_flight,
    )
    .needing(Needs::Http1),
    Case::new(
        "nothing_is_looked_up_for_what_can_be_refused_without",
        cheap,
    ),
];

/// The keys of each tenant, and how often they were looked up.
#[derive(Clone, Debug, Default)]
struct Tenants {
    keys: Arc<Mutex<HashMap<String, Vec<u8>>>>,
    lookups: Arc<Mutex<Vec<String>>>,
}

impl Tenants {
    fn with(self, tenant: &str, keys: &[u8]) -> Self {
        self.set(tenant, keys);
        self
    }

    fn set(&self, tenant: &str, keys: &[u8]) {
        let mut all = self.keys.lock().unwrap();
        all.insert(tenant.to_owned(), keys.to_vec());
    }

    fn verifier(&self) -> Verifier {
        MESHES
            .keyless()
            .resolver(self.clone())
            .lookup_timeout(Duration::from_millis(200))
            .build()
            .unwrap()
    }
}

impl KeyResolver for Tenants {
    type Query = String;

    fn query(&self, request: &KeyQuery<'_>) -> Result<String, Unresolved> {
        let tenant = request.tenant().ok_or(Unresolved::Unknown)?;
        Ok(tenant.to_owned())
    }

    async fn resolve(&self, tenant: String, rules: KeyRules) -> Result<ReadyKeys, Unresolved> {
        self.lookups.lock().unwrap().push(tenant.clone());
        // A lookup that has to be waited for, as most have.
        tokio::time::sleep(Duration::from_millis(1)).await;
        match &*tenant {
            "down" => return Err(Unresolved::unavailable("the database is down")),
            "panics" => panic!("a resolver of little care"),
            "slow" => std::future::pending().await,
            _ => {}
        }
        let keys = self.keys.lock().unwrap().get(&tenant).cloned();
        let keys: KeyRing = keys
            .ok_or(Unresolved::Unknown)?
            .into_iter()
            .map(key)
            .collect();
        Ok(rules.prepare(keys)?.of_tenant(tenant))
    }
}

fn signer(key: u8) -> Sender {
    MESHES.with_key(key)
}

fn key(key: u8) -> Key {
    signer(key).key()
}

/// A delivery for a tenant, signed with this key.
fn delivery(tenant: &str, key: u8) -> Request {
    signer(key)
        .deliver()
        .to(&format!("/hooks/tenants/{tenant}"))
}

fn two_tenants() -> Tenants {
    Tenants::default().with("acme", &[1]).with("globex", &[2])
}

fn own(stage: &Stage<'_>) {
    let site = stage.serve(two_tenants().verifier());
    for (tenant, key) in [("acme", 1), ("globex", 2)] {
        let handled = site.accepts(&delivery(tenant, key));
        assert_eq!(handled.tenant.as_deref(), Some(tenant));
    }
    site.refuses(&delivery("acme", 2), "signature_mismatch");
    site.refuses(&delivery("globex", 1), "signature_mismatch");
}

fn unknown(stage: &Stage<'_>) {
    let site = stage.serve(two_tenants().verifier());
    let wrong = site.refuses(&delivery("acme", 2), "signature_mismatch");
    let unknown = site.refuses(&delivery("initech", 1), "unknown_key");
    assert_eq!(wrong.comparable(), unknown.comparable());
    // Without any tenant in the path.
    site.refuses(&signer(1).deliver(), "unknown_key");
}

fn verbatim(stage: &Stage<'_>) {
    let site = stage.serve(two_tenants().verifier());
    for twin in ["Acme", "ACME", "acme.", "acme-", "acm"] {
        site.refuses(&delivery(twin, 1), "unknown_key");
    }
    site.refuses(&delivery(&"x".repeat(5_000), 1), "unknown_key");
}

fn decoded(stage: &Stage<'_>) {
    let names = ["a/b", "50%", "a+b", "a b", "é", "a%2Fb", "-"];
    let tenants = names
        .into_iter()
        .fold(Tenants::default(), |tenants, name| tenants.with(name, &[1]));
    let site = stage.serve(tenants.verifier());
    for (path, tenant) in [
        ("a%2Fb", "a/b"),
        ("a%2fb", "a/b"),
        ("50%25", "50%"),
        ("a%2Bb", "a+b"),
        ("a+b", "a+b"),
        ("a%20b", "a b"),
        ("%C3%A9", "é"),
        ("a%252Fb", "a%2Fb"),
        ("%2D", "-"),
        ("-?half=50%", "-"),
    ] {
        let handled = site.accepts(&delivery(path, 1));
        assert_eq!(handled.tenant.as_deref(), Some(tenant), "{path}");
    }
    for stranger in ["a%252Bb", "50%2525", "a%2525b"] {
        site.refuses(&delivery(stranger, 1), "unknown_key");
    }
}

fn undecodable(stage: &Stage<'_>) {
    let names = ["\u{fffd}", "%", "%zz", "%FF", "a%", "%A", "A"];
    let tenants = names
        .into_iter()
        .fold(Tenants::default(), |tenants, name| tenants.with(name, &[1]));
    let site = stage.serve(tenants.verifier());
    for path in [
        "%FF",
        "%C3%28",
        "%EF%BF%BD",
        "%zz",
        "%",
        "a%",
        "%2%35",
        "%%41",
    ] {
        site.refuses(&delivery(path, 1), "unknown_key");
    }
    site.accepts(&delivery("%41", 1));
}

fn misspelt(stage: &Stage<'_>) {
    let site = stage.serve(two_tenants().verifier());
    let at = |key: u8| signer(key).deliver().to("/hooks/misspelt/acme");
    for key in [1, 2] {
        site.answers(&at(key), 500, "misconfigured", "misconfigured");
    }
    assert!(logged(&[
        "ERROR",
        "`tenant_param` names `tenant`",
        "meshes"
    ]));
    // What can be refused without a tenant still is, and who needs none is let through.
    site.refuses(&at(1).without(MESHES.header), "missing_signature");
    stage.serve(signer(1).verifier()).accepts(&at(1));
}

fn failing(stage: &Stage<'_>) {
    let site = stage.serve(two_tenants().verifier());
    for tenant in ["down", "panics"] {
        let request = delivery(tenant, 1);
        let answer = site.answers(&request, 503, "unavailable", "key_unavailable");
        assert_eq!(answer.header("retry-after"), Some("10"));
    }
    site.accepts(&delivery("acme", 1));
    // A sender that tries again on another status is told that one.
    let scheme = MESHES
        .scheme
        .with_retry_status(RetryStatus::TooManyRequests);
    let verifier = Verifier::builder(scheme).resolver(two_tenants()).build();
    let site = stage.serve(verifier.unwrap());
    site.answers(&delivery("down", 1), 429, "unavailable", "key_unavailable");
}

fn slow(stage: &Stage<'_>) {
    let site = stage.serve(two_tenants().verifier());
    let start = std::time::Instant::now();
    let request = delivery("slow", 1);
    site.answers(&request, 503, "unavailable", "key_unavailable");
    let elapsed = start.elapsed();
    assert!(elapsed >= Duration::from_millis(200), "{elapsed:?}");
    assert!(elapsed < Duration::from_secs(5), "{elapsed:?}");
}

fn rotation(stage: &Stage<'_>) {
    let tenants = two_tenants();
    let site = stage.serve(tenants.verifier());
    site.accepts(&delivery("acme", 1));
    site.refuses(&delivery("acme", 3), "signature_mismatch");
    tenants.set("acme", &[3, 1]);
    site.accepts(&delivery("acme", 1));
    assert_eq!(site.accepts(&delivery("acme", 3)).key_index, 0);
    tenants.set("acme", &[3]);
    site.refuses(&delivery("acme", 1), "signature_mismatch");
    site.accepts(&delivery("globex", 2));
}

fn mid_flight(stage: &Stage<'_>) {
    let tenants = two_tenants();
    let site = stage.serve(tenants.verifier());
    let request = delivery("acme", 1);
    let mut connection = site.connect();
    let length = format!("content-length: {}", request.body.len());
    connection.write_head(&request, &[&length]);
    connection.write(&request.body[..10]);
    assert!(connection.is_silent_for(Duration::from_millis(300)));
    tenants.set("acme", &[3]);
    connection.write(&request.body[10..]);
    assert_eq!(connection.read_answer().status, 200);
    assert_eq!(site.handled().len(), 1);
    site.refuses(&request, "signature_mismatch");
}

fn cheap(stage: &Stage<'_>) {
    let tenants = two_tenants();
    let site = stage.serve(tenants.verifier());
    let request = delivery("acme", 1);
    site.refuses(&request.clone().without(MESHES.header), "missing_signature");
    let malformed = request.clone().with(MESHES.header, "zz");
    site.refuses(&malformed, "malformed_signature");
    let get = request.method("GET");
    site.answers(&get, 405, "method-not-allowed", "method_not_allowed");
    assert_eq!(*tenants.lookups.lock().unwrap(), Vec::<String>::new());
}
