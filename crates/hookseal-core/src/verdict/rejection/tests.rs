use super::log::OneLine;
use super::*;

const NAME: HeaderName = HeaderName::from_static("X-Signature");

/// One of every kind, with the status and whether its document is the shared 401.
fn all() -> Vec<(Rejection, u16)> {
    vec![
        (Rejection::Ambiguous { field: NAME }, 401),
        (Rejection::AmbiguousTarget, 401),
        (Rejection::BodyIncomplete, 400),
        (Rejection::BodyTimeout, 408),
        (Rejection::BodyTooLarge { limit: 1 }, 413),
        (Rejection::BodyTooLargeOutside, 413),
        (
            Rejection::Future {
                ahead_secs: 2,
                allowed_secs: 1,
            },
            401,
        ),
        (Rejection::MalformedBody { reason: "why" }, 401),
        (Rejection::MalformedId, 401),
        (Rejection::MalformedSignature { header: NAME }, 401),
        (Rejection::MalformedTimestamp, 401),
        (
            Rejection::MethodNotAllowed {
                allow: "POST".to_owned(),
            },
            405,
        ),
        (Rejection::MissingHeader { header: NAME }, 401),
        (Rejection::MissingInBody { what: "token" }, 401),
        (Rejection::MissingSignature { header: NAME }, 401),
        (Rejection::MissingTimestamp, 401),
        (Rejection::Misconfigured { reason: "why" }, 500),
        (
            Rejection::Closed {
                reason: "why".into(),
            },
            500,
        ),
        (
            Rejection::TenantParameter {
                name: "tenant".into(),
            },
            500,
        ),
        (
            Rejection::NotAddressed {
                field: "TopicArn".into(),
            },
            401,
        ),
        (Rejection::Payload(PayloadError::Encoded), 415),
        (Rejection::Payload(PayloadError::Form), 400),
        (
            Rejection::Payload(PayloadError::Syntax { line: 1, column: 2 }),
            400,
        ),
        (
            Rejection::Payload(PayloadError::Data {
                line: 1,
                column: 2,
                path: "a.b".to_owned(),
                problem: None,
            }),
            422,
        ),
        (Rejection::Payload(PayloadError::other("no")), 422),
        (
            Rejection::Payload(PayloadError::Unhandled { accepted: false }),
            422,
        ),
        (
            Rejection::Payload(PayloadError::Unhandled { accepted: true }),
            204,
        ),
        (
            Rejection::Payload(PayloadError::Misconfigured {
                problem: "of another sender".to_owned(),
            }),
            500,
        ),
        (Rejection::SignatureMismatch, 401),
        (
            Rejection::Stale {
                age_secs: 2,
                allowed_secs: 1,
            },
            401,
        ),
        (Rejection::TooManySignatures { maximum: 16 }, 401),
        (Rejection::UnclearSender { several: true }, 401),
        (Rejection::UnknownKey, 401),
        (Rejection::UnsupportedAlgorithm { header: NAME }, 401),
    ]
}

#[test]
fn each_kind_has_its_own_statuses() {
    for (rejection, status) in all() {
        let kind = rejection.kind();
        let own: &[u16] = match kind {
            RejectionKind::Unauthenticated => &[401],
            RejectionKind::Method => &[405],
            RejectionKind::Body => &[400, 408, 413],
            RejectionKind::Payload => &[204, 400, 415, 422],
            RejectionKind::Unavailable => &[503, 429, 409, 425],
            RejectionKind::Delivery => &[422, 500],
            RejectionKind::Misconfigured => &[500],
        };
        assert!(own.contains(&status), "{rejection:?}: {kind:?}, {status}");
        assert_eq!(rejection.with_unread_body().kind(), kind);
    }
}

#[test]
fn o1_every_failure_to_authenticate_is_answered_with_the_same_bytes() {
    let unauthorized = Rejection::SignatureMismatch.answer();
    let mut seen = 0;
    for (rejection, status) in all() {
        assert_eq!(rejection.status(), status, "{rejection:?}");
        assert_eq!(rejection.is_unauthenticated(), status == 401);
        let problem = rejection.answer();
        if status == 401 {
            assert_eq!(problem, unauthorized, "{rejection:?}");
            seen += 1;
        }
        let headers: Vec<_> = problem.headers().collect();
        let allow = status == 405;
        assert_eq!(headers.contains(&("allow", "POST".into())), allow);
        let says = headers.contains(&("content-type", "application/problem+json".into()));
        assert_eq!(says, status != 204, "{rejection:?}");
        assert!(headers.contains(&("cache-control", "no-store".into())));
    }
    assert_eq!(seen, 18);
}

#[test]
fn o7_codes_are_distinct_names_of_a_fixed_set() {
    let mut codes: Vec<_> = all()
        .iter()
        .map(|(rejection, _)| rejection.code())
        .collect();
    codes.sort_unstable();
    let before = codes.len();
    codes.dedup();
    let shared = before - codes.len();
    assert_eq!(
        shared, 7,
        "`ambiguous`, `body_too_large`, `missing_signature` and `payload_unhandled`, each of two, and `misconfigured`, of four"
    );
    for code in codes {
        assert!(code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
    }
}

#[test]
fn texts_name_the_header_concerned() {
    for (rejection, _) in all() {
        let text = rejection.to_string();
        let named = format!("{rejection:?}").contains("X-Signature");
        assert_eq!(text.contains("`X-Signature`"), named, "{text}");
        assert!(!text.is_empty());
    }
}

#[test]
fn o5_a_log_line_stays_one_line() {
    let rejection = Rejection::Payload(PayloadError::Data {
        line: 1,
        column: 2,
        path: "a\r\nERROR forged\u{1b}[31m\u{2028}é".to_owned(),
        problem: None,
    });
    assert!(rejection.to_string().contains('\n'));
    let shown = OneLine(&rejection).to_string();
    assert!(!shown.contains(char::is_control) && !shown.contains('\u{2028}'));
    assert!(shown.contains(r"a\u{d}\u{a}ERROR forged\u{1b}[31m\u{2028}é"));
}

#[test]
fn a_refusal_is_small_enough_to_be_returned_by_value() {
    assert!(size_of::<Rejection>() <= 64, "{}", size_of::<Rejection>());
}
