//! Refusing without a verifier.

use super::*;
use crate::limits::DRAIN_BYTES;

struct Unverified<'a>(&'a [(&'a str, &'a str)]);

impl RequestHead for Unverified<'_> {
    fn method(&self) -> &'static str {
        "POST"
    }

    fn target(&self) -> &'static str {
        "/"
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut named = self.0.iter().filter(|(other, _)| *other == name);
        named.nth(nth).map(|(_, value)| value.as_bytes())
    }
}

const ADVICE: &str = "add a layer";
const PLAIN: Rejection = Rejection::Misconfigured { reason: ADVICE };

#[test]
fn what_is_there_is_read_and_the_connection_goes_on() {
    let polls = Arc::new(AtomicUsize::new(0));
    let body = counted(&polls, |n| (n < 3).then(|| Bytes::from_static(b"x")));
    let refusing = Rejection::no_verifier(ADVICE).after_body(&Unverified(&[]), body, never);
    assert_eq!(refusing.now_or_never().unwrap(), PLAIN);
    assert_eq!(polls.load(Ordering::Relaxed), 4);
}

#[test]
fn what_owes_too_much_or_waits_to_send_is_not_read() {
    let too_long = (DRAIN_BYTES + 1).to_string();
    let waits = [("expect", "100-continue")];
    let owes = [("content-length", too_long.as_str())];
    for (head, continued, unread) in [
        (&waits, false, true),
        (&waits, true, false),
        (&owes, false, true),
        (&owes, true, true),
    ] {
        let polls = Arc::new(AtomicUsize::new(0));
        let body = counted(&polls, |_| None);
        let refusing = Rejection::no_verifier(ADVICE).after_body(&Unverified(head), body, never);
        let refusing = if continued {
            refusing.continued()
        } else {
            refusing
        };
        let expected = if unread {
            PLAIN.with_unread_body()
        } else {
            PLAIN
        };
        assert_eq!(refusing.now_or_never().unwrap(), expected);
        assert_eq!(polls.load(Ordering::Relaxed), usize::from(!unread));
    }
}

#[tokio::test(start_paused = true)]
async fn the_rest_is_waited_for_so_long_and_read_so_far() {
    let started = tokio::time::Instant::now();
    let body = stream::pending::<Result<Bytes, Infallible>>();
    let refused = Rejection::no_verifier(ADVICE);
    let refusing = refused.after_body(&Unverified(&[]), body, tokio::time::sleep);
    assert_eq!(refusing.await, PLAIN.with_unread_body());
    assert_eq!(started.elapsed(), DRAIN_TIME);
    let polls = Arc::new(AtomicUsize::new(0));
    let chunk = Bytes::from(vec![0; 64 * 1024]);
    let body = counted(&polls, move |_| Some(chunk.clone()));
    let refused = Rejection::no_verifier(ADVICE);
    let refusing = refused.after_body(&Unverified(&[]), body, tokio::time::sleep);
    assert_eq!(refusing.await, PLAIN.with_unread_body());
    assert_eq!(polls.load(Ordering::Relaxed), DRAIN_BYTES / (64 * 1024) + 1);
}
