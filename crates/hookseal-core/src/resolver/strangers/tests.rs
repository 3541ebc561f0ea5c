#![allow(clippy::similar_names)] // a signer and what it signed

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use futures_util::stream;

use super::*;
use crate::encoding::Encoding;
use crate::engine::{Outcome, Verifier, VerifierBuilder};
use crate::event::Source;
use crate::handshake::{Given, Handshake, Reply, Said};
use crate::header_name::HeaderName;
use crate::key::{Key, KeyRing, Secret};
use crate::resolver::{KeyQuery, KeyResolver, KeyRules, Unresolved};
use crate::schemes::{Part, Scheme, SignatureField};
use crate::signing::Signer;
use crate::time::{ManualClock, UnixTime};
use crate::verdict::{Answer, Rejection};
use crate::writing::{Delivery, SignedDelivery};

const SCHEME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Signature")),
);

/// Asks for an HMAC, and for the id of its key.
const CHALLENGE: Handshake = Handshake::unsigned(
    "acme challenge",
    "GET",
    &[],
    Reply::Json(&[
        (
            "answer",
            Said::Hmac {
                of: Given::Header("x-challenge"),
                prefix: "",
                encoding: Encoding::Hex,
            },
        ),
        ("key", Said::KeyId),
    ]),
);

const OTHER: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha512,
    SignatureField::plain(HeaderName::from_static("X-Other")),
)
.with_event_id(Source::header("X-Id"))
.with_message(const { &[Part::EventId, Part::literal("."), Part::Body] });

const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);

fn secret(of: &str) -> Secret {
    Secret::new(format!("the secret of {of}, of some length")).unwrap()
}

/// Tenants with the keys their names suggest: `one`, `eight`, `late` (a key from yesterday) and
/// `own`, which has its own scheme.
#[derive(Debug)]
struct Tenants {
    many_schemes: bool,
    hidden: bool,
}

impl KeyResolver for Tenants {
    type Query = Option<String>;

    fn one_scheme_for_all(&self) -> bool {
        !self.many_schemes
    }

    fn hides_whom_it_knows(&self) -> bool {
        self.hidden
    }

    fn query(&self, request: &KeyQuery<'_>) -> Result<Self::Query, Unresolved> {
        Ok(request.tenant().map(str::to_owned))
    }

    async fn resolve(&self, name: Self::Query, rules: KeyRules) -> Result<ReadyKeys, Unresolved> {
        let name = name.ok_or(Unresolved::Unknown)?;
        let key = Key::from(secret(&name)).id("id-of-16-letters");
        match &*name {
            "one" => Ok(rules.prepare(key)?),
            "late" => Ok(rules.prepare(key.not_after(UnixTime::from_secs(1_600_000_000)))?),
            "eight" => {
                let keys = (0..8).map(|nth| secret(&format!("{nth}")));
                let ring = keys.fold(KeyRing::new(), KeyRing::with);
                Ok(rules.prepare(ring)?)
            }
            "own" => Ok(rules.prepare_as(OTHER, key)?),
            _ => Err(Unresolved::Unknown),
        }
    }
}

fn builder(many_schemes: bool) -> VerifierBuilder {
    Verifier::builder(SCHEME)
        .resolver(Tenants {
            many_schemes,
            hidden: true,
        })
        .handshake(CHALLENGE)
        .clock(ManualClock::new(NOW))
}

/// A request for somebody, by these headers.
struct For<'r>(&'r str, &'r dyn RequestHead);

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
        (!self.0.is_empty()).then_some(self.0)
    }
}

fn signed(scheme: Scheme) -> SignedDelivery {
    let signer = Signer::new(scheme, secret("somebody else")).unwrap();
    signer.sign(&Delivery::new("{}").event_id("evt_1")).unwrap()
}

struct Head(&'static str, &'static [(&'static str, &'static str)]);

impl RequestHead for Head {
    fn method(&self) -> &str {
        self.0
    }

    fn target(&self) -> &'static str {
        "/hooks?a=b"
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut values = self
            .1
            .iter()
            .filter(|(own, _)| own.eq_ignore_ascii_case(name));
        values.nth(nth).map(|(_, value)| value.as_bytes())
    }
}

/// The handling of a request: whether its body is awaited, and the answer.
fn taken(verifier: &Verifier, head: &dyn RequestHead) -> (bool, Answer) {
    let mut context = Context::from_waker(Waker::noop());
    let never = |_| std::future::pending::<()>();
    let body = Bytes::from_static(b"{}");
    let whole = stream::iter([Ok::<_, Infallible>(body)]);
    let mut receiving = pin!(verifier.receive(whole, never));
    let answer = match receiving.as_mut().poll_received(head, &mut context) {
        Poll::Ready(Err(refused)) => refused.answer(),
        Poll::Ready(Ok(Outcome::Handshake(answered))) => answered.into_answer(),
        _ => panic!("its body is there, and its signature is wrong"),
    };
    (is_read(verifier, head), answer)
}

/// Whether the body is awaited to be checked, and not only to be discarded: then the timeout
/// for the whole body applies, and not that for the rest of a refused one.
fn is_read(verifier: &Verifier, head: &dyn RequestHead) -> bool {
    let mut context = Context::from_waker(Waker::noop());
    let at_once = |_| std::future::ready(());
    let late = stream::pending::<Result<Bytes, Infallible>>();
    let mut receiving = pin!(verifier.receive(late, at_once));
    match receiving.as_mut().poll_received(head, &mut context) {
        Poll::Ready(Err(refused)) => refused.code() == "body_timeout",
        Poll::Ready(Ok(Outcome::Handshake(_))) => false,
        _ => panic!("the time is up"),
    }
}

#[test]
fn strangers_requests_are_taken_like_those_of_the_known() {
    for (many, names) in [
        (false, &["one", "eight", "late", "a stranger", ""][..]),
        (true, &["one", "eight", "late", "own", "a stranger", ""]),
    ] {
        let verifier = builder(many).build().unwrap();
        let heads: [&dyn RequestHead; 7] = [
            &signed(SCHEME),
            &signed(OTHER),
            &Head("POST", &[]),
            &Head("POST", &[("x-signature", "no signature")]),
            &Head("POST", &[("x-other", "no signature"), ("x-id", "1")]),
            &Head("GET", &[]),
            &Head("POST", &[("content-length", "99999999")]),
        ];
        for (nth, head) in heads.into_iter().enumerate() {
            let expected = taken(&verifier, &For("one", head));
            for name in names {
                let own = taken(&verifier, &For(name, head));
                assert_eq!(own, expected, "many: {many}, {nth}, {name:?}");
            }
            // With one scheme it is known from the head that nobody can have signed it.
            let is_read = nth == 0 || (many && nth < 5);
            assert_eq!(expected.0, is_read, "many: {many}, {nth}");
        }
    }
}

#[test]
fn where_everybody_may_know_strangers_are_refused_from_their_head() {
    let tenants = Tenants {
        many_schemes: false,
        hidden: false,
    };
    let builder = Verifier::builder(SCHEME).resolver(tenants);
    let verifier = builder.clock(ManualClock::new(NOW)).build().unwrap();
    let delivery = signed(SCHEME);
    assert!(taken(&verifier, &For("one", &delivery)).0);
    assert!(!taken(&verifier, &For("a stranger", &delivery)).0);
}

fn strangers() -> Strangers {
    Strangers::new(Algorithm::HmacSha256, Some(b"of some length, too"), false).unwrap()
}

fn ring(keys: usize, named: bool) -> ReadyKeys {
    strangers().ring(&Shape { keys, named }).unwrap()
}

/// Keys with ids, all of them.
fn named(keys: usize) -> ReadyKeys {
    let key = |nth: usize| {
        let ready = ReadyKey::of_nobody(Algorithm::HmacSha256, &[7; 32]).unwrap();
        (ready, Some(Arc::from(nth.to_string())))
    };
    ReadyKeys::new(Arc::new(PreparedKeys::of_nobody((0..keys).map(key))))
}

/// How many names of a thousand have how many keys.
fn shapes(strangers: &Strangers) -> BTreeMap<(usize, usize), usize> {
    let mut shapes = BTreeMap::new();
    for nth in 0..1_000 {
        let name = format!("tenant {nth}");
        let ring = strangers.keys(&For(&name, &Head("POST", &[])));
        let keys = ring.keys.as_slice();
        let nameless = keys.iter().filter(|key| key.id().is_none()).count();
        *shapes.entry((keys.len(), nameless)).or_default() += 1;
    }
    shapes
}

#[test]
fn strangers_have_as_many_keys_as_the_known() {
    let strangers = strangers();
    assert_eq!(shapes(&strangers), [((1, 1), 1_000)].into());
    for _ in 0..10 {
        strangers.note(&ring(8, false), || NOW);
    }
    assert_eq!(shapes(&strangers), [((8, 8), 1_000)].into());
    for _ in 0..10 {
        strangers.note(&ring(2, false), || NOW);
    }
    let two = shapes(&strangers);
    let [(2, 2), (8, 8)] = *two.keys().copied().collect::<Vec<_>>() else {
        panic!("{two:?}");
    };
    assert!(
        two.values().all(|count| (450..550).contains(count)),
        "{two:?}"
    );
    assert_eq!(shapes(&strangers), two, "each name has what it had");
}

/// Of keys with ids a request names one, so only one of a stranger's is tried then.
#[test]
fn of_keys_with_ids_one_can_be_named() {
    let strangers = strangers();
    strangers.note(&named(3), || NOW);
    assert_eq!(shapes(&strangers), [((3, 1), 1_000)].into());
}

#[test]
fn keys_that_are_not_valid_do_not_count() {
    let (strangers, rules) = (strangers(), rules());
    let old = || Key::from(secret("old")).not_after(UnixTime::from_secs(1_600_000_000));
    let both = KeyRing::new().with(old()).with(secret("new"));
    strangers.note(&rules.prepare(old()).unwrap(), || NOW);
    strangers.note(&rules.prepare(both).unwrap(), || NOW);
    assert_eq!(strangers.found[0].load(Ordering::Relaxed), 1);
    let all = strangers.found.iter().map(|n| n.load(Ordering::Relaxed));
    assert_eq!(all.sum::<u64>(), 1);
}

fn rules() -> KeyRules {
    use crate::schemes::AnyScheme;
    KeyRules::new(
        AnyScheme::new(SCHEME).description().secret_rules(false),
        None,
    )
}

#[test]
fn there_are_keys_of_nobody_for_every_algorithm() {
    for algorithm in Algorithm::ALL {
        let strangers = Strangers::new(*algorithm, None, false).unwrap();
        let ring = strangers.keys(&For("a", &Head("POST", &[])));
        let [key] = ring.keys.as_slice() else {
            panic!("{algorithm}");
        };
        assert_eq!(key.ready.algorithm(), *algorithm);
    }
}

#[test]
fn what_a_key_of_nobody_accepts_is_refused() {
    let seed = b"of some length, too";
    let verifier = builder(false).stranger_secret(Secret::from_bytes(seed).unwrap());
    let verifier = verifier.build().unwrap();
    let key = *strangers().derived("one of a ring", &[0]);
    let signer = Signer::new(SCHEME, Secret::from_bytes(key).unwrap()).unwrap();
    let signed = signer.sign(&Delivery::new("{}")).unwrap();
    let never = |_| std::future::pending::<()>();
    let body = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"{}"))]);
    let mut receiving = pin!(verifier.receive(body, never));
    let mut context = Context::from_waker(Waker::noop());
    let head = For("a stranger", &signed);
    let Poll::Ready(verdict) = receiving.as_mut().poll_received(&head, &mut context) else {
        panic!("its body is there");
    };
    assert_eq!(verdict.unwrap_err(), Rejection::UnknownKey);
}

/// The answer to a challenge for somebody.
fn answer(verifier: &Verifier, name: &str) -> String {
    let challenge = Head("GET", &[("x-challenge", "0123456789")]);
    let (_, answer) = taken(verifier, &For(name, &challenge));
    assert_eq!(answer.status(), 200, "{name}");
    answer.body().to_owned()
}

#[test]
fn strangers_challenges_are_answered_like_those_of_the_known() {
    let with = |secret: &str| {
        let secret = Secret::new(format!("of some length, too: {secret}")).unwrap();
        builder(false).stranger_secret(secret).build().unwrap()
    };
    let (here, there, elsewhere) = (with("a"), with("a"), with("b"));
    assert_eq!(answer(&here, "one"), answer(&elsewhere, "one"));
    let answers = ["one", "x", "y", ""].map(|name| answer(&here, name));
    for (nth, first) in answers.iter().enumerate() {
        for second in &answers[..nth] {
            assert_eq!(first.len(), second.len());
            assert_ne!(first, second, "each has a key of its own");
        }
    }
    for stranger in ["x", "y", ""] {
        assert_eq!(answer(&here, stranger), answer(&here, stranger));
        assert_eq!(answer(&here, stranger), answer(&there, stranger));
        assert_ne!(answer(&here, stranger), answer(&elsewhere, stranger));
    }
    let (mine, yours) = (builder(false).build(), builder(false).build());
    let (mine, yours) = (mine.unwrap(), yours.unwrap());
    assert_ne!(answer(&mine, "x"), answer(&yours, "x"), "by chance");
    let weak = builder(false).stranger_secret(Secret::new("short").unwrap());
    assert!(weak.build().is_err());
}

#[test]
fn debug_shows_no_key_of_nobody() {
    let shown = format!("{:?}", strangers());
    assert_eq!(shown, "Strangers { algorithm: HmacSha256, .. }");
}
