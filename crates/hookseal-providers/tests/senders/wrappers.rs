//! Schemes that are made of others say no more than those do, and no less.

use bytes::Bytes;
use hookseal_core::scheme::{
    HeaderName, HeaderPerKey, MemberPart, Part, Scheme, SharedToken, SignatureField,
    SignatureGroups, SignatureScheme, SignedMembers, Source, Timestamp, TimestampFormat,
};
use hookseal_core::signing::{Delivery, Forgery, Signer};
use hookseal_core::time::ManualClock;
use hookseal_core::{Algorithm, BodyCoverage, Secret, Verifier};
use hookseal_providers::{DROPBOX_SIGN, FormField, MAILGUN, MultipartField};

use crate::coverage::{believed, overstatements};
use crate::request::Request;
use crate::sender::NOW;

const SECRET: &str = "9c41d7a2e05b83f6601c2d4e8fa97b35";
const ID: HeaderName = HeaderName::from_static("X-Id");
const SIGNATURE: HeaderName = HeaderName::from_static("X-Signature");

/// Of one that signs the body alone.
const fn plain(header: HeaderName) -> Scheme {
    Scheme::new("acme", Algorithm::HmacSha256, SignatureField::plain(header))
        .with_event_id(Source::header("X-Id"))
        .with_event_type(Source::json("/type"))
}

/// Of one that signs the id as well.
const fn joined(header: HeaderName) -> Scheme {
    plain(header).with_message(const { &[Part::EventId, Part::literal("."), Part::Body] })
}

/// The same where nobody can tell where the id ends.
const fn touching(header: HeaderName) -> Scheme {
    plain(header)
        .with_message(const { &[Part::EventId, Part::Body] })
        .ambiguous_by_design()
}

/// As pairs, which can come in groups.
const fn paired(message: &'static [Part]) -> Scheme {
    Scheme::new(
        "acme",
        Algorithm::HmacSha256,
        SignatureField::pairs(SIGNATURE, "v1"),
    )
    .with_timestamp(Timestamp::pair("t", TimestampFormat::Seconds))
    .with_event_id(Source::header("X-Id"))
    .with_event_type(Source::json("/type"))
    .with_message(message)
    .ambiguous_by_design()
}

const IN_ORDER: SignatureGroups = SignatureGroups::new(paired(
    const {
        &[
            Part::Timestamp,
            Part::literal("."),
            Part::EventId,
            Part::literal("."),
            Part::Body,
        ]
    },
));
const TOUCHING_GROUPS: SignatureGroups = SignatureGroups::new(paired(
    const {
        &[
            Part::Timestamp,
            Part::literal("."),
            Part::EventId,
            Part::Body,
        ]
    },
));

const SECOND: HeaderName = HeaderName::from_static("X-Signature-2");
const PER_KEY: HeaderPerKey = HeaderPerKey::new(plain(SIGNATURE), const { &[plain(SECOND)] });
const JOINED_PER_KEY: HeaderPerKey =
    HeaderPerKey::new(joined(SIGNATURE), const { &[joined(SECOND)] });
const TOUCHING_PER_KEY: HeaderPerKey =
    HeaderPerKey::new(touching(SIGNATURE), const { &[touching(SECOND)] });

const MEMBERS: SignedMembers = SignedMembers::new(
    "acme",
    Algorithm::HmacSha256,
    "/mac",
    &[MemberPart::Member("/id"), MemberPart::Member("/type")],
)
.with_separator(":")
.with_event_id(Source::json("/id"))
.with_event_type(Source::json("/type"));

const TOKEN: SharedToken = SharedToken::header("acme", HeaderName::from_static("X-Token"))
    .with_event_type(Source::json("/type"));

/// Tries a scheme of which this much is known to be signed.
fn check(name: &str, scheme: &(impl SignatureScheme + Clone), signed: BodyCoverage) -> Vec<String> {
    let in_json = name.starts_with("members");
    let secret = || Secret::new(SECRET).unwrap();
    let verifier = Verifier::builder(scheme.clone())
        .key(secret())
        .clock(ManualClock::new(NOW))
        .build()
        .unwrap();
    let signer = Signer::new(scheme.clone(), secret()).unwrap();
    let delivery = |id: &str, body| Delivery::new(body).event_id(id).timestamp(NOW);
    // What could end the id, or begin the body.
    let body = r#"23{"id":"e1","type":"order.placed"}"#;
    let body = if in_json { &body[2..] } else { body };
    let genuine = signer.sign(&delivery("msg_1", body));
    let genuine = genuine.unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut wrong = overstatements(&verifier, &Request::of(&genuine));
    let said = believed(&verifier, &Request::of(&genuine));
    // The same text, cut elsewhere.
    let (first, rest) = body.split_at(1);
    let longer = format!("1{body}");
    for moved in [
        delivery(&format!("msg_1{first}"), rest),
        delivery("msg_", &longer),
    ] {
        // Where the signature stands in the body, only JSON can have it.
        let Ok(moved) = signer.forge(&moved, Forgery::Of(&genuine)) else {
            continue;
        };
        let Some(now) = believed(&verifier, &Request::of(&moved)) else {
            continue;
        };
        let text = String::from_utf8_lossy(moved.body());
        if scheme.description().coverage() == BodyCoverage::Whole {
            wrong.push(format!(
                "all is said to be signed, and yet {text:?} is taken"
            ));
        }
        if Some(&now) != said.as_ref() {
            wrong.push(format!("{now:?} of {text:?} instead of {said:?}"));
        }
    }
    if scheme.description().coverage() != signed {
        let said = scheme.description().coverage();
        wrong.push(format!("{said} is said to be signed instead of {signed}"));
    }
    wrong.iter().map(|one| format!("{name}: {one}")).collect()
}

#[test]
fn schemes_made_of_others_say_how_much_those_sign() {
    use BodyCoverage::{Nothing, Parts, Whole};
    let own = plain(SIGNATURE);
    let members = |name| MultipartField::new(MEMBERS, name);
    let mut wrong = Vec::new();
    let mut add = |found: Vec<String>| wrong.extend(found);
    // By themselves.
    add(check("plain", &own, Whole));
    add(check("joined", &joined(SIGNATURE), Whole));
    add(check("touching", &touching(SIGNATURE), Parts));
    add(check("members", &MEMBERS, Parts));
    add(check("token", &TOKEN, Nothing));
    // With several keys.
    add(check("plain, a header per key", &PER_KEY, Whole));
    add(check("joined, a header per key", &JOINED_PER_KEY, Whole));
    add(check(
        "touching, a header per key",
        &TOUCHING_PER_KEY,
        Parts,
    ));
    add(check("joined, in groups", &IN_ORDER, Whole));
    add(check("touching, in groups", &TOUCHING_GROUPS, Parts));
    // In the one field of a form.
    let field = |scheme| FormField::new(scheme, "payload");
    add(check("plain, in a form", &field(own.clone()), Whole));
    add(check("joined, in a form", &field(joined(SIGNATURE)), Whole));
    add(check(
        "touching, in a form",
        &field(touching(SIGNATURE)),
        Parts,
    ));
    // In a part of several.
    add(check(
        "plain, in a part",
        &MultipartField::new(own, "json"),
        Parts,
    ));
    let one = MultipartField::new(joined(SIGNATURE), "json");
    add(check("joined, in a part", &one, Parts));
    let one = MultipartField::new(touching(SIGNATURE), "json");
    add(check("touching, in a part", &one, Parts));
    let one = MultipartField::new(PER_KEY, "json");
    add(check("plain, a header per key, in a part", &one, Parts));
    let one = MultipartField::new(TOUCHING_PER_KEY, "json");
    add(check("touching, a header per key, in a part", &one, Parts));
    let one = MultipartField::new(IN_ORDER, "json");
    add(check("joined, in groups, in a part", &one, Parts));
    let one = MultipartField::new(TOUCHING_GROUPS, "json");
    add(check("touching, in groups, in a part", &one, Parts));
    add(check("members, in a part", &members("json"), Parts));
    let one = MultipartField::new(TOKEN, "json");
    add(check("token, in a part", &one, Nothing));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `outer` says of members and headers just what `inner` says.
fn check_alike(outer: &impl SignatureScheme, inner: &impl SignatureScheme) {
    for pointer in [
        "",
        "/type",
        "/id",
        "/signature/token",
        "/signature/timestamp",
    ] {
        let (own, of_inner) = (
            outer.description().signs_member(pointer),
            inner.description().signs_member(pointer),
        );
        assert_eq!(own, of_inner, "{pointer} of {outer:?}");
    }
    assert_eq!(
        outer.description().signs_header(&ID),
        inner.description().signs_header(&ID),
        "{outer:?}"
    );
}

#[test]
fn schemes_made_of_others_say_which_members_and_headers_those_sign() {
    check_alike(&PER_KEY, &plain(SIGNATURE));
    check_alike(&JOINED_PER_KEY, &joined(SIGNATURE));
    check_alike(&TOUCHING_PER_KEY, &touching(SIGNATURE));
    check_alike(&IN_ORDER, IN_ORDER.group());
    check_alike(&TOUCHING_GROUPS, TOUCHING_GROUPS.group());
    assert!(
        PER_KEY.description().signs_member("/type") && IN_ORDER.description().signs_member("/type")
    );
    assert!(!TOUCHING_PER_KEY.description().signs_member("/type"));
    assert!(!TOUCHING_GROUPS.description().signs_member("/type"));
    // Mailgun's are members of JSON, or fields of a form.
    for pointer in ["/signature/token", "/signature/timestamp"] {
        assert!(MAILGUN.description().signs_member(pointer), "{pointer}");
    }
    for pointer in ["/event-data/id", "/event-data", "/signature", ""] {
        assert!(!MAILGUN.description().signs_member(pointer), "{pointer}");
    }
    // Forms have no members.
    let form = FormField::new(plain(SIGNATURE), "payload");
    let part = MultipartField::new(plain(SIGNATURE), "json");
    assert!(!form.description().signs_member("/type") && !part.description().signs_member("/type"));
    assert!(!DROPBOX_SIGN.description().signs_member("/event/event_type"));
}

/// What is signed with a part is known from that part alone.
#[test]
fn a_part_beside_the_signed_one_can_be_changed() {
    let scheme = MultipartField::new(plain(SIGNATURE), "json");
    let secret = || Secret::new(SECRET).unwrap();
    let verifier = Verifier::new(scheme.clone(), secret()).unwrap();
    let signer = Signer::new(scheme, secret()).unwrap();
    let signed = signer.sign(&Delivery::new("{}").event_id("1")).unwrap();
    let mut request = Request::of(&signed);
    let head = b"--hookseal\r\nContent-Disposition: form-data; name=\"more\"\r\n\r\nmore\r\n";
    request.body = [head, &request.body[..]].concat();
    let verified = verifier.verify(&request, Bytes::from(request.body.clone()));
    assert_eq!(
        verified.unwrap().event().unwrap().coverage(),
        BodyCoverage::Parts
    );
}
