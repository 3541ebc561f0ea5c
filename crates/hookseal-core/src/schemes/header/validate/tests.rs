use std::borrow::Cow;

use super::*;
use crate::crypto::Algorithm;
use crate::schemes::{BodyCoverage, SignatureField, SignatureScheme as _, Timestamp};
use crate::time::TimestampFormat;

const SIGNATURE: HeaderName = HeaderName::from_static("X-Signature");
const TIME: HeaderName = HeaderName::from_static("X-Time");
const A: Part = Part::Header(HeaderName::from_static("X-A"));
const B: Part = Part::Header(HeaderName::from_static("X-B"));
const DOT: Part = Part::literal(".");

fn plain() -> Scheme {
    Scheme::new(
        "acme",
        Algorithm::HmacSha256,
        SignatureField::plain(SIGNATURE),
    )
}

fn with(parts: &[Part]) -> Scheme {
    let scheme = plain()
        .with_message_owned(parts.to_vec())
        .with_event_id(Source::header("X-Id"));
    if parts.contains(&Part::Timestamp) {
        scheme.with_timestamp(Timestamp::header(TIME, TimestampFormat::Seconds))
    } else {
        scheme
    }
}

#[track_caller]
fn reason(scheme: &Scheme) -> &'static str {
    match scheme.validate() {
        Err(ConfigError::InvalidScheme { reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn m4_parts_of_variable_length_must_not_touch() {
    for parts in [
        vec![Part::EventId, Part::Body],
        vec![A, Part::Body],
        vec![A, B, DOT, Part::Body],
        vec![Part::Path, Part::Query, DOT, Part::Body],
        vec![Part::Url, Part::Body],
        vec![A, Part::Url, DOT, Part::Body],
        vec![Part::Body, A],
        vec![Part::Body, Part::Target],
        vec![Part::Body, DOT, A, B],
    ] {
        assert_eq!(
            with(&parts).validate(),
            Err(ConfigError::AmbiguousTemplate {
                scheme: "acme".to_owned()
            }),
            "{parts:?}"
        );
        assert_eq!(with(&parts).ambiguous_by_design().validate(), Ok(()));
    }
}

/// `{body}.{timestamp}{id}`: an id of `x.1700000000y` would move the body's end.
#[test]
fn m4_after_the_body_not_even_a_timestamp_may_touch() {
    let parts = [Part::Body, DOT, Part::Timestamp, A];
    assert!(matches!(
        with(&parts).validate(),
        Err(ConfigError::AmbiguousTemplate { .. })
    ));
}

#[test]
fn m4_a_literal_without_bytes_separates_nothing() {
    for parts in [
        vec![A, Part::literal(""), Part::Body],
        vec![Part::literal(""), Part::Body],
    ] {
        assert!(reason(&with(&parts)).contains("empty literal"));
    }
}

#[test]
fn m3_a_timestamp_may_touch_others_and_then_has_a_fixed_width() {
    for (parts, fixed) in [
        (vec![Part::Timestamp, Part::Body], true),
        (vec![Part::Timestamp, A, DOT, Part::Body], true),
        (vec![Part::Timestamp, Part::literal("0x"), Part::Body], true),
        (vec![A, Part::Timestamp, DOT, Part::Body], true),
        (vec![A, Part::Timestamp, Part::Body], true),
        (vec![Part::Body, Part::Timestamp], true),
        (vec![Part::Timestamp, DOT, Part::Body], false),
        (
            vec![Part::literal("v0"), Part::Timestamp, DOT, Part::Body],
            false,
        ),
        (vec![Part::Body, DOT, Part::Timestamp], false),
        (vec![Part::Body, Part::literal(".0"), Part::Timestamp], true),
    ] {
        let scheme = with(&parts);
        assert_eq!(scheme.validate(), Ok(()), "{parts:?}");
        assert_eq!(scheme.timestamp_has_fixed_width(), fixed, "{parts:?}");
    }
}

#[test]
fn m4_a_json_body_a_method_and_a_url_tell_where_they_begin_or_end() {
    let touching = [Part::Method, Part::Url, Part::Body];
    assert_eq!(with(&touching).json_bodies().validate(), Ok(()));
    assert_eq!(with(&[Part::Body, Part::Url]).validate(), Ok(()));
    let methods = const { &[Cow::Borrowed("PO"), Cow::Borrowed("POST")] };
    assert!(matches!(
        with(&touching)
            .json_bodies()
            .with_methods(methods)
            .validate(),
        Err(ConfigError::AmbiguousTemplate { .. })
    ));
}

#[test]
fn m4_what_is_ambiguous_says_that_not_the_whole_body_is_signed() {
    let ambiguous = with(&[A, Part::Body]).ambiguous_by_design();
    assert_eq!(ambiguous.description().coverage(), BodyCoverage::Parts);
    let Part::Header(name) = A else { return };
    assert!(!ambiguous.description().signs_header(&name));
    let plain = with(&[A, DOT, Part::Body]).ambiguous_by_design();
    assert_eq!(plain.description().coverage(), BodyCoverage::Whole);
    assert!(plain.description().signs_header(&name));
}

#[test]
fn t11_an_unsigned_timestamp_is_refused_when_built() {
    let scheme = plain().with_timestamp(Timestamp::header(TIME, TimestampFormat::Seconds));
    assert!(reason(&scheme).contains("not signed"));
}

#[test]
fn rules_that_cannot_verify_anything_are_refused_when_built() {
    for (scheme, says) in [
        (
            plain().with_message(const { &[Part::literal("x")] }),
            "not contain the body",
        ),
        (
            plain().with_message(const { &[Part::Body, Part::literal("."), Part::Body] }),
            "body twice",
        ),
        (
            plain().with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] }),
            "no place is set",
        ),
        (
            plain()
                .with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] })
                .with_timestamp(Timestamp::pair("t", TimestampFormat::Seconds)),
            "needs a signature header of pairs",
        ),
        (
            plain().with_message(const { &[Part::EventId, Part::literal("."), Part::Body] }),
            "no header is set",
        ),
        (
            plain()
                .with_message(const { &[Part::EventId, Part::literal("."), Part::Body] })
                .with_event_id(Source::json("/id")),
            "no header is set",
        ),
        (
            plain()
                .with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] })
                .with_timestamp(Timestamp::json("/at", TimestampFormat::Seconds)),
            "signed with the body",
        ),
        (
            plain().with_timestamp(Timestamp::json("at", TimestampFormat::Seconds)),
            "begin with a slash",
        ),
        (
            plain().with_timestamp(Timestamp::json("/a~1t", TimestampFormat::Seconds)),
            "has an escape",
        ),
        (plain().with_methods(&[]), "no method"),
    ] {
        assert!(reason(&scheme).contains(says), "{scheme:?}");
    }
}

#[test]
fn h11_only_headers_in_the_message_count_as_signed() {
    let scheme = with(&[Part::EventId, DOT, A, DOT, Part::Body]);
    for (name, signed) in [("x-id", true), ("x-a", true), ("x-b", false)] {
        let name = HeaderName::new(name).unwrap();
        assert_eq!(scheme.description().signs_header(&name), signed);
    }
}

#[test]
fn a_timestamp_beside_signatures_in_several_headers_is_refused_when_built() {
    const OTHERS: &[HeaderName] = &[HeaderName::from_static("X-Signature-2")];
    let message = const { &[Part::Timestamp, Part::literal("."), Part::Body] };
    let listed = |field: SignatureField| {
        plain()
            .with_signature(field)
            .with_timestamp(Timestamp::first(TimestampFormat::Seconds))
            .with_message(message)
    };
    assert_eq!(listed(SignatureField::list(SIGNATURE)).validate(), Ok(()));
    for field in [
        SignatureField::list(SIGNATURE).with_other_headers(OTHERS),
        SignatureField::list(SIGNATURE).in_several_lines(),
        SignatureField::plain(SIGNATURE),
    ] {
        reason(&listed(field));
    }
    let own = Timestamp::header(TIME, TimestampFormat::Seconds);
    let beside =
        listed(SignatureField::plain(SIGNATURE).with_other_headers(OTHERS)).with_timestamp(own);
    assert_eq!(beside.validate(), Ok(()));
}

#[test]
fn no_more_than_three_headers_have_other_names() {
    const PAIR: (HeaderName, HeaderName) = (SIGNATURE, TIME);
    assert_eq!(
        plain().with_other_names(const { &[PAIR; 3] }).validate(),
        Ok(())
    );
    reason(&plain().with_other_names(const { &[PAIR; 4] }));
}
