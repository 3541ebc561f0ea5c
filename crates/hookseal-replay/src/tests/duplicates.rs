//! The answers to duplicates.

use futures_util::FutureExt as _;

use super::*;

#[test]
fn a_duplicate_is_answered_what_its_sender_wants_or_the_app_says() {
    const RECEIPT: Scheme = ACME.with_receipt("Received");
    let text = Some("text/plain; charset=utf-8");
    let builder = || ReplayGuard::builder("test", MemoryStore::new());
    let xml = || builder().duplicate_body("text/xml", "<Response/>");
    for (scheme, builder, expected) in [
        (ACME, builder(), (200, None, "")),
        (RECEIPT, builder(), (200, text, "Received")),
        (
            RECEIPT,
            builder().duplicate_status(202),
            (202, text, "Received"),
        ),
        // Such a response has no body.
        (RECEIPT, builder().duplicate_status(204), (204, None, "")),
        (ACME, xml(), (200, Some("text/xml"), "<Response/>")),
        (RECEIPT, xml(), (200, Some("text/xml"), "<Response/>")),
    ] {
        let guard = builder.build().unwrap();
        let (body, head) = verified(&scheme, r#"{"id":"evt_1"}"#);
        let run = || {
            let admission = guard.admit(&body, &head).unwrap();
            let ran = admission.run(no_sleep, move |_| ready(200), status);
            ran.now_or_never().unwrap().answer
        };
        assert!(matches!(run(), Answer::Handled(200)));
        let Answer::Duplicate(answer) = run() else {
            panic!("it is done");
        };
        let kind = answer.headers().find(|(name, _)| *name == "content-type");
        let kind = kind.map(|(_, value)| String::from_utf8(value.to_vec()).unwrap());
        assert_eq!((answer.status(), kind.as_deref(), answer.body()), expected);
        assert!(!answer.closes_connection());
    }
}
