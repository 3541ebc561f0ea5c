//! Schemes that together use every algorithm, grammar, encoding, timestamp format and
//! part of a message.

use std::sync::OnceLock;

use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};
use hookseal_core::signing::{PrivateKey, Signer, SigningMaterial};
use hookseal_core::time::ManualClock;
use hookseal_core::{Algorithm, Key, Secret, UnixTime, Verifier};

pub(crate) const NOW: UnixTime = UnixTime::from_millis(1_800_000_000_250);

pub(crate) const SIGNATURE: &str = "X-Signature";
const TIME: &str = "X-Time";
const ID: &str = "X-Id";
const KIND: &str = "X-Kind";
const ATTEMPT: &str = "X-Attempt";
const ALG: &str = "X-Alg";
pub(crate) const EXTRA: HeaderName = HeaderName::from_static("X-Extra");

/// What a head must name to come near a scheme.
pub(crate) const NAMES: &[&str] = &[
    SIGNATURE,
    TIME,
    ID,
    KIND,
    ATTEMPT,
    ALG,
    "X-Extra",
    "Content-Length",
    "Content-Encoding",
];

/// A scheme, who signs by it, and who verifies.
pub(crate) struct Subject {
    pub(crate) name: String,
    pub(crate) signer: Signer,
    pub(crate) verifier: Verifier,
    /// The same scheme with other keys.
    pub(crate) stranger: Verifier,
    /// The headers whose every byte counts.
    pub(crate) binds: Vec<&'static str>,
    /// Whether letters of either case mean the same in one of them.
    pub(crate) folds_case: bool,
    /// Whether the signature header is a list, where other entries may stand.
    pub(crate) list: bool,
    pub(crate) signs_target: bool,
    /// Which of the verifier's keys signs.
    pub(crate) key_index: usize,
}

impl std::fmt::Debug for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

enum Form {
    Plain,
    Prefixed,
    Pairs,
    Versions,
}

enum Code {
    Hex,
    Base64,
    Base64Url,
}

fn field(form: &Form, code: &Code) -> SignatureField {
    let header = HeaderName::from_static(SIGNATURE);
    let field = match form {
        Form::Plain => SignatureField::plain(header),
        Form::Prefixed => SignatureField::prefixed(header, "sig="),
        Form::Pairs => SignatureField::pairs(header, "v1"),
        Form::Versions => SignatureField::versions(header, "v1"),
    };
    match code {
        Code::Hex => field.hex(),
        Code::Base64 => field.base64(),
        Code::Base64Url => field.base64url(),
    }
}

fn timestamp(text: &str) -> Option<Timestamp> {
    let header = |format| Timestamp::header(HeaderName::from_static(TIME), format);
    Some(match text {
        "s" => header(TimestampFormat::Seconds),
        "ms" => header(TimestampFormat::Milliseconds),
        "http" => header(TimestampFormat::HttpDate),
        "rfc3339" => header(TimestampFormat::Rfc3339),
        "pair" => Timestamp::pair("t", TimestampFormat::Seconds),
        _ => return None,
    })
}

const DOT: Part = Part::literal(".");
const LINE: Part = Part::literal("\n");

/// Every algorithm × form × encoding × place and format of the timestamp, and then every
/// part of a message.
pub(crate) const EXPECTED: usize = 5 * (3 * 3 * 5 + 3 * 6) + 9;

pub(crate) fn subjects() -> &'static [Subject] {
    static ALL: OnceLock<Vec<Subject>> = OnceLock::new();
    ALL.get_or_init(all)
}

fn all() -> Vec<Subject> {
    let mut all = Vec::new();
    for algorithm in [
        Algorithm::HmacSha1,
        Algorithm::HmacSha256,
        Algorithm::HmacSha384,
        Algorithm::HmacSha512,
        Algorithm::Ed25519,
    ] {
        for form in [Form::Plain, Form::Prefixed, Form::Pairs, Form::Versions] {
            for code in [Code::Hex, Code::Base64, Code::Base64Url] {
                for time in ["", "s", "ms", "http", "rfc3339", "pair"] {
                    if time == "pair" && !matches!(form, Form::Pairs) {
                        continue;
                    }
                    let scheme = Scheme::new("subject", algorithm, field(&form, &code));
                    let scheme = match timestamp(time) {
                        Some(timestamp) => scheme
                            .with_timestamp(timestamp)
                            .with_message(const { &[Part::Timestamp, DOT, Part::Body] }),
                        None => scheme,
                    };
                    let mut binds = vec![SIGNATURE];
                    if !["", "pair"].contains(&time) {
                        binds.push(TIME);
                    }
                    all.push(with(scheme, binds, &form, &code, false));
                }
            }
        }
    }
    all.extend(parts());
    all
}

/// Messages of every part.
fn parts() -> Vec<Subject> {
    let base = || {
        Scheme::new(
            "parts",
            Algorithm::HmacSha256,
            field(&Form::Plain, &Code::Base64),
        )
        .with_event_id(Source::header(ID))
        .with_event_type(Source::header(KIND))
        .with_attempt(Source::header(ATTEMPT))
    };
    let seconds = || Timestamp::header(HeaderName::from_static(TIME), TimestampFormat::Seconds);
    let plain = |scheme, binds, target| with(scheme, binds, &Form::Plain, &Code::Base64, target);
    vec![
        plain(
            base().with_message(const { &[Part::EventId, DOT, Part::Body] }),
            vec![SIGNATURE, ID],
            false,
        ),
        plain(
            base()
                .with_timestamp(seconds())
                .with_message(const { &[Part::EventId, DOT, Part::Timestamp, DOT, Part::Body] }),
            vec![SIGNATURE, ID, TIME],
            false,
        ),
        plain(
            base()
                .with_timestamp(seconds())
                .with_message(const { &[Part::Timestamp, Part::Body] }),
            vec![SIGNATURE, TIME],
            false,
        ),
        plain(
            base().with_message(
                const { &[Part::Header(EXTRA), LINE, Part::Body, LINE, Part::EventId] },
            ),
            vec![SIGNATURE, ID, "X-Extra"],
            false,
        ),
        plain(
            base()
                .with_timestamp(seconds())
                .with_message(const { &[Part::Body, DOT, Part::Timestamp] }),
            vec![SIGNATURE, TIME],
            false,
        ),
        plain(
            base().with_message(const { &[Part::Method, LINE, Part::Target, LINE, Part::Body] }),
            vec![SIGNATURE],
            true,
        ),
        plain(
            base().with_message(
                const {
                    &[
                        Part::Path,
                        Part::literal("?"),
                        Part::Query,
                        LINE,
                        Part::Body,
                    ]
                },
            ),
            vec![SIGNATURE],
            true,
        ),
        plain(
            base().with_message(const { &[Part::Url, LINE, Part::Body] }),
            vec![SIGNATURE],
            true,
        ),
        // Facts in the body, and a header that must name the algorithm.
        with(
            Scheme::new(
                "facts",
                Algorithm::HmacSha512,
                field(&Form::Prefixed, &Code::Hex),
            )
            .with_algorithm_header(HeaderName::from_static(ALG), "hmac-sha512")
            .with_event_id(Source::json("/data/id"))
            .with_event_type(Source::json("/type"))
            .with_attempt(Source::json("/data/attempt")),
            vec![SIGNATURE, ALG],
            &Form::Prefixed,
            &Code::Hex,
            false,
        ),
    ]
}

fn with(
    scheme: Scheme,
    binds: Vec<&'static str>,
    form: &Form,
    code: &Code,
    signs_target: bool,
) -> Subject {
    let ed25519 = format!("{scheme:?}").contains("algorithm: Ed25519");
    let mixed = |n: u8| move |at: u8| at.wrapping_mul(37).wrapping_add(n) ^ 0x5a;
    let secret = |n: u8| Secret::from_bytes((0..40).map(mixed(n)).collect::<Vec<_>>()).unwrap();
    let private = |n: u8| PrivateKey::from_seed(&[n; 32]).unwrap();
    let verifies = |n| -> Key {
        if ed25519 {
            private(n).public_key().unwrap().into()
        } else {
            secret(n).into()
        }
    };
    let signs: SigningMaterial = if ed25519 {
        private(2).into()
    } else {
        secret(2).into()
    };
    let verifier_of = |keys: [u8; 2]| {
        Verifier::builder(scheme.clone())
            .key(verifies(keys[0]))
            .key(verifies(keys[1]))
            .public_url("https://hooks.example.com/base")
            .clock(ManualClock::new(NOW))
            .body_limit(10_000)
            .build()
            .unwrap()
    };
    Subject {
        name: format!("{scheme:?}"),
        verifier: verifier_of([1, 2]),
        stranger: verifier_of([3, 4]),
        signer: Signer::new(scheme, signs)
            .unwrap()
            .public_url("https://hooks.example.com/base")
            .unwrap(),
        binds,
        folds_case: matches!(code, Code::Hex),
        list: matches!(form, Form::Pairs | Form::Versions),
        signs_target,
        key_index: 1,
    }
}
