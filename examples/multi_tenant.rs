//! Many tenants behind one path, `/hooks/{tenant}`: each has secrets, a hash and a header
//! of its own, and changes them while deliveries arrive.
//!
//! Run it: `cargo run --example multi_tenant`. It starts a server, plays Meshes for two
//! tenants and some strangers, prints what became of each delivery, and exits with an
//! error if anything is not as it should be.
//!
//! Try giving `globex` the secret of `acme` in `Tenants::new`: the deliveries that ought
//! to be refused are then accepted, and the example fails.
//!
//! With actix-web it is the same `tenant_param` on its `WebhookLayer`.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::routing::post;
use hookseal::axum::{Webhook, WebhookLayer};
use hookseal::keys::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Unresolved};
use hookseal::providers::{MESHES, meshes_with_header};
use hookseal::scheme::{HeaderName, Scheme};
use hookseal::signing::{SignedDelivery, Signer};
use hookseal::{Algorithm, ConfigError, Key, KeyRing, Raw, Secret, Verifier};
use hookseal_examples::{BoxError, client, demo};
use tokio::net::TcpListener;

const ACME: &str = "demo-secret-of-acme-5d20b7";
const ACME_NEW: &str = "demo-new-secret-of-acme-91fe";
const GLOBEX: &str = "demo-secret-of-globex-c83a44";

/// What a tenant has chosen. In earnest this is a table of a database.
#[derive(Clone, Debug)]
struct Tenant {
    scheme: Scheme,
    secrets: Vec<&'static str>,
}

#[derive(Clone, Debug)]
struct Tenants(Arc<Mutex<HashMap<String, Tenant>>>);

impl Tenants {
    fn new() -> Result<Self, ConfigError> {
        let acme = Tenant {
            scheme: MESHES,
            secrets: vec![ACME],
        };
        let globex = Tenant {
            scheme: globex_scheme()?,
            secrets: vec![GLOBEX],
        };
        let all = [("acme".to_owned(), acme), ("globex".to_owned(), globex)];
        Ok(Self(Arc::new(Mutex::new(HashMap::from(all)))))
    }

    fn table(&self) -> MutexGuard<'_, HashMap<String, Tenant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change_secrets(&self, tenant: &str, secrets: &[&'static str]) {
        if let Some(tenant) = self.table().get_mut(tenant) {
            tenant.secrets = secrets.to_vec();
        }
    }
}

fn globex_scheme() -> Result<Scheme, ConfigError> {
    let header = HeaderName::new("X-Globex-Signature")?;
    Ok(meshes_with_header(header).with_algorithm(Algorithm::HmacSha512))
}

impl KeyResolver for Tenants {
    type Query = String;

    /// Tenants choose their header, so the head alone cannot tell what is missing.
    fn one_scheme_for_all(&self) -> bool {
        false
    }

    /// The path names the tenant. It chooses keys, and proves nothing.
    fn query(&self, request: &KeyQuery<'_>) -> Result<String, Unresolved> {
        let tenant = request.tenant().ok_or(Unresolved::Unknown)?;
        Ok(tenant.to_owned())
    }

    /// A database would be asked here. An app with much traffic keeps what `prepare_as`
    /// gives, for as long as the tenant's row stays the same.
    async fn resolve(&self, name: String, rules: KeyRules) -> Result<ReadyKeys, Unresolved> {
        tokio::time::sleep(Duration::from_millis(1)).await;
        let tenant = self.table().get(&name).cloned();
        let tenant = tenant.ok_or(Unresolved::Unknown)?;
        let mut keys = KeyRing::new();
        for secret in tenant.secrets {
            keys = keys.with(Key::from(Secret::new(secret)?));
        }
        Ok(rules.prepare_as(tenant.scheme, keys)?.of_tenant(name))
    }
}

/// Answers with the tenant, as the verified event says it.
async fn on_event(Webhook(event): Webhook<Raw>) -> String {
    event.tenant().unwrap_or("?").to_owned()
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let tenants = Tenants::new()?;
    let verifier = Verifier::builder(MESHES)
        .resolver(tenants.clone())
        .build()?;
    let app = Router::new()
        .route("/hooks/{tenant}", post(on_event))
        .route_layer(WebhookLayer::new(verifier).tenant_param("tenant"));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, app).await });

    let mut meshes = Meshes { address, wrong: 0 };
    let globex = globex_scheme()?;
    meshes.expect("acme", &MESHES, ACME, 200).await?;
    meshes.expect("globex", &globex, GLOBEX, 200).await?;
    println!("\neach refuses what the other's secret has signed, and strangers are refused alike:");
    meshes.expect("acme", &MESHES, GLOBEX, 401).await?;
    meshes.expect("globex", &globex, ACME, 401).await?;
    meshes.expect("globex", &MESHES, GLOBEX, 401).await?;
    meshes.expect("initech", &MESHES, ACME, 401).await?;
    println!("\nacme changes its secret; for a while both are good:");
    tenants.change_secrets("acme", &[ACME_NEW, ACME]);
    meshes.expect("acme", &MESHES, ACME, 200).await?;
    meshes.expect("acme", &MESHES, ACME_NEW, 200).await?;
    println!("\nthen only the new one:");
    tenants.change_secrets("acme", &[ACME_NEW]);
    meshes.expect("acme", &MESHES, ACME_NEW, 200).await?;
    meshes.expect("acme", &MESHES, ACME, 401).await?;
    meshes.expect("globex", &globex, GLOBEX, 200).await?;

    match meshes.wrong {
        0 => Ok(()),
        wrong => Err(format!("{wrong} deliveries were not answered as they should be").into()),
    }
}

/// Plays Meshes, and strangers.
struct Meshes {
    address: SocketAddr,
    wrong: u32,
}

impl Meshes {
    /// Delivers to a tenant what this secret has signed, and compares the answer.
    async fn expect(
        &mut self,
        tenant: &str,
        scheme: &Scheme,
        secret: &str,
        expected: u16,
    ) -> Result<(), BoxError> {
        let request = client::request(&format!("/hooks/{tenant}"), &signed(scheme, secret)?)?;
        let answer = client::send(self.address, request).await?;
        let status = answer.status.as_u16();
        let said = match status {
            200 => format!("an event of {}", String::from_utf8_lossy(&answer.body)),
            _ => "refused".to_owned(),
        };
        let right = status == expected && (status != 200 || answer.body == tenant.as_bytes());
        if !right {
            self.wrong = self.wrong.saturating_add(1);
        }
        let mark = if right { "ok" } else { "FAILED" };
        println!("to {tenant:<8} signed with {secret:<30} {status} {said:<20} {mark}");
        Ok(())
    }
}

fn signed(scheme: &Scheme, secret: &str) -> Result<SignedDelivery, BoxError> {
    let signer = Signer::new(scheme.clone(), Secret::new(secret)?)?;
    Ok(signer.sign(&demo::MESHES.delivery(demo::MESHES.body.as_bytes()))?)
}
