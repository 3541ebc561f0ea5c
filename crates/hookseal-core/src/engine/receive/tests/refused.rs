//! The body of a refused request.

use super::*;
use crate::request::OwnedHead;

/// The head of a request without a signature, and with these headers.
struct Unsigned(&'static [(&'static str, &'static str)]);

impl RequestHead for Unsigned {
    fn method(&self) -> &'static str {
        "POST"
    }

    fn target(&self) -> &'static str {
        "/"
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut values = self.0.iter().filter(|(own, _)| *own == name);
        values.nth(nth).map(|(_, value)| value.as_bytes())
    }
}

const UNSIGNED: Unsigned = Unsigned(&[]);

fn missing() -> Rejection {
    Rejection::MissingSignature {
        header: HeaderName::from_static("X-Signature"),
    }
}

/// Bytes that count how many of them there are.
struct Kept(Arc<AtomicUsize>);

impl Kept {
    fn bytes(count: &Arc<AtomicUsize>) -> Bytes {
        count.fetch_add(1, Ordering::Relaxed);
        Bytes::from_owner(Self(Arc::clone(count)))
    }
}

impl AsRef<[u8]> for Kept {
    fn as_ref(&self) -> &[u8] {
        static CHUNK: [u8; 64 * 1024] = [b'x'; 64 * 1024];
        &CHUNK
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// An endless body. No chunk may still be held when the next one is requested.
fn endless(read: &Arc<AtomicUsize>) -> impl Stream<Item = Result<Bytes, Infallible>> + use<> {
    let kept = Arc::new(AtomicUsize::new(0));
    counted(read, move |_| {
        assert_eq!(kept.load(Ordering::Relaxed), 0, "a chunk was kept");
        Some(Kept::bytes(&kept))
    })
}

#[test]
fn b33_the_rest_of_a_refused_body_is_read_and_nothing_of_it_is_kept() {
    let read = Arc::new(AtomicUsize::new(0));
    let body = endless(&read).take(100);
    let receiving = verifier().receive(body, never).with_head(UNSIGNED);
    assert_eq!(receiving.now_or_never().unwrap().unwrap_err(), missing());
    assert_eq!(read.load(Ordering::Relaxed), 100);
}

#[test]
fn b33_a_refusal_waits_for_the_body_though_it_is_decided() {
    let body = stream::iter([chunk("a")]).chain(stream::pending());
    let mut receiving = pin!(verifier().receive(body, |_| std::future::pending()));
    let mut context = Context::from_waker(Waker::noop());
    let polled = receiving.as_mut().poll_received(&UNSIGNED, &mut context);
    assert!(polled.is_pending());
    assert!(matches!(&receiving.step, Step::Drain { ended, .. } if *ended == Err(missing())));
}

#[test]
fn b33_what_follows_a_body_over_the_limit_is_read_too() {
    let read = Arc::new(AtomicUsize::new(0));
    let body = endless(&read).take(100);
    let receiving = verifier().receive(body, never).with_head(signed("abc"));
    let refused = receiving.now_or_never().unwrap().unwrap_err();
    assert_eq!(refused, Rejection::BodyTooLarge { limit: 100 });
    assert_eq!(read.load(Ordering::Relaxed), 100);
}

#[test]
fn b33_no_more_bytes_are_thrown_away_than_the_bound_or_the_limit() {
    for (limit, most) in [(100, DRAIN_BYTES), (DRAIN_BYTES + 1, DRAIN_BYTES + 1)] {
        let verifier = Verifier::builder(SCHEME).key(secret()).body_limit(limit);
        let read = Arc::new(AtomicUsize::new(0));
        let receiving = verifier
            .build()
            .unwrap()
            .receive(endless(&read), |_| std::future::pending());
        let mut receiving = pin!(receiving);
        let mut context = Context::from_waker(Waker::noop());
        let refused = loop {
            let before = read.load(Ordering::Relaxed);
            let polled = receiving.as_mut().poll_received(&UNSIGNED, &mut context);
            let now = read.load(Ordering::Relaxed) - before;
            assert!(
                now <= usize::try_from(CHUNKS_AT_ONCE).unwrap(),
                "{now} at once"
            );
            if let Poll::Ready(verdict) = polled {
                break verdict.unwrap_err();
            }
        };
        assert_eq!(refused, missing().with_unread_body());
        // The one that crosses the bound is the last.
        assert_eq!(read.load(Ordering::Relaxed), most / (64 * 1024) + 1);
    }
}

#[tokio::test(start_paused = true)]
async fn b33_a_body_that_does_not_come_is_waited_for_so_long() {
    for (read_timeout, time) in [(60, DRAIN_TIME), (2, Duration::from_secs(2))] {
        let builder = Verifier::builder(SCHEME).key(secret());
        let verifier = builder.read_timeout(Duration::from_secs(read_timeout));
        let started = tokio::time::Instant::now();
        let body = stream::pending::<Result<Bytes, Infallible>>();
        let receiving = verifier.build().unwrap().receive(body, tokio::time::sleep);
        let verdict = receiving.with_head(UNSIGNED).await;
        assert_eq!(verdict.unwrap_err(), missing().with_unread_body());
        assert_eq!(started.elapsed(), time);
    }
}

#[tokio::test]
async fn b33_endless_empty_chunks_of_a_refused_body_are_waited_for_no_longer() {
    let read = Arc::new(AtomicUsize::new(0));
    let builder = Verifier::builder(SCHEME).key(secret());
    let verifier = builder.read_timeout(Duration::from_millis(20));
    let body = counted(&read, |_| Some(Bytes::new()));
    let receiving = verifier.build().unwrap().receive(body, tokio::time::sleep);
    let verdict = receiving.with_head(UNSIGNED).await;
    assert_eq!(verdict.unwrap_err(), missing().with_unread_body());
}

/// RFC 9110, section 10.1.1: it sends nothing before it is asked to, or has waited long.
#[test]
fn b23_a_client_that_waits_to_send_is_not_asked_to_just_to_be_refused() {
    let waiting = || Unsigned(&[("expect", "100-Continue")]);
    let read = Arc::new(AtomicUsize::new(0));
    let receiving = verifier().receive(endless(&read).take(3), never);
    let verdict = receiving.with_head(waiting()).now_or_never().unwrap();
    assert_eq!(verdict.unwrap_err(), missing().with_unread_body());
    assert_eq!(read.load(Ordering::Relaxed), 0);
    // Where the server has asked already, it is on its way.
    let receiving = verifier()
        .receive(endless(&read).take(3), never)
        .continued();
    let verdict = receiving.with_head(waiting()).now_or_never().unwrap();
    assert_eq!(verdict.unwrap_err(), missing());
    assert_eq!(read.load(Ordering::Relaxed), 3);
}

#[test]
fn b33_a_client_that_owes_too_much_is_answered_at_once() {
    let (least, most) = ("16777217", "18446744073709551615");
    for length in [least, most] {
        let head = Unsigned(Vec::leak(vec![("content-length", length)]));
        let read = Arc::new(AtomicUsize::new(0));
        let receiving = verifier().receive(endless(&read), never).continued();
        let verdict = receiving.with_head(head).now_or_never().unwrap();
        assert_eq!(verdict.unwrap_err(), missing().with_unread_body());
        assert_eq!(read.load(Ordering::Relaxed), 0);
    }
    let head = Unsigned(&[("content-length", "16777216")]);
    let read = Arc::new(AtomicUsize::new(0));
    let receiving = verifier().receive(endless(&read).take(3), never);
    let verdict = receiving.with_head(head).now_or_never().unwrap();
    assert_eq!(verdict.unwrap_err(), missing());
}

#[test]
fn b33_only_a_signed_head_learns_that_its_body_is_too_long() {
    let signed = signed("abc");
    let mut head = OwnedHead::new("POST", "/").with_header("content-length", "16777217");
    let receiving = verifier().receive(stream::pending::<Result<Bytes, Infallible>>(), never);
    let verdict = receiving.with_head(head.clone()).now_or_never().unwrap();
    assert_eq!(verdict.unwrap_err(), missing().with_unread_body());
    for (name, value) in signed.headers() {
        head = head.with_header(name, value);
    }
    let receiving = verifier().receive(stream::pending::<Result<Bytes, Infallible>>(), never);
    let verdict = receiving.with_head(head).now_or_never().unwrap();
    let too_large = Rejection::BodyTooLarge { limit: 100 };
    assert_eq!(verdict.unwrap_err(), too_large.with_unread_body());
}

#[test]
fn b33_a_connection_that_breaks_meanwhile_ends() {
    let reset = || Err(io::Error::from(io::ErrorKind::ConnectionReset));
    let body = stream::iter([Ok(Bytes::from_static(b"abc")), reset(), reset()]);
    let receiving = verifier().receive(body, never).with_head(UNSIGNED);
    let refused = receiving.now_or_never().unwrap().unwrap_err();
    assert_eq!(refused, missing().with_unread_body());
}
