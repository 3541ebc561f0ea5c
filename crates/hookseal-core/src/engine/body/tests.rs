use proptest::prelude::*;

use super::*;

impl Gathered {
    fn announced(limit: usize, length: usize) -> Self {
        let mut body = Self::new(limit);
        body.expect(Some(length));
        body
    }

    fn take(&mut self, frame: &[u8]) -> Result<(), Rejection> {
        self.make_way(frame.len())?;
        self.push(Bytes::copy_from_slice(frame))
    }

    fn capacity(&self) -> usize {
        match &self.frames {
            Frames::Many(buffer) => buffer.capacity(),
            _ => 0,
        }
    }
}

#[test]
fn b26_one_frame_is_not_copied() {
    let frame = Bytes::from(vec![7; 100]);
    let mut body = Gathered::new(100);
    for frame in [Bytes::new(), frame.clone(), Bytes::new()] {
        body.push(frame).unwrap();
    }
    assert_eq!(body.take_all().unwrap().as_ptr(), frame.as_ptr());
}

#[test]
fn without_memory_the_sender_is_asked_to_come_again_as_it_does() {
    let mut body = Gathered::new(10).retry_status(RetryStatus::TooManyRequests);
    assert_eq!(body.refuse(Refused::NoMemory).status(), 429);
    assert_eq!(body.take(b"more").unwrap_err().status(), 429);
    assert_eq!(body.take_all().unwrap_err().status(), 429);
}

#[test]
fn b2_the_limit_itself_passes_and_one_more_byte_does_not() {
    let mut body = Gathered::new(10);
    body.take(b"12345").unwrap();
    body.take(b"67890").unwrap();
    assert_eq!(body.make_way(1), Err(Rejection::BodyTooLarge { limit: 10 }));
    assert_eq!(body.len(), 0, "what was held is freed");
}

#[test]
fn b2_after_a_refused_frame_nothing_more_is_taken() {
    let refused = Err(Rejection::BodyTooLarge { limit: 4 });
    let mut body = Gathered::new(4);
    body.take(b"abc").unwrap();
    assert_eq!(body.take(b"def"), refused);
    assert_eq!(body.take(b"g"), refused);
    assert_eq!(body.take(b""), refused);
    assert_eq!(body.take_all().map(|_| ()), refused);
}

#[test]
fn b7_an_announced_length_is_reserved_only_once_enough_has_come() {
    let frame = [0; 8 * 1024];
    let mut body = Gathered::announced(1 << 20, 1 << 20);
    body.take(&frame[..100]).unwrap();
    body.take(&frame[..100]).unwrap();
    assert_eq!(body.capacity(), BELIEVE_AFTER);
    while body.len() < BELIEVE_AFTER {
        body.take(&frame).unwrap();
    }
    assert_eq!(body.capacity(), 1 << 20, "not a byte more than announced");
}

#[test]
fn b29_a_great_announced_length_is_believed_as_far_as_it_has_come() {
    let announced = usize::MAX / 2;
    let mut body = Gathered::announced(announced, announced);
    let frame = vec![0; 64 * 1024];
    while body.len() < 8 * BELIEVE_UP_TO {
        body.take(&frame).unwrap();
        assert!(body.capacity() <= BELIEVE_UP_TO.max(2 * body.len()));
    }
}

#[test]
fn b29_a_body_for_which_there_is_no_memory_is_refused_and_stays_so() {
    let mut body = Gathered::new(100);
    body.take(b"abc").unwrap();
    let refused = body.refuse(Refused::NoMemory);
    assert_eq!((refused.code(), refused.status()), ("overloaded", 503));
    assert_eq!(body.len(), 0, "what was held is freed");
    assert_eq!(body.take(b"").unwrap_err(), refused);
    assert_eq!(body.push(Bytes::from_static(b"d")).unwrap_err(), refused);
    assert_eq!(body.take_all().unwrap_err(), refused);
}

#[test]
fn b29_a_small_announced_length_is_reserved_exactly() {
    let mut body = Gathered::announced(1 << 20, 300);
    for _ in 0..3 {
        body.take(&[1; 100]).unwrap();
    }
    assert_eq!(body.capacity(), 300);
}

proptest! {
    #[test]
    fn b2_b8_b29_the_buffer_is_the_concatenation_and_never_above_the_limit(
        limit in 0_usize..200_000,
        announced in proptest::option::of(0_usize..250_000),
        frames in proptest::collection::vec(0_usize..40_000, 0..20),
    ) {
        let mut body = Gathered::new(limit);
        body.expect(announced);
        let mut sent: Vec<u8> = Vec::new();
        let mut refused = false;
        for (number, length) in frames.iter().enumerate() {
            let frame = vec![u8::try_from(number).unwrap(); *length];
            let crosses = refused || sent.len() + frame.len() > limit;
            prop_assert_eq!(body.take(&frame).is_err(), crosses);
            refused |= crosses;
            if !refused {
                sent.extend_from_slice(&frame);
                prop_assert_eq!(body.len(), sent.len());
            }
            prop_assert!(body.capacity() <= limit);
        }
        match body.take_all() {
            Ok(bytes) => prop_assert_eq!(bytes, sent),
            Err(_) => prop_assert!(refused),
        }
    }

    #[test]
    fn b8_gathering_small_frames_takes_linear_work(length in 1_usize..4) {
        let mut body = Gathered::new(usize::MAX);
        let mut grown = 0;
        for _ in 0..30_000 {
            let before = body.capacity();
            body.take(&[0; 4][..length]).unwrap();
            grown += u32::from(body.capacity() != before);
        }
        prop_assert!(grown < 8, "the buffer was moved {} times", grown);
    }
}
