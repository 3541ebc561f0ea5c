//! Whether the time of a refusal tells how much of a signature was right.
//!
//! As dudect has it (Reparaz, Balasch and Verbauwhede, "Dude, is my code constant time?", 2017):
//! deliveries of two classes are verified in an order that is drawn at random, one with a
//! signature that is wrong in its first byte, one with a signature that is wrong in its last.
//! Welch's t-test says whether the times of the classes differ. Beside what is measured stand
//! comparisons that leak, to see that such a leak is found.
//!
//! ```console
//! $ cargo bench -p hookseal-benches --bench timing
//! ```
//!
//! It takes a minute or two; a number behind `--` is how many times each is measured.

#![allow(
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    clippy::unwrap_used
)]

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use hookseal::adapter::RequestHead;
use hookseal::scheme::{HeaderName, Scheme, SharedToken, SignatureField, SignatureScheme};
use hookseal::signing::{Delivery, Signer};
use hookseal::{Algorithm, Secret, Verifier};
use hookseal_benches::SECRET;
use sha2::Sha512;

const SIGNATURE: HeaderName = HeaderName::from_static("x-signature");

/// Sixty-four bytes, so that a comparison that stops early has something to save.
const HMAC: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha512,
    SignatureField::plain(SIGNATURE),
);
const TOKEN: SharedToken = SharedToken::header("acme", SIGNATURE);

const BODY: &[u8] = br#"{"event":"order.placed"}"#;

/// The head of a request, with one header.
struct Head(Vec<u8>);

impl RequestHead for Head {
    fn method(&self) -> &'static str {
        "POST"
    }

    fn target(&self) -> &'static str {
        "/"
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let is_there = nth == 0 && name.eq_ignore_ascii_case(SIGNATURE.as_str());
        is_there.then_some(&self.0)
    }
}

/// What is measured: whether it takes a delivery.
struct Measured<'a> {
    name: &'static str,
    leaks: Leaks,
    /// What a right delivery has in its header.
    right: &'a [u8],
    takes: Box<dyn Fn(&Head) -> bool>,
}

/// What is expected of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leaks {
    No,
    /// It is there to be found out.
    Yes,
    /// As much as the machine's comparison of memory does, which may be nothing.
    Perhaps,
}

/// Where the signature is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    First,
    Last,
}

impl Class {
    /// `right` with another character in the place of the class: a digit for a digit and a
    /// letter for a letter, so that whatever reads it does the same.
    fn wrong(self, right: &[u8]) -> Vec<u8> {
        let mut wrong = right.to_vec();
        let place = match self {
            Self::First => wrong.first_mut(),
            Self::Last => wrong.last_mut(),
        };
        if let Some(byte) = place {
            let start = if byte.is_ascii_digit() { b'0' } else { b'a' };
            *byte = start + ((*byte - start) ^ 1);
        }
        wrong
    }
}

/// Mean and variance of what was measured of one class, by Welford.
#[derive(Clone, Copy, Debug, Default)]
struct Moments {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Moments {
    fn add(&mut self, value: f64) {
        self.count += 1.0;
        let before = value - self.mean;
        self.mean += before / self.count;
        self.squares += before * (value - self.mean);
    }

    fn variance(&self) -> f64 {
        self.squares / (self.count - 1.0)
    }
}

/// Welch's statistic: how many standard errors the means are apart.
fn welch(one: Moments, other: Moments) -> f64 {
    let error = one.variance() / one.count + other.variance() / other.count;
    (one.mean - other.mean) / error.sqrt()
}

/// Numbers that look random (`xorshift64*`), the same each time.
struct Draws(u64);

impl Draws {
    fn class(&mut self) -> Class {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D);
        [Class::First, Class::Last][usize::from(drawn >> 63 == 1)]
    }
}

/// What is found out.
struct Found {
    /// The greatest statistic, by its amount, of all that are cropped.
    t: f64,
    /// Of nine tenths, in nanoseconds: how much longer the last byte takes than the first.
    difference: f64,
    /// And how long that takes.
    mean: f64,
}

/// Times that are more than this part of all are left out: what is slow is so for the sake of
/// others. One of them is right; which one cannot be known beforehand.
const CROPS: [f64; 5] = [0.5, 0.75, 0.9, 0.98, 1.0];

/// Verifications that are timed at once, since a clock is not as fine as they are short.
const AT_ONCE: usize = 8;

fn measure(measured: &Measured<'_>, samples: usize) -> Found {
    let mut draws = Draws(0x9E37_79B9_7F4A_7C15);
    let mut times = Vec::with_capacity(samples);
    let wrong = [Class::First, Class::Last].map(|class| class.wrong(measured.right));
    let ends = wrong
        .each_ref()
        .map(|wrong| (wrong[0], wrong[wrong.len() - 1]));
    // Both classes lie in one place, both ends are written for either, and nothing branches by
    // the class: or that would be what is measured.
    let mut head = Head(measured.right.to_vec());
    let end = head.0.len() - 1;
    for at in 0..samples + samples / 10 {
        let class = draws.class();
        (head.0[0], head.0[end]) = ends[class as usize];
        let start = Instant::now();
        for _ in 0..AT_ONCE {
            black_box((measured.takes)(black_box(&head)));
        }
        let time = start.elapsed().as_nanos() as f64 / AT_ONCE as f64;
        // The first tenth is for the machine to get warm.
        if at >= samples / 10 {
            times.push((class, time));
        }
    }
    let mut sorted: Vec<f64> = times.iter().map(|(_, time)| *time).collect();
    sorted.sort_by(f64::total_cmp);
    let cropped = CROPS.map(|part| {
        let last = ((sorted.len() - 1) as f64 * part).floor();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let greatest = sorted.get(last as usize).copied().unwrap_or(f64::MAX);
        let (mut first, mut last) = (Moments::default(), Moments::default());
        for (class, time) in &times {
            if *time <= greatest {
                match class {
                    Class::First => first.add(*time),
                    Class::Last => last.add(*time),
                }
            }
        }
        (first, last)
    });
    let statistics = cropped.iter().map(|(first, last)| welch(*first, *last));
    // Where a class has been left out as a whole, there is none.
    let greatest = statistics
        .filter(|t| t.is_finite())
        .max_by(|one, other| one.abs().total_cmp(&other.abs()));
    let [_, _, (first, last), ..] = cropped;
    Found {
        t: greatest.unwrap_or_default(),
        difference: last.mean - first.mean,
        mean: first.mean,
    }
}

fn verification<'a>(
    name: &'static str,
    scheme: impl SignatureScheme,
    right: &'a [u8],
) -> Measured<'a> {
    let secret = Secret::new(SECRET).unwrap();
    let verifier = Verifier::builder(scheme).key(secret).build().unwrap();
    let takes = move |head: &Head| verifier.verify(head, Bytes::from_static(BODY)).is_ok();
    assert!(
        takes(&Head(right.to_vec())),
        "{name}: what is right is taken"
    );
    Measured {
        name,
        leaks: Leaks::No,
        right,
        takes: Box::new(takes),
    }
}

/// As a tutorial has it: hex is decoded, the HMAC is made, and `compare` decides.
fn by_hand<'a>(
    name: &'static str,
    leaks: Leaks,
    right: &'a [u8],
    compare: fn(&[u8], &[u8]) -> bool,
) -> Measured<'a> {
    let schedule = Hmac::<Sha512>::new_from_slice(SECRET.as_bytes()).unwrap();
    let takes = move |head: &Head| {
        let sent: Vec<u8> = head.0.chunks(2).map(byte).collect();
        let mut mac = schedule.clone();
        mac.update(BODY);
        compare(&mac.finalize().into_bytes(), &sent)
    };
    assert!(
        takes(&Head(right.to_vec())),
        "{name}: what is right is taken"
    );
    Measured {
        name,
        leaks,
        right,
        takes: Box::new(takes),
    }
}

fn byte(digits: &[u8]) -> u8 {
    let digit = |byte: &u8| match byte {
        b'0'..=b'9' => byte - b'0',
        other => other - b'a' + 10,
    };
    digits
        .iter()
        .fold(0, |value, byte| value << 4 | digit(byte))
}

/// Stops at the first byte that differs.
#[inline(never)]
fn byte_by_byte(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(one, other)| one == other)
}

/// As the machine compares memory.
#[inline(never)]
fn by_equality(left: &[u8], right: &[u8]) -> bool {
    left == right
}

fn main() -> ExitCode {
    let samples = std::env::args().find_map(|argument| argument.parse().ok());
    let samples = samples.unwrap_or(DEFAULT_SAMPLES);
    let signer = Signer::new(HMAC, Secret::new(SECRET).unwrap()).unwrap();
    let delivery = signer.sign(&Delivery::new(BODY)).unwrap();
    let right = delivery.header(SIGNATURE.as_str(), 0).unwrap();
    let all = [
        verification("hookseal, HMAC-SHA512", HMAC, right),
        verification("hookseal, shared token", TOKEN, SECRET.as_bytes()),
        by_hand("control: byte by byte", Leaks::Yes, right, byte_by_byte),
        by_hand("control: ==", Leaks::Perhaps, right, by_equality),
    ];
    println!("{samples} samples of {AT_ONCE} each; a leak is |t| > {LEAK}");
    println!("| what | mean | last − first byte | t | |");
    println!("|---|--:|--:|--:|---|");
    let mut as_expected = true;
    for measured in &all {
        let Found {
            t,
            difference,
            mean,
        } = measure(measured, samples);
        let leaks = t.abs() > LEAK;
        let is_wrong = match measured.leaks {
            Leaks::No => leaks,
            Leaks::Yes => !leaks,
            Leaks::Perhaps => false,
        };
        as_expected &= !is_wrong;
        let name = measured.name;
        let verdict = if leaks { "**leaks**" } else { "no leak found" };
        println!("| {name} | {mean:.0} ns | {difference:+.2} ns | {t:+.1} | {verdict} |");
    }
    if as_expected {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Enough to find a nanosecond.
const DEFAULT_SAMPLES: usize = 1_000_000;

/// More standard errors than chance makes, for a machine that does other things as well;
/// dudect itself takes 4.5 as a hint, and 10 as a proof.
const LEAK: f64 = 10.0;
