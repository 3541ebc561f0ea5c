//! S: the signature's value and encoding.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD as BASE64, URL_SAFE};

use crate::case::{Case, Needs, Stage};
use crate::request::Request;
use crate::senders::{self, DISCORD, GITHUB, SHOPIFY, STANDARD, STRIPE, Sender};

pub(super) const CASES: &[Case] = &[
    Case::new("s1_a_missing_signature_is_refused", missing),
    Case::new("s3_an_empty_signature_header_is_refused", empty),
    Case::new("s4_a_prefix_alone_is_refused", prefix_only),
    Case::new("s5_every_proper_prefix_is_refused", shortened),
    Case::new("s6_extra_bytes_are_refused", lengthened),
    Case::new("s7_every_flipped_bit_is_refused", flipped),
    Case::new("s9_hex_of_either_case_is_accepted", hex_case),
    Case::new("s10_what_is_not_hex_is_refused", not_hex),
    Case::new("s11_what_is_not_plain_base64_is_refused", not_base64),
    Case::new("s12_base64_with_trailing_bits_is_refused", trailing_bits),
    Case::new("s14_multibyte_text_is_refused", multibyte),
    Case::new("s15_bytes_beyond_ascii_are_refused", beyond_ascii),
    Case::new(
        "s16_one_right_signature_among_several_is_accepted",
        among_several,
    ),
    Case::new("s17_thousands_of_candidates_are_refused", thousands),
    Case::new(
        "s18_a_right_signature_beyond_the_bound_is_refused",
        beyond_bound,
    ),
    Case::new(
        "s19_unknown_versions_beside_a_right_one_are_ignored",
        unknown_versions,
    ),
    Case::new("s20_a_legacy_version_alone_is_refused", legacy_alone),
    Case::new(
        "s21_a_legacy_signature_does_not_make_up_for_a_wrong_one",
        legacy_right,
    ),
    Case::new("s22_a_wrong_legacy_signature_does_no_harm", legacy_wrong),
    Case::new("s23_empty_candidates_never_match", empty_candidates),
    Case::new("s27_blanks_within_a_signature_are_refused", blanks),
    Case::new("s27_nul_in_a_header_is_refused_by_the_server", nul).needing(Needs::Http1),
    Case::new("s28_another_encoding_is_refused", other_encoding),
    Case::new("refuses_the_signature_of_another_body", other_body),
    Case::new("refuses_the_signature_of_another_key", other_key),
];

/// Senders for whose signature `sha256=`, `v0=` or nothing stands before the text.
fn prefix_of(sender: &Sender) -> &'static str {
    match sender.header {
        "X-Hub-Signature-256" | "X-Webhook-Signature" => "sha256=",
        "X-Slack-Signature" => "v0=",
        "svix-signature" => "v1,",
        "webhook-signature" if sender.scheme == STANDARD.scheme => "v1,",
        "webhook-signature" => "v1a,",
        _ => "",
    }
}

fn missing(stage: &Stage<'_>) {
    for sender in senders::ALL {
        let site = stage.serve(sender.verifier());
        site.refuses(
            &sender.deliver().without(sender.header),
            "missing_signature",
        );
    }
}

fn empty(stage: &Stage<'_>) {
    for sender in senders::ALL {
        let site = stage.serve(sender.verifier());
        site.refuses(
            &sender.deliver().with(sender.header, ""),
            "missing_signature",
        );
    }
}

fn prefix_only(stage: &Stage<'_>) {
    for sender in senders::ALL {
        let site = stage.serve(sender.verifier());
        let prefix = prefix_of(sender);
        if !prefix.is_empty() {
            let request = sender.deliver().with(sender.header, prefix);
            site.refuses(&request, "malformed_signature");
        }
    }
    let site = stage.serve(STRIPE.verifier());
    let request = STRIPE
        .deliver()
        .with("Stripe-Signature", "t=1700000000,v1=");
    site.refuses(&request, "malformed_signature");
}

fn shortened(stage: &Stage<'_>) {
    for sender in [GITHUB, SHOPIFY, STANDARD, DISCORD] {
        let site = stage.serve(sender.verifier());
        let request = sender.deliver();
        let value = request.text(sender.header);
        for length in prefix_of(&sender).len() + 1..value.len() {
            let request = request.clone().with(sender.header, &value[..length]);
            site.refuses(&request, "malformed_signature");
        }
    }
}

fn lengthened(stage: &Stage<'_>) {
    for sender in [GITHUB, SHOPIFY, STANDARD, DISCORD] {
        let site = stage.serve(sender.verifier());
        for extra in ["0", "00", "==", "AAAA", &"0".repeat(64), &"f".repeat(4_000)] {
            let request = sender.deliver();
            site.refuses(
                &request.editing(sender.header, |value| value + extra),
                "malformed_signature",
            );
        }
    }
}

fn flipped(stage: &Stage<'_>) {
    for sender in [GITHUB, SHOPIFY] {
        let site = stage.serve(sender.verifier());
        let request = sender.deliver();
        let value = request.text(sender.header);
        let text = value.strip_prefix("sha256=").unwrap_or(&value);
        let right = bytes_of(text);
        for bit in 0..right.len() * 8 {
            let mut wrong = right.clone();
            wrong[bit / 8] ^= 1 << (bit % 8);
            let wrong = if sender.header == GITHUB.header {
                format!("sha256={}", hex(&wrong))
            } else {
                BASE64.encode(&wrong)
            };
            let request = request.clone().with(sender.header, wrong);
            site.refuses(&request, "signature_mismatch");
        }
    }
}

fn hex_case(stage: &Stage<'_>) {
    for sender in [GITHUB, senders::SENDMESH, senders::MESHES_SHA512, DISCORD] {
        let site = stage.serve(sender.verifier());
        let prefix = prefix_of(&sender);
        let upper = |value: String| format!("{prefix}{}", value[prefix.len()..].to_uppercase());
        site.accepts(&sender.deliver().editing(sender.header, upper));
    }
}

fn not_hex(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let request = GITHUB.deliver();
    let text = request.text(GITHUB.header);
    let text = text.strip_prefix("sha256=").unwrap();
    for wrong in [
        &text[1..],
        &format!("0x{text}"),
        &format!("0x{}", &text[2..]),
        &format!("{}g", &text[1..]),
        &format!("{}-", &text[1..]),
        &"z".repeat(64),
    ] {
        let request = request
            .clone()
            .with(GITHUB.header, format!("sha256={wrong}"));
        site.refuses(&request, "malformed_signature");
    }
}

fn not_base64(stage: &Stage<'_>) {
    let site = stage.serve(SHOPIFY.verifier());
    let request = SHOPIFY.deliver();
    let text = request.text(SHOPIFY.header);
    let url_safe = URL_SAFE.encode(vec![0xFF; 32]);
    for wrong in [
        text.trim_end_matches('='),
        &format!("{text}="),
        &format!("{} {}", &text[..20], &text[20..]),
        &format!("{} {}", &text[..20], &text[21..]),
        &url_safe,
        &text.replace('=', "*"),
    ] {
        site.refuses(
            &request.clone().with(SHOPIFY.header, wrong),
            "malformed_signature",
        );
    }
}

fn trailing_bits(stage: &Stage<'_>) {
    let site = stage.serve(SHOPIFY.verifier());
    let request = SHOPIFY.deliver();
    let text = request.text(SHOPIFY.header);
    // 32 bytes leave two bits unused in the last character before the padding.
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let last = alphabet.find(&text[42..43]).unwrap();
    for bits in 1..4 {
        let other = &alphabet[last + bits..=last + bits];
        let request = request
            .clone()
            .with(SHOPIFY.header, format!("{}{other}=", &text[..42]));
        site.refuses(&request, "malformed_signature");
    }
}

fn multibyte(stage: &Stage<'_>) {
    for sender in senders::ALL {
        let site = stage.serve(sender.verifier());
        let request = sender.deliver();
        let value = request.text(sender.header);
        let same_length = "é".repeat(value.chars().count());
        site.refuses(
            &request.with(sender.header, same_length),
            "malformed_signature",
        );
    }
}

fn beyond_ascii(stage: &Stage<'_>) {
    for sender in senders::ALL {
        let site = stage.serve(sender.verifier());
        let request = sender.deliver();
        let mut value = request.header(sender.header).to_vec();
        if let Some(last) = value.last_mut() {
            *last = 0xE9;
        }
        site.refuses(&request.with(sender.header, value), "malformed_signature");
    }
}

/// A request whose signature header lists the right signature at `position` of `of`.
fn listing(sender: &Sender, position: usize, of: usize) -> Request {
    let request = sender.deliver();
    let value = request.text(sender.header);
    let (time, right) = match value.split_once(',') {
        Some((time, right)) if time.starts_with("t=") => (Some(time), right.to_owned()),
        _ => (None, value.clone()),
    };
    let wrong = |at: usize| match time {
        Some(_) => format!("v1={:064x}", at + 1),
        None => format!(
            "v1,{}",
            BASE64.encode([u8::try_from(at % 256).unwrap(); 32])
        ),
    };
    let signatures = (0..of).map(|at| {
        if at == position {
            right.clone()
        } else {
            wrong(at)
        }
    });
    let all: Vec<_> = time
        .map(str::to_owned)
        .into_iter()
        .chain(signatures)
        .collect();
    let separator = if time.is_some() { "," } else { " " };
    request.with(sender.header, all.join(separator))
}

fn among_several(stage: &Stage<'_>) {
    for sender in [STRIPE, STANDARD] {
        let site = stage.serve(sender.verifier());
        for position in 0..16 {
            site.accepts(&listing(&sender, position, 16));
        }
        site.refuses(&listing(&sender, 4, 4), "signature_mismatch");
    }
}

fn thousands(stage: &Stage<'_>) {
    let site = stage.serve(STRIPE.verifier());
    let many = |n: usize| {
        STRIPE.deliver().editing(STRIPE.header, |value| {
            format!("{value}{}", ",v1=0".repeat(n))
        })
    };
    site.refuses(&many(2_000), "too_many_signatures");
    let site = stage.serve(STANDARD.verifier());
    let many = |n: usize| {
        STANDARD.deliver().editing(STANDARD.header, |value| {
            format!("{}{value}", "v1,0 ".repeat(n))
        })
    };
    site.refuses(&many(2_000), "too_many_signatures");
}

fn beyond_bound(stage: &Stage<'_>) {
    for sender in [STRIPE, STANDARD] {
        let site = stage.serve(sender.verifier());
        site.refuses(&listing(&sender, 16, 17), "too_many_signatures");
    }
}

fn unknown_versions(stage: &Stage<'_>) {
    let site = stage.serve(STRIPE.verifier());
    let request = STRIPE.deliver();
    let beside = |value: String| format!("{value},v0=6ffbb59b2300aae63f27,v2=x,scheme=v9");
    site.accepts(&request.editing(STRIPE.header, beside));
    let site = stage.serve(STANDARD.verifier());
    let request = STANDARD.deliver();
    let beside = |value: String| format!("v1a,AAAA v2,BBBB {value} v9,CCCC");
    site.accepts(&request.editing(STANDARD.header, beside));
}

fn legacy_alone(stage: &Stage<'_>) {
    let site = stage.serve(STRIPE.verifier());
    let request = STRIPE.deliver();
    let only_v0 = |value: String| value.replace("v1=", "v0=");
    site.refuses(
        &request.editing(STRIPE.header, only_v0),
        "malformed_signature",
    );
    let site = stage.serve(STANDARD.verifier());
    let request = STANDARD.deliver();
    let only_v0 = |value: String| value.replace("v1,", "v0,");
    site.refuses(
        &request.editing(STANDARD.header, only_v0),
        "malformed_signature",
    );
    let site = stage.serve(GITHUB.verifier());
    let request = GITHUB.deliver();
    site.refuses(
        &request.renaming(GITHUB.header, "X-Hub-Signature"),
        "missing_signature",
    );
}

fn legacy_right(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let request = GITHUB.deliver();
    let right = request.text(GITHUB.header);
    let wrong = GITHUB.sign("{}").text(GITHUB.header);
    let request = request
        .with(GITHUB.header, wrong)
        .adding("X-Hub-Signature", right);
    site.refuses(&request, "signature_mismatch");
}

fn legacy_wrong(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    site.accepts(&GITHUB.deliver().adding("X-Hub-Signature", "sha1=0000"));
}

fn empty_candidates(stage: &Stage<'_>) {
    let site = stage.serve(STRIPE.verifier());
    for edit in [
        |value: String| value.replace("v1=", "v1=,v1="),
        |value: String| format!("{value},v1=,,,"),
        |value: String| format!(",,,{value}"),
    ] {
        site.accepts(&STRIPE.deliver().editing(STRIPE.header, edit));
    }
    for wrong in [
        "t=1700000000,v1=,v1=,,,",
        "t=1700000000,,,,",
        "t=1700000000",
    ] {
        site.refuses(
            &STRIPE.deliver().with(STRIPE.header, wrong),
            "malformed_signature",
        );
    }
}

fn blanks(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    for edit in [
        |value: String| value.replace('=', "= "),
        |value: String| value.replace('=', "=\t"),
        |value: String| format!("{} {}", &value[..20], &value[20..]),
        |value: String| format!("{}\t{}", &value[..20], &value[21..]),
    ] {
        site.refuses(
            &GITHUB.deliver().editing(GITHUB.header, edit),
            "malformed_signature",
        );
    }
}

fn nul(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let mut connection = site.connect();
    connection.write_request(
        &GITHUB
            .deliver()
            .editing(GITHUB.header, |value| value + "\0"),
    );
    assert_eq!(connection.read_answer().status, 400);
    assert_eq!(site.handled(), []);
}

fn other_encoding(stage: &Stage<'_>) {
    let site = stage.serve(GITHUB.verifier());
    let as_base64 = |value: String| format!("sha256={}", BASE64.encode(bytes_of(&value[7..])));
    site.refuses(
        &GITHUB.deliver().editing(GITHUB.header, as_base64),
        "malformed_signature",
    );
    let site = stage.serve(SHOPIFY.verifier());
    let as_hex = |value: String| hex(&BASE64.decode(value).unwrap());
    site.refuses(
        &SHOPIFY.deliver().editing(SHOPIFY.header, as_hex),
        "malformed_signature",
    );
}

fn other_body(stage: &Stage<'_>) {
    for sender in senders::ALL {
        let site = stage.serve(sender.verifier());
        let request = sender.deliver();
        for changed in [
            request.body[1..].to_vec(),
            [&request.body[..], b" "].concat(),
            request.body.iter().map(|byte| byte ^ 1).collect(),
            Vec::new(),
        ] {
            site.refuses(&request.clone().body(changed), "signature_mismatch");
        }
    }
}

fn other_key(stage: &Stage<'_>) {
    for sender in senders::ALL {
        let site = stage.serve(sender.verifier());
        site.refuses(&sender.clone().with_key(2).deliver(), "signature_mismatch");
    }
}

fn hex(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}

/// The bytes of a signature in hex or base64.
fn bytes_of(text: &str) -> Vec<u8> {
    if text.len() == 64 {
        base16ct::lower::decode_vec(text).unwrap()
    } else {
        BASE64.decode(text).unwrap()
    }
}
