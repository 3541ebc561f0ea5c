//! A certificate is the sender's by its name: one of another name is refused, although it is
//! served by the sender's own host, holds the key that has signed, and is vouched for by the
//! same authority. Every sender of the catalogue that has certificates is asked.

#![cfg(feature = "x509")]
// Helpers of tests are tests, which clippy cannot know of whole files.
#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing)]

#[allow(dead_code)] // more of them is of use elsewhere
#[path = "endpoint/sender.rs"]
mod sender;
#[allow(dead_code)]
#[path = "endpoint/server.rs"]
mod server;

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::stream;
use hookseal_core::keys::Wildcard;
use hookseal_core::scheme::KeyFormat;
use hookseal_core::signing::{Delivery, PrivateKey, SignedDelivery};
use hookseal_core::time::{Clock as _, SystemClock};
use hookseal_core::{Verifier, VerifierBuilder};
use hookseal_providers::{ALL, AWS_SNS_NAMES, PAYPAL_NAMES, ProviderScheme, aws_sns, paypal};
use hookseal_remote_keys::{Certificates, RemoteKeys};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair, SanType,
};

use crate::server::{KeyServer, text};

const KEY: &str = include_str!("endpoint/certificates/private_key.pem");

/// A sender that has certificates, with names of its own and names that are not.
struct Certified {
    names: &'static [Wildcard],
    /// On the server: where they may be, and one such place.
    places: &'static str,
    place: &'static str,
    scheme: fn(Vec<Wildcard>) -> VerifierBuilder,
    own: &'static [&'static str],
    others: &'static [&'static str],
}

/// The senders of the catalogue, by their ids.
fn certified(id: &str) -> Option<Certified> {
    Some(match id {
        "aws_sns" => Certified {
            names: AWS_SNS_NAMES,
            places: "/SimpleNotificationService-*.pem",
            place: "/SimpleNotificationService-1f.pem",
            scheme: |places| {
                let topics = ["arn:aws:sns:eu-west-1:123456789012:orders"];
                Verifier::builder(aws_sns(topics).with_certificates_at(places))
            },
            own: &[
                "sns.amazonaws.com",
                "sns-us-gov-west-1.amazonaws.com",
                "sns-cn-north-1.amazonaws.com.cn",
                "sns-signing.ap-east-1.amazonaws.com",
            ],
            others: &[
                "*.amazonaws.com",
                "amazonaws.com",
                "evil.amazonaws.com",
                "s3.amazonaws.com",
                "s3.us-east-1.amazonaws.com",
                "sns.evil.amazonaws.com",
                "sns.us-east-1.amazonaws.com.evil.example",
                "sns.amazonaws.com.evil.example",
                "evil.example",
            ],
        },
        "paypal" => Certified {
            names: PAYPAL_NAMES,
            places: "/v1/notifications/certs/CERT-*",
            place: "/v1/notifications/certs/CERT-1f",
            scheme: |places| {
                Verifier::builder(paypal("1JE4291016473214C").with_certificates_at(places))
            },
            own: &[
                "messageverificationcerts.paypal.com",
                "messageverificationcerts.sandbox.paypal.com",
            ],
            others: &[
                "*.paypal.com",
                "paypal.com",
                "www.paypal.com",
                "api.paypal.com",
                "api.sandbox.paypal.com",
                "evil.messageverificationcerts.paypal.com",
                "messageverificationcerts.evil.paypal.com",
                "messageverificationcerts.paypal.com.evil.example",
                "evil.example",
            ],
        },
        _ => return None,
    })
}

/// An authority, and the certificate that says so.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: String,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name = called("An authority that vouches for all");
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap().pem();
        let issuer = Issuer::new(params, key);
        Self {
            issuer,
            certificate,
        }
    }

    /// The signing key's certificate, for an owner called so who has these names; and its
    /// authority's.
    fn vouches(&self, owner: &str, names: &[&str]) -> String {
        let mut params = CertificateParams::default();
        params.distinguished_name = called(owner);
        let dns = |name: &&str| SanType::DnsName((*name).try_into().unwrap());
        params.subject_alt_names = names.iter().map(dns).collect();
        let key = KeyPair::from_pem(KEY).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        format!("{}{}", certificate.pem(), self.certificate)
    }
}

fn called(name: &str) -> DistinguishedName {
    let mut all = DistinguishedName::new();
    all.push(DnType::CommonName, name);
    all
}

/// The verdict where this certificate is served, on what its key has signed.
async fn verdict(sender: &Certified, certificate: String) -> &'static str {
    let server = KeyServer::start(move |_| text(&certificate));
    let at = |path: &str| format!("http://{}{path}", server.address);
    let places = || vec![Wildcard::from(at(sender.places))];
    let certificates = Certificates::new(places()).unwrap().names(sender.names);
    let keys = RemoteKeys::certificates(certificates).unwrap();
    let verifier = (sender.scheme)(places()).resolver(keys).build().unwrap();
    let signed = signed(sender, places(), &at(sender.place));
    let body = Bytes::copy_from_slice(signed.body());
    let chunks = stream::iter([Ok::<_, Infallible>(body)]);
    let receiving = verifier.receive(chunks, tokio::time::sleep);
    let verdict = receiving.with_head(&signed).await;
    assert_eq!(server.asked(), 1, "it is fetched");
    verdict.map_or_else(|why| why.code(), |_| "accepted")
}

fn signed(sender: &Certified, places: Vec<Wildcard>, url: &str) -> SignedDelivery {
    let key = PrivateKey::from_pem(KEY).unwrap();
    let signer = (sender.scheme)(places).signer(key).unwrap().key_id(url);
    let delivery = Delivery::new("{}")
        .event_id("1")
        .timestamp(SystemClock.now());
    signer.sign(&delivery).unwrap()
}

#[tokio::test]
async fn j6_a_certificate_of_another_name_is_refused() {
    let authority = Authority::new();
    let mut asked = 0;
    for provider in ALL {
        let variants = provider.variants.iter().map(|variant| &variant.scheme);
        let mut schemes = std::iter::once(&provider.scheme).chain(variants);
        let has_certificates =
            |scheme: &ProviderScheme| *scheme.description().key_format() == KeyFormat::Certificate;
        if !schemes.any(has_certificates) {
            continue;
        }
        let id = provider.id;
        let Some(sender) = certified(id) else {
            panic!("{id} has certificates: say here which names are its own, and which are not");
        };
        asked += 1;
        for own in sender.own {
            let one = authority.vouches(own, &[own]);
            assert_eq!(verdict(&sender, one).await, "accepted", "{id}: {own}");
            // Beside others, too, and however its owner is called.
            let one = authority.vouches("nobody", &["evil.example", own]);
            assert_eq!(verdict(&sender, one).await, "accepted", "{id}: {own}");
        }
        for other in sender.others {
            let one = authority.vouches(other, &[other]);
            let refused = verdict(&sender, one).await;
            assert_eq!(refused, "key_unavailable", "{id}: {other}");
            // What its owner is called is no name of a host.
            let one = authority.vouches(sender.own[0], &[other]);
            let refused = verdict(&sender, one).await;
            assert_eq!(refused, "key_unavailable", "{id}: {other}");
        }
        let all_others = authority.vouches(sender.own[0], sender.others);
        let nameless = authority.vouches(sender.own[0], &[]);
        for one in [all_others, nameless] {
            assert_eq!(verdict(&sender, one).await, "key_unavailable", "{id}");
        }
    }
    assert!(asked >= 2, "only {asked} senders have certificates");
}
