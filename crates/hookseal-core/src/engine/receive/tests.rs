mod held;
mod refused;
mod refusing;

use std::convert::Infallible;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Waker;

use futures_util::{FutureExt as _, StreamExt as _, stream};

use super::*;
use crate::crypto::Algorithm;
use crate::header_name::HeaderName;
use crate::key::Secret;
use crate::limits::DEFAULT_READ_TIMEOUT;
use crate::schemes::{Scheme, SignatureField};
use crate::signing::Signer;
use crate::writing::{Delivery, SignedDelivery};

const SCHEME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Signature")),
);

fn secret() -> Secret {
    Secret::new("3b1c1f9a0d5e47a2b6f0").unwrap()
}

fn verifier() -> Verifier {
    Verifier::builder(SCHEME)
        .key(secret())
        .body_limit(100)
        .read_timeout(Duration::from_secs(30))
        .build()
        .unwrap()
}

fn signed(body: &str) -> SignedDelivery {
    Signer::new(SCHEME, secret())
        .unwrap()
        .sign(&Delivery::new(body))
        .unwrap()
}

#[allow(clippy::unnecessary_wraps)] // an item of a stream
fn chunk(text: &'static str) -> Result<Bytes, Infallible> {
    Ok(Bytes::from_static(text.as_bytes()))
}

fn never(_: Duration) -> std::future::Pending<()> {
    panic!("no timer is needed")
}

/// A stream that counts how often it is polled. It gives up what is read without end.
fn counted<F: FnMut(usize) -> Option<Bytes>>(
    polls: &Arc<AtomicUsize>,
    mut next: F,
) -> impl Stream<Item = Result<Bytes, Infallible>> + use<F> {
    let polls = Arc::clone(polls);
    stream::poll_fn(move |_| {
        let before = polls.fetch_add(1, Ordering::Relaxed);
        assert!(before < 100_000_000, "it is read without end");
        Poll::Ready(next(before).map(Ok))
    })
}

#[test]
fn a_body_that_is_there_needs_no_timer() {
    let body = stream::iter([chunk("a"), chunk(""), chunk("bc")]);
    let receiving = verifier().receive(body, never).with_head(signed("abc"));
    let verified = receiving.now_or_never().unwrap().unwrap().event().unwrap();
    assert_eq!(verified.bytes(), "abc");
}

#[test]
fn b2_an_endless_body_is_refused_when_the_limit_is_crossed() {
    let polls = Arc::new(AtomicUsize::new(0));
    let body = counted(&polls, |_| Some(Bytes::from_static(&[b'x'; 10])));
    let mut receiving = pin!(verifier().receive(body, |_| std::future::pending()));
    let mut context = Context::from_waker(Waker::noop());
    let polled = receiving
        .as_mut()
        .poll_received(&signed("abc"), &mut context);
    assert!(polled.is_pending(), "it is endless");
    let Step::Drain { ended, .. } = &receiving.step else {
        panic!("it is not refused yet");
    };
    assert_eq!(*ended, Err(Rejection::BodyTooLarge { limit: 100 }));
}

#[test]
fn b5_b28_an_error_is_an_incomplete_body_even_after_the_last_byte() {
    let reset = io::Error::from(io::ErrorKind::ConnectionReset);
    let body = stream::iter([Ok(Bytes::from_static(b"abc")), Err(reset)]);
    let receiving = verifier().receive(body, never).with_head(signed("abc"));
    assert_eq!(
        receiving.now_or_never().unwrap().unwrap_err(),
        Rejection::BodyIncomplete
    );
}

#[test]
fn b1_an_adapter_says_what_a_body_that_cannot_be_read_is_refused_for() {
    let why = || Rejection::BodyTooLargeOutside.with_unread_body();
    let body = stream::iter([Ok(Bytes::from_static(b"abc")), Err(why())]);
    let receiving = verifier().receive(body, never).with_head(signed("abcd"));
    assert_eq!(receiving.now_or_never().unwrap().unwrap_err(), why());
}

#[test]
fn b15_an_empty_body_with_a_right_signature_is_verified() {
    let body = stream::iter([] as [Result<Bytes, Infallible>; 0]);
    let receiving = verifier().receive(body, never).with_head(signed(""));
    assert!(
        receiving
            .now_or_never()
            .unwrap()
            .unwrap()
            .event()
            .unwrap()
            .bytes()
            .is_empty()
    );
}

#[test]
fn b4_bytes_missing_at_the_end_are_no_match() {
    let body = stream::iter([chunk("ab")]);
    let receiving = verifier().receive(body, never).with_head(signed("abc"));
    assert_eq!(
        receiving.now_or_never().unwrap().unwrap_err(),
        Rejection::SignatureMismatch
    );
}

#[tokio::test(start_paused = true)]
async fn b6_the_deadline_is_for_the_whole_body_not_for_each_chunk() {
    let started = tokio::time::Instant::now();
    let body = stream::unfold((), |()| async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        Some((chunk("x"), ()))
    });
    let verdict = verifier()
        .receive(body, tokio::time::sleep)
        .with_head(signed("abc"))
        .await;
    assert_eq!(
        verdict.unwrap_err(),
        Rejection::BodyTimeout.with_unread_body()
    );
    let took = started.elapsed();
    assert_eq!(took, DEFAULT_READ_TIMEOUT + DRAIN_TIME_OF_THE_SLOW);
}

#[tokio::test(start_paused = true)]
async fn b6_a_body_just_within_the_deadline_is_verified() {
    let body = stream::once(async {
        tokio::time::sleep(Duration::from_millis(29_990)).await;
        chunk("abc")
    });
    let verdict = verifier()
        .receive(body, tokio::time::sleep)
        .with_head(signed("abc"))
        .await;
    assert_eq!(verdict.unwrap().event().unwrap().bytes(), "abc");
}

/// Empty chunks do not add to the length, so the limit never stops them.
#[tokio::test]
async fn b8_endless_empty_chunks_starve_neither_other_tasks_nor_the_deadline() {
    let polls = Arc::new(AtomicUsize::new(0));
    let verifier = Verifier::builder(SCHEME)
        .key(secret())
        .read_timeout(Duration::from_millis(20))
        .build()
        .unwrap();
    let body = counted(&polls, |_| Some(Bytes::new()));
    let mut receiving = pin!(verifier.receive(body, tokio::time::sleep));
    let head = signed("abc");
    let verdict = std::future::poll_fn(|context| {
        let before = polls.load(Ordering::Relaxed);
        let polled = receiving.as_mut().poll_received(&head, context);
        let read = polls.load(Ordering::Relaxed) - before;
        // Two, where the deadline comes: the last of what is read, the first of what is
        // thrown away.
        assert!(read <= 2 * usize::try_from(CHUNKS_AT_ONCE).unwrap());
        polled
    });
    let refused = verdict.await.unwrap_err();
    assert_eq!(refused, Rejection::BodyTimeout.with_unread_body());
}

#[tokio::test]
async fn b8_many_one_byte_chunks_are_verified() {
    let verifier = Verifier::builder(SCHEME).key(secret()).build().unwrap();
    let text = "x".repeat(100_000);
    let polls = Arc::new(AtomicUsize::new(0));
    let body = counted(&polls, |n| (n < 100_000).then(|| Bytes::from_static(b"x")));
    let verdict = verifier
        .receive(body, tokio::time::sleep)
        .with_head(signed(&text))
        .await;
    assert_eq!(verdict.unwrap().event().unwrap().bytes().len(), 100_000);
}

#[tokio::test(start_paused = true)]
async fn the_future_stays_pending_when_polled_after_its_end() {
    let body = stream::iter([chunk("abc")]).chain(stream::pending());
    let mut receiving = Box::pin(
        verifier()
            .receive(body, tokio::time::sleep)
            .with_head(signed("abc")),
    );
    assert!(receiving.as_mut().await.is_err());
    assert!(receiving.as_mut().now_or_never().is_none());
}

/// So it can be awaited on a runtime of several threads, its head lent or given.
#[test]
fn x12_the_future_can_be_sent_where_its_parts_can() {
    fn sendable(_: impl Send) {}
    let delivery = signed("abc");
    let bodies = || stream::iter([chunk("abc")]);
    sendable(verifier().receive(bodies(), never));
    sendable(verifier().receive(bodies(), never).with_head(&delivery));
    sendable(verifier().receive(bodies(), never).with_head(delivery));
}

#[test]
fn k10_a_delivery_finishes_with_the_keys_it_began_with() {
    let verifier = verifier();
    let mut verification = verifier.begin(&signed("abc")).unwrap().reading().unwrap();
    verifier
        .replace_keys(Secret::new("quite-another-secret").unwrap())
        .unwrap();
    verification.update(Bytes::from_static(b"abc")).unwrap();
    assert!(verification.finish().is_ok());
    assert_eq!(
        verifier.verify(&signed("abc"), "abc").unwrap_err(),
        Rejection::SignatureMismatch
    );
}

/// Signed as `abcdef`. A caller that continues after a refused chunk must not get the rest,
/// `def`, as the signed body.
#[test]
fn b2_after_a_refused_chunk_nothing_is_verified() {
    let verifier = Verifier::builder(SCHEME)
        .key(secret())
        .body_limit(6)
        .build()
        .unwrap();
    let mut verification = verifier
        .begin(&signed("abcdef"))
        .unwrap()
        .reading()
        .unwrap();
    verification.update(Bytes::from_static(b"abc")).unwrap();
    assert!(
        verification
            .update(Bytes::from_static(b"too long"))
            .is_err()
    );
    let _ = verification.update(Bytes::from_static(b"def"));
    assert_eq!(
        verification.finish().unwrap_err(),
        Rejection::BodyTooLarge { limit: 6 }
    );
}
