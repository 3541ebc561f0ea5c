//! The memory that all unverified bodies may hold together.

use std::pin::Pin;

use super::*;
use crate::limits::UNCOUNTED;

const LIMIT: usize = 100_000;

fn verifier(budget: usize) -> Verifier {
    let builder = Verifier::builder(SCHEME).key(secret()).body_limit(LIMIT);
    builder.unverified_budget(budget).build().unwrap()
}

type Sleepless = fn(Duration) -> std::future::Pending<()>;
type Body = Pin<Box<dyn Stream<Item = Result<Bytes, Infallible>> + Send>>;
type One = Pin<Box<Receiving<Body, Sleepless, std::future::Pending<()>>>>;

/// A request of which so many bytes come, and no more.
fn slow(verifier: &Verifier, bytes: usize) -> One {
    let came = stream::iter([Ok(Bytes::from(vec![b'x'; bytes]))]);
    receive(verifier, came.chain(stream::pending()))
}

fn receive(
    verifier: &Verifier,
    body: impl Stream<Item = Result<Bytes, Infallible>> + Send + 'static,
) -> One {
    let body: Body = Box::pin(body);
    Box::pin(verifier.receive(body, |_| std::future::pending()))
}

fn poll(one: &mut One) -> Poll<Result<Outcome, Rejection>> {
    let mut context = Context::from_waker(Waker::noop());
    one.as_mut().poll_received(&signed("abc"), &mut context)
}

fn is_refused(one: &One) -> bool {
    matches!(
        &one.step,
        Step::Drain {
            ended: Err(Rejection::Overloaded { .. }),
            ..
        }
    )
}

#[test]
fn b34_slow_forged_bodies_together_hold_no_more_than_the_budget() {
    let verifier = verifier(10 * LIMIT);
    let mut forged: Vec<_> = (0..100).map(|_| slow(&verifier, LIMIT)).collect();
    for one in &mut forged {
        assert!(poll(one).is_pending());
        assert!(verifier.unverified_bytes() <= verifier.unverified_budget());
    }
    let refused = forged.iter().filter(|one| is_refused(one)).count();
    let held = 100 - refused;
    assert_eq!(held, 10 * LIMIT / (LIMIT - UNCOUNTED));
    assert_eq!(verifier.unverified_bytes(), held * (LIMIT - UNCOUNTED));
    // A request whose body is there when it is polled does not wait, and a small one is not
    // counted.
    let text = "y".repeat(LIMIT);
    let body = stream::iter([Ok(Bytes::from(text.clone().into_bytes()))]);
    let mut context = Context::from_waker(Waker::noop());
    let polled = receive(&verifier, body)
        .as_mut()
        .poll_received(&signed(&text), &mut context);
    assert!(matches!(polled, Poll::Ready(Ok(_))));
    let mut small = slow(&verifier, UNCOUNTED);
    assert!(poll(&mut small).is_pending() && !is_refused(&small));
    // Once some have gone, whoever comes is let through, and all is given back in the end.
    forged.truncate(5);
    let mut next = slow(&verifier, LIMIT);
    assert!(poll(&mut next).is_pending() && !is_refused(&next));
    drop((forged, next, small));
    assert_eq!(verifier.unverified_bytes(), 0);
}

#[test]
fn b34_a_body_is_given_back_when_it_is_verified_refused_or_too_long() {
    let verifier = verifier(10 * LIMIT);
    let text = "y".repeat(40_000);
    let head = signed(&text);
    let whole = Bytes::from(text.into_bytes());
    for (last, code) in [
        (whole.slice(20_000..), None),
        (Bytes::from(vec![b'z'; 20_000]), Some("signature_mismatch")),
        (Bytes::from(vec![b'z'; LIMIT]), Some("body_too_large")),
    ] {
        let mut waited = false;
        let mut pieces = [whole.slice(..20_000), last].into_iter();
        // Pending once between the two.
        let body = stream::poll_fn(move |_| {
            if pieces.len() == 1 && !std::mem::replace(&mut waited, true) {
                return Poll::Pending;
            }
            Poll::Ready(pieces.next().map(Ok))
        });
        let mut one = receive(&verifier, body);
        let mut context = Context::from_waker(Waker::noop());
        assert!(one.as_mut().poll_received(&head, &mut context).is_pending());
        assert_eq!(verifier.unverified_bytes(), 20_000 - UNCOUNTED);
        let Poll::Ready(verdict) = one.as_mut().poll_received(&head, &mut context) else {
            panic!("all of it has come");
        };
        assert_eq!(verdict.err().map(|refused| refused.code()), code);
        assert_eq!(
            verifier.unverified_bytes(),
            0,
            "while the future still lives"
        );
    }
}

/// A request refused in this way is still read to its end, and the answer says when to retry.
#[test]
fn b34_who_is_over_the_budget_is_told_to_come_again() {
    let verifier = verifier(LIMIT);
    let mut first = slow(&verifier, LIMIT);
    assert!(poll(&mut first).is_pending());
    let mut waited = false;
    let mut pieces = [LIMIT / 2, LIMIT].into_iter();
    let body = stream::poll_fn(move |_| {
        if pieces.len() == 1 && !std::mem::replace(&mut waited, true) {
            return Poll::Pending;
        }
        Poll::Ready(pieces.next().map(|bytes| Ok(Bytes::from(vec![0; bytes]))))
    });
    let mut second = receive(&verifier, body);
    let Poll::Ready(Err(refused)) = poll(&mut second) else {
        panic!("it is refused, and its body over");
    };
    assert_eq!((refused.code(), refused.status()), ("overloaded", 503));
    let answer = refused.answer();
    assert!(answer.headers().any(|(name, _)| name == "retry-after"));
    assert!(!answer.closes_connection());
    assert_eq!(verifier.unverified_bytes(), LIMIT - UNCOUNTED);
}
