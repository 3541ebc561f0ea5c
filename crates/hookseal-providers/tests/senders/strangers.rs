//! Nobody learns from an answer whom an app knows: a stranger's delivery is received and
//! answered like that of a known tenant with a wrong signature, whoever the sender is.

use std::convert::Infallible;
use std::future::{pending, ready};

use bytes::Bytes;
use futures_util::{FutureExt as _, stream};
use hookseal_core::Verifier;
use hookseal_core::adapter::{Answer, RequestHead};
use hookseal_core::keys::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Unresolved};
use hookseal_core::scheme::SignatureScheme;
use hookseal_core::signing::Forgery;
use hookseal_providers as senders;

use crate::request::Request;
use crate::sender::{Keys, Sender, all};

/// Knows one tenant, `acme`.
#[derive(Debug)]
struct Tenants<S> {
    keys: Keys,
    /// Their scheme, where it is not the verifier's.
    own: Option<S>,
}

impl<S: SignatureScheme + Clone> KeyResolver for Tenants<S> {
    type Query = Option<String>;

    fn one_scheme_for_all(&self) -> bool {
        self.own.is_none()
    }

    fn query(&self, request: &KeyQuery<'_>) -> Result<Self::Query, Unresolved> {
        Ok(request.tenant().map(str::to_owned))
    }

    async fn resolve(&self, tenant: Self::Query, rules: KeyRules) -> Result<ReadyKeys, Unresolved> {
        let tenant = tenant.filter(|name| name == KNOWN);
        let tenant = tenant.ok_or(Unresolved::Unknown)?;
        let keys = match &self.own {
            None => rules.prepare(self.keys.ring())?,
            Some(own) => rules.prepare_as(own.clone(), self.keys.ring())?,
        };
        Ok(keys.of_tenant(tenant))
    }
}

const KNOWN: &str = "acme";
const STRANGERS: [Option<&str>; 3] = [Some("initech"), Some("acmf"), None];

/// A request for somebody.
struct For<'r>(Option<&'r str>, &'r Request);

impl RequestHead for For<'_> {
    fn method(&self) -> &str {
        self.1.method()
    }

    fn target(&self) -> &str {
        self.1.target()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        self.1.header(name, nth)
    }

    fn tenant(&self) -> Option<&str> {
        self.0
    }
}

/// How a request is taken, as far as it can be seen from outside.
#[derive(Debug, PartialEq, Eq)]
struct Taken {
    /// Nothing where it is accepted.
    answer: Option<Answer>,
    /// Whether the body is waited for to judge it, or the answer is there before.
    waits: bool,
    /// The same of a body that comes in two pieces.
    in_pieces: Option<Answer>,
}

impl Taken {
    fn by(verifier: &Verifier, tenant: Option<&str>, request: &Request) -> Self {
        let head = For(tenant, request);
        let answer = |pieces: Vec<Bytes>| {
            let chunks = stream::iter(pieces.into_iter().map(Ok::<_, Infallible>));
            let receiving = verifier.receive(chunks, |_| pending::<()>());
            let verdict = receiving.with_head(&head).now_or_never();
            verdict.unwrap().err().map(|why| why.answer())
        };
        let (first, rest) = request.body.split_at(request.body.len() / 2);
        let pieces = [first, rest].map(Bytes::copy_from_slice).to_vec();
        // Late is who is waited for: what is refused already is answered at once.
        let never = stream::pending::<Result<Bytes, Infallible>>();
        let late = verifier.receive(never, |_| ready(()));
        let late = late.with_head(&head).now_or_never().unwrap();
        Self {
            answer: answer(vec![Bytes::copy_from_slice(&request.body)]),
            waits: late.is_err_and(|why| why.code() == "body_timeout"),
            in_pieces: answer(pieces),
        }
    }
}

/// Requests that none of them has sent.
fn forged(sender: &Sender) -> Vec<(&'static str, Request)> {
    let mut all = vec![("by another key", Request::of(&sender.sign_wrongly()))];
    for (what, forgery) in [
        ("by zeros", Forgery::Zeros),
        ("by nothing", Forgery::Nothing),
    ] {
        all.extend(sender.forge(forgery).map(|one| (what, Request::of(&one))));
    }
    let named = sender.name_another_key();
    all.extend(named.map(|one| ("naming another key", Request::of(&one))));
    let mut add = |what, change: &dyn Fn(&mut Request)| {
        let mut other = all[0].1.clone();
        change(&mut other);
        all.push((what, other));
    };
    add("without a body", &|one| one.body.clear());
    add("with another body", &|one| one.body.extend(b" "));
    add("with a body that is none", &|one| {
        one.body = b"\xFF{".to_vec();
    });
    add("without headers", &|one| one.headers.clear());
    add("by another method", &|one| {
        "PUT".clone_into(&mut one.method);
    });
    add("by GET", &|one| "GET".clone_into(&mut one.method));
    all
}

/// What tells strangers from those who are known.
fn told_apart(name: &str, sender: &Sender, verifier: &Verifier) -> Vec<String> {
    let genuine = Request::of(&sender.sign());
    let accepted = Taken::by(verifier, Some(KNOWN), &genuine);
    assert_eq!(accepted.answer, None, "{name}: its own delivery");
    let mut wrong = Vec::new();
    let all = forged(sender);
    let by_another_key = Taken::by(verifier, Some(KNOWN), &all[0].1);
    let status = |taken: &Taken| taken.answer.as_ref().map(Answer::status);
    if status(&by_another_key) != Some(401) {
        wrong.push(format!("{name}: by another key: {by_another_key:?}"));
    }
    for stranger in STRANGERS {
        // By a key that is somebody's, too.
        let taken = Taken::by(verifier, stranger, &genuine);
        if taken != by_another_key {
            wrong.push(format!(
                "{name}: {stranger:?} by a key that is another's: {taken:?} for {by_another_key:?}"
            ));
        }
        // Whoever has seen a delivery of somebody's knows him: only the answers are alike.
        let mut changed = genuine.clone();
        changed.body = b"[]".to_vec();
        let known = Taken::by(verifier, Some(KNOWN), &changed).answer;
        let taken = Taken::by(verifier, stranger, &changed).answer;
        if known.is_some() && taken != known {
            wrong.push(format!(
                "{name}: {stranger:?} by a changed one: {taken:?} for {known:?}"
            ));
        }
        for (what, request) in &all {
            let known = Taken::by(verifier, Some(KNOWN), request);
            if known.answer.is_none() {
                continue; // not forged: what was changed is not signed
            }
            let taken = Taken::by(verifier, stranger, request);
            if taken != known {
                wrong.push(format!(
                    "{name}: {stranger:?} {what}: {taken:?} for {known:?}"
                ));
            }
        }
    }
    wrong
}

/// One scheme of each family at least.
const FAMILIES: &[(&str, &str)] = &[
    ("data, by HMAC", "github"),
    ("data, by Ed25519", "discord"),
    ("data, by ECDSA", "sendgrid"),
    ("data, by RSA", "wise"),
    ("data, with a time", "stripe"),
    ("signatures in groups", "persona"),
    ("a header per key", "box"),
    ("a token in a header", "gitlab"),
    ("a token in the body", "figma"),
    ("members of the body", "adyen"),
    ("the fields of a form", "twilio"),
    ("the one field of a form", "gitea-form"),
    ("a form of payload and signature", "braintree"),
    ("a part of a form", "dropbox_sign"),
    ("message signatures", "mailchannels"),
    ("tokens with a digest", "plaid"),
    ("tokens without one", "google_pubsub_push"),
    ("certificates in the head", "paypal"),
    ("certificates in the body", "aws_sns"),
];

/// As [`Tenants`] without schemes of their own.
type Alike = Tenants<senders::Mailgun>;

#[test]
fn strangers_are_answered_like_wrong_signatures_by_every_sender() {
    let senders = all();
    for (family, name) in FAMILIES {
        let is_there = senders.iter().any(|sender| sender.name == *name);
        assert!(is_there, "{family}: {name}");
    }
    let mut wrong = Vec::new();
    for sender in &senders {
        let tenants = Alike {
            keys: sender.keys,
            own: None,
        };
        let verifier = sender.builder().resolver(tenants).build().unwrap();
        wrong.extend(told_apart(&sender.name, sender, &verifier));
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

/// A sender whose scheme a tenant has for itself.
fn own(name: &str, scheme: impl SignatureScheme + Clone, wrong: &mut Vec<String>) {
    let senders = all();
    let sender = senders.iter().find(|sender| sender.name == name).unwrap();
    let tenants = Tenants {
        keys: sender.keys,
        own: Some(scheme),
    };
    // The verifier's is another one.
    let verifier = senders.iter().find(|one| one.name == "github").unwrap();
    let verifier = verifier.builder().without_handshakes();
    let verifier = verifier.resolver(tenants).build().unwrap();
    wrong.extend(told_apart(name, sender, &verifier));
}

#[test]
fn strangers_are_answered_like_wrong_signatures_where_tenants_have_schemes_of_their_own() {
    let mut wrong = Vec::new();
    for sender in all() {
        if let Some(data) = sender.scheme.data() {
            own(&sender.name, data.clone(), &mut wrong);
        }
    }
    let topics = ["arn:aws:sns:eu-west-1:123456789012:orders"];
    own("persona", senders::PERSONA, &mut wrong);
    own("box", senders::BOX, &mut wrong);
    own("gitlab", senders::GITLAB, &mut wrong);
    own("figma", senders::FIGMA, &mut wrong);
    own("adyen", senders::ADYEN, &mut wrong);
    own("mandrill", senders::MANDRILL, &mut wrong);
    own("gitea-form", senders::GITEA_FORM, &mut wrong);
    own("braintree", senders::BRAINTREE, &mut wrong);
    own("dropbox_sign", senders::DROPBOX_SIGN, &mut wrong);
    own("mailgun", senders::MAILGUN, &mut wrong);
    own("plaid", senders::plaid(), &mut wrong);
    own("paypal", senders::paypal("1JE4291016473214C"), &mut wrong);
    own("aws_sns", senders::aws_sns(topics), &mut wrong);
    own("mailchannels", senders::mailchannels(), &mut wrong);
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}
