//! A: algorithms and asymmetric keys.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::case::{Case, Stage};
use crate::senders::{DISCORD, MESHES, MESHES_SHA512, SENDX, STANDARD_ED25519};

pub(super) const CASES: &[Case] = &[
    Case::new("a1_another_algorithm_by_header_is_refused", other_algorithm),
    Case::new("a1_the_algorithm_header_counts_in_any_case", algorithm_case),
    Case::new(
        "a2_a_missing_algorithm_header_is_refused",
        missing_algorithm,
    ),
    Case::new("a3_the_length_does_not_choose_the_algorithm", other_length),
    Case::new(
        "a5_malleable_and_zero_ed25519_signatures_are_refused",
        malleable,
    ),
    Case::new(
        "a7_ed25519_signatures_of_other_lengths_are_refused",
        lengths,
    ),
];

const ALGORITHM: &str = "X-SendX-Signature-Alg";

fn other_algorithm(stage: &Stage<'_>) {
    let site = stage.serve(SENDX.verifier());
    for other in ["none", "", "hmac-sha1", "HMAC-MD5", "hmac-sha512", "sha256"] {
        site.refuses(
            &SENDX.deliver().with(ALGORITHM, other),
            "unsupported_algorithm",
        );
    }
}

fn algorithm_case(stage: &Stage<'_>) {
    let site = stage.serve(SENDX.verifier());
    site.accepts(&SENDX.deliver().with(ALGORITHM, "HMAC-SHA256"));
}

fn missing_algorithm(stage: &Stage<'_>) {
    let site = stage.serve(SENDX.verifier());
    site.refuses(&SENDX.deliver().without(ALGORITHM), "unsupported_algorithm");
}

fn other_length(stage: &Stage<'_>) {
    for (ours, theirs) in [(MESHES, MESHES_SHA512), (MESHES_SHA512, MESHES)] {
        let site = stage.serve(ours.verifier());
        site.refuses(&theirs.deliver(), "malformed_signature");
    }
}

fn malleable(stage: &Stage<'_>) {
    // The order of the group, little-endian (RFC 8032, section 5.1).
    let order = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10_u8,
    ];
    let site = stage.serve(STANDARD_ED25519.verifier());
    let request = STANDARD_ED25519.deliver();
    let value = request.text("webhook-signature");
    let mut signature = BASE64.decode(value.strip_prefix("v1a,").unwrap()).unwrap();
    // The same signature with S + L.
    let mut carry = 0_u16;
    for (byte, add) in signature[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    for wrong in [signature, vec![0; 64], vec![0xFF; 64]] {
        let request = request
            .clone()
            .with("webhook-signature", format!("v1a,{}", BASE64.encode(wrong)));
        let answer = site.send(&request);
        assert_eq!(answer.status, 401);
        assert_eq!(site.handled(), []);
    }
}

fn lengths(stage: &Stage<'_>) {
    let site = stage.serve(DISCORD.verifier());
    for edit in [
        |value: String| value[2..].to_owned(),
        |value: String| value + "00",
        |value: String| value[64..].to_owned(),
    ] {
        site.refuses(
            &DISCORD.deliver().editing(DISCORD.header, edit),
            "malformed_signature",
        );
    }
}
